// Zip files made in memory, the same bytes for the same entries: no time, owner or order of a
// machine gets in. The only place of the library that knows libzip. Safe to call from any thread.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace par::document {

struct ZipEntry {
  std::string name;  // "word/document.xml"
  std::string bytes;
};

// The entries in their order, deflated. INTERNAL document_not_packed {reason}: memory is short.
[[nodiscard]] absl::StatusOr<std::string> ZipOf(const std::vector<ZipEntry>& entries);

}  // namespace par::document
