// A node's storage that was written over several lives, with files of every kind, and what becomes
// of a look at it after one of them was damaged.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "common/base/sha256.h"
#include "common/config/config.h"

namespace par::power {

enum class FileOf { kLog, kTable, kValues, kManifest, kCurrent, kOptions, kMark, kEvidence };
inline constexpr FileOf kAllFiles[] = {FileOf::kLog,      FileOf::kTable,   FileOf::kValues,
                                       FileOf::kManifest, FileOf::kCurrent, FileOf::kOptions,
                                       FileOf::kMark,     FileOf::kEvidence};
[[nodiscard]] std::string Name(FileOf file);

struct WrittenNode {
  std::map<std::string, std::string> rows;  // Everything in the database.
  std::map<FileOf, std::string> older;      // The bytes of an older file, by its kind.
  Sha256 evidence;
};

// Where a node in `folder` keeps its things.
[[nodiscard]] config::Config ConfigIn(const std::filesystem::path& folder);
// Writes a node into `folder`; `name` is in all it writes. Stops the test if something fails.
[[nodiscard]] WrittenNode WriteNode(const std::filesystem::path& folder, const std::string& name);
// The newest file of its kind.
[[nodiscard]] std::filesystem::path PathOf(FileOf file, const std::filesystem::path& folder,
                                           const WrittenNode& node);

// What somebody sees who starts the node, reads every row and every file, and runs verify:
//   "refused: <reason>"   it does not start
//   "read: <reason>"      reading fails; what can be read is right
//   "verify: <reason>"    something reads wrong, and verify says so
//   "harmless"            every answer is as before
//   "WRONG"               something reads wrong, and nobody says so
[[nodiscard]] std::string LookAt(const std::filesystem::path& folder, const WrittenNode& node);

}  // namespace par::power
