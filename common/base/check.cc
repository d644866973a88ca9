#include "common/base/check.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "common/base/descriptor.h"

namespace par {

void CheckFailed(const char* condition, const char* file, int line) {
  // Ending matters more than saying why to somebody who has stopped reading.
  if (TakesBytes(STDERR_FILENO, std::chrono::milliseconds(0))) {
    std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
    std::fflush(stderr);
  }
  std::abort();
}

}  // namespace par
