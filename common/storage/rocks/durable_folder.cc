#include "common/storage/rocks/durable_folder.h"

#include <system_error>

#include "common/base/folder.h"

namespace par::storage {
namespace {

std::string Text(const std::filesystem::path& path, const std::error_code& error) {
  return error ? path.string() + ": " + error.message() : "";
}

}  // namespace

std::string SyncFolder(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (error = SyncPath(entry.path()); error) return Text(entry.path(), error);
  }
  if (!error) error = SyncPath(folder);
  if (error) return Text(folder, error);
  const auto parent = std::filesystem::absolute(folder, error).parent_path();
  return Text(parent, SyncPath(parent));
}

std::string MissingAmongOthers(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder / "CURRENT", error)) return "";
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string kind = entry.path().extension().string();
    if (kind == ".log" || kind == ".sst" || kind == ".blob") return (folder / "CURRENT").string();
  }
  return "";
}

}  // namespace par::storage
