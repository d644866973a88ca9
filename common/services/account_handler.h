// AccountService over gRPC: whether the caller may look after the accounts of a unit is decided
// here, the rest by the apply functions of common/identity. See docs/handlers.md.
#pragma once

#include "common/rpc/calls.h"
#include "common/services/handler_ports.h"
#include "par/account/v1/account.grpc.pb.h"

namespace par::services {

class AccountHandler final : public account::v1::AccountService::CallbackService {
 public:
  AccountHandler(const rpc::CallPorts& calls, const HandlerPorts& ports)
      : calls_(calls), ports_(ports) {}

  grpc::ServerUnaryReactor* AddAccount(grpc::CallbackServerContext* context,
                                       const account::v1::AddAccountRequest* request,
                                       account::v1::AddAccountResponse* response) override;
  grpc::ServerUnaryReactor* ChangeRoles(grpc::CallbackServerContext* context,
                                        const account::v1::ChangeRolesRequest* request,
                                        account::v1::ChangeRolesResponse* response) override;
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

 private:
  // A command on an account that exists, as authorised for the unit it belongs to.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* OnAccount(grpc::CallbackServerContext* context, const Request& request,
                                      Response* response, CommandKind kind);
  [[nodiscard]] absl::StatusOr<account::v1::ListAccountsResponse> List(
      const storage::Reader& state, const rpc::Caller& caller,
      const account::v1::ListAccountsRequest& request) const;

  rpc::CallPorts calls_;
  HandlerPorts ports_;
};

}  // namespace par::services
