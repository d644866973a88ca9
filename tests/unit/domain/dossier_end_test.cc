// Goal: no unit holds up its cycle: whatever a unit has left undone, its superior alone can bring
// the dossier to an end, unless the cycle was moved on past that; and a review that was resumed
// without the unit's explanation goes on from what the unit handed in last.
// Method: from every state of a dossier in every state of the cycle, and under every policy for
// what is late, the superior does what he may, step by step, and the unit nothing at all.
#include <gtest/gtest.h>

#include <array>

#include "common/domain/dossier_results.h"
#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

using K = ActionKind;

// In that state, with a question nobody answers and an appeal nobody has decided.
DossierWorld LeftAt(DossierState state, CycleState cycle, LatePolicy late, bool in_time) {
  DossierWorld world;
  world.cycle.state = cycle;
  world.cycle.late = late;
  Dossier& dossier = world.dossier;
  dossier.state = state;
  dossier.version = dossier.claims_version = 7;
  if (HandedIn(state)) {
    dossier.claims = world.Make(K::kSave).claims;
    dossier.times = SubmissionTimes{world.now + (in_time ? 0 : 9) * kTestDay, {}, {}};
    Query query;
    query.id = 3;
    query.criterion = "1.1";
    dossier.queries.push_back(query);
  }
  if (state == DossierState::kAppeal) {
    Appeal appeal;
    appeal.criterion = "1.1";
    dossier.appeals.push_back(appeal);
  }
  world.now = world.cycle.deadlines.appeal.EndInVietnam();  // Time alone passes by itself.
  return world;
}

// What leads on goes first. Empty: nothing can be done.
std::string StepOfSuperior(DossierWorld& world) {
  constexpr std::array kKinds = {K::kFinalise,   K::kDecideAppeal,    K::kOpenAppeals,  K::kSettle,
                                 K::kAgreeRest,  K::kBeginReview,     K::kResumeReview, K::kAccept,
                                 K::kAcceptLate, K::kMarkNotSubmitted};
  const DossierActor council = DossierWorld::Council();
  for (const K kind : kKinds) {
    if (world.Do(world.Make(kind), council).empty()) return std::string(Name(kind));
  }
  const bool asked = HasOpenQuery(world.dossier, "1.1");
  if (asked && DecidedInSession(world.dossier, "1.1") == nullptr &&
      world.Do(world.Make(K::kDecideInSession), council).empty()) {
    return "decide_in_session";
  }
  const auto next = NextState(world.cycle.state);
  if (!next.has_value() || !MayStillEnd(world.dossier.state, *next)) return "";
  world.cycle.state = *next;
  return std::string(Name(*next));
}

TEST(DossierEnd, IsReachedByTheSuperiorAloneFromWhereverTheUnitLeftIt) {
  int tried = 0;
  for (int s = 0; s < kDossierStateCount; ++s) {
    for (int c = 0; c <= static_cast<int>(CycleState::kFinal); ++c) {
      const auto state = static_cast<DossierState>(s);
      const auto cycle = static_cast<CycleState>(c);
      if (IsOver(state) || !MayStillEnd(state, cycle)) continue;
      for (const LatePolicy late :
           {LatePolicy::kRefuse, LatePolicy::kAcceptLate, LatePolicy::kReviewerDecides}) {
        for (const bool in_time : {true, false}) {
          DossierWorld world = LeftAt(state, cycle, late, in_time);
          std::string way = std::string(Name(state)) + " in " + std::string(Name(cycle));
          for (int steps = 0; steps < 20 && !IsOver(world.dossier.state); ++steps) {
            way += " > " + StepOfSuperior(world);
          }
          EXPECT_TRUE(IsOver(world.dossier.state)) << way;
          ++tried;
        }
      }
    }
  }
  // Nine states until the review is over, in three states of the cycle; two more until the appeals
  // are decided, in five.
  EXPECT_EQ(tried, (9 * 3 + 2 * 5) * 6);
}

TEST(DossierEnd, AReviewResumedWithoutTheExplanationGoesOnFromTheLastSubmission) {
  for (const bool reapproved : {false, true}) {
    DossierWorld world;
    ASSERT_EQ(world.ToReview(), "");
    ASSERT_EQ(world.Review(K::kAdjust, "1.1", 15000, DossierWorld::Council()), "");
    Action ask = world.Make(K::kAsk);
    ask.criterion = "2.1";
    ASSERT_EQ(world.Do(ask), "");
    ASSERT_EQ(world.Do(K::kReturn), "");
    if (reapproved) {
      ASSERT_EQ(world.Do(K::kApprove), "");
    }
    Action silent = world.Make(K::kResumeReview);
    silent.text = " ";
    EXPECT_EQ(world.Do(silent), "text_empty");
    EXPECT_EQ(world.Do(world.Make(K::kResumeReview),
                       {AccountId("minh"), Role::kLeader, UnitId("la-ha"), {UnitId("la-ha")}}),
              "not_permitted")
        << "the unit does not review itself";
    const Dossier before = world.dossier;
    ASSERT_EQ(world.Do(K::kResumeReview), "");
    EXPECT_EQ(world.dossier.state, DossierState::kInReview);
    EXPECT_EQ(world.dossier.claims, before.claims);
    EXPECT_EQ(world.dossier.round, before.round) << "nothing new to review";
    EXPECT_EQ(world.dossier.notes.back().kind, K::kResumeReview);
    EXPECT_EQ(world.dossier.notes.back().text, "lý do");
    EXPECT_EQ(StandingOf(world.dossier, "1.1").mark, Mark::Scored(Points::FromE4(15000)));
    EXPECT_EQ(world.Do(K::kSave), "dossier_state_forbids");
    EXPECT_EQ(world.Do(K::kSubmit), "dossier_state_forbids");
    Action answer = world.Make(K::kAnswer);
    answer.query = world.dossier.queries[0].id;
    EXPECT_EQ(world.Do(answer), "") << "a word on a question is still heard";
    EXPECT_EQ(world.Do(K::kReturn), "") << "and the unit may be given another chance";
  }
}

}  // namespace
}  // namespace par::domain
