// Goal: every kind of rule that real sets have gives the official figure, exactly; what cannot be
// scored says why.
// Method: the rules and figures of real documents as rows; errors and absent inputs one by one.
#include "common/domain/rule_evaluate.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "common/domain/refusal.h"
#include "tests/unit/domain/rule_fixture.h"

namespace par::domain {
namespace {

using Texts = std::map<std::string, std::string>;
using Rows = std::vector<std::pair<std::string, std::string>>;

RuleFixture Counts() {
  return RuleFixture({{"a", FigureKind::kCount},
                      {"b", FigureKind::kCount},
                      {"c", FigureKind::kCount},
                      {"d", FigureKind::kCount},
                      {"rate", FigureKind::kPercent},
                      {"required", FigureKind::kPercent},
                      {"yes_a", FigureKind::kYesNo},
                      {"yes_b", FigureKind::kYesNo},
                      {"yes_c", FigureKind::kYesNo},
                      {"sent", FigureKind::kDate},
                      {"place", FigureKind::kRank}});
}

struct Scored {
  std::string why;
  Rows rule;  // One row with an empty `when`: a plain expression.
  std::string maximum;
  Texts figures;
  Texts previous;
  std::string want;
};

const Rows kByVolume = {{"a >= 1000", "(b/a) * max"},
                        {"a < 1000 and b/a >= 0.97", "(b/a) * max"},
                        {"a < 1000 and 0.95 <= b/a < 0.97", "1.90"},
                        {"a < 1000 and b/a < 0.95", "0"}};
const Rows kRevenue = {{"b/a >= 1", "max"}, {"b/a < 0.7", "0"}, {"", "(b/a) * max"}};
const Rows kBands = {{"b/a = 100%", "1"}, {"50% <= b/a < 100%", "0.5"}, {"b/a < 50%", "0"}};
const Rows kDaysLate = {{"days_late(sent, 2023-10-20) = 0", "0.5"},
                        {"0 < days_late(sent, 2023-10-20) < 10", "0.25"},
                        {"days_late(sent, 2023-10-20) >= 10", "0"}};
const Rows kTwoTerms = {{"(b+c)/a < 0.70", "0"}, {"", "(b/a) * 2.00 + (c/a) * 1.50"}};

std::vector<Scored> RealRows() {
  return {
      {"ratio", {{"", "(b/a) * max"}}, "1.5", {{"a", "17747"}, {"b", "17310"}}, {}, "1.4631"},
      {"ratio", {{"", "b/a*max"}}, "1.5", {{"a", "58818"}, {"b", "41940"}}, {}, "1.0696"},
      {"ratio near 1", {{"", "(b/a) * 1"}}, "1", {{"a", "195579"}, {"b", "195371"}}, {}, "0.9989"},
      {"published from a rounded rate",
       {{"", "round(b/a, 3) * max"}},
       "1.5",
       {{"a", "17747"}, {"b", "17660"}},
       {},
       "1.4925"},
      {"a rate that is declared itself",
       {{"", "rate * max"}},
       "1.5",
       {{"rate", "99.5"}},
       {},
       "1.4925"},
      {"revenue above its target is capped", kRevenue, "1", {{"a", "10"}, {"b", "12"}}, {}, "1"},
      {"revenue below its floor", kRevenue, "1", {{"a", "100"}, {"b", "69"}}, {}, "0"},
      {"revenue at its floor", kRevenue, "1", {{"a", "100"}, {"b", "70"}}, {}, "0.7"},
      {"by volume, many", kByVolume, "2", {{"a", "1000"}, {"b", "900"}}, {}, "1.8"},
      {"by volume, few and good", kByVolume, "2", {{"a", "999"}, {"b", "999"}}, {}, "2"},
      {"by volume, the middle", kByVolume, "2", {{"a", "100"}, {"b", "96"}}, {}, "1.9"},
      {"by volume, exactly 97 %", kByVolume, "2", {{"a", "100"}, {"b", "97"}}, {}, "1.94"},
      {"by volume, exactly 95 %", kByVolume, "2", {{"a", "100"}, {"b", "95"}}, {}, "1.9"},
      {"by volume, too few", kByVolume, "2", {{"a", "999"}, {"b", "900"}}, {}, "0"},
      {"all units", kBands, "1", {{"a", "14"}, {"b", "14"}}, {}, "1"},
      {"half of the units", kBands, "1", {{"a", "14"}, {"b", "7"}}, {}, "0.5"},
      {"below half", kBands, "1", {{"a", "14"}, {"b", "6"}}, {}, "0"},
      {"reaches the required rate",
       {{"rate >= required", "0.50"}, {"", "rate*0.50/required"}},
       "0.5",
       {{"rate", "80"}, {"required", "80"}},
       {},
       "0.5"},
      {"below the required rate",
       {{"rate >= required", "0.50"}, {"", "rate*0.50/required"}},
       "0.5",
       {{"rate", "50"}, {"required", "80"}},
       {},
       "0.3125"},
      {"two terms", kTwoTerms, "3.5", {{"a", "18"}, {"b", "7"}, {"c", "7"}}, {}, "1.3611"},
      {"two terms below their floor",
       kTwoTerms,
       "3.5",
       {{"a", "18"}, {"b", "6"}, {"c", "6"}},
       {},
       "0"},
      {"sum of parts",
       {{"", "(b/a) * 0.25 + (d/c) * 0.50"}},
       "0.75",
       {{"a", "4"}, {"b", "2"}, {"c", "10"}, {"d", "5"}},
       {},
       "0.375"},
      {"checklist",
       {{"", "if(yes_a, 0, 0.5) + if(not yes_b, 0.5, 0) + if(yes_c = 0, 0.5, 0)"}},
       "1.5",
       {{"yes_a", "no"}, {"yes_b", "yes"}, {"yes_c", "no"}},
       {},
       "1"},
      {"more than last year",
       {{"a > previous.a", "max"}, {"a <= previous.a", "0"}},
       "1",
       {{"a", "11"}},
       {{"a", "10"}},
       "1"},
      {"the same as last year",
       {{"a > previous.a", "max"}, {"a <= previous.a", "0"}},
       "1",
       {{"a", "10"}},
       {{"a", "10"}},
       "0"},
      {"rank elsewhere",
       {{"place <= 10", "max"}, {"10 < place <= 30", "1"}, {"place > 30", "0.5"}},
       "1.5",
       {{"place", "55"}},
       {},
       "0.5"},
      {"on the day it was due", kDaysLate, "0.5", {{"sent", "2023-10-20"}}, {}, "0.5"},
      {"five days late", kDaysLate, "0.5", {{"sent", "2023-10-25"}}, {}, "0.25"},
      {"ten days late", kDaysLate, "0.5", {{"sent", "2023-10-30"}}, {}, "0"},
      {"count, capped", {{"", "min(a, 2) * 0.5"}}, "1", {{"a", "1"}}, {}, "0.5"},
      {"index by weight",
       {{"", "floor(a / 3) + max(b, c) - (-1) * d"}},
       "9",
       {{"a", "8"}, {"b", "1"}, {"c", "2"}, {"d", "1"}},
       {},
       "5"},
      {"dates subtract to days",
       {{"", "(2023-12-20 - sent) / 10"}},
       "9",
       {{"sent", "2023-12-10"}},
       {},
       "1"},
  };
}

Rule RuleOf(RuleFixture& fixture, const Rows& rows) {
  if (rows.size() == 1) return fixture.Expression(rows[0].second);
  return fixture.Cases(rows);
}

TEST(Evaluate, GivesTheOfficialFigure) {
  for (const Scored& c : RealRows()) {
    SCOPED_TRACE(c.why);
    RuleFixture fixture = Counts();
    const Rule rule = RuleOf(fixture, c.rule);
    const auto figures = fixture.Values(c.figures);
    const auto previous = fixture.Values(c.previous);
    const RuleInputs inputs{.figures = figures, .previous = previous};
    const auto outcome = Evaluate(rule, inputs, P(c.maximum), 4);
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(outcome->state, OutcomeState::kScored);
    EXPECT_EQ(outcome->score, P(c.want));
    Trace trace;
    ASSERT_TRUE(Evaluate(rule, inputs, P(c.maximum), 4, &trace).ok());
    EXPECT_EQ(trace.rounded, P(c.want)) << "the trace ends where the score does";
  }
}

TEST(Evaluate, RefusesWhatHasNoScore) {
  struct Row {
    std::string why;
    Rows rule;
    Texts figures;
    std::string reason;
  };
  const Row kRows[] = {
      {"nothing to divide by", {{"", "b/a"}}, {{"a", "0"}, {"b", "1"}}, "rule_division_by_zero"},
      {"a division in a condition", kBands, {{"a", "0"}, {"b", "0"}}, "rule_division_by_zero"},
      {"above the maximum, never clipped",
       {{"", "b/a"}},
       {{"a", "1"}, {"b", "2"}},
       "score_out_of_range"},
      {"below zero", {{"", "a - b"}}, {{"a", "1"}, {"b", "2"}}, "score_out_of_range"},
      {"above the maximum by less than rounding would hide",
       {{"", "1 + 1/a"}},
       {{"a", "99999"}},
       "score_out_of_range"},
      {"a gap between the cases", {{"a < 5", "1"}, {"a > 5", "0"}}, {{"a", "5"}}, "rule_no_case"},
      {"cases that overlap",
       {{"a <= 5", "1"}, {"a >= 5", "0"}},
       {{"a", "5"}},
       "rule_several_cases"},
  };
  for (const Row& c : kRows) {
    SCOPED_TRACE(c.why);
    RuleFixture fixture = Counts();
    const auto figures = fixture.Values(c.figures);
    const auto outcome = Evaluate(RuleOf(fixture, c.rule), {.figures = figures}, P("1"), 4);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(ReasonOf(outcome.status()), c.reason) << outcome.status();
  }
}

TEST(Evaluate, NamesTheCasesThatOverlap) {
  RuleFixture fixture = Counts();
  const Rule rule = fixture.Cases({{"a <= 5", "1"}, {"a >= 5", "0"}});
  const auto figures = fixture.Values({{"a", "5"}});
  const auto status = Evaluate(rule, {.figures = figures}, P("1"), 4).status();
  EXPECT_EQ(TextOf(status, Language::kEnglish),
            "Several cases apply at once with a = 5: “a <= 5”; “a >= 5”");
}

TEST(Evaluate, LeavesALeafNotScoredAndNamesWhatIsMissing) {
  RuleFixture fixture = Counts();
  const Rule rule = fixture.Expression("(b/a) * max + previous.c + sum(children.x)");
  const auto figures = fixture.Values({{"a", "0"}});
  const auto outcome = Evaluate(rule, {.figures = figures}, P("1"), 4);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->state, OutcomeState::kNotScored);
  EXPECT_EQ(outcome->missing, (std::vector<std::string>{"b", "children", "previous.c"}));
}

TEST(Evaluate, TriesNothingArisesFirst) {
  RuleFixture fixture = Counts();
  RuleSource source{.kind = RuleKind::kExpression, .expression = "(b/a) * max"};
  struct Row {
    std::string then;
    OutcomeState state;
    std::string score;
  };
  for (const Row& c :
       {Row{"not_applicable", OutcomeState::kNotApplicable, "0"},
        Row{"max", OutcomeState::kScored, "1.5"}, Row{"0.5", OutcomeState::kScored, "0.5"}}) {
    SCOPED_TRACE(c.then);
    source.nothing_arises = {.when = "a = 0", .score = c.then};
    const auto none = fixture.Values({{"a", "0"}});
    const auto outcome = Evaluate(fixture.Parse(source), {.figures = none}, P("1.5"), 4);
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(outcome->state, c.state);
    EXPECT_EQ(outcome->score, P(c.score));
    EXPECT_EQ(outcome->taken_case, kNothingArisesCase);
  }
}

TEST(Evaluate, TakesJudgedAndGivenValues) {
  RuleFixture fixture = Counts();
  RuleSource steps{.kind = RuleKind::kJudgedSteps};
  steps.steps = {P("0"), P("0.25"), P("0.5")};
  struct Row {
    std::string why;
    RuleSource rule;
    std::optional<Points> entered;
    std::string want;
  };
  const Row kRows[] = {
      {"one of the steps", steps, P("0.25"), "0.25"},
      {"between two steps", steps, P("0.3"), "judged_not_a_step"},
      {"not judged yet", steps, std::nullopt, "judged"},
      {"any value", {.kind = RuleKind::kJudgedAny}, P("0.1234"), "0.1234"},
      {"above the maximum", {.kind = RuleKind::kJudgedAny}, P("1.0001"), "score_out_of_range"},
      {"survey points of a real table", {.kind = RuleKind::kGiven}, P("0.7966"), "0.7966"},
      {"below zero", {.kind = RuleKind::kGiven}, P("-0.1"), "score_out_of_range"},
      {"not given yet", {.kind = RuleKind::kGiven}, std::nullopt, "points"},
  };
  for (const Row& c : kRows) {
    SCOPED_TRACE(c.why);
    const auto outcome = Evaluate(fixture.Parse(c.rule), {.entered = c.entered}, P("1"), 4);
    if (!outcome.ok()) {
      EXPECT_EQ(ReasonOf(outcome.status()), c.want);
    } else if (outcome->state == OutcomeState::kNotScored) {
      EXPECT_EQ(outcome->missing, std::vector<std::string>{c.want});
    } else {
      EXPECT_EQ(outcome->score, P(c.want));
    }
  }
}

TEST(Evaluate, AggregatesTheLevelBelow) {
  using Values = std::vector<std::optional<Rational>>;
  const auto whole = [](std::int64_t value) { return Rational::FromInt(value); };
  const Values first{whole(812)};
  const Values second{whole(188)};
  const Values unknown{std::nullopt};
  std::vector<RuleChild> children = {
      {.unit = "la-ha",
       .figures = first,
       .index = Rational::FromFraction(175, 2),
       .score = whole(80)},
      {.unit = "nghia-ky", .figures = second, .index = whole(70), .score = whole(60)}};
  struct Row {
    std::string text;
    std::string want;
  };
  const Row kRows[] = {
      {"sum(children.tthc.resolved) / 100", "10"},
      {"avg(children.index)", "78.75"},
      {"min(children.score) + max(children.index)", "147.5"},
      {"count(children)", "2"},
      {"count(children where child.tthc.resolved >= 200 and child.index > 80)", "1"},
      {"share(children where child.index >= 70) * max", "200"}};
  for (const Row& c : kRows) {
    SCOPED_TRACE(c.text);
    RuleFixture fixture = Counts();
    const Rule rule = fixture.Expression(c.text);
    const auto outcome = Evaluate(rule, {.children = &children}, P("200"), 4);
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(outcome->score, P(c.want));
  }
  RuleFixture fixture = Counts();
  children[1].figures = unknown;
  const auto missing = Evaluate(fixture.Expression("sum(children.tthc.resolved)"),
                                {.children = &children}, P("200"), 4);
  EXPECT_EQ(missing->missing, std::vector<std::string>{"children.tthc.resolved (nghia-ky)"});
  children.clear();
  const auto none =
      Evaluate(fixture.Expression("avg(children.index)"), {.children = &children}, P("200"), 4);
  EXPECT_EQ(ReasonOf(none.status()), "rule_empty_aggregate");
}

}  // namespace
}  // namespace par::domain
