// The score sheet of one unit under one criteria set: every leaf's state and points, the totals of
// areas and sources, and the result. A fault in one leaf never costs the sheet: it stays with its
// leaf.
//
// result = reviewed + survey + external + leadership + bonus − penalty. The result is never
// clipped: penalties may bring it below 0 and bonuses above the maximum; whoever publishes must say
// so. Source: the criteria sets' own text; docs/formats/criteria-set.md.
//
// Pure. Safe to call from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/points.h"
#include "common/domain/rational.h"
#include "common/domain/rule_evaluate.h"
#include "common/domain/rule_trace.h"

namespace par::domain {

// Stored and sent: never renumber.
enum class LeafState : std::uint8_t {
  kNotScored = 0,  // A figure is missing or the rule failed; counts no points, stays in the
                   // maximum.
  kScored = 1,
  kZero = 2,           // Scored, and 0.
  kNotApplicable = 3,  // Không phát sinh nhiệm vụ: out of score and maximum.
  kWaived = 4,         // By policy: out of score and maximum, or the full points.
};
[[nodiscard]] std::string_view Name(LeafState state);  // "not_scored"

// How much of its maximum a leaf loses, as a picture of many leaves shows it. Sent: never renumber.
enum class LossBand : std::uint8_t {
  kNotScored = 0,
  kNothing = 1,
  kLittle = 2,  // Up to a tenth of the maximum.
  kSome = 3,    // Up to half of it.
  kMuch = 4,
  kOutOfAccount = 5,  // Not applicable, or waived.
};
[[nodiscard]] LossBand LossOf(LeafState state, Points points, Points maximum);

struct LeafScore {
  LeafState state = LeafState::kNotScored;
  bool overridden = false;             // A reviewer's score stands in place of the computed one.
  int taken_case = 0;                  // Of Outcome.
  Points points;                       // What counts; 0 unless scored or waived in full.
  absl::Status error;                  // Why the rule failed (kNotScored); OK otherwise.
  std::vector<std::string> missing;    // kNotScored: what is absent, as the rule calls it.
  std::shared_ptr<const Trace> trace;  // Null without options.traces or where no rule was tried.
};

// Of a node, a source or the whole.
struct ScoreTotal {
  Points score;
  Points maximum;      // As the set states it.
  Points taken_out;    // Of the maximum, by leaves not applicable or waived.
  int not_scored = 0;  // Leaves.
  [[nodiscard]] Points effective_maximum() const { return maximum - taken_out; }
  friend bool operator==(const ScoreTotal&, const ScoreTotal&) = default;
};

struct ScoreSheet {
  std::vector<LeafScore> leaves;             // By leaf.
  std::vector<ScoreTotal> nodes;             // By node.
  std::array<ScoreTotal, kSources> sources;  // By Source; penalty as the positive points lost.
  Points total;                              // Exact sum of the leaves as kept, penalty taken away.
  Points total_rounded;                      // Half up, to the set's places.
  Points maximum;                            // The set's.
  Points effective_maximum;                  // Without what is not applicable or waived.
  // total / effective maximum, in percent: exact, and rounded half up. Nothing if no maximum is
  // left.
  std::optional<Rational> percent;
  std::optional<Points> percent_rounded;
  int not_scored = 0;  // Leaves; the result is complete at 0.

  // What ranks: the exact total, or the exact percentage where the set states results converted
  // (0 if no maximum is left).
  Rational rank_value;
  std::uint32_t result_class = kNone;  // Of the set's classes, by percent_rounded.
};

// What a reviewer puts in place of a leaf's own score.
struct ScoreOverride {
  enum class Kind : std::uint8_t { kPoints, kNotApplicable, kWaived };
  Kind kind = Kind::kPoints;
  // kPoints: from 0 to the leaf's maximum; anything else is the leaf's error. Rounded as a leaf is.
  Points points;
  std::string reason;
  friend bool operator==(const ScoreOverride&, const ScoreOverride&) = default;
};
using ScoreOverrides = std::map<LeafIndex, ScoreOverride>;

struct ScoreOptions {
  bool traces = true;
  bool round_overrides = true;  // False: they are of a sheet made before, and stand as they are.
};

// What scoring reads of answers; figures may be fewer than the set has: the others are absent.
struct DeclaredPoints {
  LeafIndex leaf = kNone;
  DeclarationKind kind = DeclarationKind::kExplanation;
  Points points;
};
struct ScoreInputs {
  std::span<const std::optional<Rational>> figures = {};
  std::span<const std::optional<Rational>> previous = {};
  std::span<const DeclaredPoints> declarations = {};    // Rising by leaf, one each.
  const std::vector<ChildAnswers>* children = nullptr;  // Null: not known.
};

// `answers` must be bound to this very version of the set, and overrides to its leaves.
[[nodiscard]] ScoreSheet Score(const CriteriaSet& set, const ScoreInputs& answers,
                               const ScoreOptions& options = {},
                               const ScoreOverrides& overrides = {});
[[nodiscard]] ScoreSheet Score(const CriteriaSet& set, const Answers& answers,
                               const ScoreOptions& options = {},
                               const ScoreOverrides& overrides = {});

// The highest class whose threshold `percent` reaches; kNone if there is none.
[[nodiscard]] std::uint32_t ClassOf(const CriteriaSet& set, Points percent);

}  // namespace par::domain
