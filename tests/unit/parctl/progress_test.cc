// Goal: the line says how much, how fast and how long still; it is silent where nobody looks.
// Method: a clock that the test moves; the text written is compared.
#include "parctl/progress.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/support/manual_clock.h"

namespace par::parctl {
namespace {

using domain::Language;

TEST(AmountText, UsesTheLanguagesSigns) {
  const struct {
    std::uint64_t amount;
    Counted counted;
    Language language;
    std::string_view want;
  } kCases[] = {
      {0, Counted::kRows, Language::kVietnamese, "0"},
      {1234567, Counted::kRows, Language::kVietnamese, "1.234.567"},
      {1234567, Counted::kRows, Language::kEnglish, "1,234,567"},
      {1023, Counted::kBytes, Language::kVietnamese, "1.023 B"},
      {1024, Counted::kBytes, Language::kVietnamese, "1,0 KiB"},
      {12345678, Counted::kBytes, Language::kEnglish, "11.7 MiB"},
      {UINT64_MAX, Counted::kBytes, Language::kEnglish, "16,777,215.9 TiB"},
  };
  for (const auto& c : kCases) EXPECT_EQ(AmountText(c.amount, c.counted, c.language), c.want);
}

TEST(DurationText, ReadsAsAClock) {
  EXPECT_EQ(DurationText(7), "0:07");
  EXPECT_EQ(DurationText(725), "12:05");
  EXPECT_EQ(DurationText(10800), "3:00:00");
}

TEST(Progress, SaysShareRateAndTimeLeft) {
  testing::ManualClock clock;
  std::ostringstream err;
  Progress progress(err, clock, Language::kVietnamese,
                    {.label = "Nhập", .counted = Counted::kRows, .total = 1000}, true, false);
  clock.Advance(2'000'000);
  progress.Report(100);
  EXPECT_EQ(err.str(), "\rNhập: 100 / 1.000 (10 %), 50/giây, còn 0:18\x1b[K");
  err.str("");
  clock.Advance(50'000);
  progress.Report(101);
  EXPECT_EQ(err.str(), "") << "not more than ten times a second";
  clock.Advance(17'950'000);
  progress.Finish(1000);
  EXPECT_EQ(err.str(), "\rNhập: 1.000 / 1.000 (100 %), 50/giây\x1b[K\n");
}

TEST(Progress, WithoutATotalOnlyCounts) {
  testing::ManualClock clock;
  std::ostringstream err;
  Progress progress(err, clock, Language::kEnglish, {.label = "Read", .counted = Counted::kBytes},
                    true, false);
  progress.Report(2048);
  EXPECT_EQ(err.str(), "\rRead: 2.0 KiB\x1b[K");
}

TEST(Progress, IsSilentWhereNobodyLooks) {
  testing::ManualClock clock;
  std::ostringstream err;
  Progress silent(err, clock, Language::kEnglish, {.label = "Read"}, false, false);
  silent.Report(5);
  silent.Finish(9);
  EXPECT_EQ(err.str(), "");
  Progress asked(err, clock, Language::kEnglish, {.label = "Read"}, false, true);
  asked.Report(5);
  asked.Finish(9);
  EXPECT_EQ(err.str(), "Read: 9\n") << "one line for a log, without control characters";
}

}  // namespace
}  // namespace par::parctl
