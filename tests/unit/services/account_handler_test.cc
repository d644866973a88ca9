// Goal: accounts are looked after over gRPC by whoever has the right for their unit, and by nobody
// else; everyone sees himself.
// Method: real gRPC in process with real tokens, on a ledger in memory with the account commands
// and a tree of a province above a district.
#include "common/services/account_handler.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <mutex>

#include "common/identity/kinds.h"
#include "common/identity/token.h"
#include "common/ledger/ledger.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/store_tokens.h"
#include "common/rpc/work_pool.h"
#include "common/services/account_rules.h"
#include "common/services/command_router.h"
#include "common/services/rows.h"
#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

namespace pb = account::v1;
using par::testing::IsOk;
using par::testing::ReasonIs;

constexpr char kUnits[] =
    "format: parnet/units/1\n"
    "units:\n"
    "  - {id: tinh, name: Tỉnh Nhỏ, kind: tinh}\n"
    "  - {id: huyen, name: Huyện Nhỏ, kind: huyen, parent: tinh}\n"
    "  - {id: xa, name: Huyện Xa, kind: huyen, parent: tinh}\n";

class AccountHandlerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    RegisterAccountCommands(router_, units_);
    ASSERT_OK_AND_ASSIGN(ledger_, ledger::Ledger::Open(store_, mark_, router_, SystemClock()));
    record::v1::UnitsRow units;
    units.set_units_yaml(kUnits);
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
    ASSERT_THAT(done, IsOk());
  }

  static std::unique_ptr<grpc::ClientContext> As(const std::string& account) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    context->AddMetadata("authorization", "Bearer token-" + account);
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

  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  CommandRouter router_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::mutex committing_;
  rpc::StoreTokens tokens_{store_};
  rpc::WorkPool pool_{2, 8};
  rpc::CallPorts calls_;
  Units units_;
  std::unique_ptr<AccountHandler> handler_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<pb::AccountService::Stub> stub_;
};

TEST_F(AccountHandlerTest, OnlyTheUnitsAdministratorOrTheOneAboveAddsAccounts) {
  const struct {
    const char* why;
    const char* as;
    const char* unit;
    const char* reason;  // Empty: done.
  } rows[] = {
      {"the unit's own administrator", "quan-tri-huyen", "huyen", ""},
      {"the administrator of the unit directly above", "quan-tri-tinh", "huyen", ""},
      {"a unit that lives on another node", "quan-tri-tinh", "xa", "unit_not_hosted"},
      {"a clerk looks after no accounts", "chuyen-vien", "huyen", "not_permitted"},
      {"nobody reaches upwards", "quan-tri-huyen", "tinh", "not_permitted"},
      {"a unit that is not in the tree", "quan-tri-tinh", "xa-la", "not_permitted"},
      {"no unit given", "quan-tri-tinh", "", "not_permitted"},
      {"a token nobody was given", "nguoi-la", "huyen", "token_not_good"},
  };
  int number = 0;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const std::string name = "moi-" + std::to_string(++number);
    const absl::Status added = Add(row.as, Person(name, row.unit, pb::ROLE_CLERK));
    EXPECT_EQ(domain::ReasonOf(added), row.reason) << added;
    EXPECT_EQ(Get("quan-tri-tinh", name).ok(), added.ok()) << "a refusal changes nothing";
  }
}

TEST_F(AccountHandlerTest, ADisabledAccountIsOutAtOnce) {
  EXPECT_THAT(Disable("chuyen-vien", "quan-tri-huyen"), ReasonIs("not_permitted"));
  EXPECT_THAT(Disable("quan-tri-huyen", "quan-tri-tinh"), ReasonIs("not_permitted"));
  EXPECT_THAT(Disable("quan-tri-huyen", std::string(5000, 'x')), ReasonIs("account_unknown"));
  ASSERT_THAT(WhoAmI("chuyen-vien"), IsOk());
  ASSERT_THAT(Disable("quan-tri-huyen", "chuyen-vien"), IsOk());
  EXPECT_THAT(WhoAmI("chuyen-vien"), ReasonIs("token_not_good"));
}

TEST_F(AccountHandlerTest, ListsWhatTheCallerLooksAfter) {
  using Names = std::vector<std::string>;
  ASSERT_OK_AND_ASSIGN(const Names all, List("quan-tri-tinh", ""));
  EXPECT_EQ(all, (Names{"chuyen-vien", "quan-tri-huyen", "quan-tri-tinh"}));
  ASSERT_OK_AND_ASSIGN(const Names own, List("quan-tri-huyen", ""));
  EXPECT_EQ(own, (Names{"chuyen-vien", "quan-tri-huyen"}));
  ASSERT_OK_AND_ASSIGN(const Names none, List("chuyen-vien", ""));
  EXPECT_EQ(none, Names{});
  EXPECT_THAT(List("quan-tri-huyen", "tinh"), ReasonIs("not_permitted"));
}

TEST_F(AccountHandlerTest, EveryoneSeesHimselfWithHisUnitsName) {
  ASSERT_OK_AND_ASSIGN(const pb::WhoAmIResponse me, WhoAmI("chuyen-vien"));
  EXPECT_EQ(me.account().name(), "chuyen-vien");
  ASSERT_EQ(me.account().roles_size(), 1);
  EXPECT_EQ(me.account().roles(0), pb::ROLE_CLERK);
  EXPECT_EQ(me.unit_name(), "Huyện Nhỏ");
  ASSERT_OK_AND_ASSIGN(const pb::GetAccountResponse own, Get("chuyen-vien", "chuyen-vien"));
  EXPECT_EQ(own.tokens_size(), 1);
  EXPECT_THAT(Get("chuyen-vien", "quan-tri-huyen"), ReasonIs("not_permitted"));
}

}  // namespace
}  // namespace par::services
