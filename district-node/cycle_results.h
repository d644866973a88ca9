// The results of a cycle as its dossiers stand: each unit's reviewed sheet and its rank. The one
// source of rankings, reconciliation, decisions and what rolls up.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "district-node/held_dossiers.h"

namespace par::district {

struct UnitResult {
  domain::UnitId unit;
  std::string name;
  std::string group;             // Khối in which it is ranked.
  Held held;                     // An open dossier where the unit handed nothing in.
  std::optional<Scored> scored;  // Nothing while no submission is in force.
  std::optional<int> rank;
};

struct CycleResults {
  CycleFrame frame;
  std::vector<UnitResult> units;  // In the order of the cycle: by id.
  bool complete = false;          // Every unit is settled, or did not submit; none is lost.
};

// NOT_FOUND cycle_unknown, criteria_set_unknown.
[[nodiscard]] absl::StatusOr<CycleResults> ResultsOf(const HeldDossiers& dossiers,
                                                     const storage::Reader& state,
                                                     std::string_view cycle);

}  // namespace par::district
