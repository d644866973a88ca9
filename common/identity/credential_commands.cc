#include "common/identity/credential_commands.h"

#include <algorithm>
#include <string_view>

#include "common/base/status_macros.h"
#include "common/identity/account_command_parts.h"
#include "common/identity/account_commands.h"
#include "common/identity/credentials.h"
#include "common/identity/records.h"

namespace par::identity {
namespace {

namespace pb = par::account::v1;
namespace entries = par::record::v1;
using record::v1::AccountRow;
using record::v1::CredentialRow;

absl::Status Unproven(std::string_view reason) {
  return domain::Refusal(absl::StatusCode::kUnauthenticated, reason);
}

// The credentials of an account that exists and belongs to the command's unit.
struct Person {
  AccountRow account;
  CredentialRow credential;
};

absl::StatusOr<Person> PersonOf(const ledger::Entry& entry, const ledger::Transaction& rows,
                                const std::string& name) {
  Person person;
  ASSIGN_OR_RETURN(person.account, Named(entry, rows, name));
  ASSIGN_OR_RETURN(const auto credential, ReadRow<CredentialRow>(rows, CredentialKey(name)));
  person.credential = credential.value_or(CredentialRow());
  return person;
}

// The same where what was proven must still be so.
absl::StatusOr<Person> UnchangedSince(const ledger::Entry& entry, const ledger::Transaction& rows,
                                      const std::string& name, std::uint64_t epoch) {
  ASSIGN_OR_RETURN(Person person, PersonOf(entry, rows, name));
  if (person.credential.epoch() != epoch || person.account.account().disabled()) {
    return domain::Refusal(absl::StatusCode::kAborted, "credential_changed");
  }
  return person;
}

void Put(ledger::Transaction& rows, const std::string& name, const CredentialRow& credential) {
  rows.Put(CredentialKey(name), EncodeRow(credential));
}

// Where there is one.
void RemoveLink(ledger::Transaction& rows, CredentialRow& credential) {
  if (!credential.has_provider()) return;
  rows.Erase(ProviderOfKey(credential.provider().issuer(), credential.provider().subject()));
  credential.clear_provider();
}

void NextEpoch(CredentialRow& credential) { credential.set_epoch(credential.epoch() + 1); }

// Names an enrolment without saying anything about its secret.
std::string EnrolmentId(std::string_view sealed) { return TokenId(Sha256::Of(sealed)); }

// Takes a recovery code out of the row, or notes the step: neither counts again.
absl::Status UseSecondFactor(const entries::SignInEntry& used, CredentialRow& credential) {
  if (credential.second_factor().empty()) return absl::OkStatus();
  if (used.recovery_sha256().empty()) {
    if (used.step() <= credential.last_step()) return Unproven("second_factor_wrong");
    credential.set_last_step(used.step());
    return absl::OkStatus();
  }
  auto& codes = *credential.mutable_recovery_sha256();
  const auto code = std::find(codes.begin(), codes.end(), used.recovery_sha256());
  if (code == codes.end()) return Unproven("second_factor_wrong");
  codes.erase(code);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ApplyIssueCode(const ledger::Entry& entry, ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto made, ParsePayload<entries::IssueCodeEntry>(entry));
  ASSIGN_OR_RETURN(Person person, PersonOf(entry, rows, made.account()));
  if (person.account.account().disabled()) {
    return Precondition("account_disabled_no_code", {{"account", made.account()}});
  }
  if (made.code_sha256().size() != 32) {
    return Bad("token_hash_malformed", {{"length", std::to_string(made.code_sha256().size())}});
  }
  person.credential.set_code_sha256(made.code_sha256());
  person.credential.set_code_issued_at(entry.time);
  Put(rows, made.account(), person.credential);
  pb::IssueCodeResponse response;
  response.set_code_id(TokenId(Sha256::FromBytes(made.code_sha256())));
  response.set_expires_at(entry.time + kOneTimeCodeMicros);
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ApplySetPassword(const ledger::Entry& entry,
                                             ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto proven, ParsePayload<entries::SetPasswordEntry>(entry));
  ASSIGN_OR_RETURN(Person person, PersonOf(entry, rows, proven.account()));
  if (person.account.account().disabled() ||
      !IsCodeOf(person.credential, proven.code_sha256(), entry.time)) {
    return Unproven("one_time_code_not_good");
  }
  *person.credential.mutable_verifier() = proven.verifier();
  if (proven.unlink()) RemoveLink(rows, person.credential);
  person.credential.clear_code_sha256();
  person.credential.clear_code_issued_at();
  NextEpoch(person.credential);
  Put(rows, proven.account(), person.credential);
  return pb::SetPasswordResponse().SerializeAsString();
}

absl::StatusOr<std::string> ApplyChangePassword(const ledger::Entry& entry,
                                                ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto proven, ParsePayload<entries::ChangePasswordEntry>(entry));
  ASSIGN_OR_RETURN(Person person, UnchangedSince(entry, rows, proven.account(), proven.epoch()));
  *person.credential.mutable_verifier() = proven.verifier();
  NextEpoch(person.credential);
  Put(rows, proven.account(), person.credential);
  return pb::ChangePasswordResponse().SerializeAsString();
}

absl::StatusOr<std::string> ApplySignIn(const ledger::Entry& entry, ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto proven, ParsePayload<entries::SignInEntry>(entry));
  ASSIGN_OR_RETURN(Person person, UnchangedSince(entry, rows, proven.account(), proven.epoch()));
  const bool has_factor = proven.provider_factor() || !person.credential.second_factor().empty();
  if (!proven.provider_factor()) {
    RETURN_IF_ERROR(UseSecondFactor(proven, person.credential));
  }
  if (proven.has_verifier()) *person.credential.mutable_verifier() = proven.verifier();
  Put(rows, proven.account(), person.credential);
  pb::SignInResponse response;
  pb::Session& session = *response.mutable_session();
  session.set_id(proven.session_id());
  session.set_account(proven.account());
  session.set_address(proven.address());
  session.set_started_at(entry.time);
  session.set_last_used_at(entry.time);
  session.set_ends_at(entry.time + kSessionMicros);
  session.set_second_factor(has_factor);
  session.set_current(true);
  for (const int role : person.account.account().roles()) {
    // The messages begin to count at 1.
    if (!has_factor && NeedsSecondFactor(static_cast<domain::Role>(role - 1))) {
      response.add_withheld(static_cast<pb::Role>(role));
    }
  }
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ApplyRefuseSignIn(const ledger::Entry& entry, ledger::Transaction&) {
  RETURN_IF_ERROR(ParsePayload<entries::RefusedSignInEntry>(entry).status());
  return std::string();
}

absl::StatusOr<std::string> ApplyEndSession(const ledger::Entry& entry, ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto ended, ParsePayload<entries::EndSessionEntry>(entry));
  RETURN_IF_ERROR(Named(entry, rows, ended.account()).status());
  return pb::EndSessionResponse().SerializeAsString();
}

absl::StatusOr<std::string> ApplyEnrolSecondFactor(const ledger::Entry& entry,
                                                   ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto begun, ParsePayload<entries::EnrolSecondFactorEntry>(entry));
  ASSIGN_OR_RETURN(Person person, PersonOf(entry, rows, begun.account()));
  if (!person.credential.second_factor().empty()) {
    return Precondition("second_factor_there", {{"account", begun.account()}});
  }
  person.credential.set_pending_factor(begun.sealed());
  Put(rows, begun.account(), person.credential);
  pb::EnrolSecondFactorResponse response;
  response.set_enrolment_id(EnrolmentId(begun.sealed()));
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ApplyConfirmSecondFactor(const ledger::Entry& entry,
                                                     ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto proven, ParsePayload<entries::ConfirmSecondFactorEntry>(entry));
  ASSIGN_OR_RETURN(Person person, UnchangedSince(entry, rows, proven.account(), proven.epoch()));
  CredentialRow& credential = person.credential;
  if (credential.pending_factor().empty() || credential.pending_factor() != proven.sealed()) {
    return Precondition("second_factor_not_begun");
  }
  credential.set_second_factor(proven.sealed());
  credential.clear_pending_factor();
  credential.set_last_step(proven.step());
  *credential.mutable_recovery_sha256() = proven.recovery_sha256();
  NextEpoch(credential);
  Put(rows, proven.account(), credential);
  pb::ConfirmSecondFactorResponse response;
  // Names these codes, as a token is named.
  if (!proven.recovery_sha256().empty()) {
    response.set_codes_id(TokenId(Sha256::Of(proven.recovery_sha256(0))));
  }
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ApplyResetSecondFactor(const ledger::Entry& entry,
                                                   ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto request, ParsePayload<pb::ResetSecondFactorRequest>(entry));
  RETURN_IF_ERROR(CheckLine("reason", request.reason(), kLongestLabel));
  ASSIGN_OR_RETURN(Person person, PersonOf(entry, rows, request.account()));
  if (request.account() == entry.command.actor.account) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "account_own_factor",
                           {{"account", request.account()}});
  }
  CredentialRow& credential = person.credential;
  if (credential.second_factor().empty() && credential.pending_factor().empty()) {
    return Precondition("second_factor_not_there", {{"account", request.account()}});
  }
  credential.clear_second_factor();
  credential.clear_pending_factor();
  credential.clear_recovery_sha256();
  NextEpoch(credential);
  Put(rows, request.account(), credential);
  pb::ResetSecondFactorResponse response;
  *response.mutable_account() = person.account.account();
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ApplyLinkProvider(const ledger::Entry& entry,
                                              ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto proven, ParsePayload<entries::LinkProviderEntry>(entry));
  ASSIGN_OR_RETURN(Person person, UnchangedSince(entry, rows, proven.account(), proven.epoch()));
  if (person.credential.has_provider()) {
    return Precondition("provider_linked_already", {{"account", proven.account()}});
  }
  const std::string key = ProviderOfKey(proven.issuer(), proven.subject());
  ASSIGN_OR_RETURN(const auto there, rows.Get(key));
  // Whose it is, is not told: nobody learns here who else has an account.
  if (there.has_value()) {
    return domain::Refusal(absl::StatusCode::kAlreadyExists, "provider_subject_taken");
  }
  pb::ProviderLink& link = *person.credential.mutable_provider();
  link.set_issuer(proven.issuer());
  link.set_subject(proven.subject());
  link.set_linked_at(entry.time);
  NextEpoch(person.credential);
  rows.Put(key, proven.account());
  Put(rows, proven.account(), person.credential);
  pb::LinkProviderResponse response;
  *response.mutable_provider() = link;
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ApplyUnlinkProvider(const ledger::Entry& entry,
                                                ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto request, ParsePayload<pb::UnlinkProviderRequest>(entry));
  ASSIGN_OR_RETURN(Person person, PersonOf(entry, rows, request.account()));
  if (!person.credential.has_provider()) {
    return Precondition("provider_not_linked", {{"account", request.account()}});
  }
  RemoveLink(rows, person.credential);
  NextEpoch(person.credential);
  Put(rows, request.account(), person.credential);
  return pb::UnlinkProviderResponse().SerializeAsString();
}

}  // namespace par::identity
