// `parctl criteria`: criteria sets as files, without a node.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "common/domain/lint.h"
#include "parctl/app.h"
#include "parctl/inputs.h"
#include "parctl/report.h"
#include "parctl/text_width.h"

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

void Lint(Session& session, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const auto set = ReadSet(session, file);
    if (!set.has_value() || PrintLint(session, file, *set)) continue;
    session.output.out << file << ": " << session.Say("không có lỗi", "no errors") << ": "
                       << set->id << "@" << set->version << ", " << set->leaves.size()
                       << session.Say(" tiêu chí, tối đa ", " criteria, maximum ")
                       << set->maximum.FormatShort(session.vietnamese()
                                                       ? domain::NumberStyle::kVietnamese
                                                       : domain::NumberStyle::kPlain)
                       << '\n';
  }
}

void AddLint(CLI::App& criteria, Session& session) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* lint = criteria.add_subcommand(
      "lint", session.Say("Kiểm tra bộ chỉ số, nêu mọi điểm cần sửa kèm tệp, dòng, cột",
                          "Check criteria sets; every finding with file, line and column"));
  lint->add_option("files", *files, session.Say("Tệp YAML của bộ chỉ số", "YAML files of sets"))
      ->required()
      ->option_text(session.Say("TỆP...", "FILE..."));
  lint->footer(session.Say("Ví dụ:\n  parctl criteria lint criteria/*.yaml\n",
                           "Example:\n  parctl criteria lint criteria/*.yaml\n"));
  lint->callback([files, &session] { Lint(session, *files); });
}

}  // namespace

void AddCriteriaCommands(CLI::App& app, Session& session) {
  CLI::App* criteria =
      app.add_subcommand("criteria", session.Say("Bộ chỉ số (bộ tiêu chí)", "Criteria sets"));
  criteria->require_subcommand(1);
  AddLint(*criteria, session);
  AddCriteriaDiff(*criteria, session);
  AddCriteriaNodeCommands(*criteria, session);
}

}  // namespace par::parctl
