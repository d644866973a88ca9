// Figures (số liệu) of the units below, added up: counts are summed and rates made anew from the
// sums, never averaged; who has reported and who has not.
//
// Safe from many threads, each on a snapshot of its own.
#pragma once

#include "absl/status/statusor.h"
#include "common/identity/accounts.h"
#include "district-node/held_dossiers.h"
#include "par/figures/v1/figures.pb.h"

namespace par::district {

class FiguresDesk {
 public:
  explicit FiguresDesk(const HeldDossiers& dossiers) : dossiers_(dossiers) {}

  // Of the submissions in force. Counts and amounts are summed; rates, dates, ranks and answers of
  // yes or no are shown unit by unit without a sum. The on-time rate is that of the figures
  // tthc.commune.*, where the set has them. INVALID_ARGUMENT figure_unknown; PERMISSION_DENIED
  // not_permitted; NOT_FOUND cycle_unknown.
  [[nodiscard]] absl::StatusOr<figures::v1::GetRollUpResponse> GetRollUp(
      const storage::Reader& state, const identity::Caller& caller,
      const figures::v1::GetRollUpRequest& request) const;

 private:
  const HeldDossiers& dossiers_;
};

}  // namespace par::district
