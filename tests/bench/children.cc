#include "tests/bench/children.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>

#include "common/base/random.h"
#include "common/exchange/retry_policy.h"
#include "common/rpc/tls_memory.h"
#include "par/exchange/v1/exchange.grpc.pb.h"

namespace par::bench {
namespace {

using exchange::v1::LinkMessage;
using Time = std::chrono::steady_clock::time_point;
namespace tls = grpc::experimental;

// What the children tell the thread that waits for them.
struct Board {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t in_session = 0;
  std::size_t told_to_wait = 0;
  std::size_t broken = 0;
  std::size_t open = 0;
  bool ending = false;
  std::vector<std::uint32_t> attempts;     // Of each since its last session.
  std::multimap<Time, std::size_t> again;  // Who says hello, or dials, when.
};

class Stream final : public grpc::ClientBidiReactor<LinkMessage, LinkMessage> {
 public:
  Stream(const Child& child, std::size_t number, const std::shared_ptr<grpc::Channel>& channel,
         Board& board)
      : child_(child),
        number_(number),
        stub_(exchange::v1::ExchangeService::NewStub(channel)),
        board_(board) {
    stub_->async()->Link(&context_, this);
    AddHold();
    StartRead(&incoming_);
    StartCall();
  }

  // Once, and again only after a BUSY.
  void SayHello() {
    LinkMessage message;
    exchange::v1::Hello& hello = *message.mutable_hello();
    hello.set_node_id(child_.node);
    hello.set_machine_id(child_.node);
    hello.set_boot_nonce("boot");
    hello.set_protocol_minimum(1);
    hello.set_protocol_maximum(1);
    *hello.add_streams()->mutable_stream() = exchange::ToWire(exchange::UpOf(child_.unit));
    *hello.mutable_streams(0)->mutable_position() = exchange::ToWire(exchange::Position{});
    *hello.add_streams()->mutable_stream() = exchange::ToWire(exchange::DownOf(child_.unit));
    *hello.mutable_streams(1)->mutable_position() = exchange::ToWire(child_.down);
    Send(std::move(message));
  }
  void End() {
    context_.TryCancel();
    const std::lock_guard lock(mutex_);
    if (!over_) RemoveHold();
    over_ = true;
  }

  void OnReadInitialMetadataDone(bool ok) override {
    if (ok) SayHello();
  }
  void OnReadDone(bool ok) override {
    if (!ok) {
      const std::lock_guard lock(mutex_);
      if (!over_) RemoveHold();
      over_ = true;
      return;
    }
    Take(incoming_);
    StartRead(&incoming_);
  }
  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    unsent_.pop_front();
    if (ok && !over_ && !unsent_.empty()) StartWrite(&unsent_.front());
  }
  void OnDone(const grpc::Status& /*status*/) override {
    const std::lock_guard lock(board_.mutex);
    --board_.open;
    if (!board_.ending) {
      ++board_.broken;
      if (granted_) --board_.in_session;
      board_.again.emplace(
          std::chrono::steady_clock::now() + std::chrono::microseconds(exchange::NextDelay(
                                                 {}, board_.attempts[number_]++, SystemRandom())),
          number_);
    }
    done = true;
    board_.changed.notify_all();
  }
  bool done = false;  // Guarded by the board's mutex; then it may go.

 private:
  void Send(LinkMessage message) {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    unsent_.push_back(std::move(message));
    if (unsent_.size() == 1) StartWrite(&unsent_.front());
  }
  void Take(const LinkMessage& message) {
    if (message.has_hello_ack()) return TakeAck(message.hello_ack());
    if (!message.has_down_push()) return;
    LinkMessage answer;
    *answer.mutable_down_ack()->mutable_stream() = message.down_push().stream();
    *answer.mutable_down_ack()->mutable_session() = message.down_push().session();
    *answer.mutable_down_ack()->mutable_durable() = message.down_push().base();
    Send(std::move(answer));
  }
  void TakeAck(const exchange::v1::HelloAck& ack) {
    if (ack.status() == exchange::v1::HELLO_STATUS_BUSY) {
      const std::lock_guard lock(board_.mutex);
      ++board_.told_to_wait;
      board_.again.emplace(
          std::chrono::steady_clock::now() + std::chrono::milliseconds(ack.retry_after_ms()),
          number_);
      board_.changed.notify_all();
      return;
    }
    for (const exchange::v1::StreamGrant& grant : ack.grants()) {
      if (grant.stream().direction() != exchange::v1::DIRECTION_UP) continue;
      LinkMessage heartbeat;
      *heartbeat.mutable_push()->mutable_stream() = grant.stream();
      *heartbeat.mutable_push()->mutable_session() = grant.session();
      *heartbeat.mutable_push()->mutable_base() = grant.position();
      Send(std::move(heartbeat));
    }
    const std::lock_guard lock(board_.mutex);
    if (!granted_) ++board_.in_session;
    granted_ = true;
    board_.attempts[number_] = 0;
    board_.changed.notify_all();
  }

  const Child& child_;
  const std::size_t number_;
  const std::unique_ptr<exchange::v1::ExchangeService::Stub> stub_;
  Board& board_;
  grpc::ClientContext context_;
  LinkMessage incoming_;
  bool granted_ = false;
  std::mutex mutex_;  // Guards what follows.
  std::deque<LinkMessage> unsent_;
  bool over_ = false;
};

// In memory: files would be watched by a thread for each channel.
std::shared_ptr<grpc::Channel> ChannelOf(const Child& child, const std::string& address,
                                         const std::string& authority) {
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(std::make_shared<tls::StaticDataCertificateProvider>(
      authority, std::vector<tls::IdentityKeyCertPair>{{child.key, child.certificate}}));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);
  options.set_certificate_verifier(std::make_shared<tls::NoOpCertificateVerifier>());
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_TSI_MAX_FRAME_SIZE, rpc::kTlsFrameBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 60'000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return grpc::CreateCustomChannel(address, tls::TlsCredentials(options), arguments);
}

}  // namespace

void ConnectAll(const std::string& address, const std::string& authority_pem,
                const std::vector<Child>& children,
                const std::function<void(const std::function<Outcome()>& look)>& while_open) {
  rpc::KeepTlsConnectionsSmall();
  Board board;
  board.attempts.resize(children.size());
  const Time begun = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<Stream>> streams(children.size());
  const auto dial = [&](std::size_t i) {
    {
      const std::lock_guard lock(board.mutex);
      ++board.open;
    }
    streams[i] = std::make_unique<Stream>(children[i], i,
                                          ChannelOf(children[i], address, authority_pem), board);
  };
  for (std::size_t i = 0; i < children.size(); ++i) dial(i);
  std::unique_lock lock(board.mutex);
  Time last_news = std::chrono::steady_clock::now();
  std::size_t seen = 0;
  while (board.in_session < children.size() &&
         std::chrono::steady_clock::now() - last_news < std::chrono::minutes(1)) {
    board.changed.wait_for(lock, std::chrono::milliseconds(20));
    const Time now = std::chrono::steady_clock::now();
    if (board.in_session != seen) last_news = now;
    seen = board.in_session;
    while (!board.again.empty() && board.again.begin()->first <= now) {
      const std::size_t i = board.again.begin()->second;
      board.again.erase(board.again.begin());
      const bool redial = streams[i]->done;
      lock.unlock();
      redial ? dial(i) : streams[i]->SayHello();
      lock.lock();
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  lock.unlock();
  while_open([&] {
    const std::lock_guard looking(board.mutex);
    return Outcome{.in_session = board.in_session,
                   .told_to_wait = board.told_to_wait,
                   .broken = board.broken,
                   .seconds = seconds};
  });
  lock.lock();
  board.ending = true;
  lock.unlock();
  for (const auto& stream : streams) stream->End();
  lock.lock();
  board.changed.wait(lock, [&] { return board.open == 0; });
}

}  // namespace par::bench
