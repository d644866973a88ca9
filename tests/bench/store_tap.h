// What a node asks of its disk, counted on the way: the same node, store and mark, looked at.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "common/ledger/mark.h"
#include "common/storage/store.h"

namespace par::bench {

struct DiskCounts {
  std::int64_t entries = 0;  // Of the ledger.
  std::int64_t batches = 0;  // Each one sync of the store.
  std::int64_t marks = 0;    // Each one sync of the high-water mark.
  std::int64_t bytes = 0;    // Of keys and values.
};

// Safe from many threads. Shared by the taps below and by whoever reads it.
class DiskTap {
 public:
  void Note(const storage::Batch& batch);
  void NoteMark() { ++marks_; }
  [[nodiscard]] DiskCounts counts() const;
  // The rows of the last batch that held one large entry alone; empty if there was none yet.
  [[nodiscard]] storage::Batch LastSubmission() const;

 private:
  std::atomic<std::int64_t> entries_ = 0;
  std::atomic<std::int64_t> batches_ = 0;
  std::atomic<std::int64_t> marks_ = 0;
  std::atomic<std::int64_t> bytes_ = 0;
  mutable std::mutex mutex_;  // Guards what follows.
  storage::Batch last_;
};

class StoreTap final : public storage::Store {
 public:
  StoreTap(std::unique_ptr<storage::Store> under, std::shared_ptr<DiskTap> tap)
      : under_(std::move(under)), tap_(std::move(tap)) {}

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return under_->Get(key);
  }
  absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                     const storage::PageLimit& limit) const override {
    return under_->Scan(range, limit);
  }
  std::unique_ptr<storage::Snapshot> NewSnapshot() const override { return under_->NewSnapshot(); }
  storage::Outcome Commit(const storage::Batch& batch, const std::vector<storage::Guard>& guards,
                          storage::Durability durability) override {
    tap_->Note(batch);
    return under_->Commit(batch, guards, durability);
  }

 private:
  const std::unique_ptr<storage::Store> under_;
  const std::shared_ptr<DiskTap> tap_;
};

class MarkTap final : public ledger::HighWaterMark {
 public:
  MarkTap(std::unique_ptr<ledger::HighWaterMark> under, std::shared_ptr<DiskTap> tap)
      : under_(std::move(under)), tap_(std::move(tap)) {}

  absl::StatusOr<std::optional<ledger::Mark>> Read() const override { return under_->Read(); }
  absl::Status Write(const ledger::Mark& mark) override {
    tap_->NoteMark();
    return under_->Write(mark);
  }

 private:
  const std::unique_ptr<ledger::HighWaterMark> under_;
  const std::shared_ptr<DiskTap> tap_;
};

}  // namespace par::bench
