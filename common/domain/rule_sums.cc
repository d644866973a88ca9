#include "common/domain/rule_sums.h"

#include <algorithm>

namespace par::domain {
namespace {

// Turns the sums of one expression into figures; false if it reads children otherwise.
class SumsToFigures {
 public:
  SumsToFigures(std::size_t first_slot, const std::vector<std::string>& ids)
      : first_slot_(first_slot), ids_(ids) {}

  bool Turn(Expression& expression) {
    for (RuleNode& node : expression.nodes) {
      switch (node.op) {
        case RuleOp::kSumOfChildren:
          if (!TurnSum(node, expression)) return false;
          break;
        case RuleOp::kAverageOfChildren:
        case RuleOp::kLeastOfChildren:
        case RuleOp::kMostOfChildren:
        case RuleOp::kCountOfChildren:
        case RuleOp::kShareOfChildren:
          return false;
        default:
          break;
      }
    }
    return true;
  }
  bool Turn(RuleCase& one) {
    return (!one.when.has_value() || Turn(*one.when)) &&
           (!one.score.has_value() || Turn(*one.score));
  }
  [[nodiscard]] const std::vector<std::size_t>& used() const { return used_; }

 private:
  bool TurnSum(RuleNode& node, const Expression& expression) {
    const RuleNode& operand = expression.nodes[node.a];
    if (operand.op != RuleOp::kChildFigure || operand.slot >= ids_.size()) return false;
    if (std::find(used_.begin(), used_.end(), operand.slot) == used_.end()) {
      used_.push_back(operand.slot);
    }
    node.op = RuleOp::kFigure;
    node.slot = static_cast<std::uint32_t>(first_slot_ + operand.slot);
    node.begin = operand.begin;  // Where it is missing it is called "children.FIGURE".
    node.end = operand.end;
    return true;
  }

  const std::size_t first_slot_;
  const std::vector<std::string>& ids_;
  std::vector<std::size_t> used_;
};

}  // namespace

std::optional<Rule> RuleOverSums(const Rule& rule, std::size_t first_slot,
                                 const std::vector<std::string>& ids) {
  Rule turned = rule;
  SumsToFigures sums(first_slot, ids);
  if (turned.nothing_arises.has_value() && !sums.Turn(*turned.nothing_arises)) return std::nullopt;
  for (RuleCase& one : turned.cases) {
    if (!sums.Turn(one)) return std::nullopt;
  }
  for (const std::size_t slot : sums.used()) {
    turned.inputs.push_back({.name = ids[slot],
                             .slot = first_slot + slot,
                             .kind = FigureKind::kAmount,
                             .current = true});
  }
  turned.reads_children = false;
  return turned;
}

}  // namespace par::domain
