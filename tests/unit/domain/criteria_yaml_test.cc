// Goal: a criteria set is read as written, and each fault is found at its line.
// Method: one small set; each row breaks it in one place and names the findings expected.
#include "common/domain/criteria_yaml.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/unit/domain/small_set.h"

namespace par::domain {
namespace {

TEST(ReadCriteriaSet, KeepsTheSetAsWritten) {
  const CriteriaSet set = SetOf(kSmallSet);
  EXPECT_EQ(set.leaves.size(), 6u);
  EXPECT_EQ(set.maximum.e4(), 100000);
  EXPECT_EQ(set.NodeOf(set.FindLeaf("1.2")).title, "Chất lượng");
  EXPECT_EQ(set.FindLeaf("1"), kNone);
  const Node& area = set.nodes[set.FindNode("1")];
  EXPECT_EQ(area.first_leaf, 0u);
  EXPECT_EQ(area.end_leaf, 3u);
  EXPECT_EQ(set.nodes[set.FindNode("2")].source, Source::kSurvey);
  const FigureSlot part = set.FindFigure("1.1.b");
  ASSERT_NE(part, kNone);
  EXPECT_EQ(set.figures[part].range.part_of, set.FindFigure("files"));
  EXPECT_TRUE(set.leaves[0].evidence_required);
  EXPECT_FALSE(set.leaves[3].evidence_required);
  EXPECT_EQ(set.leaves[0].evidence_terms, EvidenceTerms());
  EXPECT_EQ(set.leaves[0].rule.kind, RuleKind::kExpression);
}

TEST(ReadCriteriaSet, KeepsTheTermsOfTheEvidence) {
  const auto first_leaf = [](std::string_view evidence) {
    const std::string leaf = "title: Đúng hạn\n        evidence: " + std::string(evidence) + "\n";
    return SetOf(With(kSmallSet, "title: Đúng hạn\n", leaf)).leaves[0];
  };
  const Leaf by_day = first_leaf("{deadline: 2023-01-31, days_to_sign: 3}");
  EXPECT_TRUE(by_day.evidence_required) << "as without it";
  EXPECT_EQ(by_day.evidence_terms.deadline, Date::Parse("2023-01-31"));
  EXPECT_EQ(by_day.evidence_terms.days_to_sign, 3);
  EXPECT_FALSE(first_leaf("optional").evidence_required);
  const Leaf optional = first_leaf("{required: false}");
  EXPECT_FALSE(optional.evidence_required);
  EXPECT_EQ(optional.evidence_terms, EvidenceTerms());
}

TEST(ReadCriteriaSet, NamesEachFaultWithItsLine) {
  const struct {
    std::string_view why;
    std::string_view from;
    std::string_view to;
    std::string_view want;
  } kCases[] = {
      {"another format", "criteria-set/1", "criteria-set/2", "1 yaml_wrong_format format"},
      {"an id with capitals", "id: small", "id: Small", "2 id_malformed id"},
      {"a year as text", "year: 2023", "year: MMXXIII", "6 yaml_not_whole year"},
      {"no such day", "date: 2023-01-02", "date: 2023-02-30", "8 yaml_not_date basis.date"},
      {"an unknown level", "level: commune", "level: village", "5 yaml_not_one_of level"},
      {"a period that runs backwards", "to: 2023-12-31", "to: 2022-12-31",
       "9 period_reversed effective"},
      {"the maximum is not the sum", "maximum: 10", "maximum: 12",
       "10 maximum_not_the_sum maximum"},
      {"an area is not the sum of its criteria", "maximum: 3", "maximum: 2.5",
       "19 maximum_not_the_sum 1"},
      {"a comma", "maximum: 10", "maximum: 10,0", "10 number_with_comma maximum"},
      {"five decimals", "maximum: 10", "maximum: 10.00001", "10 points_too_fine maximum"},
      {"a tie-break that is not there", "tie_break: [\"1\"]", "tie_break: [\"9\"]",
       "12 criterion_not_in_set ranking.tie_break"},
      {"classes that do not fall", "from: 0", "from: 80", "15 classes_not_falling classes"},
      {"a kind that is not there", "kind: count, unit", "kind: counts, unit",
       "17 yaml_not_one_of files.kind"},
      {"a repeated id", "id: \"1.3\"", "id: \"1.2\"", "32 id_repeated id"},
      {"an unknown key", "may_be_declared_not_applicable", "may_be_not_applicable",
       "31 yaml_key_unknown 1.2.may_be_not_applicable"},
      {"a slip in a key", "inputs:\n          c", "input:\n          c",
       "35 yaml_key_unknown_near 1.3.input; 38 rule_unknown_name 1.3"},
      {"a figure that is not there", "{figure: files}", "{figure: file}",
       "27 figure_unknown 1.1.inputs.a.figure"},
      {"part of what is not there", "part_of: a", "part_of: z", "28 figure_unknown 1.1.b.part_of"},
      {"a name kept for rules", "          c: {", "          max: {",
       "36 local_name_malformed 1.3.inputs; 38 rule_unknown_name 1.3"},
      {"a rule that does not read", "(b/a) * max", "(b/a * max", "30 rule_syntax 1.1"},
      {"evidence of no kind", "title: Đúng hạn\n", "title: Đúng hạn\n        evidence: no\n",
       "25 yaml_not_one_of 1.1.evidence"},
      {"evidence by no day", "title: Đúng hạn\n",
       "title: Đúng hạn\n        evidence: {deadline: 2023-02-30}\n",
       "25 yaml_not_date 1.1.evidence.deadline"},
      {"evidence signed before its time", "title: Đúng hạn\n",
       "title: Đúng hạn\n        evidence: {days_to_sign: -1}\n",
       "25 yaml_not_whole 1.1.evidence.days_to_sign"},
      {"no rule", "        rule: (b/a) * max\n", "", "23 yaml_key_missing 1.1.rule"},
      {"a step above the maximum", "judged: [0, 1, 2]", "judged: [0, 1, 3]",
       "31 points_beyond_maximum 1.2"},
      {"a bonus below an area", "title: Đúng hạn\n", "title: Đúng hạn\n        source: bonus\n",
       "23 source_only_for_areas 1.1.source"},
      {"nothing arises, above the maximum", "then: not_applicable", "then: 4",
       "29 points_beyond_maximum 1.1.nothing_arises.then"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const CriteriaSetFile file = ReadCriteriaSet(With(kSmallSet, c.from, c.to), "set.yaml");
    EXPECT_FALSE(file.set.has_value());
    EXPECT_EQ(Brief(file.findings), c.want);
  }
}

TEST(ReadCriteriaSet, ReportsAllFaultsInTheOrderOfTheFile) {
  std::string text = With(kSmallSet, "year: 2023", "year: 0");
  text = With(text, "(b/a) * max", "(b/a) * mx");
  text = With(text, "from: 80", "from: eighty");
  const CriteriaSetFile file = ReadCriteriaSet(text, "set.yaml");
  EXPECT_EQ(file.finding_count, 4u);
  EXPECT_EQ(Brief(file.findings),
            "6 yaml_not_whole year; 14 number_malformed classes.from; "
            "15 classes_not_falling classes; 30 rule_unknown_name 1.1");
}

TEST(ReadCriteriaSet, RefusesCriteriaNestedTooDeep) {
  std::string areas;
  for (int depth = 0; depth < 7; ++depth) {
    const std::string indent(static_cast<std::size_t>(4 * depth), ' ');
    areas += indent + "  - id: d" + std::to_string(depth) + "\n" + indent + "    title: t\n" +
             indent + "    maximum: 10\n" + indent + "    criteria:\n";
  }
  const std::string head(kSmallSet.substr(0, kSmallSet.find("areas:")));
  const std::string text = With(head, "tie_break: [\"1\"]", "tie_break: []") + "areas:\n" + areas +
                           std::string(30, ' ') +
                           "- {id: e, title: t, maximum: 10, source: survey}\n";
  const CriteriaSetFile file = ReadCriteriaSet(text, "set.yaml");
  EXPECT_NE(Brief(file.findings).find("criteria_too_deep d6"), std::string::npos)
      << Brief(file.findings);
}

}  // namespace
}  // namespace par::domain
