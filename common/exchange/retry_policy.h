// When to dial again. Pure: the randomness is handed in.
#pragma once

#include <cstdint>

#include "common/base/random.h"

namespace par::exchange {

struct RetryPolicy {
  std::int64_t first_micros = 1'000'000;
  std::int64_t longest_micros = 900'000'000;  // 15 minutes.
};

// Full jitter: anything from a tenth of the step to the whole of it, where the step doubles with
// every attempt (from 0) up to the longest. Thousands of nodes cut off together must not return
// together.
[[nodiscard]] std::int64_t NextDelay(const RetryPolicy& policy, std::uint32_t attempt,
                                     Random& random);

}  // namespace par::exchange
