// Goal: a claim changes if and only if something declared for its leaf changed.
// Method: claims of one commune; then one thing is changed per row, and the leaves whose claims
// differ are compared with those that should.
#include "common/services/claims.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"

namespace par::services {
namespace {

std::string ReadFile(const char* path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<domain::LeafClaim> Claims(const domain::CriteriaSet& set,
                                      const domain::Answers& answers) {
  return ClaimsOf(set, answers, domain::Score(set, answers, {.traces = false}));
}

domain::Declaration& Declare(domain::Answers& answers, domain::LeafIndex leaf) {
  auto at = answers.declarations.begin();
  while (at != answers.declarations.end() && at->leaf < leaf) ++at;
  if (at == answers.declarations.end() || at->leaf != leaf) {
    at = answers.declarations.insert(at, domain::Declaration());
    at->leaf = leaf;
  }
  return *at;
}

TEST(ClaimsOf, ChangeWithWhatIsDeclaredForTheLeafAndWithNothingElse) {
  const auto set = domain::ParseCriteriaSet(ReadFile("criteria/commune-sample-2023.yaml"));
  ASSERT_TRUE(set.ok());
  const domain::Answers answers =
      *domain::ReadAnswers(ReadFile("criteria/answers/tu-nghia/la-ha.yaml"), *set, "").answers;
  const domain::LeafIndex leaf = set->FindLeaf("1.1.3");
  ASSERT_NE(leaf, domain::kNone);
  struct Row {
    std::string_view why;
    std::function<void(domain::Answers&)> change;
    std::size_t differ;
  };
  const domain::FigureSlot slot = set->FindFigure("1.1.3.b");
  const Row kRows[] = {
      {"the same answers", [](auto&) {}, 0},
      {"the same value written otherwise", [&](auto& a) { a.figure_texts[slot] = "33.0"; }, 0},
      {"its figure", [&](auto& a) { a.figures[slot] = domain::Rational::FromInt(32); }, 1},
      {"its figure withheld", [&](auto& a) { a.figures[slot].reset(); }, 1},
      {"its explanation", [&](auto& a) { Declare(a, leaf).explanation += "vì mưa lũ"; }, 1},
      {"its evidence", [&](auto& a) { Declare(a, leaf).evidence.push_back("bc-31"); }, 1},
      {"declared not applicable",
       [&](auto& a) {
         domain::Declaration& d = Declare(a, leaf);
         d.kind = domain::DeclarationKind::kNotApplicable;
         d.reason = "không phát sinh";
       },
       1},
      {"the unit's title", [](auto& a) { a.title = "x"; }, 0},
  };
  const std::vector<domain::LeafClaim> before = Claims(*set, answers);
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    domain::Answers changed = answers;
    row.change(changed);
    const std::vector<domain::LeafClaim> after = Claims(*set, changed);
    ASSERT_EQ(after.size(), before.size());
    std::size_t differ = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (after[i] == before[i]) continue;
      ++differ;
      EXPECT_EQ(after[i].criterion, "1.1.3");
    }
    EXPECT_EQ(differ, row.differ);
  }
}

}  // namespace
}  // namespace par::services
