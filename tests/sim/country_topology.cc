#include "tests/sim/country_topology.h"

namespace par::sim {

using Unit = absl::StatusOr<std::optional<std::string>>;
using Units = absl::StatusOr<std::vector<std::string>>;

Unit CountryTopology::ParentOf(const storage::Reader& /*state*/, std::string_view unit) const {
  if (!country_.Knows(unit) || country_.ParentOf(unit).empty()) return std::nullopt;
  return std::optional(country_.ParentOf(unit));
}

Units CountryTopology::FormerParentsOf(const storage::Reader& /*state*/,
                                       std::string_view /*unit*/) const {
  return std::vector<std::string>();  // Nobody moves.
}

Unit CountryTopology::NodeOf(const storage::Reader& /*state*/, std::string_view unit) const {
  if (!country_.Knows(unit)) return std::nullopt;
  return std::optional(country_.NodeOf(unit));
}

Units CountryTopology::UnitsOn(const storage::Reader& /*state*/, std::string_view node) const {
  return country_.UnitsOn(node);
}

Units CountryTopology::UnitsBelow(const storage::Reader& /*state*/, std::string_view unit) const {
  if (!country_.Knows(unit)) return std::vector<std::string>();
  return country_.Below(unit);
}

}  // namespace par::sim
