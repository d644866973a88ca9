// Goal: what the rule language accepts, refuses and where it points; no text brings the parser
// down. Method: tables of expressions with their reason and column; random bytes and mangled real
// rules.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "common/base/random.h"
#include "common/domain/refusal.h"
#include "common/domain/rule.h"
#include "tests/unit/domain/rule_fixture.h"

namespace par::domain {
namespace {

RuleFixture Fixture() {
  return RuleFixture({{"a", FigureKind::kCount},
                      {"b", FigureKind::kCount},
                      {"done", FigureKind::kYesNo},
                      {"sent", FigureKind::kDate}});
}

std::string ParameterOf(const absl::Status& status, std::string_view name) {
  for (const auto& parameter : ParametersOf(status)) {
    if (parameter.name == name) return parameter.value;
  }
  return "";
}

TEST(ParseRule, RefusesWithReasonAndColumn) {
  struct Case {
    std::string_view why, text, reason, column;
  };
  constexpr Case kCases[] = {
      {"nothing written", "", "rule_syntax", "1"},
      {"an operator without its right side", "b /", "rule_syntax", "4"},
      {"a parenthesis left open", "(b/a", "rule_syntax", "5"},
      {"two values side by side", "b a", "rule_syntax", "3"},
      {"a decimal comma", "1,5", "rule_syntax", "2"},
      {"an exponent", "b * 1e5", "rule_number", "5"},
      {"two dots", "1.2.3", "rule_number", "1"},
      {"a name without declaration", "b / c", "rule_unknown_name", "5"},
      {"case matters", "A", "rule_unknown_name", "1"},
      {"class of a child is not available", "count(children where child.class = 1)",
       "rule_child_value", "22"},
      {"has() is not available", "if(has(a), 1, 0)", "rule_unknown_name", "4"},
      {"a figure of last year that is not there", "a - previous.c", "rule_unknown_name", "5"},
      {"a condition is not points", "a < b", "rule_not_a_number", "1"},
      {"a number is no condition", "if(a, 1, 0)", "rule_not_a_condition", "4"},
      {"a date is no number", "sent * 2", "rule_not_a_number", "1"},
      {"days_late wants a date", "days_late(a, 2023-12-20)", "rule_not_a_date", "11"},
      {"no such day", "days_late(sent, 2023-02-30)", "rule_date", "17"},
      {"a child only within an aggregate", "child.index", "rule_child_outside_where", "1"},
      {"children only within an aggregate", "children.x + 1", "rule_child_outside_where", "1"},
      {"aggregates do not nest", "count(children where sum(children.x) > 1)", "rule_no_children",
       "22"},
      {"share needs its condition", "share(children)", "rule_syntax", "15"},
      {"rounding to a computed number of places", "round(a, b)", "rule_places", "10"},
      {"a character of no rule", "a € b", "rule_character", "3"},
      {"columns count characters", "ă", "rule_character", "1"},
      {"an operator of another language", "a == b", "rule_syntax", "4"},
      {"min of one", "min(a)", "rule_syntax", "6"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    RuleFixture fixture = Fixture();
    const auto parsed = ParseNumber(c.text, fixture.scope);
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(ReasonOf(parsed.status()), c.reason) << parsed.status();
    EXPECT_EQ(ParameterOf(parsed.status(), "column"), c.column) << parsed.status();
    EXPECT_EQ(ParameterOf(parsed.status(), "field"), "3.4.1");
  }
}

TEST(ParseRule, RefusesLastYearWhereThereIsNone) {
  RuleFixture fixture = Fixture();
  fixture.scope.names[0].has_previous = false;
  EXPECT_EQ(ReasonOf(ParseNumber("a - previous.a", fixture.scope).status()), "rule_no_previous");
  fixture.scope.children = nullptr;
  EXPECT_EQ(ReasonOf(ParseNumber("count(children)", fixture.scope).status()), "rule_no_children");
}

TEST(ParseRule, RefusesWhatIsTooLongOrTooDeep) {
  RuleFixture fixture = Fixture();
  const std::string deep(100, '(');
  EXPECT_EQ(ReasonOf(ParseNumber(deep + "a", fixture.scope).status()), "rule_too_deep");
  EXPECT_EQ(ReasonOf(ParseNumber(std::string(100, '-') + "a", fixture.scope).status()),
            "rule_too_deep");
  std::string nots = "if(";
  for (int i = 0; i < 100; ++i) nots += "not ";
  EXPECT_EQ(ReasonOf(ParseNumber(nots + "done, 1, 0)", fixture.scope).status()), "rule_too_deep");
  std::string sum = "1";
  for (int i = 0; i < 600; ++i) sum += "+1";
  EXPECT_EQ(ReasonOf(ParseNumber(sum, fixture.scope).status()), "rule_too_long");
  EXPECT_EQ(ReasonOf(ParseNumber(std::string(2001, ' '), fixture.scope).status()), "rule_too_long");
}

TEST(ParseRule, RefusesBadListsOfCasesAndSteps) {
  RuleFixture fixture = Fixture();
  EXPECT_EQ(ReasonOf(ParseRule({.kind = RuleKind::kCases}, fixture.scope).status()), "rule_cases");
  RuleSource early{.kind = RuleKind::kCases};
  early.cases = {{.when = std::nullopt, .score = "0"}, {.when = "a = 1", .score = "1"}};
  EXPECT_EQ(ReasonOf(ParseRule(early, fixture.scope).status()), "rule_otherwise_not_last");
  RuleSource steps{.kind = RuleKind::kJudgedSteps};
  EXPECT_EQ(ReasonOf(ParseRule(steps, fixture.scope).status()), "rule_steps");
  steps.steps = {P("0.5"), P("0.5")};
  EXPECT_EQ(ReasonOf(ParseRule(steps, fixture.scope).status()), "rule_steps");
}

TEST(ParseRule, KnowsWhatARuleReads) {
  RuleFixture fixture = Fixture();
  const Rule rule = fixture.Expression("(b - previous.b) + sum(children.tthc.resolved)");
  ASSERT_EQ(rule.inputs.size(), 1u);
  EXPECT_EQ(rule.inputs[0].name, "b");
  EXPECT_TRUE(rule.inputs[0].current);
  EXPECT_TRUE(rule.inputs[0].previous);
  EXPECT_TRUE(rule.reads_children);
  EXPECT_EQ(fixture.children.ids(), std::vector<std::string>{"tthc.resolved"});
}

TEST(ParseRule, ReservesItsWords) {
  for (const std::string_view word : {"max", "previous", "children", "child", "min", "if", "and"}) {
    EXPECT_TRUE(IsReservedInRules(word)) << word;
  }
  EXPECT_FALSE(IsReservedInRules("a"));
}

TEST(ParseRule, NeverFailsOnRandomText) {
  constexpr std::uint64_t kSeed = 673;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  SeededRandom random(kSeed);
  constexpr std::string_view kPieces[] = {"a",
                                          "b",
                                          "done",
                                          "sent",
                                          "max",
                                          "(",
                                          ")",
                                          ",",
                                          "+",
                                          "-",
                                          "*",
                                          "/",
                                          "<",
                                          "<=",
                                          "=",
                                          "!=",
                                          " and ",
                                          " or ",
                                          " not ",
                                          "if(",
                                          "min(",
                                          "round(",
                                          "days_late(",
                                          "count(children where ",
                                          "sum(children.x)",
                                          "child.index",
                                          "previous.a",
                                          "0.97",
                                          "97%",
                                          "2023-12-20",
                                          " ",
                                          "é",
                                          "\xff",
                                          std::string_view("\0", 1)};
  int good = 0;
  for (int run = 0; run < 30000; ++run) {
    std::string text;
    if (run % 4 == 0) {
      text = random.Bytes(random.Uint64() % 60);
    } else {
      const std::uint64_t count = random.Uint64() % 9 + 1;
      for (std::uint64_t i = 0; i < count; ++i) {
        text += kPieces[random.Uint64() % std::size(kPieces)];
      }
    }
    RuleFixture fixture = Fixture();
    const auto parsed = ParseNumber(text, fixture.scope);
    if (!parsed.ok()) {
      ASSERT_NE(ReasonOf(parsed.status()), "") << text;
      continue;
    }
    ++good;
    const auto values = fixture.Values({{"a", "3"}, {"b", "0"}, {"done", "yes"}});
    const RuleInputs inputs{.figures = values, .previous = values};
    const auto value = ValueOf(*parsed, inputs, P("1.5"));
    ASSERT_TRUE(value.ok() || ReasonOf(value.status()) == "rule_division_by_zero") << text;
  }
  EXPECT_GT(good, 100) << "the pieces must often make a rule";
}

}  // namespace
}  // namespace par::domain
