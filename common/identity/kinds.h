// The numbers of identity's ledger commands. Stored: never renumber or reuse one. 1-19 accounts.
#pragma once

#include <cstdint>

namespace par::identity {

// The payload is the request message named.
enum class Kind : std::uint32_t {
  kBootstrap = 1,       // par.account.v1.BootstrapRequest
  kAddAccount = 2,      // par.account.v1.AddAccountRequest
  kChangeRoles = 3,     // par.account.v1.ChangeRolesRequest
  kDisableAccount = 4,  // par.account.v1.DisableAccountRequest
  kEnableAccount = 5,   // par.account.v1.EnableAccountRequest
  kIssueToken = 6,      // par.account.v1.IssueTokenRequest
  kRevokeToken = 7,     // par.account.v1.RevokeTokenRequest
};

}  // namespace par::identity
