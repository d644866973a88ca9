// Goal: a pipe carries messages in order both ways, reads only as fast as its owner asks, and tells
// each owner once that it closed, whoever closed it and however.
// Method: the same checks on a pipe over real gRPC with mutual TLS and on one within the process.
#include "common/rpc/pipe.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <string>

#include "common/base/clock.h"
#include "common/domain/refusal.h"
#include "common/exchange/limits.h"
#include "common/identity/ca.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/local_pipe.h"
#include "common/rpc/server.h"
#include "common/rpc/tls.h"
#include "common/rpc/tls_memory.h"
#include "common/rpc/unsent.h"
#include "par/exchange/v1/exchange.grpc.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::rpc {
namespace {

using exchange::v1::LinkMessage;
using testing::IsOk;
using testing::ReasonIs;

LinkMessage MessageNumbered(std::uint64_t number) {
  LinkMessage message;
  message.mutable_hello()->set_free_disk_bytes(number);
  return message;
}

// One end's owner: keeps what it is told and asks for the next message when the test says so.
class Owner {
 public:
  TakeLink Take() {
    return [this](std::shared_ptr<LinkPipe> pipe) {
      const std::lock_guard lock(mutex_);
      pipe_ = std::move(pipe);
      changed_.notify_all();
      return PipeEvents<LinkMessage>{
          .opened = [this] { Note([this] { opened_ = true; }); },
          .received =
              [this](const LinkMessage& message, std::function<void()> next) {
                Note([&] {
                  received_.push_back(message.hello().free_disk_bytes());
                  next_ = std::move(next);
                });
                if (on_message) on_message();
                if (eager) Next();
              },
          .closed = [this](const absl::Status& why) { Note([&] { closed_.push_back(why); }); }};
    };
  }
  std::shared_ptr<LinkPipe> pipe() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return pipe_ != nullptr; });
    return pipe_;
  }
  void Next() {
    std::function<void()> next;
    {
      const std::lock_guard lock(mutex_);
      next.swap(next_);
    }
    if (next) next();
  }
  std::vector<std::uint64_t> WaitForMessages(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return received_.size() >= count; });
    return received_;
  }
  void WaitOpen() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return opened_; });
  }
  absl::Status WaitClosed() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !closed_.empty(); });
    return closed_.front();
  }
  std::size_t WaitClosedOnce() {
    (void)WaitClosed();
    return times_closed();
  }
  std::size_t times_closed() {
    const std::lock_guard lock(mutex_);
    return closed_.size();
  }
  std::atomic<bool> eager = true;
  std::function<void()> on_message;

 private:
  template <typename Change>
  void Note(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<LinkPipe> pipe_;
  std::vector<std::uint64_t> received_;
  std::function<void()> next_;
  std::vector<absl::Status> closed_;
  bool opened_ = false;
};

// Joins `lower` and `upper` the way the parameter says.
class PipeTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (!GetParam()) return;
    const std::int64_t now = SystemClock().WallMicros();
    ASSERT_OK_AND_ASSIGN(authority_, identity::Authority::Create(folder_.path(), "test", now));
    tls_ = {Files("H38"), Files("H38-01")};
    handler_ = NewExchangeHandler(
        {.link = [this](std::string_view peer) -> absl::StatusOr<TakeLink> {
           if (peer == "H38-01") return upper_.Take();
           if (peer == "H38-02") return siblings_upper_.Take();
           return domain::Refusal(absl::StatusCode::kPermissionDenied, "peer_unknown");
         },
         .blob = [](std::string_view) -> absl::StatusOr<TakeBlob> {
           return domain::Refusal(absl::StatusCode::kPermissionDenied, "peer_unknown");
         }});
    ASSERT_OK_AND_ASSIGN(server_,
                         Server::Start({Port::kPeer, "127.0.0.1:0", tls_[0]}, {handler_.get()}));
    address_ = "127.0.0.1:" + std::to_string(server_->port());
  }

  TlsFiles Files(const std::string& node) {
    const auto made = identity::MakeKeyAndRequest();
    const auto issued = authority_->IssueNode(made.request_pem, {node, {}, {}},
                                              {.from_micros = SystemClock().WallMicros()});
    serials_[node] = issued->serial;
    const auto folder = folder_ / node;
    std::filesystem::create_directories(folder);
    EXPECT_OK(
        identity::WriteNodeFiles(folder, made.key_pem, issued->pem, authority_->certificate_pem()));
    return {folder / "ca.crt", folder / "node.crt", folder / "node.key"};
  }

  void Join() {
    if (!GetParam()) return LocalPipe<LinkMessage>::Join(lower_.Take(), upper_.Take());
    dialler_ = std::make_unique<UpperNode>(address_, tls_[1], "H38");
    dialler_->OpenLink(lower_.Take());
    lower_.WaitOpen();
  }

  testing::TempDir folder_;
  std::unique_ptr<identity::Authority> authority_;
  std::vector<TlsFiles> tls_;
  std::map<std::string, std::string> serials_;
  Owner lower_;
  Owner upper_;
  Owner siblings_upper_;
  std::shared_ptr<grpc::Service> handler_;
  std::unique_ptr<Server> server_;
  std::string address_;
  std::unique_ptr<UpperNode> dialler_;
};

TEST_P(PipeTest, CarriesMessagesInOrderBothWays) {
  Join();
  std::vector<std::uint64_t> sent;
  for (std::uint64_t i = 0; i < 200; ++i) {
    sent.push_back(i);
    lower_.pipe()->Send(MessageNumbered(i));
    upper_.pipe()->Send(MessageNumbered(i));
  }
  EXPECT_EQ(upper_.WaitForMessages(200), sent);
  EXPECT_EQ(lower_.WaitForMessages(200), sent);
  lower_.pipe()->Close(absl::OkStatus());
  EXPECT_EQ(lower_.WaitClosedOnce(), 1u);
  EXPECT_EQ(upper_.WaitClosedOnce(), 1u);
}

TEST_P(PipeTest, GivesTheNextMessageOnlyWhenAsked) {
  upper_.eager = false;
  Join();
  for (std::uint64_t i = 0; i < 3; ++i) lower_.pipe()->Send(MessageNumbered(i));
  EXPECT_EQ(upper_.WaitForMessages(1).size(), 1u);
  upper_.Next();
  EXPECT_EQ(upper_.WaitForMessages(2).size(), 2u);
  upper_.Next();
  EXPECT_EQ(upper_.WaitForMessages(3), (std::vector<std::uint64_t>{0, 1, 2}));
  upper_.pipe()->Close(absl::OkStatus());
  EXPECT_EQ(lower_.WaitClosedOnce(), 1u);
}

TEST_P(PipeTest, TheUpperSidesReasonReachesTheLowerOne) {
  Join();
  const absl::Status why = domain::Refusal(absl::StatusCode::kResourceExhausted, "node_busy");
  upper_.pipe()->Close(why);
  upper_.pipe()->Close(absl::OkStatus());
  upper_.pipe()->Send(MessageNumbered(1));  // Too late: goes nowhere.
  EXPECT_THAT(lower_.WaitClosed(), ReasonIs("node_busy"));
  EXPECT_THAT(upper_.WaitClosed(), ReasonIs("node_busy"));
  EXPECT_EQ(lower_.times_closed(), 1u);
  EXPECT_EQ(upper_.times_closed(), 1u);
}

TEST_P(PipeTest, TheLowerSideMayLeave) {
  Join();
  lower_.pipe()->Close(absl::AbortedError("enough"));
  EXPECT_EQ(lower_.WaitClosed(), absl::AbortedError("enough"));
  EXPECT_EQ(upper_.WaitClosedOnce(), 1u);
  EXPECT_EQ(upper_.times_closed(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Both, PipeTest, ::testing::Bool(),
                         [](const auto& p) { return p.param ? "Grpc" : "Local"; });

class GrpcPipeTest : public PipeTest {};

TEST_P(GrpcPipeTest, AStrangerIsRefusedWithTheReason) {
  const TlsFiles stranger = Files("H39");
  UpperNode dialler(address_, stranger, "H38");
  dialler.OpenLink(lower_.Take());
  EXPECT_THAT(lower_.WaitClosed(), ReasonIs(absl::StatusCode::kPermissionDenied, "peer_unknown"));
}

TEST_P(GrpcPipeTest, ANodeAboveIsSpokenWithOnlyWhileItsCertificateCounts) {
  std::atomic<bool> withdrawn = true;
  const auto admit = [&](std::string_view serial) {
    return withdrawn && serial == serials_["H38"] ? absl::UnauthenticatedError("withdrawn")
                                                  : absl::OkStatus();
  };
  Owner refused;
  UpperNode dialler(address_, tls_[1], "H38", admit);
  dialler.OpenLink(refused.Take());
  EXPECT_THAT(refused.WaitClosed(), ReasonIs("line_certificate_withdrawn"));

  withdrawn = false;
  dialler.OpenLink(lower_.Take());
  lower_.WaitOpen();
  upper_.pipe()->Send(MessageNumbered(1));
  EXPECT_EQ(lower_.WaitForMessages(1).size(), 1u);
  withdrawn = true;
  upper_.pipe()->Send(MessageNumbered(2));
  EXPECT_THAT(lower_.WaitClosed(), ReasonIs("line_certificate_withdrawn"));
  EXPECT_EQ(lower_.WaitForMessages(1), (std::vector<std::uint64_t>{1}))
      << "the second was not taken";
  EXPECT_EQ(upper_.WaitClosedOnce(), 1u);
}

TEST_P(GrpcPipeTest, ALineToNowhereIsClosedNotHung) {
  server_->Stop(absl::ZeroDuration());
  UpperNode dialler(address_, tls_[1], "H38");
  dialler.OpenLink(lower_.Take());
  EXPECT_THAT(lower_.WaitClosed(), testing::StatusIs(absl::StatusCode::kUnavailable));
}

TEST_P(GrpcPipeTest, StoppingTheServerClosesItsLines) {
  Join();
  server_->Stop(absl::ZeroDuration());
  EXPECT_EQ(upper_.WaitClosedOnce(), 1u);
  EXPECT_FALSE(lower_.WaitClosed().ok());
}

TEST_P(GrpcPipeTest, TheDiallersEndClosesItsLines) {
  Join();
  dialler_.reset();
  EXPECT_EQ(lower_.times_closed(), 1u) << "it waits until they are over";
  EXPECT_EQ(upper_.WaitClosedOnce(), 1u);
}

// The node above serves no files for a month: that stream is dialled again and again beside the
// one of events.
TEST_P(GrpcPipeTest, StreamsThatEndedAreNotHeldBesideOneThatIsOpen) {
  Join();
  constexpr std::size_t kDials = 50;
  for (std::size_t i = 0; i < kDials; ++i) {
    std::promise<absl::Status> closed;
    dialler_->OpenBlob([&closed](const std::shared_ptr<BlobPipe>& /*pipe*/) {
      return PipeEvents<exchange::v1::BlobMessage>{
          .opened = {}, .received = {}, .closed = [&closed](const absl::Status& why) {
            closed.set_value(why);
          }};
    });
    EXPECT_THAT(closed.get_future().get(), ReasonIs("peer_unknown"));
  }
  // One that is over is still held when the next is opened, for a moment.
  EXPECT_LT(dialler_->held(), kDials / 5);
  EXPECT_GE(dialler_->held(), 2u);
  dialler_.reset();
  EXPECT_EQ(lower_.times_closed(), 1u) << "the one that was open is not forgotten";
}

// Each message is answered with a large one, and the lower side takes no answer. What a sibling
// does meanwhile is the clock.
TEST_P(GrpcPipeTest, APeerThatDoesNotReadIsNotReadEither) {
  constexpr std::size_t kMessages = 2000;
  constexpr std::size_t kAnswer = std::size_t{64} << 10u;
  lower_.eager = false;
  Join();
  upper_.on_message = [this] {
    LinkMessage answer;
    answer.mutable_hello()->set_node_id(std::string(kAnswer, 'x'));
    upper_.pipe()->Send(std::move(answer));
  };
  for (std::uint64_t i = 0; i < kMessages; ++i) lower_.pipe()->Send(MessageNumbered(i));
  EXPECT_GE(upper_.WaitForMessages(32).size(), 32u);

  Owner sibling;
  UpperNode siblings_line(address_, Files("H38-02"), "H38");
  siblings_upper_.on_message = [this] { siblings_upper_.pipe()->Send(MessageNumbered(0)); };
  siblings_line.OpenLink(sibling.Take());
  sibling.WaitOpen();
  for (std::size_t i = 1; i <= 300; ++i) {
    sibling.pipe()->Send(MessageNumbered(i));
    ASSERT_EQ(sibling.WaitForMessages(i).size(), i);
  }
  // 4 MiB unsent, what gRPC has taken, and one on its way.
  EXPECT_LT(upper_.WaitForMessages(32).size(), kMostUnsentBytes / kAnswer + 32);

  lower_.eager = true;
  lower_.Next();
  EXPECT_EQ(lower_.WaitForMessages(kMessages).size(), kMessages) << "and then it goes on";
  sibling.pipe()->Close(absl::OkStatus());
  EXPECT_EQ(sibling.WaitClosedOnce(), 1u);
  lower_.pipe()->Close(absl::OkStatus());
  EXPECT_EQ(upper_.WaitClosedOnce(), 1u);
}

// Whoever has a certificate of ours may dial: only what the protocol needs is held of him, and what
// it needs is taken from everybody.
TEST_P(GrpcPipeTest, AMessageLargerThanTheProtocolsIsRefusedAndTheLineComesAgain) {
  const auto of_bytes = [](std::size_t bytes) {
    LinkMessage message = MessageNumbered(1);
    std::string& filler = *message.mutable_hello()->mutable_node_id();
    filler.resize(bytes - 64, 'x');
    filler.resize(filler.size() + bytes - message.ByteSizeLong(), 'x');
    EXPECT_EQ(message.ByteSizeLong(), bytes);
    return message;
  };
  upper_.on_message = [this] { upper_.pipe()->Close(absl::OkStatus()); };  // It was taken.
  {
    grpc::ChannelArguments unbounded;
    unbounded.SetMaxSendMessageSize(-1);
    unbounded.SetInt(GRPC_ARG_TSI_MAX_FRAME_SIZE, kTlsFrameBytes);
    const auto stub = exchange::v1::ExchangeService::NewStub(
        grpc::CreateCustomChannel(address_, ChannelTls(tls_[1], "H38"), unbounded));
    grpc::ClientContext context;
    const auto line = stub->Link(&context);
    line->Write(of_bytes(exchange::kMaxMessageBytes + 1));
    LinkMessage answer;
    EXPECT_FALSE(line->Read(&answer));
    EXPECT_EQ(line->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  }
  EXPECT_EQ(upper_.WaitClosedOnce(), 1u);
  EXPECT_THAT(upper_.WaitForMessages(0), ::testing::IsEmpty());
  upper_.on_message = nullptr;

  Join();
  lower_.pipe()->Send(of_bytes(exchange::kMaxMessageBytes));
  EXPECT_EQ(upper_.WaitForMessages(1).size(), 1u) << "what an honest child may say";
  lower_.pipe()->Close(absl::OkStatus());
  EXPECT_EQ(lower_.WaitClosedOnce(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Grpc, GrpcPipeTest, ::testing::Values(true));

}  // namespace
}  // namespace par::rpc
