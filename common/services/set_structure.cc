#include "common/services/set_structure.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/domain/catalogue.h"
#include "common/domain/rule_words.h"

namespace par::services {
namespace {

// A leaf's rule, as written and in words.
class RuleToSet {
 public:
  RuleToSet(const domain::CriteriaSet& set, domain::LeafIndex index, domain::Language language)
      : source_(set.leaves[index].rule_source),
        scope_(domain::WordsScopeOf(set, index)),
        language_(language) {}

  void Set(criteria::v1::Leaf& to) const {
    const domain::Rule& rule = scope_.rule;
    to.set_expression(source_.expression);
    if (source_.kind == domain::RuleKind::kExpression) {
      to.set_expression_text(Words(rule.cases.front().score));
    }
    for (std::size_t i = 0; i < source_.cases.size(); ++i) {
      SetCase(source_.cases[i], rule.cases[i], *to.add_cases());
    }
    for (const domain::Points step : source_.steps) to.add_steps_e4(step.e4());
    to.set_judged(source_.kind == domain::RuleKind::kJudgedSteps ||
                  source_.kind == domain::RuleKind::kJudgedAny);
    if (source_.nothing_arises) {
      SetCase(*source_.nothing_arises, *rule.nothing_arises, *to.mutable_nothing_arises());
    }
  }

 private:
  void SetCase(const domain::RuleSource::Case& from, const domain::RuleCase& read,
               criteria::v1::Case& to) const {
    to.set_when(from.when.value_or(""));
    to.set_score(from.score);
    if (read.when) to.set_when_text(Words(read.when));
    to.set_score_text(Words(read.score));
  }

  // Of no expression: that nothing is scored.
  [[nodiscard]] std::string Words(const std::optional<domain::Expression>& expression) const {
    if (expression) return domain::RuleWords(*expression, scope_, language_);
    return domain::Worded("words_not_applicable", {}, language_);
  }

  const domain::RuleSource& source_;
  const domain::RuleWordsScope scope_;
  const domain::Language language_;
};

void SetLeaf(const domain::CriteriaSet& set, const domain::Node& node, domain::Language language,
             criteria::v1::Leaf& to) {
  const domain::Leaf& leaf = set.leaves[node.leaf];
  for (const domain::LeafInput& input : leaf.inputs) {
    criteria::v1::Input& added = *to.add_inputs();
    added.set_name(input.name);
    added.set_figure(set.figures[input.slot].id);
    const auto read = std::ranges::find(leaf.rule.inputs, input.name, &domain::RuleInput::name);
    added.set_reads_year_before(read != leaf.rule.inputs.end() && read->previous);
  }
  to.set_reads_units_below(leaf.rule.reads_children);
  RuleToSet(set, node.leaf, language).Set(to);
  to.set_may_be_declared_not_applicable(leaf.may_be_declared_not_applicable);
  to.set_evidence_required(leaf.evidence_required);
  to.set_rest(leaf.rest);
}

void SetNode(const domain::CriteriaSet& set, const domain::Node& node, domain::Language language,
             criteria::v1::Node& to) {
  to.set_id(node.id);
  to.set_title(node.title);
  to.set_note(node.note);
  to.set_source(std::string(Name(node.source)));
  to.set_maximum_e4(node.maximum.e4());
  if (node.parent != domain::kNone) to.set_parent(set.nodes[node.parent].id);
  if (node.leaf != domain::kNone) SetLeaf(set, node, language, *to.mutable_leaf());
}

void SetFigure(const domain::CriteriaSet& set, const domain::FigureDefinition& figure,
               criteria::v1::Figure& to) {
  to.set_id(figure.id);
  to.set_title(figure.title);
  to.set_unit(figure.unit);
  to.set_kind(std::string(Name(figure.range.kind)));
  to.set_source(figure.source);
  if (figure.cutoff) to.set_cutoff(figure.cutoff->Iso());
  if (figure.range.part_of) to.set_part_of(set.figures[*figure.range.part_of].id);
}

}  // namespace

criteria::v1::Structure StructureOf(const domain::CriteriaSet& set, domain::Language language) {
  criteria::v1::Structure structure;
  for (const domain::Node& node : set.nodes) {
    SetNode(set, node, language, *structure.add_nodes());
  }
  for (const domain::FigureDefinition& figure : set.figures) {
    SetFigure(set, figure, *structure.add_figures());
  }
  structure.set_maximum_e4(set.maximum.e4());
  for (const domain::ResultClass& one : set.classes) {
    criteria::v1::ResultClass& added = *structure.add_classes();
    added.set_id(one.id);
    added.set_title(one.title);
    added.set_from(one.from.Text());
  }
  structure.set_total_places(static_cast<std::uint32_t>(set.total_places));
  return structure;
}

}  // namespace par::services
