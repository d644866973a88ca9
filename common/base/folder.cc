#include "common/base/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace par {
namespace {

std::error_code LastError() { return {errno, std::generic_category()}; }

}  // namespace

std::filesystem::path FolderOf(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

std::error_code SyncPath(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return LastError();
  const std::error_code error = ::fsync(file) == 0 ? std::error_code() : LastError();
  ::close(file);
  return error;
}

std::error_code MakeFolder(const std::filesystem::path& folder) {
  const bool made = ::mkdir(folder.c_str(), 0750) == 0;
  std::error_code error = made ? std::error_code() : LastError();
  std::error_code none;
  if (error && !(error == std::errc::file_exists && std::filesystem::is_directory(folder, none))) {
    return error;
  }
  error = SyncPath(FolderOf(folder));
  // A sync that failed is not made good by the next: the name must be made anew.
  if (error && made) ::rmdir(folder.c_str());
  // A folder that we may not read is not one that we made anything in.
  return !made && error == std::errc::permission_denied ? std::error_code() : error;
}

std::error_code MakeFolders(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::path above = FolderOf(folder);
  if (above != folder && !std::filesystem::exists(folder, error)) {
    if (error) return error;
    if (error = MakeFolders(above); error) return error;
  }
  return MakeFolder(folder);
}

}  // namespace par
