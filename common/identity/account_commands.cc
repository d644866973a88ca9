#include "common/identity/account_commands.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/account_command_parts.h"
#include "common/identity/credential_commands.h"
#include "common/identity/records.h"
#include "common/identity/token.h"
#include "par/account/v1/account.pb.h"

namespace par::identity {
namespace {

namespace pb = par::account::v1;
using record::v1::AccountCounts;
using record::v1::AccountRow;
using record::v1::TokenRow;

// Refuses bad roles and areas; leaves good ones in order, so that equal rights are equal rows.
absl::Status CheckRights(pb::Account& account) {
  auto& roles = *account.mutable_roles();
  if (roles.empty()) return Bad("account_roles_missing", {{"account", account.name()}});
  std::sort(roles.begin(), roles.end());
  for (int i = 0; i < roles.size(); ++i) {
    if (roles[i] < pb::ROLE_CLERK || roles[i] > pb::ROLE_ADMINISTRATOR) {
      return Bad("account_role_unknown", {{"role", std::to_string(roles[i])}});
    }
    if (i > 0 && roles[i] == roles[i - 1]) {
      return Bad("account_role_repeated", {{"role", std::to_string(roles[i])}});
    }
  }
  const bool administers = roles.Get(roles.size() - 1) == pb::ROLE_ADMINISTRATOR;
  if (administers && roles.size() > 1) {
    return Bad("account_administrator_scores", {{"account", account.name()}});
  }
  const auto& areas = account.areas();
  const bool reviews = std::find(roles.begin(), roles.end(), pb::ROLE_REVIEWER) != roles.end();
  if (!areas.empty() && !reviews) {
    return Bad("account_areas_without_reviewer",
               {{"account", account.name()}, {"area", areas.Get(0)}});
  }
  if (areas.size() > kMostAreas) {
    return Bad("account_areas_too_many",
               {{"count", std::to_string(areas.size())}, {"most", std::to_string(kMostAreas)}});
  }
  std::set<std::string> seen;
  for (const std::string& area : areas) {
    RETURN_IF_ERROR(CheckLine("areas", area, kLongestAccountName));
    if (!seen.insert(area).second) return Bad("account_area_repeated", {{"area", area}});
  }
  return absl::OkStatus();
}

// In order, each once. Whatever the roles: who is a clerk today may review tomorrow.
absl::Status CheckHomeUnits(pb::Account& account) {
  auto& units = *account.mutable_home_units();
  if (units.size() > kMostHomeUnits) {
    return Bad("account_home_units_too_many",
               {{"count", std::to_string(units.size())}, {"most", std::to_string(kMostHomeUnits)}});
  }
  for (const std::string& unit : units) {
    RETURN_IF_ERROR(CheckLine("home_units", unit, kLongestAccountName));
  }
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  return absl::OkStatus();
}

bool Administers(const pb::Account& account) {
  const auto& roles = account.roles();
  return !account.disabled() &&
         std::find(roles.begin(), roles.end(), pb::ROLE_ADMINISTRATOR) != roles.end();
}

absl::StatusOr<AccountCounts> ReadCounts(const ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto counts, ReadRow<AccountCounts>(rows, CountsKey()));
  return counts.value_or(AccountCounts());
}

// Writes a new state of an account and keeps the counts right. `before` is null for a new one.
absl::Status PutAccount(ledger::Transaction& rows, const pb::Account* before,
                        const AccountRow& row) {
  ASSIGN_OR_RETURN(AccountCounts counts, ReadCounts(rows));
  if (before == nullptr) counts.set_accounts(counts.accounts() + 1);
  const bool did = before != nullptr && Administers(*before);
  const bool does = Administers(row.account());
  if (did && !does && counts.administrators() == 1) {
    return Precondition("account_last_administrator", {{"account", row.account().name()}});
  }
  counts.set_administrators(counts.administrators() + (does ? 1 : 0) - (did ? 1 : 0));
  rows.Put(CountsKey(), EncodeRow(counts));
  rows.Put(AccountKey(row.account().name()), EncodeRow(row));
  return absl::OkStatus();
}

absl::Status AddNew(ledger::Transaction& rows, AccountRow& row) {
  pb::Account& account = *row.mutable_account();
  RETURN_IF_ERROR(CheckName(account.name()));
  RETURN_IF_ERROR(CheckPerson(account.full_name(), account.position()));
  RETURN_IF_ERROR(CheckLine("unit", account.unit(), kLongestAccountName));
  RETURN_IF_ERROR(CheckRights(account));
  RETURN_IF_ERROR(CheckHomeUnits(account));
  if (account.disabled()) return Bad("account_added_disabled", {{"account", account.name()}});
  ASSIGN_OR_RETURN(const auto there, ReadRow<AccountRow>(rows, AccountKey(account.name())));
  if (there.has_value()) {
    return domain::Refusal(absl::StatusCode::kAlreadyExists, "account_exists",
                           {{"account", account.name()}});
  }
  return PutAccount(rows, nullptr, row);
}

absl::Status AddToken(ledger::Transaction& rows, AccountRow& owner, const TokenRow& token) {
  const std::string& name = owner.account().name();
  if (token.sha256().size() != 32) {
    return Bad("token_hash_malformed", {{"length", std::to_string(token.sha256().size())}});
  }
  if (owner.account().disabled()) {
    return Precondition("account_disabled_no_token", {{"account", name}});
  }
  if (owner.live_tokens() >= kMostLiveTokens) {
    return Precondition("account_tokens_too_many",
                        {{"account", name}, {"most", std::to_string(kMostLiveTokens)}});
  }
  ASSIGN_OR_RETURN(const auto there, rows.Get(TokenKey(token.sha256())));
  const std::string id = TokenId(Sha256::FromBytes(token.sha256()));
  ASSIGN_OR_RETURN(const auto same_id, rows.Get(TokenOfKey(name, id)));
  if (there.has_value() || same_id.has_value()) {
    return domain::Refusal(absl::StatusCode::kAlreadyExists, "token_exists", {{"token", id}});
  }
  owner.set_live_tokens(owner.live_tokens() + 1);
  rows.Put(TokenKey(token.sha256()), EncodeRow(token));
  rows.Put(TokenOfKey(name, id), token.sha256());
  rows.Put(AccountKey(name), EncodeRow(owner));
  return absl::OkStatus();
}

pb::Token Shown(const TokenRow& row) {
  pb::Token token;
  token.set_id(TokenId(Sha256::FromBytes(row.sha256())));
  token.set_label(row.label());
  token.set_issued_at(row.issued_at());
  token.set_expires_at(row.expires_at());
  token.set_revoked(row.revoked());
  return token;
}

template <typename Response>
std::string AnswerWith(const pb::Account& account) {
  Response response;
  *response.mutable_account() = account;
  return response.SerializeAsString();
}

template <typename Request, typename Response>
absl::StatusOr<std::string> SetDisabled(const ledger::Entry& entry, ledger::Transaction& rows,
                                        bool disabled) {
  ASSIGN_OR_RETURN(const Request request, ParsePayload<Request>(entry));
  RETURN_IF_ERROR(CheckLine("reason", request.reason(), kLongestLabel));
  ASSIGN_OR_RETURN(AccountRow row, Named(entry, rows, request.account()));
  if (row.account().disabled() == disabled) {
    return Precondition(disabled ? "account_disabled_already" : "account_enabled_already",
                        {{"account", request.account()}});
  }
  const pb::Account before = row.account();
  row.mutable_account()->set_disabled(disabled);
  RETURN_IF_ERROR(PutAccount(rows, &before, row));
  RETURN_IF_ERROR(EndSessions(rows, request.account()));
  return AnswerWith<Response>(row.account());
}

}  // namespace

absl::Status CheckPerson(std::string_view full_name, std::string_view position) {
  RETURN_IF_ERROR(CheckLine("full_name", full_name, kLongestFullName));
  return position.empty() ? absl::OkStatus() : CheckLine("position", position, kLongestPosition);
}

absl::StatusOr<std::string> ApplyBootstrap(const ledger::Entry& entry, ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto request, ParsePayload<pb::BootstrapRequest>(entry));
  ASSIGN_OR_RETURN(const AccountCounts counts, ReadCounts(rows));
  if (counts.accounts() != 0) {
    return Precondition("bootstrap_not_empty", {{"accounts", std::to_string(counts.accounts())}});
  }
  if (request.accounts_size() > kMostFirstAccounts) {
    return Bad("bootstrap_too_many", {{"count", std::to_string(request.accounts_size())},
                                      {"most", std::to_string(kMostFirstAccounts)}});
  }
  bool can_sign_in = false;
  for (const pb::FirstAccount& first : request.accounts()) {
    AccountRow row;
    *row.mutable_account() = first.account();
    RETURN_IF_ERROR(AddNew(rows, row));
    if (first.token_sha256().empty()) continue;
    TokenRow token;
    token.set_account(first.account().name());
    token.set_label("bootstrap");
    token.set_issued_at(entry.time);
    token.set_sha256(first.token_sha256());
    RETURN_IF_ERROR(AddToken(rows, row, token));
    can_sign_in = can_sign_in || Administers(first.account());
  }
  // Without one nobody could ever add another account.
  if (!can_sign_in) return Bad("bootstrap_without_administrator");
  pb::BootstrapResponse response;
  response.set_accounts(static_cast<std::uint32_t>(request.accounts_size()));
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ApplyAddAccount(const ledger::Entry& entry, ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto request, ParsePayload<pb::AddAccountRequest>(entry));
  if (request.account().unit() != entry.command.unit) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "account_unit_differs",
                           {{"account", request.account().name()},
                            {"unit", request.account().unit()},
                            {"authorised", entry.command.unit}});
  }
  AccountRow row;
  *row.mutable_account() = request.account();
  RETURN_IF_ERROR(AddNew(rows, row));
  return AnswerWith<pb::AddAccountResponse>(row.account());
}

absl::StatusOr<std::string> ApplyChangeRoles(const ledger::Entry& entry,
                                             ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto request, ParsePayload<pb::ChangeRolesRequest>(entry));
  ASSIGN_OR_RETURN(AccountRow row, Named(entry, rows, request.account()));
  if (request.account() == entry.command.actor.account) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "account_own_roles",
                           {{"account", request.account()}});
  }
  const pb::Account before = row.account();
  *row.mutable_account()->mutable_roles() = request.roles();
  *row.mutable_account()->mutable_areas() = request.areas();
  RETURN_IF_ERROR(CheckRights(*row.mutable_account()));
  row.mutable_account()->mutable_home_units()->MergeFrom(request.home_units());
  RETURN_IF_ERROR(CheckHomeUnits(*row.mutable_account()));
  RETURN_IF_ERROR(PutAccount(rows, &before, row));
  RETURN_IF_ERROR(EndSessions(rows, request.account()));
  return AnswerWith<pb::ChangeRolesResponse>(row.account());
}

absl::StatusOr<std::string> ApplyChangePerson(const ledger::Entry& entry,
                                              ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto request, ParsePayload<pb::ChangePersonRequest>(entry));
  ASSIGN_OR_RETURN(AccountRow row, Named(entry, rows, request.account()));
  row.mutable_account()->set_full_name(request.full_name());
  row.mutable_account()->set_position(request.position());
  RETURN_IF_ERROR(CheckPerson(request.full_name(), request.position()));
  rows.Put(AccountKey(request.account()), EncodeRow(row));
  return AnswerWith<pb::ChangePersonResponse>(row.account());
}

absl::StatusOr<std::string> ApplyDisableAccount(const ledger::Entry& entry,
                                                ledger::Transaction& rows) {
  return SetDisabled<pb::DisableAccountRequest, pb::DisableAccountResponse>(entry, rows, true);
}

absl::StatusOr<std::string> ApplyEnableAccount(const ledger::Entry& entry,
                                               ledger::Transaction& rows) {
  return SetDisabled<pb::EnableAccountRequest, pb::EnableAccountResponse>(entry, rows, false);
}

absl::StatusOr<std::string> ApplyIssueToken(const ledger::Entry& entry, ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto request, ParsePayload<pb::IssueTokenRequest>(entry));
  RETURN_IF_ERROR(CheckLine("label", request.label(), kLongestLabel));
  if (request.expires_at() < 0) {
    return Bad("token_expiry_negative", {{"expires_at", std::to_string(request.expires_at())}});
  }
  ASSIGN_OR_RETURN(AccountRow owner, Named(entry, rows, request.account()));
  TokenRow token;
  token.set_account(request.account());
  token.set_label(request.label());
  token.set_issued_at(entry.time);
  token.set_expires_at(request.expires_at());
  token.set_sha256(request.token_sha256());
  RETURN_IF_ERROR(AddToken(rows, owner, token));
  pb::IssueTokenResponse response;
  *response.mutable_token() = Shown(token);
  return response.SerializeAsString();
}

absl::StatusOr<std::string> ApplyRevokeToken(const ledger::Entry& entry,
                                             ledger::Transaction& rows) {
  ASSIGN_OR_RETURN(const auto request, ParsePayload<pb::RevokeTokenRequest>(entry));
  ASSIGN_OR_RETURN(AccountRow owner, Named(entry, rows, request.account()));
  ASSIGN_OR_RETURN(const auto hash, rows.Get(TokenOfKey(request.account(), request.token_id())));
  const auto unknown =
      domain::Refusal(absl::StatusCode::kNotFound, "token_unknown_here",
                      {{"token", request.token_id()}, {"account", request.account()}});
  if (!hash.has_value()) return unknown;
  ASSIGN_OR_RETURN(auto token, ReadRow<TokenRow>(rows, TokenKey(*hash)));
  if (!token.has_value()) return unknown;
  if (token->revoked()) {
    return Precondition("token_revoked_already", {{"token", request.token_id()}});
  }
  token->set_revoked(true);
  owner.set_live_tokens(owner.live_tokens() - 1);
  rows.Put(TokenKey(*hash), EncodeRow(*token));
  rows.Put(AccountKey(request.account()), EncodeRow(owner));
  pb::RevokeTokenResponse response;
  *response.mutable_token() = Shown(*token);
  return response.SerializeAsString();
}

std::span<const AccountCommand> AccountCommands() {
  static constexpr std::array kCommands = {
      AccountCommand{Kind::kBootstrap, "account.bootstrap", ApplyBootstrap},
      AccountCommand{Kind::kAddAccount, "account.add", ApplyAddAccount},
      AccountCommand{Kind::kChangeRoles, "account.change_roles", ApplyChangeRoles},
      AccountCommand{Kind::kChangePerson, "account.change_person", ApplyChangePerson},
      AccountCommand{Kind::kDisableAccount, "account.disable", ApplyDisableAccount},
      AccountCommand{Kind::kEnableAccount, "account.enable", ApplyEnableAccount},
      AccountCommand{Kind::kIssueToken, "account.issue_token", ApplyIssueToken},
      AccountCommand{Kind::kRevokeToken, "account.revoke_token", ApplyRevokeToken},
      AccountCommand{Kind::kIssueCode, "account.issue_code", ApplyIssueCode},
      AccountCommand{Kind::kSetPassword, "account.set_password", ApplySetPassword},
      AccountCommand{Kind::kChangePassword, "account.change_password", ApplyChangePassword},
      AccountCommand{Kind::kSignIn, "account.sign_in", ApplySignIn},
      AccountCommand{Kind::kRefuseSignIn, "account.refuse_sign_in", ApplyRefuseSignIn},
      AccountCommand{Kind::kEndSession, "account.end_session", ApplyEndSession},
      AccountCommand{Kind::kEnrolSecondFactor, "account.enrol_second_factor",
                     ApplyEnrolSecondFactor},
      AccountCommand{Kind::kConfirmSecondFactor, "account.confirm_second_factor",
                     ApplyConfirmSecondFactor},
      AccountCommand{Kind::kResetSecondFactor, "account.reset_second_factor",
                     ApplyResetSecondFactor},
      AccountCommand{Kind::kLinkProvider, "account.link_provider", ApplyLinkProvider},
      AccountCommand{Kind::kUnlinkProvider, "account.unlink_provider", ApplyUnlinkProvider},
  };
  return kCommands;
}

}  // namespace par::identity
