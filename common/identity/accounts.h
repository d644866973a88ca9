// Questions about accounts and tokens. They only read; safe from many threads on a snapshot each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/access.h"
#include "common/domain/ids.h"
#include "common/storage/store.h"

namespace par::identity {

struct Account {
  domain::AccountId name;
  std::string full_name;
  std::string position = {};  // Chức vụ; may be empty.
  domain::UnitId unit;
  std::vector<domain::Role> roles;  // In the enum's order, at least one.
  std::vector<std::string> areas;   // Of a reviewer; empty: all.
  bool disabled = false;
  std::vector<domain::UnitId> home_units = {};  // Others that he works or worked in.
  friend bool operator==(const Account&, const Account&) = default;
};

// The unit of the account and the others.
[[nodiscard]] std::vector<domain::UnitId> HomeUnitsOf(const Account& account);

struct TokenInfo {
  std::string id;
  std::string label;
  std::int64_t issued_micros = 0;
  std::int64_t expires_micros = 0;  // 0: never.
  bool revoked = false;
  friend bool operator==(const TokenInfo&, const TokenInfo&) = default;
};

// Who is calling, as proven by a token or a session.
struct Caller {
  domain::AccountId account;
  domain::UnitId unit;
  std::vector<domain::Role> roles;          // In which he may act now.
  std::vector<std::string> areas;           // Empty: all.
  std::string session = {};                 // Its id; empty: he came with a token.
  std::vector<domain::Role> withheld = {};  // Until he signs in with a second factor.
  friend bool operator==(const Caller&, const Caller&) = default;
};

// A role of the caller that has `permission` in this relation, the lowest of several. When none
// has: PERMISSION_DENIED second_factor_needed_here where a withheld role would, otherwise the
// refusal of domain::Authorise for the first role.
[[nodiscard]] absl::StatusOr<domain::Role> RoleFor(const Caller& caller,
                                                   domain::Permission permission,
                                                   domain::Relation relation);

[[nodiscard]] absl::StatusOr<std::optional<Account>> FindAccount(const storage::Reader& rows,
                                                                 const domain::AccountId& name);

struct AccountPage {
  std::vector<Account> accounts;  // In the order of their names.
  std::string next;               // Empty: that was all.
};
// At most `limit` accounts after `after` (empty: from the start); of one unit, or of all when
// `unit` is empty.
[[nodiscard]] absl::StatusOr<AccountPage> ListAccounts(const storage::Reader& rows,
                                                       const domain::UnitId& unit,
                                                       const std::string& after, std::size_t limit);

// In the order of their ids.
[[nodiscard]] absl::StatusOr<std::vector<TokenInfo>> ListTokens(const storage::Reader& rows,
                                                                const domain::AccountId& account);

// Whether the node still waits for its first accounts.
[[nodiscard]] absl::StatusOr<bool> HasNoAccount(const storage::Reader& rows);

// UNAUTHENTICATED token_not_good: unknown, revoked, run out or of a disabled account; which of them
// is not told. The token itself appears in no message.
[[nodiscard]] absl::StatusOr<Caller> VerifyToken(const storage::Reader& rows,
                                                 std::string_view token, std::int64_t now_micros);

}  // namespace par::identity
