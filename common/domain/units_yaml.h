// Reads a unit tree from its YAML file (docs/formats/units.md) and reports every fault with its
// place, those of the tree as a whole at the unit or the change that is to be mended.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/finding.h"
#include "common/domain/unit_tree.h"

namespace par::domain {

struct YamlValue;

struct UnitsFile {
  std::optional<UnitTree> tree;   // Only if there are no findings.
  std::vector<Finding> findings;  // In the order of the file, at most kMostFindings.
  std::size_t finding_count = 0;  // How many there are.
};

// Findings are INVALID_ARGUMENT with the reasons of yaml_reader.h and UnitTree::Problems, and
// unit_kind_unknown.
[[nodiscard]] UnitsFile ReadUnits(std::string_view text, std::string file_name);

// The same for a tree that came another way (a workbook), with what was found on the way there.
[[nodiscard]] UnitsFile ReadUnits(const YamlValue& root, FindingList findings);

// The same for a caller who only asks whether it is right: the first finding, if there is one.
[[nodiscard]] absl::StatusOr<UnitTree> ParseUnits(std::string_view text, std::string file_name);

}  // namespace par::domain
