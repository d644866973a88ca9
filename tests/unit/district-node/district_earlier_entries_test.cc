// Goal: entries of programs that did not tell who acted (without `tells_by`) make the rows and
// items of those programs, byte for byte, also where the node knows the person by now.
// Method: golden payloads and golden bytes of what they made, both encoded by protoc from the
// proto files of that time; then the same request as today's handler enters it.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/base/hex.h"
#include "common/services/kinds.h"
#include "common/services/remediation_plans.h"
#include "common/services/reported_figures.h"
#include "common/services/rows.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

constexpr std::int64_t kEntered = 1'697'821'200'000'000;  // In the golden bytes.

constexpr const char* kFiles = R"(format: parnet/indicators/1
id: files
title: Hồ sơ
indicators:
  received: {title: Tiếp nhận, kind: count}
  on_time: {title: Đúng hạn, kind: count}
)";
constexpr const char* kTasks = R"(format: parnet/remediation-plan/1
title: Khắc phục năm 2024
unit: tu-nghia
year: 2024
indexes: [{id: par, title: PAR}]
offices: [{id: la-ha, name: La Hà}]
tasks:
  - {id: a, index: par, measure: Số hóa, lead: la-ha, deadline: 2024-06-30}
  - {id: b, index: par, measure: Niêm yết, lead: la-ha, deadline: 2024-09-30}
)";

// la-ha declares for 2023-Q3; reports on task a; tu-nghia puts task b off.
constexpr const char* kDeclare =
    "12056c612d68611a0566696c65732207323032332d51332a0e0a087265636569766564120231302a0c0a076f6e5f74"
    "696d65120139320d0a087265636569766564120138";
constexpr const char* kDeclared =
    "0a056c612d6861120566696c65731a07323032332d5133220e0a08726563656976656412023130220c0a076f6e5f74"
    "696d651201392a0d0a08726563656976656412013832086368752d746963683880c892ec8c858203";
constexpr const char* kReport =
    "12300a056c612d6861120874752d6e6768696118e80f2201612a0a323032342d30332d33313209756e6465725f7761"
    "793828";
constexpr const char* kReported =
    "0a056c612d6861120874752d6e6768696118e80f2201612a0a323032342d30332d33313209756e6465725f77617938"
    "2852086368752d746963685880c892ec8c858203";
constexpr const char* kChange =
    "120874752d6e6768696118e80f221f0a01621206657874656e641a0a323032342d31302d333132066cc3bd20646f";
constexpr const char* kChanged =
    "0a01621206657874656e641a0a323032342d31302d333132066cc3bd20646f3a07636f6e672d626f4080c892ec8c85"
    "82034802";

class DistrictEarlierEntries : public ::testing::Test {
 protected:
  DistrictEarlierEntries() {
    node.AddAccount("chu-tich", "la-ha", {domain::Role::kLeader});
    node.AddAccount("cong-bo", "tu-nghia", {domain::Role::kPublisher});
    report::v1::IssueIndicatorsRequest indicators;
    indicators.set_actor_unit("tu-nghia");
    indicators.set_indicators_yaml(kFiles);
    EXPECT_OK(
        node.Run(services::Kind::kIssueIndicators, node.publisher, indicators.SerializeAsString()));
    remediation::v1::IssuePlanRequest plan;
    plan.set_actor_unit("tu-nghia");
    plan.set_plan_yaml(kTasks);
    EXPECT_OK(node.Run(services::Kind::kIssuePlan, node.publisher, plan.SerializeAsString()));
    node.Deliver();
    node.clock.SetWall(kEntered);
  }
  // As la-ha's row has it; as the district's has it once it came up.
  report::v1::UnitFigures Figures(services::DocumentSide side) {
    const auto row = services::ReadRow<record::v1::FiguresRow>(
        node.store, services::FiguresKey(side, "la-ha", "files", "2023-Q3"));
    EXPECT_TRUE(row.ok() && row->has_value());
    return (*row)->figures();
  }
  remediation::v1::TaskReport Progress(services::DocumentSide side) {
    const auto row = services::ReadRow<record::v1::ProgressRow>(
        node.store, services::ProgressKey(side, "la-ha", "tu-nghia", 2024, "a"));
    EXPECT_TRUE(row.ok() && row->has_value());
    return (*row)->entries((*row)->entries_size() - 1).report();
  }
  remediation::v1::TaskChange Change() {
    const auto loaded = node.parts.plans.Load(node.store, "tu-nghia", 2024);
    EXPECT_OK(loaded);
    return *loaded->notice.changes().rbegin();
  }

  const ledger::Actor leader{"la-ha", "chu-tich", "leader"};
  OneNode node;
};

TEST_F(DistrictEarlierEntries, MakeWhatTheProgramOfThatTimeMade) {
  using services::DocumentSide;
  using services::Kind;
  const struct {
    const char* why;
    Kind kind;
    const ledger::Actor& actor;
    const char* payload;
    const char* made;
    std::function<std::string()> here;
    std::function<std::string()> above;  // Of what goes up.
  } kRows[] = {
      {"figures of a period", Kind::kDeclareFigures, leader, kDeclare, kDeclared,
       [&] { return Figures(DocumentSide::kOwn).SerializeAsString(); },
       [&] { return Figures(DocumentSide::kHeld).SerializeAsString(); }},
      {"a report on a task", Kind::kReportProgress, leader, kReport, kReported,
       [&] { return Progress(DocumentSide::kOwn).SerializeAsString(); },
       [&] { return Progress(DocumentSide::kHeld).SerializeAsString(); }},
      {"a change of a plan", Kind::kChangeTask, node.publisher, kChange, kChanged,
       [&] { return Change().SerializeAsString(); }, nullptr},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.why);
    node.clock.SetWall(kEntered);
    ASSERT_OK(node.Run(row.kind, row.actor, *FromHex(row.payload)));
    EXPECT_EQ(ToHex(row.here()), row.made);
    node.Deliver();
    if (row.above == nullptr) continue;
    EXPECT_EQ(ToHex(row.above()), row.made) << "what went up";
  }
  node.ExpectRebuilds();
}

TEST_F(DistrictEarlierEntries, TheSameRequestsOfTodayTellWhoActed) {
  report::v1::DeclareFiguresRequest declare;
  ASSERT_TRUE(declare.ParseFromString(*FromHex(kDeclare)));
  declare.set_tells_by(true);
  ASSERT_OK(node.Run(services::Kind::kDeclareFigures, leader, declare.SerializeAsString()));
  remediation::v1::ReportProgressRequest report;
  ASSERT_TRUE(report.ParseFromString(*FromHex(kReport)));
  report.set_tells_by(true);
  ASSERT_OK(node.Run(services::Kind::kReportProgress, leader, report.SerializeAsString()));
  remediation::v1::ChangeTaskRequest change;
  ASSERT_TRUE(change.ParseFromString(*FromHex(kChange)));
  change.set_tells_by(true);
  ASSERT_OK(node.Run(services::Kind::kChangeTask, node.publisher, change.SerializeAsString()));
  node.Deliver();
  EXPECT_EQ(Figures(services::DocumentSide::kHeld).by().full_name(), "Nguyễn Thị Lan");
  EXPECT_EQ(Progress(services::DocumentSide::kHeld).by().full_name(), "Nguyễn Thị Lan");
  EXPECT_EQ(Change().by().full_name(), "Nguyễn Thị Lan");
  node.ExpectRebuilds();
}

}  // namespace
}  // namespace par::district::testing
