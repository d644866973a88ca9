// A node above that lost its disk has nothing of what it was sent, and all of it waits again below:
// that may be more than one ledger entry can change.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/store.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::exchange {

// The commands that take `ack`, in their order: `ack` itself, after answers that each take back a
// few megabytes of what it takes back. Every one alone leaves the streams as a hello may find them.
// Reads the rows of all that is taken back.
[[nodiscard]] absl::StatusOr<std::vector<v1::HelloAck>> InSteps(const storage::Reader& state,
                                                                const v1::HelloAck& ack);

}  // namespace par::exchange
