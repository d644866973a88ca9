// Assessment cycles between the domain and their message. INVALID_ARGUMENT message_field_invalid.
#pragma once

#include "absl/status/statusor.h"
#include "common/domain/cycle.h"
#include "par/cycle/v1/cycle.pb.h"

namespace par::codec {

// `version` counts the changes of the cycle since it was opened.
[[nodiscard]] cycle::v1::Cycle Encode(const domain::Cycle& cycle, std::uint64_t version);
[[nodiscard]] absl::StatusOr<domain::Cycle> Decode(const cycle::v1::Cycle& cycle);

}  // namespace par::codec
