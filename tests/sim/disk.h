// A node's disk in memory: a store that forgets, at a power cut, what was not synced; that can be
// full; and that can die in the middle of a commit. One thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/memory_rows.h"
#include "common/storage/store.h"

namespace par::sim {

using Rows = storage::MemoryRows;

class Disk final : public storage::Store {
 public:
  // Called after every batch that was written.
  using Watch = std::function<void(const storage::Batch&)>;
  enum class Death {
    kNone,
    kBatchLost,
    kBatchKept
  };  // At the next commit, which answers kUnknown.

  explicit Disk(Rows rows) : rows_(std::move(rows)) {}

  [[nodiscard]] absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  [[nodiscard]] absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                                   const storage::PageLimit& limit) const override;
  // A snapshot is the disk itself: nothing may be committed while one lives, which is checked.
  [[nodiscard]] std::unique_ptr<storage::Snapshot> NewSnapshot() const override;
  [[nodiscard]] storage::Outcome Commit(const storage::Batch& batch,
                                        const std::vector<storage::Guard>& guards,
                                        storage::Durability durability) override;

  void SetWatch(Watch watch) { watch_ = std::move(watch); }
  void SetFull(bool full) { full_ = full; }
  [[nodiscard]] bool full() const { return full_; }
  void DieAtNextCommit(Death death) { death_ = death; }

  // Everything since the last synced batch is gone.
  void LosePower();
  // What a power cut would leave.
  [[nodiscard]] Rows DurableRows() const;
  [[nodiscard]] std::optional<std::string> DurableValue(std::string_view key) const;
  [[nodiscard]] const Rows& rows() const { return rows_; }

 private:
  friend class DiskSnapshot;
  void Write(const storage::Batch& batch, bool may_be_lost);

  Rows rows_;
  std::vector<storage::Write> undo_;  // Oldest first: what unsynced batches replaced.
  Watch watch_;
  bool full_ = false;
  Death death_ = Death::kNone;
  mutable std::size_t snapshots_ = 0;
};

}  // namespace par::sim
