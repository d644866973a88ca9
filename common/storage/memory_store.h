// The model of a store: a map in memory. Every engine must behave as this one does; tests and
// simulations also run on it, and a rebuild of the state goes into one.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/store.h"

namespace par::storage {

// Safe from many threads. A commit while a snapshot lives copies the whole map, so it is meant for
// states of tests, not of provinces.
class MemoryStore final : public Store {
 public:
  MemoryStore();

  [[nodiscard]] absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  [[nodiscard]] absl::StatusOr<Page> Scan(const Range& range,
                                          const PageLimit& limit) const override;
  [[nodiscard]] std::unique_ptr<Snapshot> NewSnapshot() const override;
  [[nodiscard]] Outcome Commit(const Batch& batch, const std::vector<Guard>& guards,
                               Durability durability) override;
  [[nodiscard]] std::size_t size() const;  // Rows.

 private:
  struct Shared;  // What the store and its snapshots look at together.
  friend class MemorySnapshot;

  std::shared_ptr<Shared> shared_;
};

}  // namespace par::storage
