// Reads a unit's answers from their YAML file (docs/formats/criteria-set.md, "Answers") against the
// set they answer. Reports every fault with its line and column, not only the first.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/finding.h"

namespace par::domain {

struct YamlValue;

struct AnswersFile {
  std::optional<Answers> answers;  // Only if there are no findings.
  std::vector<Finding> findings;   // In the order of the file; at most kMostFindings.
  std::size_t finding_count = 0;   // All of them.
};

// `file_name` is for messages. Findings are INVALID_ARGUMENT with the reasons of yaml_reader.h,
// figure_kind.h and points.h and those of catalogue/criteria.inc.
[[nodiscard]] AnswersFile ReadAnswers(std::string_view text, const CriteriaSet& set,
                                      std::string file_name);

// The same for answers that came another way (portal, message, workbook), put into the shape of the
// file. What was found on the way there comes in `findings`; places are those of the tree. Texts
// must be well-formed UTF-8 without control characters.
[[nodiscard]] AnswersFile ReadAnswers(const YamlValue& root, const CriteriaSet& set,
                                      FindingList findings);

// Checks values that came another way (portal, spreadsheet) as ReadAnswers does: bounds and parts
// of wholes of the figures. Findings have no place.
void CheckFigures(const CriteriaSet& set, const std::vector<std::optional<Rational>>& values,
                  FindingList& findings);

}  // namespace par::domain
