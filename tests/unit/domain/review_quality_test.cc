// Goal: inflation, leniency, explanations and appeals are counted from settled dossiers, exactly.
// Method: cases written out in full, with the results worked out by hand; and the real answers of
// two units beside what was published for them.
#include "common/domain/review_quality.h"

#include <gtest/gtest.h>

#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/published_table_yaml.h"
#include "common/domain/review_quality_published.h"
#include "tests/support/read_text.h"
#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

Mark E4(std::int64_t e4) { return Mark::Scored(Points::FromE4(e4)); }

QualityCase Case(std::string unit, std::string criterion, std::int64_t self, std::int64_t reviewed,
                 std::string reviewer) {
  QualityCase one;
  one.cycle = "2023";
  one.unit = UnitId(std::move(unit));
  one.criterion = std::move(criterion);
  one.area = "1";
  one.maximum = Points::FromE4(10000);
  one.self = E4(self);
  one.reviewed = E4(reviewed);
  one.opinions = {{AccountId(std::move(reviewer)), E4(reviewed), 0}};
  return one;
}

TEST(ReviewQuality, InflationIsWhatAUnitClaimsAboveItsReviewedScore) {
  std::vector<QualityCase> cases = {
      Case("la-ha", "1.1", 10000, 7500, "an"), Case("la-ha", "1.2", 5000, 5000, "an"),
      Case("song-ve", "1.1", 2500, 5000, "binh"), Case("song-ve", "1.2", 10000, 0, "binh")};
  cases[3].reviewed = {MarkState::kNotApplicable, Points()};
  cases[0].queries = 2;
  cases[0].explained = 1;
  cases[1].queries = 1;
  cases[1].explained = 1;
  cases[2].appeal = AppealResult::kUpheldInPart;
  const auto rows = QualityOf(cases, QualityBy::kUnit, 1);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].key, "la-ha");
  EXPECT_EQ(rows[0].inflation->Text(), "1/8") << "2500 of 20000";
  EXPECT_EQ(rows[0].adjusted, 1);
  EXPECT_EQ(rows[0].lowered, 1);
  EXPECT_EQ(rows[0].explained, 2);
  EXPECT_EQ(rows[0].accepted, 1) << "only where the unit's own mark stood";
  EXPECT_EQ(rows[0].contested, 2);
  EXPECT_EQ(rows[1].inflation->Text(), "-1/4") << "what is not applicable has no points to compare";
  EXPECT_EQ(rows[1].adjusted, 2);
  EXPECT_EQ(rows[1].raised, 1);
  EXPECT_EQ(rows[1].upheld_in_part, 1);
  auto criteria = QualityOf(cases, QualityBy::kCriterion, 1);
  RankContested(criteria);
  EXPECT_EQ(criteria[0].key, "1.1") << "as often contested as 1.2, but appealed";
}

TEST(ReviewQuality, LeniencyComparesAReviewerWithTheOthersOnTheSameCriteria) {
  // On 1.1 an takes nothing, binh a half and cuc a quarter; 1.2 is an's alone.
  const std::vector<QualityCase> cases = {
      Case("a", "1.1", 10000, 10000, "an"), Case("b", "1.1", 10000, 5000, "binh"),
      Case("c", "1.1", 10000, 7500, "cuc"), Case("a", "1.2", 10000, 0, "an"),
      Case("d", "1.1", 10000, 10000, "an")};
  struct Row {
    std::string_view why;
    std::string_view key;
    int comparable;
    std::string leniency;
  };
  const Row rows[] = {
      {"0 against the mean of -1/2 and -1/4", "an", 2, "3/8"},
      {"-1/2 against 0, 0 and -1/4", "binh", 1, "-5/12"},
      {"-1/4 against 0, 0 and -1/2", "cuc", 1, "-1/12"},
  };
  const auto got = QualityOf(cases, QualityBy::kReviewer, 1);
  ASSERT_EQ(got.size(), 3u);
  for (std::size_t i = 0; i < got.size(); ++i) {
    SCOPED_TRACE(rows[i].why);
    EXPECT_EQ(got[i].key, rows[i].key);
    EXPECT_EQ(got[i].comparable, rows[i].comparable);
    EXPECT_EQ(got[i].leniency->Text(), rows[i].leniency);
  }
  const auto few = QualityOf(cases, QualityBy::kReviewer, 2);
  EXPECT_FALSE(few[0].too_few);
  EXPECT_TRUE(few[1].too_few) << "one case is below the minimum of two";
  EXPECT_FALSE(few[1].leniency.has_value());
  const auto alone = QualityOf({Case("a", "1.1", 1, 1, "an")}, QualityBy::kReviewer, 0);
  EXPECT_TRUE(alone[0].too_few) << "nobody to compare with, whatever the minimum";
}

TEST(ReviewQuality, OnlySettledDossiersCountAndEachPersonsLastOpinion) {
  DossierWorld world;
  ASSERT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  EXPECT_EQ(world.Review(ActionKind::kRefuse, "1.1", 0, DossierWorld::Reviewer("reviewer")), "");
  EXPECT_EQ(world.Review(ActionKind::kAdjust, "1.1", 15000, DossierWorld::Reviewer("reviewer")),
            "");
  ASSERT_EQ(world.Do(ActionKind::kAgreeRest), "");
  std::vector<QualityCase> cases;
  AddCases(world.dossier, world.leaves, cases);
  EXPECT_TRUE(cases.empty()) << "still in review";
  ASSERT_EQ(world.Do(ActionKind::kSettle), "");
  AddCases(world.dossier, world.leaves, cases);
  ASSERT_EQ(cases.size(), 3u);
  EXPECT_EQ(cases[0].self, E4(20000));
  EXPECT_EQ(cases[0].reviewed, E4(15000));
  ASSERT_EQ(cases[0].opinions.size(), 1u) << "who corrects himself has one opinion";
  EXPECT_EQ(cases[0].opinions[0].mark, E4(15000));
  EXPECT_EQ(cases[0].opinions[0].at, world.now) << "who decided it, and when";
}

struct Published {
  std::string_view why;
  std::string set;
  std::string answers;
  std::string table;
  std::string differing;  // "key self published" of every row that differs.
  std::int64_t self_e4;   // Of all rows together.
};

TEST(ReviewQuality, RealAnswersBesideWhatWasPublished) {
  using ::par::testing::ReadText;
  const Published rows[] = {
      {"every area of Quảng Trị is what its answers give", "province-2023", "quang-tri-2023",
       "quang-tri-2023", "", 862482},
      {"Quảng Điền: area 7 was published above what its criteria add to, DDCI rounded",
       "hue-district-2023", "quang-dien-2023", "quang-dien-2023",
       "7 92000 93000; 9.1 70220 70200; ", 0},
  };
  for (const Published& row : rows) {
    SCOPED_TRACE(row.why);
    const std::string set_file = "criteria/" + row.set + ".yaml";
    const CriteriaSetFile set = ReadCriteriaSet(ReadText(set_file), set_file);
    ASSERT_TRUE(set.set.has_value());
    const AnswersFile answers =
        ReadAnswers(ReadText("criteria/answers/" + row.answers + ".yaml"), *set.set, "answers");
    ASSERT_TRUE(answers.answers.has_value());
    FindingList findings("table");
    const auto table =
        ReadPublishedTable(ReadText("criteria/published/" + row.table + ".yaml"), findings);
    ASSERT_TRUE(table.has_value());
    std::vector<QualityCase> cases;
    const ScoreSheet sheet = Score(*set.set, *answers.answers);
    ASSERT_TRUE(AddPublished(*set.set, *answers.answers, sheet, *table, cases).ok());
    std::string differing;
    for (const QualityRow& area : QualityOf(cases, QualityBy::kArea, 1)) {
      if (area.inflation->IsZero()) continue;
      differing += area.key + " " + std::to_string(area.self.e4()) + " " +
                   std::to_string(area.reviewed.e4()) + "; ";
    }
    EXPECT_EQ(differing, row.differing);
    const auto whole = QualityOf(cases, QualityBy::kUnit, 1);
    ASSERT_EQ(whole.size(), 1u);
    if (row.self_e4 != 0) {
      EXPECT_EQ(whole[0].self.e4(), row.self_e4);
    }
    PublishedTable unknown = *table;
    unknown.groups[0].parts[0].id = "99";
    unknown.groups[0].parts[0].parts.clear();
    EXPECT_EQ(ReasonOf(AddPublished(*set.set, *answers.answers, sheet, unknown, cases)),
              "published_criterion_unknown");
  }
}

}  // namespace
}  // namespace par::domain
