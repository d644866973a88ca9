// Goal: the sample is the same wherever it is drawn and covers every area; a second mark is blind,
// by another person, and never changes a score; agreement is exact.
// Method: a cycle of ten units and two areas; a dossier in review with marks given in tables;
// Cohen's kappa against figures worked out by hand.
#include "common/domain/second_mark.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "common/domain/dossier_results.h"
#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

Cycle TenUnits() {
  DossierWorld world;
  world.cycle.units.clear();
  for (int i = 0; i < 10; ++i) world.cycle.units.emplace_back("xa-" + std::to_string(i));
  return world.cycle;
}

TEST(SecondMarkSample, TakesItsShareOfEveryAreaAndIsTheSameAgain) {
  const Cycle cycle = TenUnits();
  const DossierWorld world;  // Two leaves of area 1, one of area 2.
  struct Case {
    std::string_view why;
    int share;
    std::size_t first_area;
    std::size_t second_area;
  };
  constexpr Case kCases[] = {
      {"a tenth of 20 and of 10", 10, 2, 1},
      {"rounded up, so no area is left out", 1, 1, 1},
      {"a share that does not come out even", 33, 7, 4},
      {"everything", 100, 20, 10},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    const auto sample = DrawSecondMarks(cycle, world.leaves, c.share);
    std::map<std::string, std::size_t> areas;
    for (const SampledLeaf& leaf : sample) ++areas[leaf.area];
    EXPECT_EQ(areas["1"], c.first_area);
    EXPECT_EQ(areas["2"], c.second_area);
    EXPECT_EQ(sample, DrawSecondMarks(cycle, world.leaves, c.share));
  }
  Cycle other = cycle;
  other.id = CycleId("another");
  EXPECT_NE(DrawSecondMarks(cycle, world.leaves, 10), DrawSecondMarks(other, world.leaves, 10));
}

TEST(SecondMarkSample, NobodyMarksWhatHeReviewsOrWhereHeWorks) {
  DossierWorld world;
  world.dossier.assignments = {{AccountId("an"), {"1"}}};
  Review given;
  given.criterion = "2.1";
  given.account = AccountId("binh");
  world.dossier.reviews = {given};
  const SampledLeaf in_first{UnitId("la-ha"), "1.1", "1"};
  const SampledLeaf in_second{UnitId("la-ha"), "2.1", "2"};
  const SecondMarker an{AccountId("an"), {UnitId("tu-nghia")}};
  const SecondMarker binh{AccountId("binh"), {UnitId("tu-nghia")}};
  const SecondMarker cuc{AccountId("cuc"), {UnitId("tu-nghia"), UnitId("la-ha")}};
  EXPECT_EQ(PickMarker({an, binh, cuc}, 0, in_first, &world.dossier), 1u) << "an has the area";
  EXPECT_EQ(PickMarker({an, binh, cuc}, 1, in_second, &world.dossier), 0u)
      << "binh has spoken, cuc worked there";
  EXPECT_EQ(PickMarker({binh, cuc}, 0, in_second, &world.dossier), std::nullopt);
  EXPECT_EQ(PickMarker({an, binh}, 1, in_first, nullptr), 1u) << "nothing handed in yet: in turn";
}

// A dossier in review; leaf 1.1 is marked once by "reviewer" and again by "binh".
struct Twice {
  Twice() {
    EXPECT_EQ(world.ToReview(), "");
    world.cycle.state = CycleState::kInReview;
    leaf.criterion = "1.1";
    leaf.account = AccountId("binh");
  }
  void First(std::int64_t e4) {
    ++world.now;
    EXPECT_EQ(world.Review(ActionKind::kAdjust, "1.1", e4, DossierWorld::Reviewer("reviewer")), "");
  }
  void Second(std::int64_t e4) {
    ++world.now;
    const Mark mark = Mark::Scored(Points::FromE4(e4));
    EXPECT_TRUE(
        CheckSecondMark(world.dossier, leaf, world.leaves[0], leaf.account, mark, "lý do").ok());
    leaf.given = {mark, world.now, FindClaim(world.dossier, "1.1")->content};
  }
  std::string_view Standing(std::int64_t apart_e4 = 0) const {
    return Name(StandingOf(world.dossier, leaf, Points::FromE4(apart_e4)));
  }
  DossierWorld world;
  SecondLeaf leaf;
};

TEST(SecondMark, OnlyTheCouncilEndsADisagreement) {
  Twice twice;
  EXPECT_EQ(twice.Standing(), "missing");
  twice.Second(10000);
  EXPECT_EQ(twice.Standing(), "alone");
  twice.First(15000);
  EXPECT_EQ(twice.Standing(5000), "close") << "just within";
  EXPECT_EQ(twice.Standing(4999), "apart") << "just beyond";
  const Dossier before = twice.world.dossier;
  EXPECT_EQ(ReasonOf(CheckSettled(before, {twice.leaf}, Points())), "second_mark_apart");
  EXPECT_EQ(StandingOf(before, "1.1").mark, Mark::Scored(Points::FromE4(15000)))
      << "a second mark changes no score";
  ++twice.world.now;
  EXPECT_EQ(twice.world.Review(ActionKind::kAdjust, "1.1", 12000, DossierWorld::Council()), "");
  EXPECT_EQ(twice.Standing(), "decided");
  EXPECT_TRUE(CheckSettled(twice.world.dossier, {twice.leaf}, Points()).ok());
  EXPECT_EQ(FirstOpinion(twice.world.dossier, twice.leaf)->mark.points.e4(), 15000)
      << "the third mark is not the first";
}

TEST(SecondMark, IsRefusedWhereItMustBe) {
  Twice twice;
  const auto check = [&](std::string_view account, std::int64_t e4, std::string_view reason) {
    return ReasonOf(CheckSecondMark(twice.world.dossier, twice.leaf, twice.world.leaves[0],
                                    AccountId(std::string(account)),
                                    Mark::Scored(Points::FromE4(e4)), reason));
  };
  EXPECT_EQ(check("cuc", 1, "lý do"), "second_mark_not_yours");
  EXPECT_EQ(check("binh", 1, ""), "text_empty");
  EXPECT_EQ(check("binh", 20001, "lý do"), "mark_out_of_range");
  const auto unscored = [&] {
    return ReasonOf(CheckSecondMark(twice.world.dossier, twice.leaf, twice.world.leaves[0],
                                    AccountId("binh"), Mark(), "lý do"));
  };
  EXPECT_EQ(unscored(), "mark_missing");
  DossierWorld& world = twice.world;
  const Mark own = std::exchange(world.dossier.claims[0].self, Mark());
  EXPECT_EQ(unscored(), "") << "as the unit has it: nobody can agree otherwise";
  world.dossier.claims[0].self = own;
  EXPECT_EQ(ReasonOf(CheckSettled(twice.world.dossier, {twice.leaf}, Points())),
            "second_mark_missing");
  twice.Second(1);
  EXPECT_EQ(check("binh", 1, "lý do"), "second_mark_given");
  twice.leaf.given->content = Sha256::Of("an earlier claim");
  EXPECT_EQ(check("binh", 1, "lý do"), "") << "what was marked is not there any more";
  twice.world.dossier.state = DossierState::kReturned;
  EXPECT_EQ(check("binh", 1, "lý do"), "dossier_state_forbids");
}

TEST(SecondMark, WhoMarksAgainNeitherReviewsNorSeesTheFirst) {
  Twice twice;
  twice.First(15000);
  const auto reserved = [&](ActionKind kind, std::string criterion) {
    Action action = twice.world.Make(kind);
    action.criterion = std::move(criterion);
    return ReasonOf(CheckReserved(action, AccountId("binh"), {twice.leaf}, twice.world.leaves));
  };
  EXPECT_EQ(reserved(ActionKind::kAdjust, "1.1"), "second_mark_reserved");
  EXPECT_EQ(reserved(ActionKind::kAsk, "1.1"), "second_mark_reserved");
  EXPECT_EQ(reserved(ActionKind::kAgree, "1.2"), "") << "another leaf";
  EXPECT_EQ(reserved(ActionKind::kAgreeRest, "2.1"), "second_mark_reserved") << "area 1 is in it";
  EXPECT_EQ(reserved(ActionKind::kSettle, "1.1"), "");
  Dossier seen = twice.world.dossier;
  HideFirstMarks({twice.leaf}, AccountId("cuc"), seen);
  EXPECT_EQ(seen, twice.world.dossier) << "others see everything";
  HideFirstMarks({twice.leaf}, AccountId("binh"), seen);
  EXPECT_TRUE(seen.reviews.empty());
  twice.Second(15000);
  seen = twice.world.dossier;
  HideFirstMarks({twice.leaf}, AccountId("binh"), seen);
  EXPECT_EQ(seen.reviews.size(), 1u) << "once he has marked";
}

MarkPair Pair(std::int64_t first, std::int64_t second, bool stepped = true) {
  return {Mark::Scored(Points::FromE4(first)), Mark::Scored(Points::FromE4(second)),
          Points::FromE4(10000), stepped};
}

TEST(Agreement, IsExact) {
  const Mark none{MarkState::kNotApplicable, Points()};
  struct Case {
    std::string_view why;
    std::vector<MarkPair> pairs;
    int equal;
    std::string difference;
    std::string kappa;
  };
  // Yes/no on four leaves: both yes twice, both no once, once apart. Observed 3/4; by chance
  // (3*2 + 1*2)/16 = 1/2; (3/4 - 1/2) / (1/2) = 1/2.
  const Case cases[] = {
      {"nothing marked twice", {}, 0, "", ""},
      {"half of what chance leaves",
       {Pair(10000, 10000), Pair(10000, 10000), Pair(0, 0), Pair(10000, 0)},
       3,
       "1/4",
       "1/2"},
      {"always the opposite: worse than chance", {Pair(0, 10000), Pair(10000, 0)}, 0, "1", "-1"},
      {"always the same, two kinds", {Pair(0, 0), Pair(10000, 10000)}, 2, "0", "1"},
      {"one mark throughout says nothing", {Pair(0, 0), Pair(0, 0)}, 2, "0", ""},
      {"values without steps have no kappa",
       {Pair(1, 2, false), Pair(1, 1, false)},
       1,
       "1/20000",
       ""},
      {"thirds are not rounded", {Pair(0, 10000), Pair(0, 0), Pair(10000, 10000)}, 2, "1/3", "2/5"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const Agreement agreement = AgreementOf(c.pairs);
    EXPECT_EQ(agreement.pairs, static_cast<int>(c.pairs.size()));
    EXPECT_EQ(agreement.equal, c.equal);
    EXPECT_EQ(agreement.mean_difference.has_value() ? agreement.mean_difference->Text() : "",
              c.difference);
    EXPECT_EQ(agreement.kappa.has_value() ? agreement.kappa->Text() : "", c.kappa);
  }
  MarkPair states = Pair(0, 0);
  states.second = none;
  const Agreement mixed = AgreementOf({states, Pair(10000, 5000)});
  EXPECT_EQ(mixed.mean_difference->Text(), "1/2") << "a state has no points to compare";
  EXPECT_TRUE(AreApart(states.first, states.second, Points::FromE4(10000)));
}

}  // namespace
}  // namespace par::domain
