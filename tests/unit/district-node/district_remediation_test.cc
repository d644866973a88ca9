// Goal: a plan's tasks go down to the units that lead them, their reports come up, and the plan's
// unit sees who has done what by a day, what is overdue or not reported, and the points that hang
// on it; what is wrong is refused where it is said and rejected where it arrives.
// Method: a province, a district and its communes on one node, the real exchange between them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReasonIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPlan[] = R"(format: parnet/remediation-plan/1
title: Khắc phục năm 2024
unit: tu-nghia
year: 2024
indexes: [{id: par, title: PAR}]
offices:
  - {id: la-ha, name: La Hà}
  - {id: hai-xa, name: Hai xã, units: [la-ha, nghia-ky]}
  - {id: tu-nghia, name: Huyện}
tasks:
  - {id: a, index: par, measure: Số hóa, lead: la-ha, deadline: 2024-06-30}
  - {id: b, index: par, measure: Niêm yết, lead: hai-xa, deadline: 2024-09-30, with: [tu-nghia]}
  - {id: c, index: par, measure: Kiểm tra, lead: tu-nghia, deadline: 2024-12-31}
)";

class DistrictRemediation : public ::testing::Test {
 protected:
  absl::Status Issue(const std::string& text, const ledger::Actor& actor,
                     const std::string& cycle = "") {
    remediation::v1::IssuePlanRequest request;
    request.set_actor_unit(actor.unit);
    request.set_plan_yaml(text);
    request.set_cycle(cycle);
    return node.Run(services::Kind::kIssuePlan, actor, request.SerializeAsString()).status();
  }
  static remediation::v1::TaskReport ReportOf(const std::string& unit, const std::string& task,
                                              const std::string& day, std::uint32_t percent,
                                              const std::string& delay = "") {
    remediation::v1::TaskReport report;
    report.set_unit(unit);
    report.set_issuer("tu-nghia");
    report.set_year(2024);
    report.set_task(task);
    report.set_as_of(day);
    report.set_percent(percent);
    report.set_state(percent == 100 ? "done" : percent == 0 ? "not_started" : "under_way");
    report.set_delay(delay);
    return report;
  }
  absl::Status Report(const remediation::v1::TaskReport& report,
                      const std::string& role = "leader") {
    remediation::v1::ReportProgressRequest request;
    *request.mutable_report() = report;
    return node
        .Run(services::Kind::kReportProgress, {report.unit(), "chu-tich", role},
             request.SerializeAsString())
        .status();
  }
  absl::Status Change(const std::string& kind, const std::string& task, const std::string& deadline,
                      const std::string& measure = "", const std::string& reason = "lý do") {
    remediation::v1::ChangeTaskRequest request;
    request.set_actor_unit("tu-nghia");
    request.set_year(2024);
    request.mutable_change()->set_kind(kind);
    request.mutable_change()->set_task(task);
    request.mutable_change()->set_deadline(deadline);
    request.mutable_change()->set_measure(measure);
    request.mutable_change()->set_reason(reason);
    return node.Run(services::Kind::kChangeTask, issuer, request.SerializeAsString()).status();
  }
  absl::StatusOr<remediation::v1::GetPlanResponse> Plan(const std::string& callers,
                                                        const std::string& on,
                                                        const std::string& unit = "",
                                                        const std::string& of = "tu-nghia") {
    remediation::v1::GetPlanRequest request;
    request.set_issuer(of);
    request.set_year(2024);
    request.set_on(on);
    request.set_unit(unit);
    return node.parts.remediation_status.Get(*node.Snapshot(),
                                             node.CallerOf(callers, "x", domain::Role::kReviewer),
                                             request, node.clock.WallMicros());
  }
  // "b under_way 30 overdue" by task.
  static std::vector<std::string> States(const remediation::v1::GetPlanResponse& plan) {
    std::vector<std::string> states;
    for (const remediation::v1::TaskRow& task : plan.tasks()) {
      states.push_back(task.id() + " " + task.state() + " " + std::to_string(task.percent()) +
                       (task.overdue() ? " overdue" : ""));
    }
    return states;
  }
  // "la-ha 1/2, overdue 1, not reported 0" by unit.
  static std::vector<std::string> Units(const remediation::v1::GetPlanResponse& plan) {
    std::vector<std::string> units;
    for (const remediation::v1::UnitRow& unit : plan.units()) {
      units.push_back(unit.unit() + " " + std::to_string(unit.done()) + "/" +
                      std::to_string(unit.tasks()) + ", overdue " + std::to_string(unit.overdue()) +
                      ", not reported " + std::to_string(unit.not_reported()));
    }
    return units;
  }

  const ledger::Actor issuer{"tu-nghia", "cong-bo", "publisher"};
  OneNode node;
};

TEST_F(DistrictRemediation, TasksGoDownProgressComesUpByTheDay) {
  ASSERT_OK(Issue(kPlan, issuer));
  node.Deliver();
  ASSERT_OK(Report(ReportOf("la-ha", "a", "2024-03-31", 40)));
  ASSERT_OK(Report(ReportOf("la-ha", "a", "2024-07-31", 80, "thiếu máy quét")));
  ASSERT_OK(Report(ReportOf("la-ha", "b", "2024-07-31", 100)));
  ASSERT_OK(Report(ReportOf("tu-nghia", "c", "2024-07-31", 10)));
  EXPECT_THAT(States(*Plan("la-ha", "2024-08-01")),
              ElementsAre("a under_way 80 overdue", "b done 100"))
      << "the unit sees its own tasks at once";
  EXPECT_THAT(States(*Plan("tu-nghia", "2024-08-01")),
              ElementsAre("a not_reported 0 overdue", "b not_reported 0", "c under_way 10"))
      << "others what has come up";
  node.Deliver();
  const auto plan = Plan("tu-nghia", "2024-08-01");
  ASSERT_OK(plan);
  EXPECT_THAT(States(*plan),
              ElementsAre("a under_way 80 overdue", "b under_way 50", "c under_way 10"));
  EXPECT_THAT(Units(*plan), ElementsAre("la-ha 1/2, overdue 1, not reported 0",
                                        "nghia-ky 0/1, overdue 0, not reported 1",
                                        "tu-nghia 0/1, overdue 0, not reported 0"));
  EXPECT_EQ(plan->tasks(0).units(0).reports(0).delay(), "thiếu máy quét");
  EXPECT_FALSE(plan->has_sums()) << "the plan names no set";
  // The first quarter, as it was.
  EXPECT_THAT(States(*Plan("tu-nghia", "2024-03-31")),
              ElementsAre("a under_way 40", "b not_reported 0", "c not_reported 0"));
  // Down to a unit: all it ever said.
  const auto down = Plan("tu-nghia", "2024-08-01", "la-ha");
  ASSERT_OK(down);
  EXPECT_EQ(down->tasks_size(), 2);
  EXPECT_EQ(down->tasks(0).units(0).reports_size(), 2);
  EXPECT_EQ(down->tasks(0).units(0).name(), "Thị trấn La Hà");
  // A report of an earlier day, sent late, does not go before a later one.
  ASSERT_OK(Report(ReportOf("la-ha", "a", "2024-05-31", 50)));
  node.Deliver();
  EXPECT_THAT(States(*Plan("tu-nghia", "2024-08-01")).front(), "a under_way 80 overdue");
  EXPECT_THAT(States(*Plan("tu-nghia", "2024-06-30")).front(), "a under_way 50");
  // When both communes are done, the task is.
  ASSERT_OK(Report(ReportOf("nghia-ky", "b", "2024-08-15", 100)));
  node.Deliver();
  EXPECT_THAT(States(*Plan("tu-nghia", "2024-12-01"))[1], "b done 100");
}

TEST_F(DistrictRemediation, ADeadlineIsExtendedATaskReplacedOrWithdrawnAndAllIsKept) {
  ASSERT_OK(Issue(kPlan, issuer));
  ASSERT_OK(Change("extend", "a", "2024-10-31"));
  ASSERT_OK(Change("replace", "b", "", "Niêm yết điện tử"));
  ASSERT_OK(Change("withdraw", "c", ""));
  node.Deliver();  // What was issued first arrives after what was changed: the newer stays.
  const auto plan = Plan("tu-nghia", "2024-08-01");
  ASSERT_OK(plan);
  EXPECT_THAT(States(*plan), ElementsAre("a not_reported 0", "b not_reported 0", "c withdrawn 0"));
  EXPECT_EQ(plan->tasks(0).deadline(), "2024-10-31");
  EXPECT_EQ(plan->tasks(0).first_deadline(), "2024-06-30");
  EXPECT_EQ(plan->tasks(1).measure(), "Niêm yết điện tử");
  EXPECT_EQ(plan->version(), 4u);
  EXPECT_EQ(plan->changes_size(), 3);
  EXPECT_EQ(plan->changes(2).changed_by(), "cong-bo");
  EXPECT_THAT(Units(*plan), ElementsAre("la-ha 0/2, overdue 0, not reported 2",
                                        "nghia-ky 0/1, overdue 0, not reported 1"));
  EXPECT_THAT(Change("extend", "a", "2024-10-31"), ReasonIs("remediation_not_later"));
  EXPECT_THAT(Change("extend", "c", "2025-10-31"), ReasonIs("remediation_task_withdrawn"));
  EXPECT_THAT(Change("replace", "a", ""), ReasonIs("text_empty"));
  EXPECT_THAT(Change("extend", "z", "2025-10-31"), ReasonIs("remediation_task_unknown"));
  EXPECT_THAT(Change("extend", "a", "2025-10-31", "", ""), ReasonIs("text_empty"));
  EXPECT_THAT(Change("shorten", "a", "2025-10-31"), ReasonIs("remediation_change_unknown"));
  // Issued again: the new text says everything; what was changed before is history.
  ASSERT_OK(Issue(kPlan, issuer));
  const auto again = Plan("tu-nghia", "2024-08-01");
  EXPECT_EQ(again->tasks(0).deadline(), "2024-06-30");
  EXPECT_EQ(again->changes_size(), 3);
}

TEST_F(DistrictRemediation, WhatIsWrongIsRefusedAndChangesNothing) {
  EXPECT_THAT(Report(ReportOf("la-ha", "a", "2024-03-31", 40)),
              ReasonIs("remediation_plan_unknown"));
  EXPECT_THAT(Issue(kPlan, {"quang-ngai", "cong-bo", "publisher"}),
              ReasonIs("remediation_plan_of_another"));
  EXPECT_THAT(Issue(kPlan, {"tu-nghia", "hoi-dong", "council"}), ReasonIs("not_permitted"));
  EXPECT_THAT(Issue(Replaced(kPlan, "id: tu-nghia, name: Huyện",
                             "id: tu-nghia, name: H, units: "
                             "[quang-ngai]"),
                    issuer),
              ReasonIs("remediation_lead_not_below"));
  EXPECT_THAT(Issue(Replaced(kPlan, "lead: la-ha, ", ""), issuer),
              ReasonIs("remediation_lead_not_listed"));
  ASSERT_OK(Issue(kPlan, issuer));
  struct Case {
    std::string_view why;
    remediation::v1::TaskReport report;
    std::string role;
    std::string reason;
  };
  remediation::v1::TaskReport half = ReportOf("la-ha", "a", "2024-03-31", 50);
  half.set_state("done");
  remediation::v1::TaskReport odd = ReportOf("la-ha", "a", "2024-03-31", 50);
  odd.set_state("almost");
  const Case cases[] = {
      {"no such task", ReportOf("la-ha", "z", "2024-03-31", 1), "leader",
       "remediation_task_unknown"},
      {"another's", ReportOf("song-ve", "a", "2024-03-31", 1), "leader",
       "remediation_not_assigned"},
      {"half done is not done", half, "leader", "remediation_percent_wrong"},
      {"more than all", ReportOf("la-ha", "a", "2024-03-31", 101), "leader",
       "remediation_percent_wrong"},
      {"no such state", odd, "leader", "remediation_progress_unknown"},
      {"no such day", ReportOf("la-ha", "a", "31/3/2024", 1), "leader", "yaml_not_date"},
      {"late, and no word of why", ReportOf("la-ha", "a", "2024-07-01", 50), "leader",
       "remediation_delay_missing"},
      {"not the leader", ReportOf("la-ha", "a", "2024-03-31", 1), "clerk", "not_permitted"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_THAT(Report(c.report, c.role), ReasonIs(c.reason));
  }
  // What a wrong program might send.
  const std::string id = node.SendProgress("song-ve", ReportOf("song-ve", "a", "2024-03-31", 1));
  const std::string theirs = node.SendProgress("song-ve", ReportOf("la-ha", "a", "2024-03-31", 1));
  node.Deliver();
  EXPECT_EQ(node.ResultOf("song-ve", id), "remediation_not_assigned");
  EXPECT_EQ(node.ResultOf("song-ve", theirs), "message_field_invalid");
  EXPECT_THAT(States(*Plan("tu-nghia", "2024-03-31")),
              ElementsAre("a not_reported 0", "b not_reported 0", "c not_reported 0"));
}

TEST_F(DistrictRemediation, WhoSeesWhat) {
  ASSERT_OK(Issue(kPlan, issuer));
  EXPECT_EQ(Plan("quang-ngai", "2024-03-31")->tasks_size(), 3) << "its superior";
  EXPECT_EQ(Plan("la-ha", "2024-03-31", "la-ha")->tasks_size(), 2);
  EXPECT_THAT(Plan("la-ha", "2024-03-31", "nghia-ky"), ReasonIs("not_permitted"));
  EXPECT_THAT(Plan("song-ve", "2024-03-31")->tasks(), IsEmpty());
  EXPECT_THAT(Plan("tu-nghia", "yesterday"), ReasonIs("yaml_not_date"));
  EXPECT_THAT(Plan("tu-nghia", "2024-03-31", "", "quang-ngai"),
              ReasonIs("remediation_plan_unknown"));
  const auto list = [&](const std::string& unit, domain::Role role) {
    return *node.parts.remediation_status.List(*node.Snapshot(), node.CallerOf(unit, "x", role),
                                               node.clock.WallMicros());
  };
  EXPECT_EQ(list("tu-nghia", domain::Role::kPublisher).plans_size(), 1);
  EXPECT_EQ(list("tu-nghia", domain::Role::kPublisher).plans(0).issuer_name(), "Huyện Tư Nghĩa");
  EXPECT_EQ(list("tu-nghia", domain::Role::kPublisher).issues_for(), "tu-nghia");
  EXPECT_EQ(list("tu-nghia", domain::Role::kReviewer).issues_for(), "");
}

TEST_F(DistrictRemediation, AFileIsLookedAtBeforeItIsIssued) {
  remediation::v1::PreviewPlanRequest request;
  request.set_actor_unit("tu-nghia");
  request.set_file_name("ke-hoach.yaml");
  request.set_language("en");
  const auto preview = [&](const std::string& text) {
    request.set_plan_yaml(text);
    return *node.parts.remediation_status.Preview(*node.Snapshot(), request,
                                                  node.clock.WallMicros());
  };
  const std::string wrong =
      Replaced(Replaced(kPlan, "2024-06-30", "30/06"), "lead: tu-nghia", "x: y");
  EXPECT_EQ(preview(wrong).findings_size(), 2) << "all of them at once";
  EXPECT_FALSE(preview(wrong).has_plan());
  EXPECT_EQ(preview(Replaced(kPlan, "unit: tu-nghia", "unit: la-ha")).findings_size(), 1);
  EXPECT_EQ(preview(Replaced(kPlan, "lead: la-ha, ", "")).findings_size(), 1) << "nobody's task";
  const std::string bound =
      Replaced(Replaced(kPlan, "year: 2024", "set: commune-sample-2023@1\nyear: 2024"),
               "{id: a, index: par, measure: Số hóa",
               "{id: a, criteria: [\"1.1.3\"], reason: chậm, regain: 0.5, measure: Số hóa");
  const auto right = preview(bound);
  ASSERT_TRUE(right.has_plan()) << right.ShortDebugString();
  EXPECT_EQ(right.plan().tasks(0).criteria(0), "1.1.3");
  EXPECT_EQ(right.plan().tasks(0).stated_e4(), 5000);
  EXPECT_FALSE(right.plan().tasks(0).has_worth_e4()) << "no decision says what was lost";
  EXPECT_EQ(right.replaces(), 0u);
  EXPECT_THAT(Plan("tu-nghia", "2024-03-31"), ReasonIs("remediation_plan_unknown"))
      << "nothing was kept";
  ASSERT_OK(Issue(kPlan, issuer));
  EXPECT_EQ(preview(bound).replaces(), 1u);
  EXPECT_EQ(Plan("tu-nghia", "2024-06-20")->tasks(0).days_left(), 10);
  const auto column = [&](const std::string& on) {
    return Plan("tu-nghia", on)->tasks(0).column();
  };
  EXPECT_EQ(column("2024-05-30"), "running");
  EXPECT_EQ(column("2024-05-31"), "soon") << "30 days before";
  EXPECT_EQ(column("2024-06-30"), "soon") << "the day itself";
  EXPECT_EQ(column("2024-07-01"), "overdue");
}

TEST_F(DistrictRemediation, ThePublishedResultSaysWhatATaskIsWorth) {
  node.MoveCycle("self_assessing");
  node.SetDay("2023-10-20");
  node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  node.ReviewToTheEnd();
  ASSERT_OK_AND_ASSIGN(const auto frame, node.parts.dossiers.Frame(node.store, kCycle));
  const domain::CriteriaSet& set = *frame.set.set;
  decision::v1::PublishDecisionRequest publish;
  publish.set_number("7/QĐ-UBND");
  publish.set_date("2023-12-20");
  ASSERT_OK(node.Publish(publish, node.publisher));
  const std::string plan =
      "format: parnet/remediation-plan/1\ntitle: t\nunit: la-ha\nset: " + set.id + "@" +
      std::to_string(set.version) + "\nyear: 2024\noffices: [{id: la-ha, name: La Hà}]\ntasks:\n" +
      "  - {id: a, criteria: [\"1\"], reason: r, measure: m, lead: la-ha}\n" +
      "  - {id: b, criteria: [\"3\"], reason: r, measure: m, lead: la-ha}\n";
  ASSERT_OK(Issue(plan, {"la-ha", "cong-bo", "publisher"}, kCycle));
  remediation::v1::TaskReport report = ReportOf("la-ha", "a", "2024-03-31", 100);
  report.set_issuer("la-ha");
  ASSERT_OK(Report(report));
  const auto shown = Plan("la-ha", "2024-04-01", "", "la-ha");
  ASSERT_OK(shown);
  ASSERT_TRUE(shown->has_sums());
  const remediation::v1::PlanSums& sums = shown->sums();
  EXPECT_EQ(sums.decision(), "7/QĐ-UBND");
  const std::int64_t first = shown->tasks(0).worth_e4();
  const std::int64_t second = shown->tasks(1).worth_e4();
  EXPECT_GT(first, 0);
  EXPECT_EQ(sums.planned_e4(), first + second);
  EXPECT_EQ(sums.achieved_e4(), first);
  EXPECT_EQ(sums.forecast_e4(), sums.score_e4() + first + second);
  EXPECT_EQ(sums.forecast_done_e4(), sums.score_e4() + first);
  EXPECT_EQ(shown->units(0).at_stake_e4(), second);
  const auto line = node.parts.box.InForce(node.store, kCycle, "tu-nghia");
  ASSERT_OK(line);
  EXPECT_GT(sums.score_e4(), 0);
  EXPECT_LE(sums.score_e4() + sums.lost_e4(), 1'000'000);
}

}  // namespace
}  // namespace par::district::testing
