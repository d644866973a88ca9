// Goal: periods of reports are read strictly and know their days, neighbours and parts.
// Method: one row per text; every period of four years walked in order.
#include "common/domain/report_period.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace par::domain {
namespace {

TEST(ReportPeriod, IsReadStrictly) {
  struct Case {
    std::string_view why;
    std::string_view text;
    std::string_view days;  // Empty: refused.
  };
  constexpr Case kCases[] = {
      {"a quarter", "2023-Q3", "2023-07-01 2023-09-30"},
      {"the last quarter ends with the year", "2023-Q4", "2023-10-01 2023-12-31"},
      {"a month of a leap year", "2024-02", "2024-02-01 2024-02-29"},
      {"December", "2023-12", "2023-12-01 2023-12-31"},
      {"the first half", "2023-H1", "2023-01-01 2023-06-30"},
      {"the second half", "2023-H2", "2023-07-01 2023-12-31"},
      {"no third half", "2023-H3", ""},
      {"a year", "2023", "2023-01-01 2023-12-31"},
      {"no fifth quarter", "2023-Q5", ""},
      {"no quarter 0", "2023-Q0", ""},
      {"no month 13", "2023-13", ""},
      {"two digits for a month", "2023-7", ""},
      {"a small letter", "2023-q3", ""},
      {"no sign", "2023-+1", ""},
      {"two letters", "2023-QQ", ""},
      {"a day", "2023-07-01", ""},
      {"before the first year", "1900", ""},
      {"after the last year", "2199-Q1", ""},
      {"nothing", "", ""},
      {"words", "quý III", ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    const auto period = ReportPeriod::Parse(c.text);
    ASSERT_EQ(period.has_value(), !c.days.empty());
    if (!period.has_value()) continue;
    EXPECT_EQ(period->First().Iso() + " " + period->Last().Iso(), c.days);
    EXPECT_EQ(period->Text(), c.text);
  }
}

TEST(ReportPeriod, EachFollowsTheOneBeforeWithoutAGap) {
  for (const PeriodKind kind :
       {PeriodKind::kMonth, PeriodKind::kQuarter, PeriodKind::kHalfYear, PeriodKind::kYear}) {
    auto period = ReportPeriod::Of(kind, 2025);
    int walked = 0;
    for (; period->year() > 2021; ++walked) {
      const auto before = period->Previous();
      ASSERT_TRUE(before.has_value());
      EXPECT_EQ(before->Last().Plus(1), period->First());
      EXPECT_LT(*before, *period);
      period = before;
    }
    // From its first of 2025 back to its last of 2021.
    const std::map<PeriodKind, int> want = {{PeriodKind::kMonth, 37},
                                            {PeriodKind::kQuarter, 13},
                                            {PeriodKind::kHalfYear, 7},
                                            {PeriodKind::kYear, 4}};
    EXPECT_EQ(walked, want.at(kind));
  }
  EXPECT_EQ(ReportPeriod::Parse("1901")->Previous(), std::nullopt);
}

TEST(ReportPeriod, IsMadeOfItsParts) {
  const auto texts = [](std::string_view whole) {
    std::vector<std::string> parts;
    for (const ReportPeriod& part : ReportPeriod::Parse(whole)->Parts()) {
      parts.push_back(part.Text());
    }
    return parts;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(texts("2023-Q3"), ElementsAre("2023-07", "2023-08", "2023-09"));
  EXPECT_THAT(texts("2023"), ElementsAre("2023-H1", "2023-H2"));
  EXPECT_THAT(texts("2023-H2"), ElementsAre("2023-Q3", "2023-Q4"));
  EXPECT_LT(*ReportPeriod::Parse("2023-Q1"), *ReportPeriod::Parse("2023-H1"));
  EXPECT_LT(*ReportPeriod::Parse("2023-H1"), *ReportPeriod::Parse("2023"));
  EXPECT_THAT(texts("2023-07"), ElementsAre());
}

TEST(ReportPeriod, IsNamedAsOfficialsDo) {
  const auto title = [](std::string_view text, Language language) {
    return ReportPeriod::Parse(text)->Title(language);
  };
  EXPECT_EQ(title("2023-Q3", Language::kVietnamese), "quý III năm 2023");
  EXPECT_EQ(title("2023-07", Language::kVietnamese), "tháng 7 năm 2023");
  EXPECT_EQ(title("2023", Language::kVietnamese), "năm 2023");
  EXPECT_EQ(title("2023-H1", Language::kVietnamese), "6 tháng đầu năm 2023");
  EXPECT_EQ(title("2023-H2", Language::kVietnamese), "6 tháng cuối năm 2023");
  EXPECT_EQ(title("2023-H2", Language::kEnglish), "half 2 of 2023");
  EXPECT_EQ(title("2023-Q3", Language::kEnglish), "quarter 3 of 2023");
  EXPECT_EQ(title("2023", Language::kEnglish), "2023");
}

}  // namespace
}  // namespace par::domain
