// How much a test of this folder does: a short form with every run of the tests, all of it where
// CTest is told `-C long`. A seed may be given, so that a run can be had again.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace par::testing {

[[nodiscard]] inline bool LongRun() { return std::getenv("PAR_LONG") != nullptr; }
[[nodiscard]] inline int ShortOrLong(int brief, int whole) { return LongRun() ? whole : brief; }
[[nodiscard]] inline std::uint64_t RunSeed() {
  const char* given = std::getenv("PAR_SEED");
  return given == nullptr ? 1 : std::stoull(given);
}

}  // namespace par::testing
