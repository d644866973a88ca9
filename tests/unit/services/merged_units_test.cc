// Goal: a unit with a last day stays on its line and under those who led it, before that day and
// after it, so that what it takes part in is brought to its end.
// Method: a province's node in memory, the real units and cycle of criteria/ with one commune that
// is merged; one row per day on which the node may stand.
#include "tests/unit/services/common_desks_world.h"

namespace par::services {
namespace {

using par::testing::ReadText;
using ::testing::Contains;

constexpr char kMerged[] = "la-ha";

constexpr char kLastDay[] = "2025-06-30";

void End(std::string& yaml, const std::string& unit, const std::string& last_day) {
  const auto line = yaml.find("  - {id: " + unit + ",");
  PAR_CHECK(line != std::string::npos);
  yaml.insert(yaml.find('}', line), ", until: " + last_day);
}

// The commune ends, and where the district was dissolved all of it.
std::string UnitsWithAMerger(bool district_too) {
  std::string yaml = ReadText("criteria/units/quang-ngai-2023.yaml");
  End(yaml, kMerged, kLastDay);
  if (district_too) {
    std::size_t at = 0;
    while ((at = yaml.find("parent: tu-nghia", at)) != std::string::npos) {
      const auto line = yaml.rfind("{id: ", at) + 5;
      const std::string unit = yaml.substr(line, yaml.find(',', line) - line);
      at += 16;
      if (unit != kMerged) End(yaml, unit, kLastDay);
    }
    End(yaml, "tu-nghia", kLastDay);
  }
  return yaml;
}

class MergedUnits : public CommonDesks {
 protected:
  void SetDay(const std::string& day) {
    clock_.SetWall(domain::Date::Parse(day)->days() * std::int64_t{86'400} * 1'000'000);
  }
  absl::StatusOr<domain::Relation> RelationTo(const std::string& above) {
    return desks_.units.RelationTo(store_, above, kMerged, clock_.WallMicros());
  }
};

TEST_F(MergedUnits, FinishTheCycleThatTheyTookPartIn) {
  struct Case {
    std::string_view why;
    bool district_too;
    const char* opened;
    const char* advanced;
  };
  const Case cases[] = {
      {"the merger is to come", false, "2023-10-01", "2023-11-01"},
      {"it comes while the cycle runs", false, "2023-10-01", "2025-07-01"},
      {"it was long ago", false, "2025-08-01", "2026-08-01"},
      {"the district is dissolved while the cycle runs", true, "2023-10-01", "2025-07-01"},
  };
  int number = 0;
  ASSERT_OK(Import(ReadText(kCommuneSet)));
  ASSERT_OK(Publish("commune-sample-2023", 1));
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    SetDay(c.opened);
    ASSERT_OK(ImportUnits(UnitsWithAMerger(c.district_too)));
    const std::string id = "cycle-" + std::to_string(++number);
    std::string yaml = ReadText("criteria/cycles/tu-nghia-communes-2023.yaml");
    yaml.replace(yaml.find("id: tu-nghia-communes-2023"), 26, "id: " + id);
    cycle::v1::OpenCycleRequest open;
    open.set_actor_unit("tu-nghia");
    open.set_cycle_yaml(yaml);
    std::uint64_t sent = SentTo(kMerged);
    ASSERT_OK(Run(Kind::kOpenCycle, open, "administrator", "tu-nghia"));
    EXPECT_EQ(SentTo(kMerged), ++sent);
    SetDay(c.advanced);
    cycle::v1::AdvanceCycleRequest advance;
    advance.set_id(id);
    advance.set_to_state("self_assessing");
    ASSERT_OK(Run(Kind::kAdvanceCycle, advance, "administrator", "tu-nghia"));
    EXPECT_EQ(SentTo(kMerged), ++sent) << "it hears how the cycle goes on";
    ASSERT_OK_AND_ASSIGN(const auto parent, desks_.units.ParentOf(store_, kMerged));
    EXPECT_EQ(parent, "tu-nghia") << "where its items go";
    EXPECT_EQ(*RelationTo("tu-nghia"), domain::Relation::kParent);
    EXPECT_EQ(*RelationTo("quang-ngai"), domain::Relation::kAbove);
    EXPECT_EQ(*RelationTo("nghia-hanh"), domain::Relation::kOther);
    ASSERT_OK_AND_ASSIGN(const auto below, desks_.units.UnitsBelow(store_, "quang-ngai"));
    EXPECT_THAT(below, Contains(kMerged));
  }
}

// A tree with its history names many: nothing waits for a node that there will never be.
TEST_F(MergedUnits, OfLongAgoHearNothingUnlessANodeServesThem) {
  struct Case {
    std::string_view why;
    const char* unit;
    const char* last_day;
    std::uint64_t told;
  };
  const Case cases[] = {
      {"of long ago, on no node", "la-ha", "2025-06-30", 0},
      {"of long ago, its node still runs", "song-ve", "2025-06-30", 1},
      {"today is its last day, and its node may be set up yet", "nghia-lam", "2025-08-01", 1},
      {"goes on", "nghia-thang", "2199-12-31", 1},
  };
  record::v1::Hosting hosting;
  hosting.set_node("quang-ngai-node");
  hosting.add_units("quang-ngai");
  hosting.add_units("tu-nghia");
  hosting.add_children()->set_node("nut-song-ve");
  hosting.mutable_children(0)->add_units("song-ve");
  ASSERT_OK(Run(Kind::kSetHosting, hosting, "node"));
  SetDay("2025-08-01");
  std::string yaml = ReadText("criteria/units/quang-ngai-2023.yaml");
  for (const Case& c : cases) End(yaml, c.unit, c.last_day);
  ASSERT_OK(ImportUnits(yaml));
  for (const Case& c : cases) EXPECT_EQ(SentTo(c.unit), c.told) << c.why;
}

// It is no new unit, and hears once what all hear.
TEST_F(MergedUnits, AreToldOfTheirMergerOnce) {
  ASSERT_OK(ImportUnits(ReadText("criteria/units/quang-ngai-2023.yaml")));
  const std::uint64_t before = SentTo(kMerged);
  const std::uint64_t others = SentTo("tu-nghia");
  ASSERT_OK(ImportUnits(UnitsWithAMerger(/*district_too=*/true)));
  EXPECT_EQ(SentTo("tu-nghia"), others + 1) << "the tree";
  EXPECT_EQ(SentTo(kMerged), before) << "that comes from the district, over its line";
}

}  // namespace
}  // namespace par::services
