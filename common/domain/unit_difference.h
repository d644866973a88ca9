// What a new unit tree changes of the one in force, as a person looks at it before it is entered:
// new, renamed, moved and ended units, what was said and what will be, mergers and splits.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/unit_tree.h"

namespace par::domain {

enum class UnitAct : std::uint8_t {
  kAdded,
  kRemoved,  // No trace of it is left; a unit that is merged away is ended.
  kRenamed,
  kMoved,  // Stands, or stood, below another unit, or below the same on other days.
  kEnded,  // Its last day is earlier than it was.
  kOther,  // Code, kind, group, other days.
};
[[nodiscard]] std::string_view Name(UnitAct act);  // "added", "removed", "renamed", ...

// A field that says something else: "code", "name", "kind" (in Vietnamese), "group", "existence"
// ("1999-01-01..2025-06-30", open where there is no such day), "parents" ("tu-nghia", or with their
// days "tu-nghia ..2025-06-30; quang-ngai 2025-07-01.."). Parents that only begin or end with their
// unit are not named.
struct UnitValueDifference {
  std::string field;
  std::string before;
  std::string after;
};

struct UnitDifference {
  UnitId unit;
  std::string name;                         // As it will be; of a removed one as it was.
  std::vector<UnitAct> acts;                // At least one, in the order of UnitAct.
  std::vector<UnitValueDifference> values;  // None of an added or removed one.
};

struct TreeDifference {
  std::vector<UnitDifference> units;  // In the order of their ids.
  std::vector<UnitChange> changes_added;
  std::vector<UnitChange> changes_removed;
};

[[nodiscard]] TreeDifference CompareTrees(const UnitTree& before, const UnitTree& after);

}  // namespace par::domain
