// A node below as the peer port sees it: its own certificate and signing key, one mutual-TLS
// connection, one stream for each of its units. It hands up submissions one after the other and
// waits for each acknowledgement.
#pragma once

#include <grpcpp/grpcpp.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/exchange/hash.h"
#include "common/exchange/stream.h"
#include "common/identity/signing_key.h"
#include "par/exchange/v1/exchange.grpc.pb.h"

namespace par::bench {

// One thread at a time.
class LowerNode {
 public:
  // Connects to the peer port of `upper` and opens the streams of `own.units`. `body` makes the
  // submission of a unit for its n-th cycle. `windowed`: sends on as the exchange's lines do, until
  // a window is under way; else one at a time.
  LowerNode(const config::Config& own, const config::Config& upper, int port, bool windowed,
            std::function<std::string(const std::string& unit, int cycle)> body);
  ~LowerNode();
  LowerNode(const LowerNode&) = delete;
  LowerNode& operator=(const LowerNode&) = delete;

  // Numbers, signs and hashes submissions until `count` wait, unit after unit, cycle after cycle.
  void Prepare(std::size_t count);
  [[nodiscard]] bool HasMore() const { return !prepared_.empty(); }
  // Sends what the window allows and returns when the oldest is acknowledged; it must have been
  // applied. What is sent and not acknowledged is left to the next call.
  void PushOne();

 private:
  struct Line {
    exchange::StreamId stream;
    exchange::v1::Session session;
    exchange::Position end = {};  // Of what was prepared.
    std::size_t in_flight_bytes = 0;
  };
  struct Prepared {
    std::size_t line = 0;  // In lines_.
    exchange::v1::LinkMessage message;
  };
  struct InFlight {
    std::size_t line = 0;
    std::uint64_t seq = 0;
    std::size_t bytes = 0;
  };

  [[nodiscard]] bool MaySend() const;
  void MustGo(bool went);

  void SayHello();
  [[nodiscard]] exchange::v1::LinkMessage NextPush(Line& line);

  const std::string node_;
  const std::function<std::string(const std::string&, int)> body_;
  std::unique_ptr<identity::SigningKey> signer_;
  std::unique_ptr<exchange::v1::ExchangeService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReaderWriter<exchange::v1::LinkMessage, exchange::v1::LinkMessage>>
      stream_;
  std::vector<Line> lines_;
  std::size_t next_line_ = 0;
  int cycle_ = 0;
  const bool windowed_;
  std::size_t under_way_ = 0;  // Bytes of in_flight_.
  std::deque<Prepared> prepared_;
  std::deque<InFlight> in_flight_;
};

}  // namespace par::bench
