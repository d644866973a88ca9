// Goal: ranks follow exact values within groups, ties as the set says, and single changes keep them
// right.
// Method: small tables by hand; then random changes to a RankIndex, compared each time with a full
// ranking.
#include "common/domain/ranking.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "tests/unit/domain/small_set.h"

namespace par::domain {
namespace {

RankEntry Entry(std::string unit, std::int64_t e4, std::string group = "xã") {
  return {.unit = UnitId(std::move(unit)),
          .group = std::move(group),
          .ranked = true,
          .value = Points::FromE4(e4).ToRational(),
          .tie_break = {}};
}

using Ranks = std::vector<std::optional<int>>;

TEST(RankAll, SharesARankOnlyOnExactTies) {
  // The first two are both 90.02 when rounded, and stand first and second.
  const std::vector<RankEntry> entries = {Entry("a", 900249), Entry("b", 900151),
                                          Entry("c", 880000), Entry("d", 880000),
                                          Entry("e", 870000)};
  EXPECT_EQ(RankAll(entries, Ties::kGap), (Ranks{1, 2, 3, 3, 5}));
  EXPECT_EQ(RankAll(entries, Ties::kDense), (Ranks{1, 2, 3, 3, 4}));
}

TEST(RankAll, RanksEachGroupAndLeavesOutWhoIsNotRanked) {
  std::vector<RankEntry> entries = {Entry("a", 1), Entry("b", 2, "phường"), Entry("c", 3),
                                    Entry("d", 4)};
  entries[3].ranked = false;
  EXPECT_EQ(RankAll(entries, Ties::kGap), (Ranks{2, 1, 1, std::nullopt}));
  EXPECT_TRUE(RankAll({}, Ties::kGap).empty());
}

TEST(RankAll, BreaksTiesByTheChainInItsOrder) {
  std::vector<RankEntry> entries = {Entry("a", 5), Entry("b", 5), Entry("c", 5), Entry("d", 5)};
  entries[0].tie_break = {Points::FromE4(1), Points::FromE4(9)};
  entries[1].tie_break = {Points::FromE4(2), Points::FromE4(0)};
  entries[2].tie_break = {Points::FromE4(1), Points::FromE4(9)};
  entries[3].tie_break = {Points::FromE4(1), Points::FromE4(8)};
  EXPECT_EQ(RankAll(entries, Ties::kGap), (Ranks{2, 1, 2, 4}));
}

TEST(MakeRankEntry, ATieIsBrokenForWhoLostFewerPoints) {
  const CriteriaSet set = SetOf(With(kSmallSet, "tie_break: [\"1\"]", "tie_break: [\"P\", \"T\"]"));
  const auto entry = [&](std::string unit, std::string_view bonus, std::string_view penalty) {
    std::string answers =
        With(kSmallAnswers, "points: 1,", "points: " + std::string(penalty) + ",");
    answers = With(answers, "points: 0.5", "points: " + std::string(bonus));
    Answers read = AnswersOf(set, answers);
    read.unit = UnitId(std::move(unit));
    return MakeRankEntry(set, read, Score(set, read, {.traces = false}));
  };
  const std::vector<RankEntry> entries = {entry("a", "1.5", "1"), entry("b", "1", "0.5"),
                                          entry("c", "0.5", "0")};
  ASSERT_EQ(entries[0].value, entries[2].value) << "all have the same total";
  EXPECT_EQ(RankAll(entries, Ties::kGap), (Ranks{3, 2, 1}));
}

TEST(RankIndex, EqualsAFullRankingAfterEveryChange) {
  constexpr std::uint64_t kSeed = 20231228;
  RecordProperty("seed", std::to_string(kSeed));
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  for (const Ties ties : {Ties::kGap, Ties::kDense}) {
    SeededRandom random(kSeed);
    RankIndex index(ties);
    std::map<UnitId, RankEntry> model;
    for (int step = 0; step < 600; ++step) {
      const UnitId unit("u" + std::to_string(random.Uint64() % 40));
      if (random.Uint64() % 5 == 0) {
        index.Remove(unit);
        model.erase(unit);
      } else {
        RankEntry entry = Entry(unit.value(), static_cast<std::int64_t>(random.Uint64() % 6),
                                random.Uint64() % 2 == 0 ? "xã" : "phường");
        entry.ranked = random.Uint64() % 8 != 0;
        entry.tie_break = {Points::FromE4(static_cast<std::int64_t>(random.Uint64() % 2))};
        index.Put(entry);
        model.insert_or_assign(unit, entry);
      }
      std::vector<RankEntry> entries;
      for (const auto& [id, entry] : model) entries.push_back(entry);
      const Ranks ranks = RankAll(entries, ties);
      std::size_t ranked = 0;
      for (std::size_t i = 0; i < entries.size(); ++i) {
        ASSERT_EQ(index.RankOf(entries[i].unit), ranks[i]) << "step " << step;
        ranked += ranks[i].has_value() ? 1 : 0;
      }
      std::size_t listed = 0;
      for (const auto& group : {"xã", "phường"}) {
        for (const RankedUnit& place : index.Ranking(group)) {
          ASSERT_EQ(place.rank, index.RankOf(place.unit)) << "step " << step;
          ++listed;
        }
      }
      ASSERT_EQ(listed, ranked);
    }
  }
}

TEST(RankIndex, KnowsNothingOfOthers) {
  RankIndex index(Ties::kGap);
  index.Remove(UnitId("x"));
  EXPECT_EQ(index.RankOf(UnitId("x")), std::nullopt);
  EXPECT_TRUE(index.Ranking("xã").empty());
}

}  // namespace
}  // namespace par::domain
