#include "parctl/inputs.h"

#include <map>
#include <utility>

#include "common/base/composed.h"
#include "common/domain/published_table_yaml.h"
#include "common/domain/refusal.h"
#include "common/spreadsheet/answers_workbook.h"
#include "common/spreadsheet/criteria_workbook.h"
#include "parctl/files.h"
#include "parctl/report.h"

namespace par::parctl {

std::optional<domain::CriteriaSet> ReadSet(Session& session, const std::string& file) {
  const auto text = ReadFile(file);
  if (!text.ok()) {
    PrintRefusal(session, "", text.status());
    return std::nullopt;
  }
  domain::CriteriaSetFile read = spreadsheet::ReadCriteriaFile(*text, file).file;
  PrintFindings(session, read.findings, read.finding_count);
  return std::move(read.set);
}

std::optional<std::vector<AnswersOfFile>> ReadAnswersOfUnits(
    Session& session, const domain::CriteriaSet& set, const std::vector<std::string>& files) {
  std::vector<AnswersOfFile> units;
  std::map<domain::UnitId, std::string> seen;
  for (const std::string& file : files) {
    const auto text = ReadFile(file);
    if (!text.ok()) {
      PrintRefusal(session, "", text.status());
      continue;
    }
    domain::AnswersFile read = spreadsheet::ReadAnswersFile(*text, set, file);
    PrintFindings(session, read.findings, read.finding_count);
    if (!read.answers.has_value()) continue;
    // Workbooks come composed; a group that one file writes otherwise is the same group.
    read.answers->group = Composed(read.answers->group);
    const auto [first, is_new] = seen.emplace(read.answers->unit, file);
    if (is_new) {
      units.push_back({.file = file, .answers = *std::move(read.answers)});
      continue;
    }
    PrintRefusal(session, file,
                 domain::Refusal(absl::StatusCode::kInvalidArgument, "answers_unit_repeated",
                                 {{"unit", first->first.value()}, {"first", first->second}}));
  }
  if (units.size() != files.size()) return std::nullopt;
  return units;
}

std::optional<domain::PublishedTable> ReadTable(Session& session, const std::string& file) {
  const auto content = ReadFile(file);
  if (!content.ok()) {
    PrintRefusal(session, "", content.status());
    return std::nullopt;
  }
  domain::FindingList list(file);
  auto table = file.ends_with(".csv") ? domain::ReadPublishedTableCsv(*content, list)
                                      : domain::ReadPublishedTable(*content, list);
  const std::size_t count = list.count();
  PrintFindings(session, std::move(list).TakeSorted(), count);
  return table;
}

}  // namespace par::parctl
