// Goal: documents that speak against each other are found, and honest sharing is only named.
// Method: two or three uses per row.
#include "common/domain/evidence_conflicts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

EvidenceUse Use(const char* unit, const char* criterion, const char* content = "plan") {
  return {.unit = UnitId(unit),
          .criterion = criterion,
          .file = Sha256::Of(content),
          .document = {"12/KH-UBND", "UBND tỉnh", Date::Parse("2023-01-13")},
          .section = {}};
}

EvidenceUse With(EvidenceUse use, auto change) {
  change(use);
  return use;
}

std::vector<std::string> Found(const std::vector<EvidenceUse>& uses) {
  std::vector<std::string> found;
  for (const EvidenceConflict& conflict : FindEvidenceConflicts(uses)) {
    std::string text = ReasonOf(conflict.finding) + ":";
    for (const UnitId& unit : conflict.units) text += " " + unit.value();
    found.push_back(text);
    EXPECT_EQ(TextOf(conflict.finding, Language::kVietnamese).find('{'), std::string::npos);
  }
  return found;
}

TEST(EvidenceConflicts, AreFound) {
  const auto idle = [](EvidenceUse& use) { use.nothing_arose = true; };
  const auto other_number = [](EvidenceUse& use) { use.document.number = "15/KH-UBND"; };
  const auto page = [](EvidenceUse& use) { use.page = 3; };
  const auto idle_there = [](EvidenceUse& use) {
    use.page = 3;
    use.nothing_arose = true;
  };
  struct ConflictRow {
    const char* why;
    std::vector<EvidenceUse> uses;
    std::vector<std::string> want;
  };
  const ConflictRow rows[] = {
      {"nothing", {}, {}},
      {"one document for several criteria of one unit is what it is for",
       {Use("a", "1.1"), Use("a", "1.2")},
       {}},
      {"one file in two units, whoever uses it how often",
       {Use("b", "1.1"), Use("a", "1.1"), Use("a", "1.2"), Use("b", "2.1")},
       {"evidence_file_shared: a b"}},
      {"one file, another number",
       {Use("a", "1.1"), With(Use("b", "1.1"), other_number), With(Use("b", "1.2"), other_number)},
       {"evidence_file_shared: a b", "evidence_file_stated_twice: a b"}},
      {"one number, two files",
       {Use("a", "1.1"), Use("b", "1.1", "plan, changed")},
       {"evidence_number_of_two_files: a b"}},
      {"the number of two files, in one unit",
       {Use("a", "1.1"), Use("a", "1.2", "plan, changed"), Use("a", "1.3", "plan, changed")},
       {"evidence_number_of_two_files: a"}},
      {"numbers of two years",
       {Use("a", "1.1"),
        With(Use("b", "1.1", "other"),
             [](EvidenceUse& use) { use.document.issued = Date::Parse("2022-01-13"); })},
       {}},
      {"done by one unit, did not arise for the other",
       {Use("a", "1.1"), With(Use("b", "1.1"), idle)},
       {"evidence_file_shared: a b", "evidence_claims_contradict: a b"}},
      {"on however many pages, once",
       {With(Use("a", "1.1"), page), Use("a", "1.1"), With(Use("b", "1.1"), idle_there),
        With(Use("b", "1.1"), idle)},
       {"evidence_file_shared: a b", "evidence_claims_contradict: a b"}},
      {"of different criteria that is no contradiction",
       {Use("a", "1.1"), With(Use("a", "1.2"), idle)},
       {}},
      {"at one place of the document it is",
       {With(Use("a", "1.1"), page), With(Use("a", "1.2"), idle_there)},
       {"evidence_claims_contradict: a"}},
  };
  for (const ConflictRow& row : rows) EXPECT_EQ(Found(row.uses), row.want) << row.why;
}

}  // namespace
}  // namespace par::domain
