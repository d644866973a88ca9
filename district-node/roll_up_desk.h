// What a unit takes over from the level below into its own assessment: each child's published
// index, score and reviewed figures, for the rules that aggregate over children.
//
// Belongs to the committer's thread.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/decision_box.h"
#include "common/services/units.h"
#include "commune-node/own_dossiers.h"
#include "district-node/cycle_results.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::district {

class RollUpDesk {
 public:
  RollUpDesk(const services::Units& units, const commune::OwnDossiers& own,
             const HeldDossiers& dossiers, const services::DecisionBox& box)
      : units_(units), own_(own), dossiers_(dossiers), box_(box) {}
  void Register(services::CommandRouter& commands);

 private:
  // Puts the children of the published cycle in place of those in the draft; the rest of the draft
  // stays. FAILED_PRECONDITION unit_not_hosted, roll_up_not_published; INVALID_ARGUMENT
  // roll_up_other_owner; NOT_FOUND cycle_unknown; PERMISSION_DENIED not_permitted; the refusals of
  // domain::Decide for kSave.
  absl::StatusOr<assessment::v1::RollUpResponse> RollUp(
      const ledger::Entry& entry, const assessment::v1::RollUpRequest& request,
      ledger::Transaction& transaction) const;

  const services::Units& units_;
  const commune::OwnDossiers& own_;
  const HeldDossiers& dossiers_;
  const services::DecisionBox& box_;
};

}  // namespace par::district
