// The decision that publishes a cycle's result (quyết định công bố): numbered, dated, one line for
// each unit with every leaf. It is made only if its numbers agree, and never changes afterwards; a
// correction is a new decision that supersedes it and lists what changed. Anyone can recompute it.
//
// Canonical bytes, Merkle root and hash: docs/formats/decision.md. Signing (Ed25519) is done
// elsewhere, over SignatureBytes(). Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/domain/criteria_set.h"
#include "common/domain/date.h"
#include "common/domain/ids.h"
#include "common/domain/points.h"
#include "common/domain/reconcile.h"
#include "common/domain/review.h"

namespace par::domain {

struct DecisionLeaf {
  std::string criterion;
  Mark mark;
  Points maximum;
  Points counted;  // Of the maximum: all of it, or zero where the leaf was taken out.
  friend bool operator==(const DecisionLeaf&, const DecisionLeaf&) = default;
};

struct DecisionArea {
  std::string id;
  std::string title;
  // Bonus is added and penalty taken away, both outside the maximum; anything else is added.
  Source source = Source::kSelfAssessed;
  Points maximum;
  Points counted;
  Points total;  // Unrounded; of a penalty, what is taken away.
  std::vector<DecisionLeaf> leaves;
  friend bool operator==(const DecisionArea&, const DecisionArea&) = default;
};

struct DecisionLine {
  UnitId unit;
  std::string name;
  std::string group;      // Khối in which it is ranked.
  bool submitted = true;  // False: its dossier never counted; it has no areas, total or rank.
  std::vector<DecisionArea> areas;
  Points total;                     // Unrounded.
  Points effective_maximum;         // Of what counted.
  std::optional<Points> converted;  // Percent, rounded; nothing if the effective maximum is zero.
  int rank = 0;                     // 0: assessed and not ranked.
  std::string class_id;             // Empty where the set has no classes.
  friend bool operator==(const DecisionLine&, const DecisionLine&) = default;
};

// What the ranks follow. Stored: never renumber.
enum class RankBasis : std::uint8_t { kTotal = 0, kConverted = 1 };
// The converted percentage where the set states results so, otherwise the total.
[[nodiscard]] RankBasis RankBasisOf(const CriteriaSet& set);

// One value that a superseding decision changes, as text for people.
struct DecisionChange {
  UnitId unit;       // Empty: it concerns the whole.
  std::string what;  // "criteria set", "leaf 3.1", "total", "converted", "rank", "class", "unit".
  std::string before;
  std::string after;
  friend bool operator==(const DecisionChange&, const DecisionChange&) = default;
};

struct Decision {
  DecisionId number;  // "2873/QĐ-UBND"
  Date date;
  UnitId issuer;
  CycleId cycle;
  int year = 0;
  std::string set_id;
  int set_version = 0;
  Sha256 set_hash;
  int total_places = 2;
  Ties ties = Ties::kGap;
  RankBasis rank_by = RankBasis::kTotal;
  std::vector<ResultClass> classes;  // Highest first.
  std::vector<DecisionLine> lines;   // In unit order.
  DecisionId supersedes;             // Empty: the first decision on this cycle.
  Sha256 superseded_hash;
  std::vector<DecisionChange> changes;  // Against the superseded one, all of them.
  friend bool operator==(const Decision&, const Decision&) = default;
};

// The total as it is printed: rounded once.
[[nodiscard]] std::string PrintedTotal(const Decision& decision, const DecisionLine& line,
                                       NumberStyle style);

// Everything that does not reconcile, in the order of the lines; `where` begins with the unit.
[[nodiscard]] std::vector<Difference> DecisionDifferences(const Decision& decision);

// A decision in force. Cannot be changed; made by Publish alone.
class PublishedDecision {
 public:
  [[nodiscard]] const Decision& decision() const { return decision_; }
  // Over the lines, in their order: proves one unit's line without the others.
  [[nodiscard]] const Sha256& root() const { return root_; }
  // Over everything.
  [[nodiscard]] const Sha256& hash() const { return hash_; }

 private:
  friend absl::StatusOr<PublishedDecision> Publish(Decision draft,
                                                   const PublishedDecision* superseded);
  PublishedDecision() = default;
  Decision decision_;
  Sha256 root_;
  Sha256 hash_;
};

// Those of DecisionProblems that no superseded decision is needed for.
[[nodiscard]] std::vector<absl::Status> OwnProblems(const Decision& decision);

// Everything that keeps `draft` from being published; empty if nothing does. `superseded` is null
// for the first decision on a cycle.
//   decision_incomplete         number, issuer, cycle, set or units are missing
//   decision_line_order         a unit stands twice, or the lines are not in unit order
//   decision_class_wrong        a class that does not follow from the converted percentage
//   decision_supersedes_wrong   decision, hash, cycle or issuer is not the superseded one's
//   decision_changes_wrong      its changes are not exactly ChangesBetween
//   reconcile_...               every difference (reconcile.h)
[[nodiscard]] std::vector<absl::Status> DecisionProblems(const Decision& draft,
                                                         const PublishedDecision* superseded);

// FAILED_PRECONDITION decision_refused, with the number of DecisionProblems and the first of them.
[[nodiscard]] absl::StatusOr<PublishedDecision> Publish(Decision draft,
                                                        const PublishedDecision* superseded);

// Every value that differs, unit by unit.
[[nodiscard]] std::vector<DecisionChange> ChangesBetween(const Decision& before,
                                                         const Decision& after);

// The canonical bytes of one line (a leaf of the Merkle tree) and of the whole without its lines,
// which stand in it by their root.
[[nodiscard]] std::string LineBytes(const DecisionLine& line);
[[nodiscard]] std::string WholeBytes(const Decision& decision);
// What is signed: the whole by its hash, and when (UTC microseconds), so that neither can be
// exchanged. The time is the one at which the signer's certificate must have been valid.
[[nodiscard]] std::string SignatureBytes(const Decision& decision, std::int64_t signed_at);
[[nodiscard]] Sha256 RootOf(const Decision& decision);

// What someone else computed again from the unit's reviewed answers.
struct RecomputedUnit {
  UnitId unit;
  std::vector<DecisionLeaf> leaves;
};

// Everything in `decision` that cannot be confirmed: the problems above (a superseded decision's
// own apart, which needs that decision), and
//   decision_hash_wrong  its bytes do not have this hash
//   decision_set_wrong   it names another set or version, or its leaves and maxima are not the
//   set's decision_leaf_wrong  a leaf that was computed again with another result
// The set's hash is compared by the caller, who has its file.
[[nodiscard]] std::vector<absl::Status> VerifyDecision(const Decision& decision, const Sha256& hash,
                                                       const CriteriaSet& set,
                                                       const std::vector<RecomputedUnit>& again);

}  // namespace par::domain
