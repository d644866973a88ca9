// `parctl figures template|convert`: figures of a period as an Excel file, and back.
#include <memory>

#include "common/domain/yaml_writer.h"
#include "common/spreadsheet/figures_workbook.h"
#include "par/report/v1/report.grpc.pb.h"
#include "parctl/figure_files.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

struct FigureTemplateOptions {
  std::string indicators;
  std::string id;
  std::string unit;
  std::string title;
  std::string period;
  std::string out;
};

// From a file, or as the node has them.
std::optional<domain::IndicatorCatalogue> CatalogueFor(Session& session,
                                                       const FigureTemplateOptions& options) {
  if (options.id.empty()) return ReadCatalogue(session, options.indicators);
  report::v1::GetIndicatorsRequest request;
  request.set_id(options.id);
  const auto answer = Ask(session, &report::v1::ReportService::Stub::GetIndicators, request);
  if (!answer.has_value()) return std::nullopt;
  return ParseCatalogue(session, answer->indicators_yaml(), options.id);
}

void WriteFigureTemplate(Session& session, const FigureTemplateOptions& options) {
  if (options.indicators.empty() && options.id.empty()) MissingArgument("--indicators | --id");
  const auto period = domain::ReportPeriod::Parse(options.period);
  if (!period.has_value()) BadArgument("--period", WhichPeriods(options.period));
  const auto catalogue = CatalogueFor(session, options);
  if (!catalogue.has_value()) return;
  domain::FigureReport report;
  domain::ReportUnit unit;
  unit.id = options.unit;
  unit.title = options.title.empty() ? options.unit : options.title;
  report.title = catalogue->title + ", " + unit.title;
  report.period = *period;
  report.units.push_back(std::move(unit));
  const auto book =
      spreadsheet::FiguresBook(*catalogue, report, spreadsheet::FiguresBookFor::kFillIn);
  if (!book.ok()) return PrintRefusal(session, "", book.status());
  WriteNewBookFor(session, *book, options.out);
}

struct FigureConvertOptions {
  std::string indicators;
  std::string file;
  std::string out;
};

// The file must be right in either form before anything is written.
void ConvertFigures(Session& session, const FigureConvertOptions& options) {
  const auto catalogue = ReadCatalogue(session, options.indicators);
  if (!catalogue.has_value()) return;
  const auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  domain::FindingList findings(options.file);
  const auto report = spreadsheet::ReadFiguresFile(*text, *catalogue, findings);
  const std::size_t count = findings.count();
  PrintFindings(session, std::move(findings).TakeSorted(), count);
  if (!report.has_value()) return;
  if (!options.out.empty()) {
    const auto book =
        spreadsheet::FiguresBook(*catalogue, *report, spreadsheet::FiguresBookFor::kWork);
    if (!book.ok()) return PrintRefusal(session, options.file, book.status());
    return WriteNewBookFor(session, *book, options.out);
  }
  domain::FindingList again(options.file);
  const auto tree = spreadsheet::FiguresFileTree(*text, *catalogue, again);
  if (tree.has_value()) session.output.out << domain::WriteYaml(tree->root);
}

void AddTemplate(Command figures, Session& session) {
  auto options = std::make_shared<FigureTemplateOptions>();
  const Command verb = AddVerb(
      figures, session, "template",
      {"Tạo tệp Excel để một đơn vị nhập số liệu của một kỳ: chỉ mở các ô phải nhập",
       "Make the Excel file in which a unit fills in its figures of a period"},
      {"parctl figures template --indicators figures/indicators-district-2023.yaml --unit la-ha "
       "--title \"Thị trấn La Hà\" --period 2023-Q4 --out la-ha.xlsx",
       "parctl figures template --id par-report-district-2023 --unit la-ha --period 2023-Q4 --out "
       "la-ha.xlsx"});
  const Argument indicators =
      Take(verb, session, "--indicators", options->indicators,
           {"Tệp YAML của hệ chỉ tiêu", "YAML file of the indicators"}, "FILE");
  Take(verb, session, "--id", options->id,
       {"Hoặc: hệ chỉ tiêu này, lấy từ máy chủ", "Or: these indicators, from the node"}, "ID")
      .Excludes(indicators);
  TakeUnit(verb, session, options->unit, true);
  Take(verb, session, "--title", options->title,
       {"Tên đơn vị; mặc định là mã", "The unit's name; default its id"},
       session.Say("TÊN", "NAME"));
  Take(verb, session, "--period", options->period, {"Kỳ báo cáo", "The period"}, "2023-Q3")
      .Required();
  Take(verb, session, "--out", options->out, {"Tệp .xlsx sẽ ghi", "The .xlsx file to write"},
       "FILE.xlsx")
      .Required();
  verb.Does([options, &session] { WriteFigureTemplate(session, *options); });
}

}  // namespace

void AddFigureWorkbooks(Command figures, Session& session) {
  AddTemplate(figures, session);
  auto options = std::make_shared<FigureConvertOptions>();
  const Command verb =
      AddVerb(figures, session, "convert",
              {"Chuyển số liệu ra tệp Excel để sửa, hoặc từ tệp Excel ra YAML",
               "Turn figures into an Excel file to work on, or an Excel file into YAML"},
              {"parctl figures convert --indicators I.yaml q3.yaml --xlsx q3.xlsx",
               "parctl figures convert --indicators I.yaml q3.xlsx > q3.yaml"});
  Take(verb, session, "--indicators", options->indicators,
       {"Tệp YAML của hệ chỉ tiêu", "YAML file of the indicators"}, "FILE")
      .Required();
  Take(verb, session, "file", options->file,
       {"Tệp số liệu (YAML, Excel)", "File of figures (YAML, Excel)"}, "FILE")
      .Required();
  Take(verb, session, "--xlsx", options->out,
       {"Tệp Excel sẽ ghi; không có thì in YAML", "The Excel file to write; without it, YAML"},
       "FILE.xlsx");
  verb.Does([options, &session] { ConvertFigures(session, *options); });
}

}  // namespace par::parctl
