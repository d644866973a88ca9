// Reads an assessment cycle from its YAML file (docs/formats/cycle.md) and reports every fault.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/cycle.h"
#include "common/domain/finding.h"

namespace par::domain {

struct CycleFile {
  std::optional<Cycle> cycle;     // Only if there are no findings.
  std::vector<Finding> findings;  // In the order of the file.
};

// Findings are INVALID_ARGUMENT with the reasons of yaml_reader.h and CycleProblems(cycle).
[[nodiscard]] CycleFile ReadCycle(std::string_view text, std::string file_name);

// The same for a caller who only asks whether it is right: the first finding, if there is one.
[[nodiscard]] absl::StatusOr<Cycle> ParseCycle(std::string_view text, std::string file_name);

}  // namespace par::domain
