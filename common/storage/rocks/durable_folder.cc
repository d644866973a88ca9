#include "common/storage/rocks/durable_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace par::storage {
namespace {

std::string Sync(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  return synced ? "" : path.string() + ": " + std::generic_category().message(error);
}

}  // namespace

std::string SyncFolder(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (std::string cause = Sync(entry.path()); !cause.empty()) return cause;
  }
  if (error) return folder.string() + ": " + error.message();
  if (std::string cause = Sync(folder); !cause.empty()) return cause;
  const auto parent = std::filesystem::absolute(folder, error).parent_path();
  return Sync(parent);
}

}  // namespace par::storage
