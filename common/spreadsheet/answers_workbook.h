// A unit's answers as a workbook that officials fill in (docs/formats/workbook.md): the template,
// the template with answers in it, and the way back. Reading a workbook gives the same answers and
// makes the same checks as the hand-written file (domain/answers_yaml.h); findings name sheet and
// cell. Every value comes back exactly as it went in.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/domain/answers.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_set.h"
#include "common/spreadsheet/book.h"

namespace par::spreadsheet {

// What may be filled in is open, everything else is locked; choices are lists. `answers` null: an
// empty template. INVALID_ARGUMENT: an answer that no cell can hold (sheet_text_too_long,
// sheet_text_unfit).
[[nodiscard]] absl::StatusOr<Book> AnswersBook(const domain::CriteriaSet& set,
                                               const domain::Answers* answers);

// A file of answers in either form: a workbook by its first bytes, otherwise YAML.
[[nodiscard]] domain::AnswersFile ReadAnswersFile(std::string_view bytes,
                                                  const domain::CriteriaSet& set,
                                                  std::string file_name);

}  // namespace par::spreadsheet
