// How a person proves who he is: reading it, and proving a sign-in, a one-time code or a change of
// password. Here passwords are compared and hashed, so everything below but FindCredential runs on
// the pool for hashing; what comes out is the entry that the ledger takes, without any secret.
//
// Whether a name exists is told to nobody: an unknown name, an account without a password and a
// disabled one get the same answer after the same work as a wrong password.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/identity/accounts.h"
#include "common/identity/password.h"
#include "common/identity/second_factor.h"
#include "common/identity/sessions.h"
#include "common/identity/sign_in_throttle.h"
#include "common/storage/store.h"
#include "par/record/v1/account_record.pb.h"

namespace par::identity {

// What a node keeps for signing in, in memory. Safe from many threads.
struct SignInState {
  SignInState(PasswordParameters parameters, SealKeys keys, std::string node_id, const Clock& time,
              Random& source)
      : passwords(parameters),
        factor_keys(std::move(keys)),
        node(std::move(node_id)),
        clock(time),
        random(source),
        sessions(time),
        throttle(time) {}

  const PasswordParameters passwords;
  const SealKeys factor_keys;
  const std::string node;
  const Clock& clock;
  Random& random;
  SessionBook sessions;
  SignInThrottle throttle;
  // Comparisons of passwords so far: that names are not told apart by the work is tested with it.
  std::atomic<std::uint64_t> compared = 0;
};

[[nodiscard]] absl::StatusOr<std::optional<record::v1::CredentialRow>> FindCredential(
    const storage::Reader& rows, std::string_view account);

// The account that is linked with whom a provider calls so; empty: none.
[[nodiscard]] absl::StatusOr<std::string> LinkedAccount(const storage::Reader& rows,
                                                        std::string_view issuer,
                                                        std::string_view subject);

// How long a one-time code holds: 24 hours.
inline constexpr std::int64_t kOneTimeCodeMicros = std::int64_t{24} * 60 * 60 * 1'000'000;
[[nodiscard]] bool IsCodeOf(const record::v1::CredentialRow& credential,
                            std::string_view code_sha256, std::int64_t now_micros);

struct Attempt {
  std::string account;
  std::string password;
  std::string code;     // Of the second factor, a recovery code, or (setting a password) one-time.
  std::string address;  // Of the person's machine.
};

// Somebody who has proven himself. The session's secret goes to him alone, after the commit.
struct ProvenSignIn {
  Account account;
  record::v1::SignInEntry entry;
  Secret secret;
  SessionInfo session;  // For SessionBook::Begin.
};
// UNAUTHENTICATED sign_in_refused: account or password are wrong; second_factor_needed: the
// password is right and a code is missing; second_factor_wrong. RESOURCE_EXHAUSTED
// sign_in_too_often. FAILED_PRECONDITION second_factor_unreadable.
[[nodiscard]] absl::StatusOr<ProvenSignIn> ProveSignIn(const storage::Reader& rows,
                                                       SignInState& state, const Attempt& attempt);

// Whom the provider of sign-ins has proven (common/oidc).
struct ProviderAttempt {
  std::string issuer;
  std::string subject;
  bool two_factors = false;  // There; then none of ours is asked for.
  std::string code;          // Of our second factor, or a recovery code.
  std::string address;
};
// UNAUTHENTICATED provider_subject_unknown: no account that may sign in is linked with him;
// otherwise as ProveSignIn.
[[nodiscard]] absl::StatusOr<ProvenSignIn> ProveProviderSignIn(const storage::Reader& rows,
                                                               SignInState& state,
                                                               const ProviderAttempt& attempt);
// UNAUTHENTICATED sign_in_refused: `attempt.password` is not the account's; RESOURCE_EXHAUSTED
// sign_in_too_often.
[[nodiscard]] absl::StatusOr<record::v1::LinkProviderEntry> ProveLink(const storage::Reader& rows,
                                                                      SignInState& state,
                                                                      const Attempt& attempt,
                                                                      const std::string& issuer,
                                                                      const std::string& subject);

// The entry takes the link with a provider away, too. UNAUTHENTICATED one_time_code_not_good;
// RESOURCE_EXHAUSTED sign_in_too_often; CheckPassword's.
[[nodiscard]] absl::StatusOr<record::v1::SetPasswordEntry> ProveCode(
    const storage::Reader& rows, SignInState& state, const Attempt& attempt,
    const std::vector<std::string>& names);

// UNAUTHENTICATED sign_in_refused: `attempt.password` is not the present one. Otherwise as above.
[[nodiscard]] absl::StatusOr<record::v1::ChangePasswordEntry> ProveChange(
    const storage::Reader& rows, SignInState& state, const Attempt& attempt,
    const std::string& new_password, const std::vector<std::string>& names);

// A code that fits the factor that waits for confirmation. FAILED_PRECONDITION
// second_factor_not_begun, second_factor_unreadable; UNAUTHENTICATED second_factor_wrong;
// RESOURCE_EXHAUSTED sign_in_too_often. The recovery codes' hashes are the caller's to add.
[[nodiscard]] absl::StatusOr<record::v1::ConfirmSecondFactorEntry> ProveFactor(
    const storage::Reader& rows, SignInState& state, const Attempt& attempt);

}  // namespace par::identity
