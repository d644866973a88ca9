// Walks the entries and says whether they are what was written: numbers dense from 1, each entry's
// hash that of its fields, each payload that of its hash, each entry naming the one before it, the
// end the one recorded, and the mark on the chain.
//
// Faults are DATA_LOSS and name the first entry at fault: ledger_entry_missing,
// ledger_entry_malformed, ledger_payload_altered, ledger_entry_altered, ledger_chain_broken,
// ledger_head_differs, ledger_behind_mark, ledger_mark_differs.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/ledger/mark.h"
#include "common/storage/store.h"

namespace par::ledger {

struct VerifyReport {
  std::uint64_t entries = 0;
  Sha256 head;  // Hash of the last entry; all zero if there is none.
};

// The whole chain. Give a snapshot if the ledger is at work.
[[nodiscard]] absl::StatusOr<VerifyReport> VerifyLedger(const storage::Reader& reader,
                                                        const Mark& mark);

// Only the entries from `mark` to `head`: what a node checks each time it starts.
[[nodiscard]] absl::Status CheckTail(const storage::Reader& reader, const Mark& head,
                                     const Mark& mark);

}  // namespace par::ledger
