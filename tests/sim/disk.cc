#include "tests/sim/disk.h"

#include <utility>

#include "common/base/check.h"
#include "common/storage/limits.h"

namespace par::sim {
namespace {

std::optional<std::string> Find(const Rows& rows, std::string_view key) {
  const auto at = rows.find(key);
  if (at == rows.end()) return std::nullopt;
  return at->second;
}

}  // namespace

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
  return Find(rows_, key);
}

absl::StatusOr<storage::Page> Disk::Scan(const storage::Range& range,
                                         const storage::PageLimit& limit) const {
  storage::Page page;
  std::size_t bytes = 0;
  for (auto at = rows_.lower_bound(range.first); at != rows_.end(); ++at) {
    if (!range.end.empty() && at->first >= range.end) break;
    bytes += at->first.size() + at->second.size();
    const bool full = page.rows.size() >= limit.rows || bytes > limit.bytes;
    if (full && !page.rows.empty()) {
      page.resume = at->first;
      break;
    }
    page.rows.emplace_back(at->first, at->second);
  }
  return page;
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
    if (Find(rows_, guard.key) != guard.expected) return storage::Outcome::kConflict;
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
    if (may_be_lost) undo_.push_back({.key = write.key, .value = Find(rows_, write.key)});
    if (write.value.has_value()) {
      rows_.insert_or_assign(write.key, *write.value);
    } else {
      rows_.erase(write.key);
    }
  }
}

void Disk::LosePower() {
  rows_ = DurableRows();
  undo_.clear();
}

Rows Disk::DurableRows() const {
  Rows durable = rows_;
  for (auto at = undo_.rbegin(); at != undo_.rend(); ++at) {
    if (at->value.has_value()) {
      durable.insert_or_assign(at->key, *at->value);
    } else {
      durable.erase(at->key);
    }
  }
  return durable;
}

std::optional<std::string> Disk::DurableValue(std::string_view key) const {
  for (const storage::Write& replaced : undo_) {
    if (replaced.key == key) return replaced.value;
  }
  return Find(rows_, key);
}

}  // namespace par::sim
