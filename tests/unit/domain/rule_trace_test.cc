// Goal: the working of a score reads as an official writes it, in both languages, and nothing of
// the rule language is left in it.
// Method: workings of small rules beside their words; every case of every rule of criteria/, with a
// step for each of its operations.
#include "common/domain/rule_trace.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "common/domain/rule_words.h"
#include "tests/unit/domain/rule_fixture.h"

namespace par::domain {
namespace {

using TracedValues = std::map<std::string, std::string>;
using TracedCases = std::vector<std::pair<std::string, std::string>>;

RuleFixture TracedFigures() {
  return RuleFixture({{"a", FigureKind::kCount},
                      {"b", FigureKind::kCount},
                      {"c", FigureKind::kCount},
                      {"sent", FigureKind::kDate}});
}

TEST(RenderSteps, ReadsAsAnOfficialWouldWriteIt) {
  struct Row {
    std::string rule;
    TracedValues figures;
    std::string vietnamese, plain;
  };
  const Row kRows[] = {
      {"(b/a) * max",
       {{"a", "17747"}, {"b", "17310"}},
       "17.310/17.747 = 0,9754 → × 1,5 = 1,4631",
       "17310/17747 = 0.9754 → × 1.5 = 1.4631"},
      {"max * (b/a)",
       {{"a", "17747"}, {"b", "17310"}},
       "17.310/17.747 = 0,9754 → × 1,5 = 1,4631",
       "17310/17747 = 0.9754 → × 1.5 = 1.4631"},
      {"(b/a) * 0.5 + (c/a) * 0.5",
       {{"a", "18"}, {"b", "7"}, {"c", "7"}},
       "7/18 = 0,3889 → × 0,5 = 0,1944; 7/18 = 0,3889 → × 0,5 = 0,1944 → + 0,1944 = 0,3889",
       "7/18 = 0.3889 → × 0.5 = 0.1944; 7/18 = 0.3889 → × 0.5 = 0.1944 → + 0.1944 = 0.3889"},
      {"days_late(sent, 2023-10-20) / 10",
       {{"sent", "2023-10-25"}},
       "số ngày 25/10/2023 chậm so với 20/10/2023 = 5 → / 10 = 0,5",
       "days that 2023-10-25 is after 2023-10-20 = 5 → / 10 = 0.5"},
      {"round(min(b/a, 1), 2)",
       {{"a", "3"}, {"b", "2"}},
       "2/3 = 0,6667 → số nhỏ hơn trong (0,6667; 1) = 0,6667 → (0,6667) làm tròn đến 2 chữ số "
       "thập phân = 0,67",
       "2/3 = 0.6667 → the lesser of (0.6667; 1) = 0.6667 → (0.6667) rounded to 2 decimals = "
       "0.67"},
      {"1.50", {}, "1,5", "1.5"},
  };
  for (const Row& c : kRows) {
    SCOPED_TRACE(c.rule);
    RuleFixture fixture = TracedFigures();
    const auto figures = fixture.Values(c.figures);
    Trace trace;
    const Rule rule = fixture.Expression(c.rule);
    ASSERT_TRUE(Evaluate(rule, {.figures = figures}, P("1.5"), 4, &trace).ok());
    const RuleWordsScope scope{.rule = rule, .children = fixture.children, .maximum = P("1.5")};
    EXPECT_EQ(RenderSteps(trace, scope, Language::kVietnamese), c.vietnamese);
    EXPECT_EQ(RenderSteps(trace, scope, Language::kEnglish), c.plain);
  }
}

TEST(RenderTrace, SaysFiguresCaseStepsAndRounding) {
  struct Row {
    std::string why;
    TracedCases cases;
    TracedValues figures, previous;
    std::string maximum, vietnamese, english;
  };
  const Row kRows[] = {
      {"a bound with its number",
       {{"a >= 1000", "(b/a) * max"}, {"a < 1000", "0"}},
       {{"a", "17747"}, {"b", "17310"}},
       {},
       "2",
       "Số liệu: a = 17.747; b = 17.310\n"
       "Trường hợp áp dụng: a ≥ 1.000\n"
       "Cách tính: 17.310/17.747 = 0,9754 → × 2 = 1,9508\n"
       "Điểm: 1,9508 (làm tròn đến 4 chữ số thập phân)\n",
       "Figures: a = 17747; b = 17310\n"
       "Case that applies: a ≥ 1000\n"
       "Calculation: 17310/17747 = 0.9754 → × 2 = 1.9508\n"
       "Score: 1.9508 (rounded to 4 decimals)\n"},
      {"a date that was kept",
       {{"days_late(sent, 2023-10-20) = 0", "0.5"}, {"", "0"}},
       {{"sent", "2023-10-20"}},
       {},
       "0.5",
       "Số liệu: sent = 20/10/2023\n"
       "Trường hợp áp dụng: sent không sau ngày 20/10/2023 (số ngày 20/10/2023 chậm so với "
       "20/10/2023 = 0)\n"
       "Cách tính: 0,5\n"
       "Điểm: 0,5000 (làm tròn đến 4 chữ số thập phân)\n",
       "Figures: sent = 2023-10-20\n"
       "Case that applies: sent not after 2023-10-20 (days that 2023-10-20 is after 2023-10-20 = "
       "0)\n"
       "Calculation: 0.5\n"
       "Score: 0.5000 (rounded to 4 decimals)\n"},
      {"what no other case takes, and the year before",
       {{"a > previous.a", "max"}, {"", "0"}},
       {{"a", "9"}},
       {{"a", "10"}},
       "1",
       "Số liệu: a = 9; a của năm trước = 10\n"
       "Trường hợp áp dụng: các trường hợp còn lại\n"
       "Cách tính: 0\n"
       "Điểm: 0,0000 (làm tròn đến 4 chữ số thập phân)\n",
       "Figures: a = 9; a of the year before = 10\n"
       "Case that applies: all other cases\n"
       "Calculation: 0\n"
       "Score: 0.0000 (rounded to 4 decimals)\n"},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    RuleFixture fixture = TracedFigures();
    const Rule rule = fixture.Cases(row.cases);
    const auto figures = fixture.Values(row.figures);
    const auto previous = fixture.Values(row.previous);
    const RuleWordsScope scope{
        .rule = rule, .children = fixture.children, .maximum = P(row.maximum)};
    Trace trace;
    const RuleInputs inputs{.figures = figures, .previous = previous};
    ASSERT_TRUE(Evaluate(rule, inputs, scope.maximum, 4, &trace).ok());
    EXPECT_EQ(RenderTrace(trace, scope, Language::kVietnamese), row.vietnamese);
    EXPECT_EQ(RenderTrace(trace, scope, Language::kEnglish), row.english);
  }
}

TEST(RenderTrace, NothingThatAroseAndPointsThatWereEntered) {
  RuleFixture fixture = TracedFigures();
  RuleSource judged{.kind = RuleKind::kJudgedAny};
  judged.nothing_arises = {.when = "a = 0", .score = "not_applicable"};
  const Rule rule = fixture.Parse(judged);
  const RuleWordsScope scope{.rule = rule, .children = fixture.children, .maximum = P("1")};
  Trace trace;
  const auto none = fixture.Values({{"a", "0"}});
  ASSERT_TRUE(Evaluate(rule, {.figures = none}, P("1"), 4, &trace).ok());
  EXPECT_EQ(RenderTrace(trace, scope, Language::kVietnamese),
            "Số liệu: a = 0\nKhông phát sinh nhiệm vụ: a = 0\nKết quả: không áp dụng\n");
  const auto some = fixture.Values({{"a", "2"}});
  ASSERT_TRUE(Evaluate(rule, {.figures = some, .entered = P("0.5")}, P("1"), 4, &trace).ok());
  EXPECT_EQ(RenderTrace(trace, scope, Language::kVietnamese),
            "Số liệu: a = 2\nCách tính: 0,5\nĐiểm: 0,5000 (làm tròn đến 4 chữ số thập phân)\n");
}

void ExpectNoRuleLanguage(std::string_view text) {
  for (const std::string_view left :
       {"days_late", "previous.", "children", "child.", "<=", ">=", "min(", "max(", "if(", " and ",
        " or ", "not ", "floor", "round", "otherwise"}) {
    EXPECT_EQ(text.find(left), std::string_view::npos) << text;
  }
}

// A step for each operation of the expression, as if all of them had been carried out.
std::vector<TraceStep> StepsOf(const std::optional<Expression>& expression) {
  std::vector<TraceStep> steps;
  if (!expression.has_value()) return steps;
  for (std::size_t i = 0; i < expression->nodes.size(); ++i) {
    const RuleNode& node = expression->nodes[i];
    if (node.op < RuleOp::kNegate || node.op > RuleOp::kShareOfChildren) continue;
    if (node.op == RuleOp::kIf) continue;
    const bool below = node.op >= RuleOp::kSumOfChildren;
    const bool one = node.op == RuleOp::kNegate || node.op == RuleOp::kFloor;
    steps.push_back({.op = node.op,
                     .node = static_cast<std::uint16_t>(i),
                     .operands = std::vector<Rational>(below ? 0
                                                       : one ? 1
                                                             : 2),
                     .dates = node.op == RuleOp::kDaysLate});
  }
  return steps;
}

void ExpectWords(const CriteriaSet& set, LeafIndex leaf, int taken) {
  SCOPED_TRACE(set.NodeOf(leaf).id);
  const RuleWordsScope scope = WordsScopeOf(set, leaf);
  Trace trace;
  trace.taken_case = taken;
  const RuleCase& one = *TakenCase(scope.rule, trace);
  trace.when_steps = StepsOf(one.when);
  trace.steps = StepsOf(one.score);
  if (one.score.has_value()) trace.exact = Rational();
  for (const RuleInput& input : scope.rule.inputs) {
    trace.inputs.push_back({.name = input.name, .previous = input.previous});
  }
  if (one.score.has_value()) {
    ExpectNoRuleLanguage(RuleWords(*one.score, scope, Language::kVietnamese));
  }
  const std::string text = RenderTrace(trace, scope, Language::kVietnamese);
  ExpectNoRuleLanguage(text);
  if (!one.when.has_value()) return;
  EXPECT_NE(text.find(RuleWords(*one.when, scope, Language::kVietnamese)), std::string::npos);
}

TEST(RenderTrace, ShowsNoRuleOfCriteriaInTheWordsOfItsLanguage) {
  for (const auto& entry : std::filesystem::directory_iterator("criteria")) {
    if (entry.path().extension() != ".yaml") continue;
    SCOPED_TRACE(entry.path());
    std::stringstream content;
    content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const CriteriaSetFile file = ReadCriteriaSet(content.str(), entry.path());
    ASSERT_TRUE(file.set.has_value());
    const CriteriaSet& set = *file.set;
    for (LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
      const Rule& rule = set.leaves[leaf].rule;
      for (int i = 0; i < static_cast<int>(rule.cases.size()); ++i) ExpectWords(set, leaf, i);
      if (rule.nothing_arises.has_value()) ExpectWords(set, leaf, kNothingArisesCase);
    }
  }
}

}  // namespace
}  // namespace par::domain
