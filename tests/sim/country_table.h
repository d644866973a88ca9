// The real country as data: how many districts and communes each province has, and the units and
// nodes of one province made from that.
//
// A province has no node above it: the ministry that scores it has none, and it runs a cycle for
// itself alone (common/domain/cycle.h). So a whole country is as many worlds of one province.
#pragma once

#include <string_view>
#include <vector>

#include "tests/sim/country.h"

namespace par::sim {

struct ProvinceSize {
  std::string_view name;
  int districts = 0;  // 0: communes stand directly below the province.
  int communes = 0;
};

enum class CountryShape {
  kThreeTier,  // As of 10 April 2023: 63 provinces, 705 districts, 10,598 communes.
  kTwoTier,    // Since 1 July 2025: 34 provinces, 3,321 communes.
};

// Most communes first.
[[nodiscard]] const std::vector<ProvinceSize>& ProvincesOf(CountryShape shape);

// Districts are uneven: the last one of a province has three times the communes of the first. Every
// tenth commune is too small for a server of its own and lives on the node above.
[[nodiscard]] Country ProvinceWith(const ProvinceSize& size);

}  // namespace par::sim
