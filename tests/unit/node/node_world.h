// Nodes as their programs make them, small: units over gRPC, certificates, accounts, a folder each.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/identity/ca.h"
#include "common/identity/key_ring.h"
#include "common/node/node.h"
#include "common/node/part.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/support/temp_dir.h"

namespace par::node::testing {

// The real desk of units with a handler of its own; what else a test wants is done by hooks.
struct Hooks {
  std::function<absl::StatusOr<std::vector<ledger::Command>>()> at_start;
  std::function<void(const NodePorts&, services::CommandRouter&, services::ItemRouter&)>
      on_register;
};
[[nodiscard]] Program UnitProgram(config::NodeLevel level, Hooks hooks = {});

class World {
 public:
  World();

  // A node with certificates of this world's authority, a signing key known to all, and the
  // administrator whose token is Token(). Listens on free ports of the loopback.
  [[nodiscard]] config::Config NewConfig(const std::string& node, config::NodeLevel level,
                                         const std::string& unit);
  // Has the node's signing key certified for its units, so that it may publish decisions.
  void CertifySigning(config::Config& config) const;
  [[nodiscard]] const std::string& token() const { return token_; }
  // Signs the certificates of all nodes.
  [[nodiscard]] const identity::Authority& authority() const { return *authority_; }

  // Blocking calls to a node's client port.
  [[nodiscard]] absl::StatusOr<unit::v1::ImportUnitsResponse> Import(
      const Node& node, const std::string& unit, const std::string& yaml,
      const std::string& request_id) const;
  [[nodiscard]] absl::StatusOr<unit::v1::ListUnitsResponse> List(const Node& node,
                                                                 const std::string& token) const;

 private:
  par::testing::TempDir root_;
  std::unique_ptr<identity::Authority> authority_;
  identity::KeyRing keys_;
  std::string token_;
};

// A province above one district.
extern const char kUnitsYaml[];

}  // namespace par::node::testing
