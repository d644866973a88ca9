#include "common/codec/figures_codec.h"

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::codec {

absl::StatusOr<std::size_t> Decode(const domain::IndicatorCatalogue& catalogue,
                                   const report::v1::Figure& figure,
                                   domain::ReportedFigures& into) {
  const std::size_t indicator = catalogue.FindIndicator(figure.indicator());
  if (indicator == domain::kNone) {
    return domain::InvalidValue("figure_unknown", figure.indicator(), "figures");
  }
  const domain::FigureRange& range = catalogue.indicators[indicator].figure.range;
  ASSIGN_OR_RETURN(const domain::Rational value,
                   domain::ParseFigure(range.kind, figure.value(), range.name));
  if (!into.emplace(indicator, domain::ReportedFigure{.value = value, .at = {}}).second) {
    return domain::InvalidValue("id_repeated", range.name, "figures");
  }
  return indicator;
}

absl::Status Decode(const domain::IndicatorCatalogue& catalogue, const FigureMessages& figures,
                    domain::ReportedFigures& into) {
  for (const report::v1::Figure& figure : figures) {
    RETURN_IF_ERROR(Decode(catalogue, figure, into).status());
  }
  return absl::OkStatus();
}

void Encode(const domain::IndicatorCatalogue& catalogue, const domain::ReportedFigures& figures,
            FigureMessages& into) {
  for (const auto& [indicator, reported] : figures) {
    const domain::FigureDefinition& definition = catalogue.indicators[indicator].figure;
    report::v1::Figure& figure = *into.Add();
    figure.set_indicator(definition.id);
    figure.set_value(domain::FigureInput(definition.range.kind, reported.value));
  }
}

}  // namespace par::codec
