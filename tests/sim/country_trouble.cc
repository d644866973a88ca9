#include "tests/sim/country_trouble.h"

#include <algorithm>

#include "common/exchange/limits.h"
#include "tests/sim/country_people.h"

namespace par::sim {
namespace {

using exchange::kSecond;
constexpr LineFaults kFair = {.longest_delay = 200'000};

}  // namespace

std::int64_t CountryTrouble::DrawTime(std::int64_t least, std::int64_t most) {
  return least + static_cast<std::int64_t>(Draw(static_cast<std::uint64_t>(most - least)));
}

void CountryTrouble::Begin() {
  Storms();
  const std::string& top = world_.country().TopNode();
  for (const std::string& node : world_.country().Nodes()) {
    if (node == top) continue;
    LineOf(node);
    NodeOf(node);
  }
  CrashAt(DrawTime(0, DeadlineDay::kDeadline - kHour), top);
  CrashAt(DrawTime(DeadlineDay::kDeadline - kHour, DeadlineDay::kDeadline), top);
}

// Ten bad minutes every three hours or so, and the rush before the deadline.
void CountryTrouble::Storms() {
  constexpr LineFaults kStorm = {.drop_percent = 3,
                                 .double_percent = 3,
                                 .reorder_percent = 3,
                                 .forge_percent = 1,
                                 .longest_delay = 1'500'000};
  constexpr LineFaults kRush = {
      .drop_percent = 1, .double_percent = 1, .reorder_percent = 1, .longest_delay = 700'000};
  const auto from = [&](std::int64_t at, const LineFaults& faults) {
    world_.After(at, [this, faults] { world_.faults = faults; });
  };
  constexpr std::int64_t kRushBegins = DeadlineDay::kDeadline - 2 * kHour;
  from(0, kFair);
  for (std::int64_t at = DrawTime(0, 2 * kHour); at < kRushBegins - kHour;
       at += DrawTime(2 * kHour, 4 * kHour)) {
    from(at, kStorm);
    from(at + 10 * kMinute, kFair);
  }
  from(kRushBegins, kRush);
  from(DeadlineDay::kDeadline + kHour, kFair);
}

void CountryTrouble::CutNow(std::int64_t at, const std::string& node, std::int64_t length) {
  const std::int64_t end = std::min(at + length, DeadlineDay::kFaultsEnd);
  world_.After(at, [this, node] {
    ++cuts_;
    world_.SetIsolated(node, true);
  });
  world_.After(end, [this, node] { world_.SetIsolated(node, false); });
}

void CountryTrouble::LineOf(const std::string& node) {
  const std::uint64_t cuts = 1 + Draw(3);
  for (std::uint64_t i = 0; i < cuts; ++i) {
    const std::uint64_t kind = Draw(20);
    const std::int64_t longest = kind == 0 ? 6 * kHour : kind < 6 ? kHour : 5 * kMinute;
    CutNow(DrawTime(0, DeadlineDay::kFaultsEnd), node, DrawTime(5 * kSecond, longest));
  }
  if (Draw(25) == 0) {  // Nothing goes through at the deadline itself.
    CutNow(DeadlineDay::kDeadline - DrawTime(kMinute, 2 * kHour), node,
           DrawTime(2 * kHour, 4 * kHour));
  }
  const std::int64_t broken = DrawTime(0, DeadlineDay::kFaultsEnd);  // And up again at once.
  world_.After(broken, [this, node] {
    ++cuts_;
    world_.CutLine(node);
  });
  if (Draw(2) == 0) return;
  const bool up = Draw(2) == 0;
  const std::int64_t begin = DrawTime(0, DeadlineDay::kFaultsEnd - 10 * kMinute);
  world_.After(begin, [this, node, up] {
    ++deaf_spells_;
    world_.SetDeaf(node, up, true);
  });
  world_.After(begin + DrawTime(kMinute, 10 * kMinute),
               [this, node, up] { world_.SetDeaf(node, up, false); });
}

void CountryTrouble::NodeOf(const std::string& node) {
  if (Draw(3) == 0) CrashAt(DrawTime(0, DeadlineDay::kFaultsEnd), node);
  if (Draw(20) != 0) return;
  const std::int64_t begin = DrawTime(0, DeadlineDay::kFaultsEnd - 10 * kMinute);
  world_.After(begin, [this, node] {
    ++full_disks_;
    world_.SetFull(node, true);
  });
  world_.After(begin + DrawTime(kMinute, 10 * kMinute),
               [this, node] { world_.SetFull(node, false); });
}

void CountryTrouble::CrashAt(std::int64_t at, const std::string& node) {
  const std::uint64_t kind = Draw(4);
  const std::int64_t down = kind == 2 ? 0 : DrawTime(kSecond, 5 * kMinute);
  world_.After(at, [this, node, kind, down] {
    if (!world_.IsUp(node)) return;
    ++crashes_;
    if (kind == 0) return world_.CrashAtNextCommit(node, Disk::Death::kBatchLost);
    if (kind == 1) return world_.CrashAtNextCommit(node, Disk::Death::kBatchKept);
    world_.Crash(node, down);
  });
}

void CountryTrouble::End() {
  world_.faults = {};
  for (const std::string& node : world_.country().Nodes()) {
    world_.SetIsolated(node, false);
    world_.SetDeaf(node, true, false);
    world_.SetDeaf(node, false, false);
    world_.SetFull(node, false);
    world_.CrashAtNextCommit(node, Disk::Death::kNone);
  }
}

}  // namespace par::sim
