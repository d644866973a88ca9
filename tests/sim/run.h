// One run of the simulation: a seed chooses a country, a mix of faults and what people do; faults
// for a while, then peace, in which everything must come to rest within a bound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/country.h"

namespace par::sim {

struct RunOptions {
  bool trace = false;
  bool clock_jumps = true;  // False: the same run with clocks that stand right.
};

struct RunReport {
  std::uint64_t seed = 0;
  std::vector<std::string> violations;  // "S4: …"
  std::uint64_t trace_hash = 0;
  std::uint64_t outcome_hash = 0;  // Of what every stream holds at the end, without times.
  std::uint64_t messages = 0;
  std::uint64_t items = 0;
  std::uint64_t decisions = 0;
  std::uint64_t lost_with_their_disks = 0;
  std::uint64_t crashes = 0;
  std::uint64_t disks_lost = 0;  // Replaced, set back, or without their end.
  std::int64_t simulated = 0;    // Microseconds.
  bool desks = false;
  bool clocks_jumped = false;
};

[[nodiscard]] RunReport RunSeed(std::uint64_t seed, const RunOptions& options = {});

// The countries that seeds choose from.
[[nodiscard]] const std::vector<Country>& Countries();

}  // namespace par::sim
