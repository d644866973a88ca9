// Which criteria lose points if the year ends with a report's figures, as an answer for people.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "common/domain/catalogue.h"
#include "common/domain/criteria_set.h"
#include "common/domain/figure_report.h"
#include "common/domain/finding.h"
#include "common/domain/forecast.h"
#include "par/report/v1/report.pb.h"

namespace par::services {

// What a unit with units below declared about itself, beside them: "UNIT/own".
inline constexpr std::string_view kOwnRow = "/own";

// The set's rules on the figures. A figure that the catalogue takes from a unit with units below is
// what that unit declared itself, where it did, and its own row is none of the units of the level
// below. Nothing, with findings, where the catalogue's figures do not fit the set.
[[nodiscard]] std::optional<domain::Forecast> ForecastFrom(domain::IndicatorCatalogue catalogue,
                                                           domain::FigureReport report,
                                                           const domain::CriteriaSet& set,
                                                           domain::FindingList& findings);

// The same for people, only what the figures say something of: a leaf that nothing is known of is
// in `unknown_e4` alone.
void FillForecast(domain::IndicatorCatalogue catalogue, domain::FigureReport report,
                  const domain::CriteriaSet& set, domain::Language language,
                  report::v1::GetForecastResponse& response);

}  // namespace par::services
