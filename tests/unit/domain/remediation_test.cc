// Goal: a remediation plan answers each loss once, its worths add up to a promised index, and what
// its document prints is held against the scores.
// Method: the real plan of Quảng Trị for 2024 with every number of its appendix; a small set for
// each rule; spoilt files with the place and reason of the finding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/remediation.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string FileText(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

CriteriaSet PlanSet(const std::string& text) {
  CriteriaSetFile file = ReadCriteriaSet(text, "set");
  for (const Finding& f : file.findings) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return file.set.value_or(CriteriaSet());
}

ScoreSheet PlanSheet(const CriteriaSet& set, const std::string& answers) {
  const AnswersFile file = ReadAnswers(answers, set, "answers");
  for (const Finding& f : file.findings) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return Score(set, file.answers.value_or(EmptyAnswers(set, UnitId("xa"))), {.traces = false});
}

std::optional<RemediationPlan> PlanOf(const CriteriaSet& set, const std::string& text) {
  FindingList findings("plan");
  auto plan = ReadRemediationPlan(text, &set, findings);
  for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return plan;
}

std::vector<std::string> Remarks(const RemediationReview& review) {
  std::vector<std::string> said;
  for (const RemediationRemark& remark : review.remarks) {
    said.push_back(std::string(remark.reason) + " " + remark.parameters.front().plain);
  }
  return said;
}

const Date kPlanDay = *Date::Of(2024, 12, 1);

TEST(Remediation, QuangTrisPlanForItsLossesOf2023) {
  const CriteriaSet set = PlanSet(FileText("criteria/province-2023.yaml"));
  const ScoreSheet sheet = PlanSheet(set, FileText("criteria/answers/quang-tri-2023.yaml"));
  const auto plan = PlanOf(set, FileText("criteria/plans/quang-tri-2024.yaml"));
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->stated.size(), 54u);  // Every row of the appendix.
  const RemediationReview review = ReviewPlan(set, sheet, *plan, kPlanDay);
  EXPECT_EQ(review.lost.e4(), 137'518);  // 100 - 86.2482
  EXPECT_EQ(review.systemic.e4(), 5'000);
  EXPECT_EQ(review.planned.e4(), 112'180);
  EXPECT_EQ(review.forecast.e4(), 974'662);
  // All maxima, scores and losses agree; four losses lack their sign, one task its deadline.
  EXPECT_THAT(Remarks(review),
              ElementsAre("remediation_without_deadline nv-6.3.3", "remediation_stated_sign 3.4.1",
                          "remediation_stated_sign 3.4.2", "remediation_stated_sign 3.4.3",
                          "remediation_stated_sign 6.3.5"));
  Points unanswered;  // The appendix has no measure for satisfaction.
  std::vector<std::string> ids;
  for (const LeafIndex leaf : review.unanswered) {
    ids.push_back(set.NodeOf(leaf).id);
    unanswered += LostAt(set, sheet, set.leaves[leaf].node);
  }
  EXPECT_THAT(ids, ElementsAre("8.1.1", "8.1.2", "8.1.3", "8.1.4", "8.1.5"));
  EXPECT_EQ(unanswered.e4(), 20'338);
}

constexpr char kPlanSet[] = R"(format: parnet/criteria-set/1
id: nho
version: 1
title: Bộ nhỏ
level: commune
year: 2023
sample: true
basis:
  - {number: 1/QĐ-UBND, date: 2023-01-02, issuer: UBND tỉnh}
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 10
not_applicable: reduced_max
ranking: {ties: gap}
classes:
  - {id: good, title: Tốt, from: 0}
areas:
  - id: "1"
    title: Một
    maximum: 10
    criteria:
      - {id: "1.1", title: A, maximum: 4, rule: given}
      - {id: "1.2", title: B, maximum: 6, rule: given}
  - {id: "2.1", title: Thưởng, maximum: 2, source: bonus, rule: given}
  - {id: "3.1", title: Phạt, maximum: 3, source: penalty, rule: given}
)";
constexpr char kPlanAnswers[] = R"(format: parnet/answers/1
set: nho
unit: xa
criteria:
  "1.1": {points: 3, source: x}
  "1.2": {points: 5.5, source: x}
  "2.1": {points: 0.5, source: x}
  "3.1": {points: 1, source: x}
)";

std::string PlanWith(const std::string& tasks, const std::string& more = "") {
  return "format: parnet/remediation-plan/1\ntitle: t\nunit: xa\nset: nho\nyear: 2024\n" + more +
         "tasks:\n" + tasks;
}
constexpr char kPlanWork[] = "reason: r, measure: m, lead: l, product: p, deadline: 2024-12-31";
std::string PlanTask(const std::string& id, const std::string& criteria,
                     const std::string& more = "") {
  return "  - {id: " + id + ", criteria: [" + criteria + "], " + kPlanWork + more + "}\n";
}

TEST(Remediation, WhatIsLostAndWhatATaskIsWorth) {
  const CriteriaSet set = PlanSet(kPlanSet);
  const ScoreSheet sheet = PlanSheet(set, kPlanAnswers);
  struct Row {
    std::string_view why;
    std::string task;
    std::int64_t lost;
    std::int64_t worth;
    bool overdue;
    std::vector<std::string> remarks;
  };
  const Row rows[] = {
      {"all that was lost, where it names nothing",
       PlanTask("a", "\"1.1\""),
       10'000,
       10'000,
       false,
       {}},
      {"an area stands for its leaves", PlanTask("a", "\"1\""), 15'000, 15'000, false, {}},
      {"a penalty can be avoided", PlanTask("a", "\"3.1\""), 10'000, 10'000, false, {}},
      {"a bonus that was not earned is not lost",
       PlanTask("a", "\"2.1\""),
       0,
       0,
       false,
       {"remediation_nothing_lost a"}},
      {"a part", PlanTask("a", "\"1.1\"", ", regain: 0.25"), 10'000, 2'500, false, {}},
      {"no more than was lost",
       PlanTask("a", "\"1.2\"", ", regain: 0.75"),
       5'000,
       5'000,
       false,
       {"remediation_regain_beyond_loss a"}},
      {"2 % more than the score: 5.5 becomes 5.61",
       PlanTask("a", "\"1.2\"", ", raise_percent: 2"),
       5'000,
       1'100,
       false,
       {}},
      {"50 % more is more than the maximum",
       PlanTask("a", "\"1.2\"", ", raise_percent: 50"),
       5'000,
       5'000,
       false,
       {}},
      {"nobody's own fault: not expected back",
       "  - {id: a, criteria: [\"1.1\"], reason: r, systemic: s}\n",
       10'000,
       0,
       false,
       {}},
      {"the deadline is over",
       "  - {id: a, criteria: [\"1.1\"], reason: r, measure: m, lead: l, "
       "product: p, deadline: 2024-11-30}\n",
       10'000,
       10'000,
       true,
       {}},
      {"on the day itself it is not",
       "  - {id: a, criteria: [\"1.1\"], reason: r, measure: m, "
       "lead: l, product: p, deadline: 2024-12-01}\n",
       10'000,
       10'000,
       false,
       {}},
      {"done late is done",
       "  - {id: a, criteria: [\"1.1\"], reason: r, measure: m, lead: l, "
       "product: p, deadline: 2024-10-01, done: 2024-11-01}\n",
       10'000,
       10'000,
       false,
       {}}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const auto plan = PlanOf(set, PlanWith(row.task));
    ASSERT_TRUE(plan.has_value());
    const RemediationReview review = ReviewPlan(set, sheet, *plan, kPlanDay);
    ASSERT_EQ(review.tasks.size(), 1u);
    EXPECT_EQ(review.tasks[0].lost.e4(), row.lost);
    EXPECT_EQ(review.tasks[0].worth.e4(), row.worth);
    EXPECT_EQ(review.tasks[0].overdue, row.overdue);
    EXPECT_THAT(Remarks(review), row.remarks);
    EXPECT_EQ(review.lost.e4(), 25'000);  // 1 + 0.5 + the penalty
    EXPECT_EQ(review.forecast.e4(), sheet.total.e4() + row.worth);
  }
}

TEST(Remediation, WhatTheDocumentPrintsIsHeldAgainstTheScores) {
  const CriteriaSet set = PlanSet(kPlanSet);
  const ScoreSheet sheet = PlanSheet(set, kPlanAnswers);
  const auto plan = PlanOf(set, PlanWith(PlanTask("a", "\"1\", \"3.1\""),
                                         "stated:\n"
                                         "  - {criterion: \"1\", maximum: 10, lost: -1.5}\n"
                                         "  - {criterion: \"1.1\", score: 3.1, lost: -0.9}\n"
                                         "  - {criterion: \"1.2\", maximum: 5, lost: 0.5}\n"));
  ASSERT_TRUE(plan.has_value());
  const RemediationReview review = ReviewPlan(set, sheet, *plan, kPlanDay);
  EXPECT_THAT(review.unanswered, IsEmpty());
  std::vector<std::string> said;
  for (const RemediationRemark& remark : review.remarks) {
    said.push_back(TextOf(remark, Language::kEnglish));
  }
  EXPECT_THAT(said,
              ElementsAre("criterion 1.1: the score is stated as 3.1, computed 3",
                          "criterion 1.1: the loss is stated as 0.9, computed 1",
                          "criterion 1.2: the maximum is stated as 5, the set says 6",
                          "criterion 1.2: the loss is printed as 0.5, without the minus sign of "
                          "the other rows"));
  EXPECT_EQ(TextOf(review.remarks[0], Language::kVietnamese),
            "tiêu chí 1.1: văn bản ghi điểm đạt 3,1, kết quả là 3");
}

TEST(Remediation, WhatWasWaivedAtSomeIsStillSharedByTheOthers) {
  const CriteriaSet set = PlanSet(kPlanSet);
  const LeafIndex leaf = set.nodes[set.FindNode("1.1")].first_leaf;
  const Answers answers = *ReadAnswers(kPlanAnswers, set, "answers").answers;
  const auto sheet = [&](std::optional<ScoreOverride> put) {
    ScoreOverrides overrides;
    if (put.has_value()) overrides.emplace(leaf, *put);
    return Score(set, answers, {.traces = false}, overrides);
  };
  const ScoreSheet lost = sheet(std::nullopt);
  ScoreOverride waive;
  waive.kind = ScoreOverride::Kind::kWaived;
  const ScoreSheet waived = sheet(waive);
  ScoreOverride full;
  full.points = set.nodes[set.leaves[leaf].node].maximum;
  const ScoreSheet kept = sheet(full);
  struct Row {
    std::string_view why;
    std::vector<const ScoreSheet*> sheets;
    int units;
    bool systemic;
  };
  const Row rows[] = {
      {"two lost points", {&lost, &lost}, 2, true},
      {"waived at the first, the second refused", {&waived, &lost}, 1, true},
      {"the third has all its points", {&waived, &lost, &kept}, 2, false},
      {"one alone", {&lost}, 1, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const std::vector<SharedLoss> losses = SharedLosses(set, row.sheets);
    const auto at = std::find_if(losses.begin(), losses.end(),
                                 [&](const SharedLoss& one) { return one.leaf == leaf; });
    ASSERT_NE(at, losses.end());
    EXPECT_EQ(at->units, row.units);
    EXPECT_EQ(at->systemic(), row.systemic);
  }
  for (const SharedLoss& one : SharedLosses(set, {&waived, &waived})) {
    EXPECT_NE(one.leaf, leaf) << "waived at all: nobody lost it";
  }
}

TEST(Remediation, AFileThatIsWrongIsRefusedWithThePlace) {
  const CriteriaSet set = PlanSet(kPlanSet);
  struct Row {
    std::string_view why;
    std::string text;
    std::string_view want;
  };
  const Row rows[] = {
      {"a criterion of another set", PlanWith(PlanTask("a", "\"9.9\"")),
       "7:24 criterion_not_in_set"},
      {"two tasks for one loss", PlanWith(PlanTask("a", "\"1.1\"") + PlanTask("b", "\"1.1\"")),
       "8:24 remediation_criterion_twice"},
      {"an area and its leaf", PlanWith(PlanTask("a", "\"1\"") + PlanTask("b", "\"1.2\"")),
       "8:24 remediation_criterion_twice"},
      {"no criterion", PlanWith(PlanTask("a", "")), "7:23 list_empty"},
      {"one id for two", PlanWith(PlanTask("a", "\"1.1\"") + PlanTask("a", "\"1.2\"")),
       "8:5 id_repeated"},
      {"two targets", PlanWith(PlanTask("a", "\"1.1\"", ", regain: 1, raise_percent: 2")),
       "7:124 remediation_two_targets"},
      {"less than nothing", PlanWith(PlanTask("a", "\"1.1\"", ", regain: -1")),
       "7:5 remediation_negative"},
      {"no such day", PlanWith(PlanTask("a", "\"1.1\"", ", done: 2024-02-30")),
       "7:104 yaml_not_date"},
      {"nothing is done about it",
       PlanWith("  - {id: a, criteria: [\"1.1\"], reason: r, lead: l, product: p}\n"),
       "7:5 yaml_key_missing"},
      {"work on what is nobody's fault",
       PlanWith("  - {id: a, criteria: [\"1.1\"], reason: r, systemic: s, measure: m}\n"),
       "7:56 yaml_key_unknown"},
      {"another set",
       "format: parnet/remediation-plan/1\ntitle: t\nunit: xa\nset: lon\nyear: 2024\ntasks: []\n",
       "4:6 set_other"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    FindingList findings("plan");
    EXPECT_FALSE(ReadRemediationPlan(row.text, &set, findings).has_value());
    ASSERT_EQ(findings.count(), 1u);
    const Finding& found = findings.findings().front();
    EXPECT_EQ(std::to_string(found.at.line) + ":" + std::to_string(found.at.column) + " " +
                  ReasonOf(found.refusal),
              row.want);
  }
}

}  // namespace
}  // namespace par::domain
