// Rankings (xếp hạng) of a cycle as its dossiers stand, and what another version of the criteria
// set would change. Before publication only the units above may look; afterwards every account.
//
// Safe from many threads, each on a snapshot of its own.
#pragma once

#include "absl/status/statusor.h"
#include "common/identity/accounts.h"
#include "district-node/held_dossiers.h"
#include "par/ranking/v1/ranking.pb.h"

namespace par::district {

class RankingDesk {
 public:
  RankingDesk(const HeldDossiers& dossiers, const services::CriteriaSets& sets)
      : dossiers_(dossiers), sets_(sets) {}

  // By group, rank and name; units without a rank last. NOT_FOUND cycle_unknown;
  // PERMISSION_DENIED not_permitted.
  [[nodiscard]] absl::StatusOr<ranking::v1::GetRankingResponse> GetRanking(
      const storage::Reader& state, const identity::Caller& caller,
      const ranking::v1::GetRankingRequest& request) const;

  // The units' own answers and entered points under another version; what reviewers put in place of
  // single scores belongs to the version they reviewed by, and is left out on both sides.
  // NOT_FOUND criteria_set_unknown.
  [[nodiscard]] absl::StatusOr<ranking::v1::CompareSetsResponse> CompareSets(
      const storage::Reader& state, const identity::Caller& caller,
      const ranking::v1::CompareSetsRequest& request) const;

 private:
  const HeldDossiers& dossiers_;
  const services::CriteriaSets& sets_;
};

}  // namespace par::district
