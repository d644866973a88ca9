// Scoring a year again under another version of its criteria set, and what that changes: scores of
// criteria, areas and totals, ranks and classes. Answers are carried over by the ids of figures and
// criteria; what does not fit the other version is listed, never guessed.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/score_sheet.h"
#include "common/domain/set_diff.h"

namespace par::domain {

struct CarriedAnswers {
  Answers answers;                   // Bound to the other version.
  std::vector<std::string> dropped;  // Ids of figures and criteria that do not fit it, in order.
};

// A figure fits where the id and the kind are the same; a declaration where the leaf is there and
// takes such a declaration with such points.
[[nodiscard]] CarriedAnswers CarryOver(const CriteriaSet& from, const Answers& answers,
                                       const CriteriaSet& to);

struct NodeChange {
  std::string id;                // Area, criterion or leaf, of either version.
  std::optional<Points> before;  // Nothing: not in that version.
  std::optional<Points> after;
  friend bool operator==(const NodeChange&, const NodeChange&) = default;
};

struct UnitChangeOfScore {
  UnitId unit;
  Points total_before;
  Points total_after;
  std::optional<int> rank_before;  // Nothing: not ranked.
  std::optional<int> rank_after;
  std::string class_before;  // Id; empty: none.
  std::string class_after;
  std::vector<NodeChange> nodes;     // Those whose score differs.
  std::vector<std::string> dropped;  // Of CarriedAnswers.
};

struct RescoreReport {
  std::vector<SetChange> set_changes;
  std::vector<UnitChangeOfScore> units;  // In the order given, those without a change too.
};

// `units` are all that are ranked together; each bound to `before`.
[[nodiscard]] RescoreReport Rescore(const CriteriaSet& before, const CriteriaSet& after,
                                    const std::vector<Answers>& units);

}  // namespace par::domain
