// The order of Vietnamese names: a à ả ã á ạ, d before đ, whatever the machine's locale.
#pragma once

#include <string>
#include <string_view>

namespace par::parctl {

// Keys compare as bytes in the order of the names they were made of; equal names (composed or
// decomposed) have equal keys.
[[nodiscard]] std::string VietnameseSortKey(std::string_view name);

}  // namespace par::parctl
