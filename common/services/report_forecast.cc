#include "common/services/report_forecast.h"

#include <string>
#include <utility>
#include <vector>

#include "common/domain/figure_feed.h"
#include "common/domain/rule_trace.h"
#include "common/domain/rule_words.h"

namespace par::services {
namespace {

void FillForecastRow(const domain::CriteriaSet& set, const domain::LeafForecast& one,
                     domain::Language language, report::v1::ForecastRow& row) {
  const domain::Node& node = set.NodeOf(one.leaf);
  row.set_criterion(node.id);
  row.set_title(node.title);
  row.set_maximum_e4(node.maximum.e4());
  row.set_points_e4(one.points.e4());
  row.set_lost_e4(one.lost.e4());
  row.set_state(std::string(domain::Name(one.state)));
  if (one.trace != nullptr) {
    row.set_working(domain::RenderSteps(*one.trace, domain::WordsScopeOf(set, one.leaf), language));
  }
  for (const domain::Gain& gain : one.gains) row.add_gains(domain::TextOf(gain, language));
}

void SetOwnRowsApart(domain::IndicatorCatalogue& catalogue, domain::FigureReport& report) {
  for (domain::CriteriaFeed::Figure& figure : catalogue.feed.figures) {
    const std::string own = figure.unit + std::string(kOwnRow);
    if (report.FindUnit(own) != domain::kNone) figure.unit = own;
  }
  for (domain::ReportUnit& unit : report.units) {
    std::erase_if(unit.parts,
                  [&](std::size_t part) { return report.units[part].id.ends_with(kOwnRow); });
  }
}

}  // namespace

std::optional<domain::Forecast> ForecastFrom(domain::IndicatorCatalogue catalogue,
                                             domain::FigureReport report,
                                             const domain::CriteriaSet& set,
                                             domain::FindingList& findings) {
  SetOwnRowsApart(catalogue, report);
  const auto to_date = domain::FeedCriteria(
      catalogue, report, set, domain::EmptyAnswers(set, domain::UnitId(report.units.front().id)),
      findings);
  if (!to_date.has_value()) return std::nullopt;
  return domain::ForecastOf(set, *to_date);
}

void FillForecast(domain::IndicatorCatalogue catalogue, domain::FigureReport report,
                  const domain::CriteriaSet& set, domain::Language language,
                  report::v1::GetForecastResponse& response) {
  response.set_set_id(set.id);
  response.set_set_version(static_cast<std::uint32_t>(set.version));
  response.set_set_title(set.title);
  domain::FindingList findings("");
  const auto forecast = ForecastFrom(std::move(catalogue), std::move(report), set, findings);
  if (!forecast.has_value()) {
    for (const domain::Finding& one : std::move(findings).TakeSorted()) {
      response.add_problems(domain::TextOf(one.refusal, language));
    }
    return;
  }
  for (const domain::LeafForecast& one : forecast->leaves) {
    if (one.known) FillForecastRow(set, one, language, *response.add_rows());
  }
  response.set_points_e4(forecast->points.e4());
  response.set_lost_e4(forecast->lost.e4());
  response.set_unknown_e4(forecast->unknown.e4());
}

}  // namespace par::services
