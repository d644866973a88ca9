// Goal: what a workbook stores as a number, a day or a text is read as what the person typed, and
// what cannot be is said. Method: tables of stored texts, those of Excel and LibreOffice among
// them; every day there is goes out and comes back; random decimals of 15 digits survive a double.
#include "common/spreadsheet/stored_value.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "common/domain/date.h"

namespace par::spreadsheet {
namespace {

TEST(ExactNumber, IsWhatThePersonTyped) {
  const struct {
    const char* why;
    const char* stored;
    const char* text;
  } kCases[] = {
      {"the noise of a double", "12.350000000000001", "12.35"},
      {"the noise below", "12.349999999999999", "12.35"},
      {"a sum of tenths", "0.30000000000000004", "0.3"},
      {"an exponent", "1.2350000000000001E1", "12.35"},
      {"a small number", "1.4999999999999999E-2", "0.015"},
      {"a large number", "1.5E+10", "15000000000"},
      {"zeros that say nothing", "0012.3500", "12.35"},
      {"zero", "-0.000", "0"},
      {"a carry through all digits", "9.9999999999999999", "10"},
      {"a carry below one", "0.99999999999999999", "1"},
      {"negative", "-2.6749999999999998", "-2.675"},
      {"fifteen digits", "123456789012345", "123456789012345"},
      {"a round number of more", "1234567890123450000", "1234567890123450000"},
      {"a fraction of more: what Excel shows", "12345678901234.567", "12345678901234.6"},
      {"half a unit of the last place goes away from zero", "1.000000000000005",
       "1.00000000000001"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(ExactNumber(c.stored).text, c.text);
    EXPECT_EQ(ExactNumber(c.stored).reason, "");
  }
}

TEST(ExactNumber, SaysWhatItCannotKeep) {
  const struct {
    const char* why;
    const char* stored;
    const char* reason;
  } kCases[] = {
      {"a whole number that Excel would change", "1234567890123456", "sheet_number_too_precise"},
      {"the same with an exponent", "1.234567890123456E15", "sheet_number_too_precise"},
      {"no number", "abc", "number_malformed"},
      {"a comma", "12,5", "number_malformed"},
      {"not a number", "NaN", "number_malformed"},
      {"infinity", "INF", "number_malformed"},
      {"hexadecimal", "0x10", "number_malformed"},
      {"two dots", "1.2.3", "number_malformed"},
      {"only a sign", "-", "number_malformed"},
      {"an exponent without digits", "1E", "number_malformed"},
      {"an exponent beyond all", "1E999999999999", "number_malformed"},
      {"too large to write down", "1E100", "number_malformed"},
      {"a space", "12 ", "number_malformed"},
      {"nothing", "", "number_malformed"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(ExactNumber(c.stored).reason, c.reason);
    EXPECT_EQ(ExactNumber(c.stored).text, "");
  }
}

TEST(ExactNumber, DecimalsOf15DigitsSurviveADouble) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const int places = static_cast<int>(random() % 10);
    std::string digits = std::to_string(random() % 1'000'000'000'000'000 + 1);
    while (digits.size() <= static_cast<std::size_t>(places)) digits.insert(0, 1, '0');
    std::string text = digits;
    if (places > 0) text.insert(text.size() - static_cast<std::size_t>(places), 1, '.');
    const std::string plain = ExactNumber(text).text;
    ASSERT_FALSE(plain.empty()) << text;
    char stored[64];
    for (const char* form : {"%.16G", "%.17g"}) {  // As our writer has it, and as Excel does.
      std::snprintf(stored, sizeof(stored), form, std::strtod(text.c_str(), nullptr));
      ASSERT_EQ(ExactNumber(stored).text, plain) << stored;
    }
  }
}

TEST(TimesHundred, MovesThePoint) {
  EXPECT_EQ(TimesHundred("0.975"), "97.5");
  EXPECT_EQ(TimesHundred("1"), "100");
  EXPECT_EQ(TimesHundred("-0.00001"), "-0.001");
  EXPECT_EQ(TimesHundred("0"), "0");
}

TEST(DayOfSerial, EveryDayGoesOutAndComesBack) {
  for (int serial = 61; serial < 109'575; ++serial) {
    const auto day = DayOfSerial(std::to_string(serial), false);
    ASSERT_TRUE(day.has_value()) << serial;
    ASSERT_EQ(SerialOfDay(*day), serial) << *day;
  }
}

TEST(DayOfSerial, IsTheDayThatExcelShows) {
  const struct {
    const char* why;
    const char* serial;
    bool since_1904;
    const char* day;  // Empty: none.
  } kCases[] = {
      {"a day of 2023", "44939", false, "2023-01-13"},
      {"the first that is right", "61", false, "1900-03-01"},
      {"the day that never was", "60", false, ""},
      {"before it Excel is a day off", "1", false, ""},
      {"the last", "109574", false, "2199-12-31"},
      {"beyond", "109575", false, ""},
      {"far beyond", "99999999999", false, ""},
      {"negative", "-5", false, ""},
      {"with a time of day", "44939.354166666664", false, "2023-01-13 08:30:00"},
      {"a time of day alone", "0.5", false, ""},
      {"the noise of a whole day", "44938.999999999", false, "2023-01-13"},
      {"a workbook of old Macs", "43477", true, "2023-01-13"},
      {"its first day", "0", true, "1904-01-01"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(DayOfSerial(c.serial, c.since_1904).value_or(""), c.day);
  }
  EXPECT_EQ(SerialOfDay("1900-02-28"), std::nullopt);
  EXPECT_EQ(SerialOfDay("2023-02-29"), std::nullopt);
}

TEST(ShapeOfFormat, KnowsDaysAndPercentages) {
  const struct {
    const char* code;
    NumberShape shape;
  } kCases[] = {
      {"General", NumberShape::kPlain},
      {"0.00", NumberShape::kPlain},
      {"#,##0.00\\ \"đồng\"", NumberShape::kPlain},
      {"[Red]0.00", NumberShape::kPlain},
      {"0.00E+00", NumberShape::kPlain},
      {"@", NumberShape::kPlain},
      {"#,##0\\d", NumberShape::kPlain},
      {"0_d", NumberShape::kPlain},
      {"0;\"ngày\"d", NumberShape::kPlain},
      {"[$-42A]General", NumberShape::kPlain},
      {"0%", NumberShape::kPercent},
      {"0.0\\ %", NumberShape::kPercent},
      {"dd/mm/yyyy", NumberShape::kDay},
      {"DD/MM/YYYY", NumberShape::kDay},
      {"[$-42A]dd mmmm yyyy;@", NumberShape::kDay},
      {"yyyy\\-mm\\-dd", NumberShape::kDay},
      {"[h]:mm", NumberShape::kDay},
      {"\"ngày\" d", NumberShape::kDay},
      {"0.0%;\\-0.0%;\"-\"", NumberShape::kPercent},
      // Where sections have conditions, each may be the one of a value.
      {"[=0]\"-\";0.0%", NumberShape::kPercent},
      {"[Red][<0.5]0.0%;[Blue]0%", NumberShape::kPercent},
      {"[=0];[<0.5]0.0%;0%", NumberShape::kPercent},
      {"[>=1000]#,##0;0.00", NumberShape::kPlain},
      {"[=1]\"có\";[=0]\"không\";General", NumberShape::kPlain},
      {"[<43831]dd/mm/yy;dd/mm/yyyy;@", NumberShape::kDay},
      {"[<=1]0.0%;0.0", NumberShape::kUnclear},
      {"0.0;[<1]0.0%", NumberShape::kUnclear},
      {"[>40000]dd/mm/yyyy;General", NumberShape::kUnclear},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.code);
    EXPECT_EQ(ShapeOfFormat(std::string_view(c.code)), c.shape);
  }
  EXPECT_EQ(ShapeOfFormat(14), NumberShape::kDay);
  EXPECT_EQ(ShapeOfFormat(10), NumberShape::kPercent);
  EXPECT_EQ(ShapeOfFormat(4), NumberShape::kPlain);
}

TEST(PlainText, IsComposedAndWithoutEscapes) {
  const struct {
    const char* why;
    const char* stored;
    const char* text;
  } kCases[] = {
      {"as it is", "Xã Nghĩa Hiệp", "Xã Nghĩa Hiệp"},
      {"typed on a Mac: letters and marks apart", "Xa\u0303 Nghi\u0303a Hie\u0323\u0302p",
       "Xã Nghĩa Hiệp"},
      {"marks in the other order", "Hie\u0302\u0323p", "Hiệp"},
      {"an escaped line end of Windows", "a_x000D_\nb", "a\nb"},
      {"a lone carriage return", "a_x000D_b", "a\nb"},
      {"an escaped escape", "_x005F_x000D_", "_x000D_"},
      {"no escape", "_x00G0_ _x12_", "_x00G0_ _x12_"},
      {"half of a pair stays", "_xD83D_", "_xD83D_"},
      {"a letter", "_x1EBF_", "ế"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(PlainText(c.stored), c.text);
    EXPECT_EQ(PlainText(Escaped(c.text)), c.text);
  }
}

TEST(Escaped, LeavesNothingThatXmlCannotHold) {
  EXPECT_EQ(Escaped("a\xEF\xBF\xBE"
                    "b\xEF\xBF\xBF"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

}  // namespace
}  // namespace par::spreadsheet
