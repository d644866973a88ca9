// A rule that asks the level below only for sums, as one over plain figures: every
// sum(children.FIGURE) becomes a figure of its own, so that what is known of the sum alone (a
// district's total) is enough, and the search for better figures can move it.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/rule.h"

namespace par::domain {

// The sum of child figure i is figure `first_slot` + i of the result, called by `ids[i]`. Nothing
// if the rule reads children in any other way (counts, shares, averages, indexes).
[[nodiscard]] std::optional<Rule> RuleOverSums(const Rule& rule, std::size_t first_slot,
                                               const std::vector<std::string>& ids);

}  // namespace par::domain
