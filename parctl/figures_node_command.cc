// `parctl figures issue|indicators|declare|show`: periodic reports on a node.
#include <algorithm>
#include <memory>

#include "common/codec/figures_codec.h"
#include "common/domain/date.h"
#include "par/report/v1/report.grpc.pb.h"
#include "parctl/figure_files.h"
#include "parctl/figures_from_node.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using report::v1::ReportService;

struct ReportCallOptions {
  std::string file;
  std::string as;
  std::string id;
  std::string period;
  std::string unit;
  std::string figure;
  std::string xlsx;
  FigureFileOptions files;
};

void Issue(Session& session, const ReportCallOptions& options) {
  auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  report::v1::IssueIndicatorsRequest request;
  request.set_actor_unit(*acting);
  request.set_file_name(options.file);
  request.set_indicators_yaml(*std::move(text));
  const auto answer = Change(session, &ReportService::Stub::IssueIndicators, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã ban hành hệ chỉ tiêu ", "Issued the indicators ")
                     << answer->id() << session.Say(", lần ", ", issue ") << answer->version()
                     << '\n';
}

void PrintIndicators(Session& session, const ReportCallOptions& options) {
  report::v1::GetIndicatorsRequest request;
  request.set_id(options.id);
  const auto answer = Ask(session, &ReportService::Stub::GetIndicators, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << answer->indicators_yaml();
}

// In every format the exit code says it.
template <typename Answer>
void NoteDifferences(Session& session, const Answer& answer) {
  for (const report::v1::ReportFinding& finding : answer.findings()) {
    if (finding.counts()) session.exit = kFindings;
  }
}

template <typename Answer>
void PrintReportFindings(Session& session, const Answer& answer) {
  for (const report::v1::ReportFinding& finding : answer.findings()) {
    session.output.out << (finding.counts() ? session.Say("  chênh lệch: ", "  difference: ")
                                            : session.Say("  lưu ý: ", "  note: "))
                       << OneLine(finding.text()) << '\n';
  }
}

void Declare(Session& session, const ReportCallOptions& options) {
  const auto files = ReadWholeFigureFiles(session, options.files);
  if (files == nullptr) return;
  const std::size_t row = files->report->FindUnit(options.unit);
  if (row == domain::kNone) {
    return PrintRefusal(session, "",
                        domain::InvalidValue("report_unit_unknown", options.unit, "--unit"));
  }
  report::v1::DeclareFiguresRequest request;
  request.set_unit(options.unit);
  request.set_catalogue(files->catalogue.id);
  request.set_period(files->report->period.Text());
  const domain::ReportUnit& unit = files->report->units[row];
  codec::Encode(files->catalogue, unit.figures, *request.mutable_figures());
  codec::Encode(files->catalogue, unit.year_before, *request.mutable_year_before());
  const auto answer = Change(session, &ReportService::Stub::DeclareFigures, std::move(request));
  if (!answer.has_value()) return;
  NoteDifferences(session, *answer);
  if (PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã lưu số liệu kỳ ", "Figures saved for ")
                     << files->report->period.Title(session.output.language) << '\n';
  PrintReportFindings(session, *answer);
}

// The units' values of one indicator or rate, as a number is followed down.
void PrintDrillDown(Session& session, const report::v1::GetReportResponse& answer) {
  Table table({{.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Tên", "Name"), .may_shrink = true},
               {.title = session.Say("Giá trị", "Value"), .to_the_right = true},
               {.title = session.Say("Từ", "From"), .to_the_right = true}});
  for (const report::v1::ReportRow& row : answer.rows()) {
    for (const report::v1::ReportCell& cell : row.cells()) {
      std::string from = cell.made_of();
      if (from.empty()) {
        from = cell.sum()       ? session.Say("cộng", "sum")
               : row.composed() ? session.Say("cộng các kỳ nhỏ hơn", "from shorter periods")
                                : session.Say("khai", "declared");
      }
      table.Add({row.unit(), row.title(), cell.value() + (cell.complete() ? "" : " *"), from});
    }
  }
  session.output.out << table.Text(session.output.width);
}

void PrintSums(Session& session, const report::v1::GetReportResponse& answer) {
  Table table({{.title = session.Say("Chỉ tiêu", "Indicator")},
               {.title = session.Say("Nội dung", "Title"), .may_shrink = true},
               {.title = session.Say("Giá trị", "Value"), .to_the_right = true},
               {.title = session.Say("Cách tính", "Made of"), .to_the_right = true}});
  for (const report::v1::ReportColumn& column : answer.columns()) {
    for (const report::v1::ReportCell& cell : answer.rows(0).cells()) {
      if (cell.id() != column.id()) continue;
      table.Add({cell.id(), column.title(), cell.value() + (cell.complete() ? "" : " *"),
                 cell.made_of()});
    }
  }
  session.output.out << table.Text(session.output.width);
}

std::string Days(const Session& session, std::int32_t days) {
  return std::to_string(days) + session.Say(" ngày", days == 1 ? " day" : " days");
}

// Who has reported, who has not and how long is left, who was late.
void PrintWhoReported(Session& session, const report::v1::GetReportResponse& answer) {
  std::ostream& out = session.output.out;
  out << '\n'
      << session.Say("Đã báo cáo: ", "Reported: ") << answer.reported() << '/' << answer.expected();
  if (answer.missing_units_size() > 0) out << session.Say("; chưa:", "; missing:");
  for (const std::string& missing : answer.missing_units()) out << ' ' << missing;
  out << '\n' << session.Say("Ngày chốt số liệu: ", "Closing day: ");
  const auto closing = domain::Date::Parse(answer.closing_day());
  out << (closing.has_value() && session.vietnamese() ? closing->Vietnamese()
                                                      : answer.closing_day());
  if (answer.missing_units_size() > 0) {
    out << (answer.days_left() < 0
                ? session.Say(", đã quá ", ", late by ") + Days(session, -answer.days_left())
                : session.Say(", còn ", ", left: ") + Days(session, answer.days_left()));
  }
  out << '\n';
  const report::v1::ReportRow& own = answer.rows(0);
  if (!own.declared_by().empty()) {
    out << session.Say("Người khai: ", "Declared by: ") << WhoText(own.by(), own.declared_by())
        << ", " << TimeText(own.declared_at()) << '\n';
  }
  for (const report::v1::ReportRow& row : answer.rows()) {
    if (row.days_late() <= 0) continue;
    out << "  " << row.unit() << session.Say(": khai trễ ", ": declared late by ")
        << Days(session, row.days_late()) << " – " << WhoText(row.by(), row.declared_by()) << '\n';
  }
}

void Show(Session& session, const ReportCallOptions& options) {
  const auto unit = ActingUnit(session, options.unit);
  if (!unit.has_value()) return;
  report::v1::GetReportRequest request;
  request.set_catalogue(options.id);
  request.set_period(options.period);
  request.set_unit(*unit);
  request.set_language(session.vietnamese() ? "vi" : "en");
  request.set_figure(options.figure);
  request.set_as_declared(!options.xlsx.empty());
  const auto answer = Ask(session, &ReportService::Stub::GetReport, request);
  if (!answer.has_value()) return;
  if (!options.xlsx.empty())
    SaveFigures(session, options.id, options.period, *answer, options.xlsx);
  if (options.figure.empty()) NoteDifferences(session, *answer);
  if (PrintedAsJson(session, *answer)) return;
  session.output.out << OneLine(answer->title()) << "\n\n";
  if (!options.figure.empty()) return PrintDrillDown(session, *answer);
  if (answer->rows_size() > 0) PrintSums(session, *answer);
  PrintWhoReported(session, *answer);
  PrintReportFindings(session, *answer);
}

}  // namespace

void AddFigureNodeCommands(Command figures, Session& session) {
  auto options = std::make_shared<ReportCallOptions>();
  const std::string file = session.Say("TỆP", "FILE");
  const Command issue = AddVerb(figures, session, "issue",
                                {"Ban hành hệ chỉ tiêu báo cáo cho các đơn vị cấp dưới",
                                 "Issue indicators to the units below"},
                                {"parctl figures issue figures/indicators-district-2023.yaml"});
  Take(issue, session, "file", options->file,
       {"Tệp YAML của hệ chỉ tiêu", "YAML file of the indicators"}, file)
      .Required();
  TakeActingUnit(issue, session, options->as);
  issue.Does([options, &session] { Issue(session, *options); });

  const Words catalogue = {"Mã hệ chỉ tiêu", "Id of the indicators"};
  const Command print = AddVerb(figures, session, "indicators",
                                {"In hệ chỉ tiêu đang dùng", "Print the indicators in use"},
                                {"parctl figures indicators --id par-report-district-2023"});
  Take(print, session, "--id", options->id, catalogue, "ID").Required();
  print.Does([options, &session] { PrintIndicators(session, *options); });

  const Command declare =
      AddVerb(figures, session, "declare",
              {"Khai số liệu của đơn vị trong kỳ; thay số liệu đã khai của kỳ đó",
               "Declare a unit's figures of a period; replaces what was declared for it"},
              {"parctl figures declare --indicators I.yaml --unit la-ha quy-3.yaml"});
  TakeFigureFiles(declare, session, options->files);
  TakeUnit(declare, session, options->unit, true);
  declare.Does([options, &session] { Declare(session, *options); });

  const Command show =
      AddVerb(figures, session, "show",
              {"Báo cáo của đơn vị và các đơn vị cấp dưới: số cộng, ai chưa báo cáo, chỗ sai",
               "A unit's report with the units below: sums, who is missing, faults"},
              {"parctl figures show --id I --period 2023-Q3 --unit tu-nghia",
               "parctl figures show --id I --period 2023-Q3 --figure files_overdue"});
  Take(show, session, "--id", options->id, catalogue, "ID").Required();
  Take(show, session, "--period", options->period, {"Kỳ báo cáo", "The period"}, "2023-Q3")
      .Required();
  TakeUnit(show, session, options->unit, false);
  Take(show, session, "--figure", options->figure,
       {"Chỉ chỉ tiêu này, theo từng đơn vị", "Only this indicator, unit by unit"}, "ID");
  Take(show, session, "--xlsx", options->xlsx,
       {"Lưu số liệu thành tệp Excel, để soạn báo cáo (figures document) hoặc dự báo",
        "Keep the figures as an Excel file, for figures document or a forecast"},
       "FILE.xlsx");
  show.Does([options, &session] { Show(session, *options); });
}

}  // namespace par::parctl
