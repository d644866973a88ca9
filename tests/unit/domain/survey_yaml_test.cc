// Goal: a survey's definition and its results are read strictly: every fault with its place and
// reason, and only surveyed criteria take points, never more than their maximum. Method: tables
// over a small survey, one fault per row.
#include "common/domain/criteria_yaml.h"
#include "tests/unit/domain/survey_texts.h"

namespace par::domain {
namespace {

TEST(SurveyDefinition, NamesEveryFaultWithItsLine) {
  struct Case {
    const char* why;
    std::string text;
    const char* want;
  };
  const std::string head = "format: parnet/survey/1\nid: s\ntitle: S\nkind: ";
  const std::string end = "waves: [{id: d1}]\ncomponents: [{id: x, title: X}]\n";
  const Case cases[] = {
      {"SIPAS has five components or only the whole",
       head + "sipas\nyear: 2023\nwaves: [{id: d1}]\ncomponents: [{id: x, title: X}, {id: y, "
              "title: Y}]\n",
       "7:survey_components"},
      {"a fallback without a minimum never comes to pass",
       head + "ddci\nyear: 2023\nfallback: area_mean\n" + end, "1:survey_fallback_without"},
      {"a criterion needs the set it is in", head + "ddci\nyear: 2023\ncriterion: \"1\"\n" + end,
       "1:yaml_key_missing"},
      {"waves stand in the order of time",
       head + "ddci\nyear: 2023\nwaves: [{id: d1}, {id: cu, year: 2022}]\ncomponents: [{id: x, "
              "title: X}]\n",
       "6:survey_wave_year"},
      {"a survey without a wave of its year has nothing to count",
       head + "ddci\nyear: 2023\nwaves: [{id: cu, year: 2022}]\ncomponents: [{id: x, title: X}]\n",
       "6:survey_wave_none"},
      {"a range that is none",
       head + "ddci\nyear: 2023\nwaves: [{id: d1}]\ncomponents: [{id: x, title: X, least: 10, "
              "best: 5}]\n",
       "7:survey_range"},
      {"a weight of nothing",
       head + "ddci\nyear: 2023\nwaves: [{id: d1}]\ncomponents: [{id: x, title: X, weight: 0}]\n",
       "7:survey_weight"},
      {"two components for one criterion",
       head + "ddci\nyear: 2023\nset: bo\nwaves: [{id: d1}]\ncomponents: [{id: x, title: X, "
              "criterion: \"1\"}, {id: y, title: Y, criterion: \"1\"}]\n",
       "8:survey_criterion_repeated 8:survey_criterion_repeated"},
      {"the whole and its parts feed the same points twice",
       head + "ddci\nyear: 2023\nset: bo\ncriterion: \"1\"\nwaves: [{id: d1}]\ncomponents: [{id: "
              "x, title: X, criterion: \"2\"}]\n",
       "7:survey_feed_twice"},
      {"a sum has no highest",
       head + "ddci\nyear: 2023\nset: bo\ntotal: sum\ncriterion: \"1\"\n" + end,
       "8:survey_sum_feeds"},
      {"one unit twice in the frame",
       head + "ddci\nyear: 2023\nframe: {asked: a, units: [{unit: a}, {unit: a}]}\n" + end,
       "6:id_repeated"},
      {"a key nobody knows", head + "ddci\nyear: 2023\nminimun: 3\n" + end,
       "6:yaml_key_unknown_near"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    FindingList findings("s.yaml");
    EXPECT_FALSE(ReadSurvey(c.text, findings).has_value());
    EXPECT_EQ(Reasons(findings), c.want);
  }
}

TEST(SurveyResultsFile, RefusesWhatCannotBe) {
  const Survey survey = SurveyOf(SmallSurvey("minimum: 10\n"));
  struct Case {
    const char* why;
    const char* row;
    const char* want;
  };
  const Case cases[] = {
      {"more answers than people asked",
       "  - {unit: a, wave: d1, component: y, asked: 20, answers: 21, index: 5}\n",
       "5:survey_answers_over_asked"},
      {"more people asked than there are",
       "  - {unit: a, wave: d1, component: y, asked: 501, answers: 21, index: 5}\n",
       "5:survey_asked_over_frame"},
      {"counts beside a number of answers that is another",
       "  - {unit: a, wave: d1, component: x, answers: 11, counts: {co: 9, khong: 1}}\n",
       "5:survey_counts_sum"},
      {"9 of 10 are 90, not 91",
       "  - {unit: a, wave: d1, component: x, counts: {co: 9, khong: 1}, index: 91}\n",
       "5:survey_index_counts"},
      {"90.0 is what they say to one place",
       "  - {unit: a, wave: d1, component: x, counts: {co: 9, khong: 1}, index: 90.0}\n", ""},
      {"2 of 3 are 66.67 to two places and 66.7 to one",
       "  - {unit: a, wave: d1, component: x, counts: {co: 20, khong: 10}, index: 66.7}\n", ""},
      {"an index beyond the highest",
       "  - {unit: a, wave: d1, component: y, answers: 20, index: 10.01}\n",
       "5:survey_index_range"},
      {"neither index nor counts", "  - {unit: a, wave: d1, component: y, answers: 20}\n",
       "5:survey_index_missing"},
      {"nobody answered, so there is nothing to publish",
       "  - {unit: a, wave: d1, component: y, answers: 0}\n", ""},
      {"the minimum needs the number of answers",
       "  - {unit: a, wave: d1, component: y, index: 5}\n", "5:survey_answers_missing"},
      {"a component without a scale has no counts",
       "  - {unit: a, wave: d1, component: y, answers: 9, index: 5, counts: {co: 9}}\n",
       "5:survey_no_scale"},
      {"a count that is left out is not 0",
       "  - {unit: a, wave: d1, component: x, counts: {co: 9}}\n", "5:survey_answer_missing"},
      {"an answer that is not on the scale",
       "  - {unit: a, wave: d1, component: x, counts: {co: 9, khong: 1, khac: 3}}\n",
       "5:yaml_key_unknown"},
      {"the same twice",
       "  - {unit: a, wave: d1, component: y, answers: 20, index: 5}\n"
       "  - {unit: a, wave: d1, component: y, answers: 20, index: 6}\n",
       "6:survey_result_repeated"},
      {"a unit outside the frame", "  - {unit: c, wave: d1, component: y, answers: 20, index: 5}\n",
       "5:survey_unit_unknown"},
      {"a wave and a component nobody knows", "  - {unit: a, wave: d9, component: z}\n",
       "5:survey_wave_unknown 5:survey_component_unknown"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    FindingList findings("r.yaml");
    (void)ReadSurveyResults(SmallResults(c.row), survey, findings);
    EXPECT_EQ(Reasons(findings), c.want);
  }
  FindingList findings("r.yaml");
  EXPECT_FALSE(ReadSurveyResults("format: parnet/survey-results/1\nsurvey: s2\nsource: {number: 1, "
                                 "issuer: b, date: 2023-02-30, sha256: xyz}\nresults: []\n",
                                 survey, findings)
                   .has_value());
  EXPECT_EQ(Reasons(findings),
            "2:survey_other 3:yaml_not_date 3:survey_digest_malformed 4:list_empty");
}

TEST(SurveyFeeds, OnlySurveyedLeavesAndNeverMoreThanTheirMaximum) {
  const CriteriaSetFile file = ReadCriteriaSet(
      "format: parnet/criteria-set/1\nid: bo\nversion: 1\ntitle: T\nlevel: commune\nyear: 2023\n"
      "basis: [{number: 1/QĐ, date: 2023-01-01, issuer: U, subject: S}]\n"
      "effective: {from: 2023-01-01, to: 2023-12-31}\nmaximum: 3\nareas:\n"
      "  - id: \"A\"\n    title: A\n    maximum: 3\n    criteria:\n"
      "      - {id: \"1\", title: B, maximum: 1.5, source: survey, rule: given}\n"
      "      - {id: \"2\", title: C, maximum: 1.5, rule: {judged: any}}\n",
      "set");
  for (const Finding& f : file.findings) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  ASSERT_TRUE(file.set.has_value());
  const Survey survey = SurveyOf(SmallSurvey(""));
  FindingList findings("s");
  CheckSurveyFeeds(survey, *file.set, findings);
  EXPECT_EQ(Reasons(findings), "13:survey_weight_over_maximum 15:survey_criterion_source");
  Survey other = survey;
  other.set_version = 2;
  FindingList differs("s");
  CheckSurveyFeeds(other, *file.set, differs);
  EXPECT_EQ(Reasons(differs), "0:set_other");
}

}  // namespace
}  // namespace par::domain
