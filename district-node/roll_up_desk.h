// What a unit takes over from the level below into its own assessment: each child's reviewed index,
// score and figures, for the rules that aggregate over children.
//
// The communes' results need not be published, for the calendar has the districts submit on 10/11
// and the communes' index published on 20/12; but every dossier must be settled (provisional or
// later) or marked as not submitted. An appeal or a correction may still change them: rolling up
// again takes that over, and each child names the decision it was taken from, or none. A unit that
// did not submit is a child without index, score and figures: rules that read them are not scored.
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
  // Puts the children of the reviewed cycle in place of those in the draft; the rest of the draft
  // stays. FAILED_PRECONDITION unit_not_hosted, roll_up_not_reviewed; INVALID_ARGUMENT
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
