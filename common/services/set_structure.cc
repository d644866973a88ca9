#include "common/services/set_structure.h"

#include <string>

namespace par::services {
namespace {

void SetCase(const domain::RuleSource::Case& from, criteria::v1::Case& to) {
  to.set_when(from.when.value_or(""));
  to.set_score(from.score);
}

void SetRule(const domain::RuleSource& rule, criteria::v1::Leaf& to) {
  to.set_expression(rule.expression);
  for (const domain::RuleSource::Case& one : rule.cases) SetCase(one, *to.add_cases());
  for (const domain::Points step : rule.steps) to.add_steps_e4(step.e4());
  to.set_judged(rule.kind == domain::RuleKind::kJudgedSteps ||
                rule.kind == domain::RuleKind::kJudgedAny);
  if (rule.nothing_arises) SetCase(*rule.nothing_arises, *to.mutable_nothing_arises());
}

void SetLeaf(const domain::CriteriaSet& set, const domain::Leaf& leaf, criteria::v1::Leaf& to) {
  for (const domain::LeafInput& input : leaf.inputs) {
    criteria::v1::Input& added = *to.add_inputs();
    added.set_name(input.name);
    added.set_figure(set.figures[input.slot].id);
  }
  SetRule(leaf.rule_source, to);
  to.set_may_be_declared_not_applicable(leaf.may_be_declared_not_applicable);
  to.set_evidence_required(leaf.evidence_required);
  to.set_rest(leaf.rest);
}

void SetNode(const domain::CriteriaSet& set, const domain::Node& node, criteria::v1::Node& to) {
  to.set_id(node.id);
  to.set_title(node.title);
  to.set_note(node.note);
  to.set_source(std::string(Name(node.source)));
  to.set_maximum_e4(node.maximum.e4());
  if (node.parent != domain::kNone) to.set_parent(set.nodes[node.parent].id);
  if (node.leaf != domain::kNone) SetLeaf(set, set.leaves[node.leaf], *to.mutable_leaf());
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

criteria::v1::Structure StructureOf(const domain::CriteriaSet& set) {
  criteria::v1::Structure structure;
  for (const domain::Node& node : set.nodes) SetNode(set, node, *structure.add_nodes());
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
