// Goal: exactly the contested leaves come on a session's list with every mark that was put forward,
// and a vote decides what its rule says.
// Method: dossiers made contested in each way; a table of votes with the rule beside them.
#include "common/domain/review_session.h"

#include <gtest/gtest.h>

#include "common/domain/dossier_results.h"
#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

using K = ActionKind;

// "1.1 disagreement: 20000 self, 5000 review"
std::string ListOf(const DossierWorld& world, const std::vector<SecondLeaf>& sampled = {}) {
  std::string text;
  for (const ContestedLeaf& leaf :
       ContestedLeaves(world.dossier, world.leaves, sampled, Points::FromE4(1000))) {
    text += leaf.criterion + " " + std::string(Name(leaf.contest)) + ":";
    for (const Proposal& proposal : leaf.proposals) {
      text += " " + std::to_string(proposal.mark.points.e4()) + " " + std::string(proposal.origin);
    }
    text += "\n";
  }
  return text;
}

DossierWorld InReview() {
  DossierWorld world;
  EXPECT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  return world;
}

TEST(ContestedLeaves, ComeForTheFirstReasonThatHolds) {
  DossierWorld world = InReview();
  EXPECT_EQ(ListOf(world), "") << "nobody has said anything";
  EXPECT_EQ(world.Review(K::kAdjust, "1.1", 5000, DossierWorld::Reviewer("reviewer")), "");
  EXPECT_EQ(ListOf(world), "") << "one opinion is no contest";
  Action other = world.Make(K::kAssign);
  other.account = AccountId("binh");
  EXPECT_EQ(world.Do(other), "");
  EXPECT_EQ(world.Review(K::kAdjust, "1.1", 7500, DossierWorld::Reviewer("binh")), "");
  Action ask = world.Make(K::kAsk);
  ask.criterion = "2.1";
  EXPECT_EQ(world.Do(ask), "");
  SecondLeaf sampled;
  sampled.criterion = "1.2";
  sampled.account = AccountId("cuc");
  EXPECT_EQ(world.Review(K::kAgree, "1.2", 0, DossierWorld::Reviewer("reviewer")), "");
  sampled.given = {Mark::Scored(Points::FromE4(9000)), world.now,
                   FindClaim(world.dossier, "1.2")->content};
  EXPECT_EQ(ListOf(world, {sampled}),
            "1.1 disagreement: 20000 self 5000 review 7500 review\n"
            "1.2 second_mark: 0 self 9000 second_mark\n"
            "2.1 query: 15000 self\n");
  world.dossier.state = DossierState::kReturned;
  EXPECT_EQ(ListOf(world, {sampled}), "") << "the unit owns it";
}

TEST(ContestedLeaves, AppealsComeUntilTheyAreDecided) {
  DossierWorld world = InReview();
  EXPECT_EQ(world.Review(K::kRefuse, "1.1", 0, DossierWorld::Reviewer("reviewer")), "");
  EXPECT_EQ(world.Do(K::kAgreeRest), "");
  EXPECT_EQ(world.Do(K::kSettle), "");
  world.cycle.state = CycleState::kAppealWindow;
  Action appeal = world.Make(K::kAppeal);
  appeal.mark = Mark::Scored(Points::FromE4(15000));
  EXPECT_EQ(world.DoAll({K::kOpenAppeals}), "");
  EXPECT_EQ(world.Do([&] {
    appeal.base_version = world.dossier.version;
    return appeal;
  }()),
            "");
  EXPECT_EQ(ListOf(world), "1.1 appeal: 20000 self 0 standing 15000 appeal\n");
  Action decide = world.Make(K::kDecideAppeal);
  decide.upheld = true;
  decide.session = "phien-1";
  EXPECT_EQ(world.Do(decide), "");
  EXPECT_EQ(ListOf(world), "");
  EXPECT_EQ(Name(*ResultOf(world.dossier.appeals[0])), "upheld_in_part") << "5000 of 15000";
  EXPECT_EQ(world.dossier.appeals[0].outcome->before, Mark::Scored(Points()));
}

TEST(ContestedLeaves, WhatASessionDecidedStandsAndNeedsNoAnswer) {
  DossierWorld world = InReview();
  Action ask = world.Make(K::kAsk);
  EXPECT_EQ(world.Do(ask), "");
  Action decide = world.Make(K::kDecideInSession);
  EXPECT_EQ(world.Do(decide), "");
  EXPECT_EQ(ListOf(world), "");
  const LeafStanding standing = StandingOf(world.dossier, "1.1");
  EXPECT_EQ(standing.mark, Mark::Scored(Points::FromE4(5000)));
  EXPECT_EQ(world.Review(K::kAdjust, "1.1", 1, DossierWorld::Council()), "leaf_decided_in_session");
  EXPECT_EQ(world.Do(K::kAgreeRest), "");
  EXPECT_EQ(world.Do(K::kSettle), "") << "the open query was settled by the session";
}

TEST(CouncilVote, DecidesWhatItsRuleSays) {
  constexpr std::optional<std::size_t> kAbstains;
  struct Case {
    std::string_view why;
    std::vector<std::optional<std::size_t>> votes;  // The first is the chair's.
    int quorum;
    bool casting;
    std::string want;  // choice, in favour/against/abstained; or the reason
  };
  const Case cases[] = {
      {"nobody voted", {}, 1, true, "session_no_quorum"},
      {"one short of the quorum", {0, 0}, 3, true, "session_no_quorum"},
      {"abstaining counts for the quorum", {0, kAbstains, kAbstains}, 3, false, "0 1/0/2"},
      {"but decides nothing", {kAbstains, kAbstains}, 2, true, "session_nobody_for_any"},
      {"more than any other", {1, 0, 0}, 2, true, "0 2/1/0"},
      {"more than any other of three", {0, 0, 1, 2}, 2, false, "0 2/2/0"},
      {"equal, and no casting vote", {0, 1}, 2, false, "session_votes_equal"},
      {"equal, the chair decides", {1, 0}, 2, true, "1 1/1/0 casting"},
      {"equal, the chair abstained", {kAbstains, 0, 1}, 2, true, "session_votes_equal"},
      {"equal, the chair was for a third", {2, 0, 0, 1, 1}, 2, true, "session_votes_equal"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    std::vector<Vote> votes;
    for (std::size_t i = 0; i < c.votes.size(); ++i) {
      votes.push_back({AccountId("m" + std::to_string(i)), c.votes[i]});
    }
    const Tally tally =
        Count(votes, 3, {.quorum = c.quorum, .casting_vote = c.casting, .chair = AccountId("m0")});
    std::string got(tally.undecided);
    if (tally.choice.has_value()) {
      got = std::to_string(*tally.choice) + " " + std::to_string(tally.in_favour) + "/" +
            std::to_string(tally.against) + "/" + std::to_string(tally.abstained) +
            (tally.casting ? " casting" : "");
    }
    EXPECT_EQ(got, c.want);
  }
}

}  // namespace
}  // namespace par::domain
