// Where the score of a rule can change its course when one figure moves and all others stay: the
// values at which two compared sides are equal, or at which a case gives exactly the maximum.
//
// Complete for expressions that are a quotient of two linear terms in that figure (ratios, sums and
// differences of ratios with one denominator, bands, days late): every rule of domain.md §2. What
// is none (the figure in two different denominators, squares) adds no point.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "common/domain/points.h"
#include "common/domain/rational.h"
#include "common/domain/rule.h"
#include "common/domain/rule_evaluate.h"

namespace par::domain {

struct RuleVariable {
  std::size_t slot = 0;
  bool previous = false;  // The figure of the year before.
};

// Rising, each once. Comparisons that need another figure that is absent add no point.
[[nodiscard]] std::vector<Rational> CriticalPoints(const Rule& rule, const RuleInputs& inputs,
                                                   Points maximum, RuleVariable variable);

}  // namespace par::domain
