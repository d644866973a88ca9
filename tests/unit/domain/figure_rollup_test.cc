// Goal: counts are added over the rows, rates are made anew from sums, and what some have not
// reported is neither guessed nor hidden.
// Method: small reports with the sums worked out by hand.
#include "common/domain/figure_rollup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/domain/small_report.h"

namespace par::domain {
namespace {

constexpr std::string_view kReportRows = R"(units:
  - {id: top, title: Huyện}
  - {id: a, title: Xã A, under: top}
  - {id: b, title: Xã B, under: top}
  - {id: b1, title: Thôn 1, under: b}
  - {id: b2, title: Thôn 2, under: b}
)";

class RollUpTest : public ::testing::Test {
 protected:
  void Report(const std::string& figures) {
    report_ = SmallReport(catalogue_, "2023-Q3", std::string(kReportRows) + "figures:\n" + figures);
  }
  // "21", "21 *" where parts are missing, "-" where nobody has it.
  std::string Sum(std::string_view unit, std::string_view indicator) const {
    const FigureRollUp rollup(catalogue_, report_);
    const RolledFigure* figure =
        rollup.Of(report_.FindUnit(unit), catalogue_.FindIndicator(indicator));
    if (figure == nullptr) return "-";
    return figure->value.Text() + (figure->complete ? "" : " *") + (figure->own ? "" : " sum");
  }
  std::string Rate(std::string_view unit, std::string_view rate = "rate") const {
    const FigureRollUp rollup(catalogue_, report_);
    const auto value =
        rollup.Rate(report_.FindUnit(unit), catalogue_.rates[catalogue_.FindRate(rate)]);
    if (!value.has_value()) return "-";
    const auto percent = value->Percent(2);
    return value->numerator.Text() + "/" + value->denominator.Text() +
           (value->complete ? " " : " * ") + (percent.has_value() ? percent->Text() : "nothing");
  }

  const IndicatorCatalogue catalogue_ = SmallCatalogue();
  FigureReport report_;
};

TEST_F(RollUpTest, CountsAreAddedAndRatesMadeAnew) {
  Report(
      "  a: {resolved: 8689, on_time: 8686}\n  b1: {resolved: 1, on_time: 0}\n"
      "  b2: {resolved: 0, on_time: 0}\n");
  EXPECT_EQ(Sum("b", "resolved"), "1 sum");
  EXPECT_EQ(Sum("top", "resolved"), "8690 sum");
  EXPECT_EQ(Rate("top"), "8686/8690 99.95") << "not the mean of 99.97 % and 0 %";
  EXPECT_EQ(Rate("b2"), "0/0 nothing") << "neither 0 % nor 100 %";
}

TEST_F(RollUpTest, AMissingReportIsMarked) {
  Report("  a: {resolved: 10, on_time: 9}\n  b1: {resolved: 5, on_time: 5}\n");
  EXPECT_EQ(Sum("b", "resolved"), "5 * sum");
  EXPECT_EQ(Sum("top", "resolved"), "15 * sum");
  EXPECT_EQ(Sum("top", "received"), "-");
  const Reported who = WhoReported(report_, 0);
  EXPECT_EQ(who.expected, 3u);
  EXPECT_THAT(who.missing, ::testing::ElementsAre(UnitId("b2")));
}

TEST_F(RollUpTest, WhoMissesOneFigureOfARateIsLeftOutWhole) {
  Report(
      "  a: {resolved: 10, on_time: 9}\n  b1: {resolved: 90}\n  b2: {resolved: 1, on_time: 1}\n");
  EXPECT_EQ(Sum("top", "resolved"), "101 sum");
  EXPECT_EQ(Rate("top"), "10/11 * 90.91") << "not 10 of 101";
}

TEST_F(RollUpTest, ATotalOfItsOwnStandsWhereItsPartsAreIncomplete) {
  Report("  a: {resolved: 10}\n  b: {resolved: 20}\n  b1: {resolved: 5}\n");
  EXPECT_EQ(Sum("b", "resolved"), "20");
  EXPECT_EQ(Sum("top", "resolved"), "30 sum");
  Report("  a: {resolved: 10}\n  b: {resolved: 20}\n  b1: {resolved: 5}\n  b2: {resolved: 16}\n");
  EXPECT_EQ(Sum("b", "resolved"), "21 sum") << "its parts count where all have reported";
  EXPECT_EQ(Sum("top", "resolved"), "31 sum");
}

TEST_F(RollUpTest, WhatIsNoCountIsNotAdded) {
  Report("  a: {plan: 50, sent: 2023-09-30}\n  b1: {plan: 70}\n  b2: {plan: 90}\n");
  EXPECT_EQ(Sum("top", "plan"), "-");
  EXPECT_EQ(Sum("b", "sent"), "-");
  EXPECT_EQ(Sum("b2", "plan"), "9/10");
}

TEST_F(RollUpTest, WhoeverIsSaidToHaveReportedHas) {
  report_ = SmallReport(catalogue_, "2023-Q3",
                        "units:\n  - {id: top, title: T}\n"
                        "  - {id: a, title: A, under: top, reported: true}\n"
                        "  - {id: b, title: B, under: top, reported: false}\n"
                        "figures:\n  b: {resolved: 1}\n");
  const Reported who = WhoReported(report_, 0);
  EXPECT_EQ(who.reported, 1u);
  EXPECT_THAT(who.missing, ::testing::ElementsAre(UnitId("b")));
}

TEST(WhoReported, NamesWhoHasNotInTheOrderExpected) {
  const std::vector<UnitId> communes = {UnitId("c"), UnitId("b"), UnitId("a")};
  const Reported some = WhoReported(communes, {UnitId("b"), UnitId("x")});
  EXPECT_EQ(some.reported, 1u);
  EXPECT_EQ(some.expected, 3u);
  EXPECT_THAT(some.missing, ::testing::ElementsAre(UnitId("c"), UnitId("a")));
  EXPECT_THAT(WhoReported(communes, communes).missing, ::testing::IsEmpty());
}

}  // namespace
}  // namespace par::domain
