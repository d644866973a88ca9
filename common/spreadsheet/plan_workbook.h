// A remediation plan as a workbook that officials fill in (docs/formats/workbook.md), and the way
// back. A workbook goes through the very checks of the hand-written file
// (domain/remediation.h); findings name sheet and cell. Every value comes back as it went in.
//
// Pure but for WriteBook. Safe to call from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/domain/finding.h"
#include "common/domain/yaml_reader.h"
#include "common/spreadsheet/book.h"

namespace par::spreadsheet {

// From the tree of a plan that was read without findings. Refused: sheet_list_unfit, where an entry
// of a list has a semicolon or a line feed, which part the entries of a cell.
[[nodiscard]] absl::StatusOr<Book> PlanBook(const domain::YamlValue& root);

// A plan in either form, as domain::ReadRemediationPlan takes it: a workbook by its first bytes,
// otherwise YAML. Nothing, with findings, where it cannot be read at all.
[[nodiscard]] std::optional<domain::YamlFile> ReadPlanTree(std::string_view bytes,
                                                           domain::FindingList& findings);

}  // namespace par::spreadsheet
