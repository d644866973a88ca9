#include "tests/bench/store_tap.h"

#include "common/storage/key.h"

namespace par::bench {
namespace {

constexpr std::size_t kLargeEntry = 60'000;

bool IsEntry(const storage::Write& write) {
  return write.key.front() == static_cast<char>(storage::Prefix::kEntry);
}

}  // namespace

void DiskTap::Note(const storage::Batch& batch) {
  std::int64_t entries = 0;
  std::int64_t bytes = 0;
  bool large = false;
  for (const storage::Write& write : batch) {
    const std::size_t value = write.value.has_value() ? write.value->size() : 0;
    bytes += static_cast<std::int64_t>(write.key.size() + value);
    if (!IsEntry(write)) continue;
    ++entries;
    large = value >= kLargeEntry;
  }
  entries_ += entries;
  bytes_ += bytes;
  ++batches_;
  if (entries != 1 || !large) return;
  const std::lock_guard lock(mutex_);
  last_ = batch;
}

DiskCounts DiskTap::counts() const {
  return {.entries = entries_, .batches = batches_, .marks = marks_, .bytes = bytes_};
}

storage::Batch DiskTap::LastSubmission() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace par::bench
