#include "common/rpc/exchange_handler.h"

#include <grpcpp/server_context.h>

#include <utility>

#include "common/base/status_macros.h"
#include "common/rpc/caller.h"
#include "common/rpc/client.h"
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

struct UpperNode::Stubs {
  std::unique_ptr<ExchangeService::Stub> control;
  std::unique_ptr<ExchangeService::Stub> bulk;
};

std::shared_ptr<grpc::Service> NewExchangeHandler(ExchangeDoor door) {
  return std::make_shared<ExchangeHandler>(std::move(door));
}

UpperNode::UpperNode(const std::string& address, const TlsFiles& tls, const std::string& node_id)
    : stubs_(std::make_shared<Stubs>()) {
  stubs_->control = ExchangeService::NewStub(DialPeer(address, tls, node_id, Lane::kControl));
  stubs_->bulk = ExchangeService::NewStub(DialPeer(address, tls, node_id, Lane::kBulk));
}

UpperNode::~UpperNode() = default;

void UpperNode::OpenLink(const TakeLink& take) {
  ClientPipe<LinkMessage>::Open(
      NewStreamContext(), stubs_,
      [this](grpc::ClientContext* context, auto* reactor) {
        stubs_->control->async()->Link(context, reactor);
      },
      take);
}

void UpperNode::OpenBlob(const TakeBlob& take) {
  ClientPipe<BlobMessage>::Open(
      NewStreamContext(), stubs_,
      [this](grpc::ClientContext* context, auto* reactor) {
        stubs_->bulk->async()->Blob(context, reactor);
      },
      take);
}

}  // namespace par::rpc
