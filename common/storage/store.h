// The port under a node's state: ordered keys, snapshots, atomic batches. Two engines stand behind
// it (memory, the model; RocksDB) and keep the promises below; one conformance suite tests them
// all.
//
//  - A batch is applied whole or not at all; after kOk with kSynced it survives a power cut.
//  - A snapshot never changes. Keys are compared as unsigned bytes.
//  - kUnknown is not kFailed: the batch may have been applied; read the state again to find out.
//
// Safe for use from many threads, except that one Snapshot belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace par::storage {

// Keys are 1 byte to 1 KiB; a value is at most 1 MiB; a batch at most 64 MiB
// (common/storage/limits.h).
enum class Durability { kSynced, kUnsynced };

// What became of a batch.
enum class Outcome {
  kOk,
  kConflict,  // A guard did not hold; nothing was written. Read again and redo the step.
  kUnknown,   // Written or not: read again. The engine must be reopened.
  kNoSpace,   // As kUnknown, for the disk is full: what was found so only at the sync may be kept.
  kFenced,    // Another process owns the store now.
  kCorrupt,   // Stored data is damaged: stop, verify, recover.
};
[[nodiscard]] std::string_view Name(Outcome outcome);
// OK for kOk; a status that tells the caller what to do for the rest.
[[nodiscard]] absl::Status ToStatus(Outcome outcome);

// A guard holds if the key's value is still `expected` (nothing: the key is still absent).
struct Guard {
  std::string key;
  std::optional<std::string> expected;
};

struct Write {
  std::string key;
  std::optional<std::string> value;  // Nothing erases the key; erasing an absent key is fine.
};
using Batch = std::vector<Write>;  // Later writes of one key win.

// Keys k with first <= k < end; an empty `end` means to the last key.
struct Range {
  std::string first;
  std::string end;
};
// The range of all keys that begin with `prefix`.
[[nodiscard]] Range PrefixRange(std::string_view prefix);

struct PageLimit {
  std::size_t rows = 1000;
  std::size_t bytes = std::size_t{4} << 20u;  // At least one row is returned even if it is larger.
};
struct Page {
  std::vector<std::pair<std::string, std::string>> rows;
  std::optional<std::string> resume;  // Put it into Range::first to go on; nothing at the end.
};

// Something that can be read: a store, a snapshot, or a transaction in the making.
class Reader {
 public:
  virtual ~Reader() = default;
  // An absent key is nullopt: not an error, and not an empty value.
  [[nodiscard]] virtual absl::StatusOr<std::optional<std::string>> Get(
      std::string_view key) const = 0;
  [[nodiscard]] virtual absl::StatusOr<Page> Scan(const Range& range,
                                                  const PageLimit& limit) const = 0;
};

class Snapshot : public Reader {};

class Store : public Reader {
 public:
  [[nodiscard]] virtual std::unique_ptr<Snapshot> NewSnapshot() const = 0;
  [[nodiscard]] virtual Outcome Commit(const Batch& batch, const std::vector<Guard>& guards,
                                       Durability durability) = 0;
};

}  // namespace par::storage
