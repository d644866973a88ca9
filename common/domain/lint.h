// The linter of a criteria set: what a reader (criteria_yaml.h) accepts as well formed may still
// score wrongly. Errors refuse a set; warnings explain.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/finding.h"
#include "common/domain/refusal.h"
#include "common/domain/rule_lint.h"

namespace par::domain {

struct LintFinding {
  LintSeverity severity = LintSeverity::kError;
  std::string node;  // Id; empty: the set as a whole.
  Position at;
  std::string_view reason;
  std::vector<Parameter> parameters;  // The first is {field}, the node's id.
};

// In the order of the document; of one leaf errors first. Beside the findings of rule_lint.h:
//   basis_missing, id_repeated, maximum_not_the_sum, source_only_for_areas, classes_not_falling
//                         errors; a set that was not read from a file is checked for them here
//   lint_input_unused     warning  the rule does not read an input of its leaf
//   lint_title_repeated   warning  two siblings have one title
[[nodiscard]] std::vector<LintFinding> LintCriteriaSet(const CriteriaSet& set);

[[nodiscard]] bool HasErrors(const std::vector<LintFinding>& findings);

// "criteria/x.yaml:12:5: lỗi: 3.4.1: …"
[[nodiscard]] std::string TextOf(const LintFinding& finding, std::string_view file,
                                 Language language);

}  // namespace par::domain
