// What the settled dossiers of this node's cycles say about scores, reviewers and criteria
// (common/domain/review_quality.h), and the appeals of a cycle against their deadlines.
//
// Safe from many threads, each on a snapshot of its own.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "district-node/held_dossiers.h"
#include "par/review/v1/review.pb.h"

namespace par::district {

class ReviewQualityDesk {
 public:
  explicit ReviewQualityDesk(const HeldDossiers& dossiers) : dossiers_(dossiers) {}

  // INVALID_ARGUMENT quality_cycles_none, quality_by_unknown; NOT_FOUND cycle_unknown;
  // PERMISSION_DENIED not_permitted on any of the cycles.
  [[nodiscard]] absl::StatusOr<review::v1::GetQualityResponse> GetQuality(
      const storage::Reader& state, const identity::Caller& caller,
      const review::v1::GetQualityRequest& request) const;
  // `now`: UTC microseconds.
  [[nodiscard]] absl::StatusOr<review::v1::ListAppealsResponse> ListAppeals(
      const storage::Reader& state, const identity::Caller& caller,
      const review::v1::ListAppealsRequest& request, std::int64_t now) const;

 private:
  const HeldDossiers& dossiers_;
};

}  // namespace par::district
