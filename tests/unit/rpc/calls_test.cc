// Goal: a handler made of CommandCall and QueryCall authorises, submits, answers after the commit,
// refuses what is late, busy or anonymous, and never holds up a gRPC thread.
// Method: real gRPC in process. UnitHandler below is the worked example of docs/handlers.md; the
// ledger's place is taken by a queue that the test commits by hand, so that "not yet committed" can
// be seen.
#include "common/rpc/calls.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/work_pool.h"
#include "common/services/kinds.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/support/status_matchers.h"

namespace par::rpc {
namespace {

using domain::Role;
using testing::IsOk;
using testing::ReasonIs;
using testing::StatusIs;

// What the handler asks; a desk of common/services in the real program.
class UnitDesk {
 public:
  absl::StatusOr<CommandScope> MayImport(const Caller& caller) const {
    ASSIGN_OR_RETURN(const Role role, identity::RoleFor(caller, domain::Permission::kManageUnits,
                                                        domain::Relation::kOwn));
    return CommandScope{.actor = ActorAs(caller, role), .unit = caller.unit.value()};
  }
  absl::Status List(const Caller& caller, unit::v1::ListUnitsResponse* response) {
    if (gate.valid()) gate.wait();
    response->add_units()->set_id(caller.unit.value());
    return absl::OkStatus();
  }
  std::shared_future<void> gate;  // While it is shut, List waits as a slow disk would.
};

class UnitHandler final : public unit::v1::UnitService::CallbackService {
 public:
  UnitHandler(const CallPorts& ports, UnitDesk& desk) : ports_(ports), desk_(desk) {}

  grpc::ServerUnaryReactor* ImportUnits(grpc::CallbackServerContext* context,
                                        const unit::v1::ImportUnitsRequest* request,
                                        unit::v1::ImportUnitsResponse* response) override {
    return CommandCall(ports_, context, *request, response, services::Kind::kImportUnits,
                       [this](const Caller& caller) { return desk_.MayImport(caller); });
  }
  grpc::ServerUnaryReactor* ListUnits(grpc::CallbackServerContext* context,
                                      const unit::v1::ListUnitsRequest*,
                                      unit::v1::ListUnitsResponse* response) override {
    return QueryCall(ports_, context, [this, response](const Caller& caller) {
      return desk_.List(caller, response);
    });
  }

 private:
  const CallPorts& ports_;
  UnitDesk& desk_;
};

Caller Of(const char* account, Role role) {
  return {.account = domain::AccountId(account),
          .unit = domain::UnitId("H38"),
          .roles = {role},
          .areas = {}};
}

class Tokens final : public TokenVerifier {
 public:
  absl::StatusOr<Caller> Look(std::string_view token) override {
    ++looked;
    return Verify(token);
  }
  absl::StatusOr<Caller> Verify(std::string_view token) override {
    if (token == "good-admin") return Of("an", Role::kAdministrator);
    if (token == "good-clerk") return Of("binh", Role::kClerk);
    return domain::Refusal(absl::StatusCode::kUnauthenticated, "token_missing");
  }
  std::atomic<int> looked = 0;
};

class CallsTest : public ::testing::Test {
 protected:
  CallsTest() {
    ports_.tokens = &tokens_;
    ports_.pool = &pool_;
    ports_.submit = [this](ledger::Command command, SubmitDone done) {
      const std::lock_guard lock(mutex_);
      submitted_.emplace_back(std::move(command), std::move(done));
      arrived_.notify_all();
    };
    grpc::ServerBuilder builder;
    builder.RegisterService(&handler_);
    server_ = builder.BuildAndStart();
    stub_ = unit::v1::UnitService::NewStub(server_->InProcessChannel({}));
  }

  static std::unique_ptr<grpc::ClientContext> Context(const std::string& token) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    if (!token.empty()) context->AddMetadata("authorization", "Bearer " + token);
    return context;
  }

  std::pair<ledger::Command, SubmitDone> NextSubmitted() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !submitted_.empty(); });
    auto next = std::move(submitted_.front());
    submitted_.erase(submitted_.begin());
    return next;
  }

  absl::Status Import(const std::string& token, const std::string& id,
                      unit::v1::ImportUnitsResponse* response, std::size_t payload = 3) {
    unit::v1::ImportUnitsRequest request;
    request.set_request_id(id);
    request.set_units_yaml(std::string(payload, 'x'));
    return FromGrpcStatus(stub_->ImportUnits(Context(token).get(), request, response));
  }

  absl::Status List(grpc::ClientContext* context) {
    unit::v1::ListUnitsResponse response;
    return FromGrpcStatus(stub_->ListUnits(context, {}, &response));
  }

  Tokens tokens_;
  WorkPool pool_{2, 8};
  CallPorts ports_;
  UnitDesk desk_;
  UnitHandler handler_{ports_, desk_};
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::pair<ledger::Command, SubmitDone>> submitted_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<unit::v1::UnitService::Stub> stub_;
};

TEST_F(CallsTest, AnswersOnlyAfterTheCommit) {
  unit::v1::ImportUnitsResponse response;
  const std::string id(16, 'i');
  auto call = std::async(std::launch::async, [&] { return Import("good-admin", id, &response); });
  auto [command, done] = NextSubmitted();
  EXPECT_EQ(call.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  EXPECT_EQ(command.id, id);
  EXPECT_EQ(command.kind, 200u);
  EXPECT_EQ(command.unit, "H38");
  EXPECT_EQ(command.actor, (ledger::Actor{"H38", "an", "administrator"}));
  unit::v1::ImportUnitsRequest kept;
  ASSERT_TRUE(kept.ParseFromString(command.payload));
  EXPECT_EQ(kept.units_yaml(), "xxx");
  unit::v1::ImportUnitsResponse stored;
  stored.set_units(14);
  done(stored.SerializeAsString());
  EXPECT_THAT(call.get(), IsOk());
  EXPECT_EQ(response.units(), 14u);
}

TEST_F(CallsTest, TheLedgersRefusalReachesTheClientWhole) {
  unit::v1::ImportUnitsResponse response;
  auto call = std::async(std::launch::async,
                         [&] { return Import("good-admin", std::string(16, 'i'), &response); });
  const absl::Status refusal =
      domain::Refusal(absl::StatusCode::kAborted, "text_empty", {{"field", "tên đơn vị"}});
  NextSubmitted().second(refusal);
  EXPECT_EQ(call.get(), refusal);
}

TEST_F(CallsTest, RefusesBeforeTheLedgerIsAsked) {
  unit::v1::ImportUnitsResponse response;
  EXPECT_THAT(Import("", std::string(16, 'i'), &response),
              ReasonIs(absl::StatusCode::kUnauthenticated, "token_missing"));
  EXPECT_THAT(Import("forged", std::string(16, 'i'), &response), ReasonIs("token_missing"));
  EXPECT_THAT(Import("good-clerk", std::string(16, 'i'), &response),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(Import("good-admin", std::string(15, 'i'), &response),
              ReasonIs("request_id_invalid"));
  EXPECT_THAT(Import("good-admin", std::string(16, 'i'), &response, kLargestRequest),
              ReasonIs("request_too_large"));
  EXPECT_TRUE(submitted_.empty());
}

TEST_F(CallsTest, RefusesACallWithoutADeadline) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer good-clerk");
  EXPECT_THAT(List(&context), ReasonIs(absl::StatusCode::kInvalidArgument, "deadline_missing"));
}

// A page that asks again and again with nobody before it must not keep a session alive.
TEST_F(CallsTest, WhatAPageDoesByItselfOnlyLooksAtItsSession) {
  EXPECT_THAT(List(Context("good-clerk").get()), IsOk());
  EXPECT_EQ(tokens_.looked, 0) << "a person's call uses it";
  const auto context = Context("good-clerk");
  context->AddMetadata(kWatchingMetadata, "1");
  EXPECT_THAT(List(context.get()), IsOk());
  EXPECT_EQ(tokens_.looked, 1);
  const auto forged = Context("forged");
  forged->AddMetadata(kWatchingMetadata, "1");
  EXPECT_THAT(List(forged.get()), ReasonIs("token_missing")) << "it proves nothing";
}

TEST_F(CallsTest, TwoTokensAreNone) {
  const auto context = Context("good-clerk");
  context->AddMetadata("authorization", "Bearer good-admin");
  EXPECT_THAT(List(context.get()), ReasonIs("token_missing"));
}

// 64 calls that wait on a slow disk: two run, eight queue, the rest are told to come back; an
// unrelated method still answers because no gRPC thread waits with them.
TEST_F(CallsTest, SlowQueriesNeitherPileUpNorHoldUpOthers) {
  std::promise<void> open;
  desk_.gate = open.get_future().share();
  struct Call {
    std::unique_ptr<grpc::ClientContext> context = Context("good-clerk");
    unit::v1::ListUnitsRequest request;
    unit::v1::ListUnitsResponse response;
  };
  struct Tally {  // Held by the callbacks: the last may still be leaving it when the test ends.
    std::mutex mutex;
    std::condition_variable changed;
    int busy = 0;
    int served = 0;
  };
  const auto tally = std::make_shared<Tally>();
  std::vector<Call> calls(64);
  for (Call& call : calls) {
    stub_->async()->ListUnits(call.context.get(), &call.request, &call.response,
                              [tally](const grpc::Status& status) {
                                const absl::Status result = FromGrpcStatus(status);
                                const std::lock_guard lock(tally->mutex);
                                if (result.ok()) ++tally->served;
                                if (domain::ReasonOf(result) == "node_busy") ++tally->busy;
                                tally->changed.notify_all();
                              });
  }
  std::unique_lock lock(tally->mutex);
  tally->changed.wait(lock, [&] { return tally->busy >= 64 - 10; });
  lock.unlock();
  grpc::ClientContext no_deadline;  // Answered by the reactor itself, without the pool.
  EXPECT_THAT(List(&no_deadline), ReasonIs("deadline_missing"));
  open.set_value();
  lock.lock();
  tally->changed.wait(lock, [&] { return tally->busy + tally->served == 64; });
  EXPECT_GE(tally->served, 8);  // The queue alone, had the threads been slow to take the first two.
  EXPECT_LE(tally->served, 10);
}

}  // namespace
}  // namespace par::rpc
