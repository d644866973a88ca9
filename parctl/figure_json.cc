// `parctl figures report --format json`.
#include "parctl/figure_tables.h"
#include "parctl/json_writer.h"

namespace par::parctl {
namespace {

using domain::kNone;

void WriteUnit(JsonWriter& json, const FigureFiles& files, const domain::FigureRollUp& rollup,
               std::size_t number) {
  const domain::ReportUnit& unit = files.report->units[number];
  json.BeginObject();
  json.Key("id").String(unit.id);
  json.Key("title").String(unit.title);
  json.Key("under").String(unit.parent == kNone ? "" : files.report->units[unit.parent].id);
  json.Key("figures").BeginObject();
  for (std::size_t i = 0; i < files.catalogue.indicators.size(); ++i) {
    const domain::RolledFigure* figure = rollup.Of(number, i);
    if (figure == nullptr) continue;
    const domain::FigureDefinition& definition = files.catalogue.indicators[i].figure;
    json.Key(definition.id).BeginObject();
    json.Key("value").String(
        domain::FormatFigure(definition.range.kind, figure->value, domain::NumberStyle::kPlain));
    json.Key("reported").Bool(figure->own);
    json.Key("complete").Bool(figure->complete);
    json.EndObject();
  }
  json.EndObject();
  json.Key("rates").BeginObject();
  for (const domain::RateIndicator& rate : files.catalogue.rates) {
    const auto value = rollup.Rate(number, rate);
    if (!value.has_value()) continue;
    json.Key(rate.id).BeginObject();
    json.Key("numerator").String(value->numerator.Text());
    json.Key("denominator").String(value->denominator.Text());
    const auto percent = value->Percent(rate.places);
    json.Key("percent");
    percent.has_value() ? json.Decimal(percent->Text()) : json.Null();
    json.Key("complete").Bool(value->complete);
    json.EndObject();
  }
  json.EndObject();
  json.EndObject();
}

void WriteReporting(JsonWriter& json, const domain::FigureReport& report) {
  json.Key("reporting").BeginArray();
  for (std::size_t unit = 0; unit < report.units.size(); ++unit) {
    if (report.units[unit].parts.empty()) continue;
    const domain::Reported who = domain::WhoReported(report, unit);
    json.BeginObject();
    json.Key("unit").String(report.units[unit].id);
    json.Key("reported").Int(static_cast<std::int64_t>(who.reported));
    json.Key("expected").Int(static_cast<std::int64_t>(who.expected));
    json.Key("missing").BeginArray();
    for (const domain::UnitId& missing : who.missing) json.String(missing.value());
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

void WriteTargets(JsonWriter& json, const FigureFiles& files, const domain::FigureRollUp& rollup) {
  json.Key("below_target").BeginArray();
  for (const domain::MissedTarget& missed :
       domain::MissedTargets(files.catalogue, *files.report, rollup)) {
    const domain::FigureKind kind =
        missed.rate != kNone ? domain::FigureKind::kPercent
                             : files.catalogue.indicators[missed.indicator].figure.range.kind;
    const auto shown = [&](const domain::Rational& value) {
      return domain::FormatFigure(kind, value, domain::NumberStyle::kPlain);
    };
    json.BeginObject();
    json.Key("unit").String(files.report->units[missed.unit].id);
    json.Key("of").String(missed.rate != kNone
                              ? files.catalogue.rates[missed.rate].id
                              : files.catalogue.indicators[missed.indicator].figure.id);
    json.Key("value").String(shown(missed.value));
    json.Key("at_least").String(shown(files.catalogue.targets[missed.target].at_least));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string ReportJson(const Session& session, const FigureFiles& files,
                       const std::vector<domain::FigureFinding>& findings) {
  const domain::FigureRollUp rollup(files.catalogue, *files.report);
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/figure-report/1");
  json.Key("title").String(files.report->title);
  json.Key("period").String(files.report->period.Text());
  json.Key("units").BeginArray();
  for (std::size_t unit = 0; unit < files.report->units.size(); ++unit) {
    WriteUnit(json, files, rollup, unit);
  }
  json.EndArray();
  WriteReporting(json, *files.report);
  WriteTargets(json, files, rollup);
  WriteFindings(json, session, findings);
  json.EndObject();
  return json.Take();
}

}  // namespace par::parctl
