// What changes how people prove who they are: one apply function per ledger command, as in
// account_commands.h. The entries hold hashes, sealed bytes and verifiers, never a password, a code
// or a secret; whether what was typed is right was found before (credentials.h), and what may have
// changed since is asked again here: two calls with one code are decided in the ledger's order.
//
// Reasons beside those of account_commands.h: UNAUTHENTICATED one_time_code_not_good,
// second_factor_wrong (the code has counted before); ABORTED credential_changed;
// FAILED_PRECONDITION account_disabled_no_code, second_factor_there, second_factor_not_begun,
// second_factor_not_there, provider_linked_already, provider_not_linked; ALREADY_EXISTS
// provider_subject_taken; PERMISSION_DENIED account_own_factor.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/ledger/state_machine.h"

namespace par::identity {

absl::StatusOr<std::string> ApplyIssueCode(const ledger::Entry& entry, ledger::Transaction& rows);
absl::StatusOr<std::string> ApplySetPassword(const ledger::Entry& entry, ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyChangePassword(const ledger::Entry& entry,
                                                ledger::Transaction& rows);
absl::StatusOr<std::string> ApplySignIn(const ledger::Entry& entry, ledger::Transaction& rows);
// Changes nothing: the entry itself is the line of the audit trail.
absl::StatusOr<std::string> ApplyRefuseSignIn(const ledger::Entry& entry,
                                              ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyEndSession(const ledger::Entry& entry, ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyEnrolSecondFactor(const ledger::Entry& entry,
                                                   ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyConfirmSecondFactor(const ledger::Entry& entry,
                                                     ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyResetSecondFactor(const ledger::Entry& entry,
                                                   ledger::Transaction& rows);
// With whom the provider of sign-ins calls `subject`; nobody else may be.
absl::StatusOr<std::string> ApplyLinkProvider(const ledger::Entry& entry,
                                              ledger::Transaction& rows);
absl::StatusOr<std::string> ApplyUnlinkProvider(const ledger::Entry& entry,
                                                ledger::Transaction& rows);

}  // namespace par::identity
