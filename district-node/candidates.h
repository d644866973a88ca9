// Whom one may name for the reviews of a cycle: to review a unit, to give second marks, to sit in a
// session of the council. One rule for the lists that screens offer and for what is refused.
//
// Reads only; safe from many threads, each on a reader of its own.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/domain/cycle.h"
#include "common/identity/accounts.h"
#include "common/storage/store.h"
#include "district-node/held_dossiers.h"
#include "par/review/v1/review.pb.h"

namespace par::district {

// An account in use of the unit that runs the cycle, with that role.
[[nodiscard]] bool Serves(const identity::Account& account, const domain::Cycle& cycle,
                          domain::Role role);
// The same, as one who reviews or marks again: a reviewer, or a member of the council.
[[nodiscard]] bool MayReviewIn(const domain::Cycle& cycle, const identity::Account& account);

// PERMISSION_DENIED not_permitted: he assigns nobody in this cycle; NOT_FOUND cycle_unknown.
[[nodiscard]] absl::StatusOr<review::v1::ListCandidatesResponse> ListCandidates(
    const storage::Reader& state, const HeldDossiers& dossiers, const identity::Caller& caller,
    const review::v1::ListCandidatesRequest& request);

}  // namespace par::district
