// Files that a person names on the command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace par::parctl {

// The whole file. NOT_FOUND file_unreadable {path, reason}; INVALID_ARGUMENT file_too_long (over
// domain::kLongestFile).
[[nodiscard]] absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace par::parctl
