#include <algorithm>
#include <set>
#include <utility>

#include "common/domain/criteria_yaml_parts.h"
#include "common/domain/figure_definition_yaml.h"
#include "common/domain/limits.h"

namespace par::domain::criteria_yaml {
namespace {

void ReadInputs(const YamlValue& inputs, const std::string& id, LeafIndex leaf, CriteriaSet& set,
                FindingList& findings) {
  const std::string field = id + ".inputs";
  if (!YamlIsMap(inputs, field, kMostInputs, findings)) return;
  std::vector<LeafInput>& own = set.leaves[leaf].inputs;
  for (std::size_t i = 0; i < inputs.items.size(); ++i) {
    const YamlValue& value = inputs.items[i];
    const std::string name(inputs.keys[i]);
    if (!IsLocalName(name)) {
      findings.Add(inputs.keys_at[i], "local_name_malformed", field, {{"value", name}});
    }
    LeafInput input{.name = name, .slot = kNone, .at = inputs.keys_at[i]};
    if (value.kind == YamlKind::kMap && value.Find("figure") != nullptr) {
      YamlRecord record(value, field + '.' + name, findings);
      const std::string figure = record.RequiredText("figure", kLongestId);
      record.End();
      // Figures of other leaves cannot be named: the set is indexed with the shared ones only.
      input.slot = set.FindFigure(figure);
      if (input.slot == kNone && !figure.empty()) {
        findings.Add(value.at, "figure_unknown", record.Field("figure"), {{"value", figure}});
      }
    } else {
      input.slot = ReadFigure(value, id + '.' + name, inputs.keys_at[i], leaf, set, findings);
    }
    if (input.slot != kNone) {
      std::vector<LeafIndex>& users = set.figures[input.slot].used_by;
      if (users.empty() || users.back() != leaf) users.push_back(leaf);
    }
    own.push_back(std::move(input));
  }
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (own[i].slot == kNone || set.figures[own[i].slot].owner != leaf) continue;
    ResolvePartOf(inputs.items[i], own[i].slot, set, findings,
                  [&](const std::string& wanted) -> std::optional<FigureSlot> {
                    const auto local =
                        std::find_if(own.begin(), own.end(),
                                     [&](const LeafInput& input) { return input.name == wanted; });
                    if (local == own.end()) return set.FindFigure(wanted);
                    if (local->slot == kNone) return std::nullopt;  // Said already.
                    return local->slot;
                  });
  }
}

std::string ExpressionText(const YamlValue& value, const std::string& field,
                           FindingList& findings) {
  return YamlText(value, field, kLongestExpression, findings).value_or("");
}

void ReadCases(const YamlValue& list, const std::string& field, Leaf& leaf, FindingList& findings) {
  leaf.rule_source.kind = RuleKind::kCases;
  if (!YamlIsList(list, field, kMostCases, findings)) return;
  for (const YamlValue& item : list.items) {
    YamlRecord record(item, field, findings);
    if (!record.is_map()) continue;
    RuleSource::Case one;
    if (const YamlValue* otherwise = record.Optional("otherwise")) {
      one.score = ExpressionText(*otherwise, record.Field("otherwise"), findings);
    } else {
      if (const YamlValue* when = record.Required("when")) {
        one.when = ExpressionText(*when, record.Field("when"), findings);
      }
      if (const YamlValue* score = record.Required("score")) {
        one.score = ExpressionText(*score, record.Field("score"), findings);
      }
    }
    record.End();
    leaf.rule_source.cases.push_back(std::move(one));
    leaf.cases_at.push_back(item.at);
  }
}

void ReadJudged(const YamlValue& map, const std::string& field, Leaf& leaf, FindingList& findings) {
  YamlRecord record(map, field, findings);
  const YamlValue* const judged = record.Required("judged");
  record.End();
  leaf.rule_source.kind = RuleKind::kJudgedAny;
  if (judged == nullptr || (judged->kind == YamlKind::kText && judged->text == "any")) return;
  leaf.rule_source.kind = RuleKind::kJudgedSteps;
  if (!YamlIsList(*judged, record.Field("judged"), kMostSteps, findings)) return;
  for (const YamlValue& item : judged->items) {
    const auto step = YamlPoints(item, record.Field("judged"), findings);
    if (step.has_value()) leaf.rule_source.steps.push_back(*step);
  }
  std::sort(leaf.rule_source.steps.begin(), leaf.rule_source.steps.end());
}

void ReadRule(YamlRecord& record, const Node& node, Leaf& leaf, FindingList& findings) {
  const bool given_by_default = node.source == Source::kSurvey ||
                                node.source == Source::kExternal ||
                                node.source == Source::kLeadership;
  leaf.rule_at = record.at();
  const YamlValue* const rule =
      given_by_default ? record.Optional("rule") : record.Required("rule");
  if (rule == nullptr) return;
  leaf.rule_at = rule->at;
  const std::string field = record.Field("rule");
  if (rule->kind == YamlKind::kList) {
    ReadCases(*rule, field, leaf, findings);
  } else if (rule->kind == YamlKind::kMap) {
    ReadJudged(*rule, field, leaf, findings);
  } else {
    const std::string text = ExpressionText(*rule, field, findings);
    if (text == "given") return;
    leaf.rule_source.kind = RuleKind::kExpression;
    leaf.rule_source.expression = text;
  }
}

void ReadNothingArises(const YamlValue& value, const Node& node, Leaf& leaf,
                       FindingList& findings) {
  YamlRecord record(value, node.id + ".nothing_arises", findings);
  RuleSource::Case one;
  if (const YamlValue* when = record.Required("when")) {
    one.when = ExpressionText(*when, record.Field("when"), findings);
  }
  if (const YamlValue* then = record.Required("then")) {
    one.score = ExpressionText(*then, record.Field("then"), findings);
    if (one.score != "not_applicable" && one.score != "max") {
      const auto points = YamlPoints(*then, record.Field("then"), findings);
      if (points.has_value() && (*points < Points() || *points > node.maximum)) {
        findings.Add(then->at, "points_beyond_maximum", record.Field("then"),
                     {{"value", std::string(then->text)},
                      {"maximum", node.maximum.FormatShort(NumberStyle::kPlain)}});
      }
    }
  }
  record.End();
  leaf.rule_source.nothing_arises = std::move(one);
}

// `required`, `optional`, or {required: …, deadline: …, days_to_sign: …}.
void ReadEvidence(YamlRecord& record, const Node& node, Leaf& leaf, FindingList& findings) {
  leaf.evidence_required = node.source == Source::kSelfAssessed;
  const YamlValue* const value = record.Optional("evidence");
  if (value == nullptr) return;
  leaf.evidence_at = value->at;
  const std::string field = record.Field("evidence");
  if (value->kind != YamlKind::kMap) {
    const auto chosen = YamlChoice(*value, field, {"required", "optional"}, findings);
    if (chosen.has_value()) leaf.evidence_required = *chosen == 0;
    return;
  }
  YamlRecord terms(*value, field, findings);
  leaf.evidence_required = terms.OptionalBool("required", leaf.evidence_required);
  if (const YamlValue* const deadline = terms.Optional("deadline")) {
    leaf.evidence_terms.deadline = YamlDate(*deadline, terms.Field("deadline"), findings);
  }
  if (const YamlValue* const days = terms.Optional("days_to_sign")) {
    const auto most = YamlWhole(*days, terms.Field("days_to_sign"), 0, kMostDaysToSign, findings);
    leaf.evidence_terms.days_to_sign = static_cast<std::int32_t>(most.value_or(0));
  }
  terms.End();
}

void MakeRule(const Node& node, Leaf& leaf, CriteriaSet& set, FindingList& findings) {
  RuleScope scope;
  scope.field = node.id;
  scope.children = &set.child_figures;
  for (const LeafInput& input : leaf.inputs) {
    if (input.slot == kNone) return;  // Said already; the rule would only repeat it.
    scope.names.push_back(
        {.name = input.name, .slot = input.slot, .kind = set.figures[input.slot].range.kind});
  }
  absl::StatusOr<Rule> rule = ParseRule(leaf.rule_source, scope);
  if (rule.ok()) {
    leaf.rule = *std::move(rule);
  } else {
    findings.Add(leaf.rule_at, rule.status());
  }
  for (const Points step : leaf.rule_source.steps) {
    if (step <= node.maximum) continue;
    findings.Add(leaf.rule_at, "points_beyond_maximum", node.id,
                 {{"value", step.FormatShort(NumberStyle::kPlain)},
                  {"maximum", node.maximum.FormatShort(NumberStyle::kPlain)}});
  }
}

}  // namespace

bool IsLocalName(std::string_view name) {
  const bool starts = !name.empty() && name.front() >= 'a' && name.front() <= 'z';
  return starts && name.size() <= kLongestId && IsFigureId(name) &&
         name.find('.') == std::string_view::npos && !IsReservedInRules(name);
}

FigureSlot ReadFigure(const YamlValue& value, const std::string& id, Position at, LeafIndex owner,
                      CriteriaSet& set, FindingList& findings) {
  YamlRecord record(value, id, findings);
  FigureDefinition figure = ReadFigureDefinition(record, id, at, findings);
  figure.owner = owner;
  if (const YamlValue* cutoff = record.Optional("cutoff")) {
    figure.cutoff = YamlDate(*cutoff, record.Field("cutoff"), findings);
  }
  record.End();
  if (set.figures.size() >= kMostFigures) {
    findings.Add(at, "yaml_too_many_items", "figures",
                 {{"value", std::to_string(set.figures.size() + 1)},
                  {"maximum", std::to_string(kMostFigures)}});
    return kNone;
  }
  set.figures.push_back(std::move(figure));
  return static_cast<FigureSlot>(set.figures.size() - 1);
}

void ReadLeaf(YamlRecord& record, LeafIndex leaf_index, CriteriaSet& set, FindingList& findings) {
  const Node& node = set.nodes[set.leaves[leaf_index].node];
  if (const YamlValue* inputs = record.Optional("inputs")) {
    ReadInputs(*inputs, node.id, leaf_index, set, findings);
  }
  Leaf& leaf = set.leaves[leaf_index];
  ReadRule(record, node, leaf, findings);
  if (const YamlValue* nothing = record.Optional("nothing_arises")) {
    ReadNothingArises(*nothing, node, leaf, findings);
  }
  leaf.may_be_declared_not_applicable =
      record.OptionalBool("may_be_declared_not_applicable", false);
  leaf.rest = record.OptionalBool("rest", false);
  ReadEvidence(record, node, leaf, findings);
  const YamlValue* const falls = record.Optional("falls_with");
  if (falls != nullptr && YamlIsList(*falls, record.Field("falls_with"), kMostInputs, findings)) {
    for (const YamlValue& item : falls->items) {
      const bool known = std::any_of(leaf.inputs.begin(), leaf.inputs.end(),
                                     [&](const LeafInput& i) { return i.name == item.text; });
      if (!known) {
        findings.Add(item.at, "input_unknown", record.Field("falls_with"),
                     {{"value", std::string(item.text)}});
      }
      leaf.falls_with.emplace_back(item.text);
    }
  }
  MakeRule(node, leaf, set, findings);
}

}  // namespace par::domain::criteria_yaml
