// Goal: columns line up on a terminal, and no text can steer it.
// Method: texts with their width; cuts at every width.
#include "parctl/text_width.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/unicode.h"

namespace par::parctl {
namespace {

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
  const struct {
    std::string_view why, text;
    std::size_t want;
  } kCases[] = {
      {"nothing", "", 0},
      {"letters", "abc", 3},
      {"Vietnamese, composed", "Tư Nghĩa", 8},
      {"the same decomposed",
       "Tu\xcc\x9b Nghi\xcc\x83"
       "a",
       8},
      {"two marks on one letter", "e\xcc\x82\xcc\x81", 1},
      {"wide characters", "漢字", 4},
      {"the replacement character", "\xef\xbf\xbd", 1},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(DisplayWidth(c.text), c.want);
  }
}

TEST(OneLine, LeavesNothingThatSteersATerminal) {
  EXPECT_EQ(OneLine("hai\ndòng\tchữ\r"), "hai dòng chữ ");
  EXPECT_EQ(OneLine("\x1b[2J"), "\xef\xbf\xbd[2J");
  EXPECT_EQ(OneLine("a\xff"
                    "b"),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(OneLine("a\xe2\x80\xae"
                    "b"),
            "a\xef\xbf\xbd"
            "b")
      << "right-to-left override";
  EXPECT_EQ(OneLine(std::string("a\0b", 3)),
            "a\xef\xbf\xbd"
            "b");
}

TEST(CutToWidth, NeverPassesTheWidthNorPartsALetter) {
  const std::string text = "Ủy ban nhân dân xã La Hà — 漢字 e\xcc\x82\xcc\x81 hết";
  const std::size_t whole = DisplayWidth(text);
  for (std::size_t width = 1; width <= whole + 2; ++width) {
    const std::string cut = CutToWidth(text, width);
    EXPECT_LE(DisplayWidth(cut), width);
    EXPECT_FALSE(FirstInvalidUtf8(cut).has_value());
    EXPECT_EQ(cut == text, width >= whole);
    EXPECT_EQ(cut.ends_with("…"), width < whole);
  }
  EXPECT_EQ(CutToWidth("e\xcc\x82\xcc\x81xy", 2), "e\xcc\x82\xcc\x81…");
}

}  // namespace
}  // namespace par::parctl
