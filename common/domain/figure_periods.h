// A longer period made of shorter ones: a year of halves, a half of quarters, a quarter of months,
// each of what was given or of what follows from still shorter ones. Events are added; what was
// carried over is that of the first part, what is still open that of the last
// (Indicator::over_time).
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "common/domain/figure_findings.h"
#include "common/domain/figure_report.h"

namespace par::domain {

struct ComposedPeriod {
  // Its rows are those of the last part, its title the catalogue's, its figures have no place.
  FigureReport report;
  std::vector<ReportPeriod> missing;  // Parts that nobody gave, the longest that are missing whole.
};

// `reports` are of any periods; those that are parts of `period`, or parts of its parts, are used.
// A figure that a row does not have in every part given is left out: it would look complete and not
// be. Nothing if no part is given.
[[nodiscard]] std::optional<ComposedPeriod> ComposePeriod(
    const IndicatorCatalogue& catalogue, const ReportPeriod& period,
    std::span<const FigureReport* const> reports);

// Gives rows without parts that say nothing themselves what the same row of the composed period
// has. Only if no part is missing.
void FillSilentRows(FigureReport& whole, const ComposedPeriod& composed);

// All shorter periods within this one, the longest first.
[[nodiscard]] std::vector<ReportPeriod> AllParts(const ReportPeriod& period);

// The day on which the last of the groups' books are closed: whoever has not reported by then is
// late.
[[nodiscard]] Date ClosingDay(const IndicatorCatalogue& catalogue, const ReportPeriod& period);

// A unit is reminded of a period so many days before its closing day.
inline constexpr int kDaysToRemind = 15;

// The newest period that a catalogue with `every` asks for: closed, or to be closed within
// kDaysToRemind days. Nothing without `every`, or beyond ReportPeriod::kFirstYear or kLastYear.
[[nodiscard]] std::optional<ReportPeriod> DuePeriod(const IndicatorCatalogue& catalogue,
                                                    Date today);

// Where a report of the whole period and its parts differ: differences figures_period_parts. Only
// if no part is missing.
[[nodiscard]] std::vector<FigureFinding> ComparePeriods(const IndicatorCatalogue& catalogue,
                                                        const FigureReport& whole,
                                                        const ComposedPeriod& composed);

}  // namespace par::domain
