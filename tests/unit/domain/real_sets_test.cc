// Goal: the real criteria sets and answers kept in criteria/ can be read and scored, and the
// results that their documents published come out. Method: every file is read; totals are compared
// with the published ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/ranking.h"
#include "common/domain/score_sheet.h"

namespace par::domain {
namespace {

std::string Content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream content;
  content << in.rdbuf();
  return content.str();
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
  for (LeafIndex i = 0; i < sheet.leaves.size(); ++i) {
    const LeafScore& leaf = sheet.leaves[i];
    EXPECT_TRUE(leaf.error.ok()) << set.NodeOf(i).id << ": " << leaf.error;
  }
}

TEST(RealSets, EverySetCanBeRead) {
  int sets = 0;
  for (const auto& entry : std::filesystem::directory_iterator("criteria")) {
    if (entry.path().extension() != ".yaml") continue;
    SCOPED_TRACE(entry.path());
    const CriteriaSet set = Set(entry.path().stem());
    EXPECT_GT(set.leaves.size(), 10u);
    ++sets;
  }
  EXPECT_GE(sets, 4);
}

TEST(RealSets, QuangTriReachesItsPublishedTotal) {
  const CriteriaSet set = Set("province-2023");
  const ScoreSheet sheet = Score(set, Read(set, "quang-tri-2023"));
  ExpectNoFault(set, sheet);
  EXPECT_EQ(sheet.not_scored, 0);
  EXPECT_EQ(sheet.total.e4(), 862482);
  EXPECT_EQ(sheet.total_rounded.e4(), 862500);
}

// Its document states 85.77, but the leaves it names add to less (criteria/README.md says where).
TEST(RealSets, QuangDienIsScoredOfItsReducedMaximum) {
  const CriteriaSet set = Set("hue-district-2023");
  const ScoreSheet sheet = Score(set, Read(set, "quang-dien-2023"));
  ExpectNoFault(set, sheet);
  EXPECT_EQ(sheet.effective_maximum.e4(), 985000);
  EXPECT_EQ(sheet.total.e4(), 847120);
  ASSERT_TRUE(sheet.percent_rounded.has_value());
  EXPECT_EQ(sheet.percent_rounded->e4(), 860000);
}

TEST(RealSets, EveryCommuneCanBeScored) {
  const CriteriaSet set = Set("commune-sample-2023");
  int units = 0;
  for (const auto& folder : {"nghia-hanh", "tu-nghia", "quang-tri-two-tier"}) {
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string("criteria/answers/") + folder)) {
      SCOPED_TRACE(entry.path());
      const Answers answers = Read(set, std::string(folder) + '/' + entry.path().stem().string());
      const ScoreSheet sheet = Score(set, answers);
      ExpectNoFault(set, sheet);
      EXPECT_LE(sheet.total, sheet.effective_maximum + Points::FromE4(1'000'000));
      ++units;
    }
  }
  EXPECT_GT(units, 10);
}

}  // namespace
}  // namespace par::domain
