// AccountService on a ledger in memory: real gRPC in process, real tokens, a tree of a province
// above a district, an administrator of each and a clerk. Passwords are hashed as cheaply as is
// allowed; the clock of sessions and pauses is the test's.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/identity/credentials.h"
#include "common/identity/kinds.h"
#include "common/identity/token.h"
#include "common/ledger/ledger.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/store_tokens.h"
#include "common/rpc/work_pool.h"
#include "common/services/account_handler.h"
#include "common/services/account_rules.h"
#include "common/services/command_router.h"
#include "common/services/rows.h"
#include "common/storage/memory_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace pb = account::v1;
inline constexpr char kSmallTree[] =
    "format: parnet/units/1\n"
    "units:\n"
    "  - {id: tinh, name: Tỉnh Nhỏ, kind: tinh}\n"
    "  - {id: huyen, name: Huyện Nhỏ, kind: huyen, parent: tinh}\n"
    "  - {id: xa, name: Huyện Xa, kind: huyen, parent: tinh}\n";

class AccountWorld : public ::testing::Test {
 protected:
  void SetUp() override {
    RegisterAccountCommands(router_, units_);
    ASSERT_OK_AND_ASSIGN(ledger_, ledger::Ledger::Open(store_, mark_, router_, SystemClock()));
    record::v1::UnitsRow units;
    units.set_units_yaml(kSmallTree);
    ASSERT_EQ(store_.Commit({{UnitsKey(), EncodeRow(units)}}, {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
    record::v1::Hosting hosting;
    hosting.set_node("nut-tinh");
    for (const char* unit : {"tinh", "huyen"}) hosting.add_units(unit);
    ASSERT_EQ(store_.Commit({{HostingKey(), EncodeRow(hosting)}}, {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
    Bootstrap();
    calls_.tokens = &tokens_;
    calls_.pool = &pool_;
    calls_.hashing = &hash_pool_;
    calls_.sign_in = &sign_in_;
    calls_.submit = [this](ledger::Command command, const rpc::SubmitDone& done) {
      ledger_->Submit(std::move(command), [done](const absl::StatusOr<ledger::Committed>& answer) {
        if (answer.ok()) {
          done(answer->response);
        } else {
          done(answer.status());
        }
      });
      const std::lock_guard lock(committing_);
      ledger_->CommitWaiting();
    };
    handler_ = std::make_unique<AccountHandler>(
        calls_, HandlerPorts{.store = store_, .units = units_, .clock = SystemClock()});
    ASSERT_OK_AND_ASSIGN(server_,
                         rpc::Server::Start({rpc::Port::kInside, "", {}}, {handler_.get()}));
    stub_ = pb::AccountService::NewStub(server_->InProcessChannel());
  }
  void TearDown() override {
    if (server_ != nullptr) server_->Stop(absl::Seconds(5));
    hash_pool_.Stop();
    pool_.Stop();
  }

  static pb::Account Person(const std::string& name, const std::string& unit, pb::Role role) {
    pb::Account account;
    account.set_name(name);
    account.set_full_name("Nguyễn Thị Lan");
    account.set_unit(unit);
    account.add_roles(role);
    return account;
  }

  // Each account's token is "token-<name>".
  void Bootstrap() {
    pb::BootstrapRequest request;
    for (const pb::Account& account : {Person("quan-tri-tinh", "tinh", pb::ROLE_ADMINISTRATOR),
                                       Person("quan-tri-huyen", "huyen", pb::ROLE_ADMINISTRATOR),
                                       Person("chuyen-vien", "huyen", pb::ROLE_CLERK)}) {
      pb::FirstAccount* first = request.add_accounts();
      *first->mutable_account() = account;
      first->set_token_sha256(identity::HashOfToken("token-" + account.name()).ToBytes());
    }
    ledger::Command command;
    command.id = rpc::NewRequestId();
    command.kind = static_cast<std::uint32_t>(identity::Kind::kBootstrap);
    command.payload = request.SerializeAsString();
    absl::Status done;
    ledger_->Submit(std::move(command),
                    [&](const absl::StatusOr<ledger::Committed>& a) { done = a.status(); });
    ledger_->CommitWaiting();
    ASSERT_OK(done);
  }

  static std::unique_ptr<grpc::ClientContext> As(const std::string& account) {
    return With("token-" + account);
  }
  static std::unique_ptr<grpc::ClientContext> With(const std::string& token) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    context->AddMetadata("authorization", "Bearer " + token);
    return context;
  }

  absl::Status Add(const std::string& as, const pb::Account& account) {
    pb::AddAccountRequest request;
    request.set_request_id(rpc::NewRequestId());
    *request.mutable_account() = account;
    pb::AddAccountResponse response;
    return rpc::FromGrpcStatus(stub_->AddAccount(As(as).get(), request, &response));
  }
  absl::Status Disable(const std::string& as, const std::string& account) {
    pb::DisableAccountRequest request;
    request.set_request_id(rpc::NewRequestId());
    request.set_account(account);
    request.set_reason("nghỉ hưu");
    pb::DisableAccountResponse response;
    return rpc::FromGrpcStatus(stub_->DisableAccount(As(as).get(), request, &response));
  }
  absl::StatusOr<std::vector<std::string>> List(const std::string& as, const std::string& unit) {
    pb::ListAccountsRequest request;
    request.set_unit(unit);
    request.set_page_size(1);  // So that every listing goes over pages.
    std::vector<std::string> names;
    do {
      pb::ListAccountsResponse response;
      const auto status =
          rpc::FromGrpcStatus(stub_->ListAccounts(As(as).get(), request, &response));
      if (!status.ok()) return status;
      for (const pb::Account& account : response.accounts()) names.push_back(account.name());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
  absl::StatusOr<pb::GetAccountResponse> Get(const std::string& as, const std::string& account) {
    pb::GetAccountRequest request;
    request.set_account(account);
    pb::GetAccountResponse response;
    const auto status = rpc::FromGrpcStatus(stub_->GetAccount(As(as).get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }
  absl::StatusOr<pb::WhoAmIResponse> WhoAmI(const std::string& as) {
    pb::WhoAmIResponse response;
    const auto status = rpc::FromGrpcStatus(stub_->WhoAmI(As(as).get(), {}, &response));
    if (!status.ok()) return status;
    return response;
  }

  testing::ManualClock clock_{SystemClock().WallMicros()};  // Of signing in.
  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  CommandRouter router_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::mutex committing_;
  identity::SignInState sign_in_{identity::kPasswordFloor, identity::MakeSealKeys(SystemRandom()),
                                 "nut-tinh", clock_, SystemRandom()};
  rpc::StoreTokens tokens_{store_, sign_in_.sessions};
  rpc::WorkPool hash_pool_{2, 200};
  rpc::WorkPool pool_{2, 8};
  rpc::CallPorts calls_;
  Units units_;
  std::unique_ptr<AccountHandler> handler_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<pb::AccountService::Stub> stub_;
};

}  // namespace par::services
