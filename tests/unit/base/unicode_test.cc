// Goal: only well-formed UTF-8 counts as text, and control characters are found.
// Method: one row per way to be malformed, with the offset of the first bad byte.
#include "common/base/unicode.h"

#include <gtest/gtest.h>

#include <string>
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

TEST(Unicode, FindsThemAnywhereInALongText) {
  // Words of eight bytes are passed over at once; every place within and between them is tried.
  const std::string text = "Kế hoạch cải cách hành chính năm 2024, plain words of ASCII at the end";
  EXPECT_EQ(FirstInvalidUtf8(text), std::nullopt);
  EXPECT_EQ(FirstControlCharacter(text), std::nullopt);
  EXPECT_EQ(FirstControlCharacter(text + "\t\n" + text), std::nullopt);
  const std::string plain(40, 'x');
  for (std::size_t at = 0; at <= plain.size(); ++at) {
    SCOPED_TRACE(at);
    const auto with = [&](const std::string& piece) {
      return plain.substr(0, at) + piece + plain.substr(at);
    };
    EXPECT_EQ(FirstInvalidUtf8(with("\x80")), at);
    EXPECT_EQ(FirstInvalidUtf8(with("\xff")), at);
    EXPECT_EQ(FirstInvalidUtf8(with("ễ")), std::nullopt);
    // The last ones turn the direction: a mark, an override, an isolate.
    for (const char* control : {"\x01", "\x1f", "\x7f", "\xc2\x80", "\xc2\x9f", "\xe2\x80\x8f",
                                "\xe2\x80\xae", "\xe2\x81\xa6"}) {
      EXPECT_EQ(FirstControlCharacter(with(control)), at);
    }
    for (const char* fine : {" ", "~", "\t", "\n", "\xc2\xa0", "ễ", "“", "–", "\xe2\x81\xaf"}) {
      EXPECT_EQ(FirstControlCharacter(with(fine)), std::nullopt);
    }
  }
}

TEST(Unicode, CountsCodePoints) { EXPECT_EQ(CodePoints("Nghĩa"), 5u); }

// Every byte that some rule treats differently, each beside each: as many characters as there are
// in four of them, and pieces of others.
TEST(Unicode, PlainTextIsWhatBothFindNothingIn) {
  constexpr std::string_view kBytes =
      "\0\t\n\x1f "
      "!~\x7f\x80\x8e\x8f\x90\x9f\xa0\xa6\xa9\xaa\xae\xbf\xc1\xc2\xc3\xdf\xe0\xe1\xe2\xec\xed\xee"
      "\xef\xf0\xf1\xf3\xf4\xf5\xff"sv;
  std::size_t plain = 0;
  const auto check = [&](const std::string& text) {
    const bool want = !FirstInvalidUtf8(text) && !FirstControlCharacter(text);
    if (IsPlainText(text) != want) ADD_FAILURE() << ::testing::PrintToString(text);
    plain += want ? 1 : 0;
  };
  check("");
  std::string text(4, ' ');
  for (const char a : kBytes) {
    text[0] = a;
    check(text.substr(0, 1));
    for (const char b : kBytes) {
      text[1] = b;
      for (const char c : kBytes) {
        text[2] = c;
        for (const char d : kBytes) {
          text[3] = d;
          check(text);
        }
      }
    }
  }
  EXPECT_GT(plain, 1000u);
  check("Kế hoạch số 5 – “cải cách” năm 2024\n");
}

}  // namespace
}  // namespace par
