// CRC-32C (Castagnoli): finds torn and flipped bytes, proves nothing against a person.
#pragma once

#include <cstdint>
#include <string_view>

namespace par {

[[nodiscard]] std::uint32_t Crc32c(std::string_view bytes);

}  // namespace par
