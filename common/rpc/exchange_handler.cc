#include "common/rpc/exchange_handler.h"

#include <grpcpp/server_context.h>

#include <algorithm>
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
#include "common/rpc/packing.h"
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

template <typename Message, typename Enter>
grpc::ServerBidiReactor<Message, Message>* Accept(const grpc::CallbackServerContext& context,
                                                  const Enter& enter, const ExchangeDoor& door) {
  const AdmitCertificate& admit = door.admit;
  const auto take = [&]() -> absl::StatusOr<TakePipe<Message>> {
    ASSIGN_OR_RETURN(const std::string peer, PeerNode(context));
    if (!enter) return absl::UnimplementedError("this node does not serve that stream");
    if (!admit) return enter(peer);
    ASSIGN_OR_RETURN(std::string serial, PeerCertificateSerial(context));
    RETURN_IF_ERROR(admit(serial));
    ASSIGN_OR_RETURN(TakePipe<Message> taken, enter(peer));
    return AsLongAsAdmitted<Message>(std::move(taken),
                                     [admit, serial = std::move(serial)] { return admit(serial); });
  }();
  if (!take.ok()) {
    if (door.refused) {
      door.refused(PeerNode(context).value_or(""), CallAddress(context), take.status());
    }
    return new Refusal<Message>(take.status());
  }
  return ServerPipe<Message>::Serve(*take);
}

// What is behind the door knows nothing of packing.
ExchangeDoor Unpacked(ExchangeDoor door) {
  if (!door.link) return door;
  door.link = [link = std::move(door.link)](std::string_view peer) -> absl::StatusOr<TakeLink> {
    ASSIGN_OR_RETURN(TakeLink take, link(peer));
    return Packing(std::move(take));
  };
  return door;
}

class ExchangeHandler final : public ExchangeService::CallbackService {
 public:
  explicit ExchangeHandler(ExchangeDoor door) : door_(Unpacked(std::move(door))) {}

  grpc::ServerBidiReactor<LinkMessage, LinkMessage>* Link(
      grpc::CallbackServerContext* context) override {
    return Accept<LinkMessage>(*context, door_.link, door_);
  }
  grpc::ServerBidiReactor<BlobMessage, BlobMessage>* Blob(
      grpc::CallbackServerContext* context) override {
    return Accept<BlobMessage>(*context, door_.blob, door_);
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

  struct Channel {
    std::shared_ptr<grpc::Channel> dialled;
    std::function<void()> close;  // The stream's, once it was taken.
    bool used = true;
  };
  TlsFiles tls;
  LineEnd end;
  AdmitCertificate admit;

  std::mutex mutex;  // Guards what follows.
  std::condition_variable over;
  std::list<Channel> channels;  // Of the streams that are open; others until one is opened.

  std::shared_ptr<grpc::Channel> Dial(const std::shared_ptr<ShownSerial>& shown) const {
    if (!admit) return DialPeer(end.address, tls, end.node);
    return DialPeer(end.address, tls, end.node, [asked = admit, shown](std::string_view serial) {
      shown->Set(serial);
      return asked(serial);
    });
  }

  // Opens a stream of the method on a channel of its own.
  template <typename Message>
  void Open(const char* method, const TakePipe<Message>& take) {
    const auto shown = std::make_shared<ShownSerial>();
    const std::shared_ptr<Channel> channel = Hold(Dial(shown));
    ClientPipe<Message>::Open(channel->dialled, method, NewStreamContext(), channel,
                              [&, this](std::shared_ptr<Pipe<Message>> pipe) {
                                Remember<Message>(*channel, pipe);
                                return Plain(WhileAdmitted<Message>(take, shown)(std::move(pipe)));
                              });
  }

  // The stream's channel, for as long as the result is held, and until the next is opened.
  std::shared_ptr<Channel> Hold(std::shared_ptr<grpc::Channel> dialled) {
    std::list<Channel> ended;  // Let go outside the lock.
    const std::lock_guard lock(mutex);
    for (auto at = channels.begin(); at != channels.end();) {
      const auto next = std::next(at);
      if (!at->used) ended.splice(ended.end(), channels, at);
      at = next;
    }
    Channel& channel = channels.emplace_back(Channel{.dialled = std::move(dialled), .close = {}});
    return {&channel, [this](Channel* done) {
              const std::lock_guard ending(mutex);
              done->used = false;
              over.notify_all();
            }};
  }

  template <typename Message>
  void Remember(Channel& channel, std::weak_ptr<Pipe<Message>> pipe) {
    const std::lock_guard lock(mutex);
    channel.close = [pipe = std::move(pipe)] {
      if (const auto still = pipe.lock()) still->Close(NodeStopping());
    };
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
  PipeEvents<Message> Plain(PipeEvents<Message> events) {
    events.closed = [this, closed = std::move(events.closed)](const absl::Status& why) {
      if (closed) closed(InPlainWords(why, end, SystemClock().WallMicros()));
    };
    return events;
  }

  void End() {
    std::list<std::function<void()>> last;
    std::unique_lock lock(mutex);
    for (const Channel& channel : channels) {
      if (channel.used && channel.close) last.push_back(channel.close);
    }
    lock.unlock();
    for (const auto& close : last) close();
    lock.lock();
    over.wait(lock, [this] {
      return std::none_of(channels.begin(), channels.end(),
                          [](const Channel& channel) { return channel.used; });
    });
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

std::size_t UpperNode::held() const {
  const std::lock_guard lock(lines_->mutex);
  return lines_->channels.size();
}

void UpperNode::OpenLink(const TakeLink& take) {
  lines_->Open<LinkMessage>("/par.exchange.v1.ExchangeService/Link", Packing(take));
}

void UpperNode::OpenBlob(const TakeBlob& take) {
  lines_->Open<BlobMessage>("/par.exchange.v1.ExchangeService/Blob", take);
}

}  // namespace par::rpc
