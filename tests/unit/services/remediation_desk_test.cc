// Goal: a node that lost its disk gets its plans and its units' reports back, each once and in
// their order, and tells a plan to those who may not have been told. Method: a province's node in
// memory with a real ledger; what comes back is handed in as the exchange does. How plans are
// issued and reported on is tested in district_remediation_test.cc.
#include "common/services/remediation_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/services/rows.h"
#include "common/services/unit_desk.h"
#include "tests/support/read_text.h"
#include "tests/unit/services/desk_ledger.h"

namespace par::services {
namespace {

using ::testing::ElementsAre;

enum class PlanTestKind : std::uint32_t { kComesBack = 991 };

struct PlanDesks {
  PlanDesks() {
    commands.On(
        PlanTestKind::kComesBack, "test.comes_back",
        [this](const ledger::Entry& entry,
               ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
          exchange::v1::Event event;
          PAR_CHECK(event.ParseFromString(entry.command.payload));
          // A report of tu-nghia's own from the node above it, a plan from nghia-hanh.
          const bool own = event.item().type() == static_cast<std::uint32_t>(ItemType::kProgress);
          ASSIGN_OR_RETURN(
              const exchange::Judgement judgement,
              items.Receive(
                  entry,
                  {.stream = own ? exchange::UpOf("tu-nghia") : exchange::DownOf("nghia-hanh"),
                   .event = event,
                   .side = own ? exchange::Side::kLower : exchange::Side::kUpper,
                   .restored = true},
                  transaction));
          return judgement.reason;
        });
    units_desk.Register(commands, items);
    remediation.Register(commands, items);
  }
  CommandRouter commands;
  ItemRouter items;
  Units units;
  CriteriaSets sets;
  exchange::ExchangeState exchange{"quang-ngai-node", units, items};
  Courier courier{units, exchange};
  UnitDesk units_desk{units, courier};
  RemediationPlans plans{sets};
  RemediationDesk remediation{units, courier, plans};
};

class PlansThatComeBack : public DeskLedger<PlanDesks> {
 protected:
  PlansThatComeBack() {
    unit::v1::ImportUnitsRequest units;
    units.set_actor_unit("quang-ngai");
    units.set_units_yaml(par::testing::ReadText("criteria/units/quang-ngai-2023.yaml"));
    EXPECT_OK(Run(Kind::kImportUnits, units, "administrator"));
  }
};

TEST_F(PlansThatComeBack, APlanThatComesBackFromOneUnitIsToldToTheOthers) {
  remediation::v1::PlanNotice notice;
  notice.set_plan_yaml("format: parnet/remediation-plan/1");
  notice.set_issuer("quang-ngai");
  notice.set_year(2024);
  notice.set_version(3);
  exchange::v1::Event event;
  event.mutable_item()->set_type(static_cast<std::uint32_t>(ItemType::kPlan));
  event.mutable_item()->set_unit("quang-ngai");
  const std::uint64_t there = SentTo("nghia-hanh");
  const std::uint64_t others = SentTo("tu-nghia");
  for (const std::uint64_t version : {3, 3, 2}) {  // Again, and an older one after it.
    notice.set_version(version);
    event.mutable_item()->set_body(notice.SerializeAsString());
    ASSERT_OK_AND_ASSIGN(const auto taken, Run(PlanTestKind::kComesBack, event, "node"));
    EXPECT_EQ(taken.response, "");
    EXPECT_EQ(SentTo("tu-nghia"), others + 1);
    EXPECT_EQ(SentTo("nghia-hanh"), there) << "it has the plan";
  }
}

// Of two people who each looked at the plan the second must not undo what the first has issued.
TEST_F(PlansThatComeBack, APlanIsReplacedOnlyWhileItIsTheOneComparedWith) {
  remediation::v1::IssuePlanRequest issue;
  issue.set_actor_unit("quang-ngai");
  const auto issued = [&](const std::string& measure, std::uint64_t expected) {
    issue.set_plan_yaml(
        "format: parnet/remediation-plan/1\ntitle: t\nunit: quang-ngai\nyear: 2025\n"
        "indexes: [{id: par, title: P}]\noffices: [{id: tu-nghia, name: T}]\n"
        "tasks: [{id: a, index: par, measure: " +
        measure + ", lead: tu-nghia}]\n");
    issue.set_expected_version(expected);
    return Run(Kind::kIssuePlan, issue, "publisher").status();
  };
  EXPECT_THAT(issued("m", 1), par::testing::ReasonIs("remediation_changed_since"));
  ASSERT_OK(issued("m", 0));
  ASSERT_OK(issued("n", 1));
  EXPECT_THAT(issued("o", 1), par::testing::ReasonIs("remediation_changed_since"));
  EXPECT_THAT(issued("o", 0), par::testing::ReasonIs("remediation_changed_since"));
}

// What a unit said before it lost its disk stands before what it says on the new one, once.
TEST_F(PlansThatComeBack, AUnitsReportsComeBackInTheirOrder) {
  remediation::v1::IssuePlanRequest issue;
  issue.set_actor_unit("quang-ngai");
  issue.set_plan_yaml(
      "format: parnet/remediation-plan/1\ntitle: t\nunit: quang-ngai\nyear: 2024\n"
      "indexes: [{id: par, title: P}]\noffices: [{id: tu-nghia, name: T}]\n"
      "tasks: [{id: a, index: par, measure: m, lead: tu-nghia}]\n");
  ASSERT_OK(Run(Kind::kIssuePlan, issue, "publisher"));
  remediation::v1::ReportProgressRequest request;
  remediation::v1::TaskReport& report = *request.mutable_report();
  report.set_unit("tu-nghia");
  report.set_issuer("quang-ngai");
  report.set_year(2024);
  report.set_task("a");
  report.set_as_of("2024-03-31");
  report.set_state("under_way");
  report.set_percent(70);
  ASSERT_OK(Run(Kind::kReportProgress, request, "leader", "tu-nghia"));
  const auto come_back = [&](std::uint64_t seq, std::uint32_t percent, bool rejected) {
    report.set_percent(percent);
    exchange::v1::Event event;
    event.set_seq(seq);
    if (rejected) event.mutable_result()->set_verdict(exchange::v1::VERDICT_REJECTED);
    event.mutable_item()->set_type(static_cast<std::uint32_t>(ItemType::kProgress));
    event.mutable_item()->set_unit("tu-nghia");
    event.mutable_item()->set_body(report.SerializeAsString());
    EXPECT_OK(Run(PlanTestKind::kComesBack, event, "node"));
  };
  come_back(5, 50, false);
  come_back(2, 20, false);
  come_back(5, 50, false);
  come_back(6, 60, true);
  const auto row = ReadRow<record::v1::ProgressRow>(
      store_, ProgressKey(DocumentSide::kOwn, "tu-nghia", "quang-ngai", 2024, "a"));
  ASSERT_OK(row);
  std::vector<std::uint32_t> percents;
  for (const auto& entry : (*row)->entries()) percents.push_back(entry.report().percent());
  EXPECT_THAT(percents, ElementsAre(20, 50, 70));
}

}  // namespace
}  // namespace par::services
