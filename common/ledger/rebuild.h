// Replays every entry into an empty store and compares it, row by row and byte by byte, with the
// live one: the state must be what the entries make of it, and nothing else. The ledger's own rows
// are compared too; local rows (common/storage/schema.h) are not. At once, or in pieces that let
// others work in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/ledger/mark.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"

namespace par::ledger {

struct RowDifference {
  std::string key;
  std::optional<std::string> live;  // Nothing: the row is absent there.
  std::optional<std::string> rebuilt;
};

struct RebuildReport {
  std::uint64_t entries = 0;
  std::uint64_t rows = 0;                   // Compared and equal.
  std::optional<RowDifference> difference;  // The first in key order; nothing if all are equal.
};

// The first row, up to the local ones, in which two readers differ; some rows at a time.
class RowComparison {
 public:
  // Both outlive it and do not change meanwhile.
  RowComparison(const storage::Reader& live, const storage::Reader& rebuilt)
      : live_(live), rebuilt_(rebuilt) {}

  // Compares up to so many rows more.
  [[nodiscard]] absl::Status Next(std::size_t rows);
  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] const RebuildReport& report() const { return report_; }

 private:
  // Goes through the rows of one reader in key order, a page at a time.
  class Cursor {
   public:
    explicit Cursor(const storage::Reader& reader);
    // Null after the last row.
    [[nodiscard]] absl::StatusOr<const std::pair<std::string, std::string>*> Peek();
    void Pass() { ++at_; }

   private:
    const storage::Reader& reader_;
    storage::Range rest_;
    storage::Page page_;
    std::size_t at_ = 0;
    bool more_ = true;
  };

  Cursor live_;
  Cursor rebuilt_;
  RebuildReport report_;
  bool finished_ = false;
};

// The entries carried out again in an empty store, some at a time.
class Replay {
 public:
  // `live` should be a snapshot; `empty` must hold no rows and keeps what is rebuilt. All outlive
  // it. Verify the ledger first: this reads the entries without checking their hashes.
  Replay(const storage::Reader& live, StateMachine& machine, storage::Store& empty)
      : live_(live), machine_(machine), store_(empty) {}

  // DATA_LOSS ledger_replay_refused: an entry that was once carried out is now refused;
  // ledger_entry_malformed, ledger_entry_missing. After a fault it is not asked again.
  [[nodiscard]] absl::Status Next(const storage::PageLimit& limit);
  [[nodiscard]] bool finished() const { return !next_.has_value(); }
  [[nodiscard]] std::uint64_t done() const { return head_.number; }

 private:
  [[nodiscard]] absl::Status CarryOut(std::vector<Entry> entries);

  const storage::Reader& live_;
  StateMachine& machine_;
  storage::Store& store_;
  Mark head_;
  std::optional<std::uint64_t> next_ = 1;
};

// Both at once; the same rules and faults.
[[nodiscard]] absl::StatusOr<RebuildReport> RebuildAndCompare(const storage::Reader& live,
                                                              StateMachine& machine,
                                                              storage::Store& empty);
[[nodiscard]] absl::StatusOr<RebuildReport> CompareRows(const storage::Reader& live,
                                                        const storage::Reader& rebuilt);

}  // namespace par::ledger
