// Goal: a unit that does not answer keeps nobody waiting and is not forgotten either: its superior
// resumes the review without it, what comes after that is refused and both sides agree on what
// stands; and no cycle is moved on past a unit that could then never come to its end.
// Method: the node of the flow, with the exchange between both sides; what is under way while the
// superior acts is delivered afterwards.
#include <gtest/gtest.h>

#include "common/services/kinds.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::IsOkAndHolds;
using ::par::testing::ReasonIs;

dossier::v1::Action DoneTo(const std::string& unit, const std::string& kind,
                           const std::string& text = "") {
  dossier::v1::Action action;
  action.set_unit(unit);
  action.set_kind(kind);
  action.set_text(text);
  for (int area = 1; area <= 8 && kind == "agree_rest"; ++area) {
    action.add_areas(std::to_string(area));
  }
  return action;
}

class DistrictLeftBehind : public ::testing::Test {
 protected:
  DistrictLeftBehind() {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
  }
  // La Hà in review, and given back to explain.
  void Return() {
    first = node.Submit("la-ha", Answers("la-ha"));
    node.Deliver();
    EXPECT_THAT(node.Act("la-ha", "accept"), IsOkAndHolds("accepted"));
    EXPECT_THAT(node.Act("la-ha", "begin_review"), IsOkAndHolds("in_review"));
    EXPECT_THAT(node.Act(node.council, DoneTo("la-ha", "return", "Bổ sung kế hoạch")),
                IsOkAndHolds("returned"));
    node.Deliver();
    EXPECT_EQ(Own().dossier.state, domain::DossierState::kReturned);
  }
  void Resume() {
    EXPECT_THAT(node.Act(node.council, DoneTo("la-ha", "resume_review", "Quá hạn giải trình")),
                IsOkAndHolds("in_review"));
  }
  commune::OwnWork Own() {
    auto work = node.parts.own.Load(node.store, kCycle, "la-ha");
    EXPECT_TRUE(work.ok()) << work.status();
    return *std::move(work);
  }
  std::string Changed() {
    return Replaced(Answers("la-ha"), "\"1.1.1.d\": 2023-01-13", "\"1.1.1.d\": 2023-01-23");
  }
  // Both sides hold the same, and the unit sees the figures that it handed in first.
  void ExpectFirstSubmissionStands(const assessment::v1::Answers& handed_in,
                                   domain::DossierState state) {
    const domain::Dossier held = node.Dossier("la-ha");
    const commune::OwnWork own = Own();
    EXPECT_EQ(held.state, state);
    EXPECT_EQ(own.dossier.state, held.state);
    EXPECT_EQ(own.dossier.claims, held.claims);
    EXPECT_EQ(own.row.answers().SerializeAsString(), handed_in.SerializeAsString());
    bool told = false;
    for (const domain::Note& note : own.dossier.notes) told |= note.text == "Quá hạn giải trình";
    EXPECT_TRUE(told) << "why it was not waited for";
    EXPECT_TRUE(
        commune::OwnDossiers::WaysFor(node.CallerOf("la-ha", "chu-tich", domain::Role::kLeader),
                                      own, node.clock.WallMicros())
            .empty());
  }
  absl::Status Advance(const std::string& state) {
    cycle::v1::AdvanceCycleRequest request;
    request.set_id(kCycle);
    request.set_to_state(state);
    return node.Run(services::Kind::kAdvanceCycle, node.council, request.SerializeAsString())
        .status();
  }
  OneNode node;
  std::string first;  // Id of the first submission.
};

TEST_F(DistrictLeftBehind, AReturnThatIsNeverAnsweredEndsInTheFirstSubmission) {
  Return();
  const assessment::v1::Answers handed_in = Own().row.answers();
  // The unit has begun to explain, and gets no further.
  assessment::v1::FillAnswersRequest fill;
  fill.set_cycle(kCycle);
  fill.set_unit("la-ha");
  *fill.mutable_answers() = node.SubmissionOf("la-ha", Changed()).answers();
  ASSERT_OK(node.Run(services::Kind::kFillAnswers, {"la-ha", "cong-chuc", "clerk"},
                     fill.SerializeAsString()));
  EXPECT_THAT(node.Act(node.council, DoneTo("la-ha", "resume_review")), ReasonIs("text_empty"));
  Resume();
  node.Deliver();
  ExpectFirstSubmissionStands(handed_in, domain::DossierState::kInReview);
  node.MoveCycle("in_review");
  EXPECT_THAT(node.Act(node.council, DoneTo("la-ha", "agree_rest")), IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act("la-ha", "settle"), IsOkAndHolds("provisional"));
  node.ExpectRebuilds();
}

TEST_F(DistrictLeftBehind, AnExplanationThatCrossesTheResumedReviewIsRefusedAndSaysWhy) {
  Return();
  const assessment::v1::Answers handed_in = Own().row.answers();
  const std::string second = node.Submit("la-ha", Changed());  // Its line is down.
  node.SetDay("2023-11-21");
  Resume();
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", second), "explanation_not_awaited");
  ExpectFirstSubmissionStands(handed_in, domain::DossierState::kInReview);
  EXPECT_TRUE(commune::Rejected(Own())) << "and the unit is told what became of it";
  // Given another chance, it is heard.
  EXPECT_THAT(node.Act(node.council, DoneTo("la-ha", "return", "Giải trình lần nữa")),
              IsOkAndHolds("returned"));
  node.Deliver();
  const std::string third = node.Submit("la-ha", Changed());
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", third), "applied");
  EXPECT_EQ(Own().dossier.state, domain::DossierState::kResubmitted);
  node.ExpectRebuilds();
}

TEST_F(DistrictLeftBehind, OneThatWasWithdrawnAndComesAfterTheSettlementIsRefusedToo) {
  Return();
  const assessment::v1::Answers handed_in = Own().row.answers();
  const std::string second = node.Submit("la-ha", Changed());
  const std::string back = node.UnitActs("la-ha", DoneTo("la-ha", "withdraw"));
  Resume();
  node.MoveCycle("in_review");
  EXPECT_THAT(node.Act(node.council, DoneTo("la-ha", "agree_rest")), IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act("la-ha", "settle"), IsOkAndHolds("provisional"));
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", second), "explanation_not_awaited");
  EXPECT_EQ(node.ResultOf("la-ha", back), "dossier_state_forbids");
  ExpectFirstSubmissionStands(handed_in, domain::DossierState::kProvisional);
}

TEST_F(DistrictLeftBehind, NoCycleIsMovedOnPastAUnitThatWouldNeverComeToItsEnd) {
  Return();
  ASSERT_OK(Advance("in_review")) << "whoever is late may still hand in";
  EXPECT_THAT(Advance("appeal_window"), ReasonIs("cycle_state_order"));
  const absl::Status refused = Advance("provisional");
  EXPECT_THAT(refused, ReasonIs("cycle_leaves_units"));
  EXPECT_EQ(domain::TextOf(refused, domain::Language::kEnglish),
            "Cycle \"communes-2023\" cannot become \"provisional\" yet: 3 units would never have a "
            "final result (la-ha, nghia-ky, song-ve); settle their dossiers, or mark them as not "
            "submitted, first");
  node.SetDay("2023-11-01");
  for (const char* unit : {"nghia-ky", "song-ve"}) {
    EXPECT_THAT(node.Act(unit, "mark_not_submitted"), IsOkAndHolds("not_submitted"));
  }
  EXPECT_THAT(Advance("provisional"), ReasonIs("cycle_leaves_units")) << "la-ha is not settled";
  Resume();
  EXPECT_THAT(node.Act(node.council, DoneTo("la-ha", "agree_rest")), IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act("la-ha", "settle"), IsOkAndHolds("provisional"));
  ASSERT_OK(Advance("provisional"));
  ASSERT_OK(Advance("appeal_window"));
  EXPECT_THAT(Advance("final"), ReasonIs("cycle_leaves_units")) << "its appeals are not over";
  EXPECT_THAT(node.Act("la-ha", "open_appeals"), IsOkAndHolds("appeal"));
  node.SetDay("2023-12-01");
  EXPECT_THAT(node.Act("la-ha", "finalise"), IsOkAndHolds("final"));
  ASSERT_OK(Advance("final"));
  node.ExpectRebuilds();
}

}  // namespace
}  // namespace par::district::testing
