#include "common/rpc/exchange_handler.h"

#include <grpcpp/server_context.h>

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "common/base/clock.h"
#include "common/base/status_macros.h"
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

template <typename Message, typename Door>
grpc::ServerBidiReactor<Message, Message>* Accept(const grpc::CallbackServerContext& context,
                                                  const Door& door) {
  const auto take = [&]() -> absl::StatusOr<TakePipe<Message>> {
    ASSIGN_OR_RETURN(const std::string peer, PeerNode(context));
    if (!door) return absl::UnimplementedError("this node does not serve that stream");
    return door(peer);
  }();
  if (!take.ok()) return new Refusal<Message>(take.status());
  return ServerPipe<Message>::Serve(*take);
}

class ExchangeHandler final : public ExchangeService::CallbackService {
 public:
  explicit ExchangeHandler(ExchangeDoor door) : door_(std::move(door)) {}

  grpc::ServerBidiReactor<LinkMessage, LinkMessage>* Link(
      grpc::CallbackServerContext* context) override {
    return Accept<LinkMessage>(*context, door_.link);
  }
  grpc::ServerBidiReactor<BlobMessage, BlobMessage>* Blob(
      grpc::CallbackServerContext* context) override {
    return Accept<BlobMessage>(*context, door_.blob);
  }

 private:
  const ExchangeDoor door_;
};

}  // namespace

// A channel ends by waiting for gRPC's threads, so it must never be let go on one of them: this
// outlives every stream, and is itself let go by the owner.
struct UpperNode::Lines {
  std::unique_ptr<ExchangeService::Stub> control;
  std::unique_ptr<ExchangeService::Stub> bulk;
  LineEnd end;

  std::mutex mutex;  // Guards what follows.
  std::condition_variable over;
  std::size_t open = 0;
  std::list<std::function<void()>> closers;

  // Counts one stream for as long as the result is held.
  std::shared_ptr<void> Count() {
    const std::lock_guard lock(mutex);
    ++open;
    return {this, [](Lines* lines) {
              const std::lock_guard ending(lines->mutex);
              --lines->open;
              lines->over.notify_all();
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

UpperNode::UpperNode(const std::string& address, const TlsFiles& tls, const std::string& node_id)
    : lines_(std::make_unique<Lines>()) {
  lines_->end = {.node = node_id, .address = address, .certificate = tls.certificate};
  lines_->control = ExchangeService::NewStub(DialPeer(address, tls, node_id, Lane::kControl));
  lines_->bulk = ExchangeService::NewStub(DialPeer(address, tls, node_id, Lane::kBulk));
}

UpperNode::~UpperNode() { lines_->End(); }

void UpperNode::OpenLink(const TakeLink& take) {
  lines_->Remember(ClientPipe<LinkMessage>::Open(
      NewStreamContext(), lines_->Count(),
      [this](grpc::ClientContext* context, auto* reactor) {
        lines_->control->async()->Link(context, reactor);
      },
      lines_->Plain(take)));
}

void UpperNode::OpenBlob(const TakeBlob& take) {
  lines_->Remember(ClientPipe<BlobMessage>::Open(
      NewStreamContext(), lines_->Count(),
      [this](grpc::ClientContext* context, auto* reactor) {
        lines_->bulk->async()->Blob(context, reactor);
      },
      lines_->Plain(take)));
}

}  // namespace par::rpc
