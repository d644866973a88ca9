// A country's table as the exchange asks for it, for tests of parts that read no rows of units.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/exchange/ports.h"
#include "tests/sim/country.h"

namespace par::sim {

class CountryTopology final : public exchange::Topology {
 public:
  explicit CountryTopology(Country country) : country_(std::move(country)) {}
  [[nodiscard]] absl::StatusOr<std::optional<std::string>> ParentOf(
      const storage::Reader& state, std::string_view unit) const override;
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> FormerParentsOf(
      const storage::Reader& state, std::string_view unit) const override;
  [[nodiscard]] absl::StatusOr<std::optional<std::string>> NodeOf(
      const storage::Reader& state, std::string_view unit) const override;
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> UnitsOn(
      const storage::Reader& state, std::string_view node) const override;
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> UnitsBelow(
      const storage::Reader& state, std::string_view unit) const override;

 private:
  const Country country_;
};

}  // namespace par::sim
