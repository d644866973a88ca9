#include "common/identity/credentials.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/account_commands.h"
#include "common/identity/enrolment.h"
#include "common/identity/records.h"

namespace par::identity {
namespace {

using record::v1::CredentialRow;

absl::Status Refused(std::string_view reason) {
  return domain::Refusal(absl::StatusCode::kUnauthenticated, reason);
}

// What is known of a name that somebody typed; empty if nobody could sign in with it.
struct Known {
  std::optional<Account> account;
  CredentialRow credential;
};

absl::StatusOr<Known> Look(const storage::Reader& rows, const std::string& name) {
  Known known;
  if (name.size() > kLongestAccountName) return known;
  ASSIGN_OR_RETURN(auto account, FindAccount(rows, domain::AccountId(name)));
  ASSIGN_OR_RETURN(auto credential, FindCredential(rows, name));
  if (!account.has_value() || account->disabled || !credential.has_value()) return known;
  known.account = std::move(account);
  known.credential = *std::move(credential);
  return known;
}

// One comparison, whoever asks for whom.
absl::StatusOr<bool> PasswordFits(SignInState& state, const Known& known,
                                  const std::string& password) {
  ++state.compared;
  const bool has = known.account.has_value() && known.credential.has_verifier();
  const record::v1::Verifier nothing = FitsNothing(state.passwords);
  ASSIGN_OR_RETURN(const bool fits, Fits(has ? known.credential.verifier() : nothing, password));
  return fits && has;
}

bool HasRecoveryCode(const CredentialRow& credential, const std::string& sha256) {
  const auto& hashes = credential.recovery_sha256();
  return std::find(hashes.begin(), hashes.end(), sha256) != hashes.end();
}

// Takes the second factor's code, or a recovery code, into the entry.
absl::Status ProveSecondFactor(SignInState& state, const CredentialRow& credential,
                               const std::string& code, record::v1::SignInEntry& entry) {
  const std::string recovery = HashOfCode(code).ToBytes();
  if (HasRecoveryCode(credential, recovery)) {
    entry.set_recovery_sha256(recovery);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Secret secret,
                   UnsealFactor(state.factor_keys, credential.second_factor()));
  const auto step = StepOf(secret.Reveal(), code, state.clock.WallMicros(), credential.last_step());
  if (!step.has_value()) return Refused("second_factor_wrong");
  entry.set_step(*step);
  return absl::OkStatus();
}

// For somebody who has proven who he is, but for his second factor where `proven_twice` is false.
absl::StatusOr<ProvenSignIn> BeginSession(SignInState& state, const Known& known,
                                          const std::string& code, const std::string& address,
                                          bool proven_twice) {
  const CredentialRow& credential = known.credential;
  const std::string& name = known.account->name.value();
  ProvenSignIn proven{.account = *known.account,
                      .entry = {},
                      .secret = MakeSessionSecret(state.random),
                      .session = {}};
  const bool has_factor = !credential.second_factor().empty();
  if (has_factor && !proven_twice) {
    if (code.empty()) {
      state.throttle.TakeBack(name, address);
      return Refused("second_factor_needed");
    }
    RETURN_IF_ERROR(ProveSecondFactor(state, credential, code, proven.entry));
  }
  proven.entry.set_account(name);
  proven.entry.set_epoch(credential.epoch());
  proven.entry.set_address(address);
  proven.entry.set_session_id(SessionId(proven.secret.Reveal()));
  proven.session = {.account = name,
                    .address = address,
                    .second_factor = has_factor || proven_twice,
                    .epoch = credential.epoch()};
  return proven;
}

// Of somebody who is signed in and gives his password once more.
absl::StatusOr<Known> WithPassword(const storage::Reader& rows, SignInState& state,
                                   const Attempt& attempt) {
  RETURN_IF_ERROR(state.throttle.Admit(attempt.account, attempt.address));
  ASSIGN_OR_RETURN(Known known, Look(rows, attempt.account));
  ASSIGN_OR_RETURN(const bool fits, PasswordFits(state, known, attempt.password));
  if (!fits) return Refused("sign_in_refused");
  state.throttle.Succeeded(attempt.account, attempt.address);
  return known;
}

}  // namespace

absl::StatusOr<std::optional<CredentialRow>> FindCredential(const storage::Reader& rows,
                                                            std::string_view account) {
  return ReadRow<CredentialRow>(rows, CredentialKey(account));
}

absl::StatusOr<std::string> LinkedAccount(const storage::Reader& rows, std::string_view issuer,
                                          std::string_view subject) {
  ASSIGN_OR_RETURN(const auto name, rows.Get(ProviderOfKey(issuer, subject)));
  return name.value_or(std::string());
}

bool IsCodeOf(const CredentialRow& credential, std::string_view code_sha256,
              std::int64_t now_micros) {
  const std::string& right = credential.code_sha256();
  return !right.empty() && right.size() == code_sha256.size() &&
         CRYPTO_memcmp(right.data(), code_sha256.data(), right.size()) == 0 &&
         now_micros - credential.code_issued_at() <= kOneTimeCodeMicros;
}

absl::StatusOr<ProvenSignIn> ProveSignIn(const storage::Reader& rows, SignInState& state,
                                         const Attempt& attempt) {
  RETURN_IF_ERROR(state.throttle.Admit(attempt.account, attempt.address));
  ASSIGN_OR_RETURN(const Known known, Look(rows, attempt.account));
  ASSIGN_OR_RETURN(const bool fits, PasswordFits(state, known, attempt.password));
  if (!fits) return Refused("sign_in_refused");
  ASSIGN_OR_RETURN(ProvenSignIn proven,
                   BeginSession(state, known, attempt.code, attempt.address, false));
  if (IsCheaper(known.credential.verifier(), state.passwords)) {
    ASSIGN_OR_RETURN(*proven.entry.mutable_verifier(),
                     HashPassword(state.passwords, attempt.password, state.random));
  }
  return proven;
}

absl::StatusOr<ProvenSignIn> ProveProviderSignIn(const storage::Reader& rows, SignInState& state,
                                                 const ProviderAttempt& attempt) {
  ASSIGN_OR_RETURN(const std::string name, LinkedAccount(rows, attempt.issuer, attempt.subject));
  ASSIGN_OR_RETURN(const Known known, Look(rows, name));
  // A space stands in no account's name.
  const std::string counted = name.empty() ? attempt.issuer + " " + attempt.subject : name;
  RETURN_IF_ERROR(state.throttle.Admit(counted, attempt.address));
  if (!known.account.has_value()) return Refused("provider_subject_unknown");
  ASSIGN_OR_RETURN(ProvenSignIn proven,
                   BeginSession(state, known, attempt.code, attempt.address, attempt.two_factors));
  proven.entry.set_issuer(attempt.issuer);
  proven.entry.set_provider_factor(attempt.two_factors);
  return proven;
}

absl::StatusOr<record::v1::LinkProviderEntry> ProveLink(const storage::Reader& rows,
                                                        SignInState& state, const Attempt& attempt,
                                                        const std::string& issuer,
                                                        const std::string& subject) {
  ASSIGN_OR_RETURN(const Known known, WithPassword(rows, state, attempt));
  record::v1::LinkProviderEntry entry;
  entry.set_account(attempt.account);
  entry.set_epoch(known.credential.epoch());
  entry.set_issuer(issuer);
  entry.set_subject(subject);
  return entry;
}

absl::StatusOr<record::v1::SetPasswordEntry> ProveCode(const storage::Reader& rows,
                                                       SignInState& state, const Attempt& attempt,
                                                       const std::vector<std::string>& names) {
  RETURN_IF_ERROR(state.throttle.Admit(attempt.account, attempt.address));
  ASSIGN_OR_RETURN(const Known known, Look(rows, attempt.account));
  const std::string sha256 = HashOfCode(attempt.code).ToBytes();
  if (!IsCodeOf(known.credential, sha256, state.clock.WallMicros())) {
    return Refused("one_time_code_not_good");
  }
  // Whoever has the code may try as many passwords as the rules refuse.
  state.throttle.TakeBack(attempt.account, attempt.address);
  RETURN_IF_ERROR(CheckPassword(attempt.password, names));
  record::v1::SetPasswordEntry entry;
  entry.set_account(attempt.account);
  entry.set_code_sha256(sha256);
  entry.set_unlink(true);  // Whoever once held the account may have linked himself.
  ASSIGN_OR_RETURN(*entry.mutable_verifier(),
                   HashPassword(state.passwords, attempt.password, state.random));
  return entry;
}

absl::StatusOr<record::v1::ChangePasswordEntry> ProveChange(const storage::Reader& rows,
                                                            SignInState& state,
                                                            const Attempt& attempt,
                                                            const std::string& new_password,
                                                            const std::vector<std::string>& names) {
  ASSIGN_OR_RETURN(const Known known, WithPassword(rows, state, attempt));
  RETURN_IF_ERROR(CheckPassword(new_password, names));
  record::v1::ChangePasswordEntry entry;
  entry.set_account(attempt.account);
  entry.set_epoch(known.credential.epoch());
  ASSIGN_OR_RETURN(*entry.mutable_verifier(),
                   HashPassword(state.passwords, new_password, state.random));
  return entry;
}

absl::StatusOr<record::v1::ConfirmSecondFactorEntry> ProveFactor(const storage::Reader& rows,
                                                                 SignInState& state,
                                                                 const Attempt& attempt) {
  RETURN_IF_ERROR(state.throttle.Admit(attempt.account, attempt.address));
  ASSIGN_OR_RETURN(const Known known, Look(rows, attempt.account));
  const std::string& sealed = known.credential.pending_factor();
  if (sealed.empty()) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "second_factor_not_begun");
  }
  ASSIGN_OR_RETURN(const Secret secret, UnsealFactor(state.factor_keys, sealed));
  const auto step = StepOf(secret.Reveal(), attempt.code, state.clock.WallMicros(), 0);
  if (!step.has_value()) return Refused("second_factor_wrong");
  state.throttle.Succeeded(attempt.account, attempt.address);
  record::v1::ConfirmSecondFactorEntry entry;
  entry.set_account(attempt.account);
  entry.set_epoch(known.credential.epoch());
  entry.set_sealed(sealed);
  entry.set_step(*step);
  return entry;
}

}  // namespace par::identity
