// `parctl criteria`: criteria sets as files, without a node.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/json_writer.h"
#include "common/domain/catalogue.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/lint.h"
#include "common/domain/yaml_writer.h"
#include "common/spreadsheet/criteria_workbook.h"
#include "common/spreadsheet/workbook.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/report.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

// Every finding with its reason, which `criteria import --accept` takes. True if one is an error.
bool PrintLint(Session& session, const std::string& file, const domain::CriteriaSet& set) {
  const std::vector<domain::LintFinding> findings = domain::LintCriteriaSet(set);
  for (const domain::LintFinding& finding : findings) {
    session.output.err << OneLine(domain::TextOf(finding, file, session.output.language)) << " ["
                       << finding.reason << "]\n";
  }
  if (!domain::HasErrors(findings)) return false;
  session.exit = kFindings;
  return true;
}

std::string_view SeverityName(domain::LintSeverity severity) {
  return severity == domain::LintSeverity::kError ? "error" : "warning";
}

void WriteLint(JsonWriter& json, Session& session, const domain::CriteriaSet& set) {
  const std::vector<domain::LintFinding> findings = domain::LintCriteriaSet(set);
  if (domain::HasErrors(findings)) session.exit = kFindings;
  json.Key("set").String(set.id + "@" + std::to_string(set.version));
  json.Key("criteria").Int(static_cast<std::int64_t>(set.leaves.size()));
  json.Key("maximum").Decimal(set.maximum.FormatShort(domain::NumberStyle::kPlain));
  json.Key("findings").BeginArray();
  for (const domain::LintFinding& finding : findings) {
    json.BeginObject();
    json.Key("severity").String(SeverityName(finding.severity));
    json.Key("reason").String(finding.reason);
    json.Key("id").String(finding.node);
    WritePosition(json, finding.at);
    json.Key("text").String(
        domain::Worded(finding.reason, finding.parameters, session.output.language));
    json.EndObject();
  }
  json.EndArray();
}

// What a file's reader finds goes where every command says it; such a file has no set here.
std::string LintJson(Session& session, const std::vector<std::string>& files) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/criteria-lint/1");
  json.Key("files").BeginArray();
  for (const std::string& file : files) {
    json.BeginObject();
    json.Key("file").String(file);
    const auto set = ReadSet(session, file);
    if (set.has_value()) {
      WriteLint(json, session, *set);
    } else {
      json.Key("set").Null();
    }
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

void Lint(Session& session, const std::vector<std::string>& files) {
  if (session.output.format == Format::kJson) {
    session.output.out << LintJson(session, files);
    return;
  }
  for (const std::string& file : files) {
    const auto set = ReadSet(session, file);
    if (!set.has_value() || PrintLint(session, file, *set)) continue;
    session.output.out << file << ": " << session.Say("không có lỗi", "no errors") << ": "
                       << set->id << "@" << set->version << ", " << set->leaves.size()
                       << session.Say(" tiêu chí, tối đa ", " criteria, maximum ")
                       << set->maximum.FormatShort(domain::StyleOf(session.output.language))
                       << '\n';
  }
}

void AddLint(Command criteria, Session& session) {
  auto files = std::make_shared<std::vector<std::string>>();
  const Command lint = criteria.Add(
      "lint", session.Say("Kiểm tra bộ chỉ số, nêu mọi điểm cần sửa kèm tệp, dòng, cột",
                          "Check criteria sets; every finding with file, line and column"));
  TakeMany(lint, session, "files", *files,
           {"Tệp bộ chỉ số (YAML, Excel)", "Files of sets (YAML, Excel)"},
           session.Say("TỆP", "FILE"))
      .Required();
  lint.EndHelpWith(session.Say("Ví dụ:\n  parctl criteria lint criteria/*.yaml\n",
                               "Example:\n  parctl criteria lint criteria/*.yaml\n"));
  lint.Does([files, &session] { Lint(session, *files); });
}

struct ConvertOptions {
  std::string file;
  std::string out;
};

// A set in Excel, or on `out` as the hand-written text.
void Convert(Session& session, const ConvertOptions& options) {
  const auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const spreadsheet::CriteriaRead read = spreadsheet::ReadCriteriaFile(*text, options.file);
  PrintFindings(session, read.file.findings, read.file.finding_count);
  if (!read.file.set.has_value()) return;
  if (options.out.empty()) {
    // A hand-written file goes out as it is, with its comments.
    session.output.out << (spreadsheet::LooksLikeWorkbook(*text)
                               ? domain::WriteYaml(read.tree->root)
                               : *text);
    return;
  }
  WriteNewBookFor(session, spreadsheet::CriteriaBook(read.tree->root), options.out);
}

void AddConvert(Command criteria, Session& session) {
  auto options = std::make_shared<ConvertOptions>();
  const Command verb =
      AddVerb(criteria, session, "convert",
              {"Chuyển bộ chỉ số ra tệp Excel để sửa, hoặc từ tệp Excel ra YAML",
               "Turn a set into an Excel file to work on, or an Excel file into YAML"},
              {"parctl criteria convert criteria/province-2023.yaml --xlsx bo-chi-so.xlsx",
               "parctl criteria convert bo-chi-so.xlsx > bo-chi-so.yaml"});
  Take(verb, session, "file", options->file,
       {"Tệp bộ chỉ số (YAML, Excel)", "File of the set (YAML, Excel)"}, "FILE")
      .Required();
  Take(verb, session, "--xlsx", options->out,
       {"Tệp Excel sẽ ghi; không có thì in YAML", "The Excel file to write; without it, YAML"},
       "FILE.xlsx");
  verb.Does([options, &session] { Convert(session, *options); });
}

}  // namespace

void AddCriteriaCommands(Command app, Session& session) {
  const Command criteria =
      AddGroup(app, session, "criteria", {"Bộ chỉ số (bộ tiêu chí)", "Criteria sets"});
  AddLint(criteria, session);
  AddConvert(criteria, session);
  AddCriteriaDiff(criteria, session);
  AddCriteriaNodeCommands(criteria, session);
}

}  // namespace par::parctl
