// The node that receives: a province's program with the desks it has in life, on a store of the
// caller's choice, and the nodes of its communes connected to it. Set, units and cycles are entered
// as their own commands.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/node/node.h"
#include "tests/bench/lower_node.h"
#include "tests/unit/node/node_world.h"

namespace par::bench {

inline constexpr int kUnits = 32;
inline constexpr int kCycles = 360;  // Each unit submits once in a cycle.

// What a unit hands up: 100 criteria with two figures, an explanation and two pages of evidence
// each, about 80 KB.
[[nodiscard]] std::string SubmissionBody(const std::string& unit, int cycle);

class UpperNode {
 public:
  // Puts the storage made for the node's configuration in place of RocksDB and the mark's file.
  using MakeStorage = std::function<node::NodeStorage(const config::Config&)>;
  // `clients` lower nodes share the kUnits units between them; `windowed` is LowerNode's.
  UpperNode(int clients, bool windowed, const MakeStorage& storage);
  ~UpperNode();
  UpperNode(const UpperNode&) = delete;
  UpperNode& operator=(const UpperNode&) = delete;

  void Prepare(std::size_t submissions);
  [[nodiscard]] LowerNode& client(int number) {
    return *clients_[static_cast<std::size_t>(number)];
  }

 private:
  node::testing::World world_;
  std::unique_ptr<node::Node> node_;
  std::vector<std::unique_ptr<LowerNode>> clients_;
};

}  // namespace par::bench
