// Replays every entry into an empty store and compares it, row by row and byte by byte, with the
// live one: the state must be what the entries make of it, and nothing else. The ledger's own rows
// are compared too; local rows (common/storage/schema.h) are not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
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

// `live` should be a snapshot; `empty` must hold no rows and keeps what was rebuilt. Verify the
// ledger first: this reads the entries without checking their hashes. DATA_LOSS
// ledger_replay_refused: an entry that was once carried out is now refused; ledger_entry_malformed,
// ledger_entry_missing.
[[nodiscard]] absl::StatusOr<RebuildReport> RebuildAndCompare(const storage::Reader& live,
                                                              StateMachine& machine,
                                                              storage::Store& empty);

// The first row, up to the local ones, in which two readers differ.
[[nodiscard]] absl::StatusOr<RebuildReport> CompareRows(const storage::Reader& live,
                                                        const storage::Reader& rebuilt);

}  // namespace par::ledger
