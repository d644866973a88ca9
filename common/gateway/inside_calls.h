// Calls to the node's own services, in this process: no network, no second parsing of messages. The
// only part of the gateway that knows gRPC.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace grpc {
class Channel;
}

namespace par::gateway {

struct InsideCall {
  std::string method;  // "/par.account.v1.AccountService/WhoAmI"
  std::string token;   // Whose call it is; empty: nobody's, which open methods take.
  std::int64_t timeout_millis = 30'000;
  std::string address = {};  // Of the browser (rpc::CallAddress); empty: not told.
  bool watching = false;     // A page makes it by itself (rpc::IsWatching).
};

// A call under way. Safe from any thread, also once it is over.
class UnderWay {
 public:
  virtual ~UnderWay() = default;
  virtual void Cancel() = 0;
  // Of a stream: asks for the next message. Only after the one before was given.
  virtual void Next() {}
};

// Called on a thread of gRPC's: must not block.
struct StreamEvents {
  std::function<void(std::string message)> message;
  std::function<void(absl::Status)> done;  // Once, at the end; as FromGrpcStatus (common/rpc).
};

// Safe from many threads. What is told of a call may use whatever outlives this: after Stop, and
// after the destructor, nobody is told of anything any more.
class InsideCalls {
 public:
  // `secret`: what proves to the services that a token comes from the gateway (rpc::GatewayProof).
  InsideCalls(std::shared_ptr<grpc::Channel> channel, std::string secret);
  ~InsideCalls();
  InsideCalls(const InsideCalls&) = delete;
  InsideCalls& operator=(const InsideCalls&) = delete;

  // `done` is called once, on a thread of gRPC's, with the answer's bytes or the refusal.
  std::shared_ptr<UnderWay> Unary(const InsideCall& call, const std::string& request,
                                  std::function<void(absl::StatusOr<std::string>)> done);
  // Begins with a Next. Whoever is told of the end drops the events, and with them what they hold.
  std::shared_ptr<UnderWay> Stream(const InsideCall& call, const std::string& request,
                                   StreamEvents events);

  // Cancels what is under way, and what begins from now on, and waits until all of it has been told
  // of its end. Not on a thread of gRPC's. Repeating it does no harm.
  void Stop();

 private:
  class Open;
  struct Stub;
  const std::shared_ptr<Open> open_;  // A call that has ended may still be letting go of it.
  std::unique_ptr<Stub> stub_;
  const std::string secret_;
};

}  // namespace par::gateway
