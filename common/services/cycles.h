// Assessment cycles as kept on this node, read from rows, and who is who in them.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/domain/access.h"
#include "common/domain/cycle.h"
#include "common/identity/accounts.h"
#include "common/ledger/state_machine.h"
#include "common/services/units.h"
#include "common/storage/store.h"
#include "par/cycle/v1/cycle.pb.h"

namespace par::services {

[[nodiscard]] std::string CycleKey(std::string_view id);
// NOT_FOUND cycle_unknown.
[[nodiscard]] absl::StatusOr<cycle::v1::Cycle> LoadCycleRow(const storage::Reader& state,
                                                            std::string_view id);
[[nodiscard]] absl::StatusOr<domain::Cycle> LoadCycle(const storage::Reader& state,
                                                      std::string_view id);

// The caller as one who acts on, or looks at, `unit` in the cycle: as the units stand to each other
// on the day of its submission deadline. NOT_FOUND cycle_unknown; PERMISSION_DENIED not_permitted.
[[nodiscard]] absl::StatusOr<ledger::Actor> ActorInCycle(
    const Units& units, const storage::Reader& state, const identity::Caller& caller,
    domain::Permission permission, std::string_view cycle, std::string_view unit);

}  // namespace par::services
