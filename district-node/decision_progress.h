// What stands between a cycle and its decision: shown to who works on it, and asked again by
// publication itself (decision_desk.h).
//
// Safe from many threads, each on a snapshot of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/identity/accounts.h"
#include "common/services/decision_box.h"
#include "common/services/units.h"
#include "district-node/decision_desk.h"
#include "district-node/held_dossiers.h"
#include "par/decision/v1/decision.pb.h"

namespace par::district {

// The cycle must have come to its end, and every dossier with it: a unit that handed nothing in
// must have been marked so. Where the decision came back to a new machine and what some or all of
// the units were told of it did not, that very decision may be published again, and one that
// supersedes it finds those dossiers as before the first.
// FAILED_PRECONDITION cycle_state_forbids, dossier_not_final, submission_not_back: one for each
// unit.
[[nodiscard]] std::vector<absl::Status> NotFinal(const DraftedDecision& draft);

// Somebody else than the publisher must have looked at every dossier that was reviewed.
// PERMISSION_DENIED publisher_sole_reviewer: one for each unit.
[[nodiscard]] std::vector<absl::Status> ReviewedByOneAlone(const DraftedDecision& draft,
                                                           std::string_view publisher);

// With what a decision would be signed now.
struct PresentSigner {
  std::string node;
  std::string key;  // 32 bytes.
  absl::StatusOr<std::string> certificate;
  std::int64_t now_micros = 0;  // UTC.
};

class DecisionProgress {
 public:
  DecisionProgress(const services::Units& units, const HeldDossiers& dossiers,
                   const DecisionDesk& desk, const services::DecisionBox& box)
      : units_(units), dossiers_(dossiers), desk_(desk), box_(box) {}

  // NOT_FOUND cycle_unknown; PERMISSION_DENIED not_permitted, second_marks_due.
  [[nodiscard]] absl::StatusOr<decision::v1::GetProgressResponse> Progress(
      const storage::Reader& state, const identity::Caller& caller,
      const decision::v1::GetProgressRequest& request, const PresentSigner& signer) const;

  // NOT_FOUND decision_unknown, cycle_unknown; PERMISSION_DENIED not_permitted.
  [[nodiscard]] absl::StatusOr<decision::v1::ListDeliveriesResponse> Deliveries(
      const storage::Reader& state, const identity::Caller& caller,
      const decision::v1::ListDeliveriesRequest& request) const;

 private:
  const services::Units& units_;
  const HeldDossiers& dossiers_;
  const DecisionDesk& desk_;
  const services::DecisionBox& box_;
};

}  // namespace par::district
