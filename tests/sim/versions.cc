#include "tests/sim/versions.h"

#include <vector>

namespace par::sim {

Versions::Versions(World& world, Random& random) : world_(world), random_(random) {
  for (const std::string& node : world_.country().Nodes()) {
    world_.SetVersion(node, random_.Uint64() % 3 == 0 ? Version::kNewer : Version::kOlder);
  }
}

void Versions::Upgrade(const std::string& node) {
  if (world_.DesksOf(node).version() != Version::kNewer && world_.IsUp(node)) {
    world_.SetVersion(node, Version::kNewer);
  }
}

void Versions::UpgradeSome() {
  const std::vector<std::string> nodes = world_.country().Nodes();
  if (random_.Uint64() % 8 == 0) Upgrade(nodes[random_.Uint64() % nodes.size()]);
}

void Versions::End() {
  for (const std::string& node : world_.country().Nodes()) Upgrade(node);
}

}  // namespace par::sim
