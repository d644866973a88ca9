// The data folder into which a backup is restored: what may lie there, and how the restored folder
// takes its place. Of common/node/sealed_backup.h, which says what is refused.
#pragma once

#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "common/config/config.h"
#include "common/node/backup_manifest.h"

namespace par::node {

// INTERNAL file_not_written, of whatever restoring and sealing write.
[[nodiscard]] absl::Status NotWritten(const std::filesystem::path& path,
                                      const std::error_code& why);

// Nothing but the node's keys, on no mount point. A mark of this very backup is there after a
// restoring that was cut off at its last step.
[[nodiscard]] absl::Status CheckTarget(const config::Config& config, const BackupHead& head);

// Copies the keys of the data folder that `staging` replaces, durably: the authority may have just
// certified them.
[[nodiscard]] absl::Status TakeKeys(const config::Config& config,
                                    const std::filesystem::path& staging);

// What was there stays whole until `staging` has its name: it may hold the only copy of a key.
[[nodiscard]] absl::Status PutInPlace(const std::filesystem::path& staging,
                                      const config::Config& config);

}  // namespace par::node
