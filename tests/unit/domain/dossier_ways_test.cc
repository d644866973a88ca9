// Goal: what screens offer is what the rules let this person do now, and the step that waits for
// him is the one that brings the dossier on.
// Method: one dossier is led through its life; after each step the ways of four people are
// written out in full. That every way offered is taken and every other refused is tried as well.
#include "common/domain/dossier_ways.h"

#include <gtest/gtest.h>

#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

DossierActor Person(std::string_view who) {
  const bool own = who == "clerk" || who == "leader";
  const UnitId unit(own ? "la-ha" : "tu-nghia");
  return {AccountId(std::string(who)), *ParseRole(who), unit, {unit}};
}

DossierContext Seen(const DossierWorld& world, const DossierActor& by) {
  return {.cycle = world.cycle,
          .leaves = world.leaves,
          .relation = by.unit == world.dossier.unit ? Relation::kOwn : Relation::kParent,
          .now = world.now};
}

// "agree[1.1 1.2] settle(leaf_unreviewed) > agree"
std::string Ways(const DossierWorld& world, std::string_view who) {
  const DossierActor by = Person(who);
  std::string text;
  for (const Way& way : WaysOn(world.dossier, by, {by.role}, Seen(world, by))) {
    text += std::string(text.empty() ? "" : " ") + std::string(Name(way.kind));
    if (!way.not_yet.ok()) text += "(" + ReasonOf(way.not_yet) + ")";
    if (way.on.empty()) continue;
    for (std::size_t i = 0; i < way.on.size(); ++i) text += (i == 0 ? "[" : " ") + way.on[i];
    text += "]";
  }
  const auto next = NextStep(world.dossier, by, {by.role}, Seen(world, by));
  return text + " > " + (next.has_value() ? std::string(Name(*next)) : "");
}

struct WaysRow {
  std::string_view why;
  std::string_view clerk;
  std::string_view leader;
  std::string_view reviewer;
  std::string_view council;
};

void Expect(const DossierWorld& world, const WaysRow& row) {
  SCOPED_TRACE(row.why);
  EXPECT_EQ(Ways(world, "clerk"), row.clerk);
  EXPECT_EQ(Ways(world, "leader"), row.leader);
  EXPECT_EQ(Ways(world, "reviewer"), row.reviewer);
  EXPECT_EQ(Ways(world, "council"), row.council);
}

TEST(DossierWays, FollowADossierThroughItsFirstRound) {
  DossierWorld world;
  Expect(world, {"nothing is filled in; the deadline is ahead", "save > save", "save > save", " > ",
                 " > "});
  EXPECT_EQ(world.Do(ActionKind::kSave), "");
  Expect(world, {"filled in", "save > save", "save approve > approve", " > ", " > "});
  EXPECT_EQ(world.DoAll({ActionKind::kApprove, ActionKind::kSubmit}), "");
  Expect(world, {"in time: not to be accepted as late", " > ", "withdraw > ", "accept > accept",
                 "accept assign[1 2] > accept"});
  EXPECT_EQ(world.DoAll({ActionKind::kAccept, ActionKind::kBeginReview}), "");
  Expect(world, {"nobody is assigned: the reviewer has no leaf", " > ", " > ", "return > ",
                 "assign[1 2] agree[1.1 1.2 2.1] adjust[1.1 1.2 2.1] refuse[1.1 1.2 2.1] "
                 "ask[1.1 1.2 2.1] agree_rest[1 2] return > agree_rest"});
  Action assign = world.Make(ActionKind::kAssign);
  assign.areas = {"2"};
  EXPECT_EQ(world.Do(assign), "");
  EXPECT_EQ(Ways(world, "reviewer"),
            "agree[2.1] adjust[2.1] refuse[2.1] ask[2.1] agree_rest[2] return > agree_rest");
}

TEST(DossierWays, NameWhatStillStandsInTheWay) {
  DossierWorld world;
  EXPECT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  EXPECT_EQ(world.Review(ActionKind::kAsk, "1.1", 0, DossierWorld::Council()), "");
  EXPECT_NE(Ways(world, "council").find("settle(query_unanswered)"), std::string::npos);
  EXPECT_EQ(Ways(world, "clerk"), "answer[1.1] > answer");
  EXPECT_EQ(world.Do(ActionKind::kReturn), "");
  Expect(world,
         {"returned: answered, filled in anew, approved again", "save answer[1.1] > answer",
          "save approve answer[1.1] > answer", "resume_review > ", "assign[1 2] resume_review > "});
  world.cycle.rounds = 1;
  world.dossier.state = DossierState::kInReview;
  EXPECT_EQ(Ways(world, "reviewer").find("return"), std::string::npos) << "no round is left";
}

TEST(DossierWays, OpenTheAppealsAndDecideThem) {
  DossierWorld world;
  EXPECT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  Action rest = world.Make(ActionKind::kAgreeRest);
  EXPECT_EQ(world.Do(rest, DossierWorld::Council()), "");
  EXPECT_EQ(world.Do(ActionKind::kSettle), "");
  world.cycle.state = CycleState::kAppealWindow;
  Expect(world, {"provisional", " > ", " > ", " > ", "open_appeals > open_appeals"});
  EXPECT_EQ(world.Do(ActionKind::kOpenAppeals), "");
  Expect(world, {"the window is open", " > ", "appeal[1.1 1.2 2.1] > appeal", " > ",
                 "finalise(appeal_window_open) > "});
  EXPECT_EQ(world.Do(ActionKind::kAppeal), "");
  Expect(world, {"one is appealed", " > ", "appeal[1.2 2.1] withdraw_appeal[1.1] > appeal", " > ",
                 "decide_appeal[1.1] finalise(appeal_undecided) > decide_appeal"});
}

TEST(DossierWays, AreOfThePermittedRolesAlone) {
  DossierWorld world;
  EXPECT_EQ(world.ToReview(), "");
  DossierActor by = Person("council");
  EXPECT_FALSE(WaysOn(world.dossier, by, {Role::kCouncil}, Seen(world, by)).empty());
  EXPECT_TRUE(WaysOn(world.dossier, by, {}, Seen(world, by)).empty());
  by.home_units.emplace_back("la-ha");
  EXPECT_TRUE(WaysOn(world.dossier, by, {Role::kCouncil}, Seen(world, by)).empty())
      << "nobody reviews his own unit";
}

TEST(DossierWays, ALeafWhoseStepsBeginAboveZeroCanBeAdjusted) {
  DossierWorld world;
  world.leaves[0].steps = {Points::FromE4(10000), Points::FromE4(20000)};
  ASSERT_EQ(world.ToReview(), "");
  EXPECT_NE(Ways(world, "reviewer").find("adjust[1.1 1.2 2.1]"), std::string::npos)
      << Ways(world, "reviewer");
}

}  // namespace
}  // namespace par::domain
