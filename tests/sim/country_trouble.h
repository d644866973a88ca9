// What goes wrong in a province around the deadline: every line is cut, and cut again, some for
// hours; half go deaf in one direction for minutes; now and then, and in the rush before the
// deadline, all lose, double and reorder messages; nodes crash, also around a commit, and disks
// are full for a while; the province's own node crashes in the last hour.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/random.h"
#include "tests/sim/world.h"

namespace par::sim {

class CountryTrouble {
 public:
  CountryTrouble(World& world, Random& random) : world_(world), random_(random) {}

  // Puts all of it into the world's agenda, from now until DeadlineDay::kFaultsEnd.
  void Begin();
  // Everything works again from here on.
  void End();

  [[nodiscard]] std::uint64_t cuts() const { return cuts_; }
  [[nodiscard]] std::uint64_t deaf_spells() const { return deaf_spells_; }
  [[nodiscard]] std::uint64_t crashes() const { return crashes_; }
  [[nodiscard]] std::uint64_t full_disks() const { return full_disks_; }

 private:
  std::uint64_t Draw(std::uint64_t below) { return random_.Uint64() % below; }
  // Between the two, in microseconds.
  std::int64_t DrawTime(std::int64_t least, std::int64_t most);
  void Storms();
  void CutNow(std::int64_t at, const std::string& node, std::int64_t length);
  void LineOf(const std::string& node);
  void NodeOf(const std::string& node);
  void CrashAt(std::int64_t at, const std::string& node);

  World& world_;
  Random& random_;
  std::uint64_t cuts_ = 0;
  std::uint64_t deaf_spells_ = 0;
  std::uint64_t crashes_ = 0;
  std::uint64_t full_disks_ = 0;
};

}  // namespace par::sim
