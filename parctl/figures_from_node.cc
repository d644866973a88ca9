#include "parctl/figures_from_node.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/codec/figures_codec.h"
#include "common/spreadsheet/figures_workbook.h"
#include "par/report/v1/report.grpc.pb.h"
#include "parctl/figure_files.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

std::string PlainRowId(std::string id) {
  std::replace(id.begin(), id.end(), '/', '-');
  return id;
}

absl::StatusOr<domain::FigureReport> ReportOf(const domain::IndicatorCatalogue& catalogue,
                                              const domain::ReportPeriod& period,
                                              const report::v1::GetReportResponse& answer) {
  domain::FigureReport report;
  report.period = period;
  for (const report::v1::ReportRow& row : answer.rows()) {
    domain::ReportUnit unit;
    unit.id = PlainRowId(row.unit());
    unit.title = row.title();
    unit.level = domain::ParseLevel(row.level());
    unit.parent = row.under().empty() ? domain::kNone : report.FindUnit(PlainRowId(row.under()));
    RETURN_IF_ERROR(codec::Decode(catalogue, row.figures(), unit.figures));
    RETURN_IF_ERROR(codec::Decode(catalogue, row.year_before(), unit.year_before));
    report.units.push_back(std::move(unit));
  }
  report.title = answer.title();
  if (!report.units.empty()) report.title += ", " + report.units.front().title;
  return report;
}

}  // namespace

void SaveFigures(Session& session, const std::string& id, const std::string& period,
                 const report::v1::GetReportResponse& answer, const std::string& path) {
  report::v1::GetIndicatorsRequest request;
  request.set_id(id);
  const auto issued = Ask(session, &report::v1::ReportService::Stub::GetIndicators, request);
  if (!issued.has_value()) return;
  const auto catalogue = ParseCatalogue(session, issued->indicators_yaml(), id);
  const auto of = domain::ReportPeriod::Parse(period);
  if (!catalogue.has_value() || !of.has_value()) return;
  const auto report = ReportOf(*catalogue, *of, answer);
  if (!report.ok()) return PrintRefusal(session, "", report.status());
  const auto book =
      spreadsheet::FiguresBook(*catalogue, *report, spreadsheet::FiguresBookFor::kWork);
  if (!book.ok()) return PrintRefusal(session, "", book.status());
  WriteNewBookFor(session, *book, path);
}

}  // namespace par::parctl
