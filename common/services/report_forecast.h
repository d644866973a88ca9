// Which criteria lose points if the year ends with a report's figures, as an answer for people.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string_view>

#include "common/domain/catalogue.h"
#include "common/domain/criteria_set.h"
#include "common/domain/figure_report.h"
#include "par/report/v1/report.pb.h"

namespace par::services {

// What a unit with units below declared about itself, beside them: "UNIT/own".
inline constexpr std::string_view kOwnRow = "/own";

// Only what the figures say something of: a leaf that nothing is known of is in `unknown_e4` alone.
// A figure that the catalogue takes from a unit with units below is what that unit declared itself,
// where it did, and its own row is none of the units of the level below.
void FillForecast(domain::IndicatorCatalogue catalogue, domain::FigureReport report,
                  const domain::CriteriaSet& set, domain::Language language,
                  report::v1::GetForecastResponse& response);

}  // namespace par::services
