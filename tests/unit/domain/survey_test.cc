// Goal: a survey's definition and results are read strictly, its waves are combined by answers,
// what is too few is replaced as the definition says and said so, and its points are the printed
// ones. Method: the real surveys with every printed figure; tables over a small survey, a fault or
// a fallback per row; random results, in random order, against what must always hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "common/domain/criteria_yaml.h"
#include "tests/unit/domain/survey_texts.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string SurveyFileText(const std::string& path) {
  std::ifstream file("criteria/surveys/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> Said(const SurveyScore& score) {
  std::vector<std::string> all;
  for (const SurveyRemark& remark : score.remarks) {
    all.emplace_back(remark.reason);
    EXPECT_THAT(TextOf(remark, Language::kVietnamese), Not(HasSubstr("{")));
    EXPECT_THAT(TextOf(remark, Language::kEnglish), Not(HasSubstr("{")));
  }
  return all;
}

std::vector<std::int64_t> PointsE4(const Survey& survey, const SurveyUnitScore& unit) {
  std::vector<std::int64_t> all;
  for (const SurveyPoints& points : PointsOf(survey, unit, Language::kVietnamese)) {
    all.push_back(points.points.has_value() ? points.points->e4() : -1);
  }
  return all;
}

TEST(RealSurveys, GiveThePrintedPoints) {
  struct Case {
    const char* why;
    const char* survey;
    const char* results;
    const char* set;
    std::int64_t points;
    const char* index;
    std::vector<std::string> remarks;
  };
  const std::vector<std::string> unknown = {"survey_answers_unknown"};
  std::vector<std::string> wrong_total = unknown;
  wrong_total.emplace_back("survey_stated_index");
  const std::vector<Case> cases = {
      {"five components; the plan's text says 79.46 where they give 79.66", "sipas-province-2023",
       "quang-tri-sipas-2023", "province-2023", 79'662, "79,66", wrong_total},
      {"22 questions of one point each", "sociological-province-2023",
       "quang-tri-sociological-2023", "province-2023", 176'573, "80,2605", unknown},
      {"7.022 of 10, printed as 7.02; 0.6 less than the year before",
       "ddci-hue-2023",
       "quang-dien-ddci-2023",
       "hue-district-2023",
       70'220,
       "70,22",
       {"survey_answers_unknown", "survey_outlier"}},
      {"only the whole is published, of 15",
       "sipas-hue-2023",
       "quang-dien-sipas-2023",
       "hue-district-2023",
       135'500,
       "90,3333",
       {"survey_answers_unknown"}},
      {"feeds nothing; the indexes that the next year's targets start from", "sipas-gia-lai-2020",
       "gia-lai-sipas-2020", nullptr, -1, "86,418", unknown},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const Survey survey = SurveyOf(SurveyFileText(std::string(c.survey) + ".yaml"));
    const SurveyResults results =
        ResultsOf(survey, SurveyFileText("results/" + std::string(c.results) + ".yaml"));
    const SurveyScore score = ScoreSurvey(survey, results);
    ASSERT_EQ(score.units.size(), 1u);
    const SurveyUnitScore& unit = score.units.front();
    EXPECT_EQ(unit.points.has_value() ? unit.points->e4() : -1, c.points);
    ASSERT_TRUE(unit.index.has_value());
    EXPECT_EQ(IndexText(*unit.index, Language::kVietnamese), c.index);
    EXPECT_EQ(Said(score), c.remarks);
    if (c.set == nullptr) continue;
    std::ifstream file("criteria/" + std::string(c.set) + ".yaml");
    std::ostringstream text;
    text << file.rdbuf();
    const CriteriaSetFile set = ReadCriteriaSet(text.str(), c.set);
    ASSERT_TRUE(set.set.has_value());
    FindingList findings(c.survey);
    CheckSurveyFeeds(survey, *set.set, findings);
    EXPECT_EQ(Reasons(findings), "");
  }
}

TEST(RealSurveys, TheSipasOfQuangTriLeafByLeafWithItsWorking) {
  const Survey survey = SurveyOf(SurveyFileText("sipas-province-2023.yaml"));
  const SurveyScore score =
      ScoreSurvey(survey, ResultsOf(survey, SurveyFileText("results/quang-tri-sipas-2023.yaml")));
  ASSERT_EQ(score.units.size(), 1u);
  EXPECT_THAT(PointsE4(survey, score.units[0]),
              ElementsAre(12'002, 11'972, 20'028, 19'928, 15'732));
  EXPECT_EQ(SurveyWorking(survey, score.units[0], 0, Language::kVietnamese),
            "80,01/100 × 1,5 = 1,2002");
}

TEST(RealSurveys, PapiHasEightComponentsThatAddUp) {
  const Survey survey = SurveyOf(SurveyFileText("papi-2023.yaml"));
  std::string text =
      "format: parnet/survey-results/1\nsurvey: papi-2023\nsource: {number: a, "
      "issuer: b, date: 2024-04-02, sha256: " +
      std::string(64, 'a') + "}\nresults:\n";
  for (const SurveyComponent& component : survey.components) {
    text += "  - {unit: u, wave: nam-2023, component: " + component.id + ", index: 5.3463}\n";
  }
  const SurveyScore score = ScoreSurvey(survey, ResultsOf(survey, text));
  ASSERT_EQ(score.units.size(), 1u);
  EXPECT_EQ(IndexText(*score.units[0].index, Language::kEnglish), "42.7704");
}

TEST(ScoreSurvey, CombinesWavesByAnswersAndFallsBackAsTheDefinitionSays) {
  const std::string many =
      "  - {unit: b, wave: d1, component: y, answers: 100, index: 8}\n"
      "  - {unit: b, wave: d2, component: y, answers: 300, index: 4}\n";
  const std::string few = many +
                          "  - {unit: a, wave: cu, component: y, answers: 80, index: 7}\n"
                          "  - {unit: a, wave: d1, component: y, answers: 40, index: 9}\n"
                          "  - {unit: a, wave: d2, component: y, answers: 5, index: 10}\n";
  struct Case {
    const char* why;
    const char* rules;
    const char* working_a;
    const char* working_b;
  };
  const Case cases[] = {
      {"8 of 100 people and 4 of 300 are 5, not 6", "minimum: 45\n",
       "9,1111/10 × 1 = 0,9111 (n = 45)", "5/10 × 1 = 0,5 (n = 400)"},
      {"too few, and the definition lets it count", "minimum: 60\nfallback: none\n",
       "9,1111/10 × 1 = 0,9111 (n = 45)", "5/10 × 1 = 0,5 (n = 400)"},
      {"too few: not scored", "minimum: 60\nfallback: not_scored\n",
       "(n = 45; dưới mẫu tối thiểu: không chấm)", "5/10 × 1 = 0,5 (n = 400)"},
      {"too few: the year before", "minimum: 60\nfallback: previous_year\n",
       "7/10 × 1 = 0,7 (n = 45; dưới mẫu tối thiểu: lấy kết quả cu)", "5/10 × 1 = 0,5 (n = 400)"},
      {"the year before had too few as well", "minimum: 90\nfallback: previous_year\n",
       "(n = 45; dưới mẫu tối thiểu: không chấm)", "5/10 × 1 = 0,5 (n = 400)"},
      {"only the last wave counts; the one before stands in",
       "minimum: 40\nfallback: previous_wave\ncounts: last\n",
       "9/10 × 1 = 0,9 (n = 5; dưới mẫu tối thiểu: lấy kết quả d1)", "4/10 × 1 = 0,4 (n = 300)"},
      {"the mean of the units of the area that have enough", "minimum: 60\nfallback: area_mean\n",
       "5/10 × 1 = 0,5 (n = 45; dưới mẫu tối thiểu: lấy bình quân khu vực k)",
       "5/10 × 1 = 0,5 (n = 400)"},
      {"an index is rounded first where the survey says so", "minimum: 45\nplaces: 0\n",
       "9/10 × 1 = 0,9 (n = 45)", "5/10 × 1 = 0,5 (n = 400)"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const Survey survey = SurveyOf(SmallSurvey(c.rules));
    const SurveyScore score = ScoreSurvey(survey, ResultsOf(survey, SmallResults(few)));
    ASSERT_EQ(score.units.size(), 2u);
    EXPECT_EQ(SurveyWorking(survey, score.units[0], 1, Language::kVietnamese), c.working_a);
    EXPECT_EQ(SurveyWorking(survey, score.units[1], 1, Language::kVietnamese), c.working_b);
    EXPECT_FALSE(score.units[0].index.has_value()) << "one component has no results";
  }
}

TEST(ScoreSurvey, RemarksOnWhatShouldBeLookedAt) {
  const Survey survey = SurveyOf(SmallSurvey("minimum: 30\nfallback: area_mean\noutlier: 20\n"));
  const std::string rows =
      "  - {unit: a, wave: cu, component: y, answers: 60, index: 5}\n"
      "  - {unit: a, wave: d1, component: y, answers: 60, index: 8}\n"
      "  - {unit: a, wave: d2, component: y, answers: 20, index: 6}\n"
      "  - {unit: a, wave: d1, component: x, counts: {co: 5, khong: 15}}\n"
      "  - {unit: a, wave: d2, component: x, counts: {co: 6, khong: 1}}\n"
      "stated:\n"
      "  - {unit: a, component: y, index: 7.0}\n"
      "  - {unit: a, component: y, index: 7.4}\n"
      "  - {unit: a, component: y, points: 0.75}\n"
      "  - {unit: a, component: y, points: 0.76}\n";
  const SurveyScore score = ScoreSurvey(survey, ResultsOf(survey, SmallResults(rows)));
  EXPECT_THAT(Said(score),
              ElementsAre("survey_below_sample", "survey_below_sample", "survey_outlier",
                          "survey_below_minimum", "survey_fallback_absent", "survey_outlier",
                          "survey_below_sample", "survey_unit_missing", "survey_waves_averaged",
                          "survey_stated_index", "survey_stated_points"));
}

TEST(ReplaceSurveyResults, WhatIsSaidAgainStandsInPlaceAndNamesItsOwnDocument) {
  const Survey survey = SurveyOf(SmallSurvey(""));
  SurveyResults all = ResultsOf(
      survey, SmallResults("  - {unit: a, wave: d1, component: y, answers: 10, index: 5}\n"
                           "  - {unit: a, wave: d2, component: y, answers: 10, index: 7}\n"
                           "  - {unit: b, wave: d1, component: y, answers: 10, index: 9}\n"));
  std::string again = SmallResults(
      "  - {unit: a, wave: d2, component: y, answers: 30, index: 9}\n"
      "  - {unit: b, wave: d2, component: y, answers: 10, index: 1}\n");
  again.replace(again.find("1/BC"), 4, "2/BC");
  EXPECT_EQ(ReplaceSurveyResults(all, ResultsOf(survey, again)), 1u);
  const SurveyScore score = ScoreSurvey(survey, all);
  ASSERT_EQ(score.units.size(), 2u);
  EXPECT_EQ(SurveyWorking(survey, score.units[0], 1, Language::kEnglish),
            "8/10 × 1 = 0.8 (n = 40)");
  EXPECT_EQ(SurveyWorking(survey, score.units[1], 1, Language::kEnglish),
            "5/10 × 1 = 0.5 (n = 20)");
  EXPECT_EQ(SourceText(all, UnitId("a")), "1/BC, 01/12/2023, Sở; 2/BC, 01/12/2023, Sở");
  FindingList findings("r.yaml");
  AddSurveyResults(all, ResultsOf(survey, again), survey, findings);
  EXPECT_EQ(Reasons(findings), "5:survey_result_repeated 6:survey_result_repeated")
      << "files given side by side do not correct each other";
}

TEST(ScoreSurvey, NeverGivesMoreThanTheWeightAndMindsNoOrder) {
  const std::uint64_t seed = std::random_device()();
  std::mt19937_64 random(seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  const auto upto = [&](std::uint64_t most) { return random() % (most + 1); };
  const char* fallbacks[] = {"none", "not_scored", "previous_wave", "previous_year", "area_mean"};
  for (int round = 0; round < 60; ++round) {
    std::string rules = "minimum: " + std::to_string(1 + upto(40)) +
                        "\nfallback: " + fallbacks[upto(4)] +
                        "\ncounts: " + (upto(1) == 0 ? "all" : "last") + "\n";
    if (upto(1) == 0) rules += "places: " + std::to_string(upto(4)) + "\n";
    const Survey survey = SurveyOf(SmallSurvey(rules));
    std::vector<std::string> rows;
    for (const char* unit : {"a", "b"}) {
      for (const char* wave : {"cu", "d1", "d2"}) {
        const std::string place = std::string("  - {unit: ") + unit + ", wave: " + wave;
        if (upto(3) != 0) {
          rows.push_back(place + ", component: x, counts: {co: " + std::to_string(upto(40)) +
                         ", khong: " + std::to_string(upto(40)) + "}}\n");
        }
        if (upto(3) == 0) continue;
        const std::uint64_t index = upto(1'000'000);  // Hundred-thousandths.
        const std::string digits = std::to_string(index % 100'000);
        rows.push_back(place + ", component: y, answers: " + std::to_string(upto(60)) +
                       ", index: " + std::to_string(index / 100'000) + '.' +
                       std::string(5 - digits.size(), '0') + digits + "}\n");
      }
    }
    if (rows.empty()) continue;
    std::string first;
    for (int turn = 0; turn < 3; ++turn) {
      std::string text;
      for (const std::string& row : rows) text += row;
      const SurveyScore score = ScoreSurvey(survey, ResultsOf(survey, SmallResults(text)));
      std::string all;
      for (const SurveyUnitScore& unit : score.units) {
        for (std::size_t i = 0; i < unit.components.size(); ++i) {
          const auto& points = unit.components[i].points;
          if (points.has_value()) {
            EXPECT_GE(*points, Points());
            EXPECT_LE(*points, survey.components[i].weight);
          }
          all += SurveyWorking(survey, unit, i, Language::kEnglish) + '\n';
        }
      }
      for (const SurveyRemark& remark : score.remarks) all += TextOf(remark, Language::kEnglish);
      if (turn == 0) first = all;
      EXPECT_EQ(all, first) << "another order of the rows";
      std::shuffle(rows.begin(), rows.end(), random);
    }
  }
}

}  // namespace
}  // namespace par::domain
