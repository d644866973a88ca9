#include "common/rpc/exchange_handler.h"

#include <grpcpp/server_context.h>

#include <condition_variable>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/rpc/caller.h"
#include "common/rpc/client.h"
#include "common/rpc/line_error.h"
#include "common/rpc/stream_pipe.h"
#include "par/exchange/v1/exchange.grpc.pb.h"

namespace par::rpc {
namespace {

using exchange::v1::BlobMessage;
using exchange::v1::ExchangeService;
using exchange::v1::LinkMessage;

template <typename Message>
class Refusal final : public grpc::ServerBidiReactor<Message, Message> {
 public:
  explicit Refusal(const absl::Status& why) { this->Finish(ToGrpcStatus(why)); }
  void OnDone() override { delete this; }
};

// A certificate may be withdrawn while its stream is open: nothing that comes after is taken.
template <typename Message>
TakePipe<Message> AsLongAsAdmitted(TakePipe<Message> take, std::function<absl::Status()> admitted) {
  return [take = std::move(take),
          admitted = std::move(admitted)](std::shared_ptr<Pipe<Message>> pipe) {
    const std::weak_ptr<Pipe<Message>> open = pipe;
    PipeEvents<Message> events = take(std::move(pipe));
    events.received = [open, admitted, received = std::move(events.received)](
                          Message message, std::function<void()> next) {
      const absl::Status counts = admitted();
      if (counts.ok()) return received(std::move(message), std::move(next));
      if (const auto still = open.lock()) still->Close(counts);
    };
    return events;
  };
}

template <typename Message, typename Door>
grpc::ServerBidiReactor<Message, Message>* Accept(const grpc::CallbackServerContext& context,
                                                  const Door& door, const AdmitCertificate& admit) {
  const auto take = [&]() -> absl::StatusOr<TakePipe<Message>> {
    ASSIGN_OR_RETURN(const std::string peer, PeerNode(context));
    if (!door) return absl::UnimplementedError("this node does not serve that stream");
    if (!admit) return door(peer);
    ASSIGN_OR_RETURN(std::string serial, PeerCertificateSerial(context));
    RETURN_IF_ERROR(admit(serial));
    ASSIGN_OR_RETURN(TakePipe<Message> taken, door(peer));
    return AsLongAsAdmitted<Message>(std::move(taken),
                                     [admit, serial = std::move(serial)] { return admit(serial); });
  }();
  if (!take.ok()) return new Refusal<Message>(take.status());
  return ServerPipe<Message>::Serve(*take);
}

// The serial of the certificate that the node above showed on one connection.
class ShownSerial {
 public:
  void Set(std::string_view serial) {
    const std::lock_guard lock(mutex_);
    serial_ = serial;
  }
  [[nodiscard]] std::string Get() const {
    const std::lock_guard lock(mutex_);
    return serial_;
  }

 private:
  mutable std::mutex mutex_;
  std::string serial_;
};

class ExchangeHandler final : public ExchangeService::CallbackService {
 public:
  explicit ExchangeHandler(ExchangeDoor door) : door_(std::move(door)) {}

  grpc::ServerBidiReactor<LinkMessage, LinkMessage>* Link(
      grpc::CallbackServerContext* context) override {
    return Accept<LinkMessage>(*context, door_.link, door_.admit);
  }
  grpc::ServerBidiReactor<BlobMessage, BlobMessage>* Blob(
      grpc::CallbackServerContext* context) override {
    return Accept<BlobMessage>(*context, door_.blob, door_.admit);
  }

 private:
  const ExchangeDoor door_;
};

}  // namespace

// Every stream has a channel of its own, so that what is dialled again is a new connection with the
// certificates of that moment: one that is dead without a word, or whose certificate is withdrawn,
// is never taken up again. A channel ends by waiting for gRPC's threads, so it must never be let go
// on one of them: this outlives every stream, and is itself let go by the owner.
struct UpperNode::Lines {
  struct Channel {
    std::unique_ptr<ExchangeService::Stub> stub;
    bool used = true;
  };
  TlsFiles tls;
  LineEnd end;
  AdmitCertificate admit;

  std::mutex mutex;  // Guards what follows.
  std::condition_variable over;
  std::size_t open = 0;
  std::list<Channel> channels;
  std::list<std::function<void()>> closers;

  std::unique_ptr<ExchangeService::Stub> Dial(const std::shared_ptr<ShownSerial>& shown) const {
    if (!admit) return ExchangeService::NewStub(DialPeer(end.address, tls, end.node));
    return ExchangeService::NewStub(
        DialPeer(end.address, tls, end.node, [asked = admit, shown](std::string_view serial) {
          shown->Set(serial);
          return asked(serial);
        }));
  }

  // Counts one stream and holds its channel for as long as the result is held, and until the next
  // is opened.
  std::shared_ptr<void> Hold(std::unique_ptr<ExchangeService::Stub> stub) {
    std::list<Channel> ended;  // Let go outside the lock.
    const std::lock_guard lock(mutex);
    for (auto at = channels.begin(); at != channels.end();) {
      const auto next = std::next(at);
      if (!at->used) ended.splice(ended.end(), channels, at);
      at = next;
    }
    Channel& channel = channels.emplace_back(Channel{.stub = std::move(stub)});
    ++open;
    return {&channel, [this](Channel* done) {
              const std::lock_guard ending(mutex);
              done->used = false;
              --open;
              over.notify_all();
            }};
  }

  template <typename Message>
  void Remember(std::weak_ptr<Pipe<Message>> pipe) {
    const std::lock_guard lock(mutex);
    if (open <= 1) closers.clear();  // The others are over.
    closers.emplace_back([pipe = std::move(pipe)] {
      if (const auto still = pipe.lock()) still->Close(NodeStopping());
    });
  }

  template <typename Message>
  TakePipe<Message> WhileAdmitted(const TakePipe<Message>& take,
                                  const std::shared_ptr<ShownSerial>& shown) {
    if (!admit) return take;
    return AsLongAsAdmitted<Message>(take, [this, shown]() -> absl::Status {
      if (admit(shown->Get()).ok()) return absl::OkStatus();
      return domain::Refusal(absl::StatusCode::kUnauthenticated, "line_certificate_withdrawn",
                             {{"node", end.node}});
    });
  }

  // What gRPC says of a line that is down is put into plain words before the owner hears it.
  template <typename Message>
  TakePipe<Message> Plain(const TakePipe<Message>& take) {
    return [this, take](std::shared_ptr<Pipe<Message>> pipe) {
      PipeEvents<Message> events = take(std::move(pipe));
      events.closed = [this, closed = std::move(events.closed)](const absl::Status& why) {
        if (closed) closed(InPlainWords(why, end, SystemClock().WallMicros()));
      };
      return events;
    };
  }

  void End() {
    std::list<std::function<void()>> last;
    std::unique_lock lock(mutex);
    last.swap(closers);
    lock.unlock();
    for (const auto& close : last) close();
    lock.lock();
    over.wait(lock, [this] { return open == 0; });
  }
};

std::shared_ptr<grpc::Service> NewExchangeHandler(ExchangeDoor door) {
  return std::make_shared<ExchangeHandler>(std::move(door));
}

UpperNode::UpperNode(const std::string& address, const TlsFiles& tls, const std::string& node_id,
                     AdmitCertificate admit)
    : lines_(std::make_unique<Lines>()) {
  lines_->tls = tls;
  lines_->end = {.node = node_id,
                 .address = address,
                 .certificate = tls.certificate,
                 .authority = tls.authority};
  lines_->admit = std::move(admit);
}

UpperNode::~UpperNode() { lines_->End(); }

void UpperNode::OpenLink(const TakeLink& take) {
  const auto shown = std::make_shared<ShownSerial>();
  auto stub = lines_->Dial(shown);
  auto* const async = stub->async();
  lines_->Remember(ClientPipe<LinkMessage>::Open(
      NewStreamContext(), lines_->Hold(std::move(stub)),
      [async](grpc::ClientContext* context, auto* reactor) { async->Link(context, reactor); },
      lines_->Plain(lines_->WhileAdmitted(take, shown))));
}

void UpperNode::OpenBlob(const TakeBlob& take) {
  const auto shown = std::make_shared<ShownSerial>();
  auto stub = lines_->Dial(shown);
  auto* const async = stub->async();
  lines_->Remember(ClientPipe<BlobMessage>::Open(
      NewStreamContext(), lines_->Hold(std::move(stub)),
      [async](grpc::ClientContext* context, auto* reactor) { async->Blob(context, reactor); },
      lines_->Plain(lines_->WhileAdmitted(take, shown))));
}

}  // namespace par::rpc
