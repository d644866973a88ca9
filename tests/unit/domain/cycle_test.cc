// Goal: a cycle that cannot work is refused with everything wrong in it, its states follow one
// another, and lateness is judged by the superior's receipt.
// Method: tables of spoilt cycles and of submission times around the end of the day in Vietnam; all
// pairs of states.
#include "common/domain/cycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 24 * 3600 * kSecond;

Cycle SampleCycle() {
  Cycle cycle;
  cycle.id = CycleId("tu-nghia-2023");
  cycle.year = 2023;
  cycle.level = Level::kCommune;
  cycle.owner = UnitId("tu-nghia");
  cycle.criteria_set = "quang-ngai-commune-2023";
  cycle.criteria_version = 1;
  cycle.units = {UnitId("la-ha"), UnitId("song-ve")};
  cycle.deadlines = {*Date::Of(2023, 10, 30), *Date::Of(2023, 12, 5), *Date::Of(2023, 12, 15),
                     *Date::Of(2023, 12, 20)};
  return cycle;
}

UnitTree CycleTree() {
  std::vector<Unit> units;
  const auto add = [&](std::string id, UnitKind kind, std::string parent) {
    Unit unit;
    unit.id = UnitId(id);
    unit.name = std::move(id);
    unit.kind = kind;
    if (!parent.empty()) unit.parents = {{UnitId(std::move(parent)), {}}};
    units.push_back(std::move(unit));
  };
  add("quang-ngai", UnitKind::kTinh, "");
  add("tu-nghia", UnitKind::kHuyen, "quang-ngai");
  add("mo-duc", UnitKind::kHuyen, "quang-ngai");
  add("la-ha", UnitKind::kThiTran, "tu-nghia");
  add("song-ve", UnitKind::kThiTran, "tu-nghia");
  add("duc-nhuan", UnitKind::kXa, "mo-duc");
  add("noi-vu", UnitKind::kPhong, "tu-nghia");
  auto tree = UnitTree::Make(std::move(units), {});
  EXPECT_TRUE(tree.ok()) << tree.status();
  return tree.ok() ? *std::move(tree) : UnitTree();
}

TEST(Cycle, NamesEachFault) {
  struct Case {
    std::string_view why;
    std::function<void(Cycle&)> spoil;
    std::string_view reason;
  };
  const Case cases[] = {
      {"spaces in the id", [](Cycle& c) { c.id = CycleId("a b"); }, "cycle_id_malformed"},
      {"two-digit year", [](Cycle& c) { c.year = 23; }, "cycle_year"},
      {"no version", [](Cycle& c) { c.criteria_version = 0; }, "cycle_set_missing"},
      {"no set", [](Cycle& c) { c.criteria_set.clear(); }, "cycle_set_missing"},
      {"nobody to assess", [](Cycle& c) { c.units.clear(); }, "cycle_units_empty"},
      {"one unit twice", [](Cycle& c) { c.units.push_back(c.units[0]); }, "cycle_unit_repeated"},
      {"the judge among the judged", [](Cycle& c) { c.units.push_back(c.owner); },
       "cycle_owner_takes_part"},
      {"review ends before submission",
       [](Cycle& c) { c.deadlines.review = c.deadlines.submit.Plus(-1); }, "cycle_deadline_order"},
      {"published before appeals end",
       [](Cycle& c) { c.deadlines.publish = c.deadlines.appeal.Plus(-1); }, "cycle_deadline_order"},
      {"no round at all", [](Cycle& c) { c.rounds = 0; }, "cycle_rounds"},
      {"an owner nobody knows", [](Cycle& c) { c.owner = UnitId("x"); }, "unit_unknown"},
      {"a unit nobody knows", [](Cycle& c) { c.units.emplace_back("x"); }, "unit_unknown"},
      {"a commune of another district", [](Cycle& c) { c.units.emplace_back("duc-nhuan"); },
       "cycle_unit_not_under_owner"},
      {"an office among communes", [](Cycle& c) { c.units.emplace_back("noi-vu"); },
       "cycle_unit_level"},
  };
  const UnitTree tree = CycleTree();
  EXPECT_THAT(CycleProblems(SampleCycle(), tree), ::testing::IsEmpty());
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    Cycle cycle = SampleCycle();
    c.spoil(cycle);
    std::vector<std::string> reasons;
    for (const absl::Status& problem : CycleProblems(cycle, tree)) {
      reasons.push_back(ReasonOf(problem));
    }
    EXPECT_THAT(reasons, ::testing::Contains(c.reason));
  }
}

TEST(Cycle, OnlyTheTopUnitMayRunOneForItselfAlone) {
  const UnitTree tree = CycleTree();
  Cycle cycle = SampleCycle();
  cycle.level = Level::kProvince;
  cycle.owner = UnitId("quang-ngai");
  cycle.units = {cycle.owner};
  EXPECT_THAT(CycleProblems(cycle, tree), ::testing::IsEmpty());
  cycle.level = Level::kDistrict;
  cycle.owner = UnitId("tu-nghia");
  cycle.units = {cycle.owner};
  const auto problems = CycleProblems(cycle, tree);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(ReasonOf(problems.front()), "cycle_unit_not_under_owner");
}

TEST(Cycle, DaysToBeginWith) {
  struct Row {
    const char* why;
    int year;
    const char* today;
    const char* submit;
    const char* review;
    const char* appeal;
    const char* answer;
    const char* publish;
  };
  constexpr Row kRows[] = {
      {"the year's usual days", 2023, "2023-03-01", "2023-10-30", "2023-11-20", "2023-11-30",
       "2023-12-10", "2023-12-20"},
      {"two weeks are enough", 2023, "2023-10-16", "2023-10-30", "2023-11-20", "2023-11-30",
       "2023-12-10", "2023-12-20"},
      {"a day less is not", 2023, "2023-10-17", "2023-11-16", "2023-12-06", "2023-12-16",
       "2023-12-26", "2024-01-05"},
      {"a year that is over", 2022, "2023-03-01", "2023-03-31", "2023-04-20", "2023-04-30",
       "2023-05-10", "2023-05-20"},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    const Deadlines days = UsualDeadlines(row.year, *Date::Parse(row.today));
    EXPECT_EQ(days.submit.Iso(), row.submit);
    EXPECT_EQ(days.review.Iso(), row.review);
    EXPECT_EQ(days.appeal.Iso(), row.appeal);
    EXPECT_EQ(AnswerDeadline(days).Iso(), row.answer);
    EXPECT_EQ(days.publish.Iso(), row.publish);
    Cycle cycle = SampleCycle();
    cycle.deadlines = days;
    EXPECT_THAT(CycleProblems(cycle), ::testing::IsEmpty());
  }
  Deadlines leap = UsualDeadlines(2024, *Date::Parse("2024-01-01"));
  leap.submit = *Date::Parse("2024-02-29");
  leap.answer.reset();
  const Deadlines later = YearLater(leap);
  EXPECT_EQ(later.submit.Iso(), "2025-02-28");
  EXPECT_EQ(later.publish.Iso(), "2025-12-20");
  EXPECT_FALSE(later.answer.has_value());
}

TEST(Cycle, ADeadlineOfTheLastYearStaysWhereItIs) {
  Deadlines last = UsualDeadlines(2199, *Date::Parse("2199-01-01"));
  last.submit = *Date::Parse("2198-12-31");
  last.publish = Date::Latest();
  const Deadlines later = YearLater(last);
  EXPECT_EQ(later.submit, Date::Latest());
  EXPECT_EQ(later.review, last.review) << "there is no year after it";
  EXPECT_EQ(later.publish, Date::Latest());
}

TEST(Cycle, StatesFollowOneAnotherAndNeverGoBack) {
  for (int from = 0; from < kCycleStateCount; ++from) {
    for (int to = 0; to < kCycleStateCount; ++to) {
      Cycle cycle = SampleCycle();
      cycle.state = static_cast<CycleState>(from);
      const auto next = Advance(cycle, static_cast<CycleState>(to));
      ASSERT_EQ(next.ok(), to == from + 1) << from << " to " << to;
      if (next.ok()) {
        EXPECT_EQ(next->state, static_cast<CycleState>(to));
      } else {
        EXPECT_EQ(ReasonOf(next.status()), "cycle_state_order");
      }
    }
    const auto state = static_cast<CycleState>(from);
    EXPECT_EQ(ParseCycleState(Name(state)), state);
    EXPECT_EQ(ByDecision(state),
              state == CycleState::kPublished || state == CycleState::kSuperseded);
  }
}

TEST(Timeliness, TheSuperiorsReceiptDecides) {
  const Date deadline = SampleCycle().deadlines.submit;
  const std::int64_t end = deadline.EndInVietnam();
  struct Case {
    std::string_view why;
    SubmissionTimes times;
    std::string_view want;
    int days;
  };
  const Case cases[] = {
      {"the last moment of the day", {end - 1, {}, {}}, "on_time", 0},
      {"received in time, whatever the unit's clock says", {end - 1, end + kDay, {}}, "on_time", 0},
      {"the first moment of the next day", {end, {}, {}}, "late", 1},
      {"made offline in time, clock compared yesterday",
       {end + 3 * kDay, end - 1, kDay},
       "late_delivery",
       4},
      {"made in time by a clock nobody compared", {end + kDay, end - 1, {}}, "late", 2},
      {"clock compared a week ago", {end + kDay, end - 1, 7 * kDay}, "late", 2},
      {"clock compared just under a week ago",
       {end + kDay, end - 1, 7 * kDay - 1},
       "late_delivery",
       2},
      {"a clock compared in the future", {end + kDay, end - 1, -1}, "late", 2},
      {"made late by a good clock", {end + kDay, end, kDay}, "late", 2},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(Name(Judge(c.times, deadline)), c.want);
    EXPECT_EQ(DaysLate(c.times, deadline), c.days);
  }
}

}  // namespace
}  // namespace par::domain
