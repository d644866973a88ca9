// What the gateway counts, as Prometheus reads it. Few series: a method of a service or the name of
// a route, times a code; never anything that a stranger may choose.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace par::gateway {

// What the node says of itself when it is asked.
struct NodeGauges {
  std::uint64_t ledger_entries = 0;
  std::size_t commands_waiting = 0;  // For the ledger.
  std::size_t calls_waiting = 0;     // For a thread.
  bool ready = false;                // The ledger takes commands.
};
using AskNode = std::function<NodeGauges()>;

// Safe from many threads.
class Metrics {
 public:
  // `label` lives on; `code` is one of few.
  void Count(std::string_view label, std::string_view code, std::int64_t micros);
  void Connections(std::int64_t change);
  void Streams(std::int64_t change);
  // A connection ended because its sender was too slow.
  void Slow();
  [[nodiscard]] std::uint64_t slow() const;

  [[nodiscard]] std::string Text(const NodeGauges& node) const;

 private:
  // Upper bounds in microseconds; one more for what is above.
  static constexpr std::array<std::int64_t, 8> kBounds = {1000,   5000,    20000,    100000,
                                                          500000, 2000000, 10000000, 60000000};
  mutable std::mutex mutex_;
  std::map<std::pair<std::string_view, std::string>, std::uint64_t> requests_;
  std::array<std::uint64_t, kBounds.size() + 1> latency_ = {};
  std::int64_t latency_sum_ = 0;
  std::uint64_t latency_count_ = 0;
  std::int64_t connections_ = 0;
  std::int64_t streams_ = 0;
  std::uint64_t slow_ = 0;
};

}  // namespace par::gateway
