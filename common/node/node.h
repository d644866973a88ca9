// A running node: store, ledger, ports, lines to other nodes. The only place that starts threads,
// beside the work pools: one writes the ledger, one acknowledges, one ticks.
//
// Nothing is acknowledged after a failed commit or sync: the node stops, and says why; on the next
// start it recovers from what is on the disk.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/log.h"
#include "common/config/config.h"
#include "common/node/links.h"
#include "common/node/part.h"
#include "common/node/storage.h"

namespace grpc {
class Channel;
}

namespace par::node {

class Node {
 public:
  // Opens everything and serves. What OpenStorage, OpenEvidence, OpenSigner, Ledger::Open,
  // Server::Start and the parts' AtStart refuse; FAILED_PRECONDITION level_differs: the config is
  // another program's. `log` outlives the node.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Node>> Start(const config::Config& config,
                                                                   const Program& program,
                                                                   Log& log = NoLog());
  // On storage of the caller's (tests: in memory).
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Node>> Start(const config::Config& config,
                                                                   const Program& program,
                                                                   NodeStorage storage,
                                                                   Log& log = NoLog());
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Blocks until RequestStop is called or the ledger fails; OK, or why it failed. Then Stop it.
  [[nodiscard]] absl::Status Wait();
  // Asks Wait to return. Safe from any thread.
  void RequestStop();
  // Ends calls (those running get five seconds), lines, the ledger and the threads. Repeating it
  // does nothing. Not from a thread of the node's own.
  void Stop();

  [[nodiscard]] int peer_port() const;    // 0: none is open.
  [[nodiscard]] int client_port() const;  // 0 for a Unix socket.
  // Links::Status.
  [[nodiscard]] std::vector<LineStatus> Lines(const LineFilter& wanted = {},
                                              std::size_t most = kAllLines) const;
  [[nodiscard]] int portal_port() const;  // 0: none is open.
  // The same services, in this process.
  [[nodiscard]] std::shared_ptr<grpc::Channel> InsideChannel();

 private:
  struct Running;
  explicit Node(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

}  // namespace par::node
