// Goal: a sheet keeps the states of leaves apart, adds exactly, and rounds once.
// Method: one small set scored under answers and policies changed one at a time; sums by hand.
#include "common/domain/score_sheet.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/unit/domain/small_set.h"

namespace par::domain {
namespace {

ScoreSheet ScoreOf(std::string_view set_text, std::string_view answers_text,
                   const ScoreOverrides& overrides = {}) {
  const CriteriaSet set = SetOf(set_text);
  return Score(set, AnswersOf(set, answers_text), {}, overrides);
}

TEST(Score, AddsSourcesAndTakesPenaltiesAway) {
  const ScoreSheet sheet = ScoreOf(kSmallSet, kSmallAnswers);
  EXPECT_EQ(sheet.leaves[0].points.e4(), 20000);  // 200/300 of 3.
  EXPECT_EQ(sheet.sources[static_cast<std::size_t>(Source::kSelfAssessed)].score.e4(), 40000);
  EXPECT_EQ(sheet.sources[static_cast<std::size_t>(Source::kSurvey)].score.e4(), 31234);
  EXPECT_EQ(sheet.sources[static_cast<std::size_t>(Source::kBonus)].score.e4(), 5000);
  EXPECT_EQ(sheet.sources[static_cast<std::size_t>(Source::kPenalty)].score.e4(), 10000);
  EXPECT_EQ(sheet.nodes[0].score.e4(), 40000);
  EXPECT_EQ(sheet.total.e4(), 40000 + 31234 + 5000 - 10000);
  EXPECT_EQ(sheet.total_rounded.e4(), 66200);
  EXPECT_EQ(sheet.effective_maximum.e4(), 100000);
  EXPECT_EQ(sheet.percent, Rational::FromFraction(66234, 1000));
  EXPECT_EQ(sheet.percent_rounded->e4(), 662300);
  EXPECT_EQ(sheet.result_class, 1u);
  EXPECT_NE(sheet.leaves[0].trace, nullptr);
}

TEST(LossOf, BandsByShareOfTheMaximum) {
  const struct {
    std::string_view why;
    LeafState state;
    std::int64_t points;
    LossBand band;
  } kCases[] = {
      {"nothing is lost", LeafState::kScored, 20000, LossBand::kNothing},
      {"the least that can be lost", LeafState::kScored, 19999, LossBand::kLittle},
      {"a tenth", LeafState::kScored, 18000, LossBand::kLittle},
      {"more than a tenth", LeafState::kScored, 17999, LossBand::kSome},
      {"half", LeafState::kScored, 10000, LossBand::kSome},
      {"more than half", LeafState::kScored, 9999, LossBand::kMuch},
      {"all of it", LeafState::kZero, 0, LossBand::kMuch},
      {"not scored is not zero", LeafState::kNotScored, 0, LossBand::kNotScored},
      {"nothing arose", LeafState::kNotApplicable, 0, LossBand::kOutOfAccount},
      {"waived with its points", LeafState::kWaived, 20000, LossBand::kOutOfAccount},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(LossOf(c.state, Points::FromE4(c.points), Points::FromE4(20000)), c.band) << c.why;
  }
  EXPECT_EQ(LossOf(LeafState::kZero, Points(), Points()), LossBand::kNothing) << "worth nothing";
}

TEST(Score, KeepsFourStatesApart) {
  const struct {
    std::string_view why;
    std::string_view from;
    std::string_view to;
    LeafIndex leaf;
    LeafState state;
    std::int64_t total;
    std::int64_t effective;
  } kCases[] = {
      {"nothing arose", "files: 300, \"1.1.b\": 200", "files: 0, \"1.1.b\": 0", 0,
       LeafState::kNotApplicable, 46234, 70000},
      {"a missing figure", ", \"1.1.b\": 200", "", 0, LeafState::kNotScored, 46234, 100000},
      {"scored, and zero", "\"1.1.b\": 200", "\"1.1.b\": 0", 0, LeafState::kZero, 46234, 100000},
      {"declared not applicable", "judged: 1, reason", "not_applicable", 1,
       LeafState::kNotApplicable, 56234, 80000},
      {"waived", "judged: 1, reason", "waived", 1, LeafState::kWaived, 56234, 80000},
      {"a bonus that is not given", "  \"T\": {points: 0.5, source: Quyết định 6}\n", "", 4,
       LeafState::kNotScored, 61234, 100000},
      {"a waived bonus leaves the maximum", "points: 0.5, source", "waived", 4, LeafState::kWaived,
       61234, 100000},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const ScoreSheet sheet = ScoreOf(kSmallSet, With(kSmallAnswers, c.from, c.to));
    EXPECT_EQ(Name(sheet.leaves[c.leaf].state), Name(c.state));
    EXPECT_EQ(sheet.total.e4(), c.total);
    EXPECT_EQ(sheet.effective_maximum.e4(), c.effective);
    EXPECT_EQ(sheet.not_scored, c.state == LeafState::kNotScored ? 1 : 0);
  }
}

TEST(Score, NamesTheMissingFigure) {
  const ScoreSheet sheet = ScoreOf(kSmallSet, With(kSmallAnswers, ", \"1.1.b\": 200", ""));
  EXPECT_EQ(sheet.leaves[0].missing, std::vector<std::string>{"b"});
  EXPECT_TRUE(sheet.leaves[0].error.ok());
}

TEST(Score, AFaultStaysWithItsLeaf) {
  const std::string set = With(kSmallSet, "(b/a) * max", "(b/a) * 6");
  const ScoreSheet sheet = ScoreOf(set, kSmallAnswers);
  EXPECT_EQ(ReasonOf(sheet.leaves[0].error), "score_out_of_range");
  EXPECT_EQ(Name(sheet.leaves[0].state), "not_scored");
  EXPECT_EQ(sheet.total.e4(), 46234);
}

TEST(Score, WaivedInFullCountsTheMaximum) {
  const std::string set =
      With(kSmallSet, "not_applicable: reduced_max", "not_applicable: reduced_max\nwaived: full");
  const ScoreSheet sheet = ScoreOf(set, With(kSmallAnswers, "judged: 1, reason", "waived"));
  EXPECT_EQ(sheet.leaves[1].points.e4(), 20000);
  EXPECT_EQ(sheet.effective_maximum.e4(), 100000);
}

TEST(Score, MayFallBelowZeroAndNeverHidesIt) {
  const std::string answers =
      "format: parnet/answers/1\nset: small\nunit: xa-a\ncriteria:\n"
      "  \"P\": {points: 2, source: Quyết định}\n";
  const ScoreSheet sheet = ScoreOf(kSmallSet, answers);
  EXPECT_EQ(sheet.total.e4(), -20000);
  EXPECT_EQ(sheet.not_scored, 5);
  EXPECT_EQ(sheet.result_class, kNone);
}

TEST(Score, AReviewersScoreReplacesTheComputedOne) {
  const ScoreOverrides overrides = {
      {0, {.kind = ScoreOverride::Kind::kPoints, .points = Points::FromE4(5000), .reason = "x"}},
      {1, {.kind = ScoreOverride::Kind::kNotApplicable, .points = {}, .reason = "x"}},
      {2, {.kind = ScoreOverride::Kind::kPoints, .points = Points::FromE4(10001), .reason = "x"}}};
  const ScoreSheet sheet = ScoreOf(kSmallSet, kSmallAnswers, overrides);
  EXPECT_EQ(sheet.leaves[0].points.e4(), 5000);
  EXPECT_TRUE(sheet.leaves[0].overridden);
  EXPECT_EQ(Name(sheet.leaves[1].state), "not_applicable");
  EXPECT_EQ(ReasonOf(sheet.leaves[2].error), "points_beyond_maximum");
  EXPECT_EQ(sheet.effective_maximum.e4(), 80000);
  EXPECT_EQ(sheet.total.e4(), 5000 + 31234 + 5000 - 10000);
}

TEST(Score, EnteredPointsAreRoundedAsALeafIsAndPublishedOnesStand) {
  const CriteriaSet set =
      SetOf(With(kSmallSet, "maximum: 10\n", "maximum: 10\nrounding: {leaf: 2}\n"));
  const Answers answers = AnswersOf(set, kSmallAnswers);
  const struct {
    std::string_view why;
    std::int64_t entered;
    std::int64_t rounded;
    std::string_view state;
  } kCases[] = {
      {"the mean of a survey", 1'2002, 1'2000, "scored"},
      {"half up", 1'2050, 1'2100, "scored"},
      {"less than what is kept is nothing", 49, 0, "zero"},
      {"the maximum", 4'0000, 4'0000, "scored"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const ScoreOverrides overrides = {{3, {.points = Points::FromE4(c.entered), .reason = "x"}}};
    const LeafScore kept = Score(set, answers, {}, overrides).leaves[3];
    EXPECT_EQ(kept.points.e4(), c.rounded);
    EXPECT_EQ(Name(kept.state), c.state);
    const ScoreSheet again = Score(set, answers, {.round_overrides = false}, overrides);
    EXPECT_EQ(again.leaves[3].points.e4(), c.entered) << "what was published is not rounded again";
  }
}

TEST(Score, WaivedInFullGivesNeitherABonusNorAPenalty) {
  const std::string set =
      With(kSmallSet, "not_applicable: reduced_max", "not_applicable: reduced_max\nwaived: full");
  const ScoreSheet sheet = ScoreOf(set, With(With(kSmallAnswers, "points: 0.5, source", "waived"),
                                             "points: 1, source", "waived"));
  EXPECT_EQ(sheet.leaves[4].points, Points());
  EXPECT_EQ(sheet.leaves[5].points, Points());
  EXPECT_EQ(sheet.total.e4(), 40000 + 31234);
  EXPECT_EQ(sheet.effective_maximum.e4(), 100000);
}

// The published result of a district: 85.77 of 98.5 is 87.08 %; the policy chooses what ranks.
TEST(Score, ConvertsExactlyAndRanksByPolicy) {
  const std::string_view areas = R"(areas:
  - {id: "1", title: Còn lại, maximum: 98.5, source: external}
  - {id: "2", title: Không phát sinh, maximum: 1.5, source: external, may_be_declared_not_applicable: true}
)";
  std::string set(kSmallSet.substr(0, kSmallSet.find("areas:")));
  set = With(set + std::string(areas), "maximum: 10\n", "maximum: 100\n");
  const std::string_view answers = R"(format: parnet/answers/1
set: small
unit: quang-dien
criteria:
  "1": {points: 85.77, source: Kế hoạch}
  "2": {not_applicable: không phát sinh}
)";
  const ScoreSheet reduced = ScoreOf(set, answers);
  EXPECT_EQ(reduced.effective_maximum.e4(), 985000);
  EXPECT_EQ(reduced.percent, Rational::FromFraction(857700, 9850));
  EXPECT_EQ(reduced.percent_rounded->e4(), 870800);
  EXPECT_EQ(reduced.result_class, 0u);
  EXPECT_EQ(reduced.rank_value, Rational::FromFraction(8577, 100));
  const ScoreSheet converted =
      ScoreOf(With(set, "not_applicable: reduced_max", "not_applicable: converted"), answers);
  EXPECT_EQ(converted.rank_value, *converted.percent);
}

// The eight area scores of a province's published table.
TEST(Score, EightAreasAddToThePublishedTotal) {
  const std::string_view scores[] = {"8.4239",  "9.3193", "12.4545", "9.7804",
                                     "13.1992", "9.8480", "10.3956", "12.8273"};
  const std::string_view maxima[] = {"9.5", "10", "13", "10.5", "15", "12", "13.5", "16.5"};
  std::string set(kSmallSet.substr(0, kSmallSet.find("areas:")));
  set = With(set, "maximum: 10\n", "maximum: 100\n") + "areas:\n";
  std::string answers = "format: parnet/answers/1\nset: small\nunit: quang-tri\ncriteria:\n";
  for (int i = 0; i < 8; ++i) {
    const std::string id = '"' + std::to_string(i + 1) + '"';
    set += "  - {id: " + id + ", title: t, source: external, maximum: " + std::string(maxima[i]) +
           "}\n";
    answers += "  " + id + ": {points: " + std::string(scores[i]) + ", source: Báo cáo 124}\n";
  }
  const ScoreSheet sheet = ScoreOf(set, answers);
  EXPECT_EQ(sheet.total.e4(), 862482);
  EXPECT_EQ(sheet.total_rounded.Format(2, NumberStyle::kVietnamese), "86,25");
}

}  // namespace
}  // namespace par::domain
