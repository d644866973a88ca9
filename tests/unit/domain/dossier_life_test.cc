// Goal: a dossier lives through two rounds, queries, appeals, lateness and a correction, and what
// each person said is kept and counted as the rules say.
// Method: whole stories, told step by step, with the points at their end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/dossier_results.h"
#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

using K = ActionKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Mark Scored(std::int64_t e4) { return Mark::Scored(Points::FromE4(e4)); }

std::string_view StatusOf(const DossierWorld& world, std::string_view criterion) {
  return Name(StandingOf(world.dossier, criterion).status);
}

TEST(DossierLife, ReviewsSurviveAResubmissionAndOnlyChangedClaimsAreReviewedAgain) {
  DossierWorld world;
  ASSERT_EQ(world.ToReview(), "");
  const DossierActor reviewer = DossierWorld::Reviewer("reviewer");
  ASSERT_EQ(world.Review(K::kAgree, "1.1", 0, reviewer), "");
  ASSERT_EQ(world.Review(K::kAdjust, "2.1", 7500, reviewer), "");
  ASSERT_EQ(world.Do(K::kReturn), "");
  Action save = world.Make(K::kSave);
  save.claims = {DossierWorld::Claim("2.1", 12000, "better evidence")};
  ASSERT_EQ(world.Do(save), "");
  ASSERT_EQ(world.DoAll({K::kApprove, K::kSubmit, K::kBeginReview}), "");
  EXPECT_EQ(world.dossier.round, 2);
  EXPECT_EQ(StatusOf(world, "1.1"), "reviewed");
  EXPECT_EQ(StatusOf(world, "1.2"), "unreviewed");
  EXPECT_EQ(StatusOf(world, "2.1"), "changed_since_review");

  world.cycle.state = CycleState::kInReview;
  EXPECT_EQ(world.Do(K::kSettle), "leaf_unreviewed");
  ASSERT_EQ(world.Review(K::kRefuse, "1.2", 0, reviewer), "");
  EXPECT_EQ(world.Do(K::kSettle), "leaf_changed_since_review");
  ASSERT_EQ(world.Review(K::kAgree, "2.1", 0, reviewer), "");
  ASSERT_EQ(world.Do(K::kSettle), "");
  EXPECT_EQ(world.dossier.reviews.size(), 4u) << "the first opinion on 2.1 is kept";
  const auto outcomes = OutcomesOf(world.dossier, world.leaves);
  EXPECT_EQ(outcomes[0].mark, Scored(20000));
  EXPECT_EQ(outcomes[1].mark, Scored(0));
  EXPECT_EQ(outcomes[2].mark, Scored(12000));
  EXPECT_THAT(outcomes[2].reviews, ElementsAre(world.dossier.reviews[3].id));
}

TEST(DossierLife, AClaimPutBackAsItWasNeedsNoNewReview) {
  DossierWorld world;
  ASSERT_EQ(world.ToReview(), "");
  ASSERT_EQ(world.Do(K::kAgree), "");
  ASSERT_EQ(world.Do(K::kReturn), "");
  Action other = world.Make(K::kSave);
  other.claims = {DossierWorld::Claim("1.1", 1, "other")};
  ASSERT_EQ(world.Do(other), "");
  EXPECT_EQ(StatusOf(world, "1.1"), "changed_since_review");
  ASSERT_EQ(world.Do(K::kSave), "");
  EXPECT_EQ(StatusOf(world, "1.1"), "reviewed");
}

TEST(DossierLife, WhereReviewersDifferTheCouncilDecides) {
  DossierWorld world;
  ASSERT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  Action assign = world.Make(K::kAssign);
  assign.account = AccountId("second");
  assign.areas = {"1"};
  ASSERT_EQ(world.Do(assign), "");
  const DossierActor first = DossierWorld::Reviewer("reviewer");
  const DossierActor second = DossierWorld::Reviewer("second");
  ASSERT_EQ(world.Do(K::kAgreeRest), "");
  ASSERT_EQ(world.Review(K::kAdjust, "1.1", 15000, second), "");
  EXPECT_EQ(StatusOf(world, "1.1"), "disagreement");
  EXPECT_EQ(world.Do(K::kSettle), "reviews_disagree");
  EXPECT_EQ(world.Review(K::kAgree, "2.1", 0, second), "area_not_assigned");

  ASSERT_EQ(world.Review(K::kAdjust, "1.1", 15000, first), "");
  const LeafStanding standing = StandingOf(world.dossier, "1.1");
  EXPECT_EQ(standing.status, ReviewStatus::kReviewed) << "a reviewer may come round";
  EXPECT_EQ(standing.mark, Scored(15000));
  EXPECT_EQ(standing.reviews.size(), 2u);

  ASSERT_EQ(world.Review(K::kAdjust, "1.1", 10000, DossierWorld::Council()), "");
  ASSERT_EQ(world.Review(K::kAgree, "1.1", 0, second), "");
  EXPECT_EQ(StandingOf(world.dossier, "1.1").mark, Scored(10000)) << "the council goes before";
  EXPECT_EQ(world.Do(K::kSettle), "");
}

TEST(DossierLife, BulkAgreementLeavesOpenQueriesAndFormerOpinionsAlone) {
  DossierWorld world;
  ASSERT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  ASSERT_EQ(world.Do(K::kAsk), "");
  ASSERT_EQ(world.Review(K::kAdjust, "2.1", 100, DossierWorld::Reviewer("reviewer")), "");
  ASSERT_EQ(world.Do(K::kAgreeRest), "");
  EXPECT_EQ(StatusOf(world, "1.1"), "unreviewed");
  EXPECT_EQ(StatusOf(world, "1.2"), "reviewed");
  EXPECT_TRUE(world.dossier.reviews.back().bulk);
  EXPECT_EQ(StandingOf(world.dossier, "2.1").mark, Scored(100));
  EXPECT_EQ(world.Do(K::kAgreeRest), "nothing_to_agree");
  EXPECT_EQ(world.Do(K::kSettle), "query_unanswered");
  Action answer = world.Make(K::kAnswer);
  answer.query = world.dossier.queries[0].id;
  answer.text.clear();
  EXPECT_EQ(world.Do(answer), "text_empty");
  answer.text = "đã bổ sung biên bản";
  ASSERT_EQ(world.Do(answer), "");
  EXPECT_EQ(world.Do(answer), "query_answered");
  EXPECT_EQ(world.Do(K::kSettle), "leaf_unreviewed");
  ASSERT_EQ(world.Do(K::kAgreeRest), "");
  EXPECT_EQ(world.Do(K::kSettle), "");
}

TEST(DossierLife, AUnitWithdrawsUntilAccepted) {
  DossierWorld world;
  ASSERT_EQ(world.DoAll({K::kSave, K::kApprove, K::kSubmit, K::kWithdraw}), "");
  EXPECT_EQ(world.dossier.times, std::nullopt);
  ASSERT_EQ(world.DoAll({K::kApprove, K::kSendBack, K::kApprove, K::kSubmit, K::kAccept}), "");
  EXPECT_EQ(world.Do(K::kWithdraw), "dossier_state_forbids");
  EXPECT_EQ(world.Do(K::kSave), "dossier_state_forbids");
}

TEST(DossierLife, LatenessFollowsThePolicy) {
  struct Case {
    std::string_view why;
    LatePolicy policy;
    int days;      // After the deadline's day.
    bool offline;  // Made in time by a clock that is trusted.
    std::string_view submit;
    std::string_view accept;
    std::string_view accept_late;
  };
  constexpr Case kCases[] = {
      {"in time", LatePolicy::kRefuse, 0, false, "", "", "not_late"},
      {"late where nothing late is taken", LatePolicy::kRefuse, 1, false, "submission_late", "",
       ""},
      {"made in time, delivered late: never refused outright", LatePolicy::kRefuse, 1, true, "",
       "late_needs_decision", ""},
      {"late where all is taken", LatePolicy::kAcceptLate, 1, false, "", "", ""},
      {"late where the superior decides", LatePolicy::kReviewerDecides, 30, false, "",
       "late_needs_decision", ""},
      {"delivered late where the superior decides", LatePolicy::kReviewerDecides, 30, true, "",
       "late_needs_decision", ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    DossierWorld world;
    world.cycle.late = c.policy;
    ASSERT_EQ(world.DoAll({K::kSave, K::kApprove}), "");
    Action submit = world.Make(K::kSubmit);
    if (c.offline) {
      submit.made_at = world.now;
      submit.clock_age = kTestDay;
    }
    world.now += (c.days + 1) * kTestDay - (c.days == 0 ? kTestDay : 0);
    EXPECT_EQ(world.Do(submit), c.submit);
    if (!c.submit.empty()) continue;
    DossierWorld copy = world;
    EXPECT_EQ(copy.Do(K::kAccept), c.accept);
    EXPECT_EQ(world.Do(K::kAcceptLate), c.accept_late);
  }
}

TEST(DossierLife, ALateUnitIsNotSubmittedUntilItIsLetIn) {
  DossierWorld world;
  world.cycle.late = LatePolicy::kRefuse;
  ASSERT_EQ(world.Do(K::kSave), "");
  world.now = world.cycle.deadlines.submit.EndInVietnam();
  ASSERT_EQ(world.Do(K::kMarkNotSubmitted), "");
  EXPECT_EQ(world.Do(K::kSave), "dossier_state_forbids");
  ASSERT_EQ(world.DoAll({K::kReopen, K::kApprove, K::kSubmit, K::kAccept}), "");
  EXPECT_EQ(world.dossier.notes[0].kind, K::kReopen);
  ASSERT_TRUE(world.dossier.times.has_value());
  EXPECT_EQ(world.dossier.times->received_at, world.now) << "both times stay visible";
}

DossierWorld Provisional() {
  DossierWorld world;
  EXPECT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  EXPECT_EQ(world.DoAll({K::kAgreeRest, K::kSettle}), "");
  world.cycle.state = CycleState::kAppealWindow;
  EXPECT_EQ(world.Do(K::kOpenAppeals), "");
  return world;
}

TEST(DossierLife, AnAppealIsDecidedOnceWithItsReason) {
  DossierWorld world = Provisional();
  Action upheld = world.Make(K::kAppeal);
  Action dismissed = world.Make(K::kAppeal);
  dismissed.criterion = "2.1";
  ASSERT_EQ(world.Do(upheld), "");
  ASSERT_EQ(world.Do(dismissed), "");
  EXPECT_EQ(world.Do(upheld), "appeal_repeated");
  world.now = world.cycle.deadlines.appeal.EndInVietnam();
  EXPECT_EQ(world.Do(K::kFinalise), "appeal_undecided");
  Action yes = world.Make(K::kDecideAppeal);
  yes.upheld = true;
  yes.mark = Scored(20001);
  EXPECT_EQ(world.Do(yes), "mark_out_of_range");
  yes.mark = Mark();
  EXPECT_EQ(world.Do(yes), "mark_missing") << "nothing would change what the unit gave itself";
  Action in_session = yes;
  in_session.session = "phien-1";
  EXPECT_EQ(world.Do(in_session), "mark_missing");
  yes.mark = Scored(19999);
  ASSERT_EQ(world.Do(yes), "");
  EXPECT_EQ(world.Do(yes), "appeal_decided");
  Action no = world.Make(K::kDecideAppeal);
  no.criterion = "2.1";
  ASSERT_EQ(world.Do(no), "");
  ASSERT_EQ(world.Do(K::kFinalise), "");
  const auto outcomes = OutcomesOf(world.dossier, world.leaves);
  EXPECT_EQ(outcomes[0].mark, Scored(19999));
  EXPECT_EQ(outcomes[0].appeal, world.dossier.appeals[0].id);
  EXPECT_EQ(outcomes[2].mark, Scored(15000));
  EXPECT_EQ(outcomes[2].appeal, 0u);
}

TEST(DossierLife, AnAppealIsWithdrawnUntilItIsDecided) {
  DossierWorld world = Provisional();
  EXPECT_EQ(world.Do(K::kWithdrawAppeal), "appeal_unknown");
  ASSERT_EQ(world.Do(K::kAppeal), "");
  Action silent = world.Make(K::kWithdrawAppeal);
  silent.text = " ";
  EXPECT_EQ(world.Do(silent), "text_empty");
  ASSERT_EQ(world.Do(K::kWithdrawAppeal), "");
  EXPECT_THAT(world.dossier.appeals, IsEmpty());
  EXPECT_EQ(world.dossier.notes.back().kind, K::kWithdrawAppeal);
  ASSERT_EQ(world.Do(K::kAppeal), "") << "until the deadline it may be made again";
  ASSERT_EQ(world.Do(K::kDecideAppeal), "");
  EXPECT_EQ(world.Do(K::kWithdrawAppeal), "appeal_decided");
  world.now = world.cycle.deadlines.appeal.EndInVietnam();
  EXPECT_EQ(world.Do(K::kFinalise), "");
}

TEST(DossierLife, ACorrectionIsPublishedByANewDecision) {
  DossierWorld world = Provisional();
  world.now = world.cycle.deadlines.appeal.EndInVietnam();
  ASSERT_EQ(world.Do(K::kFinalise), "");
  world.cycle.state = CycleState::kFinal;
  ASSERT_EQ(world.Do(K::kPublish), "");
  world.cycle.state = CycleState::kPublished;
  EXPECT_EQ(world.Do(K::kSave), "cycle_closed");
  EXPECT_EQ(world.Do(K::kCorrect), "dossier_state_forbids") << "what is published stays";
  ASSERT_EQ(world.DoAll({K::kSupersede, K::kCorrect}), "");
  Action publish = world.Make(K::kPublish);
  publish.decision = DecisionId("700/QĐ-UBND");
  ASSERT_EQ(world.Do(publish), "");
  EXPECT_THAT(world.dossier.decisions,
              ElementsAre(DecisionId("673/QĐ-UBND"), DecisionId("700/QĐ-UBND")));
  const auto outcomes = OutcomesOf(world.dossier, world.leaves);
  EXPECT_EQ(outcomes[0].mark, Scored(5000));
  EXPECT_EQ(outcomes[0].correction, world.dossier.corrections[0].id);
  EXPECT_THAT(outcomes[0].reviews, ::testing::Not(IsEmpty()));
}

TEST(DossierLife, PointsGivenFromOutsideAreCorrectedLikeTheOthers) {
  DossierWorld world = Provisional();
  world.now = world.cycle.deadlines.appeal.EndInVietnam();
  ASSERT_EQ(world.Do(K::kFinalise), "");
  world.cycle.state = CycleState::kFinal;
  ASSERT_EQ(world.Do(K::kPublish), "");
  world.cycle.state = CycleState::kPublished;
  Action correct = world.Make(K::kCorrect);
  correct.criterion = "8.6";
  EXPECT_EQ(world.Do(correct), "dossier_state_forbids") << "what is published stays";
  ASSERT_EQ(world.Do(K::kSupersede), "");
  correct.base_version = world.dossier.version;
  ASSERT_EQ(world.Do(correct), "");
  ASSERT_EQ(world.dossier.corrections.size(), 1u);
  EXPECT_EQ(world.dossier.corrections[0].criterion, "8.6");
  EXPECT_EQ(world.dossier.corrections[0].mark, Scored(5000));
  EXPECT_EQ(world.dossier.corrections[0].reason, "lý do");
}

TEST(DossierLife, WhatWasNeverClaimedStaysNotScoredWhenAgreedTo) {
  DossierWorld world;
  Action save = world.Make(K::kSave);
  save.claims.pop_back();
  ASSERT_EQ(world.Do(save), "");
  ASSERT_EQ(world.DoAll(
                {K::kApprove, K::kSubmit, K::kAccept, K::kAssign, K::kBeginReview, K::kAgreeRest}),
            "");
  EXPECT_EQ(StandingOf(world.dossier, "2.1").mark.state, MarkState::kNotScored);
  EXPECT_EQ(StandingOf(world.dossier, "1.2").mark, Scored(0)) << "zero is not the same";
}

}  // namespace
}  // namespace par::domain
