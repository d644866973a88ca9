// The numbers of identity's ledger commands. Stored: never renumber or reuse one. 1-19 accounts.
#pragma once

#include <cstdint>

namespace par::identity {

// The payload is the message named: the request, or (par.record.v1) what the node made of one that
// holds what must not be stored.
enum class Kind : std::uint32_t {
  kBootstrap = 1,             // par.account.v1.BootstrapRequest
  kAddAccount = 2,            // par.account.v1.AddAccountRequest
  kChangeRoles = 3,           // par.account.v1.ChangeRolesRequest
  kDisableAccount = 4,        // par.account.v1.DisableAccountRequest
  kEnableAccount = 5,         // par.account.v1.EnableAccountRequest
  kIssueToken = 6,            // par.account.v1.IssueTokenRequest
  kRevokeToken = 7,           // par.account.v1.RevokeTokenRequest
  kIssueCode = 8,             // par.record.v1.IssueCodeEntry
  kSetPassword = 9,           // par.record.v1.SetPasswordEntry
  kChangePassword = 10,       // par.record.v1.ChangePasswordEntry
  kSignIn = 11,               // par.record.v1.SignInEntry
  kRefuseSignIn = 12,         // par.record.v1.RefusedSignInEntry
  kEndSession = 13,           // par.record.v1.EndSessionEntry
  kEnrolSecondFactor = 14,    // par.record.v1.EnrolSecondFactorEntry
  kConfirmSecondFactor = 15,  // par.record.v1.ConfirmSecondFactorEntry
  kResetSecondFactor = 16,    // par.account.v1.ResetSecondFactorRequest
  kLinkProvider = 17,         // par.record.v1.LinkProviderEntry
  kUnlinkProvider = 18,       // par.account.v1.UnlinkProviderRequest
  kChangePerson = 19,         // par.account.v1.ChangePersonRequest
};

}  // namespace par::identity
