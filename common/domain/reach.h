// What would reach the maximum: for each figure of a leaf, the others as they are, the nearest
// value that gives the full points. "b: 17.310 → 17.747 (+437)".
//
// Every value is verified by evaluating the rule. It is the nearest one wherever critical_points.h
// is complete; elsewhere it is a value that gives the maximum, found by doubling steps.
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "common/domain/figure_kind.h"
#include "common/domain/points.h"
#include "common/domain/rational.h"
#include "common/domain/rule.h"
#include "common/domain/rule_evaluate.h"

namespace par::domain {

struct Reach {
  std::size_t slot = 0;
  std::string name;  // The local name.
  FigureKind kind = FigureKind::kCount;
  Rational from;
  Rational to;
};

// `ranges` by slot of the set's table of figures. Nothing for a figure that is absent, cannot reach
// the maximum alone within its bounds and part_of, or where the maximum is reached already.
// Counts, ranks, dates and yes_no move in whole steps, other kinds in ten-thousandths.
[[nodiscard]] std::vector<Reach> WhatReachesMaximum(const Rule& rule, const RuleInputs& inputs,
                                                    Points maximum, int places,
                                                    std::span<const FigureRange> ranges);

// "b: 17.310 → 17.747 (+437)"
[[nodiscard]] std::string RenderReach(const Reach& reach, NumberStyle style);

}  // namespace par::domain
