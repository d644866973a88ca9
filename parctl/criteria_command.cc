// `parctl criteria`: criteria sets as files, without a node.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "common/domain/lint.h"
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

void AddLint(Command criteria, Session& session) {
  auto files = std::make_shared<std::vector<std::string>>();
  const Command lint = criteria.Add(
      "lint", session.Say("Kiểm tra bộ chỉ số, nêu mọi điểm cần sửa kèm tệp, dòng, cột",
                          "Check criteria sets; every finding with file, line and column"));
  TakeMany(lint, session, "files", *files, {"Tệp YAML của bộ chỉ số", "YAML files of sets"},
           session.Say("TỆP", "FILE"))
      .Required();
  lint.EndHelpWith(session.Say("Ví dụ:\n  parctl criteria lint criteria/*.yaml\n",
                               "Example:\n  parctl criteria lint criteria/*.yaml\n"));
  lint.Does([files, &session] { Lint(session, *files); });
}

}  // namespace

void AddCriteriaCommands(Command app, Session& session) {
  const Command criteria =
      AddGroup(app, session, "criteria", {"Bộ chỉ số (bộ tiêu chí)", "Criteria sets"});
  AddLint(criteria, session);
  AddCriteriaDiff(criteria, session);
  AddCriteriaNodeCommands(criteria, session);
}

}  // namespace par::parctl
