// Goal: numbers are counted, numbered and read aloud as Vietnamese documents do it.
// Method: tables of the cases in which the language is irregular.
#include "common/domain/vietnamese.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

#include "common/domain/date.h"

namespace par::domain {
namespace {

TEST(Vietnamese, ReadsNumbersAloud) {
  struct Case {
    std::string_view why;
    std::string_view number;
    std::string_view words;
  };
  constexpr Case kCases[] = {
      {"nothing", "0", "không"},
      {"ten has a word of its own", "10", "mười"},
      {"five after ten", "15", "mười lăm"},
      {"one and four after ten stay", "11", "mười một"},
      {"one after twenty", "21", "hai mươi mốt"},
      {"four after twenty", "24", "hai mươi tư"},
      {"five after twenty", "55", "năm mươi lăm"},
      {"no tens", "105", "một trăm linh năm"},
      {"full hundreds", "300", "ba trăm"},
      {"hundreds are named inside", "1005", "một nghìn không trăm linh năm"},
      {"a thousand alone", "1000", "một nghìn"},
      {"groups", "1234567", "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"},
      {"an empty group is left out", "1000005", "một triệu không trăm linh năm"},
      {"above a billion", "2000000000", "hai tỷ"},
      {"thousands of billions", "1500000000000", "một nghìn năm trăm tỷ"},
      {"the longest", "999999999999999999",
       "chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ "
       "chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín"},
      {"two places as a number", "86.25", "tám mươi sáu phẩy hai mươi lăm"},
      {"two places that begin with zero", "86.05", "tám mươi sáu phẩy không năm"},
      {"one place", "7.5", "bảy phẩy năm"},
      {"places that are written are read", "90.00", "chín mươi phẩy không không"},
      {"four places one by one", "1.4631", "một phẩy bốn sáu ba một"},
      {"below zero", "-0.25", "âm không phẩy hai mươi lăm"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    const auto number = ParseDecimal(c.number, "number");
    ASSERT_TRUE(number.ok());
    EXPECT_EQ(InWords(*number), c.words);
  }
}

TEST(Vietnamese, CountsWithTwoDigits) {
  EXPECT_EQ(CountText(0), "00");
  EXPECT_EQ(CountText(3), "03");
  EXPECT_EQ(CountText(14), "14");
  EXPECT_EQ(CountText(1234), "1.234");
}

TEST(Vietnamese, SaysMomentsAsTheyAreInVietnam) {
  const std::int64_t midnight = Date::Of(2023, 12, 20)->Plus(-1).EndInVietnam();
  EXPECT_EQ(TimeInVietnameseWords(midnight), "00 giờ 00 phút 00 giây, ngày 20 tháng 12 năm 2023");
  EXPECT_EQ(TimeInVietnameseWords(midnight - 1),
            "23 giờ 59 phút 59 giây, ngày 19 tháng 12 năm 2023");
  EXPECT_EQ(TimeInVietnameseWords(midnight + ((8 * 60 + 5) * 60 + 9) * std::int64_t{1'000'000}),
            "08 giờ 05 phút 09 giây, ngày 20 tháng 12 năm 2023");
}

TEST(Vietnamese, NumbersAppendices) {
  EXPECT_EQ(RomanNumeral(1), "I");
  EXPECT_EQ(RomanNumeral(4), "IV");
  EXPECT_EQ(RomanNumeral(19), "XIX");
  EXPECT_EQ(RomanNumeral(3999), "MMMCMXCIX");
}

}  // namespace
}  // namespace par::domain
