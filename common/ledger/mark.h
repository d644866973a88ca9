// The high-water mark: the last entry that was ever acknowledged, kept outside the database. An
// engine may open without complaint after its log lost synced writes; only a mark elsewhere notices
// that entries are missing.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"

namespace par::ledger {

// The number and hash of an entry; zero and all zero before the first.
struct Mark {
  std::uint64_t number = 0;
  Sha256 hash;
  friend bool operator==(const Mark&, const Mark&) = default;
};

// Safe from many threads.
class HighWaterMark {
 public:
  virtual ~HighWaterMark() = default;
  // The mark written last; nothing if none ever was.
  [[nodiscard]] virtual absl::StatusOr<std::optional<Mark>> Read() const = 0;
  // On OK the mark survives a power cut. After any error the mark refuses every further write: the
  // process ends and recovers on start.
  [[nodiscard]] virtual absl::Status Write(const Mark& mark) = 0;
};

// The mark of a store that is itself in memory.
class MemoryMark final : public HighWaterMark {
 public:
  [[nodiscard]] absl::StatusOr<std::optional<Mark>> Read() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return mark_;
  }
  [[nodiscard]] absl::Status Write(const Mark& mark) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    mark_ = mark;
    return absl::OkStatus();
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Mark> mark_;
};

}  // namespace par::ledger
