#include "common/node/backup.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/node/backup_manifest.h"
#include "common/node/storage.h"

namespace par::node {
namespace {

namespace fs = std::filesystem;

absl::Status NotRead(const fs::path& path, const std::string& cause) {
  return domain::Refusal(absl::StatusCode::kInternal, "export_not_read",
                         {{"path", path.string()}, {"cause", cause}});
}

// Every file below, in the order of the paths.
absl::StatusOr<std::vector<fs::path>> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (at->is_regular_file(error)) files.push_back(at->path());
  }
  if (error) return NotRead(folder, error.message());
  std::sort(files.begin(), files.end(),
            [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  return files;
}

absl::Status CopyEvidence(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to, error);
  if (error) return NotRead(to, error.message());
  if (!fs::exists(from, error)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<fs::path> files, FilesBelow(from));
  for (const fs::path& file : files) {
    const fs::path target = to / fs::relative(file, from);
    fs::create_directories(target.parent_path(), error);
    if (!error) fs::create_hard_link(file, target, error);
    if (error) fs::copy_file(file, target, error);  // Another disk has no links to this one.
    std::error_code gone;                           // Set aside meanwhile, as damaged.
    if (error && !fs::exists(file, gone) && !gone) continue;
    if (error) return NotRead(file, error.message());
  }
  return absl::OkStatus();
}

// Piece by piece: a table file may be larger than the memory that a node should take.
absl::StatusOr<BackedUpFile> Listed(const fs::path& path, const fs::path& folder) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotRead(path, "open");
  BackedUpFile listed{.path = fs::relative(path, folder).string(), .bytes = 0, .sha256 = {}};
  Sha256Stream hash;
  std::string piece(std::size_t{1} << 20u, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    hash.Add(std::string_view(piece).substr(0, got));
    listed.bytes += got;
  }
  if (file.bad()) return NotRead(path, "read");
  listed.sha256 = hash.Finish();
  return listed;
}

absl::StatusOr<Backup> Fill(const storage::Store& store, const config::Config& config,
                            const ledger::Mark& head, std::int64_t now, const fs::path& folder) {
  RETURN_IF_ERROR(CopyStore(store, folder / "db"));
  // Only what is whole: pieces under way are sent again.
  RETURN_IF_ERROR(CopyEvidence(EvidenceFolder(config) / "sha256", folder / "evidence" / "sha256"));
  BackupManifest manifest{.head = {.node = config.node_id,
                                   .level = std::string(config::Name(config.level)),
                                   .units = config.units,
                                   .made = now,
                                   .ledger = head},
                          .files = {}};
  std::string sums;
  ASSIGN_OR_RETURN(const std::vector<fs::path> files, FilesBelow(folder));
  for (const fs::path& file : files) {
    ASSIGN_OR_RETURN(BackedUpFile listed, Listed(file, folder));
    sums += listed.sha256.Hex() + "  " + listed.path + "\n";
    manifest.files.push_back(std::move(listed));
  }
  RETURN_IF_ERROR(
      identity::WriteFileDurably(folder / "SHA256SUMS", sums, identity::Secrecy::kPublic));
  RETURN_IF_ERROR(identity::WriteFileDurably(folder / "backup.txt", ToText(manifest),
                                             identity::Secrecy::kPublic));
  return Backup{.folder = folder,
                .bytes = manifest.bytes(),
                .files = manifest.files.size(),
                .manifest = Sha256::Of(sums)};
}

}  // namespace

fs::path NewCopyFolder(const config::Config& config, Random& random) {
  return fs::absolute(fs::path(config.data_directory) / ("copy-" + ToHex(random.Bytes(8))));
}

absl::StatusOr<Backup> MakeBackup(const storage::Store& store, const config::Config& config,
                                  const ledger::Mark& head, std::int64_t now,
                                  const fs::path& folder) {
  std::error_code error;
  if (!folder.is_absolute() || fs::exists(folder, error) || error) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "export_folder",
                           {{"folder", folder.string()}});
  }
  if (::mkdir(folder.c_str(), 0700) != 0) {
    return NotRead(folder, std::generic_category().message(errno));
  }
  absl::StatusOr<Backup> made = Fill(store, config, head, now, folder);
  if (!made.ok()) fs::remove_all(folder, error);
  return made;
}

}  // namespace par::node
