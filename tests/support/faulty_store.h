// A store that fails at a chosen commit, before or after it took effect, and at every one after
// that: what a crash or a failed sync looks like to its caller. Reads go on.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/store.h"

namespace par::testing {

enum class Strike { kBefore, kAfter };  // The batch is lost; the batch is kept.

// Safe from many threads.
class FaultyStore final : public storage::Store {
 public:
  explicit FaultyStore(storage::Store& store) : store_(store) {}

  // Commit number `commit` from now, counted from 1, answers `outcome`; and so do all later ones,
  // which are lost.
  void FailAt(std::size_t commit, Strike strike, storage::Outcome outcome);
  // Reads fail too from now on.
  void FailReads();

  [[nodiscard]] absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  [[nodiscard]] absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                                   const storage::PageLimit& limit) const override;
  [[nodiscard]] std::unique_ptr<storage::Snapshot> NewSnapshot() const override;
  [[nodiscard]] storage::Outcome Commit(const storage::Batch& batch,
                                        const std::vector<storage::Guard>& guards,
                                        storage::Durability durability) override;

 private:
  storage::Store& store_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::optional<std::size_t> left_;
  Strike strike_ = Strike::kBefore;
  storage::Outcome outcome_ = storage::Outcome::kUnknown;
  bool reads_fail_ = false;
};

}  // namespace par::testing
