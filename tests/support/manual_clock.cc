#include "tests/support/manual_clock.h"

#include "common/base/check.h"

namespace par::testing {

void ManualClock::Advance(std::int64_t micros) {
  PAR_CHECK(micros >= 0);
  wall_ += micros;
  monotonic_ += micros;
}

}  // namespace par::testing
