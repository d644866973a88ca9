#include "common/services/account_handler.h"

#include <algorithm>
#include <limits>

#include "common/base/status_macros.h"
#include "common/identity/account_commands.h"
#include "common/identity/accounts.h"
#include "common/identity/credentials.h"
#include "common/identity/kinds.h"
#include "common/services/account_handler_parts.h"
#include "common/services/command_handler.h"

namespace par::services {
namespace {

namespace pb = account::v1;
using domain::Permission;

constexpr std::uint32_t kPageSize = 100;
constexpr std::uint32_t kLargestPage = 1000;

// The messages begin to count at 1, for 0 means "not given".
pb::Role Encode(domain::Role role) { return static_cast<pb::Role>(static_cast<int>(role) + 1); }

pb::Account Encode(const identity::Account& account) {
  pb::Account shown;
  shown.set_name(account.name.value());
  shown.set_full_name(account.full_name);
  shown.set_position(account.position);
  shown.set_unit(account.unit.value());
  for (const domain::Role role : account.roles) shown.add_roles(Encode(role));
  for (const std::string& area : account.areas) shown.add_areas(area);
  for (const domain::UnitId& unit : account.home_units) shown.add_home_units(unit.value());
  shown.set_disabled(account.disabled);
  return shown;
}

pb::Token Encode(const identity::TokenInfo& token) {
  pb::Token shown;
  shown.set_id(token.id);
  shown.set_label(token.label);
  shown.set_issued_at(token.issued_micros);
  shown.set_expires_at(token.expires_micros);
  shown.set_revoked(token.revoked);
  return shown;
}

}  // namespace

grpc::ServerUnaryReactor* AccountHandler::AddAccount(grpc::CallbackServerContext* context,
                                                     const pb::AddAccountRequest* request,
                                                     pb::AddAccountResponse* response) {
  return Command(calls_, ports_, context, *request, response, identity::Kind::kAddAccount,
                 Permission::kManageAccounts, request->account().unit(), "");
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* AccountHandler::OnAccount(grpc::CallbackServerContext* context,
                                                    const Request& request, Response* response,
                                                    CommandKind kind) {
  return rpc::CommandCall(
      calls_, context, request, response, kind,
      [this, &request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        ASSIGN_OR_RETURN(const identity::Account account,
                         Existing(*ports_.store.NewSnapshot(), request.account()));
        rpc::CommandScope scope;
        scope.unit = account.unit.value();
        ASSIGN_OR_RETURN(scope.actor,
                         ports_.ActorFor(caller, Permission::kManageAccounts, scope.unit));
        return scope;
      });
}

grpc::ServerUnaryReactor* AccountHandler::ChangeRoles(grpc::CallbackServerContext* context,
                                                      const pb::ChangeRolesRequest* request,
                                                      pb::ChangeRolesResponse* response) {
  return OnAccount(context, *request, response, identity::Kind::kChangeRoles);
}

grpc::ServerUnaryReactor* AccountHandler::ChangePerson(grpc::CallbackServerContext* context,
                                                       const pb::ChangePersonRequest* request,
                                                       pb::ChangePersonResponse* response) {
  return OnAccount(context, *request, response, identity::Kind::kChangePerson);
}

grpc::ServerUnaryReactor* AccountHandler::DisableAccount(grpc::CallbackServerContext* context,
                                                         const pb::DisableAccountRequest* request,
                                                         pb::DisableAccountResponse* response) {
  return OnAccount(context, *request, response, identity::Kind::kDisableAccount);
}

grpc::ServerUnaryReactor* AccountHandler::EnableAccount(grpc::CallbackServerContext* context,
                                                        const pb::EnableAccountRequest* request,
                                                        pb::EnableAccountResponse* response) {
  return OnAccount(context, *request, response, identity::Kind::kEnableAccount);
}

grpc::ServerUnaryReactor* AccountHandler::IssueToken(grpc::CallbackServerContext* context,
                                                     const pb::IssueTokenRequest* request,
                                                     pb::IssueTokenResponse* response) {
  return OnAccount(context, *request, response, identity::Kind::kIssueToken);
}

grpc::ServerUnaryReactor* AccountHandler::RevokeToken(grpc::CallbackServerContext* context,
                                                      const pb::RevokeTokenRequest* request,
                                                      pb::RevokeTokenResponse* response) {
  return OnAccount(context, *request, response, identity::Kind::kRevokeToken);
}

absl::StatusOr<std::vector<domain::Role>> AccountHandler::MissingIn(
    const storage::Reader& state, const domain::UnitId& unit) const {
  ASSIGN_OR_RETURN(const auto tree, ports_.units.Tree(state));
  ASSIGN_OR_RETURN(
      const identity::AccountPage all,
      identity::ListAccounts(state, unit, "", std::numeric_limits<std::size_t>::max()));
  std::vector<domain::Role> held;
  for (const identity::Account& account : all.accounts) {
    if (!account.disabled) held.insert(held.end(), account.roles.begin(), account.roles.end());
  }
  return domain::RolesMissing(*tree, unit, domain::Date::InVietnam(ports_.clock.WallMicros()),
                              held);
}

// Without a unit, accounts of units that the caller does not look after are passed over, so a page
// may hold fewer than asked for and still not be the last.
absl::StatusOr<pb::ListAccountsResponse> AccountHandler::List(
    const storage::Reader& state, const rpc::Caller& caller,
    const pb::ListAccountsRequest& request) const {
  if (request.page_token().size() > identity::kLongestAccountName) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "message_field_invalid",
                           {{"field", "page_token"}, {"value", request.page_token()}});
  }
  if (!request.unit().empty()) {
    RETURN_IF_ERROR(ports_.MaySee(state, caller, Permission::kManageAccounts, request.unit()));
  }
  const std::uint32_t size =
      request.page_size() == 0 ? kPageSize : std::min(request.page_size(), kLargestPage);
  ASSIGN_OR_RETURN(
      const identity::AccountPage page,
      identity::ListAccounts(state, domain::UnitId(request.unit()), request.page_token(), size));
  pb::ListAccountsResponse response;
  for (const identity::Account& account : page.accounts) {
    const absl::Status may =
        ports_.MaySee(state, caller, Permission::kManageAccounts, account.unit.value());
    if (absl::IsPermissionDenied(may)) continue;
    RETURN_IF_ERROR(may);
    *response.add_accounts() = Encode(account);
  }
  response.set_next_page_token(page.next);
  if (request.unit().empty() || !request.page_token().empty()) return response;
  // Accounts of a unit elsewhere are on its own node.
  if (!ports_.units.RequireHosted(state, request.unit()).ok()) return response;
  ASSIGN_OR_RETURN(const auto missing, MissingIn(state, domain::UnitId(request.unit())));
  for (const domain::Role role : missing) response.add_missing(Encode(role));
  return response;
}

grpc::ServerUnaryReactor* AccountHandler::ListAccounts(grpc::CallbackServerContext* context,
                                                       const pb::ListAccountsRequest* request,
                                                       pb::ListAccountsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return List(state, caller, *request);
               });
}

// Everyone may see his own account and where its tokens are used.
grpc::ServerUnaryReactor* AccountHandler::GetAccount(grpc::CallbackServerContext* context,
                                                     const pb::GetAccountRequest* request,
                                                     pb::GetAccountResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<pb::GetAccountResponse> {
        ASSIGN_OR_RETURN(const identity::Account account, Existing(state, request->account()));
        if (account.name != caller.account) {
          RETURN_IF_ERROR(
              ports_.MaySee(state, caller, Permission::kManageAccounts, account.unit.value()));
        }
        pb::GetAccountResponse found;
        *found.mutable_account() = Encode(account);
        ASSIGN_OR_RETURN(const auto tokens, identity::ListTokens(state, account.name));
        for (const identity::TokenInfo& token : tokens) *found.add_tokens() = Encode(token);
        ASSIGN_OR_RETURN(const auto credential,
                         identity::FindCredential(state, account.name.value()));
        if (!credential.has_value()) return found;
        found.set_password_set(credential->has_verifier());
        found.set_second_factor(!credential->second_factor().empty());
        if (credential->has_provider()) *found.mutable_provider() = credential->provider();
        const std::int64_t ends = credential->code_issued_at() + identity::kOneTimeCodeMicros;
        if (!credential->code_sha256().empty() && ports_.clock.WallMicros() < ends) {
          found.set_code_expires_at(ends);
        }
        return found;
      });
}

grpc::ServerUnaryReactor* AccountHandler::WhoAmI(grpc::CallbackServerContext* context,
                                                 const pb::WhoAmIRequest*,
                                                 pb::WhoAmIResponse* response) {
  return Query(calls_, ports_, context, response,
               [this](const storage::Reader& state, const rpc::Caller& caller) {
                 return Describe(state, caller);
               });
}

absl::StatusOr<pb::WhoAmIResponse> AccountHandler::Describe(const storage::Reader& state,
                                                            const rpc::Caller& caller) const {
  ASSIGN_OR_RETURN(const identity::Account account, Existing(state, caller.account.value()));
  pb::WhoAmIResponse found;
  *found.mutable_account() = Encode(account);
  ASSIGN_OR_RETURN(*found.mutable_unit_name(), ports_.units.NameOf(state, account.unit.value()));
  for (const domain::Role role : caller.withheld) found.add_withheld(Encode(role));
  for (int i = 0; i < domain::kPermissionCount; ++i) {
    const auto permission = static_cast<Permission>(i);
    const bool may = std::any_of(caller.roles.begin(), caller.roles.end(), [&](domain::Role role) {
      return domain::MaySomewhere(permission, role);
    });
    if (may) found.add_permissions(std::string(domain::Name(permission)));
  }
  ASSIGN_OR_RETURN(const auto credential, identity::FindCredential(state, caller.account.value()));
  if (credential.has_value()) {
    found.set_second_factor(!credential->second_factor().empty());
    found.set_recovery_codes(static_cast<std::uint32_t>(credential->recovery_sha256_size()));
    if (credential->has_provider()) *found.mutable_provider() = credential->provider();
  }
  if (caller.session.empty()) return found;
  for (const identity::SessionInfo& one : calls_.sign_in->sessions.Of(caller.account.value())) {
    if (one.id == caller.session) *found.mutable_session() = Encode(one, caller.session);
  }
  return found;
}

absl::StatusOr<rpc::CommandScope> AccountHandler::OwnOrManaged(const rpc::Caller& caller,
                                                               const std::string& name) const {
  ASSIGN_OR_RETURN(const identity::Account account, Existing(*ports_.store.NewSnapshot(), name));
  rpc::CommandScope scope;
  scope.unit = account.unit.value();
  if (account.name != caller.account) {
    ASSIGN_OR_RETURN(scope.actor, ports_.ActorFor(caller, Permission::kManageAccounts, scope.unit));
  }
  return scope;
}

}  // namespace par::services
