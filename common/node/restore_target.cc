#include "common/node/restore_target.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "common/base/folder.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/ledger/file_mark.h"

namespace par::node {
namespace {

namespace fs = std::filesystem;

// What `parctl node recover` and a node at its first start put into the data folder.
constexpr std::string_view kKeys[] = {"signing.key", "second_factor.key"};

absl::Status NotEmpty(const fs::path& folder) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "restore_not_empty",
                         {{"folder", folder.string()}});
}

bool IsKeyOfTheNode(const fs::directory_entry& entry) {
  const fs::path name = entry.path().filename();
  std::error_code error;
  return std::find(std::begin(kKeys), std::end(kKeys), name) != std::end(kKeys) &&
         entry.symlink_status(error).type() == fs::file_type::regular;
}

absl::StatusOr<std::vector<fs::path>> KeysIn(const fs::path& data) {
  std::vector<fs::path> keys;
  std::error_code error;
  if (!fs::exists(data, error)) return keys;
  fs::directory_iterator entry(data, error);
  for (; !error && entry != fs::end(entry); entry.increment(error)) {
    if (!IsKeyOfTheNode(*entry)) return NotEmpty(data);
    keys.push_back(entry->path());
  }
  if (error) return NotWritten(data, error);
  return keys;
}

// Nothing can be renamed over such a folder. Of a folder that is mounted a second time only the
// attribute tells.
bool IsMountPoint(const fs::path& folder) {
  struct statx at{};
  struct statx above{};
  if (::statx(AT_FDCWD, folder.c_str(), 0, STATX_TYPE, &at) != 0 ||
      ::statx(AT_FDCWD, (folder / "..").c_str(), 0, STATX_TYPE, &above) != 0) {
    return false;
  }
  return (at.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0 ||
         at.stx_dev_major != above.stx_dev_major || at.stx_dev_minor != above.stx_dev_minor;
}

}  // namespace

absl::Status NotWritten(const fs::path& path, const std::error_code& why) {
  return domain::Refusal(absl::StatusCode::kInternal, "file_not_written",
                         {{"file", path.string()}, {"why", why.message()}});
}

absl::Status CheckTarget(const config::Config& config, const BackupHead& head) {
  std::error_code error;
  const fs::path data(config.data_directory);
  const bool taken = fs::exists(data, error);
  if (error) return NotWritten(data, error);
  if (taken && IsMountPoint(data)) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "restore_mount_point",
                           {{"folder", data.string()}});
  }
  RETURN_IF_ERROR(KeysIn(data).status());
  const fs::path mark = fs::path(config.mark_directory) / "ledger.mark";
  const bool marked = fs::exists(mark, error);
  if (error) return NotWritten(mark, error);
  if (!marked) return absl::OkStatus();
  const auto there = ledger::FileMark::Open(mark);
  if (!there.ok()) return there.status();
  ASSIGN_OR_RETURN(const auto read, (*there)->Read());
  return read == head.ledger ? absl::OkStatus() : NotEmpty(mark);
}

absl::Status TakeKeys(const config::Config& config, const fs::path& staging) {
  ASSIGN_OR_RETURN(const std::vector<fs::path> keys, KeysIn(config.data_directory));
  for (const fs::path& key : keys) {
    ASSIGN_OR_RETURN(const std::string text,
                     identity::ReadWholeFile(key, identity::Secrecy::kSecret));
    RETURN_IF_ERROR(
        identity::WriteFileDurably(staging / key.filename(), text, identity::Secrecy::kSecret));
  }
  return absl::OkStatus();
}

absl::Status PutInPlace(const fs::path& staging, const config::Config& config) {
  std::error_code error;
  const fs::path data(config.data_directory);
  const fs::path replaced = staging.string() + ".replaced";
  const bool there = fs::exists(data, error);
  if (there) fs::rename(data, replaced, error);
  if (error) return NotWritten(data, error);
  fs::rename(staging, data, error);
  if (error) {
    std::error_code back;
    if (there) fs::rename(replaced, data, back);
    return NotWritten(data, error);
  }
  if (error = SyncPath(FolderOf(data)); error) return NotWritten(FolderOf(data), error);
  if (!there) return absl::OkStatus();
  for (const std::string_view key : kKeys) fs::remove(replaced / key, error);
  fs::remove(replaced, error);  // Only if empty: what came in meanwhile is somebody's.
  return absl::OkStatus();
}

}  // namespace par::node
