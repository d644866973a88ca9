#include "common/domain/rule.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/domain/rule_parser.h"

namespace par::domain {
namespace {

constexpr std::string_view kNotApplicable = "not_applicable";

absl::StatusOr<RuleCase> ParseCase(const RuleSource::Case& source, const RuleScope& scope) {
  RuleCase parsed;
  if (source.when.has_value()) {
    ASSIGN_OR_RETURN(parsed.when, ParseCondition(*source.when, scope));
  }
  if (source.score != kNotApplicable) {
    ASSIGN_OR_RETURN(parsed.score, ParseNumber(source.score, scope));
  }
  return parsed;
}

absl::Status ParseCases(const RuleSource& source, const RuleScope& scope, Rule& rule) {
  if (source.cases.empty() || source.cases.size() > kMostRuleCases) {
    return Refusal(absl::StatusCode::kInvalidArgument, "rule_cases",
                   {{"field", scope.field},
                    {"value", std::to_string(source.cases.size())},
                    {"maximum", std::to_string(kMostRuleCases)}});
  }
  for (const RuleSource::Case& one : source.cases) {
    if (!one.when.has_value() && &one != &source.cases.back()) {
      return Refusal(absl::StatusCode::kInvalidArgument, "rule_otherwise_not_last",
                     {{"field", scope.field}});
    }
    ASSIGN_OR_RETURN(RuleCase parsed, ParseCase(one, scope));
    rule.cases.push_back(std::move(parsed));
  }
  return absl::OkStatus();
}

absl::Status ParseSteps(const RuleSource& source, const RuleScope& scope, Rule& rule) {
  rule.steps = source.steps;
  std::sort(rule.steps.begin(), rule.steps.end());
  const bool repeated =
      std::adjacent_find(rule.steps.begin(), rule.steps.end()) != rule.steps.end();
  if (rule.steps.empty() || rule.steps.size() > kMostJudgedSteps || repeated ||
      rule.steps.front() < Points()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "rule_steps",
                   {{"field", scope.field}, {"maximum", std::to_string(kMostJudgedSteps)}});
  }
  return absl::OkStatus();
}

void NoteInputs(const Expression& expression, std::vector<RuleInput>& inputs, bool& children) {
  for (const RuleNode& node : expression.nodes) {
    children =
        children || (node.op >= RuleOp::kSumOfChildren && node.op <= RuleOp::kShareOfChildren);
    if (node.op != RuleOp::kFigure && node.op != RuleOp::kPrevious) continue;
    for (RuleInput& input : inputs) {
      if (input.slot != node.slot) continue;
      (node.op == RuleOp::kFigure ? input.current : input.previous) = true;
    }
  }
}

void NoteInputs(const RuleCase& one, std::vector<RuleInput>& inputs, bool& children) {
  if (one.when.has_value()) NoteInputs(*one.when, inputs, children);
  if (one.score.has_value()) NoteInputs(*one.score, inputs, children);
}

std::vector<RuleInput> InputsOf(const Rule& rule, const RuleScope& scope, bool& children) {
  std::vector<RuleInput> inputs;
  for (const RuleScope::Name& name : scope.names) {
    inputs.push_back({.name = name.name, .slot = name.slot, .kind = name.kind});
  }
  if (rule.nothing_arises.has_value()) NoteInputs(*rule.nothing_arises, inputs, children);
  for (const RuleCase& one : rule.cases) NoteInputs(one, inputs, children);
  std::erase_if(inputs, [](const RuleInput& input) { return !input.current && !input.previous; });
  return inputs;
}

}  // namespace

std::size_t ChildFigures::SlotOf(std::string_view figure_id) {
  const auto at = std::find(ids_.begin(), ids_.end(), figure_id);
  const auto slot = static_cast<std::size_t>(at - ids_.begin());
  if (at == ids_.end()) ids_.emplace_back(figure_id);
  return slot;
}

absl::StatusOr<Expression> ParseNumber(std::string_view text, const RuleScope& scope) {
  return RuleParser(text, scope).Parse(RuleType::kNumber);
}

absl::StatusOr<Expression> ParseCondition(std::string_view text, const RuleScope& scope) {
  return RuleParser(text, scope).Parse(RuleType::kCondition);
}

std::string StepsText(const std::vector<Points>& steps) {
  std::string text;
  for (const Points step : steps) {
    text += (text.empty() ? "" : "; ") + step.FormatShort(NumberStyle::kPlain);
  }
  return text;
}

bool IsStepped(const Rule& rule) {
  if (rule.kind == RuleKind::kJudgedSteps) return true;
  if (rule.kind != RuleKind::kCases) return false;
  return std::all_of(rule.cases.begin(), rule.cases.end(), [](const RuleCase& one) {
    if (!one.score.has_value()) return true;
    const RuleOp op = one.score->root().op;
    return op == RuleOp::kConstant || op == RuleOp::kMaximum;
  });
}

absl::StatusOr<Rule> ParseRule(const RuleSource& source, const RuleScope& scope) {
  Rule rule;
  rule.kind = source.kind;
  if (source.nothing_arises.has_value()) {
    ASSIGN_OR_RETURN(rule.nothing_arises, ParseCase(*source.nothing_arises, scope));
  }
  if (source.kind == RuleKind::kExpression) {
    ASSIGN_OR_RETURN(RuleCase only,
                     ParseCase({.when = std::nullopt, .score = source.expression}, scope));
    rule.cases.push_back(std::move(only));
  } else if (source.kind == RuleKind::kCases) {
    RETURN_IF_ERROR(ParseCases(source, scope, rule));
  } else if (source.kind == RuleKind::kJudgedSteps) {
    RETURN_IF_ERROR(ParseSteps(source, scope, rule));
  }
  rule.inputs = InputsOf(rule, scope, rule.reads_children);
  return rule;
}

}  // namespace par::domain
