// Goal: what a review decided is what the sheet counts and what the decision states.
// Method: real sets and answers are scored, some leaves overridden by outcomes, and the lines made
// of them must publish and verify without a difference.
#include "common/domain/dossier_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

struct Real {
  CriteriaSet set;
  Answers answers;
};

std::string Content(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Real Load(const std::string& set_name, const std::string& answers_name) {
  auto set = ReadCriteriaSet(Content("criteria/" + set_name), set_name);
  EXPECT_TRUE(set.set.has_value()) << set_name;
  auto answers = ReadAnswers(Content("criteria/answers/" + answers_name), *set.set, answers_name);
  for (const Finding& f : answers.findings) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return {*set.set, answers.answers.value_or(EmptyAnswers(*set.set, UnitId("none")))};
}

Decision DecisionOf(const Real& real, const ScoreSheet& sheet) {
  Decision decision;
  decision.number = DecisionId("1/QĐ-UBND");
  decision.date = *Date::Of(2023, 12, 28);
  decision.issuer = UnitId("issuer");
  decision.cycle = CycleId("cycle");
  TakeFromSet(real.set, Sha256::Of("file"), decision);
  decision.lines = {LineFrom(real.set, sheet, UnitId("unit"), "Đơn vị", "")};
  decision.lines[0].rank = 1;
  return decision;
}

struct Pair {
  const char* set;
  const char* answers;
};
constexpr Pair kReal[] = {
    {"hue-district-2023.yaml", "quang-dien-2023.yaml"},
    {"province-2023.yaml", "quang-tri-2023.yaml"},
};

TEST(DossierScores, RealResultsPublishAndVerify) {
  for (const Pair& pair : kReal) {
    SCOPED_TRACE(pair.answers);
    const Real real = Load(pair.set, pair.answers);
    const ScoreSheet sheet = Score(real.set, real.answers);
    const Decision draft = DecisionOf(real, sheet);
    for (const absl::Status& problem : DecisionProblems(draft, nullptr)) ADD_FAILURE() << problem;
    const auto published = Publish(draft, nullptr);
    ASSERT_TRUE(published.ok()) << published.status();
    const RecomputedUnit again{UnitId("unit"), DecisionLeavesOf(real.set, sheet)};
    EXPECT_THAT(VerifyDecision(draft, published->hash(), real.set, {again}), ::testing::IsEmpty());
  }
}

TEST(DossierScores, TheReviewedLeavesAreTheSelfAssessedOnes) {
  const Real real = Load(kReal[0].set, kReal[0].answers);
  const auto leaves = ReviewedLeavesOf(real.set);
  ASSERT_FALSE(leaves.empty());
  EXPECT_LT(leaves.size(), real.set.leaves.size())
      << "surveys and leaders' scores are not reviewed";
  for (const ReviewedLeaf& leaf : leaves) {
    const LeafIndex index = real.set.FindLeaf(leaf.criterion);
    ASSERT_NE(index, kNone);
    EXPECT_EQ(real.set.NodeOf(index).source, Source::kSelfAssessed);
    EXPECT_EQ(real.set.NodeOf(index).maximum, leaf.maximum);
    EXPECT_EQ(real.set.leaves[index].rule.steps, leaf.steps);
    EXPECT_NE(real.set.FindNode(leaf.area), kNone);
  }
}

TEST(DossierScores, AnOutcomeReplacesTheComputedScoreAndTheRestStays) {
  const Real real = Load(kReal[0].set, kReal[0].answers);
  const ScoreSheet before = Score(real.set, real.answers);
  const auto leaves = ReviewedLeavesOf(real.set);
  LeafOutcome changed;
  LeafOutcome same;
  for (const ReviewedLeaf& leaf : leaves) {
    const Mark mark = MarkOf(before.leaves[real.set.FindLeaf(leaf.criterion)]);
    if (mark != Mark::Scored(leaf.maximum)) continue;
    (changed.criterion.empty() ? changed : same).criterion = leaf.criterion;
    (changed.criterion == leaf.criterion ? changed : same).self = mark;
  }
  ASSERT_FALSE(same.criterion.empty());
  same.mark = same.self;
  changed.mark = Mark::Scored(changed.self.points - Points::FromE4(1000));
  LeafOutcome unknown = changed;
  unknown.criterion = "no such leaf";
  const ScoreOverrides overrides = OverridesFrom(real.set, {changed, same, unknown});
  ASSERT_EQ(overrides.size(), 1u);
  const ScoreSheet after = Score(real.set, real.answers, {}, overrides);
  EXPECT_EQ(before.total - after.total, Points::FromE4(1000));

  LeafOutcome out = changed;
  out.mark = {MarkState::kNotApplicable, Points()};
  const ScoreSheet without = Score(real.set, real.answers, {}, OverridesFrom(real.set, {out}));
  EXPECT_EQ(before.effective_maximum - without.effective_maximum, changed.self.points);
  EXPECT_THAT(DecisionProblems(DecisionOf(real, without), nullptr), ::testing::IsEmpty());
}

}  // namespace
}  // namespace par::domain
