// Goal: what a unit reported over a year is said of a figure of a criteria set only where the
// catalogue binds the two, and only as the indicator's own rule over time makes it.
// Method: the small catalogue with quarters of one unit, given, left out and cut off; a small set
// whose figures are bound in each of the three ways.
#include "common/domain/known_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/domain/small_report.h"
#include "tests/unit/domain/small_set.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using Quarters = std::vector<std::pair<std::string, std::string>>;  // Period, figures.

// "value, period": "60, lũy kế đến hết quý III năm 2023"; "*" after it: does not reach the day.
std::string YearSaid(const Quarters& reports, std::string_view indicator,
                     const std::string& cutoff) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  std::vector<FigureReport> all;
  for (const auto& [period, figures] : reports) {
    all.push_back(SmallReport(catalogue, period,
                              "units:\n  - {id: a, title: A}\nfigures:\n  a: {" + figures + "}\n"));
  }
  YearOfFigures year(catalogue, 2023, std::move(all));
  const auto day = cutoff.empty() ? std::nullopt : Date::Parse(cutoff);
  const auto said = year.Of(catalogue.FindIndicator(indicator), day);
  if (!said.has_value()) return "-";
  return said->value.Text() + ", " + PeriodText(*said, Language::kVietnamese) +
         (said->reaches ? "" : " *");
}

TEST(KnownFigures, AYearFollowsFromWhatWasReportedAsTheIndicatorSays) {
  const Quarters quarters = {{"2023-Q1", "fresh: 10, carried: 5, open: 2, sent: 2023-04-01"},
                             {"2023-Q2", "fresh: 20, carried: 2, open: 3, sent: 2023-07-01"},
                             {"2023-Q3", "fresh: 30, carried: 3, open: 4, sent: 2023-10-01"},
                             {"2023-Q4", "fresh: 40, carried: 4, open: 6, sent: 2024-01-01"}};
  const Quarters three(quarters.begin(), quarters.begin() + 3);
  const Quarters late(quarters.begin() + 2, quarters.end());
  Quarters with_year = quarters;
  with_year.emplace_back("2023", "fresh: 101");
  const struct {
    const char* why;
    Quarters reports;
    const char* indicator;
    const char* cutoff;
    const char* said;
  } kRows[] = {
      {"events are added", quarters, "fresh", "", "100, lũy kế đến hết quý IV năm 2023"},
      {"a stock is the last", quarters, "open", "", "6, quý IV năm 2023"},
      {"what was carried over is the first", quarters, "carried", "", "5, quý I năm 2023"},
      {"a formula of both", quarters, "received", "", "105, lũy kế đến hết quý IV năm 2023"},
      {"a day is nothing of a year", quarters, "sent", "", "-"},
      {"nobody reported it", quarters, "resolved", "", "-"},
      {"the year is not over", three, "fresh", "", "60, lũy kế đến hết quý III năm 2023 *"},
      {"as of a day within it", quarters, "fresh", "2023-09-25",
       "60, lũy kế đến hết quý III năm 2023"},
      {"three quarters reach that day", three, "fresh", "2023-09-25",
       "60, lũy kế đến hết quý III năm 2023"},
      {"not this one", three, "fresh", "2023-12-15", "60, lũy kế đến hết quý III năm 2023 *"},
      {"a day after the year is its last", quarters, "fresh", "2024-01-31",
       "100, lũy kế đến hết quý IV năm 2023"},
      {"nothing of the year is as of the year before", quarters, "fresh", "2022-12-31", "-"},
      {"half of the year is not given: no sum", late, "fresh", "", "-"},
      {"but a stock at its end", late, "open", "", "6, quý IV năm 2023"},
      {"one quarter alone", {quarters.front()}, "fresh", "", "10, quý I năm 2023 *"},
      {"the year's own word goes first", with_year, "fresh", "", "101, năm 2023"},
      {"but not as of a day within it", with_year, "fresh", "2023-09-25",
       "60, lũy kế đến hết quý III năm 2023"},
      {"what it does not say follows from its parts", with_year, "open", "", "6, quý IV năm 2023"},
      {"another year's", {{"2022-Q4", "fresh: 9"}, {"2022", "fresh: 9"}}, "fresh", "", "-"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(YearSaid(row.reports, row.indicator, row.cutoff), row.said);
  }
}

constexpr std::string_view kSet = R"(format: parnet/criteria-set/1
id: known
version: 1
title: Bộ chỉ số
level: commune
year: 2023
basis:
  - {number: 1/QĐ-UBND, date: 2023-01-02, issuer: UBND tỉnh}
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 3
figures:
  tthc.resolved: {title: Đã giải quyết, kind: count}
  tthc.on_time: {title: Đúng hạn, kind: count}
  open: {title: Còn lại, kind: count}
  money: {title: Thu, kind: amount}
areas:
  - id: "1"
    title: Lĩnh vực
    maximum: 3
    criteria:
      - {id: "1.1", title: Tỷ lệ, maximum: 2, inputs: {a: {figure: tthc.resolved}, b: {figure: tthc.on_time}}, rule: (b/a) * max}
      - {id: "1.2", title: Khác, maximum: 1, inputs: {a: {figure: open}, b: {figure: money}}, rule: (a/b) * max}
)";

TEST(KnownFigures, AFigureIsBoundByTheCatalogueOrByItsId) {
  const std::string feed = std::string(kSmallIndicators) +
                           "criteria:\n"
                           "  set: known\n"
                           "  figures: {tthc.resolved: {of: resolved, unit: a}}\n"
                           "  children:\n"
                           "    of: d\n"
                           "    figures:\n"
                           "      tthc.resolved: {of: fresh}\n"
                           "      tthc.on_time: {of: on_time}\n";
  const IndicatorCatalogue catalogue = SmallCatalogue(feed);
  const CriteriaSet set = SetOf(kSet);
  const auto bound = [&](std::string_view unit, std::string_view above) {
    std::vector<std::string> all;
    for (const BoundFigure& one : BoundFigures(catalogue, set, unit, above)) {
      all.push_back(set.figures[one.slot].id + " " + catalogue.indicators[one.indicator].figure.id);
    }
    return all;
  };
  EXPECT_THAT(bound("a", "d"),
              ElementsAre("tthc.resolved resolved", "tthc.on_time on_time", "open open"))
      << "money is of another kind there";
  EXPECT_THAT(bound("b", "d"),
              ElementsAre("tthc.resolved fresh", "tthc.on_time on_time", "open open"));
  EXPECT_THAT(bound("b", ""), ElementsAre("open open")) << "it stands below nobody";
  EXPECT_THAT(bound("b", "e"), ElementsAre("open open")) << "nor below d";
}

}  // namespace
}  // namespace par::domain
