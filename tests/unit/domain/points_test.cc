// Goal: points are exact ten-thousandths; what is finer, larger or not a number is refused.
// Method: tables of texts and figures with their reasons; formats in both styles.
#include "common/domain/points.h"

#include <gtest/gtest.h>

#include <string_view>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

TEST(ParsePoints, RefusesWithTheReason) {
  struct Case {
    std::string_view why, text, reason;
  };
  constexpr Case kCases[] = {
      {"a fifth decimal would be lost", "1.00001", "points_too_fine"},
      {"beyond any set", "100000000.0001", "points_out_of_range"},
      {"a comma", "1,5", "number_with_comma"},
      {"an exponent", "1e2", "number_malformed"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(ReasonOf(ParsePoints(c.text, "score").status()), c.reason);
  }
  EXPECT_EQ(ReasonOf(PointsFromE4(Points::kLargestE4 + 1, "score").status()),
            "points_out_of_range");
}

TEST(ParsePoints, ReadsExactly) {
  EXPECT_EQ(ParsePoints("1.4631", "x")->e4(), 14631);
  EXPECT_EQ(ParsePoints("1.463100000", "x")->e4(), 14631) << "zeros are not finer";
  EXPECT_EQ(ParsePoints("-0.25", "x")->e4(), -2500);
  EXPECT_EQ(PointsFromE4(Points::kLargestE4, "x")->e4(), Points::kLargestE4);
}

TEST(Points, RoundOnceHalfUp) {
  EXPECT_EQ(Points::FromRational(Rational::FromFraction(17310 * 3, 17747 * 2))->e4(), 14631);
  EXPECT_EQ(Points::FromRational(Rational::FromFraction(1, 20000))->e4(), 1);
  EXPECT_EQ(Points::FromRational(Rational::FromFraction(-1, 20000))->e4(), -1);
  EXPECT_EQ(Points::FromRational(Rational::FromFraction(5, 4), 1)->e4(), 13000);
  EXPECT_EQ(Points::FromRational(Rational::FromInt(100'000'001)), std::nullopt);
}

TEST(Points, ShowBothFormats) {
  const Points total = Points::FromE4(862482);
  EXPECT_EQ(total.Format(2, NumberStyle::kVietnamese), "86,25");
  EXPECT_EQ(total.Format(2, NumberStyle::kPlain), "86.25");
  EXPECT_EQ(total.Format(4, NumberStyle::kVietnamese), "86,2482");
  EXPECT_EQ(Points::FromE4(12345678).Format(0, NumberStyle::kVietnamese), "1.235");
  EXPECT_EQ(Points::FromE4(5000).FormatShort(NumberStyle::kVietnamese), "0,5");
  EXPECT_EQ(Points::FromE4(-12500).FormatShort(NumberStyle::kPlain), "-1.25");
}

TEST(Points, AddAndCompare) {
  Points sum = Points::FromE4(12002) + Points::FromE4(11972);
  sum += Points::FromE4(20028);
  sum += Points::FromE4(19928);
  sum += Points::FromE4(15732);
  EXPECT_EQ(sum, Points::FromE4(79662)) << "five survey components of a real table";
  EXPECT_LT(Points::FromE4(567000) - Points::FromE4(557400), Points::FromE4(10000));
  EXPECT_EQ(Points::FromE4(1).ToRational(), Rational::FromFraction(1, 10000));
}

}  // namespace
}  // namespace par::domain
