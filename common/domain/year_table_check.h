// Whether the numbers of a table of earlier years agree among themselves, as `reconcile` asks it:
// a row's areas with its total, its percent with total and maximum, and the ranks with the totals.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/published_years.h"
#include "common/domain/reconcile.h"

namespace par::domain {

struct YearDifference {
  std::size_t row = 0;
  Difference difference;
};

// Row by row, then the ranks; what rounded printing explains is none. Ranks are asked only where
// the whole group is listed and all have one maximum: of a part only the order can be checked,
// which reading the table does.
[[nodiscard]] std::vector<YearDifference> DifferencesOf(const YearTable& table);

// INVALID_ARGUMENT year_sum_wrong, year_percent_wrong or year_rank_wrong; the field is the unit's
// name, or its id.
[[nodiscard]] absl::Status ToRefusal(const YearTable& table, const YearDifference& one);

}  // namespace par::domain
