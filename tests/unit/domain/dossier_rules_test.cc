// Goal: every refusal can happen, and the rules are tried in the published order.
// Method: each row breaks one rule and every later common rule it can, so swapping two rules fails
// a row; a second table breaks each action's own rules.
#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

using K = ActionKind;

TEST(DossierRules, CommonRulesAreTriedInThePublishedOrder) {
  struct Case {
    std::string_view why;
    int broken_from;  // Every common rule from this one on is broken.
    std::string_view want;
  };
  constexpr Case kCases[] = {
      {"the wrong unit's dossier beats all", 1, "dossier_of_another_unit"},
      {"then the wrong cycle", 2, "dossier_of_another_cycle"},
      {"then rights", 3, "not_permitted"},
      {"then his own unit", 4, "own_unit_reviewed"},
      {"then a closed cycle", 5, "cycle_closed"},
      {"a cycle not that far, the same place", 6, "cycle_state_forbids"},
      {"then a stale version", 7, "stale_version"},
      {"then the dossier's state", 8, "dossier_state_forbids"},
      {"then the action's own rules", 9, "text_empty"},
      {"nothing broken", 10, ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    DossierWorld world;
    ASSERT_EQ(world.ToReview(), "");
    Action action = world.Make(K::kReturn);
    DossierActor actor = DossierWorld::Reviewer("reviewer");
    if (c.broken_from <= 9) action.text.clear();
    if (c.broken_from <= 8) world.dossier.state = DossierState::kFinal;
    if (c.broken_from <= 7) --action.base_version;
    if (c.broken_from <= 6) world.cycle.state = CycleState::kOpen;
    if (c.broken_from <= 5) world.cycle.state = CycleState::kPublished;
    if (c.broken_from <= 4) actor.home_units.push_back(world.dossier.unit);
    if (c.broken_from <= 3) actor.role = Role::kClerk;
    if (c.broken_from <= 2) action.cycle = CycleId("other");
    if (c.broken_from <= 1) action.unit = UnitId("other");
    EXPECT_EQ(world.Do(action, actor), c.want);
  }
}

TEST(DossierRules, ARefusalLeavesTheDossierAlone) {
  DossierWorld world;
  ASSERT_EQ(world.ToReview(), "");
  const Dossier before = world.dossier;
  Action action = world.Make(K::kAdjust);
  action.mark = Mark::Scored(Points::FromE4(20001));
  EXPECT_EQ(world.Do(action), "mark_out_of_range");
  EXPECT_EQ(world.dossier, before);
}

TEST(DossierRules, OneLeafMayBeReviewedOnAnOlderVersionOfTheSameClaims) {
  DossierWorld world;
  ASSERT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  Action first = world.Make(K::kAgree);
  Action second = world.Make(K::kAgree);  // Saw the same version as the first.
  second.criterion = "2.1";
  EXPECT_EQ(world.Do(first), "");
  EXPECT_EQ(world.Do(second), "");
  Action settle = world.Make(K::kSettle);
  settle.base_version = first.base_version;
  EXPECT_EQ(world.Do(settle), "stale_version") << "what concerns the whole needs the last version";
  Action before_claims = world.Make(K::kAgree);
  before_claims.base_version = world.dossier.claims_version - 1;
  EXPECT_EQ(world.Do(before_claims), "stale_version");
  Action ahead = world.Make(K::kAgree);
  ahead.base_version = world.dossier.version + 1;
  EXPECT_EQ(world.Do(ahead), "stale_version");
}

// The dossier is in review, unless `kind` belongs elsewhere.
struct OwnRule {
  std::string_view why;
  K kind;
  std::function<void(DossierWorld&, Action&)> spoil;
  std::string_view want;
};

void Closing(DossierWorld& w, DossierState state, CycleState cycle) {
  w.dossier.state = state;
  w.cycle.state = cycle;
}

const OwnRule kOwnRules[] = {
    {"a criterion the set has not", K::kSave,
     [](DossierWorld& w, Action& a) {
       w.dossier.state = DossierState::kSelfAssessing;
       a.claims = {DossierWorld::Claim("9.9", 99999999, "")};
     },
     "criterion_unknown"},
    {"one criterion twice, and too many points", K::kSave,
     [](DossierWorld& w, Action& a) {
       w.dossier.state = DossierState::kSelfAssessing;
       a.claims = {DossierWorld::Claim("1.1", 1, ""), DossierWorld::Claim("1.1", 20001, "")};
     },
     "criterion_repeated"},
    {"above the maximum by the smallest step", K::kSave,
     [](DossierWorld& w, Action& a) {
       w.dossier.state = DossierState::kSelfAssessing;
       a.claims = {DossierWorld::Claim("1.1", 20001, "")};
     },
     "mark_out_of_range"},
    {"below zero", K::kSave,
     [](DossierWorld& w, Action& a) {
       w.dossier.state = DossierState::kSelfAssessing;
       a.claims = {DossierWorld::Claim("1.1", -1, "")};
     },
     "mark_out_of_range"},
    {"points where nothing arose", K::kAdjust,
     [](DossierWorld&, Action& a) { a.mark = {MarkState::kNotApplicable, Points::FromE4(1)}; },
     "mark_out_of_range"},
    {"not scored: the unit's own points would count", K::kAdjust,
     [](DossierWorld&, Action& a) { a.mark = Mark(); }, "mark_missing"},
    {"points between the steps of a judged leaf", K::kAdjust,
     [](DossierWorld& w, Action&) {
       w.leaves[0].steps = {Points(), Points::FromE4(10000), Points::FromE4(20000)};
     },
     "mark_not_a_step"},
    {"one of the steps", K::kAdjust,
     [](DossierWorld& w, Action&) {
       w.leaves[0].steps = {Points(), Points::FromE4(5000), Points::FromE4(20000)};
     },
     ""},
    {"an appeal for points between the steps", K::kAppeal,
     [](DossierWorld& w, Action&) {
       Closing(w, DossierState::kAppeal, CycleState::kAppealWindow);
       w.leaves[0].steps = {Points(), Points::FromE4(20000)};
     },
     "mark_not_a_step"},
    {"decided in session as not scored, where the unit has points", K::kDecideInSession,
     [](DossierWorld&, Action& a) { a.mark = Mark(); }, "mark_missing"},
    {"decided in session as not scored, as the unit has it", K::kDecideInSession,
     [](DossierWorld& w, Action& a) {
       w.dossier.claims[0].self = Mark();
       a.mark = Mark();
     },
     ""},
    {"nothing to approve", K::kApprove,
     [](DossierWorld& w, Action&) {
       w.dossier.state = DossierState::kSelfAssessing;
       w.dossier.claims.clear();
     },
     "dossier_empty"},
    {"a mark before the deadline", K::kMarkNotSubmitted,
     [](DossierWorld& w, Action&) { w.dossier.state = DossierState::kOpen; },
     "deadline_not_passed"},
    {"nobody to assign", K::kAssign, [](DossierWorld&, Action& a) { a.account = AccountId(); },
     "text_empty"},
    {"an area the set has not; his own unit", K::kAssign,
     [](DossierWorld& w, Action& a) {
       a.areas = {"9"};
       a.home_units.push_back(w.dossier.unit);
     },
     "area_unknown"},
    {"his own unit", K::kAssign,
     [](DossierWorld& w, Action& a) { a.home_units = {w.dossier.unit}; }, "reviewer_of_own_unit"},
    {"an unknown criterion beats the assignment", K::kAgree,
     [](DossierWorld& w, Action& a) {
       a.criterion = "9.9";
       w.dossier.assignments.clear();
     },
     "criterion_unknown"},
    {"not his area, and no reason", K::kRefuse,
     [](DossierWorld& w, Action& a) {
       w.dossier.assignments[0].areas = {"2"};
       a.text.clear();
     },
     "area_not_assigned"},
    {"adjusted without a reason, out of range too", K::kAdjust,
     [](DossierWorld&, Action& a) {
       a.text = " \n";
       a.mark = Mark::Scored(Points::FromE4(-1));
     },
     "text_empty"},
    {"an essay", K::kAsk, [](DossierWorld&, Action& a) { a.text.assign(10'001, 'x'); },
     "text_too_long"},
    {"bytes that are no text", K::kAsk, [](DossierWorld&, Action& a) { a.text = "\xff"; },
     "text_not_utf8"},
    {"a control character", K::kAsk, [](DossierWorld&, Action& a) { a.text = "a\x01"; },
     "text_control_character"},
    {"bulk agreement outside his areas", K::kAgreeRest,
     [](DossierWorld& w, Action&) { w.dossier.assignments[0].areas = {"2"}; }, "area_not_assigned"},
    {"bulk agreement to an unknown area", K::kAgreeRest,
     [](DossierWorld&, Action& a) { a.areas = {"1", "9"}; }, "area_unknown"},
    {"bulk agreement to nothing", K::kAgreeRest, [](DossierWorld&, Action& a) { a.areas.clear(); },
     "nothing_to_agree"},
    {"a selection with a leaf outside his areas", K::kAgreeRest,
     [](DossierWorld& w, Action& a) {
       w.dossier.assignments[0].areas = {"2"};
       a.areas.clear();
       a.criteria = {"2.1", "1.1"};
     },
     "area_not_assigned"},
    {"a selection of nothing known", K::kAgreeRest,
     [](DossierWorld&, Action& a) { a.criteria = {"9.9"}; }, "criterion_unknown"},
    {"a word on what the council has said meanwhile", K::kAdjust,
     [](DossierWorld& w, Action&) {
       EXPECT_EQ(w.Review(K::kAgree, "1.1", 0, DossierWorld::Council()), "");
     },
     "leaf_said_meanwhile"},
    {"a word on what the council has asked meanwhile", K::kAgree,
     [](DossierWorld& w, Action&) {
       EXPECT_EQ(w.Review(K::kAsk, "1.1", 0, DossierWorld::Council()), "");
     },
     "leaf_said_meanwhile"},
    {"an answer to no question", K::kAnswer, [](DossierWorld&, Action& a) { a.query = 99; },
     "query_unknown"},
    {"a third round", K::kReturn, [](DossierWorld& w, Action&) { w.dossier.round = 2; },
     "no_round_left"},
    {"an appeal against nothing known", K::kAppeal,
     [](DossierWorld& w, Action& a) {
       Closing(w, DossierState::kAppeal, CycleState::kAppealWindow);
       w.now = w.cycle.deadlines.appeal.EndInVietnam();
       a.criterion = "9.9";
     },
     "criterion_unknown"},
    {"the first moment after the window", K::kAppeal,
     [](DossierWorld& w, Action& a) {
       Closing(w, DossierState::kAppeal, CycleState::kAppealWindow);
       w.now = w.cycle.deadlines.appeal.EndInVietnam();
       a.text.clear();
     },
     "appeal_late"},
    {"a decision on no appeal", K::kDecideAppeal,
     [](DossierWorld& w, Action&) { Closing(w, DossierState::kAppeal, CycleState::kAppealWindow); },
     "appeal_unknown"},
    {"final before the window closed", K::kFinalise,
     [](DossierWorld& w, Action&) {
       Closing(w, DossierState::kAppeal, CycleState::kAppealWindow);
       w.now = w.cycle.deadlines.appeal.EndInVietnam() - 1;
     },
     "appeal_window_open"},
    {"published by no decision", K::kPublish,
     [](DossierWorld& w, Action& a) {
       Closing(w, DossierState::kFinal, CycleState::kFinal);
       a.decision = DecisionId();
     },
     "text_empty"},
    {"a correction above the maximum", K::kCorrect,
     [](DossierWorld& w, Action& a) {
       Closing(w, DossierState::kSuperseded, CycleState::kPublished);
       a.mark = Mark::Scored(Points::FromE4(20001));
     },
     "mark_out_of_range"},
    {"a correction of what nobody reviews, above its maximum", K::kCorrect,
     [](DossierWorld& w, Action& a) {
       Closing(w, DossierState::kSuperseded, CycleState::kPublished);
       a.criterion = "8.6";
       a.mark = Mark::Scored(Points::FromE4(30001));
     },
     "mark_out_of_range"},
    {"points from outside are points", K::kCorrect,
     [](DossierWorld& w, Action& a) {
       Closing(w, DossierState::kSuperseded, CycleState::kPublished);
       a.criterion = "8.6";
       a.mark = {MarkState::kNotApplicable, Points()};
     },
     "mark_out_of_range"},
    {"a correction without its reason", K::kCorrect,
     [](DossierWorld& w, Action& a) {
       Closing(w, DossierState::kSuperseded, CycleState::kPublished);
       a.criterion = "8.6";
       a.text.clear();
     },
     "text_empty"},
    {"what is given from outside is not reviewed", K::kAdjust,
     [](DossierWorld&, Action& a) { a.criterion = "8.6"; }, "criterion_unknown"},
    {"a correction to not scored", K::kCorrect,
     [](DossierWorld& w, Action& a) {
       Closing(w, DossierState::kSuperseded, CycleState::kPublished);
       a.mark = Mark();
     },
     "mark_missing"},
};

TEST(DossierRules, EachActionHasItsOwn) {
  for (const OwnRule& c : kOwnRules) {
    SCOPED_TRACE(c.why);
    DossierWorld world;
    ASSERT_EQ(world.ToReview(), "");
    Action action = world.Make(c.kind);
    c.spoil(world, action);
    EXPECT_EQ(world.Do(action), c.want);
  }
}

TEST(DossierRules, AUnitOutsideTheCycleHasNoDossier) {
  const DossierWorld world;
  EXPECT_EQ(ReasonOf(OpenDossier(world.cycle, UnitId("mo-duc")).status()), "unit_not_in_cycle");
}

}  // namespace
}  // namespace par::domain
