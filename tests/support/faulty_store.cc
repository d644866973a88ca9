#include "tests/support/faulty_store.h"

namespace par::testing {

using storage::Outcome;

void FaultyStore::FailAt(std::size_t commit, Strike strike, Outcome outcome) {
  const std::lock_guard<std::mutex> lock(mutex_);
  left_ = commit;
  strike_ = strike;
  outcome_ = outcome;
}

void FaultyStore::FailReads() {
  const std::lock_guard<std::mutex> lock(mutex_);
  reads_fail_ = true;
}

absl::StatusOr<std::optional<std::string>> FaultyStore::Get(std::string_view key) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (reads_fail_) return storage::ToStatus(Outcome::kCorrupt);
  return store_.Get(key);
}

absl::StatusOr<storage::Page> FaultyStore::Scan(const storage::Range& range,
                                                const storage::PageLimit& limit) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (reads_fail_) return storage::ToStatus(Outcome::kCorrupt);
  return store_.Scan(range, limit);
}

std::unique_ptr<storage::Snapshot> FaultyStore::NewSnapshot() const { return store_.NewSnapshot(); }

Outcome FaultyStore::Commit(const storage::Batch& batch, const std::vector<storage::Guard>& guards,
                            storage::Durability durability) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!left_.has_value()) return store_.Commit(batch, guards, durability);
  if (*left_ == 0) return outcome_;
  if (--*left_ > 0) return store_.Commit(batch, guards, durability);
  if (strike_ == Strike::kAfter) (void)store_.Commit(batch, guards, durability);
  return outcome_;
}

}  // namespace par::testing
