// Files that a person names on the command line.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "parctl/app.h"

namespace par::spreadsheet {
struct Book;
}  // namespace par::spreadsheet

namespace par::parctl {

// The whole file. NOT_FOUND file_unreadable {path, reason}; INVALID_ARGUMENT file_too_long (over
// domain::kLongestFile).
[[nodiscard]] absl::StatusOr<std::string> ReadFile(const std::string& path);

// Writes the file so that a crash leaves the old or the new content; false, with the refusal
// printed, where it cannot. Others may read it.
[[nodiscard]] bool SavedFor(Session& session, const std::string& path, std::string_view content);

// True if nothing lies at `path`; otherwise file_exists, or why it cannot be told, is printed.
[[nodiscard]] bool IsFree(Session& session, const std::string& path);

// Writes the workbook and says so on `err`, which leaves `out` to the answer; prints the refusal
// where it cannot.
void WriteBookFor(Session& session, const spreadsheet::Book& book, const std::string& path);
// The same for a workbook in which a person works on: never over one that is there.
void WriteNewBookFor(Session& session, const spreadsheet::Book& book, const std::string& path);

}  // namespace par::parctl
