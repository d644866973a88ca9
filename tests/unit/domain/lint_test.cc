// Goal: the linter shows each fault of a rule with figures, and is quiet about sound rules.
// Method: rules of real sets, one of them (QĐ 673, 8.2.3) faulty as printed; every real criteria
// set of the repository; a set that a program filled wrongly.
#include "common/domain/lint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "tests/unit/domain/rule_fixture.h"
#include "tests/unit/domain/small_set.h"

namespace par::domain {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

RuleFixture Names() {
  return RuleFixture({{"a", FigureKind::kCount},
                      {"b", FigureKind::kCount},
                      {"rate", FigureKind::kPercent},
                      {"sent", FigureKind::kDate},
                      {"done", FigureKind::kYesNo}});
}

std::vector<RuleFinding> Lint(const Rule& rule, std::string_view maximum,
                              std::vector<std::string> falls_with = {}) {
  const RuleFixture names = Names();
  std::vector<FigureRange> ranges;
  for (const auto& name : names.scope.names) {
    ranges.push_back(
        {.name = name.name, .kind = name.kind, .least = {}, .most = {}, .part_of = {}});
  }
  ranges[1].part_of = 0;  // b is a part of a.
  return LintRule({.rule = &rule,
                   .maximum = P(maximum),
                   .places = 4,
                   .ranges = ranges,
                   .falls_with = falls_with});
}

Rule LintedRule(RuleFixture& fixture, const Rows& rows, const std::string& nothing) {
  RuleSource source{.kind = RuleKind::kCases};
  if (rows.size() == 1 && rows[0].first.empty()) {
    source.kind = RuleKind::kExpression;
    source.expression = rows[0].second;
  } else {
    for (const auto& [when, score] : rows) {
      source.cases.push_back(
          {.when = when.empty() ? std::nullopt : std::optional(when), .score = score});
    }
  }
  if (!nothing.empty()) source.nothing_arises = {.when = nothing, .score = "not_applicable"};
  return fixture.Parse(source);
}

std::string Value(const RuleFinding& finding, std::string_view name) {
  for (const Parameter& parameter : finding.parameters) {
    if (parameter.name == name) return parameter.value;
  }
  return "";
}

const Rows kRateByVolume = {{"a >= 1000", "(b/a) * max"},
                            {"a < 1000 and b/a >= 0.97", "(b/a) * max"},
                            {"a < 1000 and 0.95 <= b/a < 0.97", "1.90"},
                            {"a < 1000 and b/a < 0.95", "0"}};

TEST(LintRule, FindsEachFault) {
  struct Case {
    std::string why;
    Rows rule;
    std::string nothing;
    std::string maximum;
    std::vector<std::string> want;
  };
  const Case kCases[] = {
      {"a sound ratio", {{"", "(b/a) * max"}}, "a = 0", "1.5", {}},
      {"nothing says what holds without files",
       {{"", "(b/a) * max"}},
       "",
       "1.5",
       {"lint_division_by_zero"}},
      {"bands that leave out more than 100 %",
       {{"rate = 1", "1"}, {"0.5 <= rate < 1", "0.5"}, {"rate < 0.5", "0"}},
       "",
       "1",
       {"lint_no_case"}},
      {"bands with room above",
       {{"rate >= 1", "1"}, {"0.5 <= rate < 1", "0.5"}, {"rate < 0.5", "0"}},
       "",
       "1",
       {}},
      {"a gap of one value",
       {{"b/a > 0.5", "1"}, {"b/a < 0.5", "0"}},
       "a = 0",
       "1",
       {"lint_no_case"}},
      {"an overlap of one value",
       {{"b/a >= 0.975", "1"}, {"b/a <= 0.975", "0"}},
       "a = 0",
       "1",
       {"lint_cases_overlap"}},
      {"dates: the tenth day has no case",
       {{"days_late(sent, 2023-10-20) < 10", "1"}, {"days_late(sent, 2023-10-20) > 10", "0"}},
       "",
       "1",
       {"lint_no_case"}},
      {"above the maximum", {{"", "(b/a) * 2"}}, "a = 0", "1.5", {"lint_out_of_range"}},
      {"below zero", {{"", "max - a/100"}}, "", "1.5", {"lint_falls", "lint_out_of_range"}},
      {"a case that never applies",
       {{"a > 5 and a < 3", "0.5"}, {"", "1"}},
       "",
       "1",
       {"lint_case_never"}},
      {"more done, less scored", {{"", "(1 - b/a) * max"}}, "a = 0", "1", {"lint_falls"}},
      {"the maximum is out of reach",
       {{"a = 0", "0"}, {"a > 0", "0.5"}},
       "",
       "1",
       {"lint_never_maximum"}},
      {"a cliff by volume", kRateByVolume, "a = 0", "2", {"lint_jump", "lint_jump", "lint_jump"}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    RuleFixture fixture = Names();
    std::vector<std::string> got;
    for (const RuleFinding& finding : Lint(LintedRule(fixture, c.rule, c.nothing), c.maximum)) {
      got.emplace_back(finding.reason);
    }
    std::sort(got.begin(), got.end());
    got.erase(std::unique(got.begin(), got.end()), got.end());
    std::vector<std::string> want = c.want;
    want.erase(std::unique(want.begin(), want.end()), want.end());
    EXPECT_EQ(got, want);
  }
}

TEST(LintRule, ShowsThePrintedFaultOfDecision673) {
  RuleFixture fixture = Names();
  const Rule rule = fixture.Cases({{"a <= previous.a", "1"}, {"a <= previous.a", "0"}});
  const std::vector<RuleFinding> findings = Lint(rule, "1");
  std::vector<std::string> errors;
  for (const RuleFinding& finding : findings) errors.emplace_back(finding.reason);
  EXPECT_EQ(errors.front(), "lint_case_repeated");
  for (const std::string_view reason : {"lint_cases_overlap", "lint_no_case"}) {
    EXPECT_NE(std::find(errors.begin(), errors.end(), reason), errors.end()) << reason;
  }
  for (const RuleFinding& finding : findings) {
    if (finding.reason == "lint_no_case") {
      EXPECT_EQ(Value(finding, "values"), "a = 1, previous.a = 0");
    }
  }
}

TEST(LintRule, ShowsTheCliffWithTheFiguresOnBothSides) {
  RuleFixture fixture = Names();
  bool seen = false;
  for (const RuleFinding& finding : Lint(LintedRule(fixture, kRateByVolume, "a = 0"), "2")) {
    if (Value(finding, "first") != "a >= 1000") continue;
    if (Value(finding, "second") != "a < 1000 and b/a < 0.95") continue;
    seen = true;
    EXPECT_EQ(Value(finding, "name"), "a");
    EXPECT_EQ(Value(finding, "before").substr(0, 7), "a = 999");
    EXPECT_EQ(Value(finding, "score_before"), "0");
    EXPECT_EQ(Value(finding, "after").substr(0, 8), "a = 1000");
    EXPECT_GT(ParsePoints(Value(finding, "jump"), "jump")->e4(), 15000);
  }
  EXPECT_TRUE(seen);
}

TEST(LintRule, AcceptsAFallThatIsMeant) {
  RuleFixture fixture = Names();
  const Rule rule = LintedRule(fixture, {{"", "(1 - b/a) * max"}}, "a = 0");
  EXPECT_TRUE(Lint(rule, "1", {"b"}).empty());
}

TEST(LintRule, RefusesStepsBeyondTheMaximum) {
  RuleFixture fixture = Names();
  RuleSource source{.kind = RuleKind::kJudgedSteps};
  source.steps = {P("0"), P("2")};
  const auto findings = Lint(fixture.Parse(source), "1");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].reason, "lint_step_beyond_maximum");
}

TEST(LintRule, RefusesPointsFinerThanALeafIsRounded) {
  const struct {
    std::string_view why;
    std::string_view maximum;
    std::vector<Points> steps;
    int places;
    std::string_view value;  // Empty: nothing is found.
  } kCases[] = {
      {"a maximum that would be rounded above itself", "0.25", {}, 1, "0.25"},
      {"a step between those that can be kept", "1", {P("0"), P("0.25"), P("1")}, 1, "0.25"},
      {"a whole maximum with no places", "2", {P("0"), P("1"), P("2")}, 0, ""},
      {"as fine as is kept", "0.5", {P("0"), P("0.1"), P("0.5")}, 1, ""},
      {"four places keep everything", "0.0001", {}, 4, ""},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    RuleFixture fixture = Names();
    RuleSource source{.kind = c.steps.empty() ? RuleKind::kJudgedAny : RuleKind::kJudgedSteps};
    source.steps = c.steps;
    const Rule rule = fixture.Parse(source);
    const auto findings = LintRule({.rule = &rule, .maximum = P(c.maximum), .places = c.places});
    ASSERT_EQ(findings.size(), c.value.empty() ? 0u : 1u);
    if (c.value.empty()) continue;
    EXPECT_EQ(findings[0].reason, "lint_finer_than_rounding");
    EXPECT_EQ(findings[0].severity, LintSeverity::kError);
    EXPECT_EQ(Value(findings[0], "value"), c.value);
  }
}

TEST(LintRule, TriesRulesOverChildren) {
  struct Case {
    std::string why;
    Rows rule;
    std::string nothing;
    std::vector<std::string> want;
  };
  const Case kCases[] = {
      {"a guarded ratio of sums",
       {{"", "(sum(children.x.done) / sum(children.x.all)) * max"}},
       "sum(children.x.all) = 0",
       {}},
      {"a ratio of sums that may be over nothing",
       {{"", "(sum(children.x.done) / sum(children.x.all)) * max"}},
       "",
       {"lint_division_by_zero"}},
      {"an average of no units",
       {{"", "avg(children.index) / 100 * max"}},
       "",
       {"lint_empty_aggregate"}},
      {"a guarded average", {{"", "avg(children.index) / 100 * max"}}, "count(children) = 0", {}},
      {"an index taken for a share",
       {{"", "avg(children.index) * max"}},
       "count(children) = 0",
       {"lint_out_of_range"}},
      {"a gap at one value",
       {{"share(children where child.index >= 100) > 0", "1"},
        {"share(children where child.index < 100) = 2", "0"}},
       "count(children) = 0",
       {"lint_no_case"}},
      {"a gap where own figures and children meet",
       {{"a > count(children)", "1"}, {"a < count(children)", "0"}},
       "",
       {"lint_no_case"}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    RuleFixture fixture = Names();
    std::vector<std::string> reasons;
    for (const RuleFinding& finding : Lint(LintedRule(fixture, c.rule, c.nothing), "1")) {
      reasons.emplace_back(finding.reason);
      if (finding.reason == "lint_no_case") {
        EXPECT_NE(Value(finding, "values").find("child"), std::string::npos);
      }
    }
    EXPECT_EQ(reasons, c.want);
  }
}

TEST(LintCriteriaSet, RealSetsHaveOnlyTheFaultsTheyWerePrintedWith) {
  struct Case {
    std::string file;
    std::vector<std::string> errors;
  };
  const Case kCases[] = {
      {"commune-sample-2023", {}},
      {"hue-district-2023", {}},
      {"province-2023", {}},
      {"quang-ngai-district-2023",
       {"8.2.2 lint_no_case", "8.2.3 lint_case_repeated", "8.2.3 lint_cases_overlap",
        "8.2.3 lint_no_case"}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.file);
    std::ifstream stream("criteria/" + c.file + ".yaml");
    std::stringstream text;
    text << stream.rdbuf();
    const CriteriaSetFile read = ReadCriteriaSet(text.str(), c.file);
    ASSERT_TRUE(read.set.has_value());
    std::vector<std::string> errors;
    for (const LintFinding& finding : LintCriteriaSet(*read.set)) {
      EXPECT_GT(finding.at.line, 0) << TextOf(finding, c.file, Language::kEnglish);
      if (finding.severity != LintSeverity::kError) continue;
      errors.push_back(finding.node + " " + std::string(finding.reason));
    }
    EXPECT_EQ(errors, c.errors);
  }
}

TEST(LintRule, DoubtsPartsThatTogetherExceedTheirWhole) {
  RuleFixture fixture(
      {{"a", FigureKind::kCount}, {"b", FigureKind::kCount}, {"c", FigureKind::kCount}});
  const Rule rule = LintedRule(fixture, {{"", "(b/a) * 2.00 + (c/a) * 1.50"}}, "a = 0");
  const FigureRange whole{
      .name = "a", .kind = FigureKind::kCount, .least = {}, .most = {}, .part_of = {}};
  FigureRange part = whole;
  part.part_of = 0;
  const std::vector<FigureRange> ranges = {whole, part, part};
  const auto severity = [&](std::string_view maximum) {
    const auto findings = LintRule(
        {.rule = &rule, .maximum = P(maximum), .places = 4, .ranges = ranges, .falls_with = {}});
    return findings.empty() ? "none"
                            : (findings[0].severity == LintSeverity::kError ? "error" : "warning");
  };
  EXPECT_STREQ(severity("3.5"), "none");
  EXPECT_STREQ(severity("2"), "warning") << "b alone never exceeds 2";
  EXPECT_STREQ(severity("1"), "error") << "b alone does";
}

TEST(LintCriteriaSet, FindsWhatAProgramFilledWrongly) {
  CriteriaSet set;
  set.id = "s";
  set.maximum = P("3");
  set.classes = {{.id = "a", .title = "A", .from = Decimal::FromInt(50)},
                 {.id = "b", .title = "B", .from = Decimal::FromInt(50)}};
  for (int i = 0; i < 2; ++i) {
    Node node;
    node.id = "1";
    node.title = "Thể chế";
    node.maximum = P("1");
    node.leaf = static_cast<LeafIndex>(i);
    set.nodes.push_back(node);
    Leaf leaf;
    leaf.node = static_cast<NodeIndex>(i);
    leaf.inputs = {{.name = "a", .slot = 0, .at = {}}};
    set.leaves.push_back(leaf);
  }
  std::vector<std::string> reasons;
  const std::vector<LintFinding> findings = LintCriteriaSet(set);
  for (const LintFinding& finding : findings) reasons.emplace_back(finding.reason);
  EXPECT_EQ(reasons,
            (std::vector<std::string>{"basis_missing", "classes_not_falling", "maximum_not_the_sum",
                                      "lint_title_repeated", "lint_input_unused", "id_repeated",
                                      "lint_input_unused"}));
  EXPECT_TRUE(HasErrors(findings));
  EXPECT_EQ(TextOf(findings[2], "s.yaml", Language::kEnglish),
            "s.yaml: error: s: the maximum 3 differs from the sum of the parts 2");
}

TEST(LintSet, ADeadlineOfEvidenceBelongsToTheYear) {
  const struct {
    const char* why;
    const char* deadline;
    std::vector<LintSeverity> want;
  } rows[] = {
      {"the first day", "2023-01-01", {}},
      {"the last day", "2023-12-31", {}},
      {"a plan that is due before", "2022-12-31", {LintSeverity::kWarning}},
      {"a report that is due after", "2024-01-15", {LintSeverity::kWarning}},
      {"a slip of the pen", "2032-01-31", {LintSeverity::kError}},
      {"an old set taken over", "2021-12-31", {LintSeverity::kError}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    CriteriaSet set = SetOf(kSmallSet);
    set.leaves[0].evidence_terms.deadline = Date::Parse(row.deadline);
    std::vector<LintSeverity> found;
    for (const LintFinding& finding : LintCriteriaSet(set)) {
      if (finding.reason == "lint_evidence_deadline") found.push_back(finding.severity);
    }
    EXPECT_EQ(found, row.want);
  }
}

}  // namespace
}  // namespace par::domain
