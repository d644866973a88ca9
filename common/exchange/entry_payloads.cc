#include "common/exchange/entry_payloads.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/ledger/entry.h"

namespace par::exchange {

absl::StatusOr<std::string> LedgerPayloads::Payload(const storage::Reader& state,
                                                    std::uint64_t entry) const {
  ASSIGN_OR_RETURN(std::optional<ledger::Entry> found, ledger::ReadEntry(state, entry));
  if (!found.has_value()) {
    return domain::Refusal(absl::StatusCode::kDataLoss, "exchange_row_unreadable");
  }
  return std::move(found->command.payload);
}

}  // namespace par::exchange
