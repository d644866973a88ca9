// What stands on each leaf of a dossier: how far its review is, and which points it has, by whose
// opinion. No opinion silently replaces another's: where reviewers differ, the council decides.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/dossier.h"
#include "common/domain/review.h"

namespace par::domain {

enum class ReviewStatus : std::uint8_t {
  kUnreviewed,
  kChangedSinceReview,  // Every opinion was about an earlier claim.
  kDisagreement,        // Reviewers differ and the council has not spoken.
  kReviewed,
};
[[nodiscard]] std::string_view Name(ReviewStatus status);  // "changed_since_review"

struct LeafStanding {
  ReviewStatus status = ReviewStatus::kUnreviewed;
  Mark mark;                           // If reviewed.
  std::vector<std::uint64_t> reviews;  // The ids of the opinions that made it.
};

// The opinion of the council's session on the present claim; failing that, the council's last
// opinion on it; failing that, the last opinion of every reviewer
// on the present claim, if they agree on the mark.
[[nodiscard]] LeafStanding StandingOf(const Dossier& dossier, std::string_view criterion);

// Null if the unit claimed nothing on it.
[[nodiscard]] const LeafClaim* FindClaim(const Dossier& dossier, std::string_view criterion);
// The opinion of the council's session on the present claim; null if there is none.
[[nodiscard]] const Review* DecidedInSession(const Dossier& dossier, std::string_view criterion);
[[nodiscard]] bool HasOpenQuery(const Dossier& dossier, std::string_view criterion);

// The outcome of one leaf for the decision.
struct LeafOutcome {
  std::string criterion;
  Mark self;
  Mark mark;                           // After review, appeal and correction, the last going first.
  std::vector<std::uint64_t> reviews;  // Ids of the opinions used.
  std::uint64_t appeal = 0;            // Id of the appeal that was upheld; 0 if none.
  std::uint64_t correction = 0;        // Id of the correction in force; 0 if none.
  friend bool operator==(const LeafOutcome&, const LeafOutcome&) = default;
};

// In the order of `leaves`. A leaf that is not reviewed yet is kNotScored.
[[nodiscard]] std::vector<LeafOutcome> OutcomesOf(const Dossier& dossier,
                                                  const std::vector<ReviewedLeaf>& leaves);

}  // namespace par::domain
