// What may be kept as text: UTF-8 without overlong forms, surrogates or control characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace par {

// The offset of the first byte that is not part of well-formed UTF-8; nothing if all of it is.
[[nodiscard]] std::optional<std::size_t> FirstInvalidUtf8(std::string_view text);

// Of the first control character (C0, C1, or turning the direction) but tab and line feed.
[[nodiscard]] std::optional<std::size_t> FirstControlCharacter(std::string_view text);

// Whether neither of the two finds anything. Several times as fast as both.
[[nodiscard]] bool IsPlainText(std::string_view text);

[[nodiscard]] constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The number of code points; `text` must be well-formed.
[[nodiscard]] std::size_t CodePoints(std::string_view text);

}  // namespace par
