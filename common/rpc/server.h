// One listening port of a node, or the in-process server behind its portal, with the limits that
// every port has (docs/limits.md): the size of a message, metadata of 8 KiB, streams per
// connection, memory for all connections, health checking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/tls.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace par::rpc {

// Bytes of one answer. Those of open data are the largest: a decision on a province's communes is
// some 3 MiB as JSON.
inline constexpr int kLargestAnswer = 4 << 20;

// Who may reach a port decides what it demands.
enum class Port : std::uint8_t {
  kPeer,    // Other nodes, over mutual TLS only; connections are renewed every half hour.
  kClient,  // parctl and scripts on this machine: a Unix socket or the loopback; with reflection.
  kInside,  // No address: only InProcessChannel reaches it.
};

struct ServerOptions {
  Port port = Port::kInside;
  // host:port ("127.0.0.1:0": any free port), or unix:PATH for clients (the socket's mode becomes
  // 0660). Empty for kInside.
  std::string address;
  TlsFiles tls;  // For kPeer.
  // Bytes of the largest message taken from clients and inside. From a node below it is always
  // exchange::kMaxMessageBytes.
  int largest_message = 1 << 20;
  // For kPeer: how many nodes may be connected. They have memory of their own.
  std::size_t peers = 0;
};

// Bytes for what gRPC counts of all connections of a port: calls and buffers, not messages once
// they are read. At the bound it ends calls, whoever took the memory: as many quiet connections as
// there are `peers` (27 KiB each when they kept most) must never come near.
[[nodiscard]] std::size_t MemoryOf(Port port, std::size_t peers);

class Server {
 public:
  // The services must outlive the server. INVALID_ARGUMENT client_address_not_local: a client port
  // without TLS listens on this machine only. UNAVAILABLE port_not_opened: the address is taken or
  // is none of this machine's. And what CheckTlsFiles refuses.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, const std::vector<grpc::Service*>& services);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The TCP port that was opened; 0 for Unix sockets and inside.
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::shared_ptr<grpc::Channel> InProcessChannel();

  // What health checks say for every service; true after Start.
  void SetServing(bool serving);

  // Takes no more calls, waits up to `grace` for those running, then cancels them and waits until
  // their handlers have finished: whatever finishes them must still be alive. Repeating it does
  // nothing.
  void Stop(absl::Duration grace);

 private:
  struct Running;
  explicit Server(std::unique_ptr<Running> running, int port);
  std::unique_ptr<Running> running_;
  int port_ = 0;
};

}  // namespace par::rpc
