// What a unit's periodic reports say of the figures of a criteria set: which indicator stands for
// which figure, and what of a year follows from the periods that were reported, as the indicator
// itself says (Indicator::over_time). Where it does not say so, nothing does.
//
// Described in docs/formats/figures.md, "Beside a self-assessment". Pure. A YearOfFigures belongs
// to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/figure_periods.h"
#include "common/domain/figure_report.h"
#include "common/domain/indicators.h"

namespace par::domain {

// Why an indicator stands for a figure; the first of them that holds.
enum class FigureBond : std::uint8_t {
  kFeed,      // The catalogue's `criteria.figures` name the figure and this unit.
  kChildren,  // Its `criteria.children` name it, for the units directly below another.
  kSameId,
};

struct BoundFigure {
  FigureSlot slot = kNone;
  std::size_t indicator = kNone;
  FigureBond bond = FigureBond::kSameId;
};

// In the set's order, each figure once; a figure of another kind than the indicator is not bound.
// `above`: the unit that `unit` stands directly below, empty for none.
[[nodiscard]] std::vector<BoundFigure> BoundFigures(const IndicatorCatalogue& catalogue,
                                                    const CriteriaSet& set, std::string_view unit,
                                                    std::string_view above);

struct YearFigure {
  Rational value;
  ReportPeriod last;     // The last period that it is made of.
  bool to_date = false;  // Added up from the beginning of the year to the end of `last`.
  bool reaches = false;  // The day asked for.
};

// One unit's year, whole or to date.
class YearOfFigures {
 public:
  // `reports` have one row each, of any periods; those within `year` count. `catalogue` outlives
  // this.
  YearOfFigures(const IndicatorCatalogue& catalogue, int year, std::vector<FigureReport> reports);

  // As of `cutoff` (without it, or after the year, its last day): of the periods that begin by
  // then. What was declared for the year itself goes before what its parts make, unless a cutoff
  // falls within it that the parts reach. Nothing where no report says it, where its parts leave a
  // gap that its rule over time must not have, and as of a day before the year.
  [[nodiscard]] std::optional<YearFigure> Of(std::size_t indicator,
                                             const std::optional<Date>& cutoff);

 private:
  struct Composed {
    std::optional<ComposedPeriod> parts;
    ReportPeriod first;  // Given, as the next.
    ReportPeriod last;
    std::size_t given = 0;
    bool gap = false;  // Between parts given, or before the first.
  };
  [[nodiscard]] const Composed& Compose(Date until);
  [[nodiscard]] std::optional<YearFigure> OfParts(std::size_t indicator, Date until);

  const IndicatorCatalogue& catalogue_;
  ReportPeriod year_;
  std::optional<FigureReport> whole_;
  std::vector<FigureReport> parts_;
  std::map<Date, Composed> composed_;  // By `until`: figures mostly have the same.
};

// "năm 2026"; "quý IV năm 2026"; "lũy kế đến hết quý III năm 2026".
[[nodiscard]] std::string PeriodText(const YearFigure& figure, Language language);

}  // namespace par::domain
