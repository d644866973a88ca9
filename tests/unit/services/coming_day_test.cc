// Goal: a membership that begins on a coming day counts for lines and for what is sent from an
// entry on that day on; before it, and where it is taken back, it changes nothing; entries of
// before there was such a day do what they did. Method: a province's node in memory under a clock
// that the test moves; the real units of criteria/, in which one commune comes from one district to
// another, or to the province.
#include "common/domain/units_yaml.h"
#include "tests/unit/services/common_desks_world.h"

namespace par::services {
namespace {

using par::testing::IsOkAndHolds;
using par::testing::ReadText;
using par::testing::ReasonIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;

constexpr char kMovingUnit[] = "la-ha";

std::string UnitsThatStay() { return ReadText("criteria/units/quang-ngai-2023.yaml"); }

// la-ha under tu-nghia up to `last`, from the next day on under `next`.
std::string WithAMove(const std::string& last, const std::string& next_day,
                      const std::string& next) {
  std::string yaml = UnitsThatStay();
  const auto line = yaml.find("  - {id: la-ha,");
  const std::string parent = "parent: tu-nghia";
  yaml.replace(
      yaml.find(parent, line), parent.size(),
      "parents: [{id: tu-nghia, until: " + last + "}, {id: " + next + ", from: " + next_day + "}]");
  return yaml;
}

class ComingDay : public CommonDesks {
 protected:
  void SetDay(const std::string& day) {
    clock_.SetWall(domain::Date::Parse(day)->days() * std::int64_t{86'400} * 1'000'000);
  }
  absl::Status Count(std::string_view role = "node") {
    return Run(Kind::kCountDay, unit::v1::ListUnitsRequest(), role).status();
  }
  std::string Parent() {
    const auto parent = desks_.units.ParentOf(store_, kMovingUnit);
    EXPECT_OK(parent);
    return parent.ok() ? parent->value_or("") : "";
  }
  void ExpectReplay() {
    Desks other;
    storage::MemoryStore empty;
    ASSERT_OK_AND_ASSIGN(const auto report,
                         ledger::RebuildAndCompare(store_, other.commands, empty));
    EXPECT_FALSE(report.difference.has_value());
  }
};

TEST_F(ComingDay, CountsFromItsEntryOn) {
  SetDay("2025-06-10");
  ASSERT_OK(Count());
  ASSERT_OK(ImportUnits(UnitsThatStay()));
  ASSERT_OK(Import(ReadText(kUsableSet)));
  ASSERT_OK(Publish("quang-ngai-district-2023", 2));
  ASSERT_OK(ImportUnits(WithAMove("2025-06-30", "2025-07-01", "quang-ngai")));
  EXPECT_EQ(Parent(), "tu-nghia");
  EXPECT_THAT(desks_.units.FormerParentsOf(store_, kMovingUnit), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(desks_.units.ChildrenOf(store_, "quang-ngai"),
              IsOkAndHolds(Not(Contains(kMovingUnit))));
  const std::uint64_t before = SentTo(kMovingUnit);
  SetDay("2025-07-01");
  EXPECT_EQ(Parent(), "tu-nghia") << "rows do not change with the clock";
  ASSERT_OK(Count());
  EXPECT_EQ(Parent(), "quang-ngai");
  EXPECT_THAT(desks_.units.FormerParentsOf(store_, kMovingUnit),
              IsOkAndHolds(ElementsAre("tu-nghia")));
  EXPECT_THAT(desks_.units.ChildrenOf(store_, "quang-ngai"), IsOkAndHolds(Contains(kMovingUnit)));
  EXPECT_THAT(desks_.units.UnitsBelow(store_, "tu-nghia"),
              IsOkAndHolds(Not(Contains(kMovingUnit))));
  EXPECT_EQ(SentTo(kMovingUnit), before + 1) << "the set that its new superior has for all";
  ASSERT_OK(Count());
  EXPECT_EQ(SentTo(kMovingUnit), before + 1) << "once";
  ExpectReplay();
}

TEST_F(ComingDay, OfATreeThatComesLateHasComeWithIt) {
  SetDay("2025-06-10");
  ASSERT_OK(Count());
  ASSERT_OK(ImportUnits(UnitsThatStay()));
  SetDay("2025-07-03");
  const std::uint64_t before = SentTo(kMovingUnit);
  ASSERT_OK(ImportUnits(WithAMove("2025-06-30", "2025-07-01", "nghia-hanh")));
  EXPECT_EQ(Parent(), "nghia-hanh");
  // nghia-hanh lives elsewhere. Who leads it now it believes only when it knows the tree.
  EXPECT_EQ(SentTo(kMovingUnit), before + 1) << "tu-nghia, whose it was, tells it";
  ExpectReplay();
}

TEST_F(ComingDay, ThatIsTakenBackLeavesNothing) {
  SetDay("2025-06-10");
  ASSERT_OK(Count());
  ASSERT_OK(ImportUnits(WithAMove("2025-06-30", "2025-07-01", "quang-ngai")));
  ASSERT_OK(ImportUnits(UnitsThatStay()));
  const std::uint64_t before = SentTo(kMovingUnit);
  SetDay("2025-07-01");
  EXPECT_THAT(desks_.units.DayIsDue(store_, clock_.WallMicros()), IsOkAndHolds(false));
  ASSERT_OK(Count());
  EXPECT_EQ(Parent(), "tu-nghia");
  EXPECT_EQ(SentTo(kMovingUnit), before);
  EXPECT_THAT(desks_.units.FormerParentsOf(store_, kMovingUnit), IsOkAndHolds(IsEmpty()));
}

// Entries that a program made before there was a day are carried out again as they were.
TEST_F(ComingDay, IsNotWaitedForBeforeTheNodeHasEnteredOne) {
  SetDay("2025-06-10");
  ASSERT_OK(ImportUnits(WithAMove("2025-06-30", "2025-07-01", "quang-ngai")));
  EXPECT_EQ(Parent(), "quang-ngai");
  EXPECT_THAT(CountedDay(store_), IsOkAndHolds(std::optional<domain::Date>()));
  EXPECT_THAT(desks_.units.DayIsDue(store_, clock_.WallMicros()), IsOkAndHolds(true));
  ASSERT_OK(Count());
  EXPECT_EQ(Parent(), "tu-nghia") << "from now on";
  ExpectReplay();
}

TEST_F(ComingDay, IsEnteredWhenItMakesADifference) {
  struct Case {
    const char* why;
    const char* counted;
    const char* now;
    bool due;
  };
  const Case cases[] = {
      {"the day itself counts", "2025-06-30", "2025-06-30", false},
      {"nothing changes on that day", "2025-06-10", "2025-06-30", false},
      {"the move's day", "2025-06-10", "2025-07-01", true},
      {"the node was off on the day", "2025-06-10", "2026-01-01", true},
      {"it has counted", "2025-07-01", "2026-01-01", false},
      {"the clock was put right by seconds at midnight", "2025-07-01", "2025-06-30", false},
      {"the clock had been wrong by days", "2025-07-03", "2025-06-30", true},
      {"a clock that knows no day", "2025-06-10", "1970-01-01", false},
  };
  SetDay("2025-06-10");
  ASSERT_OK(ImportUnits(WithAMove("2025-06-30", "2025-07-01", "quang-ngai")));
  for (const Case& c : cases) {
    SetDay(c.counted);
    ASSERT_OK(Count());
    SetDay(c.now);
    EXPECT_THAT(desks_.units.DayIsDue(store_, clock_.WallMicros()), IsOkAndHolds(c.due)) << c.why;
  }
}

TEST_F(ComingDay, IsReadBackWhateverTheClockSaid) {
  for (const std::int64_t wall : {std::int64_t{-1} << 61u, std::int64_t{1} << 61u}) {
    clock_.SetWall(wall);
    ASSERT_OK(Count());
    EXPECT_OK(CountedDay(store_));
  }
}

TEST_F(ComingDay, IsSaidByTheNodeAndNobodyElse) {
  EXPECT_THAT(Count("administrator"), ReasonIs("hosting_not_from_node"));
  EXPECT_THAT(CountedDay(store_), IsOkAndHolds(std::optional<domain::Date>()));
}

}  // namespace
}  // namespace par::services
