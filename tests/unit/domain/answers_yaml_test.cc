// Goal: answers are bound to their set, and each wrong value is one finding at its line.
// Method: one small set and one right file; each row breaks the file in one place.
#include "common/domain/answers_yaml.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/unit/domain/small_set.h"

namespace par::domain {
namespace {

TEST(ReadAnswers, BindsFiguresAndDeclarations) {
  const CriteriaSet set = SetOf(kSmallSet);
  const Answers answers = AnswersOf(set, kSmallAnswers);
  EXPECT_EQ(answers.unit, UnitId("xa-a"));
  EXPECT_EQ(answers.group, "commune");
  EXPECT_TRUE(answers.ranked);
  EXPECT_EQ(answers.figures[set.FindFigure("files")], Rational::FromInt(300));
  EXPECT_EQ(answers.figures[set.FindFigure("1.3.c")], Rational::FromInt(1));
  EXPECT_EQ(answers.figure_texts[set.FindFigure("1.3.c")], "yes");
  EXPECT_FALSE(answers.previous[set.FindFigure("files")].has_value());
  const Declaration* survey = answers.Find(set.FindLeaf("2"));
  ASSERT_NE(survey, nullptr);
  EXPECT_EQ(survey->points.e4(), 31234);
  EXPECT_EQ(survey->reason, "Báo cáo 5");
  EXPECT_EQ(answers.Find(set.FindLeaf("1.3")), nullptr);
  EXPECT_FALSE(answers.children_known);
}

TEST(ReadAnswers, NamesEachFaultWithItsLine) {
  const CriteriaSet set = SetOf(kSmallSet);
  const struct {
    std::string_view why;
    std::string_view from;
    std::string_view to;
    std::string_view want;
  } kCases[] = {
      {"another set", "small@1", "large", "2 set_other set"},
      {"another version", "small@1", "small@2", "2 set_other set"},
      {"no unit", "unit: xa-a\n", "", "1 yaml_key_missing unit"},
      {"a negative count", "files: 300", "files: -300", "4 figure_negative files"},
      {"a fraction of a file", "files: 300", "files: 300.5", "4 figure_not_whole files"},
      {"a comma", "files: 300", "files: \"300,5\"", "4 number_with_comma files"},
      {"beyond the figure's bound", "files: 300", "files: 100001", "4 figure_above_most files"},
      {"more in time than files", "\"1.1.b\": 200", "\"1.1.b\": 301", "4 figure_above_whole 1.1.b"},
      {"a figure that is not there", "files: 300", "filez: 300", "4 figure_unknown figures"},
      {"a repeated figure", "files: 300", "files: 300, files: 3", "4 yaml_key_repeated files"},
      {"neither yes nor no", "yes", "maybe", "4 figure_not_yes_no 1.3.c"},
      {"a criterion that is not there", "\"1.2\":", "\"1.9\":", "6 criterion_not_in_set criteria"},
      {"an area", "\"1.2\":", "\"1\":", "6 criterion_not_a_leaf criteria"},
      {"a repeated criterion", "\"T\":", "\"2\":", "8 yaml_key_repeated 2"},
      {"not one of the steps", "judged: 1", "judged: 1.5", "6 judged_beyond_steps 1.2.judged"},
      {"above the maximum", "judged: 1", "judged: 2.5", "6 points_beyond_maximum 1.2.judged"},
      {"no reason", ", reason: theo biên bản", "", "6 yaml_key_missing 1.2.reason"},
      {"points for a judged leaf", "judged: 1, reason", "points: 1, source",
       "6 declaration_not_given 1.2.points"},
      {"judging a given leaf", "points: 0.5, source", "judged: 0.5, reason",
       "8 declaration_not_judged T.judged"},
      {"points above the maximum", "points: 0.5", "points: 2.5",
       "8 points_beyond_maximum T.points"},
      {"negative points", "points: 0.5", "points: -0.5", "8 points_beyond_maximum T.points"},
      {"points without their source", ", source: Báo cáo 5", "", "7 yaml_key_missing 2.source"},
      {"not applicable where it may not be", "{points: 0.5, source: Quyết định 6}",
       "{not_applicable: không có}", "8 not_applicable_not_allowed T.not_applicable"},
      {"two declarations", "judged: 1,", "judged: 1, waived: Luật,", "6 declarations_conflict 1.2"},
      {"an empty reason", "reason: theo biên bản", "reason: \" \"", "6 text_empty 1.2.reason"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const AnswersFile file = ReadAnswers(With(kSmallAnswers, c.from, c.to), set, "answers.yaml");
    EXPECT_FALSE(file.answers.has_value());
    EXPECT_EQ(Brief(file.findings), c.want);
  }
}

TEST(ReadAnswers, TextsNameFileFieldValueAndRule) {
  const CriteriaSet set = SetOf(kSmallSet);
  const AnswersFile file =
      ReadAnswers(With(kSmallAnswers, "\"1.1.b\": 200", "\"1.1.b\": 301"), set, "a.yaml");
  ASSERT_EQ(file.findings.size(), 1u);
  EXPECT_EQ(TextOf(file.findings[0], Language::kEnglish),
            "a.yaml:4:32: 1.1.b: 301 is more than “Hồ sơ (files)” (300), of which it is a part");
}

}  // namespace
}  // namespace par::domain
