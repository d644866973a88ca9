// Finding what two copies of a stream have in common. Chains make it easy: where a position is
// equal, everything before it is.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "common/exchange/rows.h"

namespace par::exchange {

// The end of `view`, and positions 1, 2, 4, 8 … events before it.
[[nodiscard]] absl::StatusOr<v1::HelloStream> Describe(const StreamView& view);

// The latest position of `theirs` that `view` holds too; the beginning if it holds none.
[[nodiscard]] absl::StatusOr<Position> CommonPosition(const StreamView& view,
                                                      const v1::HelloStream& theirs);

}  // namespace par::exchange
