// What is wrong or unusual in the figures of a report: identities that do not hold, parts above
// their whole, totals that are not their parts' sum, statements in the text that the figures
// contradict; and, as warnings, values far from the unit's past, days other than the period's,
// statements that nothing reported can confirm.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/catalogue.h"
#include "common/domain/figure_report.h"
#include "common/domain/figure_rollup.h"
#include "common/domain/refusal.h"
#include "common/domain/shown_parameter.h"

namespace par::domain {

enum class FindingWeight : std::uint8_t { kDifference, kWarning };

struct FigureFinding {
  FindingWeight weight = FindingWeight::kDifference;
  std::string unit;         // Id of the row; empty: of no single one.
  std::string_view reason;  // Of catalogue/figures.inc.
  std::vector<ShownParameter> parameters;
  Position at;  // In the figures' file; of a missing figure its unit's.
  std::vector<std::size_t> indicators = {};  // Whose values it is about.
};

[[nodiscard]] std::string TextOf(const FigureFinding& finding, Language language);

// What a report is compared with.
struct FigurePast {
  const FigureReport* previous = nullptr;  // Of the period just before; may be null.
  std::vector<const FigureReport*> past;   // Of earlier periods of the same kind, that one too.
};

// Of these reports those that are of an earlier period of the same kind.
[[nodiscard]] FigurePast PastOf(const ReportPeriod& period,
                                std::span<const FigureReport* const> reports);

// In the order: units as in the file, then statements, then windows. Reasons:
//   figures_identity, figures_above_whole, figures_total_not_the_sum, figures_total_below_parts,
//   stated_value, stated_change, stated_direction, stated_unchanged, stated_share_as_change
// and of warnings:
//   figure_outlier, figures_window, stated_unconfirmed, stated_change_unconfirmed.
// An identity is checked for each row that says one of its figures itself: sums of rows that were
// checked hold because those do.
[[nodiscard]] std::vector<FigureFinding> CheckReport(const IndicatorCatalogue& catalogue,
                                                     const FigureReport& report,
                                                     const FigurePast& past = {});

[[nodiscard]] bool HasDifferences(std::span<const FigureFinding> findings);

// What of the report lies below a target: one row each, units as in the file.
struct MissedTarget {
  std::size_t unit = 0;
  std::size_t indicator = kNone;  // This or a rate.
  std::size_t rate = kNone;
  Rational value;
  std::size_t target = 0;  // Of the catalogue.
};
[[nodiscard]] std::vector<MissedTarget> MissedTargets(const IndicatorCatalogue& catalogue,
                                                      const FigureReport& report,
                                                      const FigureRollUp& rollup);

// The median; of an even number the mean of the middle two. `values` must not be empty.
[[nodiscard]] Rational MedianOf(std::vector<Rational> values);

// OutlierRule applied; false where there are too few past values.
[[nodiscard]] bool IsOutlier(const OutlierRule& rule, const Rational& value,
                             const std::vector<Rational>& past);

}  // namespace par::domain
