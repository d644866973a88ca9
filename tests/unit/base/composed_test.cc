// Goal: equal texts are equal bytes however they were typed, and composing costs no more than its
// text is long.
// Method: one row per way to write; floods of marks, which would take hours in the square.
#include "common/base/composed.h"

#include <gtest/gtest.h>

#include <string>

namespace par {
namespace {

std::string Times(int times, const std::string& piece) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(Composed, IsOneForm) {
  const struct {
    const char* why;
    std::string text;
    std::string want;
  } rows[] = {
      {"composed already", "Kế hoạch xã Tư Nghĩa", "Kế hoạch xã Tư Nghĩa"},
      {"all apart", "Ke\u0302\u0301 hoa\u0323ch", "Kế hoạch"},
      {"a letter with one mark in it and one apart", "K\u00EA\u0301 hoạch", "Kế hoạch"},
      {"marks in the other order", "Vie\u0302\u0323t Vie\u0323\u0302t", "Việt Việt"},
      {"no mark goes onto đ", "D\u0110 đ", "D\u0110 đ"},
      {"what only looks alike stays another text", "\uFF21\u2116", "\uFF21\u2116"},
      {"nothing", "", ""},
      {"thirty marks on one letter", "a" + Times(15, "\u0301\u0323"),
       "\u1EA1" + Times(14, "\u0323") + Times(15, "\u0301")},
      {"more: left as it came", "e\u0301a" + Times(16, "\u0301\u0323"),
       "e\u0301a" + Times(16, "\u0301\u0323")},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Composed(row.text), row.want);
    EXPECT_EQ(Composed(row.want), row.want) << "again changes nothing";
  }
}

TEST(Composed, AFloodOfMarksIsLeftAsItCame) {
  const struct {
    const char* why;
    std::string marks;
  } rows[] = {
      {"each before the one before it", "\u0301\u0323"},
      {"of no class of its own, and two marks", "\u0F73"},
      {"the same, of other classes", "\u0F75"},
      {"the same, and none of them before", "\u0F81"},
      {"one of a class between", "\u0F73\u0334"},
      {"a mark that is two", "\u0344\u0323"},
      {"vowels that are written behind a letter", "\u09BE\u0301"},
  };
  for (const auto& row : rows) {
    for (const int times : {5'000, 500'000}) {
      const std::string flood = "a" + Times(times, row.marks);
      ASSERT_TRUE(Composed(flood) == flood) << row.why << ", " << times;
    }
  }
}

}  // namespace
}  // namespace par
