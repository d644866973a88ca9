// Whether the ledger holds, and whether the state is what its entries make of it.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "common/base/sha256.h"
#include "common/ledger/mark.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"

namespace par::node {

struct LedgerCheck {
  std::uint64_t entries = 0;
  Sha256 head;
  std::uint64_t rows_compared = 0;
  absl::Status fault;  // OK: everything holds. Otherwise the first thing that does not.
};

// Verifies the chain against `mark`; with a `machine` also replays every entry into an empty store
// in memory and compares every row. The machine must not be at work elsewhere.
[[nodiscard]] LedgerCheck CheckLedger(const storage::Reader& state, const ledger::Mark& mark,
                                      ledger::StateMachine* machine);

}  // namespace par::node
