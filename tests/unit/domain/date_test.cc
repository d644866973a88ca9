// Goal: days are real calendar days, and a deadline ends with the day in Vietnam.
// Method: a table of texts; every day of three centuries is counted once and written and read back.
#include "common/domain/date.h"

#include <gtest/gtest.h>

namespace par::domain {
namespace {

struct DateCase {
  std::string_view why;
  std::string_view text;
  bool valid;
};

TEST(Date, ReadsRealDaysOnly) {
  constexpr DateCase kCases[] = {
      {"an ordinary day", "2023-12-20", true},
      {"leap day of a leap year", "2024-02-29", true},
      {"leap day of an ordinary year", "2023-02-29", false},
      {"1900 was no leap year", "1900-02-29", false},
      {"2000 was", "2000-02-29", true},
      {"no month 13", "2023-13-01", false},
      {"no month 0", "2023-00-10", false},
      {"no day 0", "2023-01-00", false},
      {"no 31 April", "2023-04-31", false},
      {"the Vietnamese order is for people", "20/12/2023", false},
      {"no short forms", "2023-1-2", false},
      {"no sign", "-023-01-02", false},
      {"nothing after it", "2023-12-20 ", false},
      {"before the first year", "1899-12-31", false},
      {"after the last", "2200-01-01", false},
  };
  for (const DateCase& c : kCases) {
    SCOPED_TRACE(c.why);
    const auto date = Date::Parse(c.text);
    EXPECT_EQ(date.has_value(), c.valid);
    if (date.has_value()) {
      EXPECT_EQ(date->Iso(), c.text);
    }
  }
}

TEST(Date, CountsEveryDayOnce) {
  Date day = Date::Earliest();
  for (int year = 1900; year <= 2199; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int number = 1; number <= 31; ++number) {
        const auto made = Date::Of(year, month, number);
        if (!made.has_value()) continue;
        ASSERT_EQ(*made, day) << year << '-' << month << '-' << number;
        ASSERT_EQ(Date::Parse(day.Iso()), day);
        ASSERT_EQ(day.year(), year);
        day = day.Plus(1);
      }
    }
  }
  EXPECT_EQ(day, Date::Latest().Plus(1));
  EXPECT_EQ(Date::Of(1970, 1, 1)->days(), 0);
  EXPECT_EQ(Date::Of(2023, 12, 20)->Vietnamese(), "20/12/2023");
  EXPECT_EQ(Date::Of(2023, 9, 5)->InVietnameseWords(), "ngày 05 tháng 9 năm 2023");
  EXPECT_EQ(Date::Of(2024, 2, 10)->InVietnameseWords(), "ngày 10 tháng 02 năm 2024");
  EXPECT_EQ(Date::Of(2023, 12, 31)->InVietnameseWords(), "ngày 31 tháng 12 năm 2023");
}

TEST(Date, EndsSevenHoursBeforeMidnightUtc) {
  const Date day = *Date::Of(2023, 10, 30);
  // 2023-10-30T17:00:00Z.
  EXPECT_EQ(day.EndInVietnam(), 1698685200ll * 1'000'000);
  EXPECT_EQ(Date::InVietnam(day.EndInVietnam() - 1), day);
  EXPECT_EQ(Date::InVietnam(day.EndInVietnam()), day.Plus(1));
  EXPECT_EQ(Date::InVietnam(-7 * 3600ll * 1'000'000 - 1).Iso(), "1969-12-31");
}

}  // namespace
}  // namespace par::domain
