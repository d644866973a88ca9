// Looks, every second or now and then, at what befalls a node without a call of anybody's, and says
// in the log what is new: certificates, evidence files, room on disks, the portal's strangers. One
// thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/sha256.h"
#include "common/node/key_files.h"

namespace par::node {

class NodeWatch {
 public:
  static constexpr std::int64_t kDisksMicros = 60'000'000;      // Between two looks at disks.
  static constexpr std::int64_t kKeyFilesMicros = 600'000'000;  // At certificates: lists are long.
  static constexpr std::int64_t kCountMicros = 60'000'000;      // Between two lines of a count.
  // What is wrong with a certificate is said again so long after it was.
  static constexpr std::int64_t kAgainMicros = std::int64_t{24} * 3600 * 1'000'000;

  struct Counts {  // Since the node started.
    std::uint64_t connections_slow = 0;
    std::uint64_t sign_ins_refused = 0;
  };
  struct Folder {
    std::string setting;
    std::filesystem::path path;
    std::uint64_t least = 0;  // Bytes; with fewer left its disk is short.
  };
  // The functions are called by Tick and may read files.
  struct Ports {
    Log& log;
    const Clock& clock;
    std::vector<Folder> folders;
    std::function<std::vector<KeyFile>()> key_files;
    std::function<std::set<Sha256>()> damaged;  // EvidenceStore::Damaged
    std::function<Counts()> counts;
    // Nothing: the system does not say.
    std::function<std::optional<std::uint64_t>(const std::filesystem::path&)> free_bytes;
  };
  explicit NodeWatch(Ports ports) : ports_(std::move(ports)) {}

  void Tick();

 private:
  struct Said {
    std::int64_t not_after = 0;
    std::string reason;  // Empty: nothing is wrong.
    std::int64_t at = 0;
  };
  struct Told {
    std::uint64_t count = 0;
    std::optional<std::int64_t> at;
  };
  void LookAtEvidence();
  void LookAtKeyFiles(std::int64_t now);
  void LookAtDisks();
  void LookAtCounts(std::int64_t now);
  void Tell(LogEvent event, std::uint64_t count, std::int64_t now, Told& told);

  const Ports ports_;
  std::optional<std::int64_t> disks_at_;
  std::optional<std::int64_t> key_files_at_;
  std::set<Sha256> damaged_;
  std::map<std::string, Said> key_files_;  // By the setting.
  std::set<std::string> short_;            // Settings of folders.
  Told connections_slow_;
  Told sign_ins_refused_;
};

// Of the file system that the folder lies on, for those without privileges.
[[nodiscard]] std::optional<std::uint64_t> FreeBytes(const std::filesystem::path& folder);
// Whether both lie on one file system; false where the system does not say.
[[nodiscard]] bool OnOneDisk(const std::filesystem::path& one, const std::filesystem::path& other);

}  // namespace par::node
