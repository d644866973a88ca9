#include "common/node/inspection.h"

#include <optional>
#include <string>

#include "common/base/hex.h"
#include "common/domain/refusal.h"
#include "common/ledger/rebuild.h"
#include "common/ledger/verify.h"
#include "common/storage/memory_store.h"

namespace par::node {
LedgerCheck CheckLedger(const storage::Reader& state, const ledger::Mark& mark,
                        ledger::StateMachine* machine) {
  LedgerCheck check;
  const absl::StatusOr<ledger::VerifyReport> verified = ledger::VerifyLedger(state, mark);
  if (!verified.ok()) {
    check.fault = verified.status();
    return check;
  }
  check.entries = verified->entries;
  check.head = verified->head;
  if (machine == nullptr) return check;
  storage::MemoryStore empty;
  const absl::StatusOr<ledger::RebuildReport> rebuilt =
      ledger::RebuildAndCompare(state, *machine, empty);
  if (!rebuilt.ok()) {
    check.fault = rebuilt.status();
  } else {
    check.rows_compared = rebuilt->rows;
    if (rebuilt->difference.has_value()) {
      check.fault = domain::Refusal(absl::StatusCode::kDataLoss, "ledger_state_differs",
                                    {{"key", ToHex(rebuilt->difference->key)}});
    }
  }
  return check;
}

}  // namespace par::node
