// `parctl figures report` and `check`: periodic reports as files, without a node.
#include <memory>

#include "common/base/json_writer.h"
#include "parctl/figure_book.h"
#include "parctl/figure_tables.h"
#include "parctl/files.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

struct ReportOptions {
  FigureFileOptions files;
  std::string unit;
  std::string figure;
  std::string xlsx;
};

void RunReport(Session& session, const ReportOptions& options) {
  const auto files = ReadFigureFiles(session, options.files);
  if (files == nullptr) return;
  const auto unit = RowAsked(session, *files, options.unit);
  if (!unit.has_value()) return;
  const domain::FigureRef only = domain::FindFigure(files->catalogue, options.figure);
  const bool one = !options.figure.empty();
  if (one && only.indicator == domain::kNone && only.rate == domain::kNone) {
    return PrintRefusal(session, "",
                        domain::InvalidValue("indicator_unknown", options.figure, "--figure"));
  }
  const bool json = session.output.format == Format::kJson;
  if (one && !json) {
    session.output.out << DrillDown(session, *files, *unit, only);
    return;
  }
  const auto findings = files->Check();
  if (!options.xlsx.empty()) {
    WriteBookFor(session, ReportBook(session, *files, *unit, findings), options.xlsx);
  }
  if (!one && domain::HasDifferences(findings)) session.exit = kFindings;
  session.output.out << (json ? ReportJson(session, *files, *unit, one ? &only : nullptr,
                                           one ? std::vector<domain::FigureFinding>() : findings)
                              : ReportTables(session, *files, *unit) +
                                    FindingLines(session, *files, findings));
}

void RunCheck(Session& session, const FigureFileOptions& options) {
  const auto files = ReadFigureFiles(session, options);
  if (files == nullptr) return;
  const auto findings = files->Check();
  if (session.output.format == Format::kTable) {
    session.output.out << FindingLines(session, *files, findings);
    return;
  }
  if (domain::HasDifferences(findings)) session.exit = kFindings;
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/figure-check/1");
  json.Key("period").String(files->report->period.Text());
  json.Key("holds").Bool(!domain::HasDifferences(findings));
  WriteFindings(json, session, findings);
  json.EndObject();
  session.output.out << json.Take();
}

}  // namespace

void AddFigureReports(Command figures, Session& session) {
  auto report = std::make_shared<ReportOptions>();
  const Command show =
      AddVerb(figures, session, "report",
              {"In báo cáo định kỳ: số liệu, tỷ lệ tính lại từ tổng, ai đã báo cáo, chỗ sai",
               "Print a periodic report: figures, rates made from sums, who reported, faults"},
              {"parctl figures report --indicators figures/indicators-district-2023.yaml "
               "figures/tu-nghia-2023-q3.yaml",
               "parctl figures report --indicators I.yaml Q3.yaml --figure files_overdue"});
  TakeFigureFiles(show, session, report->files);
  Take(show, session, "--unit", report->unit,
       {"Đơn vị; mặc định là đơn vị đầu tiên", "The row; default the first one"}, "ID");
  const Argument figure = Take(show, session, "--figure", report->figure,
                               {"Con số này từ đâu ra: từng đơn vị góp bao nhiêu",
                                "Where a number comes from: what each unit adds to it"},
                               "ID");
  Take(show, session, "--xlsx", report->xlsx,
       {"Ghi thêm báo cáo ra tệp Excel này", "Write the report to this Excel file too"},
       "FILE.xlsx")
      .Excludes(figure);
  show.Does([report, &session] { RunReport(session, *report); });

  auto check = std::make_shared<FigureFileOptions>();
  const Command verb =
      AddVerb(figures, session, "check",
              {"Nêu chỗ sai trong báo cáo định kỳ; mã kết thúc 1 nếu có",
               "Find the faults of a periodic report; exit code 1 if there are any"},
              {"parctl figures check --indicators figures/indicators-district-2023.yaml "
               "figures/tu-nghia-2023-q3.yaml"});
  TakeFigureFiles(verb, session, *check);
  verb.Does([check, &session] { RunCheck(session, *check); });
}

}  // namespace par::parctl
