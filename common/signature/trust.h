// What a check is told to trust, read from files. Reads files; safe from many threads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace par::signature {

// The anchors of `anchors` and the revocation lists of `lists` (each PEM or DER) as one text for
// Checker::anchors_pem; at most 16 MiB in all. NOT_FOUND file_unreadable {path, reason};
// INVALID_ARGUMENT
// anchors_malformed, revocation_list_malformed {file}.
[[nodiscard]] absl::StatusOr<std::string> ReadTrust(const std::filesystem::path& anchors,
                                                    const std::vector<std::string>& lists);

}  // namespace par::signature
