// A country of real nodes: each a process of its own program with its own certificate, database and
// folder, dialled over mutual TLS through a line that a test can make bad, spoken to by people over
// its client socket.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/sha256.h"
#include "common/config/config.h"
#include "common/rpc/client.h"
#include "par/node/v1/node.grpc.pb.h"
#include "tests/support/patience.h"
#include "tests/support/sample_cycle.h"
#include "tests/support/slow_line.h"
#include "tests/system/process.h"
#include "tests/unit/node/node_world.h"

namespace par::testing {

struct NodePlan {
  std::string id;
  config::NodeLevel level = config::NodeLevel::kCommune;
  std::vector<std::string> units;  // The topmost first.
  std::string upper = {};          // Its node; empty at the top.
};

// The node is not there, or has too much to do: ask again.
[[nodiscard]] inline bool IsForLater(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

// Accounts are "<unit>.<role>" for every role, with the token "token-<unit>.<role>".
class Country {
 public:
  // Upper nodes before lower ones.
  explicit Country(const std::vector<NodePlan>& plans);

  // Returns when the node serves; fails the test if it does not come up.
  void Start(const std::string& node);
  // kill -9. False: it had ended before.
  [[nodiscard]] bool Kill(const std::string& node);
  // SIGTERM; its exit code.
  [[nodiscard]] int Stop(const std::string& node);
  // The program's `verify` on a node that is stopped: its exit code and what it says.
  [[nodiscard]] int Verify(const std::string& node, std::string& said) const;

  // The line on which `node` dials the node above.
  [[nodiscard]] SlowLine& LineOf(const std::string& node) { return *sites_.at(node).line; }
  [[nodiscard]] const config::Config& ConfigOf(const std::string& node) const {
    return sites_.at(node).config;
  }
  [[nodiscard]] int PeerPort(const std::string& node) const { return sites_.at(node).peer_port; }
  [[nodiscard]] std::filesystem::path FolderOf(const std::string& node) const;
  // Bytes that the node's disk holds of a file under way, by its SHA-256; 0 once it is whole.
  [[nodiscard]] std::uint64_t HeldOf(const std::string& node, const Sha256& file) const;
  // What the node's processes said.
  [[nodiscard]] std::string LogOf(const std::string& node) const;
  // For certificates and keys of its authority.
  [[nodiscard]] node::testing::World& world() { return world_; }
  // Runs the node's program in that network namespace from its next start on.
  void RunIn(const std::string& node, const std::string& network) {
    sites_.at(node).network = network;
  }
  // Writes what `change` makes of a node's configuration; for the next start.
  template <typename Change>
  void Configure(const std::string& node, const Change& change) {
    change(sites_.at(node).config);
    WriteConfig(sites_.at(node));
  }

  // One blocking call as somebody of a unit.
  template <typename Stub, typename Request, typename Response>
  [[nodiscard]] absl::StatusOr<Response> Ask(const std::string& node, const std::string& account,
                                             grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                          const Request&,
                                                                          Response*),
                                             const Request& request) {
    Stub stub(rpc::DialLocal(ConfigOf(node).client_listen));
    return rpc::Call(stub, method, request, "token-" + account);
  }
  // The same request, with the same id, until the node answers it: what a client does that lost its
  // node. Safe from many threads.
  template <typename Stub, typename Request, typename Response>
  [[nodiscard]] absl::StatusOr<Response> Insist(const std::string& node, const std::string& account,
                                                grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                             const Request&,
                                                                             Response*),
                                                const Request& request) {
    absl::StatusOr<Response> answer = absl::UnavailableError("never asked");
    (void)Eventually([&] {
      answer = Ask(node, account, method, request);
      return !IsForLater(answer.status());
    });
    return answer;
  }

  // Of the process that runs.
  [[nodiscard]] pid_t PidOf(const std::string& node) const {
    return sites_.at(node).process->pid();
  }

  // What `parctl links` is told of the line to `peer`; an empty one where there is none.
  [[nodiscard]] node::v1::Link LinkTo(const std::string& node, const std::string& peer);

 private:
  struct Site {
    config::Config config;
    std::string program;
    std::string upper;
    std::string network = {};
    std::filesystem::path folder;
    std::unique_ptr<SlowLine> line;
    std::unique_ptr<Process> process;
    int peer_port = 0;
  };

  static void WriteConfig(const Site& site);
  static std::vector<Person> PeopleOf(const Site& site);
  [[nodiscard]] static std::filesystem::path ConfigFile(const Site& site);

  node::testing::World world_;
  std::map<std::string, Site> sites_;
};

}  // namespace par::testing
