// Goal: what may be done in which state is exactly the reviewed table, and Decide obeys it.
// Method: the table is written out here a second time, in full; every state meets every action with
// every other rule kept.
#include <gtest/gtest.h>

#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

// One line for each state: action>state. Whatever is not here is refused.
constexpr std::string_view kMatrix =
    "open: save>self_assessing mark_not_submitted>not_submitted\n"
    "self_assessing: save>self_assessing approve>approved mark_not_submitted>not_submitted\n"
    "approved: send_back>self_assessing submit>submitted mark_not_submitted>not_submitted\n"
    "submitted: withdraw>self_assessing accept>accepted accept_late>accepted "
    "refuse_late>not_submitted assign>submitted\n"
    "accepted: assign>accepted begin_review>in_review\n"
    "in_review: assign>in_review agree>in_review adjust>in_review refuse>in_review ask>in_review "
    "agree_rest>in_review answer>in_review return>returned settle>provisional "
    "decide_in_session>in_review\n"
    "returned: save>returned approve>reapproved assign>returned answer>returned "
    "resume_review>in_review\n"
    "reapproved: send_back>returned submit>resubmitted resume_review>in_review\n"
    "resubmitted: withdraw>returned assign>resubmitted begin_review>in_review\n"
    "provisional: open_appeals>appeal\n"
    "appeal: appeal>appeal decide_appeal>appeal finalise>final withdraw_appeal>appeal\n"
    "final: publish>published\n"
    "published: supersede>superseded\n"
    "superseded: publish>published correct>superseded\n"
    "not_submitted: reopen>self_assessing\n";

TEST(DossierMatrix, IsTheReviewedOne) {
  std::string matrix;
  for (int s = 0; s < kDossierStateCount; ++s) {
    const auto state = static_cast<DossierState>(s);
    matrix += std::string(Name(state)) + ":";
    for (int a = 0; a < kActionCount; ++a) {
      const auto kind = static_cast<ActionKind>(a);
      const auto target = Target(state, kind);
      if (!target.has_value()) continue;
      matrix += " " + std::string(Name(kind)) + ">" + std::string(Name(*target));
    }
    matrix += "\n";
  }
  EXPECT_EQ(matrix, kMatrix);
}

// The last state of the cycle in which a dossier is not left behind.
TEST(DossierMatrix, NamesWhomTheCycleWouldLeaveBehind) {
  struct Row {
    DossierState state;
    CycleState last;
    const char* why;
  };
  constexpr Row kRows[] = {
      {DossierState::kOpen, CycleState::kInReview, "may hand in until the review ends"},
      {DossierState::kReturned, CycleState::kInReview, "its explanation is reviewed again"},
      {DossierState::kInReview, CycleState::kInReview, "settled only during the review"},
      {DossierState::kProvisional, CycleState::kAppealWindow,
       "finalised only in the appeal window"},
      {DossierState::kAppeal, CycleState::kAppealWindow, "the same"},
      {DossierState::kFinal, CycleState::kPublished, "has come to its end"},
      {DossierState::kNotSubmitted, CycleState::kPublished, "is counted as not submitted"},
  };
  for (const Row& row : kRows) {
    for (int c = 0; c <= static_cast<int>(CycleState::kPublished); ++c) {
      const auto cycle = static_cast<CycleState>(c);
      EXPECT_EQ(MayStillEnd(row.state, cycle), cycle <= row.last)
          << Name(row.state) << " in " << Name(cycle) << ": " << row.why;
    }
  }
}

TEST(DossierMatrix, SaysWhoHasHandedInAndWhoIsAtTheEnd) {
  std::string handed_in, over;
  for (int s = 0; s < kDossierStateCount; ++s) {
    const auto state = static_cast<DossierState>(s);
    if (HandedIn(state)) handed_in += std::string(Name(state)) + " ";
    if (IsOver(state)) over += std::string(Name(state)) + " ";
  }
  EXPECT_EQ(handed_in,
            "submitted accepted in_review returned reapproved resubmitted provisional appeal final "
            "published superseded ");
  EXPECT_EQ(over, "final published superseded not_submitted ");
}

// A world in which the action's own rules are kept, whatever the state.
DossierWorld Ready(DossierState state, ActionKind kind) {
  DossierWorld world;
  Dossier& dossier = world.dossier;
  dossier.version = dossier.claims_version = 7;
  dossier.claims = world.Make(ActionKind::kSave).claims;
  dossier.assignments = {{AccountId("reviewer"), {"1", "2"}}};
  for (int c = 0; c < kCycleStateCount; ++c) {
    world.cycle.state = static_cast<CycleState>(c);
    if (CycleAllows(world.cycle.state, kind)) break;
  }
  if (kind == ActionKind::kSettle) {
    for (const LeafClaim& claim : dossier.claims) {
      Review review;
      review.criterion = claim.criterion;
      review.content = claim.content;
      dossier.reviews.push_back(review);
    }
  }
  if (kind == ActionKind::kAnswer) {
    Query query;
    query.criterion = "1.1";
    dossier.queries.push_back(query);
  }
  if (kind == ActionKind::kDecideAppeal || kind == ActionKind::kWithdrawAppeal) {
    Appeal appeal;
    appeal.criterion = "1.1";
    dossier.appeals.push_back(appeal);
  }
  const bool late = kind == ActionKind::kAcceptLate || kind == ActionKind::kRefuseLate;
  dossier.times = SubmissionTimes{world.now + (late ? 9 : 0) * kTestDay, {}, {}};
  if (kind == ActionKind::kMarkNotSubmitted) world.now += 9 * kTestDay;
  if (kind == ActionKind::kFinalise) world.now += 99 * kTestDay;
  dossier.state = state;
  return world;
}

TEST(DossierMatrix, DecideObeysItForEveryStateAndAction) {
  int allowed = 0;
  for (int s = 0; s < kDossierStateCount; ++s) {
    for (int a = 0; a < kActionCount; ++a) {
      const auto state = static_cast<DossierState>(s);
      const auto kind = static_cast<ActionKind>(a);
      SCOPED_TRACE(std::string(Name(state)) + " " + std::string(Name(kind)));
      const DossierWorld world = Ready(state, kind);
      const auto next = world.Try(world.Make(kind), DossierWorld::Actor(kind));
      const auto target = Target(state, kind);
      if (!target.has_value()) {
        EXPECT_EQ(ReasonOf(next.status()), "dossier_state_forbids");
        EXPECT_EQ(next.status().code(), absl::StatusCode::kFailedPrecondition);
        continue;
      }
      ++allowed;
      ASSERT_TRUE(next.ok()) << next.status();
      EXPECT_EQ(next->state, *target);
      EXPECT_EQ(next->version, 8u);
    }
  }
  EXPECT_EQ(allowed, 46);
}

TEST(DossierMatrix, TheUnitMayChangeItsClaimsOnlyWhileItOwnsThem) {
  for (int s = 0; s < kDossierStateCount; ++s) {
    const auto state = static_cast<DossierState>(s);
    EXPECT_EQ(UnitOwns(state), Target(state, ActionKind::kSave).has_value()) << Name(state);
    EXPECT_EQ(ParseDossierState(Name(state)), state);
    EXPECT_FALSE(VietnameseName(state).empty());
  }
}

TEST(DossierMatrix, EveryRoleAndRelationMeetsEveryAction) {
  for (int a = 0; a < kActionCount; ++a) {
    const auto kind = static_cast<ActionKind>(a);
    for (int r = 0; r < kRoleCount; ++r) {
      for (const char* unit : {"la-ha", "tu-nghia", "mo-duc"}) {
        const auto role = static_cast<Role>(r);
        SCOPED_TRACE(std::string(Name(kind)) + " " + std::string(Name(role)) + " " + unit);
        const Relation relation = std::string_view(unit) == "la-ha"      ? Relation::kOwn
                                  : std::string_view(unit) == "tu-nghia" ? Relation::kParent
                                                                         : Relation::kOther;
        const DossierWorld world = Ready(DossierState::kOpen, kind);
        const auto next = world.Try(world.Make(kind), {AccountId("x"), role, UnitId(unit), {}});
        const bool may = Authorise(PermissionFor(kind), role, relation).ok();
        EXPECT_EQ(ReasonOf(next.status()) == "not_permitted", !may);
      }
    }
  }
}

}  // namespace
}  // namespace par::domain
