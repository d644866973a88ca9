// How much the exchange takes at once. Both sides keep to the same numbers: what one may send the
// other must take.
#pragma once

#include <cstddef>
#include <cstdint>

namespace par::exchange {

inline constexpr std::size_t kSubmissionIdBytes = 16;
inline constexpr std::size_t kMaxBatchEvents = 100;
inline constexpr std::size_t kMaxBatchBytes = std::size_t{64} << 10u;
// Of a stream in a hello: 1, 2, 4, 8 … events back is never more.
inline constexpr int kMaxEarlierPositions = 64;
// One item with all its fields; an item larger than a batch travels alone.
inline constexpr std::size_t kMaxItemBytes = (std::size_t{512} << 10u) - 4096;
// What the first receiver said of an item that is handed on: it fits beside the largest item.
inline constexpr std::size_t kMaxBelowBytes = 2048;
inline constexpr std::size_t kMaxMessageBytes = std::size_t{512} << 10u;
// Bytes sent and not yet acknowledged, per stream of events.
inline constexpr std::size_t kWindowBytes = std::size_t{256} << 10u;
// The same for all streams of a line together.
inline constexpr std::size_t kLineWindowBytes = 4 * kWindowBytes;
inline constexpr std::size_t kMaxItemBlobs = 500;
inline constexpr std::size_t kMaxNameBytes = 200;  // Units, nodes, authors, media types.
// Of one node, which may not come back. The oldest are forgotten: a row has its size, and one that
// says hello as ever another machine shall not keep the next one out.
inline constexpr int kMaxReplacedMachines = 1000;
// A body from here on is not copied into a row but read from the entry that brought it.
inline constexpr std::size_t kInlineBodyBytes = 512;

inline constexpr std::uint32_t kProtocolMinimum = 1;
inline constexpr std::uint32_t kProtocolMaximum = 2;
// From this version on a side may send Packed.
inline constexpr std::uint32_t kProtocolPacked = 2;

inline constexpr std::int64_t kSecond = 1'000'000;
// An idle line still says where it stands, or a node that lost its end would never be noticed.
inline constexpr std::int64_t kHeartbeatMicros = 240 * kSecond;
// Clocks of two nodes agree up to this: an answer's time on a slow line is within it.
inline constexpr std::int64_t kMostClocksApart = 120 * kSecond;
// A line that never breaks says hello anew after so long, for that is when clocks are compared: an
// agreement counts for seven days (common/domain/cycle.h). Nor is a newer one kept more often, but
// for the first of a process.
inline constexpr std::int64_t kClocksComparedMicros = 24 * 3600 * kSecond;

// Another node's wall clock minus ours, microseconds. What it says may be any number.
[[nodiscard]] constexpr std::int64_t ClockOffset(std::int64_t theirs, std::int64_t ours) {
  return (theirs < 0 ? 0 : theirs) - ours;
}
[[nodiscard]] constexpr bool ClocksAgree(std::int64_t theirs, std::int64_t ours) {
  const std::int64_t apart = ClockOffset(theirs, ours);
  return apart >= -kMostClocksApart && apart <= kMostClocksApart;
}

// How long after a hello a node says another one because its ledger has grown: where lines break
// of themselves every half hour, never. And how long before it says that it holds what the node
// above has witnessed, if it has not said so yet: not while its first items are on their way.
inline constexpr std::int64_t kTellOfLedgerMicros = 3600 * kSecond;
inline constexpr std::int64_t kAnswerOfLedgerMicros = 60 * kSecond;
// Of the heads of one lower node's ledger, one a day: eleven years.
inline constexpr std::uint64_t kMostWitnessedHeads = 4000;

// However many nodes stand below: they are all back within this time. Nor is a node sent away for
// longer, whatever the node above says.
inline constexpr std::uint64_t kMostAwayMs = 300'000;
// Slow is not dead: a line is given up when nothing that was awaited has come for this long.
inline constexpr std::int64_t kSilenceMicros = 120 * kSecond;

// The rest is the event's number and hashes, the stream, its session and a position.
static_assert(kMaxItemBytes + kMaxBelowBytes + 1024 < kMaxMessageBytes);
static_assert(kMaxBatchBytes < kWindowBytes);

}  // namespace par::exchange
