#include "common/services/reported_figures.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/figures_codec.h"
#include "common/domain/figure_definition_yaml.h"
#include "common/domain/indicators_yaml.h"
#include "common/domain/refusal.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

constexpr std::size_t kMostParsed = 16;  // Beyond, all are parsed again when next asked for.

storage::KeyWriter FiguresOf(DocumentSide side, std::string_view unit, std::string_view catalogue) {
  storage::KeyWriter key(side == DocumentSide::kOwn ? storage::Prefix::kOwnFigures
                                                    : storage::Prefix::kHeldFigures);
  key.Text(unit).Text(catalogue);
  return key;
}

}  // namespace

std::string IndicatorsKey(std::string_view id) {
  return storage::KeyWriter(storage::Prefix::kIndicators).Text(id).Take();
}

std::string FiguresPrefix(DocumentSide side, std::string_view unit, std::string_view catalogue) {
  return FiguresOf(side, unit, catalogue).Take();
}

std::string FiguresKey(DocumentSide side, std::string_view unit, std::string_view catalogue,
                       std::string_view period) {
  return FiguresOf(side, unit, catalogue).Text(period).Take();
}

absl::StatusOr<domain::IndicatorCatalogue> ParseIndicators(std::string_view text,
                                                           const std::string& file_name) {
  domain::FindingList findings(file_name);
  auto catalogue = domain::ReadIndicators(text, findings);
  if (catalogue.has_value()) return *std::move(catalogue);
  return std::move(findings).TakeSorted().front().refusal;
}

absl::StatusOr<std::shared_ptr<const domain::IndicatorCatalogue>> Catalogues::Load(
    const storage::Reader& state, std::string_view id) const {
  ASSIGN_OR_RETURN(auto row, ReadRow<record::v1::IndicatorsRow>(state, IndicatorsKey(id)));
  if (!row.has_value()) {
    return domain::Refusal(absl::StatusCode::kNotFound, "indicators_unknown",
                           {{"catalogue", std::string(id)}});
  }
  const std::lock_guard lock(mutex_);
  const auto known = parsed_.find(id);
  if (known != parsed_.end() && known->second.text == row->indicators_yaml()) {
    return known->second.catalogue;
  }
  ASSIGN_OR_RETURN(domain::IndicatorCatalogue catalogue,
                   ParseIndicators(row->indicators_yaml(), ""));
  if (parsed_.size() >= kMostParsed) parsed_.clear();
  auto kept = std::make_shared<const domain::IndicatorCatalogue>(std::move(catalogue));
  parsed_.insert_or_assign(std::string(id),
                           Parsed{.text = row->indicators_yaml(), .catalogue = kept});
  return kept;
}

absl::StatusOr<domain::ReportPeriod> PeriodOf(std::string_view text) {
  const std::optional<domain::ReportPeriod> period = domain::ReportPeriod::Parse(text);
  if (period.has_value()) return *period;
  return domain::InvalidValue("report_period_malformed", text, "period");
}

absl::Status TakeFigure(const domain::IndicatorCatalogue& catalogue,
                        const report::v1::Figure& figure, domain::ReportedFigures& into) {
  ASSIGN_OR_RETURN(const std::size_t indicator, codec::Decode(catalogue, figure, into));
  domain::FindingList findings("");
  domain::CheckBounds(catalogue.indicators[indicator].figure.range, into.at(indicator).value, {},
                      findings);
  if (findings.empty()) return absl::OkStatus();
  into.erase(indicator);
  return findings.findings().front().refusal;
}

absl::Status TakeFigures(const domain::IndicatorCatalogue& catalogue,
                         const google::protobuf::RepeatedPtrField<report::v1::Figure>& figures,
                         domain::ReportedFigures& into) {
  for (const report::v1::Figure& figure : figures) {
    RETURN_IF_ERROR(TakeFigure(catalogue, figure, into));
  }
  return absl::OkStatus();
}

void TakeReadableFigures(const domain::IndicatorCatalogue& catalogue,
                         const google::protobuf::RepeatedPtrField<report::v1::Figure>& figures,
                         domain::ReportedFigures& into) {
  for (const report::v1::Figure& figure : figures)
    TakeFigure(catalogue, figure, into).IgnoreError();
}

absl::Status CheckUnitFigures(const domain::IndicatorCatalogue& catalogue,
                              const report::v1::UnitFigures& figures) {
  RETURN_IF_ERROR(PeriodOf(figures.period()).status());
  if (figures.figures().empty()) {
    return domain::Invalid("list_empty", {{"field", "figures"}});
  }
  domain::ReportedFigures now;
  RETURN_IF_ERROR(TakeFigures(catalogue, figures.figures(), now));
  domain::ReportedFigures before;
  return TakeFigures(catalogue, figures.year_before(), before);
}

}  // namespace par::services
