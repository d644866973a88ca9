// gzip of bodies, with a bound on what comes out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace par::gateway {

[[nodiscard]] std::string Packed(std::string_view bytes);

// INVALID_ARGUMENT request_too_large: more than `most` bytes come out, which is found without
// holding more; gateway_not_gzip: it is not gzip, or not all of it.
[[nodiscard]] absl::StatusOr<std::string> Unpacked(std::string_view packed, std::size_t most);

}  // namespace par::gateway
