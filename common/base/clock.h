// The only source of time. Wall time is UTC in microseconds since 1970-01-01; it may jump either
// way and never decides an order. Monotonic time never goes back and says nothing about the date.
#pragma once

#include <cstdint>

namespace par {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual std::int64_t WallMicros() const = 0;
  [[nodiscard]] virtual std::int64_t MonotonicMicros() const = 0;
};

// The machine's clock. Safe from many threads.
[[nodiscard]] const Clock& SystemClock();

}  // namespace par
