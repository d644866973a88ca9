// Goal: who stands under whom is answered for any day, through the change from three tiers to two,
// and a tree that cannot be right is refused with everything that is wrong in it.
// Method: one small tree across 1 July 2025; a table of spoilt copies of it, each with one fault.
#include "common/domain/unit_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Date D(std::string_view text) { return *Date::Parse(text); }
UnitId U(std::string_view id) { return UnitId(std::string(id)); }

const Date kOld = *Date::Of(2025, 6, 30);
const Date kNew = *Date::Of(2025, 7, 1);

struct Country {
  std::vector<Unit> units;
  std::vector<UnitChange> changes;
};

Unit Make(std::string_view id, UnitKind kind, Period existence, std::vector<Membership> parents) {
  Unit unit;
  unit.id = U(id);
  unit.name = std::string(id);
  unit.kind = kind;
  unit.existence = existence;
  unit.parents = std::move(parents);
  return unit;
}

// Two communes of a district merge; a third loses its district and goes on under the province; a
// fourth is split.
Country SampleCountry() {
  const Period until{Date::Earliest(), kOld};
  const Period since{kNew, Date::Latest()};
  Country c;
  c.units.push_back(Make("tinh", UnitKind::kTinh, {}, {}));
  c.units.push_back(Make("huyen", UnitKind::kHuyen, until, {{U("tinh"), until}}));
  c.units.push_back(Make("phong", UnitKind::kPhong, until, {{U("huyen"), until}}));
  c.units.push_back(Make("so", UnitKind::kSo, {}, {{U("tinh"), {}}}));
  c.units.push_back(Make("a", UnitKind::kXa, until, {{U("huyen"), until}}));
  c.units.push_back(Make("b", UnitKind::kThiTran, until, {{U("huyen"), until}}));
  c.units.push_back(Make("c", UnitKind::kXa, {}, {{U("tinh"), since}, {U("huyen"), until}}));
  c.units.push_back(Make("d", UnitKind::kXa, until, {{U("huyen"), until}}));
  c.units.push_back(Make("ab", UnitKind::kXa, since, {{U("tinh"), since}}));
  c.units.push_back(Make("d1", UnitKind::kXa, since, {{U("tinh"), since}}));
  c.changes.push_back({kNew, "NQ 1", {U("a"), U("b")}, {U("ab")}});
  c.changes.push_back({kNew, "NQ 1", {U("d"), U("c")}, {U("d1"), U("c")}});
  return c;
}

UnitTree Tree() {
  Country c = SampleCountry();
  auto tree = UnitTree::Make(c.units, c.changes);
  EXPECT_TRUE(tree.ok()) << tree.status();
  return tree.ok() ? *std::move(tree) : UnitTree();
}

TEST(UnitTree, AnswersForTheDayAsked) {
  const UnitTree tree = Tree();
  EXPECT_EQ(tree.Parent(U("c"), kOld), U("huyen"));
  EXPECT_EQ(tree.Parent(U("c"), kNew), U("tinh"));
  EXPECT_EQ(tree.Parent(U("tinh"), kNew), std::nullopt);
  EXPECT_EQ(tree.Parent(U("a"), kNew), std::nullopt) << "it is no more";
  EXPECT_EQ(tree.Parent(U("nobody"), kNew), std::nullopt);
  EXPECT_THAT(tree.Children(U("huyen"), kOld),
              ElementsAre(U("a"), U("b"), U("c"), U("d"), U("phong")));
  EXPECT_THAT(tree.Children(U("huyen"), kNew), IsEmpty());
  EXPECT_THAT(tree.Children(U("tinh"), kOld), ElementsAre(U("huyen"), U("so")));
  EXPECT_THAT(tree.Children(U("tinh"), kNew), ElementsAre(U("ab"), U("c"), U("d1"), U("so")));
  EXPECT_THAT(tree.Ancestors(U("a"), kOld), ElementsAre(U("huyen"), U("tinh")));
  EXPECT_THAT(tree.Ancestors(U("ab"), kNew), ElementsAre(U("tinh")));
  EXPECT_TRUE(tree.IsUnder(U("a"), U("tinh"), kOld));
  EXPECT_FALSE(tree.IsUnder(U("tinh"), U("a"), kOld));
  EXPECT_FALSE(tree.IsUnder(U("tinh"), U("tinh"), kOld)) << "a unit is not under itself";
}

TEST(UnitTree, AUnitThatIsNotThereYetOrNoMoreStandsWhereItStandsOnTheNearestDay) {
  const UnitTree tree = Tree();
  struct Case {
    const char* why;
    const char* unit;
    Date on;
    std::optional<UnitId> parent;
  };
  const Case cases[] = {
      {"merged, below a district that is no more", "a", kNew, U("huyen")},
      {"the same while it is there", "a", kOld, U("huyen")},
      {"the district itself", "huyen", Date::Latest(), U("tinh")},
      {"its change of hands is to come", "c", kOld, U("huyen")},
      {"it has come", "c", kNew, U("tinh")},
      {"is founded on a day to come", "ab", kOld, U("tinh")},
      {"goes on where it always stood", "so", kNew, U("tinh")},
      {"the top", "tinh", kOld, std::nullopt},
      {"unknown", "nobody", kOld, std::nullopt},
  };
  for (const Case& c : cases) EXPECT_EQ(tree.NearestParent(U(c.unit), c.on), c.parent) << c.why;
  EXPECT_THAT(tree.NearestChildren(U("huyen"), kNew),
              ElementsAre(U("a"), U("b"), U("d"), U("phong")));
  EXPECT_THAT(tree.NearestChildren(U("huyen"), kOld),
              ElementsAre(U("a"), U("b"), U("c"), U("d"), U("phong")));
  EXPECT_THAT(tree.NearestChildren(U("tinh"), kNew),
              ElementsAre(U("ab"), U("c"), U("d1"), U("huyen"), U("so")));
  EXPECT_THAT(tree.NearestChildren(U("a"), kNew), IsEmpty());
  EXPECT_THAT(tree.FormerParents(U("c"), kNew), ElementsAre(U("huyen")));
  EXPECT_THAT(tree.FormerParents(U("c"), kOld), IsEmpty()) << "the day has not come";
  EXPECT_THAT(tree.FormerParents(U("a"), kNew), IsEmpty()) << "it had one all its life";
  EXPECT_THAT(tree.FormerParents(U("nobody"), kNew), IsEmpty());
}

TEST(UnitTree, SaysWhoReplacesWhom) {
  const UnitTree tree = Tree();
  EXPECT_THAT(tree.Successors(U("a"), kNew), ElementsAre(U("ab")));
  EXPECT_THAT(tree.Successors(U("a"), kOld), ElementsAre(U("a")));
  EXPECT_THAT(tree.Successors(U("d"), kNew), ElementsAre(U("c"), U("d1")));
  EXPECT_THAT(tree.Successors(U("c"), kNew), ElementsAre(U("c"))) << "it goes on";
  EXPECT_THAT(tree.Successors(U("huyen"), kNew), IsEmpty()) << "abolished without a successor";
  EXPECT_THAT(tree.Predecessors(U("ab"), kOld), ElementsAre(U("a"), U("b")));
  EXPECT_THAT(tree.Predecessors(U("c"), kOld), ElementsAre(U("c"), U("d")));
  EXPECT_THAT(tree.Predecessors(U("ab"), kNew), ElementsAre(U("ab")));
  EXPECT_THAT(tree.Predecessors(U("a"), kNew), IsEmpty());
}

TEST(UnitTree, FollowsSeveralChangesInTurn) {
  Country c;
  const auto period = [](std::string_view from, std::string_view until) {
    return Period{D(from), D(until)};
  };
  const Period first = period("2000-01-01", "2009-12-31");
  const Period second = period("2010-01-01", "2019-12-31");
  c.units.push_back(Make("x", UnitKind::kXa, first, {}));
  c.units.push_back(Make("y", UnitKind::kXa, first, {}));
  c.units.push_back(Make("xy", UnitKind::kXa, second, {}));
  c.units.push_back(Make("p", UnitKind::kXa, period("2020-01-01", "2199-12-31"), {}));
  c.units.push_back(Make("q", UnitKind::kXa, period("2020-01-01", "2199-12-31"), {}));
  // Given in the wrong order on purpose: their days decide.
  c.changes.push_back({D("2020-01-01"), "", {U("xy")}, {U("p"), U("q")}});
  c.changes.push_back({D("2010-01-01"), "", {U("x"), U("y")}, {U("xy")}});
  const auto tree = UnitTree::Make(c.units, c.changes);
  ASSERT_TRUE(tree.ok()) << tree.status();
  EXPECT_THAT(tree->Successors(U("x"), D("2021-01-01")), ElementsAre(U("p"), U("q")));
  EXPECT_THAT(tree->Successors(U("x"), D("2015-01-01")), ElementsAre(U("xy")));
  EXPECT_THAT(tree->Predecessors(U("q"), D("2005-01-01")), ElementsAre(U("x"), U("y")));
}

TEST(UnitTree, NamesEachFault) {
  struct Case {
    std::string_view why;
    std::function<void(Country&)> spoil;
    std::string_view reason;
  };
  const Case cases[] = {
      {"capitals", [](Country& c) { c.units.push_back(Make("X", UnitKind::kXa, {}, {})); },
       "unit_id_malformed"},
      {"same id twice", [](Country& c) { c.units.push_back(Make("so", UnitKind::kTinh, {}, {})); },
       "unit_repeated"},
      {"no name", [](Country& c) { c.units[0].name.clear(); }, "unit_name_missing"},
      {"ends before it begins",
       [](Country& c) { c.units.push_back(Make("x", UnitKind::kXa, {kNew, kOld}, {})); },
       "unit_period_reversed"},
      {"parent nobody knows", [](Country& c) { c.units[3].parents = {{U("nobody"), {}}}; },
       "unit_unknown"},
      {"its own parent", [](Country& c) { c.units[3].parents = {{U("so"), {}}}; },
       "unit_parent_self"},
      {"a district under a commune", [](Country& c) { c.units[1].parents[0].parent = U("a"); },
       "unit_parent_level"},
      {"a district that is no more", [](Country& c) { c.units[6].parents = {{U("huyen"), {}}}; },
       "unit_parent_absent"},
      {"two parents on one day",
       [](Country& c) {
         c.units[6].parents[1].period = {Date::Earliest(), kOld},
         c.units[6].parents[0].period = {kOld, Date::Latest()};
       },
       "unit_two_parents"},
      {"no parent for a day", [](Country& c) { c.units[6].parents[0].period.from = kNew.Plus(1); },
       "unit_parent_gap"},
      {"no parent at the end",
       [](Country& c) { c.units[6].parents[0].period.until = kNew.Plus(9); }, "unit_parent_gap"},
      {"a ring of two",
       [](Country& c) {
         c.units.push_back(Make("x", UnitKind::kXa, {}, {{U("y"), {}}}));
         c.units.push_back(Make("y", UnitKind::kXa, {}, {{U("x"), {}}}));
       },
       "unit_cycle"},
      {"a merger into nothing", [](Country& c) { c.changes[0].after.clear(); },
       "unit_change_empty"},
      {"an old unit that lives on unsaid",
       [](Country& c) { c.changes[0].before.push_back(U("c")); }, "unit_change_before"},
      {"a new unit older than the change",
       [](Country& c) { c.changes[0].after.push_back(U("so")); }, "unit_change_after"},
      {"a change of a unit nobody knows",
       [](Country& c) { c.changes[0].after.push_back(U("nobody")); }, "unit_unknown"},
  };
  EXPECT_THAT(UnitTree::Problems(SampleCountry().units, SampleCountry().changes), IsEmpty());
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    Country country = SampleCountry();
    c.spoil(country);
    const auto problems = UnitTree::Problems(country.units, country.changes);
    std::vector<std::string> reasons;
    for (const TreeProblem& one : problems) reasons.push_back(ReasonOf(one.refusal));
    EXPECT_THAT(reasons, ::testing::Contains(c.reason));
    EXPECT_FALSE(UnitTree::Make(country.units, country.changes).ok());
  }
}

TEST(UnitTree, NamesAllFaultsAtOnce) {
  Country c = SampleCountry();
  c.units[0].name.clear();
  c.units[3].parents = {{U("nobody"), {}}};
  c.changes[0].after.clear();
  EXPECT_EQ(UnitTree::Problems(c.units, c.changes).size(), 3u);
}

TEST(UnitKind, EveryKindHasItsNameAndLevel) {
  for (int i = 0; i <= static_cast<int>(UnitKind::kPhong); ++i) {
    const auto kind = static_cast<UnitKind>(i);
    EXPECT_EQ(ParseUnitKind(Name(kind)), kind);
    EXPECT_FALSE(VietnameseName(kind).empty());
    EXPECT_EQ(ParseLevel(Name(LevelOf(kind))), LevelOf(kind));
  }
  EXPECT_EQ(ParseUnitKind("xã"), std::nullopt);
}

}  // namespace
}  // namespace par::domain
