#include "tests/sim/disk.h"

#include <utility>

#include "common/base/check.h"
#include "common/storage/limits.h"

namespace par::sim {

class DiskSnapshot final : public storage::Snapshot {
 public:
  explicit DiskSnapshot(const Disk& disk) : disk_(disk) { ++disk_.snapshots_; }
  ~DiskSnapshot() override { --disk_.snapshots_; }
  DiskSnapshot(const DiskSnapshot&) = delete;
  DiskSnapshot& operator=(const DiskSnapshot&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return disk_.Get(key);
  }
  absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                     const storage::PageLimit& limit) const override {
    return disk_.Scan(range, limit);
  }

 private:
  const Disk& disk_;
};

absl::StatusOr<std::optional<std::string>> Disk::Get(std::string_view key) const {
  return storage::ValueOf(rows_, key);
}

absl::StatusOr<storage::Page> Disk::Scan(const storage::Range& range,
                                         const storage::PageLimit& limit) const {
  return storage::PageOf(rows_, range, limit);
}

std::unique_ptr<storage::Snapshot> Disk::NewSnapshot() const {
  return std::make_unique<DiskSnapshot>(*this);
}

storage::Outcome Disk::Commit(const storage::Batch& batch,
                              const std::vector<storage::Guard>& guards,
                              storage::Durability durability) {
  PAR_CHECK(snapshots_ == 0);
  PAR_CHECK(storage::WithinLimits(batch));
  if (full_) return storage::Outcome::kNoSpace;
  for (const storage::Guard& guard : guards) {
    if (storage::ValueOf(rows_, guard.key) != guard.expected) return storage::Outcome::kConflict;
  }
  const Death death = std::exchange(death_, Death::kNone);
  if (death == Death::kBatchLost) return storage::Outcome::kUnknown;
  const bool synced = durability == storage::Durability::kSynced;
  if (synced) undo_.clear();
  Write(batch, /*may_be_lost=*/!synced);
  if (watch_) watch_(batch);
  return death == Death::kBatchKept ? storage::Outcome::kUnknown : storage::Outcome::kOk;
}

void Disk::Write(const storage::Batch& batch, bool may_be_lost) {
  for (const storage::Write& write : batch) {
    if (may_be_lost)
      undo_.push_back({.key = write.key, .value = storage::ValueOf(rows_, write.key)});
    storage::Put(write, rows_);
  }
}

void Disk::LosePower() {
  for (auto at = undo_.rbegin(); at != undo_.rend(); ++at) storage::Put(*at, rows_);
  undo_.clear();
}

Rows Disk::DurableRows() const {
  Rows durable = rows_;
  for (auto at = undo_.rbegin(); at != undo_.rend(); ++at) storage::Put(*at, durable);
  return durable;
}

std::optional<std::string> Disk::DurableValue(std::string_view key) const {
  for (const storage::Write& replaced : undo_) {
    if (replaced.key == key) return replaced.value;
  }
  return storage::ValueOf(rows_, key);
}

}  // namespace par::sim
