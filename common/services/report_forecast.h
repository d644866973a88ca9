// Which criteria lose points if the year ends with a report's figures, as an answer for people.
//
// Pure. Safe to call from any thread.
#pragma once

#include "common/domain/catalogue.h"
#include "common/domain/criteria_set.h"
#include "common/domain/figure_report.h"
#include "par/report/v1/report.pb.h"

namespace par::services {

// Only what the figures say something of: a leaf that nothing is known of is in `unknown_e4` alone.
void FillForecast(const domain::IndicatorCatalogue& catalogue, const domain::FigureReport& report,
                  const domain::CriteriaSet& set, domain::Language language,
                  report::v1::GetForecastResponse& response);

}  // namespace par::services
