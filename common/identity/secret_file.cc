#include "common/identity/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "common/base/descriptor.h"
#include "common/base/folder.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::identity {
namespace {

absl::Status Failed(absl::StatusCode code, std::string_view reason,
                    const std::filesystem::path& path, const std::error_code& why) {
  return domain::Refusal(code, reason, {{"file", path.string()}, {"why", why.message()}});
}
absl::Status Failed(absl::StatusCode code, std::string_view reason,
                    const std::filesystem::path& path) {
  return Failed(code, reason, path, {errno, std::generic_category()});
}

absl::Status WriteNew(const std::filesystem::path& path, std::string_view content, mode_t mode) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (!file.ok() || ::fchmod(file.get(), mode) != 0 || !WriteAll(file.get(), content) ||
      ::fsync(file.get()) != 0) {
    return Failed(absl::StatusCode::kInternal, "file_not_written", path);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteFileDurably(const std::filesystem::path& path, std::string_view content,
                              Secrecy secrecy) {
  const std::filesystem::path fresh = path.string() + ".new";
  RETURN_IF_ERROR(WriteNew(fresh, content, secrecy == Secrecy::kSecret ? 0600 : 0644));
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    return Failed(absl::StatusCode::kInternal, "file_not_written", path);
  }
  const std::error_code synced = SyncPath(FolderOf(path));
  return synced ? Failed(absl::StatusCode::kInternal, "file_not_written", path, synced)
                : absl::OkStatus();
}

absl::StatusOr<bool> IsThere(const std::filesystem::path& path) {
  std::error_code error;
  const bool there = std::filesystem::exists(path, error);
  if (!error) return there;
  return domain::Refusal(absl::StatusCode::kNotFound, "file_not_read",
                         {{"file", path.string()}, {"why", error.message()}});
}

absl::StatusOr<std::string> ReadWholeFile(const std::filesystem::path& path, Secrecy secrecy) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about{};
  if (!file.ok() || ::fstat(file.get(), &about) != 0) {
    return Failed(absl::StatusCode::kNotFound, "file_not_read", path);
  }
  if (secrecy == Secrecy::kSecret && (about.st_mode & 0077u) != 0) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "key_file_open_to_others",
                           {{"file", path.string()}});
  }
  std::string content;
  char piece[4096];
  for (;;) {
    const ssize_t got = ::read(file.get(), piece, sizeof(piece));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed(absl::StatusCode::kNotFound, "file_not_read", path);
    if (got == 0) return content;
    content.append(piece, static_cast<std::size_t>(got));
  }
}

}  // namespace par::identity
