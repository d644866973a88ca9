#include "tests/sim/trouble.h"

#include <algorithm>

#include "common/exchange/limits.h"
#include "common/exchange/rows.h"
#include "tests/sim/papers.h"

namespace par::sim {
namespace {

using exchange::kSecond;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kYear = 365 * kDay;

}  // namespace

Mix MixOf(Random& random) {
  const auto draw = [&](std::uint64_t below) { return random.Uint64() % below; };
  Mix mix;
  mix.desks = draw(4) == 0;
  mix.rounds = 8 + static_cast<int>(draw(17));
  const std::uint64_t loss = draw(10);
  if (loss < 5) mix.disk_loss = DiskLoss::kBelow;
  if (loss == 5 && !mix.desks) mix.disk_loss = DiskLoss::kTop;
  mix.crashes = draw(4) != 0;
  mix.partitions = draw(4) != 0;
  mix.long_partitions = draw(6) == 0;
  mix.clocks = draw(3) == 0;
  mix.full_disks = draw(4) == 0;
  if (draw(5) != 0) {
    mix.line = {.drop_percent = static_cast<int>(draw(30)),
                .double_percent = static_cast<int>(draw(20)),
                .reorder_percent = static_cast<int>(draw(20)),
                .forge_percent = draw(5) == 0 ? static_cast<int>(draw(20)) : 0,
                .longest_delay = 1000 + static_cast<std::int64_t>(draw(1'500'000))};
  }
  if (mix.desks && draw(2) == 0) {
    mix.publish = true;
    mix.rounds += 4;
  }
  return mix;
}

Trouble::Trouble(World& world, const Mix& mix, Random& random, bool clock_jumps)
    : world_(world), mix_(mix), random_(random), clock_jumps_(clock_jumps) {
  nodes_ = world.country().Nodes();
  const bool superiors = mix.desks && Draw(2) == 0;
  const Country& country = world.country();
  for (const std::string& node : nodes_) {
    machines_[node] = 1;
    const bool top = node == country.TopNode();
    if (mix.disk_loss == DiskLoss::kTop && top) may_lose_disk_.push_back(node);
    if (mix.disk_loss == DiskLoss::kBelow && !top && MayGo(country, node, superiors)) {
      may_lose_disk_.push_back(node);
    }
  }
  for (const std::string& node : may_lose_disk_) copies_[node].push_back(world_.Copy(node));
  world_.faults = mix.line;
}

// What a superior told a unit is known to the two of them alone: with the desks taking part, either
// the superiors of cycles may be lost or the others, and never a superior with its unit.
bool Trouble::MayGo(const Country& country, const std::string& node, bool superiors) const {
  if (!mix_.desks) return true;
  bool superior = false;
  bool with_its_unit = false;
  for (const std::string& owner : CycleOwners(country)) {
    if (country.NodeOf(owner) != node) continue;
    superior = true;
    for (const std::string& unit : UnitsOfCycle(country, owner)) {
      with_its_unit = with_its_unit || country.NodeOf(unit) == node;
    }
  }
  return superiors ? superior && !with_its_unit : !superior;
}

// As often a second as an hour.
std::int64_t Trouble::DrawTime(std::int64_t longest) {
  const std::int64_t scale = longest >> Draw(8);
  return 1 + static_cast<std::int64_t>(
                 Draw(static_cast<std::uint64_t>(std::max<std::int64_t>(1, scale))));
}

void Trouble::MakeSome() {
  const std::string& node = nodes_[Draw(nodes_.size())];
  switch (Draw(10)) {
    case 0:
    case 1:
      if (mix_.crashes) Crash(node);
      break;
    case 2:
      if (mix_.partitions) Part(node);
      break;
    case 3:
      world_.CutLine(node);
      break;
    case 4:
      if (mix_.full_disks) FillDisk(node);
      break;
    case 5:
      if (mix_.clocks) JumpClock(node);
      break;
    case 6:
    case 7:
      if (!may_lose_disk_.empty()) LoseDisk();
      break;
    default:
      break;
  }
  world_.RunFor(DrawTime(4 * kSecond));
}

void Trouble::Crash(const std::string& node) {
  if (!world_.IsUp(node)) return;
  ++crashes_;
  switch (Draw(4)) {
    case 0:
      return world_.CrashAtNextCommit(node, Disk::Death::kBatchLost);
    case 1:
      return world_.CrashAtNextCommit(node, Disk::Death::kBatchKept);
    case 2:
      return world_.Crash(node);
    default:
      return world_.Crash(node, DrawTime(60 * kSecond));
  }
}

void Trouble::Part(const std::string& node) {
  if (Draw(3) == 0) {  // One direction only: what is sent gets lost, nobody is told.
    const bool up = Draw(2) == 0;
    world_.SetDeaf(node, up, true);
    return world_.After(DrawTime(600 * kSecond),
                        [this, node, up] { world_.SetDeaf(node, up, false); });
  }
  world_.SetIsolated(node, true);
  if (mix_.long_partitions && Draw(3) == 0) {
    const std::int64_t length = 60 * kSecond + DrawTime(14 * kDay);
    // Days would be long in seconds; still well within the time a machine waits for an answer.
    world_.SetTick(std::clamp(length / 200, kSecond, kSecond * 60));
    world_.RunFor(length);
    world_.SetTick(kSecond);
    return world_.SetIsolated(node, false);
  }
  world_.After(DrawTime(120 * kSecond), [this, node] { world_.SetIsolated(node, false); });
}

void Trouble::FillDisk(const std::string& node) {
  world_.SetFull(node, true);
  world_.After(DrawTime(60 * kSecond), [this, node] { world_.SetFull(node, false); });
}

void Trouble::JumpClock(const std::string& node) {
  const auto by =
      static_cast<std::int64_t>(Draw(20 * static_cast<std::uint64_t>(kYear))) - 10 * kYear;
  clocks_jumped_ = true;
  if (clock_jumps_) world_.JumpClock(node, by);
}

// The upper node has heard of the node's present machine or one before. Against an old machine that
// comes first only its revoked certificate helps, and there is none here.
bool Trouble::KnownAbove(const std::string& node) const {
  const std::string above = *world_.country().UpperNode(node);
  const std::string first = node + " machine ";
  const auto peer = exchange::ReadPeer(world_.StateOf(above), node);
  return peer.ok() && peer->replaced_size() + 1 == machines_.at(node) &&
         peer->machine_id() == first + std::to_string(machines_.at(node));
}

void Trouble::LoseDisk() {
  const std::string& node = may_lose_disk_[Draw(may_lose_disk_.size())];
  std::vector<Rows>& copies = copies_[node];
  if (copies.size() < 2 || Draw(3) == 0) return copies.push_back(world_.Copy(node));
  const Rows& copy = copies[Draw(copies.size())];
  ++disks_lost_;
  // The authority's list of revoked machines reaches a new machine too: no old one gets in below
  // it.
  for (const std::string& other : nodes_) {
    if (world_.country().UpperNode(other) == node) world_.KillZombie(other);
  }
  const bool only_back = mix_.disk_loss == DiskLoss::kTop;
  switch (only_back ? 3 : Draw(4)) {
    case 0: {
      const Rows old = world_.Copy(node);
      const int machine = world_.MachineOf(node);
      world_.Replace(node, {}, ++machines_[node]);
      if (Draw(2) == 0) {
        world_.After(DrawTime(60 * kSecond), [this, node, old, machine] {
          if (machines_[node] == machine + 1 && KnownAbove(node)) {
            world_.WakeZombie(node, old, machine);
          }
        });
      }
      return copies.clear();
    }
    case 1:
      machines_[node] = std::max(machines_[node], world_.MachineOf(node)) + 1;
      world_.LoseEnd(node, copy);
      return copies.clear();
    default:
      // Set back by its administrator, or a copy of the whole machine was started in its place.
      return world_.Replace(node, copy, world_.MachineOf(node));
  }
}

void Trouble::Heal(const std::string& node) {
  world_.KillZombie(node);
  world_.SetIsolated(node, false);
  world_.SetDeaf(node, true, false);
  world_.SetDeaf(node, false, false);
  world_.SetFull(node, false);
  world_.CrashAtNextCommit(node, Disk::Death::kNone);
}

void Trouble::End() {
  world_.faults = {};
  // What was set off still ends; then nothing begins any more.
  world_.SetTick(5 * kSecond);
  world_.RunFor(600 * kSecond + 1);
  world_.SetTick(kSecond);
  for (const std::string& node : nodes_) Heal(node);
}

}  // namespace par::sim
