// Goal: what may not be done is refused with its reason, and a refused arrival leaves no trace but
// its answer.
// Method: one attempt for each rule, on the same node as in the flow.
#include <gtest/gtest.h>

#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::IsOkAndHolds;
using ::par::testing::ReasonIs;

class DistrictRefusals : public ::testing::Test {
 protected:
  DistrictRefusals() {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
  }
  assessment::v1::Submission LaHa() {
    return node.SubmissionOf("la-ha",
                             ::par::testing::ReadText("criteria/answers/tu-nghia/la-ha.yaml"));
  }
  OneNode node;
};

TEST_F(DistrictRefusals, ArrivalsThatCannotStand) {
  struct Row {
    const char* why;
    void (*spoil)(assessment::v1::Submission&);
    const char* reason;
  };
  const Row rows[] = {
      {"another unit's name", [](auto& s) { s.set_unit("song-ve"); }, "message_field_invalid"},
      {"no such cycle", [](auto& s) { s.set_cycle("none"); }, "cycle_unknown"},
      {"another text of the set", [](auto& s) { s.set_set_sha256(std::string(32, 'x')); },
       "submission_set_differs"},
      {"a figure that is none",
       [](auto& s) { s.mutable_answers()->mutable_figures(0)->set_figure("none"); },
       "figure_unknown"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    assessment::v1::Submission submission = LaHa();
    row.spoil(submission);
    const std::string id = node.SubmitMessage("la-ha", submission);
    node.Deliver();
    EXPECT_EQ(node.ResultOf("la-ha", id), row.reason);
    const auto held = node.parts.dossiers.Find(node.store, kCycle, "la-ha");
    ASSERT_OK(held);
    EXPECT_FALSE(held->has_value());
  }
  const std::string good = node.SubmitMessage("la-ha", LaHa());
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", good), "applied") << "what follows a refusal is not held up";
  const std::string twice = node.SubmitMessage("la-ha", LaHa());
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", twice), "dossier_state_forbids");
}

TEST_F(DistrictRefusals, TheUnitMayWithdrawUntilAccepted) {
  (void)node.SubmitMessage("la-ha", LaHa());
  dossier::v1::Action withdraw;
  withdraw.set_kind("withdraw");
  const std::string first = node.SendAction("la-ha", withdraw);
  (void)node.SubmitMessage("la-ha", LaHa());
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", first), "applied");
  EXPECT_THAT(node.Act("la-ha", "accept"), IsOkAndHolds("accepted"));
  const std::string late = node.SendAction("la-ha", withdraw);
  dossier::v1::Action settle;
  settle.set_kind("settle");
  const std::string own = node.SendAction("la-ha", settle);
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", late), "dossier_state_forbids");
  EXPECT_EQ(node.ResultOf("la-ha", own), "action_not_from_unit");
}

TEST_F(DistrictRefusals, WhoMayNot) {
  (void)node.SubmitMessage("la-ha", LaHa());
  node.Deliver();
  dossier::v1::Action accept;
  accept.set_kind("accept");
  accept.set_unit("la-ha");
  EXPECT_THAT(node.Act({"la-ha", "chu-tich", "leader"}, accept), ReasonIs("not_permitted"));
  EXPECT_THAT(node.Act({"song-ve", "ban", "council"}, accept), ReasonIs("not_permitted"));
  EXPECT_THAT(node.Act({"tu-nghia", "quan-tri", "administrator"}, accept),
              ReasonIs("not_permitted"));
  EXPECT_THAT(node.Act({"tu-nghia", "ai-do", "king"}, accept), ReasonIs("role_unknown"));
  EXPECT_THAT(node.Act("la-ha", "accept"), IsOkAndHolds("accepted"));
  dossier::v1::Action assign;
  assign.set_kind("assign");
  assign.set_unit("la-ha");
  assign.set_account("can-bo");
  assign.add_home_units("la-ha");
  assign.add_areas("1");
  EXPECT_THAT(node.Act(node.council, assign), ReasonIs("reviewer_of_own_unit"));
  assign.clear_home_units();
  EXPECT_THAT(node.Act(node.council, assign), ReasonIs("reviewer_unsuitable"));
  const auto commune = node.CallerOf("la-ha", "chu-tich", domain::Role::kLeader);
  ranking::v1::GetRankingRequest ask;
  ask.set_cycle(kCycle);
  EXPECT_THAT(node.parts.ranking.GetRanking(*node.Snapshot(), commune, ask),
              ReasonIs("not_permitted"));
}

TEST_F(DistrictRefusals, WhoeverLeftIsAssignedNothingButMayBeRelieved) {
  struct Row {
    const char* why;
    const char* unit;  // Where the account is of later, with what role.
    std::vector<domain::Role> roles;
    const char* again;
  };
  (void)node.SubmitMessage("la-ha", LaHa());
  node.Deliver();
  EXPECT_OK(node.Act("la-ha", "accept"));
  const Row rows[] = {
      {"no longer a reviewer", "tu-nghia", {domain::Role::kClerk}, "reviewer_unsuitable"},
      {"now of the very unit", "la-ha", {domain::Role::kLeader}, "reviewer_of_own_unit"},
      {"of another unit", "song-ve", {domain::Role::kReviewer}, "reviewer_unsuitable"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    node.AddAccount("can-bo", "tu-nghia", {domain::Role::kReviewer});
    dossier::v1::Action assign;
    assign.set_kind("assign");
    assign.set_unit("la-ha");
    assign.set_account("can-bo");
    assign.add_areas("1");
    EXPECT_OK(node.Act(node.council, assign));
    node.AddAccount("can-bo", row.unit, row.roles);
    EXPECT_THAT(node.Act(node.council, assign), ReasonIs(row.again));
    assign.clear_areas();
    EXPECT_OK(node.Act(node.council, assign)) << "nothing is left of his assignment";
    for (const domain::Assignment& one : node.Dossier("la-ha").assignments) {
      EXPECT_TRUE(one.areas.empty()) << one.account.value();
    }
  }
}

TEST_F(DistrictRefusals, EnteredPoints) {
  struct Row {
    const char* why;
    const char* criterion;
    const char* points;
    const char* source;
    const char* reason;
  };
  constexpr Row kRows[] = {
      {"the unit scores it itself", "1.1.1", "1", "Văn bản", "entered_points_source"},
      {"no such criterion", "99", "1", "Văn bản", "criterion_unknown"},
      {"above the maximum", "8.1.1", "90", "Văn bản", "entered_points_range"},
      {"below zero", "8.1.1", "-1", "Văn bản", "entered_points_range"},
      {"no source", "8.1.1", "1", "", "text_empty"},
      {"between the steps that the leaf lists", "8.6", "1", "Văn bản", "mark_not_a_step"},
  };
  node.PutSet("commune-sample-2023", 1, "commune",
              Replaced(::par::testing::ReadText("criteria/commune-sample-2023.yaml"),
                       "source: leadership\n        rule: given",
                       "source: leadership\n        rule: {judged: [0, 1.5, 3]}"));
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    dossier::v1::EnterPointsRequest request;
    request.set_cycle(kCycle);
    request.set_unit("la-ha");
    dossier::v1::NewPoints& points = *request.add_points();
    points.set_criterion(row.criterion);
    points.set_points(row.points);
    points.set_source(row.source);
    EXPECT_THAT(node.Run(services::Kind::kEnterPoints, node.council, request.SerializeAsString()),
                ReasonIs(row.reason));
  }
}

TEST_F(DistrictRefusals, PublishingBeforeTheEnd) {
  decision::v1::PublishDecisionRequest request;
  request.set_number("1/QĐ-UBND");
  request.set_date("2023-12-20");
  EXPECT_THAT(node.Publish(request, node.publisher), ReasonIs("cycle_state_forbids"));
  // A new machine gets the cycle back before the dossiers.
  ASSERT_OK_AND_ASSIGN(cycle::v1::Cycle row, services::LoadCycleRow(node.store, kCycle));
  row.set_state("final");
  node.Put(services::CycleKey(kCycle), services::EncodeRow(row));
  EXPECT_THAT(node.Publish(request, node.publisher), ReasonIs("dossier_not_final"));
}

TEST_F(DistrictRefusals, AForgedSignatureOrAnotherRole) {
  node.SetDay("2023-11-01");
  for (const char* unit : kCommunes) {
    EXPECT_THAT(node.Act(unit, "mark_not_submitted"), IsOkAndHolds("not_submitted"));
  }
  for (const char* state : {"in_review", "provisional", "appeal_window", "final"}) {
    node.MoveCycle(state);
  }
  decision::v1::PublishDecisionRequest request;
  request.set_number("1/QĐ-UBND");
  request.set_date("2023-12-20");
  request.set_cycle(kCycle);
  EXPECT_THAT(node.Publish(request, node.council), ReasonIs("not_permitted"));
  ASSERT_OK_AND_ASSIGN(auto forged, node.Sign(request));
  forged.set_number("2/QĐ-UBND");
  EXPECT_THAT(
      node.Run(services::Kind::kPublishDecision, node.publisher, forged.SerializeAsString()),
      ReasonIs("decision_changed_meanwhile"));
  EXPECT_OK(node.Publish(request, node.publisher));
}

TEST_F(DistrictRefusals, PublishingWithoutACertificateForTheUnit) {
  node.SetDay("2023-11-01");
  for (const char* unit : kCommunes) ASSERT_OK(node.Act(unit, "mark_not_submitted"));
  for (const char* state : {"in_review", "provisional", "appeal_window", "final"}) {
    node.MoveCycle(state);
  }
  decision::v1::PublishDecisionRequest request;
  request.set_number("1/QĐ-UBND");
  request.set_date("2023-12-20");
  const std::string good = node.certificate;
  node.certificate = "";
  EXPECT_THAT(node.Publish(request, node.publisher), ReasonIs("signer_certificate_missing"));
  node.certificate = node.CertificateFor({"quang-ngai", "la-ha"});
  EXPECT_THAT(node.Publish(request, node.publisher), ReasonIs("signer_certificate_other_unit"));
  node.certificate = good;
  EXPECT_OK(node.Publish(request, node.publisher));
}

TEST(ReconcileStated, TheTableOfQuangDienMissesItsAreasByPoint96) {
  decision::v1::ReconcileStatedRequest request;
  request.set_file_name("quang-dien-2023.yaml");
  request.set_table(::par::testing::ReadText("criteria/published/quang-dien-2023.yaml"));
  request.set_language("vi");
  ASSERT_OK_AND_ASSIGN(const auto answer, DecisionDesk::ReconcileStated(request));
  EXPECT_FALSE(answer.holds());
  int counted = 0;
  for (const auto& difference : answer.differences()) {
    if (difference.rounding_only()) continue;
    ++counted;
    EXPECT_EQ(difference.stated(), "56,7");
    EXPECT_EQ(difference.computed(), "55,74");
    EXPECT_EQ(difference.difference(), "0,96");
  }
  EXPECT_EQ(counted, 1);
  EXPECT_EQ(answer.total(), "85,77");
  EXPECT_EQ(answer.effective_maximum(), "98,5");
  EXPECT_EQ(answer.converted_percent(), "87,08");
}

TEST(ReconcileStated, AFileThatIsNoTable) {
  decision::v1::ReconcileStatedRequest request;
  request.set_file_name("x.yaml");
  request.set_table("format: parnet/published-table/1\n");
  EXPECT_THAT(DecisionDesk::ReconcileStated(request),
              ::par::testing::StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace par::district::testing
