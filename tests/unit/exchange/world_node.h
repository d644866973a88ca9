// What a World keeps per node and per connection.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "tests/unit/exchange/world.h"

namespace par::exchange::testing {

struct World::Node {
  std::string id;
  std::uint64_t boot = 0;  // What belongs to an earlier boot is void.
  int machine_number = 1;
  bool isolated = false;
  std::unique_ptr<storage::MemoryStore> store = std::make_unique<storage::MemoryStore>();
  std::unique_ptr<ledger::MemoryMark> mark = std::make_unique<ledger::MemoryMark>();
  std::unique_ptr<HashSigner> signer;
  std::unique_ptr<NodeMachine> machine;
  std::unique_ptr<ledger::Ledger> ledger;
  std::map<std::string, std::unique_ptr<ChildLink>> up;  // By the node above.
  std::map<std::string, std::uint64_t> connection;       // Of each link; 0: none.
};

struct World::Connection {
  std::string child, parent;
  std::unique_ptr<ParentLink> link;
  std::int64_t last_up = 0, last_down = 0;  // So that order is kept unless a fault says otherwise.
};

}  // namespace par::exchange::testing
