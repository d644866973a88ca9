// What changes accounts: one apply function per ledger command. Whether the caller may manage the
// accounts of a unit is decided before (common/domain/access.h, Permission::kManageAccounts); the
// command's `unit` says for which unit that was decided, and a request about another unit's account
// is refused here.
//
// Deterministic, as every apply function (common/ledger/state_machine.h). The answer is the
// serialized response message.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/identity/kinds.h"
#include "common/ledger/state_machine.h"

namespace par::identity {

inline constexpr std::size_t kLongestAccountName = 64;
inline constexpr std::size_t kLongestFullName = 200;  // Bytes.
inline constexpr std::size_t kLongestPosition = 200;  // Bytes.
inline constexpr std::size_t kLongestLabel = 200;     // Bytes; of a token, and a reason.
inline constexpr int kMostAreas = 64;
inline constexpr int kMostHomeUnits = 32;
inline constexpr std::size_t kMostLiveTokens = 20;  // Per account.
inline constexpr int kMostFirstAccounts = 1000;

// Who a person is, as others are told; the position may be empty. INVALID_ARGUMENT text_empty,
// text_too_long, text_not_utf8, text_control_character.
[[nodiscard]] absl::Status CheckPerson(std::string_view full_name, std::string_view position);

// The reasons, all INVALID_ARGUMENT unless said otherwise:
//   account_request_unreadable, account_name_malformed, account_added_disabled, text_empty,
//   text_too_long, text_not_utf8, text_control_character, account_roles_missing,
//   account_role_unknown, account_role_repeated, account_areas_without_reviewer,
//   account_area_repeated, account_areas_too_many,
//   account_home_units_too_many, token_hash_malformed, token_expiry_negative,
//   bootstrap_too_many, bootstrap_without_administrator;
//   ALREADY_EXISTS account_exists, token_exists; NOT_FOUND account_unknown, token_unknown_here;
//   PERMISSION_DENIED account_unit_differs; FAILED_PRECONDITION account_last_administrator,
//   account_disabled_already, account_enabled_already, account_disabled_no_token,
//   account_tokens_too_many, token_revoked_already, bootstrap_not_empty;
//   DATA_LOSS account_row_unreadable.
absl::StatusOr<std::string> ApplyBootstrap(const ledger::Entry& entry, ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyAddAccount(const ledger::Entry& entry, ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyChangeRoles(const ledger::Entry& entry, ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyChangePerson(const ledger::Entry& entry,
                                              ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyDisableAccount(const ledger::Entry& entry,
                                                ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyEnableAccount(const ledger::Entry& entry,
                                               ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyIssueToken(const ledger::Entry& entry, ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyRevokeToken(const ledger::Entry& entry, ledger::Transaction& rows);

// All of them with their kinds and names for people: the node hands them to its router.
struct AccountCommand {
  Kind kind;
  std::string_view name;  // "account.add"
  absl::StatusOr<std::string> (*apply)(const ledger::Entry&, ledger::Transaction&);
};
[[nodiscard]] std::span<const AccountCommand> AccountCommands();

}  // namespace par::identity
