// What the tests of surveys share: reading texts that must be right, the findings of those that are
// not, and a small survey of two units.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/domain/survey_score.h"

namespace par::domain {

// "5:survey_counts_sum 6:…", line and reason.
inline std::string Reasons(const FindingList& findings) {
  std::string all;
  for (const Finding& finding : findings.findings()) {
    if (!all.empty()) all += ' ';
    all += std::to_string(finding.at.line) + ':' + ReasonOf(finding.refusal);
    EXPECT_NE(TextOf(finding, Language::kVietnamese), "");
    EXPECT_NE(TextOf(finding, Language::kEnglish), "");
  }
  return all;
}

inline Survey SurveyOf(const std::string& text) {
  FindingList findings("survey");
  auto survey = ReadSurvey(text, findings);
  EXPECT_EQ(Reasons(findings), "");
  return survey.value_or(Survey());
}

inline SurveyResults ResultsOf(const Survey& survey, const std::string& text) {
  FindingList findings("results");
  auto results = ReadSurveyResults(text, survey, findings);
  EXPECT_EQ(Reasons(findings), "");
  return results.value_or(SurveyResults());
}

// Two units, two waves of the year and one before it, one component counted and one published.
inline std::string SmallSurvey(const std::string& more, const std::string& waves = "") {
  return "format: parnet/survey/1\nid: s\ntitle: S\nkind: sociological\nyear: 2023\nset: bo\n" +
         more +
         "frame: {asked: người dân, units: [{unit: a, area: k, size: 500, sample: 50}, {unit: b, "
         "area: k}]}\n" +
         (waves.empty() ? "waves: [{id: cu, year: 2022}, {id: d1}, {id: d2}]\n" : waves) +
         "components:\n"
         "  - id: x\n    title: X\n    weight: 2\n    criterion: \"1\"\n"
         "    scale: [{id: co, worth: 100}, {id: khong, worth: 0}]\n"
         "  - {id: y, title: Y, weight: 1, best: 10, criterion: \"2\"}\n";
}

inline std::string SmallResults(const std::string& rows) {
  return "format: parnet/survey-results/1\nsurvey: s\nsource: {number: 1/BC, issuer: Sở, date: "
         "2023-12-01, sha256: " +
         std::string(64, '0') + "}\nresults:\n" + rows;
}

}  // namespace par::domain
