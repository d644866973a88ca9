// Goal: whatever a node above says or does on a line, the node below has one clear reason for its
// people, lets go of the line, dials again only after its pause, has changed nothing, and is well
// as soon as the node above is. Method: the real driver, pipe, TLS and machine of the lower end
// over a ledger of its own; above, a server that says bytes of the test's choosing. Time is the
// test's.
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <utility>

#include "common/domain/refusal.h"
#include "common/exchange/child_link.h"
#include "common/rpc/link_driver.h"
#include "common/rpc/tls.h"
#include "common/rpc/tls_memory.h"
#include "tests/support/patience.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/exchange/hand_spoken_child.h"
#include "tests/unit/node/node_world.h"

namespace par::node {
namespace {

using exchange::v1::LinkMessage;
using par::testing::Eventually;

// What the node above does once it has heard the hello.
struct Behaviour {
  std::function<std::string(const LinkMessage& hello)> says;  // Absent: nothing.
  bool ends = false;                                          // The stream, with `status`.
  grpc::Status status = {};
  bool answers = true;  // False: it takes the call and never says that somebody is there.
};

// One stream of the service, in bytes.
class SpokenStream final : public grpc::ServerGenericBidiReactor {
 public:
  SpokenStream(Behaviour behaviour, std::atomic<int>& open)
      : behaviour_(std::move(behaviour)), open_(open) {
    ++open_;
    if (behaviour_.answers) StartSendInitialMetadata();
    StartRead(&heard_);
  }
  void OnReadDone(bool ok) override {
    if (!ok) return End({});  // The node below has let go.
    if (std::exchange(answered_, true)) return StartRead(&heard_);
    LinkMessage hello;
    EXPECT_TRUE(grpc::SerializationTraits<LinkMessage>::Deserialize(&heard_, &hello).ok());
    if (behaviour_.says) {
      const grpc::Slice slice(behaviour_.says(hello));
      said_ = grpc::ByteBuffer(&slice, 1);
      StartWrite(&said_);
    }
    if (behaviour_.ends) return End(behaviour_.status);
    StartRead(&heard_);
  }
  void OnCancel() override { End({}); }
  void OnDone() override {
    --open_;
    delete this;
  }

 private:
  void End(const grpc::Status& status) {
    if (!ended_.exchange(true)) Finish(status);
  }
  const Behaviour behaviour_;
  std::atomic<int>& open_;
  grpc::ByteBuffer heard_;
  grpc::ByteBuffer said_;
  bool answered_ = false;
  std::atomic<bool> ended_ = false;
};

class SpokenService final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    const std::lock_guard lock(mutex_);
    return new SpokenStream(behaviour_, open);
  }
  void Behave(Behaviour behaviour) {
    const std::lock_guard lock(mutex_);
    behaviour_ = std::move(behaviour);
  }
  std::atomic<int> open = 0;  // Streams.

 private:
  std::mutex mutex_;
  Behaviour behaviour_;
};

rpc::TlsFiles TlsOf(const config::Config& config) {
  const config::CertificateFiles& files = config.certificates;
  return {.authority = files.authority, .certificate = files.certificate, .key = files.key};
}

// The lower end: a node of its own with a line to `address`.
class LowerEnd {
 public:
  LowerEnd(const std::string& address, const rpc::TlsFiles& tls)
      : above_(address, tls, "P"),
        link_({.node_id = "C",
               .parent_node = "P",
               .machine_id = "m1",
               .boot_nonce = "this boot",
               .retry = {}},
              node_.ports()),
        driver_(std::make_shared<rpc::LinkDriver>(
            [this](exchange::LinkInput input) { return link_.Step(std::move(input)); },
            rpc::LinkDriver::Ports{.submit =
                                       [this](ledger::Command command, rpc::SubmitDone done) {
                                         node_.Submit(std::move(command), std::move(done));
                                       },
                                   .pool = &pool_,
                                   .dial =
                                       [this](const rpc::TakeLink& take) {
                                         ++dials;
                                         above_.OpenLink(take);
                                       },
                                   .has_room = {},
                                   .ended = {}})) {}
  ~LowerEnd() {
    driver_->Stop();
    pool_.Stop();
  }
  LowerEnd(const LowerEnd&) = delete;
  LowerEnd& operator=(const LowerEnd&) = delete;

  // Returns when all that follows from it, but for what travels, is done.
  void TickAfter(std::int64_t micros) {
    driver_->Inspect([&] { node_.clock().Advance(micros); });
    driver_->Tick();
    std::promise<void> done;
    ASSERT_TRUE(pool_.TryPost([&done] { done.set_value(); }));
    done.get_future().get();
  }
  exchange::LinkStatus Status() {
    exchange::LinkStatus status;
    driver_->Inspect([&] { status = link_.Status(); });
    return status;
  }
  std::uint64_t Entries() {
    std::uint64_t entries = 0;
    driver_->Inspect([&] { entries = node_.entries(); });
    return entries;
  }
  std::atomic<int> dials = 0;

 private:
  exchange::testing::HandSpokenNode node_{"C", "c", sim::Country({{"p", "", "P"}, {"c", "p", "C"}}),
                                          /*superior=*/false};
  rpc::WorkPool pool_{1, 64};
  rpc::UpperNode above_;
  exchange::ChildLink link_;
  std::shared_ptr<rpc::LinkDriver> driver_;
};

std::string Honest(const LinkMessage& hello) {
  return exchange::testing::HandSpokenChild::AnswerTo(hello.hello()).SerializeAsString();
}
Behaviour SaysBytes(std::string bytes) {
  return {.says = [bytes = std::move(bytes)](const LinkMessage&) { return bytes; }};
}
Behaviour SaysMessage(const std::function<void(LinkMessage&)>& fill) {
  LinkMessage message;
  fill(message);
  return SaysBytes(message.SerializeAsString());
}

class HostileParentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(
        "127.0.0.1:0",
        rpc::ServerTls(TlsOf(world_.NewConfig("P", config::NodeLevel::kProvince, "p"))), &port_);
    builder.AddChannelArgument(GRPC_ARG_TSI_MAX_FRAME_SIZE, rpc::kTlsFrameBytes);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    below_ = TlsOf(world_.NewConfig("C", config::NodeLevel::kDistrict, "c"));
  }
  void TearDown() override { server_->Shutdown(); }

  // The line's first life is as `behaviour` says, the second with an honest node above.
  void Meets(const Behaviour& behaviour, const std::string& reason) {
    service_.Behave(behaviour);
    LowerEnd below("127.0.0.1:" + std::to_string(port_), below_);
    const std::uint64_t entries = below.Entries();
    below.TickAfter(0);
    ASSERT_EQ(below.dials, 1);
    if (!behaviour.answers) {
      EXPECT_TRUE(Eventually([&] { return service_.open == 1; }));
      below.TickAfter(exchange::kSilenceMicros + 1);
    }
    EXPECT_TRUE(Eventually([&] {
      const exchange::LinkStatus status = below.Status();
      return !status.connected && !status.last_error.ok() && service_.open == 0;
    })) << below.Status().last_error;
    EXPECT_EQ(domain::ReasonOf(below.Status().last_error), reason) << below.Status().last_error;
    EXPECT_EQ(below.Entries(), entries) << "nothing was entered";
    service_.Behave({.says = Honest});
    below.TickAfter(0);
    EXPECT_EQ(below.dials, 1) << "it waits first";
    below.TickAfter(exchange::RetryPolicy().first_micros);
    EXPECT_EQ(below.dials, 2);
    EXPECT_TRUE(Eventually([&] { return below.Status().in_session; })) << "and then all is well";
  }

  testing::World world_;
  int port_ = 0;
  SpokenService service_;
  std::unique_ptr<grpc::Server> server_;
  rpc::TlsFiles below_;
};

TEST_F(HostileParentTest, EachFaultIsOneReasonAPauseAndNothingElse) {
  const struct {
    const char* why;
    Behaviour behaviour;
    const char* reason;
  } rows[] = {
      {"bytes that are no message", SaysBytes("\xff\xff\xff\xff"), "line_unreadable"},
      {"half an answer",
       {.says =
            [](const LinkMessage& hello) {
              const std::string whole = Honest(hello);
              return whole.substr(0, whole.size() / 2);
            }},
       "line_unreadable"},
      {"a text that is not UTF-8",
       {.says =
            [](const LinkMessage& hello) {
              std::string bytes = Honest(hello);
              // The unit of the first stream that is granted: two letters of a field's end.
              return bytes.replace(bytes.find("\x01"
                                              "c"),
                                   2, "\x01\xff");
            }},
       "line_unreadable"},
      {"more than a message may be", SaysBytes(std::string(std::size_t{2} << 20u, '\0')),
       "message_too_large"},
      {"a message that says nothing", SaysBytes(""), "exchange_unexpected"},
      {"what only a child says",
       SaysMessage([](LinkMessage& m) { m.mutable_push()->mutable_session()->set_counter(1); }),
       "exchange_unexpected"},
      {"a packed message that holds none",
       SaysMessage([](LinkMessage& m) { m.mutable_packed()->set_unpacked_bytes(4096); }),
       "exchange_malformed"},
      {"it refuses, with words of its own", SaysMessage([](LinkMessage& m) {
         m.mutable_hello_ack()->set_echo_boot_nonce("this boot");
         m.mutable_hello_ack()->set_status(exchange::v1::HELLO_STATUS_REFUSED);
         m.mutable_hello_ack()->set_reason("exchange_upgrade");
       }),
       "exchange_upgrade"},
      {"it takes the call and never answers", {.says = {}, .answers = false}, "exchange_silent"},
      {"it hangs up without a word", {.says = {}, .ends = true}, "line_other_side_gone"},
      {"an error of no kind we know",
       {.says = {}, .ends = true, .status = grpc::Status(grpc::StatusCode::INTERNAL, "\x01boom")},
       "line_broken"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    Meets(row.behaviour, row.reason);
  }
}

}  // namespace
}  // namespace par::node
