// AccountService over gRPC: whether the caller may look after the accounts of a unit is decided
// here, the rest by the apply functions of common/identity. See docs/handlers.md. Signing in and
// what belongs to it stands in sign_in_handler.cc: what compares or hashes a password runs on the
// pool for hashing. Signing in by a provider stands in provider_handler.cc: what asks it over the
// network runs on the pool for that.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "par/account/v1/account.grpc.pb.h"

namespace par::identity {
struct ProvenSignIn;
}
namespace par::oidc {
class Provider;
}

namespace par::services {

class AccountHandler final : public account::v1::AccountService::CallbackService {
 public:
  AccountHandler(const rpc::CallPorts& calls, const HandlerPorts& ports)
      : calls_(calls), hashing_(calls), outbound_(calls), ports_(ports) {
    hashing_.pool = calls.hashing;
    outbound_.pool = calls.outbound;
  }

  grpc::ServerUnaryReactor* AddAccount(grpc::CallbackServerContext* context,
                                       const account::v1::AddAccountRequest* request,
                                       account::v1::AddAccountResponse* response) override;
  grpc::ServerUnaryReactor* ChangeRoles(grpc::CallbackServerContext* context,
                                        const account::v1::ChangeRolesRequest* request,
                                        account::v1::ChangeRolesResponse* response) override;
  grpc::ServerUnaryReactor* ChangePerson(grpc::CallbackServerContext* context,
                                         const account::v1::ChangePersonRequest* request,
                                         account::v1::ChangePersonResponse* response) override;
  grpc::ServerUnaryReactor* DisableAccount(grpc::CallbackServerContext* context,
                                           const account::v1::DisableAccountRequest* request,
                                           account::v1::DisableAccountResponse* response) override;
  grpc::ServerUnaryReactor* EnableAccount(grpc::CallbackServerContext* context,
                                          const account::v1::EnableAccountRequest* request,
                                          account::v1::EnableAccountResponse* response) override;
  grpc::ServerUnaryReactor* IssueToken(grpc::CallbackServerContext* context,
                                       const account::v1::IssueTokenRequest* request,
                                       account::v1::IssueTokenResponse* response) override;
  grpc::ServerUnaryReactor* RevokeToken(grpc::CallbackServerContext* context,
                                        const account::v1::RevokeTokenRequest* request,
                                        account::v1::RevokeTokenResponse* response) override;
  grpc::ServerUnaryReactor* ListAccounts(grpc::CallbackServerContext* context,
                                         const account::v1::ListAccountsRequest* request,
                                         account::v1::ListAccountsResponse* response) override;
  grpc::ServerUnaryReactor* GetAccount(grpc::CallbackServerContext* context,
                                       const account::v1::GetAccountRequest* request,
                                       account::v1::GetAccountResponse* response) override;
  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context,
                                   const account::v1::WhoAmIRequest* request,
                                   account::v1::WhoAmIResponse* response) override;

  grpc::ServerUnaryReactor* SignIn(grpc::CallbackServerContext* context,
                                   const account::v1::SignInRequest* request,
                                   account::v1::SignInResponse* response) override;
  grpc::ServerUnaryReactor* SetPassword(grpc::CallbackServerContext* context,
                                        const account::v1::SetPasswordRequest* request,
                                        account::v1::SetPasswordResponse* response) override;
  grpc::ServerUnaryReactor* ChangePassword(grpc::CallbackServerContext* context,
                                           const account::v1::ChangePasswordRequest* request,
                                           account::v1::ChangePasswordResponse* response) override;
  grpc::ServerUnaryReactor* SignOut(grpc::CallbackServerContext* context,
                                    const account::v1::SignOutRequest* request,
                                    account::v1::SignOutResponse* response) override;
  grpc::ServerUnaryReactor* ListSessions(grpc::CallbackServerContext* context,
                                         const account::v1::ListSessionsRequest* request,
                                         account::v1::ListSessionsResponse* response) override;
  grpc::ServerUnaryReactor* EndSession(grpc::CallbackServerContext* context,
                                       const account::v1::EndSessionRequest* request,
                                       account::v1::EndSessionResponse* response) override;
  grpc::ServerUnaryReactor* EnrolSecondFactor(
      grpc::CallbackServerContext* context, const account::v1::EnrolSecondFactorRequest* request,
      account::v1::EnrolSecondFactorResponse* response) override;
  grpc::ServerUnaryReactor* ConfirmSecondFactor(
      grpc::CallbackServerContext* context, const account::v1::ConfirmSecondFactorRequest* request,
      account::v1::ConfirmSecondFactorResponse* response) override;
  grpc::ServerUnaryReactor* IssueCode(grpc::CallbackServerContext* context,
                                      const account::v1::IssueCodeRequest* request,
                                      account::v1::IssueCodeResponse* response) override;
  grpc::ServerUnaryReactor* ResetSecondFactor(
      grpc::CallbackServerContext* context, const account::v1::ResetSecondFactorRequest* request,
      account::v1::ResetSecondFactorResponse* response) override;

  grpc::ServerUnaryReactor* GetSignInOptions(
      grpc::CallbackServerContext* context, const account::v1::GetSignInOptionsRequest* request,
      account::v1::GetSignInOptionsResponse* response) override;
  grpc::ServerUnaryReactor* BeginProviderSignIn(
      grpc::CallbackServerContext* context, const account::v1::BeginProviderSignInRequest* request,
      account::v1::BeginProviderSignInResponse* response) override;
  grpc::ServerUnaryReactor* BeginProviderLink(
      grpc::CallbackServerContext* context, const account::v1::BeginProviderLinkRequest* request,
      account::v1::BeginProviderLinkResponse* response) override;
  grpc::ServerUnaryReactor* ProveProvider(grpc::CallbackServerContext* context,
                                          const account::v1::ProveProviderRequest* request,
                                          account::v1::ProveProviderResponse* response) override;
  grpc::ServerUnaryReactor* SignInByProvider(
      grpc::CallbackServerContext* context, const account::v1::SignInByProviderRequest* request,
      account::v1::SignInByProviderResponse* response) override;
  grpc::ServerUnaryReactor* LinkProvider(grpc::CallbackServerContext* context,
                                         const account::v1::LinkProviderRequest* request,
                                         account::v1::LinkProviderResponse* response) override;
  grpc::ServerUnaryReactor* UnlinkProvider(grpc::CallbackServerContext* context,
                                           const account::v1::UnlinkProviderRequest* request,
                                           account::v1::UnlinkProviderResponse* response) override;

 private:
  // A command on an account that exists, as authorised for the unit it belongs to.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* OnAccount(grpc::CallbackServerContext* context, const Request& request,
                                      Response* response, CommandKind kind);
  [[nodiscard]] absl::StatusOr<account::v1::ListAccountsResponse> List(
      const storage::Reader& state, const rpc::Caller& caller,
      const account::v1::ListAccountsRequest& request) const;

  [[nodiscard]] absl::StatusOr<std::vector<domain::Role>> MissingIn(
      const storage::Reader& state, const domain::UnitId& unit) const;

  // For Command- and QueryCall: the account must exist, and be the caller's own or one that he
  // looks after.
  [[nodiscard]] absl::StatusOr<rpc::CommandScope> OwnOrManaged(const rpc::Caller& caller,
                                                               const std::string& account) const;
  [[nodiscard]] absl::StatusOr<account::v1::WhoAmIResponse> Describe(
      const storage::Reader& state, const rpc::Caller& caller) const;
  // What a password may not be called.
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> NamesOf(const storage::Reader& state,
                                                                 const std::string& account) const;
  // What a caller does to his own account, in none of his roles above the others.
  [[nodiscard]] static rpc::CommandScope OwnScope(const rpc::Caller& caller, std::string payload);
  // For CommandScope::finish: his other sessions end, this one goes on in the credential's `epoch`.
  [[nodiscard]] std::function<void()> EndOthers(const rpc::Caller& caller,
                                                std::uint64_t epoch) const;
  // For whoever has proven who he is: the entry, and after its commit the session, whose secret
  // `tell` brings him.
  [[nodiscard]] rpc::CommandScope Entering(
      const identity::ProvenSignIn& proven,
      std::function<void(const std::string& secret)> tell) const;
  // FAILED_PRECONDITION provider_not_offered.
  [[nodiscard]] absl::StatusOr<oidc::Provider*> Offered() const;
  // A line of the audit trail, if it was a wrong guess.
  void NoteRefusal(const std::string& account, const std::string& address,
                   const absl::Status& refusal) const;

  rpc::CallPorts calls_;
  rpc::CallPorts hashing_;  // The same on other pools.
  rpc::CallPorts outbound_;
  HandlerPorts ports_;
};

}  // namespace par::services
