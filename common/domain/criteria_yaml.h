// Reads a criteria set from its YAML file (docs/formats/criteria-set.md). Reports every fault of
// the file with its line and column, not only the first.
//
// Checked here: the file's form, ids, sums of maxima, inputs and figures, that every rule can be
// parsed. Whether the rules mean what they should is the linter's business.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/criteria_set.h"
#include "common/domain/finding.h"

namespace par::domain {

struct YamlValue;

struct CriteriaSetFile {
  std::optional<CriteriaSet> set;  // Only if there are no findings.
  std::vector<Finding> findings;   // In the order of the file; at most kMostFindings.
  std::size_t finding_count = 0;   // All of them.
};

// `file_name` is for messages. Findings are INVALID_ARGUMENT with the reasons of yaml_reader.h,
// decimal.h, points.h and rule.h and those of catalogue/criteria.inc.
[[nodiscard]] CriteriaSetFile ReadCriteriaSet(std::string_view text, std::string file_name);

// The same for a set that came another way (a workbook), with what was found on the way there.
[[nodiscard]] CriteriaSetFile ReadCriteriaSet(const YamlValue& root, FindingList findings);

// The same for a caller who only asks whether it is right: the first finding, if there is one.
[[nodiscard]] absl::StatusOr<CriteriaSet> ParseCriteriaSet(std::string_view text);

}  // namespace par::domain
