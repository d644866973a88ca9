// `parctl figures report --format json`.
#include <algorithm>

#include "common/base/json_writer.h"
#include "parctl/figure_tables.h"

namespace par::parctl {
namespace {

using domain::FigureRef;
using domain::kNone;

class ReportWriter {
 public:
  ReportWriter(const FigureFiles& files, std::size_t unit, const FigureRef* only)
      : catalogue_(files.catalogue),
        report_(*files.report),
        shown_(files.catalogue, *files.report, domain::NumberStyle::kPlain),
        units_(domain::AtAndBelow(*files.report, unit)),
        only_(only) {}

  std::string Write(const Session& session, const std::vector<domain::FigureFinding>& findings) {
    json_.BeginObject();
    json_.Key("format").String("parnet/figure-report/1");
    json_.Key("title").String(report_.title);
    json_.Key("period").String(report_.period.Text());
    WriteCatalogue();
    json_.Key("units").BeginArray();
    for (const std::size_t unit : units_) WriteUnit(unit);
    json_.EndArray();
    WriteReporting();
    WriteTargets();
    WriteFindings(json_, session, findings);
    json_.EndObject();
    return json_.Take();
  }

 private:
  bool Wanted(const FigureRef& figure) const {
    return only_ == nullptr || (only_->indicator == figure.indicator && only_->rate == figure.rate);
  }

  // What is counted, and who answers for it.
  void WriteCatalogue() {
    json_.Key("indicators").BeginObject();
    for (std::size_t i = 0; i < catalogue_.indicators.size(); ++i) WriteAbout({.indicator = i});
    for (std::size_t i = 0; i < catalogue_.rates.size(); ++i) WriteAbout({.rate = i});
    json_.EndObject();
  }

  void WriteAbout(const FigureRef& figure) {
    if (!Wanted(figure)) return;
    json_.Key(figure.Id(catalogue_)).BeginObject();
    json_.Key("title").String(figure.Title(catalogue_));
    json_.Key("unit").String(figure.Unit(catalogue_));
    json_.Key("owner").String(figure.Owner(catalogue_));
    json_.Key("definition").String(figure.Definition(catalogue_));
    if (figure.rate != kNone) json_.Key("of").String(catalogue_.rates[figure.rate].text);
    json_.EndObject();
  }

  void WriteUnit(std::size_t number) {
    const domain::ReportUnit& unit = report_.units[number];
    json_.BeginObject();
    json_.Key("id").String(unit.id);
    json_.Key("title").String(unit.title);
    json_.Key("under").String(unit.parent == kNone ? "" : report_.units[unit.parent].id);
    json_.Key("figures").BeginObject();
    for (std::size_t i = 0; i < catalogue_.indicators.size(); ++i) {
      WriteFigure(number, {.indicator = i});
    }
    json_.EndObject();
    json_.Key("rates").BeginObject();
    for (std::size_t i = 0; i < catalogue_.rates.size(); ++i) WriteRate(number, {.rate = i});
    json_.EndObject();
    json_.EndObject();
  }

  void WriteFigure(std::size_t unit, const FigureRef& figure) {
    const auto shown = shown_.Of(unit, figure);
    if (!shown.has_value() || !Wanted(figure)) return;
    json_.Key(figure.Id(catalogue_)).BeginObject();
    json_.Key("value").String(shown->text);
    json_.Key("reported").Bool(!shown->sum);
    json_.Key("complete").Bool(shown->complete);
    json_.EndObject();
  }

  void WriteRate(std::size_t unit, const FigureRef& figure) {
    const domain::RateIndicator& rate = catalogue_.rates[figure.rate];
    const auto value = shown_.rollup().Rate(unit, rate);
    if (!value.has_value() || !Wanted(figure)) return;
    json_.Key(rate.id).BeginObject();
    json_.Key("numerator").String(value->numerator.Text());
    json_.Key("denominator").String(value->denominator.Text());
    const auto percent = value->Percent(rate.places);
    json_.Key("percent");
    percent.has_value() ? json_.Decimal(percent->Text()) : json_.Null();
    json_.Key("complete").Bool(value->complete);
    json_.EndObject();
  }

  void WriteReporting() {
    json_.Key("reporting").BeginArray();
    for (const std::size_t unit : units_) {
      if (report_.units[unit].parts.empty()) continue;
      const domain::Reported who = domain::WhoReported(report_, unit);
      json_.BeginObject();
      json_.Key("unit").String(report_.units[unit].id);
      json_.Key("reported").Int(static_cast<std::int64_t>(who.reported));
      json_.Key("expected").Int(static_cast<std::int64_t>(who.expected));
      json_.Key("missing").BeginArray();
      for (const domain::UnitId& missing : who.missing) json_.String(missing.value());
      json_.EndArray();
      json_.EndObject();
    }
    json_.EndArray();
  }

  void WriteTargets() {
    json_.Key("below_target").BeginArray();
    for (const domain::MissedTarget& missed :
         domain::MissedTargets(catalogue_, report_, shown_.rollup())) {
      const FigureRef figure = FigureRef::Of(missed);
      if (!Wanted(figure) || !std::binary_search(units_.begin(), units_.end(), missed.unit)) {
        continue;
      }
      json_.BeginObject();
      json_.Key("unit").String(report_.units[missed.unit].id);
      json_.Key("of").String(figure.Id(catalogue_));
      json_.Key("value").String(shown_.Reached(missed));
      json_.Key("at_least").String(shown_.Wanted(missed));
      json_.EndObject();
    }
    json_.EndArray();
  }

  const domain::IndicatorCatalogue& catalogue_;
  const domain::FigureReport& report_;
  const domain::ShownFigures shown_;
  const std::vector<std::size_t> units_;
  const FigureRef* only_;
  JsonWriter json_;
};

}  // namespace

std::string ReportJson(const Session& session, const FigureFiles& files, std::size_t unit,
                       const FigureRef* only, const std::vector<domain::FigureFinding>& findings) {
  return ReportWriter(files, unit, only).Write(session, findings);
}

}  // namespace par::parctl
