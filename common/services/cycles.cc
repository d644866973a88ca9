#include "common/services/cycles.h"

#include "common/base/status_macros.h"
#include "common/codec/cycle_codec.h"
#include "common/domain/refusal.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {

std::string CycleKey(std::string_view id) {
  return storage::KeyWriter(storage::Prefix::kCycle).Text(id).Take();
}

absl::StatusOr<cycle::v1::Cycle> LoadCycleRow(const storage::Reader& state, std::string_view id) {
  ASSIGN_OR_RETURN(auto row, ReadRow<cycle::v1::Cycle>(state, CycleKey(id)));
  if (row.has_value()) return *std::move(row);
  return domain::Refusal(absl::StatusCode::kNotFound, "cycle_unknown",
                         {{"cycle", std::string(id)}});
}

absl::StatusOr<domain::Cycle> LoadCycle(const storage::Reader& state, std::string_view id) {
  ASSIGN_OR_RETURN(const cycle::v1::Cycle row, LoadCycleRow(state, id));
  return codec::Decode(row);
}

absl::StatusOr<ledger::Actor> ActorInCycle(const Units& units, const storage::Reader& state,
                                           const identity::Caller& caller,
                                           domain::Permission permission, std::string_view cycle,
                                           std::string_view unit) {
  ASSIGN_OR_RETURN(const domain::Cycle loaded, LoadCycle(state, cycle));
  const std::int64_t last_moment = loaded.deadlines.submit.EndInVietnam() - 1;
  return units.ActorFor(state, caller, permission, unit, last_moment);
}

}  // namespace par::services
