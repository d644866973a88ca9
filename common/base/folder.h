// Folders whose names survive a power cut. A file that was synced is lost all the same if the name
// of it, or of a folder above it, was not: names are synced with the folder that holds them.
//
// Safe from many threads.
#pragma once

#include <filesystem>
#include <system_error>

namespace par {

// Syncs a file, or the names in a folder. The system's error; none if it is done.
[[nodiscard]] std::error_code SyncPath(const std::filesystem::path& path);

// The folder that holds `path`.
[[nodiscard]] std::filesystem::path FolderOf(const std::filesystem::path& path);

// Makes `folder` where it is missing, in a folder that exists; only its owner and group may look
// into it. Its name is synced in any case:
// whoever made it may have died before that, or may be at it now.
[[nodiscard]] std::error_code MakeFolder(const std::filesystem::path& folder);
// The same with all that is missing above it.
[[nodiscard]] std::error_code MakeFolders(const std::filesystem::path& folder);

}  // namespace par
