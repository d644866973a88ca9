// Reported figures added up over the units of a report. Counts and amounts are sums of the parts;
// rates are made anew from sums and never averaged. A row that states a total of its own keeps it
// where not all of its parts have the figure; where all have, the parts count and the total is only
// compared (figure_findings.h).
//
// Pure. A roll-up keeps references to what it is made of and is safe to read from any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/domain/decimal.h"
#include "common/domain/figure_report.h"
#include "common/domain/ids.h"
#include "common/domain/indicators.h"

namespace par::domain {

struct RolledFigure {
  Rational value;
  bool own = true;                   // The row's own word; false: the sum of its parts.
  bool complete = true;              // Own, or every part has it complete.
  std::size_t with = 0;              // Direct parts that have it.
  std::optional<Rational> of_parts;  // Their sum; nothing where none has it.
  bool parts_complete = false;
};

struct RateValue {
  Rational numerator;
  Rational denominator;
  bool complete = true;  // False: parts that miss one of its figures are left out whole.
  // Nothing where nothing arose: that is neither 0 % nor 100 %.
  [[nodiscard]] std::optional<Rational> value() const;
  [[nodiscard]] std::optional<Decimal> Percent(int places) const;
};

class FigureRollUp {
 public:
  // `which` of the units' figures: of this period, or of the year before.
  FigureRollUp(const IndicatorCatalogue& catalogue, const FigureReport& report,
               ReportedFigures ReportUnit::* which = &ReportUnit::figures);

  // Null if no one below or at the unit has the figure.
  [[nodiscard]] const RolledFigure* Of(std::size_t unit, std::size_t indicator) const;
  // Nothing if a figure is absent.
  [[nodiscard]] std::optional<RateValue> Rate(std::size_t unit, const RateIndicator& rate) const;
  // The complete values of these indicators at one unit, by number; absent ones are empty.
  [[nodiscard]] std::vector<std::optional<Rational>> CompleteValues(
      std::size_t unit, std::span<const std::size_t> indicators) const;

 private:
  void Add(std::size_t unit, ReportedFigures ReportUnit::* which);
  [[nodiscard]] bool SumOver(std::size_t unit, const std::vector<std::size_t>& indicators,
                             std::vector<std::optional<Rational>>& sums, bool& complete) const;

  const IndicatorCatalogue& catalogue_;
  const FigureReport& report_;
  std::vector<std::map<std::size_t, RolledFigure>> rolled_;  // By unit.
};

// Who has reported: "14/14 communes", and who has not.
struct Reported {
  std::size_t reported = 0;
  std::size_t expected = 0;
  std::vector<UnitId> missing;  // In the order expected.
};
[[nodiscard]] Reported WhoReported(const std::vector<UnitId>& expected,
                                   const std::vector<UnitId>& reported);
// The rows under `unit` that have no parts, and who of them has reported.
[[nodiscard]] Reported WhoReported(const FigureReport& report, std::size_t unit);

// "8.782 - 41": the operand's text with numbers for names; a name without a value stays.
[[nodiscard]] std::string Worked(const Expression& operand, const IndicatorCatalogue& catalogue,
                                 std::span<const std::optional<Rational>> values,
                                 std::span<const std::optional<Rational>> previous,
                                 NumberStyle style);

// The value of a side; nothing if a figure is absent or it divides by zero.
[[nodiscard]] std::optional<Rational> SideOf(
    const Expression& operand, std::span<const std::optional<Rational>> values,
    std::span<const std::optional<Rational>> previous = {});

}  // namespace par::domain
