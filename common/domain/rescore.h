// Scoring a year again under another version of its criteria set, and what that changes: scores of
// criteria, areas and totals, ranks and classes. Answers are carried over by the ids of figures and
// criteria, and so is what stands in place of computed scores (a review's points, points given from
// outside); what does not fit the other version is listed, never guessed.
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

// Points of a review stand where the leaf gives the same points to the same answers (SameScoring);
// points given from outside wherever the other version takes such points.
struct CarriedOverrides {
  ScoreOverrides overrides;          // Bound to the other version.
  std::vector<std::string> dropped;  // Ids of criteria.
};
[[nodiscard]] CarriedOverrides CarryOver(const CriteriaSet& from, const ScoreOverrides& overrides,
                                         const CriteriaSet& to);

// A leaf that the review gave another score than the unit's answers do.
struct ReviewedPoints {
  std::string id;
  bool stands = false;  // Under the other version too; else that one scores the unit's answers.
  friend bool operator==(const ReviewedPoints&, const ReviewedPoints&) = default;
};

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
  std::vector<NodeChange> nodes;         // Those whose score differs.
  std::vector<std::string> dropped;      // Of CarriedAnswers, and points given from outside.
  std::vector<ReviewedPoints> reviewed;  // In the order of the version before.
};

struct RescoreReport {
  std::vector<SetChange> set_changes;
  std::vector<UnitChangeOfScore> units;  // In the order given, those without a change too.
};

// `units` are all that are ranked together; each bound to `before`. `put`: what stands in place of
// computed scores, of each unit, bound to `before`; empty: nothing of any.
[[nodiscard]] RescoreReport Rescore(const CriteriaSet& before, const CriteriaSet& after,
                                    const std::vector<Answers>& units,
                                    const std::vector<ScoreOverrides>& put = {});

}  // namespace par::domain
