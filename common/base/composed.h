// Text in one form, so that equal texts are equal bytes however they were typed. The only place
// that knows ICU's tables of composition. `text` must be well-formed UTF-8. Safe from many threads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace par {

// Marks on one letter. No language writes so many (UAX #15 allows for 30).
inline constexpr std::size_t kMostMarks = 30;

// Composed form (NFC): "ế" is one letter. A text with more than kMostMarks marks on a letter stays
// as it is: putting marks in order takes the square of their number.
[[nodiscard]] std::string Composed(std::string_view text);

// In small letters, composed.
[[nodiscard]] std::string InSmallLetters(std::string_view text);

// `text` with U+FFFD for U+FFFE and U+FFFF: both are well-formed, and no XML can hold them.
[[nodiscard]] std::string WithoutNoncharacters(std::string text);

}  // namespace par
