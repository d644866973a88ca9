#include "common/services/report_view.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/figures_codec.h"
#include "common/domain/catalogue.h"
#include "common/domain/figure_report_yaml.h"
#include "common/domain/figure_show.h"
#include "common/domain/refusal.h"
#include "common/services/handler_ports.h"
#include "common/services/people.h"
#include "common/services/report_forecast.h"
#include "common/services/rows.h"

namespace par::services {
namespace {

using domain::kNone;
using domain::NumberStyle;
using Findings = google::protobuf::RepeatedPtrField<report::v1::ReportFinding>;

constexpr int kPastPeriods = 8;

void AddFindings(const domain::IndicatorCatalogue& catalogue,
                 const std::vector<domain::FigureFinding>& found, domain::Language language,
                 Findings& findings) {
  for (const domain::FigureFinding& one : found) {
    report::v1::ReportFinding& finding = *findings.Add();
    finding.set_unit(one.unit);
    finding.set_reason(std::string(one.reason));
    finding.set_text(domain::TextOf(one, language));
    finding.set_counts(one.weight == domain::FindingWeight::kDifference);
    for (const std::size_t indicator : one.indicators) {
      finding.add_indicators(catalogue.indicators[indicator].figure.id);
    }
  }
}

using Cells = google::protobuf::RepeatedPtrField<report::v1::ReportCell>;

// With what changed since `before`, where it is given.
void AddCells(const domain::ShownFigures& shown, const domain::ShownFigures* before,
              const std::string& wanted, std::size_t unit, Cells& cells) {
  const domain::IndicatorCatalogue& catalogue = shown.catalogue();
  const auto add = [&](const domain::FigureRef& figure) {
    const std::string& id = figure.Id(catalogue);
    if (!wanted.empty() && wanted != id) return;
    const auto value = shown.Of(unit, figure);
    if (!value.has_value()) return;
    report::v1::ReportCell& cell = *cells.Add();
    cell.set_id(id);
    cell.set_value(value->text.empty() ? "-" : value->text);
    cell.set_made_of(value->work);
    cell.set_sum(value->sum);
    cell.set_complete(value->complete);
    if (before == nullptr) return;
    if (auto change = shown.Change(*before, unit, figure)) cell.set_change(*std::move(change));
  };
  for (std::size_t i = 0; i < catalogue.indicators.size(); ++i) add({.indicator = i});
  for (std::size_t i = 0; i < catalogue.rates.size(); ++i) add({.rate = i});
}

void AddColumns(const domain::IndicatorCatalogue& catalogue, const std::string& wanted,
                report::v1::GetReportResponse& response) {
  for (const domain::IndicatorGroup& one : catalogue.groups) {
    report::v1::ReportGroup& group = *response.add_groups();
    group.set_id(one.id);
    group.set_title(one.title);
    group.set_owner(one.owner);
  }
  const auto add = [&](const domain::FigureRef& figure, std::size_t group) {
    const std::string& id = figure.Id(catalogue);
    if (!wanted.empty() && wanted != id) return;
    report::v1::ReportColumn& column = *response.add_columns();
    column.set_id(id);
    column.set_title(figure.Title(catalogue));
    column.set_unit(figure.Unit(catalogue));
    column.set_definition(figure.Definition(catalogue));
    if (group != kNone) column.set_group(catalogue.groups[group].id);
    if (figure.indicator == kNone) return;
    const domain::Indicator& indicator = catalogue.indicators[figure.indicator];
    column.set_kind(std::string(domain::Name(indicator.figure.range.kind)));
    column.set_source(indicator.figure.source);
    column.set_summed(indicator.IsSummed());
  };
  for (std::size_t i = 0; i < catalogue.indicators.size(); ++i) {
    add({.indicator = i}, catalogue.indicators[i].group);
  }
  for (std::size_t i = 0; i < catalogue.rates.size(); ++i) {
    add({.rate = i}, catalogue.rates[i].group);
  }
}

// Both in the order of the catalogue.
void CountGiven(const Cells& cells, report::v1::GetReportResponse& response) {
  int column = 0;
  for (const report::v1::ReportCell& cell : cells) {
    while (response.columns(column).id() != cell.id()) ++column;
    response.mutable_columns(column)->set_given(response.columns(column).given() + 1);
  }
}

// A row still to be made.
struct Place {
  std::string id;
  std::size_t parent = kNone;
  bool own = false;  // The unit itself, apart from the units below it.
};

domain::ReportUnit RowOf(const domain::UnitTree& tree, const Place& place) {
  const domain::Unit* known = tree.Find(domain::UnitId(place.id));
  domain::ReportUnit row;
  row.id = place.id + std::string(place.own ? kOwnRow : "");
  row.title = known == nullptr ? place.id : known->name;
  if (known != nullptr) row.level = domain::LevelOf(known->kind);
  row.parent = place.parent;
  return row;
}

// Who stands in the row, and when it was declared.
void FillRow(const domain::FigureReport& report, std::size_t unit,
             const report::v1::UnitFigures& declared, domain::Date closing,
             report::v1::ReportRow& row) {
  const domain::ReportUnit& shown = report.units[unit];
  row.set_unit(shown.id);
  row.set_title(shown.title);
  if (shown.parent != kNone) row.set_under(report.units[shown.parent].id);
  if (shown.level.has_value()) row.set_level(std::string(domain::Name(*shown.level)));
  row.set_declared_by(declared.declared_by());
  if (declared.has_by()) *row.mutable_by() = declared.by();
  row.set_declared_at(declared.made_at());
  if (declared.made_at() != 0) {
    const domain::Date day = domain::Date::InVietnam(declared.made_at());
    row.set_days_late(std::max(0, day.days() - closing.days()));
  } else {
    row.set_composed(!shown.figures.empty());
  }
}

}  // namespace

absl::StatusOr<ReportView::Built> ReportView::Build(const storage::Reader& state,
                                                    const domain::IndicatorCatalogue& catalogue,
                                                    const domain::ReportPeriod& period,
                                                    const std::string& unit, DocumentSide side,
                                                    bool below) const {
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  Built built;
  built.report.title = catalogue.title;
  built.report.period = period;
  std::vector<Place> open = {{.id = unit}};
  for (std::size_t next = 0; next < open.size(); ++next) {
    const Place place = open[next];
    const domain::UnitId id(place.id);
    std::vector<domain::UnitId> children;
    if (below && !place.own) children = tree->Children(id, period.Last());
    const DocumentSide here = place.id == unit ? side : DocumentSide::kHeld;
    ASSIGN_OR_RETURN(auto declared,
                     ReadRow<record::v1::FiguresRow>(
                         state, FiguresKey(here, place.id, catalogue.id, period.Text())));
    // What a unit with units below it declares is about itself: one part of its sum.
    const bool apart = declared.has_value() && !children.empty();
    if (apart) open.push_back({.id = place.id, .parent = next, .own = true});
    for (const domain::UnitId& child : children) {
      open.push_back({.id = child.value(), .parent = next});
    }
    if (open.size() > domain::kMostReportUnits) {
      return domain::Invalid(
          "report_too_wide",
          {{"unit", unit}, {"maximum", std::to_string(domain::kMostReportUnits)}});
    }
    domain::ReportUnit row = RowOf(*tree, place);
    if (place.parent != kNone) built.report.units[place.parent].parts.push_back(next);
    if (declared.has_value() && !apart) {
      TakeReadableFigures(catalogue, declared->figures().figures(), row.figures);
      TakeReadableFigures(catalogue, declared->figures().year_before(), row.year_before);
      built.any = true;
    }
    built.report.units.push_back(std::move(row));
    built.rows.push_back(apart ? record::v1::FiguresRow()
                               : std::move(declared).value_or(record::v1::FiguresRow()));
  }
  return built;
}

// A unit with units below that declared only shorter periods about itself is a part of its sum all
// the same.
void ReportView::AddOwnRows(const domain::FigureReport& composed, Built& whole) {
  for (const domain::ReportUnit& own : composed.units) {
    if (!own.id.ends_with(kOwnRow) || whole.report.FindUnit(own.id) != kNone) continue;
    const std::size_t parent =
        whole.report.FindUnit(own.id.substr(0, own.id.size() - kOwnRow.size()));
    if (parent == kNone) continue;
    domain::ReportUnit row;
    row.id = own.id;
    row.title = own.title;
    row.level = own.level;
    row.parent = parent;
    whole.report.units[parent].parts.push_back(whole.report.units.size());
    whole.report.units.push_back(std::move(row));
    whole.rows.emplace_back();
  }
}

absl::StatusOr<ReportView::Built> ReportView::Whole(const storage::Reader& state,
                                                    const domain::IndicatorCatalogue& catalogue,
                                                    const domain::ReportPeriod& period,
                                                    const std::string& unit, DocumentSide side,
                                                    bool below) const {
  ASSIGN_OR_RETURN(Built whole, Build(state, catalogue, period, unit, side, below));
  std::vector<Built> shorter;
  for (const domain::ReportPeriod& part : domain::AllParts(period)) {
    ASSIGN_OR_RETURN(Built built, Build(state, catalogue, part, unit, side, below));
    if (built.any) shorter.push_back(std::move(built));
  }
  std::vector<const domain::FigureReport*> reports;
  for (const Built& one : shorter) reports.push_back(&one.report);
  whole.composed = domain::ComposePeriod(catalogue, period, reports);
  if (whole.composed.has_value()) {
    if (whole.composed->missing.empty()) AddOwnRows(whole.composed->report, whole);
    domain::FillSilentRows(whole.report, *whole.composed);
    whole.any = whole.any || whole.composed->missing.empty();
  }
  return whole;
}

absl::StatusOr<std::vector<ReportView::Built>> ReportView::Past(
    const storage::Reader& state, const domain::IndicatorCatalogue& catalogue,
    const domain::ReportPeriod& period, const std::string& unit, DocumentSide side,
    bool below) const {
  std::vector<Built> past;
  auto before = period.Previous();
  for (int i = 0; i < kPastPeriods && before.has_value(); ++i, before = before->Previous()) {
    // Only what comes just before is compared figure by figure; of the rest what was declared does.
    auto built = i == 0 ? Whole(state, catalogue, *before, unit, side, below)
                        : Build(state, catalogue, *before, unit, side, below);
    RETURN_IF_ERROR(built.status());
    if (built->any) past.push_back(*std::move(built));
  }
  return past;
}

// What does not agree in it, beside its past and the shorter periods within it.
std::vector<domain::FigureFinding> ReportView::Check(const domain::IndicatorCatalogue& catalogue,
                                                     const Built& built,
                                                     const std::vector<Built>& earlier) {
  std::vector<const domain::FigureReport*> past;
  for (const Built& one : earlier) past.push_back(&one.report);
  std::vector<domain::FigureFinding> findings =
      domain::CheckReport(catalogue, built.report, domain::PastOf(built.report.period, past));
  if (built.composed.has_value()) {
    const auto more = domain::ComparePeriods(catalogue, built.report, *built.composed);
    findings.insert(findings.end(), more.begin(), more.end());
  }
  return findings;
}

absl::StatusOr<report::v1::GetReportResponse> ReportView::GetReport(
    const storage::Reader& state, const identity::Caller& caller,
    const report::v1::GetReportRequest& request, domain::Date today) const {
  ASSIGN_OR_RETURN(const domain::ReportPeriod period, PeriodOf(request.period()));
  ASSIGN_OR_RETURN(const auto catalogue, catalogues_.Load(state, request.catalogue()));
  const DocumentSide side = SideOf(caller, request.unit());
  ASSIGN_OR_RETURN(const Built built, Whole(state, *catalogue, period, request.unit(), side, true));
  ASSIGN_OR_RETURN(const std::vector<Built> earlier,
                   Past(state, *catalogue, period, request.unit(), side, true));
  const domain::Language language = LanguageOf(request.language());
  const NumberStyle style = StyleOf(language);
  report::v1::GetReportResponse response;
  response.set_title(catalogue->title);
  response.set_period_title(period.Title(language));
  AddColumns(*catalogue, request.figure(), response);
  if (response.columns().empty()) {
    return domain::InvalidValue("indicator_unknown", request.figure(), "figure");
  }
  const domain::Date closing = domain::ClosingDay(*catalogue, period);
  response.set_closing_day(closing.Iso());
  response.set_days_left(closing.days() - today.days());
  const domain::ShownFigures figures(*catalogue, built.report, style);
  const domain::ShownFigures before(*catalogue, built.report, style,
                                    &domain::ReportUnit::year_before);
  for (std::size_t unit = 0; unit < built.report.units.size(); ++unit) {
    report::v1::ReportRow& row = *response.add_rows();
    FillRow(built.report, unit, built.rows[unit].figures(), closing, row);
    RETURN_IF_ERROR(TellBy(state, row.declared_by(), built.rows[unit].figures().unit(), row));
    AddCells(figures, &before, request.figure(), unit, *row.mutable_cells());
    CountGiven(row.cells(), response);
    if (request.sums_only() && unit > 0) row.clear_cells();
    if (!request.as_declared()) continue;
    AddCells(before, nullptr, request.figure(), unit, *row.mutable_before());
    codec::Encode(*catalogue, built.report.units[unit].figures, *row.mutable_figures());
    codec::Encode(*catalogue, built.report.units[unit].year_before, *row.mutable_year_before());
  }
  const domain::Reported who = domain::WhoReported(built.report, 0);
  response.set_reported(static_cast<std::uint32_t>(who.reported));
  response.set_expected(static_cast<std::uint32_t>(who.expected));
  for (const domain::UnitId& unit : who.missing) response.add_missing_units(unit.value());
  AddFindings(*catalogue, Check(*catalogue, built, earlier), language,
              *response.mutable_findings());
  return response;
}

absl::Status ReportView::FindingsOf(const storage::Reader& state,
                                    const domain::IndicatorCatalogue& catalogue,
                                    const report::v1::UnitFigures& figures,
                                    Findings& findings) const {
  const auto period = domain::ReportPeriod::Parse(figures.period());
  const std::string& unit = figures.unit();
  ASSIGN_OR_RETURN(const Built built,
                   Whole(state, catalogue, *period, unit, DocumentSide::kOwn, false));
  ASSIGN_OR_RETURN(const std::vector<Built> earlier,
                   Past(state, catalogue, *period, unit, DocumentSide::kOwn, false));
  AddFindings(catalogue, Check(catalogue, built, earlier), domain::Language::kVietnamese, findings);
  return absl::OkStatus();
}

absl::StatusOr<report::v1::CheckFiguresResponse> ReportView::CheckFigures(
    const storage::Reader& state, const report::v1::CheckFiguresRequest& request) const {
  ASSIGN_OR_RETURN(const domain::ReportPeriod period, PeriodOf(request.period()));
  ASSIGN_OR_RETURN(const auto catalogue, catalogues_.Load(state, request.catalogue()));
  const domain::Language language = LanguageOf(request.language());
  report::v1::CheckFiguresResponse response;
  const auto take = [&](const auto& figures, bool year_before, domain::ReportedFigures& into) {
    for (const report::v1::Figure& figure : figures) {
      const absl::Status taken = TakeFigure(*catalogue, figure, into);
      if (taken.ok()) continue;
      report::v1::FigureFault& fault = *response.add_faults();
      fault.set_indicator(figure.indicator());
      fault.set_year_before(year_before);
      fault.set_reason(domain::ReasonOf(taken));
      fault.set_text(domain::TextOf(taken, language));
    }
  };
  ASSIGN_OR_RETURN(Built built,
                   Whole(state, *catalogue, period, request.unit(), DocumentSide::kOwn, false));
  domain::ReportUnit& row = built.report.units.front();
  row.figures.clear();
  row.year_before.clear();
  take(request.figures(), false, row.figures);
  take(request.year_before(), true, row.year_before);
  ASSIGN_OR_RETURN(const std::vector<Built> earlier,
                   Past(state, *catalogue, period, request.unit(), DocumentSide::kOwn, false));
  AddFindings(*catalogue, Check(*catalogue, built, earlier), language,
              *response.mutable_findings());
  const domain::ShownFigures figures(*catalogue, built.report, StyleOf(language));
  const domain::ShownFigures before(*catalogue, built.report, StyleOf(language),
                                    &domain::ReportUnit::year_before);
  AddCells(figures, &before, "", 0, *response.mutable_cells());
  return response;
}

absl::StatusOr<report::v1::GetForecastResponse> ReportView::GetForecast(
    const storage::Reader& state, const identity::Caller& caller,
    const report::v1::GetForecastRequest& request, const CriteriaSets& sets) const {
  ASSIGN_OR_RETURN(const domain::ReportPeriod period, PeriodOf(request.period()));
  ASSIGN_OR_RETURN(const auto catalogue, catalogues_.Load(state, request.catalogue()));
  ASSIGN_OR_RETURN(const Built built, Whole(state, *catalogue, period, request.unit(),
                                            SideOf(caller, request.unit()), true));
  report::v1::GetForecastResponse response;
  if (catalogue->feed.set.empty()) return response;
  ASSIGN_OR_RETURN(const LoadedSet loaded, sets.Load(state, catalogue->feed.set, 0));
  FillForecast(*catalogue, built.report, *loaded.set, LanguageOf(request.language()), response);
  return response;
}

}  // namespace par::services
