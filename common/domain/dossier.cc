#include "common/domain/dossier.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/dossier_size.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

// What concerns single leaves only: several people may do it side by side.
bool ConcernsOneLeaf(ActionKind kind) {
  switch (kind) {
    case ActionKind::kAgree:
    case ActionKind::kAdjust:
    case ActionKind::kRefuse:
    case ActionKind::kAsk:
    case ActionKind::kAnswer:
    case ActionKind::kAppeal:
    case ActionKind::kWithdrawAppeal:
    case ActionKind::kDecideAppeal:
    case ActionKind::kDecideInSession:
      return true;
    default:
      return false;
  }
}

// Publishing judges no single unit: it signs what the others have decided about all of them.
bool IsJudging(Permission permission) {
  return permission >= Permission::kAccept && permission <= Permission::kDecideAppeal;
}

absl::Status CheckIdentity(const Dossier& dossier, const Action& action) {
  if (action.unit != dossier.unit) {
    return Refusal(absl::StatusCode::kInvalidArgument, "dossier_of_another_unit",
                   {{"unit", dossier.unit.value()}, {"named", action.unit.value()}});
  }
  if (action.cycle != dossier.cycle) {
    return Refusal(absl::StatusCode::kInvalidArgument, "dossier_of_another_cycle",
                   {{"cycle", dossier.cycle.value()}, {"named", action.cycle.value()}});
  }
  return absl::OkStatus();
}

absl::Status CheckActor(const Dossier& dossier, const Action& action, const DossierActor& actor,
                        Relation relation) {
  const Permission permission = PermissionFor(action.kind);
  RETURN_IF_ERROR(Authorise(permission, actor.role, relation));
  return IsJudging(permission) ? CheckNotOwnUnit(actor, dossier.unit) : absl::OkStatus();
}

absl::Status CheckCycle(const Cycle& cycle, ActionKind kind) {
  if (CycleAllows(cycle.state, kind)) return absl::OkStatus();
  const bool closed = cycle.state >= CycleState::kPublished;
  return Refusal(absl::StatusCode::kFailedPrecondition,
                 closed ? "cycle_closed" : "cycle_state_forbids",
                 {{"action", std::string(Name(kind))},
                  {"cycle", cycle.id.value()},
                  {"state", std::string(Name(cycle.state))}});
}

absl::Status CheckVersion(const Dossier& dossier, const Action& action) {
  const std::uint64_t oldest =
      ConcernsOneLeaf(action.kind) ? dossier.claims_version : dossier.version;
  if (action.base_version >= oldest && action.base_version <= dossier.version) {
    return absl::OkStatus();
  }
  return Refusal(absl::StatusCode::kAborted, "stale_version",
                 {{"unit", dossier.unit.value()},
                  {"seen", std::to_string(action.base_version)},
                  {"present", std::to_string(dossier.version)}});
}

}  // namespace

Action ActionOn(const Dossier& dossier, ActionKind kind) {
  Action action;
  action.kind = kind;
  action.unit = dossier.unit;
  action.cycle = dossier.cycle;
  action.base_version = dossier.version;
  return action;
}

absl::Status CheckNotOwnUnit(const DossierActor& actor, const UnitId& unit) {
  const auto& homes = actor.home_units;
  if (std::find(homes.begin(), homes.end(), unit) == homes.end()) return absl::OkStatus();
  return Refusal(absl::StatusCode::kPermissionDenied, "own_unit_reviewed",
                 {{"account", actor.account.value()}, {"unit", unit.value()}});
}

absl::StatusOr<Dossier> OpenDossier(const Cycle& cycle, const UnitId& unit) {
  if (!TakesPart(cycle, unit)) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "unit_not_in_cycle",
                   {{"unit", unit.value()}, {"cycle", cycle.id.value()}});
  }
  Dossier dossier;
  dossier.unit = unit;
  dossier.cycle = cycle.id;
  return dossier;
}

absl::StatusOr<Dossier> Decide(const Dossier& dossier, const Action& action,
                               const DossierActor& actor, const DossierContext& context) {
  RETURN_IF_ERROR(CheckIdentity(dossier, action));
  RETURN_IF_ERROR(CheckActor(dossier, action, actor, context.relation));
  RETURN_IF_ERROR(CheckCycle(context.cycle, action.kind));
  RETURN_IF_ERROR(CheckVersion(dossier, action));
  const auto target = Target(dossier.state, action.kind);
  if (!target.has_value()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "dossier_state_forbids",
                   {{"action", std::string(Name(action.kind))},
                    {"unit", dossier.unit.value()},
                    {"state", std::string(Name(dossier.state))}});
  }
  Dossier next = dossier;
  ++next.version;
  RETURN_IF_ERROR(CarryOut(action, actor, context, next));
  next.state = *target;
  RETURN_IF_ERROR(CheckRoom(dossier, next, action.kind, context.leaves));
  return next;
}

}  // namespace par::domain
