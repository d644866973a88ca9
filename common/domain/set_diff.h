// What differs between two versions of a criteria set: criteria added, removed and changed, and
// figures. Criteria are matched by id.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/criteria_set.h"

namespace par::domain {

enum class SetChangeKind : std::uint8_t { kAdded, kRemoved, kChanged };
[[nodiscard]] std::string_view Name(SetChangeKind kind);  // "added"

struct SetChange {
  SetChangeKind kind = SetChangeKind::kChanged;
  std::string id;  // Of the node or figure; empty: the set itself.
  std::string
      field;  // "maximum", "rule", …; "criterion" or "figure" where it was added or removed.
  std::string before;
  std::string after;
  friend bool operator==(const SetChange&, const SetChange&) = default;
};

// The set's own fields first, then nodes and figures in the order of `before`, then what was added
// in the order of `after`. Where a text stands in the file and how it is spaced is no difference.
[[nodiscard]] std::vector<SetChange> Differences(const CriteriaSet& before,
                                                 const CriteriaSet& after);

// Whether both leaves give the same points to the same answers, within the same maximum.
[[nodiscard]] bool SameScoring(const CriteriaSet& before, LeafIndex was, const CriteriaSet& after,
                               LeafIndex is);

// The rule as one text, for showing and comparing: "a >= 1000: (b/a) * max; otherwise: 0".
[[nodiscard]] std::string RuleAsText(const RuleSource& rule);

}  // namespace par::domain
