// A whole country around a deadline: its provinces one after the other, on several threads. They
// share nothing and are joined in the table's order, so the seed decides everything and the number
// of threads nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <vector>

#include "tests/sim/country_table.h"
#include "tests/sim/province_run.h"

namespace par::sim {

struct CountryReport {
  std::vector<ProvinceReport> provinces;  // In the order of the sizes given.
  std::uint64_t trace_hash = 0;

  [[nodiscard]] bool red() const;
};

// `done` is called with each province as it ends, by one thread at a time.
[[nodiscard]] CountryReport RunCountry(const std::vector<ProvinceSize>& sizes, std::uint64_t seed,
                                       std::size_t threads,
                                       const std::function<void(const ProvinceReport&)>& done);

// What broke, the sums, and the load at the province whose node took most items.
void Print(const CountryReport& report, std::ostream& out);

}  // namespace par::sim
