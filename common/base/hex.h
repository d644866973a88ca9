// Bytes as lower-case hexadecimal text and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace par {

[[nodiscard]] std::string ToHex(std::string_view bytes);

// Nothing if `text` has an odd length or any other character than 0-9, a-f, A-F.
[[nodiscard]] std::optional<std::string> FromHex(std::string_view text);

}  // namespace par
