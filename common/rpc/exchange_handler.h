// The exchange's two streams, from both sides: accepting lower nodes on the peer port and dialling
// the upper one. Who the peer is comes from its certificate; what is said belongs to
// common/exchange.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/rpc/pipe.h"
#include "common/rpc/tls.h"
#include "par/exchange/v1/exchange.pb.h"

namespace grpc {
class Service;
}

namespace par::rpc {

using LinkPipe = Pipe<exchange::v1::LinkMessage>;
using BlobPipe = Pipe<exchange::v1::BlobMessage>;
using TakeLink = TakePipe<exchange::v1::LinkMessage>;
using TakeBlob = TakePipe<exchange::v1::BlobMessage>;

// Who takes a peer's stream; a refusal (PERMISSION_DENIED: no such child) ends it. Called on a gRPC
// thread: must not block. An empty function: the stream is UNIMPLEMENTED.
struct ExchangeDoor {
  std::function<absl::StatusOr<TakeLink>(std::string_view peer)> link;
  std::function<absl::StatusOr<TakeBlob>(std::string_view peer)> blob;
  // Asked of every stream when it is opened and at every message. An empty function: all count.
  AdmitCertificate admit = {};
  // Told of each stream that is not taken: who (empty where the certificate names no node), from
  // which address, and why. An empty function: nobody is.
  std::function<void(const std::string& peer, const std::string& address, const absl::Status& why)>
      refused = {};
};

// The service for the peer port.
[[nodiscard]] std::shared_ptr<grpc::Service> NewExchangeHandler(ExchangeDoor door);

// The way to the upper node: events and evidence on connections of their own.
class UpperNode {
 public:
  // `admit` is asked of the node's certificate when it is dialled and at every message; a line to
  // one that does not count is closed with line_certificate_withdrawn.
  UpperNode(const std::string& address, const TlsFiles& tls, const std::string& node_id,
            AdmitCertificate admit = {});
  // Closes the streams that are still open and waits until all are over. Not on a thread that a
  // pipe's events come from.
  ~UpperNode();
  UpperNode(const UpperNode&) = delete;
  UpperNode& operator=(const UpperNode&) = delete;
  // Opens a stream; `take` is asked for the events before anything happens, and is told `closed`
  // also where the line could not be opened.
  void OpenLink(const TakeLink& take);
  void OpenBlob(const TakeBlob& take);
  // How many streams are held: those that are open, and those that ended since one was opened.
  [[nodiscard]] std::size_t held() const;

 private:
  struct Lines;
  const std::unique_ptr<Lines> lines_;
};

}  // namespace par::rpc
