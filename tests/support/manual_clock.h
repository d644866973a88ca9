// A clock that stands still until the test moves it.
#pragma once

#include <cstdint>

#include "common/base/clock.h"

namespace par::testing {

// Starts at 2025-01-01 00:00:00 UTC with a monotonic time of zero. One thread at a time.
class ManualClock final : public Clock {
 public:
  ManualClock() = default;
  explicit ManualClock(std::int64_t wall_micros) : wall_(wall_micros) {}

  [[nodiscard]] std::int64_t WallMicros() const override { return wall_; }
  [[nodiscard]] std::int64_t MonotonicMicros() const override { return monotonic_; }

  // Both times go on by `micros`, which is not negative.
  void Advance(std::int64_t micros);
  // Only the wall clock jumps, as when someone sets it.
  void SetWall(std::int64_t micros) { wall_ = micros; }

 private:
  std::int64_t wall_ = 1735689600000000;
  std::int64_t monotonic_ = 0;
};

}  // namespace par::testing
