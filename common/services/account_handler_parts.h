// What the files of AccountHandler share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/account_commands.h"
#include "common/identity/accounts.h"
#include "common/identity/sessions.h"
#include "common/ledger/state_machine.h"
#include "par/account/v1/account.pb.h"

namespace par::services {

// NOT_FOUND account_unknown. No account has a longer name, and no key may be that long.
[[nodiscard]] inline absl::StatusOr<identity::Account> Existing(const storage::Reader& state,
                                                                const std::string& name) {
  std::optional<identity::Account> found;
  if (name.size() <= identity::kLongestAccountName) {
    ASSIGN_OR_RETURN(found, identity::FindAccount(state, domain::AccountId(name)));
  }
  if (found.has_value()) return *std::move(found);
  return domain::Refusal(absl::StatusCode::kNotFound, "account_unknown", {{"account", name}});
}

// `current`: the id of the session that the call came with.
[[nodiscard]] inline account::v1::Session Encode(const identity::SessionInfo& session,
                                                 std::string_view current) {
  account::v1::Session shown;
  shown.set_id(session.id);
  shown.set_account(session.account);
  shown.set_address(session.address);
  shown.set_started_at(session.started_micros);
  shown.set_last_used_at(session.used_micros);
  shown.set_ends_at(session.started_micros + identity::kSessionMicros);
  shown.set_second_factor(session.second_factor);
  shown.set_current(session.id == current);
  return shown;
}

[[nodiscard]] inline ledger::Actor Himself(const identity::Account& account) {
  return {.unit = account.unit.value(), .account = account.name.value(), .role = {}};
}

[[nodiscard]] inline absl::Status SessionNeeded() {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "session_needed");
}

}  // namespace par::services
