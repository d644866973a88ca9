#include "common/base/clock.h"

#include <chrono>

namespace par {
namespace {

class MachineClock final : public Clock {
 public:
  std::int64_t WallMicros() const override {
    return Micros(std::chrono::system_clock::now().time_since_epoch());
  }
  std::int64_t MonotonicMicros() const override {
    return Micros(std::chrono::steady_clock::now().time_since_epoch());
  }

 private:
  template <typename Duration>
  static std::int64_t Micros(Duration since) {
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
  }
};

}  // namespace

const Clock& SystemClock() {
  static const MachineClock clock;
  return clock;
}

}  // namespace par
