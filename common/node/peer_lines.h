// How many lines of one kind a node below may have: one that replaces a half-open one is usual,
// more are not, so a newer one ends the oldest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/refusal.h"

namespace par::node {

// Of one kind (events, files), of one node below.
inline constexpr std::size_t kMostLinesOfPeer = 2;

// The drivers of those among `lines` (by their number, the newest last) that must go when one more
// is added: all of the peer's but the newest. `of_peer` says which lines are the peer's.
//
// To be ended with EndSuperseded outside the lock that guards the lines: ending calls gRPC.
template <typename Lines, typename OfPeer>
[[nodiscard]] auto SupersededBy(const Lines& lines, OfPeer of_peer) {
  std::vector<decltype(lines.begin()->second.driver)> superseded;
  std::size_t count = 1;  // The one that is added.
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (!of_peer(line->second)) continue;
    if (++count > kMostLinesOfPeer) superseded.push_back(line->second.driver);
  }
  return superseded;
}

// With FAILED_PRECONDITION exchange_superseded. Repeating it does nothing.
template <typename Drivers>
void EndSuperseded(const Drivers& drivers, std::string_view peer) {
  for (const auto& driver : drivers) {
    driver->End(domain::Refusal(absl::StatusCode::kFailedPrecondition, "exchange_superseded",
                                {{"node", std::string(peer)}}));
  }
}

}  // namespace par::node
