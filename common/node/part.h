// What a node's program is made of: a list of parts, each bringing one subject's commands, items
// and services. commune-node/main.cc and its sisters are such lists; common/node knows none of
// them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/config/config.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"

namespace grpc {
class Service;
}
namespace par::evidence {
class EvidenceStore;
}
namespace par::exchange {
class ExchangeState;
}
namespace par::identity {
class Signer;
}
namespace par::rpc {
struct CallPorts;
}
namespace par::services {
class CommandRouter;
class Courier;
class ItemRouter;
class Units;
}  // namespace par::services

namespace par::node {

// What a part may use. All of it outlives the part.
struct NodePorts {
  const config::Config& config;
  const storage::Store& store;              // For reading; only the ledger writes.
  evidence::EvidenceStore& files;           // The only one over the node's folder.
  const rpc::CallPorts& calls;              // For handlers.
  const exchange::ExchangeState& exchange;  // Stage and SendDown, inside apply functions.
  const services::Units& units;
  const services::Courier& courier;
  const identity::Signer& signer;  // This node's Ed25519 key.
  const Clock& clock;
  Random& random;
};

class Part {
 public:
  virtual ~Part() = default;
  // Before the ledger opens, also when it is only verified.
  virtual void Register(services::CommandRouter& commands, services::ItemRouter& items) = 0;
  // gRPC services for the client port and the portal; they live in the part.
  [[nodiscard]] virtual std::vector<grpc::Service*> Services() { return {}; }
  // Commands to be carried out at every start before any port opens, after the node has entered
  // what it hosts. A refusal ends the start.
  [[nodiscard]] virtual absl::StatusOr<std::vector<ledger::Command>> AtStart(
      const storage::Reader& /*state*/) {
    return std::vector<ledger::Command>();
  }
};

struct Program {
  std::string name;  // "commune-node"
  config::NodeLevel level = config::NodeLevel::kCommune;
  std::vector<std::function<std::unique_ptr<Part>(const NodePorts&)>> parts;
};

}  // namespace par::node
