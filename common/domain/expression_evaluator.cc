#include "common/domain/expression_evaluator.h"

#include <algorithm>
#include <utility>

namespace par::domain {
namespace {

constexpr std::size_t kMostMissing = 50;  // More names help nobody.

// A figure's name without the parentheses around it.
std::string Bare(std::string_view text) {
  while (!text.empty() && (text.front() == '(' || text.front() == ' ')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ')' || text.back() == ' ')) text.remove_suffix(1);
  return std::string(text);
}

bool Satisfies(RuleOp op, std::strong_ordering order) {
  switch (op) {
    case RuleOp::kIsLess:
      return order < 0;
    case RuleOp::kIsLessOrEqual:
      return order <= 0;
    case RuleOp::kIsGreater:
      return order > 0;
    case RuleOp::kIsGreaterOrEqual:
      return order >= 0;
    case RuleOp::kIsEqual:
      return order == 0;
    default:
      return order != 0;
  }
}

}  // namespace

bool ExpressionEvaluator::NumberAt(std::size_t index, Rational& out) {
  const RuleNode& node = expression_.nodes[index];
  produced_ = -1;
  switch (node.op) {
    case RuleOp::kConstant:
      out = expression_.ConstantOf(node);
      return true;
    case RuleOp::kFigure:
      return Read(inputs_.figures, node.slot, out);
    case RuleOp::kPrevious:
      return Read(inputs_.previous, node.slot, out);
    case RuleOp::kMaximum:
      out = maximum_;
      return true;
    case RuleOp::kChildFigure:
      return Read(child_->figures, node.slot, out);
    case RuleOp::kChildIndex:
      if (child_->index.has_value()) out = *child_->index;
      return child_->index.has_value();
    case RuleOp::kChildScore:
      if (child_->score.has_value()) out = *child_->score;
      return child_->score.has_value();
    default:
      return Operation(node, out);
  }
}

bool ExpressionEvaluator::Read(std::span<const std::optional<Rational>> values, std::size_t slot,
                               Rational& out) {
  if (slot >= values.size() || !values[slot].has_value()) return false;
  out = *values[slot];
  return true;
}

bool ExpressionEvaluator::Operation(const RuleNode& node, Rational& out) {
  switch (node.op) {
    case RuleOp::kNegate:
    case RuleOp::kFloor:
    case RuleOp::kRound: {
      Rational operand;
      if (!NumberAt(node.a, operand)) return false;
      if (node.op == RuleOp::kNegate) out = -operand;
      if (node.op == RuleOp::kFloor) out = operand.Floor();
      if (node.op == RuleOp::kRound) out = operand.Rounded(static_cast<int>(node.slot));
      return steps_ == nullptr || Record(node, {operand}, out, produced_, -1);
    }
    case RuleOp::kIf: {
      bool holds = false;
      return ConditionAt(node.a, holds) && NumberAt(holds ? node.b : node.c, out);
    }
    case RuleOp::kSumOfChildren:
    case RuleOp::kAverageOfChildren:
    case RuleOp::kLeastOfChildren:
    case RuleOp::kMostOfChildren:
      return Aggregate(node, out);
    case RuleOp::kCountOfChildren:
    case RuleOp::kShareOfChildren:
      return CountChildren(node, out);
    default:
      return TwoOperands(node, out);
  }
}

bool ExpressionEvaluator::TwoOperands(const RuleNode& node, Rational& out) {
  Rational a;
  Rational b;
  if (!NumberAt(node.a, a)) return false;
  const int first = produced_;
  if (!NumberAt(node.b, b)) return false;
  const int second = produced_;
  if (!Calculate(node, a, b, out)) return false;
  return steps_ == nullptr || Record(node, {a, b}, out, first, second);
}

bool ExpressionEvaluator::Calculate(const RuleNode& node, const Rational& a, const Rational& b,
                                    Rational& out) {
  switch (node.op) {
    case RuleOp::kAdd:
      out = a + b;
      return true;
    case RuleOp::kSubtract:
      out = a - b;
      return true;
    case RuleOp::kMultiply:
      out = a * b;
      return true;
    case RuleOp::kDivide:
      if (b.IsZero()) return Fail("rule_division_by_zero", node);
      out = a / b;
      return true;
    case RuleOp::kLesser:
      out = a < b ? a : b;
      return true;
    case RuleOp::kGreater:
      out = a > b ? a : b;
      return true;
    default:  // kDaysLate
      out = a > b ? a - b : Rational();
      return true;
  }
}

bool ExpressionEvaluator::Compare(const RuleNode& node, bool& out) {
  Rational a;
  Rational b;
  if (!NumberAt(node.a, a) || !NumberAt(node.b, b)) return false;
  out = Satisfies(node.op, a <=> b);
  return true;
}

bool ExpressionEvaluator::ConditionAt(std::size_t index, bool& out) {
  const RuleNode& node = expression_.nodes[index];
  switch (node.op) {
    case RuleOp::kAnd:
      if (!ConditionAt(node.a, out)) return false;
      return !out || ConditionAt(node.b, out);
    case RuleOp::kOr:
      if (!ConditionAt(node.a, out)) return false;
      return out || ConditionAt(node.b, out);
    case RuleOp::kNot:
      if (!ConditionAt(node.a, out)) return false;
      out = !out;
      return true;
    case RuleOp::kIsYes: {
      Rational value;
      if (!NumberAt(node.a, value)) return false;
      out = !value.IsZero();
      return true;
    }
    default:
      return Compare(node, out);
  }
}

bool ExpressionEvaluator::Aggregate(const RuleNode& node, Rational& out) {
  if (inputs_.children == nullptr) return false;
  const bool adds = node.op == RuleOp::kSumOfChildren || node.op == RuleOp::kAverageOfChildren;
  if (inputs_.children->empty() && node.op != RuleOp::kSumOfChildren) {
    return Fail("rule_empty_aggregate", node);
  }
  std::optional<Rational> so_far;
  for (const RuleChild& child : *inputs_.children) {
    child_ = &child;
    Rational value;
    if (!NumberAt(node.a, value)) return false;
    if (!so_far.has_value()) {
      so_far = value;
    } else if (adds) {
      so_far = *so_far + value;
    } else if (node.op == RuleOp::kLeastOfChildren ? value < *so_far : value > *so_far) {
      so_far = value;
    }
  }
  child_ = nullptr;
  out = so_far.value_or(Rational());
  if (node.op == RuleOp::kAverageOfChildren) {
    out = out / Rational::FromInt(static_cast<std::int64_t>(inputs_.children->size()));
  }
  return steps_ == nullptr || Record(node, {}, out, -1, -1);
}

bool ExpressionEvaluator::CountChildren(const RuleNode& node, Rational& out) {
  if (inputs_.children == nullptr) return false;
  const auto all = static_cast<std::int64_t>(inputs_.children->size());
  const bool share = node.op == RuleOp::kShareOfChildren;
  if (share && all == 0) return Fail("rule_empty_aggregate", node);
  std::int64_t count = all;
  if (node.has_operand) {
    count = 0;
    std::vector<TraceStep>* const steps = std::exchange(steps_, nullptr);
    for (const RuleChild& child : *inputs_.children) {
      child_ = &child;
      bool holds = false;
      if (!ConditionAt(node.a, holds)) return false;
      if (holds) ++count;
    }
    steps_ = steps;
    child_ = nullptr;
  }
  out = share ? Rational::FromFraction(count, all) : Rational::FromInt(count);
  return steps_ == nullptr || Record(node, {}, out, -1, -1);
}

bool ExpressionEvaluator::Fail(const char* reason, const RuleNode& node) {
  error_ = reason;
  error_node_ = &node;
  return false;
}

// Always true, so that it can end an evaluation.
bool ExpressionEvaluator::Record(const RuleNode& node, std::vector<Rational> operands,
                                 const Rational& result, int first_step, int second_step) {
  const int last = static_cast<int>(steps_->size()) - 1;
  TraceStep step{.op = node.op,
                 .node = static_cast<std::uint16_t>(&node - expression_.nodes.data()),
                 .operands = std::move(operands),
                 .result = result};
  if (node.op == RuleOp::kRound) step.operands.push_back(Rational::FromInt(node.slot));
  step.dates = step.operands.size() == 2 && expression_.nodes[node.a].type == RuleType::kDate;
  if (last >= 0 && first_step == last) step.continues = 0;
  if (last >= 0 && second_step == last) step.continues = 1;
  steps_->push_back(std::move(step));
  produced_ = last + 1;
  return true;
}

std::string ExpressionEvaluator::ErrorText() const {
  return error_node_ == nullptr ? std::string() : std::string(expression_.TextOf(*error_node_));
}

void ExpressionEvaluator::AddMissingOf(const RuleNode& node,
                                       std::vector<std::string>& missing) const {
  const std::string name = Bare(expression_.TextOf(node));
  const auto absent = [](std::span<const std::optional<Rational>> values, std::size_t slot) {
    return slot >= values.size() || !values[slot].has_value();
  };
  if (node.op == RuleOp::kFigure && absent(inputs_.figures, node.slot)) missing.push_back(name);
  if (node.op == RuleOp::kPrevious && absent(inputs_.previous, node.slot)) missing.push_back(name);
  const bool aggregate = node.op >= RuleOp::kSumOfChildren && node.op <= RuleOp::kShareOfChildren;
  if (aggregate && inputs_.children == nullptr) missing.emplace_back("children");
  if (inputs_.children == nullptr) return;
  for (const RuleChild& child : *inputs_.children) {
    const bool lacks = (node.op == RuleOp::kChildFigure && absent(child.figures, node.slot)) ||
                       (node.op == RuleOp::kChildIndex && !child.index.has_value()) ||
                       (node.op == RuleOp::kChildScore && !child.score.has_value());
    if (lacks) missing.push_back(name + " (" + std::string(child.unit) + ")");
    if (missing.size() >= kMostMissing) return;
  }
}

std::vector<std::string> ExpressionEvaluator::Missing() const {
  std::vector<std::string> missing;
  for (const RuleNode& node : expression_.nodes) {
    if (missing.size() < kMostMissing) AddMissingOf(node, missing);
  }
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  return missing;
}

}  // namespace par::domain
