// Criteria sets and answers from files that a person names; whatever is wrong is printed.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/finding.h"
#include "common/domain/published_table.h"
#include "parctl/app.h"
#include "parctl/files.h"
#include "parctl/report.h"

namespace par::parctl {

// Nothing if the file has findings, which are then printed; the exit code is then kFindings.
[[nodiscard]] std::optional<domain::CriteriaSet> ReadSet(Session& session, const std::string& file);

// What `read(text, findings)` makes of a file; findings are printed.
template <typename Read>
auto ReadWith(Session& session, const std::string& file, const Read& read)
    -> decltype(read(std::string(), std::declval<domain::FindingList&>())) {
  const auto text = ReadFile(file);
  if (!text.ok()) {
    PrintRefusal(session, "", text.status());
    return std::nullopt;
  }
  domain::FindingList findings(file);
  auto value = read(*text, findings);
  const std::size_t count = findings.count();
  PrintFindings(session, std::move(findings).TakeSorted(), count);
  return value;
}

struct AnswersOfFile {
  std::string file;
  domain::Answers answers;
};

// In the order of `files`. Nothing if any file has findings or two are of one unit: a ranking with
// a unit left out would be a wrong ranking.
[[nodiscard]] std::optional<std::vector<AnswersOfFile>> ReadAnswersOfUnits(
    Session& session, const domain::CriteriaSet& set, const std::vector<std::string>& files);

// A published table, YAML or (by its name) CSV. Nothing if it has findings, which are then printed.
[[nodiscard]] std::optional<domain::PublishedTable> ReadTable(Session& session,
                                                              const std::string& file);

}  // namespace par::parctl
