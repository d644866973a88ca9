// What a node's database holds, read while the node is stopped: the last word on what was lost and
// what counts twice.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/exchange/stream.h"

namespace par::testing {

struct HeldEvent {
  std::string submission_id;
  std::string hash;
  int verdict = 0;  // exchange::v1::Verdict; 0: none stored on this side.
  friend bool operator==(const HeldEvent&, const HeldEvent&) = default;
};

struct NodeDisk {
  std::multiset<std::string> command_ids;  // Of every entry of the ledger.
  std::map<std::pair<exchange::Side, exchange::StreamId>, std::vector<HeldEvent>> streams;

  // Empty where there is none.
  [[nodiscard]] std::vector<HeldEvent> EventsOf(exchange::Side side,
                                                const exchange::StreamId& stream) const;
  // Submission ids that stand in one stream more than once.
  [[nodiscard]] std::size_t Twice() const;
};

[[nodiscard]] absl::StatusOr<NodeDisk> ReadNodeDisk(const config::Config& config);

}  // namespace par::testing
