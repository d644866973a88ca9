// Programs of different versions in one country, replaced one after the other while it runs.
#pragma once

#include <string>

#include "common/base/random.h"
#include "tests/sim/world.h"

namespace par::sim {

class Versions {
 public:
  // Some nodes begin with the newer program, the others with the older one.
  Versions(World& world, Random& random);
  // Sometimes the next node gets the newer program.
  void UpgradeSome();
  // Now all of them have.
  void End();

 private:
  void Upgrade(const std::string& node);
  World& world_;
  Random& random_;
};

}  // namespace par::sim
