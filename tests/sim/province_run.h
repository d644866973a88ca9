// The deadline of one province, from the cycle's coming down to a country at rest, under faults.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/country_load.h"
#include "tests/sim/country_table.h"

namespace par::sim {

struct ProvinceReport {
  std::string name;
  std::vector<std::string> violations;  // "S4: …"
  std::uint64_t trace_hash = 0;
  std::uint64_t units = 0;
  std::uint64_t nodes = 0;
  std::uint64_t items = 0;
  std::uint64_t messages = 0;
  std::uint64_t entries = 0;
  std::uint64_t row_bytes = 0;  // On all disks.
  std::uint64_t crashes = 0;
  std::uint64_t cuts = 0;
  std::uint64_t deaf_spells = 0;
  std::uint64_t full_disks = 0;
  std::uint64_t files = 0;
  std::uint64_t returned = 0;
  std::int64_t simulated = 0;  // Microseconds.
  LoadReport load;
};

// Shares nothing with a run on another thread.
[[nodiscard]] ProvinceReport RunProvince(const ProvinceSize& size, std::uint64_t seed);

}  // namespace par::sim
