#include "common/exchange/retry_policy.h"

#include <algorithm>

namespace par::exchange {

std::int64_t NextDelay(const RetryPolicy& policy, std::uint32_t attempt, Random& random) {
  std::int64_t step = std::max<std::int64_t>(policy.first_micros, 1);
  for (std::uint32_t i = 0; i < attempt && step < policy.longest_micros; ++i) step *= 2;
  step = std::min(step, std::max<std::int64_t>(policy.longest_micros, 1));
  const std::int64_t least = step / 10;
  const auto spread = static_cast<std::uint64_t>(step - least + 1);
  return least + static_cast<std::int64_t>(random.Uint64() % spread);
}

}  // namespace par::exchange
