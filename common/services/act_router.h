// Kind::kAct is one kind of command for both sides of a dossier: the unit's own actions are decided
// where the unit lives, the superior's where the unit above lives. This hands each to its side.
#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "common/domain/dossier.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "par/dossier/v1/dossier.pb.h"

namespace par::services {

// True for the unit's own work: approve, send_back, submit, withdraw, answer, appeal,
// withdraw_appeal.
[[nodiscard]] bool IsUnitsAction(domain::ActionKind kind);

class ActRouter {
 public:
  using ActFunction = std::function<absl::StatusOr<dossier::v1::ActResponse>(
      const ledger::Entry&, const dossier::v1::ActRequest&, ledger::Transaction&)>;

  // A side is set once, before the ledger opens; the desk must outlive the router.
  void OnUnitsAction(ActFunction act);
  void OnSuperiorsAction(ActFunction act);

  // Registers Kind::kAct; this router must outlive `commands`. INVALID_ARGUMENT
  // message_field_invalid: the action has no known kind. FAILED_PRECONDITION act_not_here: it is
  // saved through another call (save, publish), or this program has not that side.
  void Register(CommandRouter& commands);

 private:
  [[nodiscard]] absl::StatusOr<dossier::v1::ActResponse> Act(
      const ledger::Entry& entry, const dossier::v1::ActRequest& request,
      ledger::Transaction& transaction) const;

  ActFunction unit_;
  ActFunction superior_;
};

}  // namespace par::services
