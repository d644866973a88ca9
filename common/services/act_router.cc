#include "common/services/act_router.h"

#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"
#include "common/services/kinds.h"

namespace par::services {

using domain::ActionKind;

bool IsUnitsAction(ActionKind kind) {
  switch (kind) {
    case ActionKind::kApprove:
    case ActionKind::kSendBack:
    case ActionKind::kSubmit:
    case ActionKind::kWithdraw:
    case ActionKind::kAnswer:
    case ActionKind::kAppeal:
    case ActionKind::kWithdrawAppeal:
      return true;
    default:
      return false;
  }
}

void ActRouter::OnUnitsAction(ActFunction act) {
  PAR_CHECK(unit_ == nullptr);
  unit_ = std::move(act);
}

void ActRouter::OnSuperiorsAction(ActFunction act) {
  PAR_CHECK(superior_ == nullptr);
  superior_ = std::move(act);
}

void ActRouter::Register(CommandRouter& commands) {
  commands.OnMessages<dossier::v1::ActRequest, dossier::v1::ActResponse>(
      Kind::kAct, "dossier.act",
      [this](const ledger::Entry& entry, const dossier::v1::ActRequest& request,
             ledger::Transaction& transaction) { return Act(entry, request, transaction); });
}

absl::StatusOr<dossier::v1::ActResponse> ActRouter::Act(const ledger::Entry& entry,
                                                        const dossier::v1::ActRequest& request,
                                                        ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const domain::Action action, codec::Decode(request.action(), 0));
  const bool other_call = action.kind == ActionKind::kSave || action.kind == ActionKind::kPublish;
  const ActFunction& side = IsUnitsAction(action.kind) ? unit_ : superior_;
  if (other_call || side == nullptr) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "act_not_here",
                           {{"action", request.action().kind()}});
  }
  return side(entry, request, transaction);
}

}  // namespace par::services
