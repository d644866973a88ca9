// What goes wrong in a run: a mix of faults drawn once, and each round something of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "tests/sim/world.h"

namespace par::sim {

enum class DiskLoss {
  kNone,
  kBelow,  // Any machine but the top's; of a cycle's owner and its units' only one side in a run.
  kTop,    // Only the top's, which is set back to an older state.
};

struct Mix {
  bool desks = false;
  bool publish = false;  // Only with the desks.
  DiskLoss disk_loss = DiskLoss::kNone;
  LineFaults line;
  int rounds = 12;
  bool crashes = false;
  bool partitions = false;
  bool long_partitions = false;  // Up to fourteen days.
  bool clocks = false;
  bool full_disks = false;
};
[[nodiscard]] Mix MixOf(Random& random);

class Trouble {
 public:
  Trouble(World& world, const Mix& mix, Random& random, bool clock_jumps);

  // Something may break; then time goes on.
  void MakeSome();
  // Everything works again from here on.
  void End();

  [[nodiscard]] std::uint64_t crashes() const { return crashes_; }
  [[nodiscard]] std::uint64_t disks_lost() const { return disks_lost_; }
  [[nodiscard]] bool clocks_jumped() const { return clocks_jumped_; }

 private:
  std::uint64_t Draw(std::uint64_t below) { return random_.Uint64() % below; }
  [[nodiscard]] std::int64_t DrawTime(std::int64_t longest);
  void Crash(const std::string& node);
  void Part(const std::string& node);
  void LoseDisk();
  [[nodiscard]] bool MayGo(const Country& country, const std::string& node, bool superiors) const;
  [[nodiscard]] bool KnownAbove(const std::string& node) const;
  void FillDisk(const std::string& node);
  void JumpClock(const std::string& node);
  void Heal(const std::string& node);

  World& world_;
  const Mix mix_;
  Random& random_;
  const bool clock_jumps_;
  std::vector<std::string> nodes_;
  std::vector<std::string> may_lose_disk_;
  std::map<std::string, std::vector<Rows>> copies_;
  std::map<std::string, int> machines_;  // The highest number each node has had.
  std::uint64_t crashes_ = 0;
  std::uint64_t disks_lost_ = 0;
  bool clocks_jumped_ = false;
};

}  // namespace par::sim
