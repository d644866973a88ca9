// Goal: the simulated country is the real one by its numbers; a province gets through a deadline
// under faults with every invariant standing and every commune's receipt accounted for; the seed
// decides everything and threads nothing.
// Method: the tables are added up, and what is made of them is counted again; small provinces of
// both shapes run as the whole country does (sim --country, marked long).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/country_run.h"

namespace par::sim {
namespace {

using ::testing::IsEmpty;

constexpr ProvinceSize kThreeTier = {"three tiers", 3, 16};
constexpr ProvinceSize kTwoTier = {"two tiers", 0, 11};

TEST(CountryTable, AddsUpToTheCountry) {
  struct Row {
    CountryShape shape;
    std::size_t provinces;
    int districts, communes;
    std::string_view largest;
    const char* why;
  };
  for (const Row& row :
       {Row{CountryShape::kThreeTier, 63, 705, 10'598, "Hà Nội", "April 2023"},
        Row{CountryShape::kTwoTier, 34, 0, 3'321, "Thành phố Hồ Chí Minh", "since July 2025"}}) {
    const std::vector<ProvinceSize>& sizes = ProvincesOf(row.shape);
    int districts = 0;
    int communes = 0;
    std::set<std::string_view> names;
    for (const ProvinceSize& size : sizes) {
      districts += size.districts;
      communes += size.communes;
      names.insert(size.name);
    }
    EXPECT_EQ(names.size(), row.provinces) << row.why;
    EXPECT_EQ(districts, row.districts) << row.why;
    EXPECT_EQ(communes, row.communes) << row.why;
    EXPECT_EQ(sizes.front().name, row.largest) << row.why;
    EXPECT_TRUE(std::is_sorted(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) {
      return a.communes > b.communes;
    })) << row.why;
  }
}

TEST(CountryTable, EveryProvinceIsMadeWhole) {
  for (const CountryShape shape : {CountryShape::kThreeTier, CountryShape::kTwoTier}) {
    for (const ProvinceSize& size : ProvincesOf(shape)) {
      const Country province = ProvinceWith(size);
      int districts = 0;
      int communes = 0;
      int hosted = 0;
      for (const UnitPlace& place : province.places()) {
        if (place.parent.empty()) continue;
        const bool district = province.HasChildren(place.unit);
        (district ? districts : communes) += 1;
        if (place.node == province.NodeOf(place.parent)) ++hosted;
      }
      EXPECT_EQ(districts, size.districts) << size.name;
      EXPECT_EQ(communes, size.communes) << size.name;
      EXPECT_EQ(province.Nodes().size() + hosted, province.places().size()) << size.name;
      EXPECT_EQ(province.Below("tinh").size(), province.places().size() - 1) << size.name;
    }
  }
}

TEST(CountryRun, AProvinceGetsThroughItsDeadline) {
  for (const ProvinceSize& size : {kThreeTier, kTwoTier}) {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      const ProvinceReport report = RunProvince(size, seed);
      EXPECT_THAT(report.violations, IsEmpty()) << size.name << " SIM_SEED=" << seed;
      const LoadReport& load = report.load;
      const auto communes = static_cast<std::uint64_t>(size.communes);
      EXPECT_EQ(load.waits.size(), communes);
      EXPECT_EQ(load.told_by_deadline + load.told_after + load.handed_in_after, communes);
      EXPECT_GE(load.items, communes) << "every submission comes to the province";
      EXPECT_GE(report.cuts, report.nodes - 1) << "every line fails";
      EXPECT_GT(report.crashes, 0u);
      const Country province = ProvinceWith(size);
      std::uint64_t lines = 0;
      for (const std::string& node : province.Nodes()) {
        if (province.UpperNode(node) == province.TopNode()) ++lines;
      }
      // Communes that live on the province's node have a line within it.
      EXPECT_GE(load.sessions, lines);
      EXPECT_LE(load.sessions, lines + 1);
    }
  }
}

TEST(CountryRun, SeedsDecideAndThreadsDoNot) {
  const std::vector<ProvinceSize> sizes = {kTwoTier, {"tiny", 1, 3}, {"small", 0, 4}};
  const auto hash = [&](std::uint64_t seed, std::size_t threads) {
    return RunCountry(sizes, seed, threads, [](const ProvinceReport&) {}).trace_hash;
  };
  const std::uint64_t first = hash(1, 1);
  EXPECT_EQ(first, hash(1, 3));
  EXPECT_NE(first, hash(2, 3));
}

}  // namespace
}  // namespace par::sim
