// Makes a folder and the files in it survive a power cut. Private to this folder.
#pragma once

#include <filesystem>
#include <string>

namespace par::storage {

// Syncs every file of `folder` (not of folders within), the folder, and the one that holds it.
// Empty, or what went wrong.
[[nodiscard]] std::string SyncFolder(const std::filesystem::path& folder);

}  // namespace par::storage
