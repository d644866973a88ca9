// A copy of all that a node knows, in a folder that can be the data folder of a node: db and
// evidence, SHA256SUMS with every file of them (`sha256sum -c SHA256SUMS` inside the folder), and
// backup.txt, which also says whose and of when it is (backup_manifest.h). `parctl backup` seals
// it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/base/sha256.h"
#include "common/config/config.h"
#include "common/ledger/mark.h"
#include "common/storage/store.h"

namespace par::node {

struct Backup {
  std::filesystem::path folder;
  std::uint64_t bytes = 0;  // Of all files, the list apart.
  std::uint64_t files = 0;
  Sha256 manifest;  // Of SHA256SUMS.
};

// While the node is at work: the database as it is at one moment, then the evidence files, of which
// none that the database names is missing or ever changes. On one disk they are links, and not
// bytes twice; whoever wants to survive the disk takes the folder elsewhere. The folder is its
// owner's alone, and gone again after any refusal. INVALID_ARGUMENT export_folder: `folder` is not
// an absolute path or is there already. INTERNAL export_not_read, file_not_written; what the
// store's checkpoint refuses. `head`: an entry that the store holds by now.
[[nodiscard]] absl::StatusOr<Backup> MakeBackup(const storage::Store& store,
                                                const config::Config& config,
                                                const ledger::Mark& head, std::int64_t now,
                                                const std::filesystem::path& folder);

// A name for a copy that is to be sealed: in the data folder, so that nothing of it lies unsealed
// on another disk.
[[nodiscard]] std::filesystem::path NewCopyFolder(const config::Config& config, Random& random);

}  // namespace par::node
