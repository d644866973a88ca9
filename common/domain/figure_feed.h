// The figures of a periodic report as answers to a criteria set, as the catalogue of indicators
// binds them (`criteria`).
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>

#include "common/domain/figure_report.h"
#include "common/domain/finding.h"
#include "common/domain/forecast.h"

namespace par::domain {

// Lays the report's figures over `base`, which is bound to the set (EmptyAnswers where nothing else
// is known). Nothing if there is any finding, placed in the catalogue's file:
//   set_other            the catalogue feeds another set, or none
//   figure_unknown       the set has no such figure
//   figure_unused        the set asks no such figure of the level below
//   report_unit_unknown  the report has no such row
//   feed_kind_other      {value, wanted}  the figure is of another kind than the indicator
// and, placed nowhere, figure_above_whole and the bounds of the set's figures.
// A figure that not all units have reported is absent.
[[nodiscard]] std::optional<FiguresToDate> FeedCriteria(const IndicatorCatalogue& catalogue,
                                                        const FigureReport& report,
                                                        const CriteriaSet& set, Answers base,
                                                        FindingList& findings);

// What of it can be said before there are figures: figure_unknown, figure_unused, feed_kind_other.
// `set` is the one that the catalogue feeds.
void CheckFeed(const IndicatorCatalogue& catalogue, const CriteriaSet& set, FindingList& findings);

// The same without a report: sums come from the children of `answers`.
[[nodiscard]] FiguresToDate ToDate(const CriteriaSet& set, Answers answers);

}  // namespace par::domain
