// Texts out of other people's files, made fit for a screen. Pure.
#pragma once

#include <string>
#include <string_view>

namespace par::signature {

// At most 200 bytes, cut between characters. Bytes that are not UTF-8, control characters and marks
// that turn the direction of text become U+FFFD.
[[nodiscard]] std::string PlainText(std::string_view text);

}  // namespace par::signature
