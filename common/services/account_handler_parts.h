// What the files of AccountHandler share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/account_commands.h"
#include "common/identity/accounts.h"
#include "common/identity/credentials.h"
#include "common/identity/sessions.h"
#include "common/rpc/calls.h"
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

// What a caller does to his own account, in none of his roles above the others.
[[nodiscard]] inline rpc::CommandScope OwnScope(const rpc::Caller& caller, std::string payload) {
  return {.unit = caller.unit.value(), .payload = std::move(payload)};
}

[[nodiscard]] inline ledger::Actor Himself(const identity::Account& account) {
  return {.unit = account.unit.value(), .account = account.name.value(), .role = {}};
}

[[nodiscard]] inline absl::Status SessionNeeded() {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "session_needed");
}

// For whoever has proven who he is: the entry, and after its commit the session, which `answer`
// brings him.
template <typename Response>
[[nodiscard]] rpc::CommandScope Entering(identity::SignInState& state,
                                         const identity::ProvenSignIn& proven, Response* answer) {
  rpc::CommandScope scope;
  scope.actor = Himself(proven.account);
  scope.unit = proven.account.unit.value();
  scope.payload = proven.entry.SerializeAsString();
  scope.finish = [&state, answer, secret = proven.secret, session = proven.session] {
    state.throttle.Succeeded(session.account, session.address);
    state.sessions.Begin(secret.Reveal(), session);
    answer->set_secret(secret.Reveal());
    answer->set_csrf(identity::CsrfOf(secret.Reveal()));
  };
  return scope;
}

}  // namespace par::services
