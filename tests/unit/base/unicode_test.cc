// Goal: only well-formed UTF-8 counts as text, and control characters are found.
// Method: one row per way to be malformed, with the offset of the first bad byte.
#include "common/base/unicode.h"

#include <gtest/gtest.h>

#include <string_view>

namespace par {
namespace {

using std::string_view_literals::operator""sv;

TEST(Unicode, FindsTheFirstMalformedByte) {
  constexpr struct {
    const char* why;
    std::string_view text;
    std::optional<std::size_t> want;
  } kCases[] = {
      {"Vietnamese in composed form", "Tư Nghĩa"sv, std::nullopt},
      {"outside the basic plane", "\xf0\x9f\x98\x80"sv, std::nullopt},
      {"a lone continuation byte", "ab\x80"sv, 2},
      {"cut short", "\xe1\xbb"sv, 0},
      {"overlong slash", "\xc0\xaf"sv, 0},
      {"a surrogate", "x\xed\xa0\x80"sv, 1},
      {"beyond U+10FFFF", "\xf4\x90\x80\x80"sv, 0},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(FirstInvalidUtf8(c.text), c.want);
  }
}

TEST(Unicode, FindsControlCharacters) {
  EXPECT_EQ(FirstControlCharacter("một\thai\n"), std::nullopt);
  EXPECT_EQ(FirstControlCharacter("a\0b"sv), 1u);
  EXPECT_EQ(FirstControlCharacter("a\xc2\x85"), 1u);
}

TEST(Unicode, CountsCodePoints) { EXPECT_EQ(CodePoints("Nghĩa"), 5u); }

}  // namespace
}  // namespace par
