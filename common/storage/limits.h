// How large keys, values and batches may be. They fit every engine planned, PostgreSQL-wire ones
// included. A caller that may meet larger input refuses it before it makes a batch: an
// engine stops the process on a batch beyond these limits, for that is our own mistake.
#pragma once

#include <cstddef>

#include "common/storage/store.h"

namespace par::storage {

inline constexpr std::size_t kMaxKeyBytes = 1024;
inline constexpr std::size_t kMaxValueBytes = std::size_t{1} << 20u;
inline constexpr std::size_t kMaxBatchBytes = std::size_t{64} << 20u;
static_assert(kMaxKeyBytes + kMaxValueBytes < kMaxBatchBytes);

// Bytes of all keys and values.
[[nodiscard]] std::size_t SizeOf(const Batch& batch);

// Every key and value and the whole lie within the limits; no key is empty.
[[nodiscard]] bool WithinLimits(const Batch& batch);

}  // namespace par::storage
