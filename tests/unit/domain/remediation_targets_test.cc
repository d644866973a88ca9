// Goal: relative targets become exact numbers with their steps; a plan that contradicts itself is
// told so; the real plans of Đức Cơ, Phù Linh and Quảng Điền come out with the figures they print
// and the faults they have.
// Method: one row for each kind of aim and each fault; the three plans' files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/remediation.h"
#include "common/domain/remediation_offices.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string TargetFile(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<RemediationPlan> TargetPlan(const std::string& text, const CriteriaSet* set) {
  FindingList findings("plan");
  auto plan = ReadRemediationPlan(text, set, findings);
  for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return plan;
}

std::string FirstFinding(const std::string& text) {
  FindingList findings("plan");
  EXPECT_FALSE(ReadRemediationPlan(text, nullptr, findings).has_value());
  if (findings.empty()) return "";
  const Finding& found = findings.findings().front();
  return std::to_string(found.at.line) + " " + ReasonOf(found.refusal);
}

std::vector<std::string> Said(const std::vector<RemediationRemark>& remarks) {
  std::vector<std::string> said;
  for (const RemediationRemark& remark : remarks) {
    said.push_back(std::string(remark.reason) + " " + remark.parameters.front().plain);
  }
  return said;
}

TEST(RemediationTargets, RelativeAimsBecomeNumbersWithTheirSteps) {
  struct Row {
    std::string_view why;
    AimKind kind;
    std::string_view value;
    std::string_view base;
    std::string_view bound;
    std::string_view steps;
  };
  const Row rows[] = {
      {"a number of its own", AimKind::kAtLeast, "95", "", "≥ 95 x", ""},
      {"no more than one", AimKind::kAtMost, "1", "", "≤ 1 x", ""},
      {"the number itself is not enough", AimKind::kAbove, "70", "", "> 70 x", ""},
      {"less than", AimKind::kBelow, "0.5", "", "< 0.5 x", ""},
      {"2 % more than 84.78", AimKind::kRaisePercent, "2", "84.78", "≥ 86.4756 x",
       "84.78 × (1 + 2/100) = 86.4756"},
      {"two points more than 84.78", AimKind::kRaiseBy, "2", "84.78", "≥ 86.78 x",
       "84.78 + 2 = 86.78"},
      {"reduced by 10 %", AimKind::kReducePercent, "10", "41", "≤ 36.9 x",
       "41 × (1 − 10/100) = 36.9"},
      {"reduced by three", AimKind::kReduceBy, "3", "41", "≤ 38 x", "41 − 3 = 38"},
      {"up two places from fifth", AimKind::kUpPlaces, "2", "5", "≤ 3 x", "5 − 2 = 3"},
      {"nobody is above first", AimKind::kUpPlaces, "2", "2", "≤ 1 x", "2 − 2 → 1"},
      {"the province's average", AimKind::kReach, "", "87.5", "≥ 87.5 x", ""},
      {"more than last year", AimKind::kExceed, "", "6.3", "> 6.3 x", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    Aim aim{.kind = row.kind, .value = {}};
    if (!row.value.empty()) aim.value = *ParseDecimal(row.value, "value");
    BaseFigure base;
    if (!row.base.empty()) base.value = *ParseDecimal(row.base, "base");
    const auto bound = Resolve(aim, &base);
    ASSERT_TRUE(bound.has_value());
    EXPECT_EQ(TextOf(*bound, "x", NumberStyle::kPlain), row.bound);
    EXPECT_EQ(StepsOf(aim, &base, NumberStyle::kPlain), row.steps);
    if (NeedsBase(row.kind)) {
      base.value.reset();
      EXPECT_FALSE(Resolve(aim, &base).has_value());
    }
  }
  EXPECT_FALSE(Resolve({.kind = AimKind::kRequirement, .value = {}}, nullptr).has_value());
}

TEST(RemediationTargets, AFigureReachesMissesOrIsOnTheWay) {
  const Date deadline = *Date::Of(2024, 9, 30);
  const TargetBound least{.sense = BoundSense::kAtLeast, .value = Rational::FromInt(50)};
  const TargetBound above{.sense = BoundSense::kAbove, .value = Rational::FromInt(50)};
  const TargetBound most{.sense = BoundSense::kAtMost, .value = Rational::FromInt(50)};
  const Rational fifty = Rational::FromInt(50);
  EXPECT_EQ(StateOf(least, fifty, deadline, 2024, deadline.Plus(9)), TargetState::kReached);
  EXPECT_EQ(StateOf(above, fifty, deadline, 2024, deadline), TargetState::kOnTheWay);
  EXPECT_EQ(StateOf(above, fifty, deadline, 2024, deadline.Plus(1)), TargetState::kMissed);
  EXPECT_EQ(StateOf(above, fifty, {}, 2024, *Date::Of(2024, 12, 31)), TargetState::kOnTheWay);
  EXPECT_EQ(StateOf(above, fifty, {}, 2024, *Date::Of(2025, 1, 1)), TargetState::kMissed);
  EXPECT_EQ(StateOf(most, Rational::FromInt(51), deadline, 2024, deadline), TargetState::kOnTheWay);
}

constexpr char kFrame[] =
    "format: parnet/remediation-plan/1\ntitle: t\nunit: xa\nyear: 2024\nissued: 2024-04-01\n"
    "indexes: [{id: par, title: P}]\nareas: [{id: a, title: A}]\n"
    "offices: [{id: o, name: O}, {id: up, name: Up, outside: true}]\n"
    "bases: [{id: rate, title: Rate, period: \"2023\", unit: \"%\", value: 80}, "
    "{id: lost, title: Lost, period: \"2015\"}]\n";
std::string Planned(const std::string& targets, const std::string& task = "") {
  return kFrame + ("targets:\n" + targets) + "tasks: [" + task + "]\n";
}

TEST(RemediationTargets, APlanThatContradictsItselfIsToldSo) {
  struct Row {
    std::string_view why;
    std::string text;
    std::vector<std::string> want;
  };
  const std::string rest = ", lead: o, deadline: 2024-12-31}\n";
  const Row rows[] = {
      {"all is well",
       Planned("  - {id: x, area: a, title: t, aim: at_least, value: 100, unit: \"%\"" + rest),
       {}},
      {"more than the whole",
       Planned("  - {id: x, area: a, title: t, aim: at_least, value: 105, unit: \"%\"" + rest),
       {"remediation_beyond_whole x"}},
      {"the base is not given",
       Planned("  - {id: x, area: a, title: t, aim: reduce_percent, value: 10, base: lost" + rest),
       {"remediation_base_missing x"}},
      {"2 % of 80 %: 81.6 or 82?",
       Planned("  - {id: x, area: a, title: t, aim: raise_percent, value: 2, base: rate" + rest),
       {"remediation_percent_of_percent x"}},
      {"both cannot be reached",
       Planned("  - {id: x, area: a, of: \"1\", title: t, aim: at_least, value: 9" + rest +
               "  - {id: y, area: a, of: \"1\", title: t, aim: at_most, value: 8" + rest),
       {"remediation_targets_contradict x"}},
      {"another criterion does not matter",
       Planned("  - {id: x, area: a, of: \"1\", title: t, aim: at_least, value: 9" + rest +
               "  - {id: y, area: a, of: \"2\", title: t, aim: at_most, value: 8" + rest),
       {}},
      {"an office of the level above, a day before the plan",
       Planned("  - {id: x, area: a, title: t, aim: requirement, lead: up, "
               "deadline: 2024-03-31}\n"),
       {"remediation_lead_outside x", "remediation_deadline_before_issue x"}},
      {"nobody leads, no day",
       Planned("  - {id: x, area: a, title: t, aim: requirement, when: soon}\n"),
       {"remediation_without_lead x", "remediation_targets_undated x"}},
      {"the task says otherwise than the target",
       Planned("  - {id: x, area: a, title: t, aim: at_least, value: 100" + rest,
               "{id: n, index: par, aims: [{target: x, aim: at_least, value: 99}], measure: m, "
               "lead: up, deadline: 2025-01-31}"),
       {"remediation_lead_outside n", "remediation_aim_other n", "remediation_aim_deadline n",
        "remediation_aim_lead n"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const auto plan = TargetPlan(row.text, nullptr);
    ASSERT_TRUE(plan.has_value());
    EXPECT_EQ(Said(RemarksOnText(*plan)), row.want);
  }
}

TEST(RemediationTargets, WhatIsNotListedIsRefusedWithItsPlace) {
  const std::string rest = ", lead: o}\n";
  EXPECT_EQ(FirstFinding(Planned("  - {id: x, area: b, title: t, aim: requirement" + rest)),
            "11 remediation_not_listed");
  EXPECT_EQ(FirstFinding(Planned("  - {id: x, area: a, title: t, aim: requirement, lead: z}\n")),
            "11 remediation_not_listed");
  EXPECT_EQ(FirstFinding(Planned("  - {id: x, area: a, title: t, aim: reach, base: z" + rest)),
            "11 remediation_not_listed");
  EXPECT_EQ(FirstFinding(Planned("  - {id: x, area: a, title: t, aim: at_least" + rest)),
            "11 yaml_key_missing");
  EXPECT_EQ(FirstFinding(Planned("", "{id: n, measure: m}")), "11 yaml_not_list");
  EXPECT_EQ(FirstFinding("format: parnet/remediation-plan/1\ntitle: t\nunit: xa\nset: s\n"
                         "year: 2024\ntasks: []\n"),
            "4 remediation_needs_set");
}

TEST(RemediationTargets, DucCosNinetyThreeTargets) {
  const auto plan = TargetPlan(TargetFile("criteria/plans/duc-co-2021.yaml"), nullptr);
  ASSERT_TRUE(plan.has_value());
  std::vector<int> by_area(plan->areas.size());
  for (const RemediationTarget& target : plan->targets) ++by_area[target.area];
  EXPECT_THAT(by_area, ElementsAre(7, 5, 19, 9, 13, 11, 18, 11));
  EXPECT_EQ(plan->tasks.size(), 23u);
  const auto bound = [&](std::string_view id) {
    for (const RemediationTarget& target : plan->targets) {
      if (target.id != id) continue;
      const auto found =
          Resolve(target.aim, NeedsBase(target.aim.kind) ? &plan->bases[target.base] : nullptr);
      return found.has_value() ? TextOf(*found, target.unit, NumberStyle::kVietnamese) : "-";
    }
    return std::string("no such target");
  };
  // As the appendix prints them, and what its relative ones come to.
  EXPECT_EQ(bound("III.11"), "≥ 50 TTHC");
  EXPECT_EQ(bound("VII.15"), "≥ 5 %");
  EXPECT_EQ(bound("VIII.1"), "≥ 86,4756 %");
  EXPECT_EQ(bound("VIII.2"), "≥ 90,92 %");
  EXPECT_EQ(bound("VIII.10"), "> 6,3 %");
  EXPECT_EQ(bound("VIII.7"), "-");  // 20 % more than a year whose figure is not given.
  std::map<std::string, int> reasons;
  for (const RemediationRemark& remark : RemarksOnText(*plan)) {
    ++reasons[std::string(remark.reason)];
  }
  EXPECT_EQ(reasons, (std::map<std::string, int>{{"remediation_office_names", 1},
                                                 {"remediation_base_missing", 9},
                                                 {"remediation_percent_of_percent", 3},
                                                 {"remediation_aim_other", 1},
                                                 {"remediation_aim_deadline", 1},
                                                 {"remediation_targets_undated", 1}}));
}

TEST(RemediationTargets, PhuLinhsThreeIndexes) {
  const auto plan = TargetPlan(TargetFile("criteria/plans/phu-linh-2024.yaml"), nullptr);
  ASSERT_TRUE(plan.has_value());
  std::vector<int> by_index(plan->indexes.size());
  for (const RemediationTask& task : plan->tasks) ++by_index[task.index];
  EXPECT_THAT(by_index, ElementsAre(13, 6, 8));
  const RemediationReview review = ReviewPlanWithoutSet(*plan, *Date::Of(2024, 11, 1));
  EXPECT_EQ(std::count_if(review.tasks.begin(), review.tasks.end(),
                          [](const TaskWorth& one) { return one.overdue; }),
            1);  // The contest of the second and third quarter.
  EXPECT_THAT(Said(review.remarks),
              ElementsAre("remediation_without_deadline par-8",
                          "remediation_office_names Văn phòng - Thống kê",
                          "remediation_office_names Văn hóa thông tin",
                          "remediation_office_names Văn hóa thông tin",
                          "remediation_office_names Tài chính - ngân sách xã",
                          "remediation_lead_outside par-2", "remediation_lead_outside par-4",
                          "remediation_targets_undated 8"));
}

TEST(RemediationTargets, QuangDiensOfficesAndItsFaults) {
  const CriteriaSetFile file =
      ReadCriteriaSet(TargetFile("criteria/hue-district-2023.yaml"), "set");
  ASSERT_TRUE(file.set.has_value());
  const CriteriaSet& set = *file.set;
  const AnswersFile answers =
      ReadAnswers(TargetFile("criteria/answers/quang-dien-2023.yaml"), set, "answers");
  ASSERT_TRUE(answers.answers.has_value());
  const ScoreSheet sheet = Score(set, *answers.answers, {.traces = false});
  const auto plan = TargetPlan(TargetFile("criteria/plans/quang-dien-2024.yaml"), &set);
  ASSERT_TRUE(plan.has_value());
  const RemediationReview review = ReviewPlan(set, sheet, *plan, *Date::Of(2024, 11, 1));
  EXPECT_EQ(review.lost.e4(), 137'880);
  EXPECT_THAT(review.unanswered, IsEmpty());
  std::vector<RemediationRemark> but_deadlines;
  for (const RemediationRemark& remark : review.remarks) {
    if (remark.reason != "remediation_without_deadline") but_deadlines.push_back(remark);
  }
  EXPECT_EQ(review.remarks.size() - but_deadlines.size(), 17u);  // No row of the appendix has one.
  EXPECT_THAT(
      Said(but_deadlines),
      ElementsAre("remediation_stated_score 7",
                  "remediation_stated_sum Nhóm tự đánh giá trên tám lĩnh vực",
                  "remediation_stated_sum Kết quả chung",
                  "remediation_base_twice Tỷ lệ hồ sơ cấp huyện đúng hạn",
                  "remediation_base_twice Thứ hạng SIPAS khối huyện", "remediation_aim_lead 3.3.3",
                  "remediation_without_lead 10",
                  "remediation_targets_undated nv-2, nv-5, vp-1, vp-2, vp-3, tp-2, tc-2, kt-1"));
  const std::vector<OfficeWork> work = WorkByOffice(&set, &sheet, *plan, review);
  ASSERT_EQ(work[3].office, "tai-chinh");
  EXPECT_EQ(work[3].maximum.e4(), 205'000);  // Areas 6 and 8, and 9.1.
  EXPECT_EQ(work[3].lost.e4(), 67'280);
  EXPECT_EQ(work[3].led, 6);
  EXPECT_EQ(work[3].at_stake.e4(), 67'280);
}

TEST(RemediationTargets, ALossOfAllUnitsIsSystemic) {
  const CriteriaSetFile file =
      ReadCriteriaSet(TargetFile("criteria/hue-district-2023.yaml"), "set");
  ASSERT_TRUE(file.set.has_value());
  const CriteriaSet& set = *file.set;
  const auto sheet = [&](std::int64_t first, std::int64_t second) {
    ScoreOverrides put;
    for (LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
      const Points maximum = set.NodeOf(leaf).maximum;
      put[leaf] = {.kind = ScoreOverride::Kind::kPoints, .points = maximum, .reason = {}};
    }
    put[0].points = Points::FromE4(first);
    put[1].points = Points::FromE4(second);
    return Score(set, EmptyAnswers(set, UnitId("xa")), {.traces = false}, put);
  };
  const ScoreSheet one = sheet(15'000, 10'000);
  const ScoreSheet two = sheet(19'000, 5'000);
  const ScoreSheet none = sheet(0, 0);
  const auto found = SharedLosses(set, {&one, &two});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_FALSE(found[1].systemic()) << "the second leaf was full for one of them";
  EXPECT_EQ(found[1].lost_by, 1);
  EXPECT_EQ(found[1].least.e4(), 0);
  EXPECT_TRUE(found[0].systemic());
  EXPECT_EQ(found[0].leaf, 0u);
  EXPECT_EQ(found[0].least.e4(), 1'000);
  EXPECT_EQ(found[0].most.e4(), 5'000);
  EXPECT_EQ(found[0].sum.e4(), 6'000);
  const ScoreSheet unscored = Score(set, EmptyAnswers(set, UnitId("xa")), {.traces = false}, {});
  for (const auto& sheets : {std::vector{&none, &unscored}, std::vector{&none}}) {
    for (const SharedLoss& loss : SharedLosses(set, sheets)) {
      EXPECT_FALSE(loss.systemic()) << "of one nothing is known, and one alone shares nothing";
    }
  }
}

}  // namespace
}  // namespace par::domain
