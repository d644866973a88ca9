// Goal: nodes cut off together do not return together, and none waits longer than it may.
// Method: many draws per attempt; the bounds are the rule itself.
#include "common/exchange/retry_policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace par::exchange {
namespace {

TEST(RetryPolicy, DoublesUpToTheLongestWithJitter) {
  const RetryPolicy policy{.first_micros = 1'000'000, .longest_micros = 900'000'000};
  struct Row {
    const char* why;
    std::uint32_t attempt;
    std::int64_t step;
  };
  const Row rows[] = {{"the first", 0, 1'000'000},
                      {"doubled", 1, 2'000'000},
                      {"the last below the longest", 9, 512'000'000},
                      {"the longest", 10, 900'000'000},
                      {"any later one", 4'000'000'000u, 900'000'000}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    SeededRandom random(42);
    std::int64_t least = INT64_MAX;
    std::int64_t most = 0;
    for (int draw = 0; draw < 2000; ++draw) {
      const std::int64_t delay = NextDelay(policy, row.attempt, random);
      least = std::min(least, delay);
      most = std::max(most, delay);
    }
    EXPECT_GE(least, row.step / 10);
    EXPECT_LE(most, row.step);
    EXPECT_LT(least, row.step / 5);      // The draws use the range …
    EXPECT_GT(most, row.step * 9 / 10);  // … on both sides.
  }
}

}  // namespace
}  // namespace par::exchange
