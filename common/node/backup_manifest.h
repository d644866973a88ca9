// What a backup is of: the first thing in a sealed backup, and the file `backup.txt` beside the
// copy that a node makes. Layout: docs/formats/backup.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/ledger/mark.h"

namespace par::node {

struct BackupHead {
  std::string node;
  std::string level;
  std::vector<std::string> units;
  std::int64_t made = 0;  // UTC microseconds.
  ledger::Mark ledger;    // The copy holds this entry, and perhaps a few more.
  friend bool operator==(const BackupHead&, const BackupHead&) = default;
};

struct BackedUpFile {
  std::string path;  // "db/…" or "evidence/…", with slashes.
  std::uint64_t bytes = 0;
  Sha256 sha256;
  friend bool operator==(const BackedUpFile&, const BackedUpFile&) = default;
};

struct BackupManifest {
  BackupHead head;
  std::vector<BackedUpFile> files;  // In the order of their paths.
  [[nodiscard]] std::uint64_t bytes() const;
  friend bool operator==(const BackupManifest&, const BackupManifest&) = default;
};

[[nodiscard]] std::string ToText(const BackupManifest& manifest);
// DATA_LOSS backup_manifest_wrong: names the line. Paths that lead out of the folder are wrong too.
[[nodiscard]] absl::StatusOr<BackupManifest> ParseBackupManifest(std::string_view text);

}  // namespace par::node
