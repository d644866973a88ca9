#include "common/domain/lint.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "common/domain/catalogue.h"

namespace par::domain {
namespace {

bool IsOutside(Source source) { return source == Source::kBonus || source == Source::kPenalty; }

class SetLinter {
 public:
  explicit SetLinter(const CriteriaSet& set) : set_(set) {
    for (const FigureDefinition& figure : set.figures) ranges_.push_back(figure.range);
  }

  std::vector<LintFinding> Run() {
    CheckWhole();
    for (NodeIndex index = 0; index < set_.nodes.size(); ++index) {
      CheckNode(index);
      if (set_.nodes[index].leaf != kNone) CheckLeaf(set_.leaves[set_.nodes[index].leaf]);
    }
    return std::move(found_);
  }

 private:
  void Add(LintSeverity severity, std::string_view reason, const Node* node, Position at,
           std::vector<Parameter> parameters) {
    const std::string field = node != nullptr ? node->id : set_.id;
    parameters.insert(parameters.begin(), Parameter{"field", field});
    found_.push_back(
        {severity, node != nullptr ? node->id : std::string(), at, reason, std::move(parameters)});
  }

  void CheckWhole() {
    if (set_.bases.empty()) Add(LintSeverity::kError, "basis_missing", nullptr, {}, {});
    for (std::size_t i = 1; i < set_.classes.size(); ++i) {
      if (set_.classes[i].from < set_.classes[i - 1].from) continue;
      Add(LintSeverity::kError, "classes_not_falling", nullptr, {},
          {{"value", set_.classes[i].from.Text()}});
    }
    Points sum;
    std::vector<NodeIndex> areas;
    for (NodeIndex index = 0; index < set_.nodes.size(); ++index) {
      const Node& node = set_.nodes[index];
      if (node.parent != kNone) continue;
      areas.push_back(index);
      if (!IsOutside(node.source)) sum += node.maximum;
    }
    CheckSum(nullptr, set_.maximum, sum);
    CheckTitles(areas);
  }

  void CheckSum(const Node* node, Points maximum, Points sum) {
    if (maximum == sum) return;
    Add(LintSeverity::kError, "maximum_not_the_sum", node, node != nullptr ? node->at : Position(),
        {{"value", maximum.FormatShort(NumberStyle::kPlain)},
         {"sum", sum.FormatShort(NumberStyle::kPlain)}});
  }

  void CheckNode(NodeIndex index) {
    const Node& node = set_.nodes[index];
    for (NodeIndex earlier = 0; earlier < index; ++earlier) {
      if (set_.nodes[earlier].id != node.id) continue;
      Add(LintSeverity::kError, "id_repeated", &node, node.at, {{"value", node.id}});
      break;
    }
    if (node.parent != kNone && node.source != set_.nodes[node.parent].source &&
        (IsOutside(node.source) || IsOutside(set_.nodes[node.parent].source))) {
      Add(LintSeverity::kError, "source_only_for_areas", &node, node.at,
          {{"value", std::string(Name(node.source))}});
    }
    if (node.children.empty()) return;
    Points sum;
    for (const NodeIndex child : node.children) sum += set_.nodes[child].maximum;
    CheckSum(&node, node.maximum, sum);
    CheckTitles(node.children);
  }

  void CheckTitles(const std::vector<NodeIndex>& siblings) {
    for (std::size_t i = 0; i < siblings.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Node& node = set_.nodes[siblings[i]];
        const Node& earlier = set_.nodes[siblings[j]];
        if (node.title != earlier.title) continue;
        Add(LintSeverity::kWarning, "lint_title_repeated", &node, node.at,
            {{"title", node.title}, {"other", earlier.id}});
        break;
      }
    }
  }

  void CheckLeaf(const Leaf& leaf) {
    const Node& node = set_.NodeOf(leaf);
    for (const RuleFinding& finding : LintRule({.rule = &leaf.rule,
                                                .maximum = node.maximum,
                                                .places = set_.leaf_places,
                                                .ranges = ranges_,
                                                .falls_with = leaf.falls_with})) {
      Add(finding.severity, finding.reason, &node, PlaceOf(leaf, finding.case_index),
          finding.parameters);
    }
    CheckEvidence(leaf);
    for (const LeafInput& input : leaf.inputs) {
      const auto reads = [&](const RuleInput& read) { return read.name == input.name; };
      const auto& read = leaf.rule.inputs;
      if (std::any_of(read.begin(), read.end(), reads) || IsWholeOfAnother(leaf, input)) continue;
      Add(LintSeverity::kWarning, "lint_input_unused", &node, input.at, {{"name", input.name}});
    }
  }

  // A plan may be due before its year begins, a report after it has ended; further off it is a slip
  // of the pen.
  void CheckEvidence(const Leaf& leaf) {
    const auto& deadline = leaf.evidence_terms.deadline;
    if (!deadline.has_value()) return;
    const bool in_year = *deadline >= set_.effective_from && *deadline <= set_.effective_until;
    if (in_year) return;
    const bool near = deadline->year() >= set_.year - 1 && deadline->year() <= set_.year + 1;
    Add(near ? LintSeverity::kWarning : LintSeverity::kError, "lint_evidence_deadline",
        &set_.NodeOf(leaf), leaf.evidence_at,
        {{"deadline", deadline->Iso()},
         {"from", set_.effective_from.Iso()},
         {"to", set_.effective_until.Iso()}});
  }

  // An input that only bounds another (part_of) is of use.
  bool IsWholeOfAnother(const Leaf& leaf, const LeafInput& input) const {
    return std::any_of(leaf.inputs.begin(), leaf.inputs.end(), [&](const LeafInput& other) {
      return other.slot < ranges_.size() && ranges_[other.slot].part_of == input.slot;
    });
  }

  static Position PlaceOf(const Leaf& leaf, int case_index) {
    if (case_index < 0) return leaf.rule_at;
    const auto index = static_cast<std::size_t>(case_index);
    return index < leaf.cases_at.size() ? leaf.cases_at[index] : leaf.rule_at;
  }

  const CriteriaSet& set_;
  std::vector<FigureRange> ranges_;
  std::vector<LintFinding> found_;
};

}  // namespace

std::vector<LintFinding> LintCriteriaSet(const CriteriaSet& set) { return SetLinter(set).Run(); }

bool HasErrors(const std::vector<LintFinding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const LintFinding& finding) {
    return finding.severity == LintSeverity::kError;
  });
}

std::string TextOf(const LintFinding& finding, std::string_view file, Language language) {
  const auto worded = [&](std::string_view reason) {
    const CatalogueText* text = FindText(reason);
    if (text == nullptr) return std::string(reason);
    return Fill(language == Language::kVietnamese ? text->vietnamese : text->english,
                finding.parameters);
  };
  std::string place(file);
  if (finding.at.line > 0) {
    place += ":" + std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column);
  }
  const bool error = finding.severity == LintSeverity::kError;
  return place + ": " + worded(error ? "lint_error" : "lint_warning") + ": " +
         worded(finding.reason);
}

}  // namespace par::domain
