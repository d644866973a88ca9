// The store on RocksDB: one database in one folder, owned by one process. The settings are those
// that reliability demands and a small machine bears; they are in rocks_options.cc with their
// reasons.
//
// After the first failed write, sync or background job the store answers every further commit with
// the same outcome until it is opened again: a sync that failed once may "succeed" the next time
// without the data having reached the disk.
//
// RocksDB opens without complaint after its newest log was cut or damaged, with fewer rows. This
// store does not notice either; the ledger's high-water mark does (common/ledger/mark.h).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/store.h"

namespace par::storage {

struct RocksOptions {
  bool create_if_missing = true;
};

class RocksStore final : public Store {
 public:
  // FAILED_PRECONDITION store_locked: another process has it open. DATA_LOSS store_unreadable: the
  // database is damaged; recover it from the parent or a backup, never repair it in place.
  // FAILED_PRECONDITION store_unreadable: anything else (no such folder, no permission).
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<RocksStore>> Open(
      const std::filesystem::path& path, const RocksOptions& options = {});
  // An old disk, for looking: writes nothing there, not even a log. Commit on it fails. As Open.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<RocksStore>> OpenReadOnly(
      const std::filesystem::path& path);
  // The database closes with the last of the store and its snapshots.
  ~RocksStore() override;

  [[nodiscard]] absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  [[nodiscard]] absl::StatusOr<Page> Scan(const Range& range,
                                          const PageLimit& limit) const override;
  [[nodiscard]] std::unique_ptr<Snapshot> NewSnapshot() const override;
  [[nodiscard]] Outcome Commit(const Batch& batch, const std::vector<Guard>& guards,
                               Durability durability) override;

  // Reads every file of tables and of large values from the disk and compares checksums. DATA_LOSS
  // store_corrupt. Takes as long as reading the whole store.
  [[nodiscard]] absl::Status VerifyChecksums() const;

  // Makes a store of its own in `path`, which must not exist but whose folder must, with all that
  // was committed before the call; synced, and checked by opening it. Files are shared by hard
  // links where `path` is on the same file system. UNAVAILABLE store_copy_failed; what was begun is
  // left in `path`.
  [[nodiscard]] absl::Status Checkpoint(const std::filesystem::path& path) const;

  struct Database;  // Holds what RocksDB needs; only rocks_store.cc knows it.

 private:
  explicit RocksStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  std::shared_ptr<Database> database_;
};

}  // namespace par::storage
