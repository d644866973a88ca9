#include "common/storage/memory_store.h"

#include <mutex>
#include <utility>

#include "common/base/check.h"
#include "common/storage/limits.h"
#include "common/storage/memory_rows.h"

namespace par::storage {

struct MemoryStore::Shared {
  std::mutex mutex;
  // Changes only while the store alone points to it; every pointer to it is made and dropped under
  // the mutex.
  std::shared_ptr<MemoryRows> rows = std::make_shared<MemoryRows>();
};

class MemorySnapshot final : public Snapshot {
 public:
  explicit MemorySnapshot(std::shared_ptr<MemoryStore::Shared> shared)
      : shared_(std::move(shared)) {
    const std::lock_guard<std::mutex> lock(shared_->mutex);
    rows_ = shared_->rows;
  }
  ~MemorySnapshot() override {
    const std::lock_guard<std::mutex> lock(shared_->mutex);
    rows_.reset();
  }
  MemorySnapshot(const MemorySnapshot&) = delete;
  MemorySnapshot& operator=(const MemorySnapshot&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return ValueOf(*rows_, key);
  }
  absl::StatusOr<Page> Scan(const Range& range, const PageLimit& limit) const override {
    return PageOf(*rows_, range, limit);
  }

 private:
  std::shared_ptr<MemoryStore::Shared> shared_;
  std::shared_ptr<const MemoryRows> rows_;
};

MemoryStore::MemoryStore() : shared_(std::make_shared<Shared>()) {}

absl::StatusOr<std::optional<std::string>> MemoryStore::Get(std::string_view key) const {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return ValueOf(*shared_->rows, key);
}

absl::StatusOr<Page> MemoryStore::Scan(const Range& range, const PageLimit& limit) const {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return PageOf(*shared_->rows, range, limit);
}

std::unique_ptr<Snapshot> MemoryStore::NewSnapshot() const {
  return std::make_unique<MemorySnapshot>(shared_);
}

Outcome MemoryStore::Commit(const Batch& batch, const std::vector<Guard>& guards,
                            Durability /*durability*/) {
  PAR_CHECK(WithinLimits(batch));
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  std::shared_ptr<MemoryRows>& rows = shared_->rows;
  for (const Guard& guard : guards) {
    if (ValueOf(*rows, guard.key) != guard.expected) return Outcome::kConflict;
  }
  if (rows.use_count() > 1) rows = std::make_shared<MemoryRows>(*rows);
  for (const Write& write : batch) Put(write, *rows);
  return Outcome::kOk;
}

std::size_t MemoryStore::size() const {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return shared_->rows->size();
}

}  // namespace par::storage
