// Goal: a longer period follows from shorter ones: events added, stocks taken from the right end,
// nothing made up where a part is missing.
// Method: three small months; the quarter of the same figures stated rightly and wrongly.
#include "common/domain/figure_periods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/domain/small_report.h"

namespace par::domain {
namespace {

class PeriodsTest : public ::testing::Test {
 protected:
  FigureReport Of(const std::string& period, const std::string& figures) const {
    return SmallReport(catalogue_, period,
                       "units:\n  - {id: a, title: A}\nfigures:\n  a: {" + figures + "}\n");
  }
  std::optional<ComposedPeriod> Compose(std::string_view period) const {
    std::vector<const FigureReport*> all;
    for (const FigureReport& one : months_) all.push_back(&one);
    return ComposePeriod(catalogue_, *ReportPeriod::Parse(period), all);
  }
  // "-" where the composed period does not say.
  std::string Value(const ComposedPeriod& composed, std::string_view indicator) const {
    const auto& figures = composed.report.units[0].figures;
    const auto found = figures.find(catalogue_.FindIndicator(indicator));
    return found == figures.end() ? "-" : found->second.value.Text();
  }

  const IndicatorCatalogue catalogue_ = SmallCatalogue();
  // Out of order, as a person may give them.
  std::vector<FigureReport> months_ = {
      Of("2023-09",
         "received: 33, carried: 3, fresh: 30, resolved: 29, open: 4, plan: 80, money: 1"),
      Of("2023-07",
         "received: 15, carried: 5, fresh: 10, resolved: 13, open: 2, plan: 60, money: -4"),
      Of("2023-08", "received: 22, carried: 2, fresh: 20, resolved: 19, open: 3, plan: 70")};
};

TEST_F(PeriodsTest, EventsAreAddedAndStocksTakenFromTheirEnd) {
  const auto quarter = Compose("2023-Q3");
  ASSERT_TRUE(quarter.has_value());
  EXPECT_TRUE(quarter->missing.empty());
  EXPECT_EQ(Value(*quarter, "fresh"), "60");
  EXPECT_EQ(Value(*quarter, "resolved"), "61");
  EXPECT_EQ(Value(*quarter, "carried"), "5") << "what July began with";
  EXPECT_EQ(Value(*quarter, "open"), "4") << "what September ended with";
  EXPECT_EQ(Value(*quarter, "plan"), "4/5") << "a state, as of its end";
  EXPECT_EQ(Value(*quarter, "received"), "65") << "5 + 60; 15 + 22 + 33 counts five files twice";
  EXPECT_EQ(Value(*quarter, "money"), "-") << "August does not say it";
}

TEST_F(PeriodsTest, WhatIsComposedHoldsTogether) {
  const auto quarter = Compose("2023-Q3");
  EXPECT_THAT(CheckReport(catalogue_, quarter->report), ::testing::IsEmpty());
}

TEST_F(PeriodsTest, AMissingMonthIsNamed) {
  months_.pop_back();
  const auto quarter = Compose("2023-Q3");
  ASSERT_TRUE(quarter.has_value());
  ASSERT_EQ(quarter->missing.size(), 1u);
  EXPECT_EQ(quarter->missing[0].Text(), "2023-08");
  EXPECT_EQ(Value(*quarter, "fresh"), "40");
  EXPECT_FALSE(Compose("2023-Q4").has_value());
}

TEST_F(PeriodsTest, AYearIsMadeOfWhateverCoversIt) {
  EXPECT_EQ(Compose("2023-Q3")->report.title, "Chỉ tiêu nhỏ") << "no one part's title";
  EXPECT_EQ(Compose("2023-Q3")->report.file_name, "2023-07.yaml, 2023-08.yaml, 2023-09.yaml");
  months_.push_back(Of("2023-H1", "received: 100, carried: 1, fresh: 99, resolved: 95, open: 5"));
  months_.push_back(Of("2023-Q4", "received: 44, carried: 4, fresh: 40, resolved: 44, open: 0"));
  const auto year = Compose("2023");
  ASSERT_TRUE(year.has_value());
  EXPECT_TRUE(year->missing.empty()) << "a half, the months of a quarter, a quarter";
  EXPECT_EQ(Value(*year, "fresh"), "199");
  EXPECT_EQ(Value(*year, "carried"), "1");
  EXPECT_EQ(Value(*year, "open"), "0");
  EXPECT_EQ(Value(*year, "received"), "200");
  EXPECT_EQ(Value(*Compose("2023-H2"), "fresh"), "100");
  EXPECT_EQ(Value(*year, "plan"), "-") << "the fourth quarter does not say it";
  months_.erase(months_.begin());  // September.
  const auto partly = Compose("2023");
  ASSERT_EQ(partly->missing.size(), 1u);
  EXPECT_EQ(partly->missing[0].Text(), "2023-09");
  const auto next = ReportPeriod::Parse("2024");
  EXPECT_FALSE(ComposePeriod(catalogue_, *next, {}).has_value());
}

TEST_F(PeriodsTest, RowsThatSayNothingThemselvesFollowFromShorterPeriods) {
  const std::string rows = "units:\n  - {id: a, title: A}\n  - {id: b, title: B}\nfigures:\n";
  FigureReport quarter = SmallReport(catalogue_, "2023-Q3", rows + "  b: {fresh: 7}\n");
  const auto composed = Compose("2023-Q3");
  FillSilentRows(quarter, *composed);
  const std::size_t fresh = catalogue_.FindIndicator("fresh");
  EXPECT_EQ(quarter.units[0].figures.at(fresh).value, Rational::FromInt(60));
  EXPECT_EQ(quarter.units[1].figures.size(), 1u) << "what was declared is left alone";
  EXPECT_EQ(quarter.units[1].figures.at(fresh).value, Rational::FromInt(7));
  FigureReport alone = SmallReport(catalogue_, "2023-Q3", rows + "  b: {fresh: 7}\n");
  months_.pop_back();
  FillSilentRows(alone, *Compose("2023-Q3"));
  EXPECT_TRUE(alone.units[0].figures.empty()) << "a month is missing";
}

TEST_F(PeriodsTest, ThePeriodIsClosedWithTheLastOfItsBooks) {
  EXPECT_EQ(ClosingDay(catalogue_, *ReportPeriod::Parse("2023-Q3")).Iso(), "2023-09-30")
      << "files close five days early, plans with the quarter";
  IndicatorCatalogue files = catalogue_;
  files.groups.resize(1);
  EXPECT_EQ(ClosingDay(files, *ReportPeriod::Parse("2023-02")).Iso(), "2023-02-23");
}

TEST_F(PeriodsTest, TheDuePeriodIsTheNewestThatIsClosedOrSoonWillBe) {
  struct Case {
    std::string_view why;
    std::optional<PeriodKind> every;
    int cutoff;
    std::string_view today;
    std::string_view want;
  };
  const Case cases[] = {
      {"nothing is asked for regularly", std::nullopt, 0, "2023-09-30", "-"},
      {"a month, 15 days before it closes", PeriodKind::kMonth, 0, "2023-09-15", "2023-09"},
      {"a month, a day earlier", PeriodKind::kMonth, 0, "2023-09-14", "2023-08"},
      {"a quarter early in the next one", PeriodKind::kQuarter, 0, "2023-11-22", "2023-Q3"},
      {"books that close before the quarter", PeriodKind::kQuarter, 5, "2023-12-11", "2023-Q4"},
      {"the same books a day earlier", PeriodKind::kQuarter, 5, "2023-12-10", "2023-Q3"},
      {"the second half", PeriodKind::kHalfYear, 0, "2024-01-05", "2023-H2"},
      {"a year that is not over", PeriodKind::kYear, 0, "2023-12-15", "2022"},
      {"a year that nearly is", PeriodKind::kYear, 0, "2023-12-16", "2023"},
      {"January's books close in December", PeriodKind::kMonth, 60, "2023-11-20", "2024-01"},
      {"before all periods", PeriodKind::kYear, 0, "1901-01-01", "-"},
      {"after all periods", PeriodKind::kYear, 0, "2199-01-01", "-"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    IndicatorCatalogue catalogue = catalogue_;
    catalogue.every = c.every;
    catalogue.groups.resize(1);
    catalogue.groups.front().cutoff_days = c.cutoff;
    const auto due = DuePeriod(catalogue, *Date::Parse(c.today));
    EXPECT_EQ(due.has_value() ? due->Text() : "-", c.want);
  }
}

TEST_F(PeriodsTest, AQuarterStatedOtherwiseIsADifference) {
  const auto composed = Compose("2023-Q3");
  const FigureReport right = Of("2023-Q3", "received: 65, resolved: 61, money: 7");
  EXPECT_THAT(ComparePeriods(catalogue_, right, *composed), ::testing::IsEmpty());
  const FigureReport wrong = Of("2023-Q3", "received: 70, resolved: 61");
  const auto findings = ComparePeriods(catalogue_, wrong, *composed);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(TextOf(findings[0], Language::kEnglish),
            "A: Tiếp nhận of 2023-Q3: 70 stated, the shorter periods give 65");
}

}  // namespace
}  // namespace par::domain
