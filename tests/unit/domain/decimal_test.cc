// Goal: a decimal is read exactly or refused with its own reason, and shown in both number formats.
// Method: tables of texts, good and bad, each row with why it stands there.
#include "common/domain/decimal.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

TEST(ParseDecimal, RefusesWhatIsNotAPlainNumber) {
  struct Case {
    std::string_view why;
    std::string_view text;
    std::string_view reason;
  };
  constexpr Case kCases[] = {
      {"Vietnamese decimal comma", "1,5", "number_with_comma"},
      {"Vietnamese thousands and comma", "1.234,5", "number_with_comma"},
      {"English thousands", "1,234.5", "number_with_comma"},
      {"negative with comma", "-1,5", "number_with_comma"},
      {"a comma that is not the only fault", "1,5x", "number_malformed"},
      {"a comma alone", ",", "number_malformed"},
      {"exponent", "1e5", "number_malformed"},
      {"not a number", "NaN", "number_malformed"},
      {"infinity", "inf", "number_malformed"},
      {"nothing", "", "number_malformed"},
      {"space before", " 1", "number_malformed"},
      {"space after", "1 ", "number_malformed"},
      {"plus sign", "+1", "number_malformed"},
      {"hexadecimal", "0x1", "number_malformed"},
      {"no digit before the dot", ".5", "number_malformed"},
      {"no digit after the dot", "5.", "number_malformed"},
      {"two dots", "1.2.3", "number_malformed"},
      {"minus alone", "-", "number_malformed"},
      {"two signs", "--1", "number_malformed"},
      {"fullwidth digit", "１", "number_malformed"},
      {"percent belongs to the rule language", "97%", "number_malformed"},
      {"19 digits before the dot", "1234567890123456789", "number_too_long"},
      {"10 digits after it", "0.1234567890", "number_too_long"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    const auto parsed = ParseDecimal(c.text, "maximum");
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(ReasonOf(parsed.status()), c.reason);
    EXPECT_EQ(ParametersOf(parsed.status()).front(), (Parameter{"field", "maximum"}));
  }
}

TEST(ParseDecimal, ReadsExactlyAndShowsBothFormats) {
  struct Case {
    std::string_view text;
    std::string_view plain;
    std::string_view vietnamese;
    std::string_view vietnamese_short;
  };
  constexpr Case kCases[] = {
      {"1234.5", "1234.5", "1.234,5", "1.234,5"},
      {"1.90", "1.90", "1,90", "1,9"},
      {"0", "0", "0", "0"},
      {"-0", "0", "0", "0"},
      {"-0.00", "0.00", "0,00", "0"},
      {"-1234567.05", "-1234567.05", "-1.234.567,05", "-1.234.567,05"},
      {"0.0001", "0.0001", "0,0001", "0,0001"},
      {"100.000", "100.000", "100,000", "100"},
      {"999999999999999999.999999999", "999999999999999999.999999999",
       "999.999.999.999.999.999,999999999", "999.999.999.999.999.999,999999999"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.text);
    const auto parsed = ParseDecimal(c.text, "x");
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->Format(NumberStyle::kPlain), c.plain);
    EXPECT_EQ(parsed->Format(NumberStyle::kVietnamese), c.vietnamese);
    EXPECT_EQ(parsed->FormatShort(NumberStyle::kVietnamese), c.vietnamese_short);
  }
}

TEST(Decimal, ComparesByValueNotByText) {
  EXPECT_EQ(*ParseDecimal("1.50", "x"), *ParseDecimal("1.5", "x"));
  EXPECT_LT(*ParseDecimal("-2", "x"), *ParseDecimal("-1.999999999", "x"));
  EXPECT_GT(*ParseDecimal("999999999999999999.9", "x"), *ParseDecimal("999999999999999999", "x"));
  EXPECT_TRUE(ParseDecimal("3.00", "x")->IsWhole());
  EXPECT_FALSE(ParseDecimal("3.01", "x")->IsWhole());
}

TEST(Decimal, HoldsNothingThatItCouldNotCompare) {
  EXPECT_TRUE(Decimal::Of(Decimal::kLargestCoefficient, 0).has_value());
  EXPECT_FALSE(Decimal::Of(Decimal::kLargestCoefficient + 1, 0).has_value());
  EXPECT_LT(*Decimal::Of(-Decimal::kLargestCoefficient, 0),
            *Decimal::Of(Decimal::kLargestCoefficient, 0));
}

}  // namespace
}  // namespace par::domain
