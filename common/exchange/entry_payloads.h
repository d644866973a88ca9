// Bodies read from the ledger's own entries.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/exchange/ports.h"

namespace par::exchange {

// Safe from many threads.
class LedgerPayloads final : public EntryPayloads {
 public:
  [[nodiscard]] absl::StatusOr<std::string> Payload(const storage::Reader& state,
                                                    std::uint64_t entry) const override;
};

}  // namespace par::exchange
