#include <algorithm>
#include <utility>

#include "common/domain/answers_yaml_parts.h"
#include "common/domain/limits.h"

namespace par::domain::answers_yaml {
namespace {

bool IsJudged(const Leaf& leaf) {
  return leaf.rule.kind == RuleKind::kJudgedSteps || leaf.rule.kind == RuleKind::kJudgedAny;
}

// Reads points for a leaf: within its maximum and, where it has steps, one of them.
Points ReadPoints(const YamlValue& value, const std::string& field, const Node& node,
                  const Leaf& leaf, FindingList& findings) {
  const std::optional<Points> points = YamlPoints(value, field, findings);
  if (!points.has_value()) return {};
  if (*points < Points() || *points > node.maximum) {
    findings.Add(value.at, "points_beyond_maximum", field,
                 {{"value", std::string(value.text)},
                  {"maximum", node.maximum.FormatShort(NumberStyle::kPlain)}});
    return {};
  }
  const std::vector<Points>& steps = leaf.rule.steps;
  if (leaf.rule.kind == RuleKind::kJudgedSteps &&
      std::find(steps.begin(), steps.end(), *points) == steps.end()) {
    findings.Add(value.at, "judged_beyond_steps", field,
                 {{"value", std::string(value.text)}, {"steps", StepsText(steps)}});
  }
  return *points;
}

void ReadEvidence(YamlRecord& record, Declaration& declaration, FindingList& findings) {
  const YamlValue* const list = record.Optional("evidence");
  if (list == nullptr) return;
  const std::string field = record.Field("evidence");
  if (!YamlIsList(*list, field, kMostEvidence, findings)) return;
  for (const YamlValue& item : list->items) {
    if (auto text = YamlText(item, field, kLongestTitle, findings)) {
      declaration.evidence.push_back(*std::move(text));
    }
  }
}

}  // namespace

Declaration ReadDeclaration(const YamlValue& value, const CriteriaSet& set, LeafIndex leaf_index,
                            FindingList& findings) {
  const Leaf& leaf = set.leaves[leaf_index];
  const Node& node = set.NodeOf(leaf_index);
  YamlRecord record(value, node.id, findings);
  Declaration declaration;
  declaration.leaf = leaf_index;
  int kinds = 0;
  const auto take = [&](std::string_view key, DeclarationKind kind) {
    const YamlValue* const found = record.Optional(key);
    if (found == nullptr) return found;
    ++kinds;
    declaration.kind = kind;
    return found;
  };
  const auto reason = [&](const YamlValue& text, std::string_view key) {
    declaration.reason = YamlText(text, record.Field(key), kLongestReason, findings).value_or("");
  };
  if (const YamlValue* text = take("not_applicable", DeclarationKind::kNotApplicable)) {
    reason(*text, "not_applicable");
    if (!leaf.may_be_declared_not_applicable) {
      findings.Add(text->at, "not_applicable_not_allowed", record.Field("not_applicable"));
    }
  }
  if (const YamlValue* text = take("waived", DeclarationKind::kWaived)) reason(*text, "waived");
  if (const YamlValue* judged = take("judged", DeclarationKind::kJudged)) {
    if (!IsJudged(leaf)) {
      findings.Add(judged->at, "declaration_not_judged", record.Field("judged"));
    } else {
      declaration.points = ReadPoints(*judged, record.Field("judged"), node, leaf, findings);
    }
    if (const YamlValue* text = record.Required("reason")) reason(*text, "reason");
  }
  if (const YamlValue* points = take("points", DeclarationKind::kPoints)) {
    if (leaf.rule.kind != RuleKind::kGiven) {
      findings.Add(points->at, "declaration_not_given", record.Field("points"));
    } else {
      declaration.points = ReadPoints(*points, record.Field("points"), node, leaf, findings);
    }
    if (const YamlValue* text = record.Required("source")) reason(*text, "source");
  }
  if (kinds > 1) findings.Add(value.at, "declarations_conflict", node.id);
  declaration.explanation = record.OptionalText("explanation", kLongestReason);
  ReadEvidence(record, declaration, findings);
  record.End();
  return declaration;
}

}  // namespace par::domain::answers_yaml
