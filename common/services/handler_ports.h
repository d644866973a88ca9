// What the handlers of all subjects share, and the two questions each of them asks: as whom does
// this caller act on that unit, and may he see it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/domain/access.h"
#include "common/domain/refusal.h"
#include "common/identity/accounts.h"
#include "common/ledger/state_machine.h"
#include "common/services/units.h"
#include "common/storage/store.h"

namespace par::services {

// Everything must outlive the handlers. Safe from many threads.
struct HandlerPorts {
  const storage::Store& store;
  const Units& units;
  const Clock& clock;

  [[nodiscard]] absl::StatusOr<ledger::Actor> ActorFor(const identity::Caller& caller,
                                                       domain::Permission permission,
                                                       std::string_view unit) const {
    return units.ActorFor(*store.NewSnapshot(), caller, permission, unit, clock.WallMicros());
  }
  // PERMISSION_DENIED not_permitted.
  [[nodiscard]] absl::Status MaySee(const storage::Reader& state, const identity::Caller& caller,
                                    domain::Permission permission, std::string_view unit) const {
    return units.ActorFor(state, caller, permission, unit, clock.WallMicros()).status();
  }
};

// "en" is English; anything else is Vietnamese.
[[nodiscard]] inline domain::Language LanguageOf(std::string_view name) {
  return name == "en" ? domain::Language::kEnglish : domain::Language::kVietnamese;
}

}  // namespace par::services
