// What units came to as a whole in the year before: by a decision in force of the cycle's owner, or
// where none says so as it was imported (earlier_tables.h): the same years that rankings over the
// years and a self-assessment's last points (earlier_scores.h) go by.
//
// Reads only; safe from many threads, each on a reader of its own.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "common/domain/cycle.h"
#include "common/domain/ids.h"
#include "common/domain/points.h"
#include "common/storage/store.h"

namespace par::services {

struct EarlierResult {
  domain::Points percent;  // As published, or of total and maximum.
  int year = 0;
  std::string document;  // Number.
  bool imported = false;
};

// Each of the last year before the cycle's in which something says what the unit came to; of one
// year a decision goes before a table of ranks, and that before the unit's own table. A unit
// without any is left out.
[[nodiscard]] absl::StatusOr<std::map<domain::UnitId, EarlierResult>> EarlierResultsOf(
    const storage::Reader& state, const domain::Cycle& cycle);

}  // namespace par::services
