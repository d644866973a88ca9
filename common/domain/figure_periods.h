// A longer period made of shorter ones: the months of a quarter, the quarters of a year. Events are
// added; what was carried over is that of the first part, what is still open that of the last
// (Indicator::over_time).
//
// Pure. Safe to call from any thread.
#pragma once

#include <span>
#include <vector>

#include "common/domain/figure_findings.h"
#include "common/domain/figure_report.h"

namespace par::domain {

struct ComposedPeriod {
  FigureReport report;                // Its rows are those of the last part.
  std::vector<ReportPeriod> missing;  // Parts that nobody gave.
};

// `reports` are of any periods; those that are parts of `period` are used. A figure that a row does
// not have in every part given is left out: it would look complete and not be. Nothing if no part
// is given.
[[nodiscard]] std::optional<ComposedPeriod> ComposePeriod(
    const IndicatorCatalogue& catalogue, const ReportPeriod& period,
    std::span<const FigureReport* const> reports);

// Where a report of the whole period and its parts differ: warnings and differences
// figures_period_parts. Only if no part is missing.
[[nodiscard]] std::vector<FigureFinding> ComparePeriods(const IndicatorCatalogue& catalogue,
                                                        const FigureReport& whole,
                                                        const ComposedPeriod& composed);

}  // namespace par::domain
