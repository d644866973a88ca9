// Goal: the real criteria sets and answers kept in criteria/ can be read and scored, and the
// results that their documents published come out. Method: every file is read; areas, totals,
// ranks and sums are compared with the documents' own; defects that are kept are expected by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/cycle_yaml.h"
#include "common/domain/ranking.h"
#include "common/domain/score_sheet.h"
#include "common/domain/units_yaml.h"

namespace par::domain {
namespace {

using ::testing::IsEmpty;

std::string Content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream content;
  content << in.rdbuf();
  return content.str();
}

// The names, without ".yaml", of the files in a folder.
std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void ExpectNone(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) ADD_FAILURE() << TextOf(finding, Language::kEnglish);
}

CriteriaSet Set(const std::string& name) {
  const std::string path = "criteria/" + name + ".yaml";
  CriteriaSetFile file = ReadCriteriaSet(Content(path), path);
  ExpectNone(file.findings);
  return file.set.value_or(CriteriaSet());
}

Answers Read(const CriteriaSet& set, const std::string& name) {
  const std::string path = "criteria/answers/" + name + ".yaml";
  AnswersFile file = ReadAnswers(Content(path), set, path);
  ExpectNone(file.findings);
  return file.answers.value_or(EmptyAnswers(set, UnitId("none")));
}

void ExpectNoFault(const CriteriaSet& set, const ScoreSheet& sheet) {
  EXPECT_EQ(sheet.not_scored, 0);
  for (LeafIndex i = 0; i < sheet.leaves.size(); ++i) {
    const LeafScore& leaf = sheet.leaves[i];
    EXPECT_TRUE(leaf.error.ok()) << set.NodeOf(i).id << ": " << leaf.error;
  }
}

struct NodeCase {
  std::string_view id;
  std::int64_t score;    // E4.
  std::int64_t maximum;  // E4, without what is not applicable.
};

void ExpectNodes(const CriteriaSet& set, const ScoreSheet& sheet,
                 const std::vector<NodeCase>& cases) {
  for (const NodeCase& c : cases) {
    SCOPED_TRACE(c.id);
    const NodeIndex node = set.FindNode(c.id);
    ASSERT_NE(node, kNone);
    EXPECT_EQ(sheet.nodes[node].score.e4(), c.score);
    EXPECT_EQ(sheet.nodes[node].effective_maximum().e4(), c.maximum);
  }
}

// What the units of a folder declare for a shared figure, added up.
Rational SumOf(const CriteriaSet& set, const std::vector<Answers>& units, std::string_view figure) {
  const FigureSlot slot = set.FindFigure(figure);
  EXPECT_NE(slot, kNone) << figure;
  Rational sum;
  for (const Answers& unit : units) {
    EXPECT_TRUE(unit.figures[slot].has_value()) << unit.unit << ' ' << figure;
    sum = sum + unit.figures[slot].value_or(Rational());
  }
  return sum;
}

std::vector<Answers> ReadFolder(const CriteriaSet& set, const std::string& folder) {
  std::vector<Answers> units;
  for (const std::string& name : NamesIn("criteria/answers/" + folder)) {
    units.push_back(Read(set, folder + '/' + name));
  }
  return units;
}

TEST(RealSets, EverySetCanBeRead) {
  for (const std::string& name : NamesIn("criteria")) {
    SCOPED_TRACE(name);
    EXPECT_GT(Set(name).leaves.size(), 10u);
  }
}

TEST(RealSets, QuangTriReachesItsPublishedAreasAndTotal) {
  const CriteriaSet set = Set("province-2023");
  const ScoreSheet sheet = Score(set, Read(set, "quang-tri-2023"));
  ExpectNoFault(set, sheet);
  ExpectNodes(set, sheet,
              {{"1", 84239, 95000},
               {"2", 93193, 100000},
               {"3", 124545, 130000},
               {"4", 97804, 105000},
               {"5", 131992, 150000},
               {"6", 98480, 120000},
               {"7", 103956, 135000},
               {"8", 128273, 165000},
               {"8.1", 79662, 100000},
               {"3.4.1", 14925, 15000},
               {"3.4.2", 14631, 15000},
               {"3.4.3", 9989, 10000},
               {"7.3.6", 10696, 15000},
               {"8.4", 5000, 15000},
               {"8.5", 13611, 20000}});
  EXPECT_EQ(sheet.total.e4(), 862482);
  EXPECT_EQ(sheet.total_rounded.e4(), 862500);
}

// Its document states 85.77 and 9.3 for area 7, but the leaves it names add to less
// (criteria/README.md says where).
TEST(RealSets, QuangDienIsScoredOfItsReducedMaximum) {
  const CriteriaSet set = Set("hue-district-2023");
  const ScoreSheet sheet = Score(set, Read(set, "quang-dien-2023"));
  ExpectNoFault(set, sheet);
  ExpectNodes(set, sheet,
              {{"1", 77500, 95000},
               {"2", 45000, 45000},
               {"3", 124400, 130000},
               {"4", 50000, 50000},
               {"5", 100000, 115000},
               {"6", 57500, 65000},
               {"7", 92000, 95000},
               {"8", 10000, 40000},
               {"9", 205720, 250000},
               {"10", 85000, 100000}});
  EXPECT_EQ(sheet.effective_maximum.e4(), 985000);
  EXPECT_EQ(sheet.total.e4(), 847120);
  ASSERT_TRUE(sheet.percent_rounded.has_value());
  EXPECT_EQ(sheet.percent_rounded->e4(), 860000);
  const Rational published = Rational::FromFraction(8577, 9850) * Rational::FromInt(100);
  EXPECT_EQ(published.RoundHalfUp(2)->Text(), "87.08");
}

TEST(RealSets, TheFourteenCommunesAddUpToTheRealFigures) {
  const CriteriaSet set = Set("commune-sample-2023");
  const std::vector<Answers> units = ReadFolder(set, "tu-nghia");
  ASSERT_EQ(units.size(), 14u);
  constexpr struct {
    std::string_view figure;
    std::int64_t want;
  } kSums[] = {
      {"tthc.commune.received", 8782},          {"tthc.commune.carried_over", 30},
      {"tthc.commune.withdrawn", 41},           {"tthc.commune.resolved", 8689},
      {"tthc.commune.on_time", 8686},           {"tthc.commune.overdue", 3},
      {"tthc.commune.in_progress", 52},         {"tthc.commune.in_progress_in_time", 52},
      {"tthc.commune.files_digitised", 7941},   {"tthc.commune.files_due", 8740},
      {"tthc.commune.results_digitised", 7293}, {"tthc.commune.results_due", 8688},
      {"dvc.commune.partial_online", 5233},     {"dvc.commune.partial_files", 5968},
      {"dvc.commune.full_online", 2454},        {"dvc.commune.full_files", 2473},
      {"petitions.commune.resolved", 29},       {"petitions.commune.received", 34},
  };
  for (const auto& sum : kSums) {
    EXPECT_EQ(SumOf(set, units, sum.figure), Rational::FromInt(sum.want)) << sum.figure;
  }
  const Rational on_time =
      (SumOf(set, units, "tthc.commune.on_time") +
       SumOf(set, units, "tthc.commune.in_progress_in_time")) /
      (SumOf(set, units, "tthc.commune.received") - SumOf(set, units, "tthc.commune.withdrawn"));
  EXPECT_EQ((on_time * Rational::FromInt(100)).RoundHalfUp(2)->Text(), "99.97");
  for (const Answers& unit : units) {
    SCOPED_TRACE(unit.unit);
    const std::vector<Answers> alone = {unit};
    EXPECT_EQ(
        SumOf(set, alone, "tthc.commune.received") - SumOf(set, alone, "tthc.commune.withdrawn"),
        SumOf(set, alone, "tthc.commune.resolved") + SumOf(set, alone, "tthc.commune.in_progress"));
    if (unit.unit != UnitId("nghia-lam")) continue;
    const Rational digitised = SumOf(set, alone, "tthc.commune.files_digitised") /
                               SumOf(set, alone, "tthc.commune.files_due");
    EXPECT_EQ((digitised * Rational::FromInt(100)).RoundHalfUp(2)->Text(), "50.71");
  }
}

TEST(RealSets, TheFourteenCommunesRankInThisOrder) {
  const CriteriaSet set = Set("commune-sample-2023");
  std::vector<RankEntry> entries;
  std::map<std::string, int> taken_out;
  for (const Answers& unit : ReadFolder(set, "tu-nghia")) {
    const ScoreSheet sheet = Score(set, unit);
    SCOPED_TRACE(unit.unit);
    ExpectNoFault(set, sheet);
    taken_out[unit.unit.value()] = static_cast<int>((sheet.maximum - sheet.effective_maximum).e4());
    entries.push_back(MakeRankEntry(set, unit, sheet));
  }
  const std::vector<std::optional<int>> ranks = RankAll(entries, set.ties);
  std::map<std::string, int> got;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    got[entries[i].unit.value()] = ranks[i].value_or(0);
  }
  const std::map<std::string, int> want = {
      {"song-ve", 1},     {"nghia-thuong", 2}, {"la-ha", 3},       {"nghia-dien", 4},
      {"nghia-thuan", 5}, {"nghia-phuong", 5}, {"nghia-trung", 7}, {"nghia-hoa", 8},
      {"nghia-hiep", 9},  {"nghia-thang", 10}, {"nghia-ky", 11},   {"nghia-my", 12},
      {"nghia-lam", 13},  {"nghia-son", 14}};
  EXPECT_EQ(got, want);
  for (const auto& [unit, points] : taken_out) {
    EXPECT_EQ(points, unit == "song-ve" ? 10000 : 0) << unit;
  }
}

TEST(RealSets, EveryOtherCommuneCanBeScored) {
  constexpr struct {
    const char* set;
    const char* folder;
    std::size_t units;
  } kFolders[] = {{"commune-sample-2023", "nghia-hanh", 3},
                  {"commune-sample-2025", "quang-tri-two-tier", 3}};
  for (const auto& f : kFolders) {
    SCOPED_TRACE(f.folder);
    const CriteriaSet set = Set(f.set);
    const std::vector<Answers> units = ReadFolder(set, f.folder);
    EXPECT_EQ(units.size(), f.units);
    for (const Answers& unit : units) {
      const ScoreSheet sheet = Score(set, unit);
      ExpectNoFault(set, sheet);
      EXPECT_LE(sheet.total, sheet.effective_maximum);
    }
  }
}

// What the districts' files say of their communes is what the communes' own files say.
TEST(RealSets, DistrictsCarryTheFiguresOfTheirCommunes) {
  const CriteriaSet set = Set("quang-ngai-district-2023-v2");
  const CriteriaSet communes = Set("commune-sample-2023");
  for (const std::string district : {"tu-nghia", "nghia-hanh"}) {
    SCOPED_TRACE(district);
    std::map<std::string, Answers> below;
    for (Answers& unit : ReadFolder(communes, district)) {
      below.emplace(unit.unit.value(), std::move(unit));
    }
    const Answers answers = Read(set, district + "-district-2023");
    EXPECT_EQ(answers.children.size(), below.size());
    for (const ChildAnswers& child : answers.children) {
      ASSERT_TRUE(below.contains(child.unit.value())) << child.unit;
      const Answers& own = below.at(child.unit.value());
      for (std::size_t i = 0; i < set.child_figures.ids().size(); ++i) {
        const std::string& figure = set.child_figures.ids()[i];
        const FigureSlot slot = communes.FindFigure(figure);
        ASSERT_NE(slot, kNone) << figure;
        EXPECT_EQ(child.figures[i], own.figures[slot]) << child.unit << ' ' << figure;
      }
    }
  }
}

TEST(RealSets, TuNghiaScoresFromItsCommunesFigures) {
  const CriteriaSet set = Set("quang-ngai-district-2023-v2");
  const ScoreSheet sheet = Score(set, Read(set, "tu-nghia-district-2023"));
  ExpectNoFault(set, sheet);
  ExpectNodes(set, sheet,
              {{"3.2.1", 0, 5000},       // Two communes post less than they must.
               {"3.4.1", 20000, 20000},  // 507 of 507.
               {"3.4.2", 19993, 20000},  // 8,686 of 8,689.
               {"7.3.3.b", 5000, 5000},  // 83.94 % of 55 %.
               {"7.3.6", 14830, 15000},  // 174 of 176.
               {"8.1", 0, 10000},        // Two projects in both years.
               {"8.2.1", 0, 5000},       // 94 after 133.
               {"8.3", 0, 15000}});      // 59.76 %.
  EXPECT_EQ(sheet.total.e4(), 817554);
}

// Kept as printed: 8.2.3 gives two scores for one case, 8.2.2 and 8.2.3 lack the other one.
TEST(RealSets, ThePrintedDefectsOfQuangNgaiAreReportedAndCostOnlyTheirLeaves) {
  const CriteriaSet set = Set("quang-ngai-district-2023");
  constexpr struct {
    const char* unit;
    std::string_view leaf;
    std::string_view reason;
  } kFaults[] = {{"tu-nghia", "8.2.3", "rule_several_cases"},
                 {"nghia-hanh", "8.2.2", "rule_no_case"},
                 {"nghia-hanh", "8.2.3", "rule_no_case"}};
  for (const char* unit : {"tu-nghia", "nghia-hanh"}) {
    const ScoreSheet sheet = Score(set, Read(set, std::string(unit) + "-district-2023"));
    int expected = 0;
    for (const auto& fault : kFaults) {
      if (std::string_view(fault.unit) != unit) continue;
      SCOPED_TRACE(std::string(unit) + ' ' + std::string(fault.leaf));
      const LeafIndex leaf = set.FindLeaf(fault.leaf);
      ASSERT_NE(leaf, kNone);
      EXPECT_EQ(ReasonOf(sheet.leaves[leaf].error), fault.reason);
      ++expected;
    }
    EXPECT_EQ(sheet.not_scored, expected) << unit;
  }
}

TEST(RealSets, EveryCycleAgreesWithItsUnitsAndItsSet) {
  std::map<std::string, Level> sets;
  for (const std::string& name : NamesIn("criteria")) {
    const CriteriaSet set = Set(name);
    sets[set.id + '@' + std::to_string(set.version)] = set.level;
  }
  std::vector<UnitTree> trees;
  for (const std::string& name : NamesIn("criteria/units")) {
    UnitsFile file = ReadUnits(Content("criteria/units/" + name + ".yaml"), name);
    ExpectNone(file.findings);
    ASSERT_TRUE(file.tree.has_value()) << name;
    trees.push_back(*std::move(file.tree));
  }
  for (const std::string& name : NamesIn("criteria/cycles")) {
    SCOPED_TRACE(name);
    const CycleFile file = ReadCycle(Content("criteria/cycles/" + name + ".yaml"), name);
    ExpectNone(file.findings);
    ASSERT_TRUE(file.cycle.has_value());
    EXPECT_EQ(file.cycle->id.value(), name);
    ASSERT_TRUE(sets.contains(SetReference(*file.cycle)));
    EXPECT_EQ(sets.at(SetReference(*file.cycle)), file.cycle->level);
    int owners = 0;
    for (const UnitTree& tree : trees) {
      if (tree.Find(file.cycle->owner) == nullptr) continue;
      ++owners;
      EXPECT_THAT(CycleProblems(*file.cycle, tree), IsEmpty());
    }
    EXPECT_EQ(owners, 1);
  }
}

}  // namespace
}  // namespace par::domain
