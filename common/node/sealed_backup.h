// A backup as one sealed file: packed from the folder that a node made (common/node/backup.h),
// unpacked into the data folder of a new machine. Needs no running node; whoever packs must be able
// to read the folder, and only the private key's holder can unpack. Layout: docs/formats/backup.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/config/config.h"
#include "common/node/backup_manifest.h"

namespace par::node {

// Told how many bytes of how many are through.
using BackupProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// Seals `folder` into the new file `to` for `public_key` (32 bytes). Every file is hashed again on
// its way; the target appears only when all of it is on the disk. DATA_LOSS
// backup_file_differs: the copy's disk returns other bytes; backup_manifest_wrong; ALREADY_EXISTS
// file_exists; INTERNAL export_not_read, file_not_written.
[[nodiscard]] absl::StatusOr<BackupManifest> SealBackup(const std::filesystem::path& folder,
                                                        std::string_view public_key,
                                                        const std::filesystem::path& to,
                                                        Random& random,
                                                        const BackupProgress& progress);

// Reads all of it and compares every hash; writes nothing. What Unsealer refuses;
// backup_file_differs, backup_manifest_wrong; NOT_FOUND file_not_read.
[[nodiscard]] absl::StatusOr<BackupManifest> CheckBackup(const std::filesystem::path& from,
                                                         std::string_view private_pem,
                                                         const BackupProgress& progress);

// Unpacks into the folders that `config` names: everything goes into a new folder beside the data
// folder first, and takes its place only when every hash has been compared. On any refusal nothing
// has changed but, at the last step, the mark of this backup, over which it may be done again. What
// CheckBackup refuses; FAILED_PRECONDITION restore_not_empty (the data folder holds something other
// than signing.key and second_factor.key, which are kept, or there is a mark of another ledger),
// restore_mount_point (of the data folder: it cannot be replaced), restore_other_node,
// key_file_open_to_others; INTERNAL file_not_written. The node notes at its next start that it was
// restored.
[[nodiscard]] absl::StatusOr<BackupManifest> RestoreBackup(const std::filesystem::path& from,
                                                           std::string_view private_pem,
                                                           const config::Config& config,
                                                           Random& random,
                                                           const BackupProgress& progress);

// The file in a restored data folder that tells the node, and what it says: 16 random bytes that
// name this restoring, then the manifest's SHA-256 (32 bytes), then its text.
inline constexpr std::string_view kRestoredFile = "restored";
inline constexpr std::size_t kRestoredIdBytes = 16;

}  // namespace par::node
