#include "common/node/backup.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
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
  std::sort(files.begin(), files.end());
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
    if (error) return NotRead(file, error.message());
  }
  return absl::OkStatus();
}

// Piece by piece: a table file may be larger than the memory that a node should take.
absl::Status AddFile(const fs::path& path, const fs::path& folder, Backup& backup,
                     std::string& manifest) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotRead(path, "open");
  Sha256Stream hash;
  std::string piece(std::size_t{1} << 20u, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    hash.Add(std::string_view(piece).substr(0, got));
    backup.bytes += got;
  }
  if (file.bad()) return NotRead(path, "read");
  ++backup.files;
  manifest += hash.Finish().Hex() + "  " + fs::relative(path, folder).string() + "\n";
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Backup> MakeBackup(const storage::Store& store, const config::Config& config,
                                  const fs::path& folder) {
  std::error_code error;
  if (!folder.is_absolute() || fs::exists(folder, error) || error) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "export_folder",
                           {{"folder", folder.string()}});
  }
  fs::create_directory(folder, error);
  if (error) return NotRead(folder, error.message());
  RETURN_IF_ERROR(CopyStore(store, folder / "db"));
  // Only what is whole: pieces under way are sent again.
  RETURN_IF_ERROR(CopyEvidence(EvidenceFolder(config) / "sha256", folder / "evidence" / "sha256"));
  Backup backup;
  std::string manifest;
  ASSIGN_OR_RETURN(const std::vector<fs::path> files, FilesBelow(folder));
  for (const fs::path& file : files) {
    RETURN_IF_ERROR(AddFile(file, folder, backup, manifest));
  }
  RETURN_IF_ERROR(
      identity::WriteFileDurably(folder / "SHA256SUMS", manifest, identity::Secrecy::kPublic));
  backup.manifest = Sha256::Of(manifest);
  return backup;
}

}  // namespace par::node
