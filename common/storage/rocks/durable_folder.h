// A database's folder as a whole: that it survives a power cut, and that it is one. Private to this
// folder.
#pragma once

#include <filesystem>
#include <string>

namespace par::storage {

// Syncs every file of `folder` (not of folders within), the folder, and the one that holds it.
// Empty, or what went wrong.
[[nodiscard]] std::string SyncFolder(const std::filesystem::path& folder);

// The file that says which others count, if it is gone while others are there; empty otherwise.
// RocksDB would begin an empty database in such a folder and erase what is left of the old one.
[[nodiscard]] std::string MissingAmongOthers(const std::filesystem::path& folder);

}  // namespace par::storage
