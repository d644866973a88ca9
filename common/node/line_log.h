// Says in the log what becomes of lines to other nodes: that they begin and end, why one does not
// come about, and when one has been away for long. Safe from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/exchange/link.h"

namespace par::node {

// A line that ends and begins again within this (certificates are renewed so, every half hour) is
// no reason for anybody to look.
inline constexpr std::int64_t kAwayMicros = 60'000'000;

// "reason", with what the reason is about where that is a name of ours, a date or the system's own
// words; a status without a reason with its code and text.
[[nodiscard]] std::vector<LogField> WhyFields(const absl::Status& why);

class LineLog {
 public:
  // Both outlive it.
  LineLog(Log& log, const Clock& clock) : log_(log), clock_(clock) {}

  // One machine of common/exchange/link.h. `direction` is up, down or self.
  struct Line {
    std::string direction;
    std::string peer;
    exchange::LinkStanding before = {};
    bool comparing = false;  // Was in session, and compares its streams again.
  };
  // After each step of the machine, one at a time of one line.
  void Stepped(Line& line, exchange::LinkStanding now);
  // Lines that have been away for kAwayMicros.
  void Tick();
  // Somebody who dialled was turned away at the door. `peer` is empty where no certificate names
  // it. UNAVAILABLE (this node stops) is not told: it turns nobody away.
  void Refused(const std::string& peer, const std::string& address, const absl::Status& why);

 private:
  // A node may have two lines here for a moment: one that replaces a half-open one.
  struct Peer {
    std::size_t sessions = 0;
    std::optional<std::int64_t> away_since;  // Monotonic.
    bool told = false;
    absl::Status why;
    // What was last refused or held since line_up: a node that is turned away dials again and
    // again, and an item that is held is tried again with every comparison.
    absl::Status said;
    absl::Status ledger;  // What was last said of the lower node's ledger.
  };
  void Write(LogEvent event, const Line& line, const absl::Status& why);
  void SayOfLedger(const Line& line, const exchange::LinkStanding& before,
                   const exchange::LinkStanding& now);
  void Began(Line& line);
  void Ended(Line& line, const exchange::LinkStanding& now);
  void Away(Peer& peer, const absl::Status& why) const;

  Log& log_;
  const Clock& clock_;
  std::mutex mutex_;                                           // Guards what follows.
  std::map<std::pair<std::string, std::string>, Peer> peers_;  // By direction and peer.
};

}  // namespace par::node
