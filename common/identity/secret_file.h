// Small files that must be whole after a crash and, where they are secret, readable by their owner
// only: private keys, certificates.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace par::identity {

enum class Secrecy { kSecret, kPublic };  // Modes 0600 and 0644.

// Writes beside `path`, syncs, renames over it and syncs the folder: after a crash the old or the
// new content is there, never a part. INTERNAL file_not_written: names the file and the system's
// reason.
[[nodiscard]] absl::Status WriteFileDurably(const std::filesystem::path& path,
                                            std::string_view content, Secrecy secrecy);

// NOT_FOUND file_not_read; FAILED_PRECONDITION key_file_open_to_others: a secret file that others
// than its owner may read is not used.
[[nodiscard]] absl::StatusOr<std::string> ReadWholeFile(const std::filesystem::path& path,
                                                        Secrecy secrecy);

// Whether something lies at `path`. NOT_FOUND file_not_read: that cannot be told, so it is not to
// be taken for absent, nor written over.
[[nodiscard]] absl::StatusOr<bool> IsThere(const std::filesystem::path& path);

}  // namespace par::identity
