// A commune's node as the peer port above sees it: its own certificate and signing key, one
// mutual-TLS connection at a time, the streams of its units. It keeps what it was promised and
// holds the node above to it: after every new connection all that was acknowledged must stand where
// it stood, and what was sent and not answered is sent again under the same id.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/config/config.h"
#include "common/exchange/hash.h"
#include "common/exchange/stream.h"
#include "common/identity/signing_key.h"
#include "par/exchange/v1/exchange.grpc.pb.h"

namespace par::testing {

// What a unit hands up as its n-th item.
struct PeerItem {
  std::uint32_t type = 0;
  std::string body;
};

// One thread at a time.
class PeerClient {
 public:
  using MakeItem = std::function<PeerItem(const std::string& unit, std::size_t number)>;
  PeerClient(const config::Config& own, std::string upper_node, MakeItem make);
  ~PeerClient();

  // Opens a connection and its streams. UNAVAILABLE: the line broke, try again. Anything else is a
  // promise that was not kept.
  [[nodiscard]] absl::Status Connect(int port);
  // Sends a batch on the next stream and waits for its answer; as Connect.
  [[nodiscard]] absl::Status PushSome(std::size_t items);
  // Sends something acknowledged once more, under its id but at a new place: it must be answered as
  // a duplicate of the place it has.
  [[nodiscard]] absl::Status PushAgain();
  void Disconnect();

  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }
  // Of one stream: what was acknowledged, in its order.
  [[nodiscard]] std::vector<std::string> AcknowledgedOf(const std::string& unit) const;
  [[nodiscard]] std::uint64_t sent_again() const { return sent_again_; }

 private:
  struct Line {
    std::string unit;
    exchange::StreamId stream;
    exchange::v1::Session session;
    std::vector<exchange::v1::Event> events;  // All that were made.
    std::size_t acknowledged = 0;             // The first so many.
    std::size_t sent = 0;                     // Of these, on any connection.
  };

  [[nodiscard]] static exchange::Position EndOf(const Line& line, std::size_t length);
  void Make(Line& line);
  [[nodiscard]] absl::Status TakeGrant(Line& line, const exchange::v1::StreamGrant& grant) const;
  [[nodiscard]] absl::Status TakeAck(Line& line, std::size_t pushed, const exchange::v1::Ack& ack);
  [[nodiscard]] absl::StatusOr<exchange::v1::LinkMessage> Exchange(
      const exchange::v1::LinkMessage& message);

  const config::Config own_;
  const std::string upper_node_;
  const MakeItem make_;
  std::unique_ptr<identity::SigningKey> signer_;
  std::vector<Line> lines_;
  std::size_t next_line_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t sent_again_ = 0;

  std::unique_ptr<exchange::v1::ExchangeService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReaderWriter<exchange::v1::LinkMessage, exchange::v1::LinkMessage>>
      stream_;
};

}  // namespace par::testing
