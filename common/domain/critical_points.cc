#include "common/domain/critical_points.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace par::domain {
namespace {

// (n1·x + n0) / (d1·x + d0)
struct LinearFraction {
  Rational n1, n0, d1, d0;
  [[nodiscard]] bool IsConstant() const { return n1.IsZero() && d1.IsZero(); }
};

LinearFraction Constant(const Rational& value) {
  return {.n1 = {}, .n0 = value, .d1 = {}, .d0 = Rational::FromInt(1)};
}

using Fraction = std::optional<LinearFraction>;

Fraction Sum(const LinearFraction& a, const LinearFraction& b) {
  // Denominators that are multiples of each other, constants among them.
  if ((a.d1 * b.d0 - b.d1 * a.d0).IsZero()) {
    const Rational scale = b.d0.IsZero() ? a.d1 / b.d1 : a.d0 / b.d0;
    return LinearFraction{a.n1 + b.n1 * scale, a.n0 + b.n0 * scale, a.d1, a.d0};
  }
  // A constant k beside a fraction: (n + k·d) / d.
  const LinearFraction& fraction = a.d1.IsZero() ? b : a;
  const LinearFraction& other = a.d1.IsZero() ? a : b;
  if (!other.IsConstant()) return std::nullopt;
  const Rational k = other.n0 / other.d0;
  return LinearFraction{fraction.n1 + k * fraction.d1, fraction.n0 + k * fraction.d0, fraction.d1,
                        fraction.d0};
}

Fraction Product(const LinearFraction& a, const LinearFraction& b) {
  if (b.IsConstant()) {
    return LinearFraction{a.n1 * b.n0, a.n0 * b.n0, a.d1 * b.d0, a.d0 * b.d0};
  }
  if (a.IsConstant()) return Product(b, a);
  const bool whole_over_constant = a.d1.IsZero() && b.n1.IsZero();
  if (whole_over_constant) {
    return LinearFraction{a.n1 * b.n0, a.n0 * b.n0, b.d1 * a.d0, b.d0 * a.d0};
  }
  if (b.d1.IsZero() && a.n1.IsZero()) return Product(b, a);
  return std::nullopt;
}

Fraction Quotient(const LinearFraction& a, const LinearFraction& b) {
  if (b.n1.IsZero() && b.n0.IsZero()) return std::nullopt;
  // (p/q) / (r/q) is p/r.
  if (a.d1 == b.d1 && a.d0 == b.d0) return LinearFraction{a.n1, a.n0, b.n1, b.n0};
  return Product(a, {.n1 = b.d1, .n0 = b.d0, .d1 = b.n1, .d0 = b.n0});
}

class PointFinder {
 public:
  PointFinder(const RuleInputs& inputs, const Rational& maximum, RuleVariable variable)
      : inputs_(inputs), maximum_(maximum), variable_(variable) {}

  // Where compared sides of the expression are equal.
  void AddComparisons(const Expression& expression) {
    for (const RuleNode& node : expression.nodes) {
      const bool compares = (node.op >= RuleOp::kIsLess && node.op <= RuleOp::kIsNotEqual) ||
                            node.op == RuleOp::kLesser || node.op == RuleOp::kGreater ||
                            node.op == RuleOp::kDaysLate;
      if (!compares) continue;
      const Fraction a = At(expression, node.a);
      const Fraction b = At(expression, node.b);
      if (a.has_value() && b.has_value()) AddEqual(*a, *b);
    }
  }

  // Where the expression gives the maximum, or 0.
  void AddTargets(const Expression& expression) {
    const Fraction whole = At(expression, expression.nodes.size() - 1);
    if (!whole.has_value()) return;
    AddEqual(*whole, Constant(maximum_));
    AddEqual(*whole, Constant(Rational()));
  }

  std::vector<Rational> Take() {
    std::sort(points_.begin(), points_.end());
    points_.erase(std::unique(points_.begin(), points_.end()), points_.end());
    return std::move(points_);
  }

 private:
  void AddEqual(const LinearFraction& a, const LinearFraction& b) {
    const Fraction difference = Sum(a, *Product(b, Constant(Rational::FromInt(-1))));
    if (!difference.has_value() || difference->n1.IsZero()) return;
    points_.push_back(-difference->n0 / difference->n1);
  }

  Fraction Value(std::span<const std::optional<Rational>> values, std::size_t slot) const {
    if (slot >= values.size() || !values[slot].has_value()) return std::nullopt;
    return Constant(*values[slot]);
  }

  Fraction At(const Expression& expression, std::size_t index) const {
    const RuleNode& node = expression.nodes[index];
    switch (node.op) {
      case RuleOp::kConstant:
        return Constant(expression.ConstantOf(node));
      case RuleOp::kMaximum:
        return Constant(maximum_);
      case RuleOp::kFigure:
      case RuleOp::kPrevious: {
        const bool previous = node.op == RuleOp::kPrevious;
        if (node.slot == variable_.slot && previous == variable_.previous) {
          return LinearFraction{Rational::FromInt(1), {}, {}, Rational::FromInt(1)};
        }
        return Value(previous ? inputs_.previous : inputs_.figures, node.slot);
      }
      case RuleOp::kNegate: {
        const Fraction a = At(expression, node.a);
        return a.has_value() ? Product(*a, Constant(Rational::FromInt(-1))) : std::nullopt;
      }
      case RuleOp::kAdd:
      case RuleOp::kSubtract:
      case RuleOp::kMultiply:
      case RuleOp::kDivide:
      case RuleOp::kDaysLate:
        return Combined(expression, node);
      default:
        return std::nullopt;
    }
  }

  Fraction Combined(const Expression& expression, const RuleNode& node) const {
    const Fraction a = At(expression, node.a);
    const Fraction b = At(expression, node.b);
    if (!a.has_value() || !b.has_value()) return std::nullopt;
    if (node.op == RuleOp::kAdd) return Sum(*a, *b);
    if (node.op == RuleOp::kMultiply) return Product(*a, *b);
    if (node.op == RuleOp::kDivide) return Quotient(*a, *b);
    return Sum(*a, *Product(*b, Constant(Rational::FromInt(-1))));
  }

  const RuleInputs& inputs_;
  const Rational maximum_;
  const RuleVariable variable_;
  std::vector<Rational> points_;
};

}  // namespace

std::vector<Rational> CriticalPoints(const Rule& rule, const RuleInputs& inputs, Points maximum,
                                     RuleVariable variable) {
  PointFinder finder(inputs, maximum.ToRational(), variable);
  const auto add = [&](const RuleCase& one) {
    if (one.when.has_value()) finder.AddComparisons(*one.when);
    if (!one.score.has_value()) return;
    finder.AddComparisons(*one.score);
    finder.AddTargets(*one.score);
  };
  if (rule.nothing_arises.has_value()) add(*rule.nothing_arises);
  for (const RuleCase& one : rule.cases) add(one);
  return finder.Take();
}

}  // namespace par::domain
