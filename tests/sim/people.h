// The people of a simulated country: they save items, send decisions down, and, where there are
// cycles, fill in, hand in, review, appeal and publish.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/random.h"
#include "tests/sim/cycle_end.h"
#include "tests/sim/world.h"

namespace par::sim {

class People {
 public:
  // `publish`: cycles are brought to their end, as far as the run goes.
  People(World& world, Random& random, bool publish)
      : world_(world), random_(random), publish_(publish), end_(world, random) {}

  // The top's tree of units goes down, and every owner opens its cycle; without faults.
  void OpenCycles();
  void DoSomething();
  [[nodiscard]] bool used_evidence() const { return used_evidence_; }

 private:
  std::uint64_t Draw(std::uint64_t below) { return random_.Uint64() % below; }
  std::string Body();
  void SavePlain(const UnitPlace& place);
  void UnitActs(const std::string& owner, const std::string& unit);
  void SuperiorActs(const std::string& owner, const std::string& unit);

  World& world_;
  Random& random_;
  const bool publish_;
  CycleEnd end_;
  bool cycles_ = false;
  bool used_evidence_ = false;
};

}  // namespace par::sim
