// The numbers of a report in the one form in which people read them: terminal, node, workbook and
// official document all print what stands here.
//
// Pure. Keeps references to what it is made of; safe to read from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/figure_findings.h"
#include "common/domain/figure_report.h"
#include "common/domain/figure_rollup.h"
#include "common/domain/indicators.h"

namespace par::domain {

// An indicator or a rate: exactly one of them is set.
struct FigureRef {
  std::size_t indicator = kNone;
  std::size_t rate = kNone;

  [[nodiscard]] static FigureRef Of(const MissedTarget& missed) {
    return {.indicator = missed.indicator, .rate = missed.rate};
  }
  [[nodiscard]] const std::string& Id(const IndicatorCatalogue& catalogue) const;
  [[nodiscard]] const std::string& Title(const IndicatorCatalogue& catalogue) const;
  [[nodiscard]] const std::string& Owner(const IndicatorCatalogue& catalogue) const;
  [[nodiscard]] const std::string& Definition(const IndicatorCatalogue& catalogue) const;
  // "hồ sơ", "%"; may be empty.
  [[nodiscard]] std::string Unit(const IndicatorCatalogue& catalogue) const;
};
// Neither is set if there is no such id.
[[nodiscard]] FigureRef FindFigure(const IndicatorCatalogue& catalogue, std::string_view id);
// All of a group (kNone: of none), indicators first, as in the file.
[[nodiscard]] std::vector<FigureRef> FiguresOfGroup(const IndicatorCatalogue& catalogue,
                                                    std::size_t group);

// The row and everything below it, in the report's order.
[[nodiscard]] std::vector<std::size_t> AtAndBelow(const FigureReport& report, std::size_t unit);

struct ShownFigure {
  std::string text;      // "8.782", "99,97 %"; empty: a rate where nothing arose.
  std::string work;      // Of a rate: "8.738/8.741".
  bool sum = false;      // Added up from parts.
  bool complete = true;  // False: some parts have not given it yet.

  // "16.018 *" where parts are missing; `nothing` where nothing arose.
  [[nodiscard]] std::string Marked(std::string_view nothing) const;
};

class ShownFigures {
 public:
  ShownFigures(const IndicatorCatalogue& catalogue, const FigureReport& report, NumberStyle style,
               ReportedFigures ReportUnit::* which = &ReportUnit::figures)
      : catalogue_(catalogue),
        report_(report),
        rows_(report),
        rollup_(catalogue, report, which),
        style_(style) {}

  [[nodiscard]] const FigureRollUp& rollup() const { return rollup_; }
  [[nodiscard]] const FigureReport& report() const { return report_; }
  [[nodiscard]] const ReportRows& rows() const { return rows_; }
  [[nodiscard]] const IndicatorCatalogue& catalogue() const { return catalogue_; }
  // Nothing if no one at or below the unit has it.
  [[nodiscard]] std::optional<ShownFigure> Of(std::size_t unit, const FigureRef& figure) const;
  // "Đạt" and "mức" of a target that was missed.
  [[nodiscard]] std::string Reached(const MissedTarget& missed) const;
  [[nodiscard]] std::string Wanted(const MissedTarget& missed) const;
  // What changed since `before` at the row with the same id: "tăng 5,20 %" of counts and amounts,
  // "giảm 0,31 điểm %" of rates and percentages, "không đổi". Nothing where one of the two is not
  // there or not complete, or there is no change to tell (ranks, days, from zero).
  [[nodiscard]] std::optional<std::string> Change(const ShownFigures& before, std::size_t unit,
                                                  const FigureRef& figure) const;

 private:
  struct Exact {
    Rational value;  // Of a rate 0.9997.
    int places = 2;  // Of a percentage.
    bool percent = false;
  };
  [[nodiscard]] std::optional<Exact> ExactOf(std::size_t unit, const FigureRef& figure) const;
  [[nodiscard]] std::string Text(const FigureRef& figure, const Rational& value) const;

  const IndicatorCatalogue& catalogue_;
  const FigureReport& report_;
  const ReportRows rows_;
  const FigureRollUp rollup_;
  const NumberStyle style_;
};

}  // namespace par::domain
