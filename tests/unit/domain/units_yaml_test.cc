// Goal: a unit tree and a cycle are read from their files as written, and every fault is named with
// its line.
// Method: one good file each, looked at field by field; then one fault per row.
#include "common/domain/units_yaml.h"

#include <gtest/gtest.h>

#include <string>

#include "common/domain/cycle_yaml.h"

namespace par::domain {
namespace {

constexpr char kUnits[] = R"(format: parnet/units/1
units:
  - {id: quang-ngai, code: "51", name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai, group: Khối huyện}
  - id: nghia-son
    name: Xã Nghĩa Sơn
    kind: xa
    from: 1999-01-01
    until: 2025-06-30
    parent: tu-nghia
  - {id: tra-giang, name: Xã Trà Giang, kind: xa, from: 2025-07-01, parent: quang-ngai}
changes:
  - {on: 2025-07-01, basis: Nghị quyết, before: [nghia-son], after: [tra-giang]}
)";

constexpr char kCycle[] = R"(format: parnet/cycle/1
id: tu-nghia-2023
title: Cấp xã năm 2023
year: 2023
level: commune
owner: tu-nghia
set: commune-sample-2023@3
units: [nghia-son, la-ha]
deadlines: {submit: 2023-10-30, review: 2023-11-20, appeal: 2023-11-30, publish: 2023-12-20}
)";

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST(UnitsYaml, ReadsWhatIsWritten) {
  const UnitsFile file = ReadUnits(kUnits, "units.yaml");
  ASSERT_TRUE(file.findings.empty()) << TextOf(file.findings.front(), Language::kEnglish);
  const Date before = *Date::Parse("2023-12-31");
  const Date after = *Date::Parse("2025-07-01");
  EXPECT_EQ(file.tree->Parent(UnitId("nghia-son"), before), UnitId("tu-nghia"));
  EXPECT_FALSE(file.tree->Exists(UnitId("nghia-son"), after));
  EXPECT_EQ(file.tree->Successors(UnitId("nghia-son"), after),
            std::vector<UnitId>{UnitId("tra-giang")});
  EXPECT_EQ(file.tree->Find(UnitId("tu-nghia"))->rank_group, "Khối huyện");
  EXPECT_EQ(file.tree->Find(UnitId("quang-ngai"))->code, "51");
}

TEST(UnitsYaml, NamesEveryFaultWithItsLine) {
  const struct {
    const char* why;
    std::string what;
    std::string with;
    const char* reason;
    int line;
  } cases[] = {
      {"a kind nobody knows", "kind: huyen", "kind: quan-huyen", "yaml_not_one_of", 4},
      {"a day that never was", "until: 2025-06-30", "until: 2025-06-31", "yaml_not_date", 9},
      {"a slip of the pen", "parent: tu-nghia", "parant: tu-nghia", "yaml_key_unknown_near", 10},
      {"a unit without a name", "    name: Xã Nghĩa Sơn\n", "", "yaml_key_missing", 5},
      {"a superior nobody knows", "parent: quang-ngai, group", "parent: quang-nam, group",
       "unit_unknown", 4},
      {"another format", "parnet/units/1", "parnet/units/2", "yaml_wrong_format", 1},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    const UnitsFile file = ReadUnits(Replaced(kUnits, c.what, c.with), "units.yaml");
    EXPECT_FALSE(file.tree.has_value());
    ASSERT_FALSE(file.findings.empty());
    EXPECT_EQ(ReasonOf(file.findings.front().refusal), c.reason);
    EXPECT_EQ(file.findings.front().at.line, c.line);
  }
}

TEST(CycleYaml, ReadsWhatIsWritten) {
  const CycleFile file = ReadCycle(kCycle, "cycle.yaml");
  ASSERT_TRUE(file.findings.empty()) << TextOf(file.findings.front(), Language::kEnglish);
  EXPECT_EQ(SetReference(*file.cycle), "commune-sample-2023@3");
  EXPECT_EQ(file.cycle->units, (std::vector<UnitId>{UnitId("la-ha"), UnitId("nghia-son")}));
  EXPECT_EQ(file.cycle->deadlines.publish.Iso(), "2023-12-20");
  EXPECT_EQ(file.cycle->late, LatePolicy::kReviewerDecides);
  EXPECT_EQ(file.cycle->rounds, 2);
}

TEST(CycleYaml, NamesEveryFault) {
  const struct {
    const char* why;
    std::string what;
    std::string with;
    const char* reason;
  } cases[] = {
      {"a set without a version", "commune-sample-2023@3", "commune-sample-2023",
       "cycle_set_missing"},
      {"a version that is no number", "@3", "@three", "yaml_not_whole"},
      {"a review before the submissions", "review: 2023-11-20", "review: 2023-10-20",
       "cycle_deadline_order"},
      {"a unit named twice", "[nghia-son, la-ha]", "[la-ha, la-ha]", "cycle_unit_repeated"},
      {"a deadline left out", ", appeal: 2023-11-30", "", "yaml_key_missing"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    const CycleFile file = ReadCycle(Replaced(kCycle, c.what, c.with), "cycle.yaml");
    EXPECT_FALSE(file.cycle.has_value());
    ASSERT_FALSE(file.findings.empty());
    EXPECT_EQ(ReasonOf(file.findings.front().refusal), c.reason);
  }
}

}  // namespace
}  // namespace par::domain
