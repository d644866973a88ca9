// Goal: what moved in the last ten seconds counts, and nothing else; how long the machine has been
// up changes neither that nor the work.
// Method: rows of what moved when and what is said later, at the beginning of the clock and at its
// very end, which a meter that walks the seconds would not reach.
#include "common/exchange/rate_meter.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "common/exchange/limits.h"

namespace par::exchange {
namespace {

TEST(RateMeter, CountsTheLastTenSecondsWhereverTheClockStands) {
  const struct {
    const char* why;
    std::vector<std::pair<std::int64_t, std::uint64_t>> moved;  // Seconds after the start, bytes.
    std::int64_t asked;
    std::uint64_t want;
  } rows[] = {
      {"nothing moved", {}, 5, 0},
      {"in this second", {{0, 70}, {0, 30}}, 0, 10},
      {"nine seconds ago", {{0, 100}}, 9, 10},
      {"ten seconds ago", {{0, 100}}, 10, 0},
      {"long ago, in the same place of ten", {{0, 100}}, 50, 0},
      {"every second", {{0, 10}, {1, 10}, {2, 10}, {3, 10}, {4, 10}, {5, 10}}, 5, 6},
      {"a place that is used again", {{0, 100}, {1, 100}, {10, 50}}, 10, 15},
      {"after a pause", {{0, 100}, {30, 50}}, 30, 5},
  };
  for (const std::int64_t start : {std::int64_t{0}, 123 * kSecond + 456,
                                   std::numeric_limits<std::int64_t>::max() - 60 * kSecond}) {
    for (const auto& row : rows) {
      SCOPED_TRACE(row.why);
      RateMeter meter;
      for (const auto& [second, bytes] : row.moved) meter.Add(start + second * kSecond, bytes);
      EXPECT_EQ(meter.PerSecond(start + row.asked * kSecond), row.want) << "from " << start;
    }
  }
}

}  // namespace
}  // namespace par::exchange
