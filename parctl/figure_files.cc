#include "parctl/figure_files.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/json_writer.h"
#include "common/domain/indicators_yaml.h"
#include "common/spreadsheet/figures_workbook.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/report.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

bool ReadReports(Session& session, const std::vector<std::string>& names, FigureFiles& files) {
  std::map<domain::ReportPeriod, std::string> seen;
  bool all = true;
  for (const std::string& name : names) {
    auto report = ReadWith(session, name, [&](const std::string& text, auto& findings) {
      return spreadsheet::ReadFiguresFile(text, files.catalogue, findings);
    });
    if (!report.has_value()) {
      all = false;
      continue;
    }
    const auto [first, is_new] = seen.emplace(report->period, name);
    if (!is_new) {
      all = false;
      PrintRefusal(session, "",
                   domain::Invalid("report_period_repeated", {{"file", name},
                                                              {"period", report->period.Text()},
                                                              {"first", first->second}}));
    }
    files.reports.push_back(*std::move(report));
  }
  std::sort(files.reports.begin(), files.reports.end(),
            [](const auto& a, const auto& b) { return a.period < b.period; });
  return all;
}

std::string Join(const std::vector<domain::ReportPeriod>& periods) {
  std::string text;
  for (const domain::ReportPeriod& period : periods) {
    text += (text.empty() ? "" : ", ") + period.Text();
  }
  return text;
}

// The report of the period asked about, or of the last one given.
bool Choose(Session& session, const std::string& wanted, FigureFiles& files) {
  const auto period = wanted.empty() ? std::optional(files.reports.back().period)
                                     : domain::ReportPeriod::Parse(wanted);
  if (!period.has_value()) BadArgument("--period", WhichPeriods(wanted));
  std::vector<const domain::FigureReport*> all;
  for (const domain::FigureReport& report : files.reports) {
    all.push_back(&report);
    if (report.period == *period) files.report = &report;
  }
  files.composed = domain::ComposePeriod(files.catalogue, *period, all);
  if (files.report == nullptr && files.composed.has_value()) {
    files.report = &files.composed->report;
    if (!files.composed->missing.empty()) {
      PrintRefusal(
          session, "",
          domain::Invalid("report_period_partly", {{"period", period->Text()},
                                                   {"missing", Join(files.composed->missing)}}));
    }
  }
  if (files.report == nullptr) {
    PrintRefusal(session, "",
                 domain::Refusal(absl::StatusCode::kNotFound, "report_period_absent",
                                 {{"period", period->Text()}}));
    return false;
  }
  files.past = domain::PastOf(*period, all);
  const auto previous = period->Previous();
  if (files.past.previous != nullptr || !previous.has_value()) return true;
  files.before = domain::ComposePeriod(files.catalogue, *previous, all);
  if (files.before.has_value() && files.before->missing.empty()) {
    files.past.previous = &files.before->report;
    files.past.past.push_back(files.past.previous);
  }
  return true;
}

}  // namespace

std::string PlaceText(const Session& session, const domain::FigureReport& report,
                      domain::Position at) {
  if (at.line <= 0) return "";
  const auto sheet = static_cast<std::size_t>(at.sheet);
  if (sheet > 0 && sheet <= report.sheets.size()) {
    return report.sheets[sheet - 1] + "!" + domain::CellName(at);
  }
  return session.Say("dòng ", "line ") + std::to_string(at.line);
}

std::string WhichPeriods(const std::string& wrong) {
  return "\"" + wrong + "\": 2023-07 | 2023-Q3 | 2023-H1 | 2023";
}

std::optional<domain::IndicatorCatalogue> ParseCatalogue(Session& session, std::string_view text,
                                                         const std::string& name) {
  domain::FindingList findings(name);
  auto catalogue = domain::ReadIndicators(text, findings);
  const std::size_t count = findings.count();
  PrintFindings(session, std::move(findings).TakeSorted(), count);
  return catalogue;
}

std::optional<domain::IndicatorCatalogue> ReadCatalogue(Session& session, const std::string& file) {
  return ReadWith(session, file, [](const std::string& text, auto& findings) {
    return domain::ReadIndicators(text, findings);
  });
}

void TakeFigureFiles(Command verb, Session& session, FigureFileOptions& options) {
  Take(verb, session, "--indicators", options.indicators,
       {"Tệp YAML của hệ chỉ tiêu", "YAML file of the indicators"}, session.Say("TỆP", "FILE"))
      .Required();
  TakeMany(verb, session, "files", options.files,
           {"Tệp số liệu (YAML, Excel), mỗi kỳ một tệp; các kỳ trước dùng để so sánh",
            "Files of figures (YAML, Excel), one per period; earlier ones are compared with"},
           session.Say("TỆP", "FILE"))
      .Required();
  Take(verb, session, "--period", options.period,
       {"Kỳ báo cáo; mặc định là kỳ cuối; kỳ không có tệp riêng được cộng từ các kỳ nhỏ hơn",
        "The period; default the last one; one without a file is added up from shorter ones"},
       "2023-Q3");
}

std::vector<domain::FigureFinding> FigureFiles::Check() const {
  std::vector<domain::FigureFinding> findings = domain::CheckReport(catalogue, *report, past);
  if (composed.has_value() && report != &composed->report) {
    const auto more = domain::ComparePeriods(catalogue, *report, *composed);
    findings.insert(findings.end(), more.begin(), more.end());
  }
  return findings;
}

std::unique_ptr<FigureFiles> ReadFigureFiles(Session& session, const FigureFileOptions& options) {
  auto files = std::make_unique<FigureFiles>();
  auto catalogue = ReadCatalogue(session, options.indicators);
  if (!catalogue.has_value()) return nullptr;
  files->catalogue = *std::move(catalogue);
  if (!ReadReports(session, options.files, *files)) return nullptr;
  if (!Choose(session, options.period, *files)) return nullptr;
  return files;
}

std::unique_ptr<FigureFiles> ReadWholeFigureFiles(Session& session,
                                                  const FigureFileOptions& options) {
  auto files = ReadFigureFiles(session, options);
  if (files != nullptr && files->partly()) return nullptr;
  return files;
}

std::optional<std::size_t> RowAsked(Session& session, const FigureFiles& files,
                                    const std::string& unit) {
  const std::size_t row = unit.empty() ? 0 : files.report->FindUnit(unit);
  if (row != domain::kNone) return row;
  PrintRefusal(session, "", domain::InvalidValue("report_unit_unknown", unit, "--unit"));
  return std::nullopt;
}

std::string FindingLines(Session& session, const FigureFiles& files,
                         const std::vector<domain::FigureFinding>& findings) {
  std::string text;
  for (const domain::FigureFinding& finding : findings) {
    const bool counts = finding.weight == domain::FindingWeight::kDifference;
    if (counts) session.exit = kFindings;
    text += counts ? session.Say("  chênh lệch: ", "  difference: ")
                   : session.Say("  lưu ý: ", "  note: ");
    const std::string place = PlaceText(session, *files.report, finding.at);
    text += place + (place.empty() ? "" : ": ");
    text += OneLine(domain::TextOf(finding, session.output.language)) + '\n';
  }
  if (!domain::HasDifferences(findings)) {
    text +=
        "  " + files.report->file_name + ": " +
        session.Say("mọi số liệu trong báo cáo khớp nhau\n", "every figure of the report agrees\n");
  }
  return text;
}

void WriteFindings(JsonWriter& json, const Session& session,
                   const std::vector<domain::FigureFinding>& findings) {
  json.Key("findings").BeginArray();
  for (const domain::FigureFinding& finding : findings) {
    json.BeginObject();
    json.Key("reason").String(finding.reason);
    json.Key("counts").Bool(finding.weight == domain::FindingWeight::kDifference);
    json.Key("unit").String(finding.unit);
    json.Key("line").Int(finding.at.line);
    json.Key("params").BeginObject();
    for (const domain::ShownParameter& one : finding.parameters) {
      json.Key(one.name).String(one.plain);
    }
    json.EndObject();
    json.Key("text").String(domain::TextOf(finding, session.output.language));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace par::parctl
