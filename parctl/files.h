// Files that a person names on the command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/spreadsheet/book.h"
#include "parctl/app.h"

namespace par::parctl {

// The whole file. NOT_FOUND file_unreadable {path, reason}; INVALID_ARGUMENT file_too_long (over
// domain::kLongestFile).
[[nodiscard]] absl::StatusOr<std::string> ReadFile(const std::string& path);

// Writes the workbook and says so on `err`, which leaves `out` to the answer; prints the refusal
// where it cannot.
void WriteBookFor(Session& session, const spreadsheet::Book& book, const std::string& path);

}  // namespace par::parctl
