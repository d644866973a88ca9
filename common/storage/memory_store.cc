#include "common/storage/memory_store.h"

#include <mutex>
#include <utility>

#include "common/base/check.h"
#include "common/storage/limits.h"

namespace par::storage {
namespace {

using Rows = MemoryStore::Rows;

std::optional<std::string> Find(const Rows& rows, std::string_view key) {
  const auto at = rows.find(key);
  if (at == rows.end()) return std::nullopt;
  return at->second;
}

Page PageOf(const Rows& rows, const Range& range, const PageLimit& limit) {
  Page page;
  std::size_t bytes = 0;
  for (auto at = rows.lower_bound(range.first); at != rows.end(); ++at) {
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

}  // namespace

struct MemoryStore::Shared {
  std::mutex mutex;
  // Changes only while the store alone points to it; every pointer to it is made and dropped under
  // the mutex.
  std::shared_ptr<Rows> rows = std::make_shared<Rows>();
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
    return Find(*rows_, key);
  }
  absl::StatusOr<Page> Scan(const Range& range, const PageLimit& limit) const override {
    return PageOf(*rows_, range, limit);
  }

 private:
  std::shared_ptr<MemoryStore::Shared> shared_;
  std::shared_ptr<const Rows> rows_;
};

MemoryStore::MemoryStore() : shared_(std::make_shared<Shared>()) {}

absl::StatusOr<std::optional<std::string>> MemoryStore::Get(std::string_view key) const {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return Find(*shared_->rows, key);
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
  std::shared_ptr<Rows>& rows = shared_->rows;
  for (const Guard& guard : guards) {
    if (Find(*rows, guard.key) != guard.expected) return Outcome::kConflict;
  }
  if (rows.use_count() > 1) rows = std::make_shared<Rows>(*rows);
  for (const Write& write : batch) {
    if (write.value.has_value()) {
      rows->insert_or_assign(write.key, *write.value);
    } else {
      rows->erase(write.key);
    }
  }
  return Outcome::kOk;
}

}  // namespace par::storage
