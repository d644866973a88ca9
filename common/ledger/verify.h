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

// The chain read some entries at a time, for whoever must let others work in between.
class ChainWalk {
 public:
  // From after `from`, an entry that holds, to `head`, past `mark`. `reader` outlives it and does
  // not change meanwhile.
  ChainWalk(const storage::Reader& reader, const Mark& from, const Mark& head, const Mark& mark);

  // Reads on; after a fault it is not asked again.
  [[nodiscard]] absl::Status Next(const storage::PageLimit& limit);
  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] const Mark& last() const { return last_; }  // The last entry found to hold.
  [[nodiscard]] const Mark& head() const { return head_; }

 private:
  const storage::Reader& reader_;
  storage::Range rest_;
  Mark last_;
  const Mark head_;
  const Mark mark_;
  bool finished_ = false;
};

// The whole chain at once. Give a snapshot if the ledger is at work.
[[nodiscard]] absl::StatusOr<VerifyReport> VerifyLedger(const storage::Reader& reader,
                                                        const Mark& mark);

// Only the entries from `mark` to `head`: what a node checks each time it starts.
[[nodiscard]] absl::Status CheckTail(const storage::Reader& reader, const Mark& head,
                                     const Mark& mark);

}  // namespace par::ledger
