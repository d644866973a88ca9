// Goal: nobody is told of a call within the process after the gateway that began it is gone; what
// is under way when it stops is cancelled, also what is made for several readers and has no owner.
// Method: services that hold every call until it is cancelled; a gateway on a socket, and its calls
// without one.
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "common/config/config.h"
#include "common/gateway/gateway.h"
#include "common/gateway/inside_calls.h"
#include "tests/support/patience.h"
#include "tests/support/raw_http.h"
#include "tests/support/status_matchers.h"

namespace par::gateway {
namespace {

using testing::Eventually;

constexpr char kMethod[] = "/par.decision.v1.PublicService/ListPublished";

// Every service there may be; none of them answers.
class HoldingServices final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    Count(&HoldingServices::held_);
    return new Held(*this);
  }
  int held() { return Now(&HoldingServices::held_); }
  int cancelled() { return Now(&HoldingServices::cancelled_); }

 private:
  class Held final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Held(HoldingServices& services) : services_(services) {}
    void OnCancel() override {
      services_.Count(&HoldingServices::cancelled_);
      Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

   private:
    HoldingServices& services_;
  };
  void Count(int HoldingServices::* what) {
    const std::lock_guard lock(mutex_);
    ++(this->*what);
  }
  int Now(int HoldingServices::* what) {
    const std::lock_guard lock(mutex_);
    return this->*what;
  }

  std::mutex mutex_;  // Guards what follows.
  int held_ = 0;
  int cancelled_ = 0;
};

class GatewayStopTest : public ::testing::Test {
 protected:
  GatewayStopTest() {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(&services_);
    server_ = builder.BuildAndStart();
  }
  ~GatewayStopTest() override { server_->Shutdown(std::chrono::system_clock::now()); }
  std::shared_ptr<grpc::Channel> Channel() { return server_->InProcessChannel({}); }

  HoldingServices services_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(GatewayStopTest, WhoeverWaitsForACallIsToldBeforeTheCallsAreGone) {
  const struct {
    const char* why;
    bool streams;
    bool stopped_before;
  } kCases[] = {
      {"a call that is held", false, false},
      {"a stream that brings nothing", true, false},
      {"a call that begins when all is over", false, true},
      {"a stream that begins when all is over", true, true},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    const int before = services_.held();
    const auto held = std::make_shared<std::vector<absl::Status>>();
    {
      InsideCalls inside(Channel(), "secret");
      if (row.stopped_before) inside.Stop();
      const InsideCall call{.method = kMethod, .token = {}};
      if (row.streams) {
        inside.Stream(call, "",
                      {.message = [](const std::string&) { ADD_FAILURE() << "nobody answers"; },
                       .done = [held](const absl::Status& status) { held->push_back(status); }});
      } else {
        inside.Unary(call, "", [held](const absl::StatusOr<std::string>& answer) {
          held->push_back(answer.status());
        });
      }
      if (!row.stopped_before) {
        ASSERT_TRUE(Eventually([&] { return services_.held() == before + 1; }));
      }
    }
    ASSERT_EQ(held->size(), 1u) << "it would be told of an end behind our backs";
    EXPECT_EQ(held->front().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(held.use_count(), 1) << "what was to be told is still held";
  }
}

// The page would be made for a minute's readers: no browser's going away cancels it.
TEST_F(GatewayStopTest, APageThatIsBeingMadeDoesNotOutliveTheGateway) {
  config::Config config = config::DefaultConfig();
  config.node_id = "nut";
  config.portal.listen = "127.0.0.1:0";
  config.portal.open_to_public = true;
  ASSERT_OK_AND_ASSIGN(
      const std::unique_ptr<Gateway> gateway,
      Gateway::Start({.config = config, .inside = Channel(), .secret = "secret", .node = [] {
                        return NodeGauges{};
                      }}));
  testing::RawHttp reader(gateway->port());
  ASSERT_TRUE(reader.Send("GET /public/data/decisions.json HTTP/1.1\r\nHost: nut\r\n\r\n"));
  ASSERT_TRUE(Eventually([&] { return services_.held() == 1; }));
  gateway->Stop(absl::ZeroDuration());
  EXPECT_TRUE(reader.Closes());
  // Sooner than the call would end by itself.
  EXPECT_TRUE(Eventually([&] { return services_.cancelled() == 1; }, std::chrono::seconds(15)));
}

}  // namespace
}  // namespace par::gateway
