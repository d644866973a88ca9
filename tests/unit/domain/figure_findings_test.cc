// Goal: every kind of fault in figures and statements is found, said with its numbers, and nothing
// is said where all is well.
// Method: one small report per row; exact texts; the outlier rule at its limits.
#include "common/domain/figure_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/domain/small_report.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kTwo =
    "units:\n  - {id: top, title: Top}\n"
    "  - {id: a, title: A, under: top, level: commune}\n"
    "  - {id: b, title: B, under: top}\n";

FigureReport Two(const IndicatorCatalogue& catalogue, const std::string& rest,
                 const std::string& period = "2023-Q3") {
  return SmallReport(catalogue, period, std::string(kTwo) + rest);
}

std::vector<std::string> Said(const std::vector<FigureFinding>& findings,
                              Language language = Language::kEnglish) {
  std::vector<std::string> said;
  for (const FigureFinding& finding : findings) {
    said.push_back((finding.weight == FindingWeight::kWarning ? "note " : "") +
                   std::to_string(finding.at.line) + ": " + TextOf(finding, language));
  }
  return said;
}

TEST(FigureFindings, EachFaultIsSaidOnceWithItsNumbers) {
  struct Case {
    std::string_view why;
    std::string rest;
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"all is well",
       "figures:\n  a: {received: 10, carried: 1, fresh: 9, resolved: 8, on_time: 7, open: 2}\n",
       {}},
      {"an identity",
       "figures:\n  a: {received: 10, carried: 1, fresh: 8}\n",
       {"10: A: tiếp nhận: 10 on one side, 1 + 8 = 9 on the other, 1 apart"}},
      {"an identity without a title is called by its id",
       "figures:\n  a: {received: 1000, resolved: 900, open: 99}\n",
       {"10: A: balance: 1000 on one side, 900 + 99 = 999 on the other, 1 apart"}},
      {"at most",
       "figures:\n  a: {received: 10, resolved: 11}\n",
       {"10: A: less: 11 on one side, 10 on the other, 1 apart"}},
      {"a fault of a part is not said again of the sum",
       "figures:\n  a: {received: 10, resolved: 8, open: 1}\n"
       "  b: {received: 5, resolved: 5, open: 0}\n",
       {"10: A: balance: 10 on one side, 8 + 1 = 9 on the other, 1 apart"}},
      {"what is not known is not an error", "figures:\n  a: {received: 10, resolved: 8}\n", {}},
      {"a total that is not the sum",
       "figures:\n  top: {resolved: 21}\n  a: {resolved: 10}\n  b: {resolved: 10}\n",
       {"10: Top: Đã giải quyết: total 21 stated, 2/2 units add to 20, 1 apart"}},
      {"a total that those who reported exceed already",
       "figures:\n  top: {resolved: 9}\n  a: {resolved: 10}\n",
       {"10: Top: Đã giải quyết: total 9 stated, only 1/2 units already add to 10, -1 apart"}},
      {"a total that others may still fill",
       "figures:\n  top: {resolved: 11}\n  a: {resolved: 10}\n",
       {}},
      {"what may be negative may still fall",
       "figures:\n  top: {money: 9}\n  a: {money: 10}\n",
       {}},
      {"a part above its whole",
       "figures:\n  a: {resolved: 10, on_time: 11}\n",
       {"10: A: Đúng hạn = 11 is more than Đã giải quyết = 10, of which it is a part"}},
  };
  const IndicatorCatalogue catalogue = SmallCatalogue();
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const auto findings = CheckReport(catalogue, Two(catalogue, c.rest));
    EXPECT_EQ(Said(findings), c.want);
    EXPECT_EQ(HasDifferences(findings), !c.want.empty());
  }
}

TEST(FigureFindings, AStatementIsComparedAtThePlacesItIsPrintedWith) {
  struct Case {
    std::string_view why;
    std::string stated;  // The rest of a statement about A.
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"rounded half up", "of: rate, says: 90.86", {}},
      {"fewer places", "of: rate, says: 91", {}},
      {"one digit slipped",
       "of: rate, says: 90.56",
       {"13: W: A: Tỷ lệ đúng hạn: 90.56 % stated, 7941/8740 gives 90.86 %, -0.30 apart"}},
      {"cut off instead of rounded",
       "of: rate, says: 90.8",
       {"13: W: A: Tỷ lệ đúng hạn: 90.8 % stated, 7941/8740 gives 90.9 %, -0.1 apart"}},
      {"a count",
       "of: resolved, says: 8741",
       {"13: W: A: Đã giải quyết: 8741 stated, 8740 gives 8740, 1 apart"}},
      {"a percentage",
       "of: plan, says: 36.9",
       {"13: W: A: Kế hoạch đạt: 36.9 % stated, 36.84 % gives 36.8 %, 0.1 apart"}},
      {"a decrease as it is", "of: fresh, as: decrease, says: 29.32", {}},
      {"the ratio called a decrease",
       "of: fresh, as: decrease, says: 70.67",
       {"13: W: A: Nhận mới: a decrease of 70.67 % stated, but that is the ratio 94/133 = 70.68 %; "
        "it is really a decrease of 29.32 %"}},
      {"another number",
       "of: fresh, as: decrease, says: 30",
       {"13: W: A: Nhận mới: a decrease of 30 % stated, from 133 to 94 is a decrease of 29 %"}},
      {"the wrong way",
       "of: fresh, as: increase, says: 29.32",
       {"13: W: A: Nhận mới: an increase of 29.32 % stated, but it was 133 a year before and is "
        "94"}},
      {"what rose called a decrease, by the ratio",
       "of: money, as: decrease, says: 150",
       {"13: W: A: Thu: a decrease of 150 % stated, but it was 2 a year before and is 3",
        "13: W: A: Thu: a decrease of 150 % stated, but that is the ratio 3/2 = 150 %; it is "
        "really "
        "an increase of 50 %"}},
      {"unchanged as it is", "of: carried, as: unchanged", {}},
      {"not unchanged",
       "of: fresh, as: unchanged",
       {"13: W: A: Nhận mới: stated unchanged, but it was 133 a year before and is 94"}},
      {"the share as such", "of: fresh, as: share, says: 70.68", {}},
      {"a wrong share",
       "of: fresh, as: share, says: 70.67",
       {"13: W: A: Nhận mới: 70.67 % stated, 94/133 gives 70.68 %, -0.01 apart"}},
      {"nothing to compare with",
       "of: resolved, as: increase, says: 3",
       {"note 13: W: A: Đã giải quyết: a change on the year before is stated, it cannot be "
        "recomputed without the figures of both years: Đã giải quyết"}},
      {"a figure nobody reported",
       "of: in_hand, says: 3",
       {"note 13: W: A: Tỷ lệ còn lại: 3 % stated, it cannot be recomputed, for the report does "
        "not give: Tiếp nhận, Đang giải quyết"}},
  };
  const IndicatorCatalogue catalogue = SmallCatalogue();
  const std::string figures =
      "figures:\n  a: {resolved: 8740, on_time: 7941, plan: 36.84, fresh: 94, carried: 40, money: "
      "3}\n"
      "year_before: {a: {fresh: 133, carried: 40, money: 2}}\nstated:\n  - {where: W, unit: a, ";
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(Said(CheckReport(catalogue, Two(catalogue, figures + c.stated + "}\n"))), c.want);
  }
}

TEST(FigureFindings, ARateOfUnitsThatHaveNotAllReportedConfirmsNothing) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  const auto said =
      Said(CheckReport(catalogue, Two(catalogue,
                                      "figures:\n  a: {resolved: 2, on_time: 1}\n"
                                      "stated:\n  - {where: W, unit: top, of: rate, says: 10}\n")));
  EXPECT_THAT(said,
              ElementsAre("note 12: W: Top: Tỷ lệ đúng hạn: 10 % stated, it cannot be "
                          "recomputed, for the report does not give: Đã giải quyết, Đúng hạn"));
}

TEST(FigureFindings, WhatWasOpenIsCarriedOver) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  const FigureReport before = Two(catalogue, "figures:\n  a: {open: 30}\n", "2023-Q2");
  const FigureReport now = Two(catalogue, "figures:\n  a: {carried: 29}\n");
  const FigurePast past{.previous = &before, .past = {&before}};
  EXPECT_THAT(Said(CheckReport(catalogue, now, past)),
              ElementsAre("10: A: chuyển qua: 29 on one side, 30 on the other, 1 apart"));
  EXPECT_THAT(Said(CheckReport(catalogue, now)), IsEmpty()) << "the quarter before is not given";
  const FigureReport same = Two(catalogue, "figures:\n  a: {carried: 30}\n");
  EXPECT_THAT(Said(CheckReport(catalogue, same, past)), IsEmpty());
}

TEST(FigureFindings, AValueFarFromItsPastIsAWarning) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  std::vector<FigureReport> reports;
  for (const int value : {100, 110, 90, 104}) {
    reports.push_back(Two(catalogue, "figures:\n  a: {resolved: " + std::to_string(value) + "}\n"));
  }
  FigurePast past;
  for (const FigureReport& report : reports) past.past.push_back(&report);
  const FigureReport now = Two(catalogue, "figures:\n  a: {resolved: 1020}\n");
  const auto findings = CheckReport(catalogue, now, past);
  EXPECT_THAT(Said(findings), ElementsAre("note 10: A: Đã giải quyết = 1020 is far from the 4 "
                                          "periods before (median 102)"));
  EXPECT_FALSE(HasDifferences(findings));
  past.past.pop_back();
  EXPECT_THAT(Said(CheckReport(catalogue, now, past)), IsEmpty()) << "three say too little";
}

TEST(OutlierRule, IsExactAtItsLimits) {
  const auto values = [](std::initializer_list<std::int64_t> all) {
    std::vector<Rational> made;
    for (const std::int64_t one : all) made.push_back(Rational::FromInt(one));
    return made;
  };
  EXPECT_EQ(MedianOf(values({3, 1, 2})), Rational::FromInt(2));
  EXPECT_EQ(MedianOf(values({4, 1, 2, 3})), Rational::FromFraction(5, 2));
  struct Case {
    std::string_view why;
    std::vector<Rational> past;
    Rational value;
    bool outlier;
  };
  const Case cases[] = {
      // Median 100, median distance 10: beyond 5 * 10 and beyond half of 100.
      {"exactly at the limit", values({90, 100, 110, 100, 80}), Rational::FromInt(150), false},
      {"just above it", values({90, 100, 110, 100, 80}), Rational::FromFraction(1501, 10), true},
      {"just below on the other side", values({90, 100, 110, 100, 80}),
       Rational::FromFraction(499, 10), true},
      {"a constant past: half of it is still usual", values({10, 10, 10, 10}),
       Rational::FromInt(15), false},
      {"a constant past: more is not", values({10, 10, 10, 10}), Rational::FromInt(16), true},
      {"a restless past explains much", values({1, 100, 1, 100}), Rational::FromInt(200), false},
      {"a past of nothing: one is new", values({0, 0, 0, 0}), Rational::FromInt(1), true},
      {"too few", values({10, 10, 10}), Rational::FromInt(1000), false},
      {"none", {}, Rational::FromInt(1), false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(IsOutlier(OutlierRule(), c.value, c.past), c.outlier);
  }
}

TEST(FigureFindings, DaysOtherThanThePeriodsAreAWarning) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  const auto said = [&](const std::string& windows) {
    return Said(CheckReport(catalogue, SmallReport(catalogue, "2023-Q3",
                                                   windows + std::string(kTwo) + "figures: {}\n")),
                Language::kVietnamese);
  };
  EXPECT_THAT(said("windows: {files: {from: 2023-06-26, to: 2023-09-25}}\n"), IsEmpty())
      << "books closed five days early, as the group says";
  EXPECT_THAT(said("windows: {files: {from: 2023-06-01, to: 2023-09-25}}\n"),
              ElementsAre("note 5: Hồ sơ: số liệu từ 01/06/2023 đến 25/09/2023, kỳ báo cáo từ "
                          "26/06/2023 đến 25/09/2023"));
  EXPECT_THAT(said("window: {from: 2023-07-01, to: 2023-09-30}\n"),
              ElementsAre("note 5: Hồ sơ: số liệu từ 01/07/2023 đến 30/09/2023, kỳ báo cáo từ "
                          "26/06/2023 đến 25/09/2023"))
      << "right for the other group";
  EXPECT_THAT(said(""), IsEmpty()) << "nothing is said about days";
}

TEST(MissedTargets, AreListedPerUnitAndLevel) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  const FigureReport report =
      Two(catalogue,
          "figures:\n  a: {plan: 74.99, resolved: 100, on_time: 97, received: 2}\n"
          "  b: {plan: 75, resolved: 100, on_time: 1, received: 3}\n");
  std::vector<std::string> missed;
  for (const MissedTarget& one :
       MissedTargets(catalogue, report, FigureRollUp(catalogue, report))) {
    missed.push_back(report.units[one.unit].id + " " +
                     (one.rate != kNone ? catalogue.rates[one.rate].id
                                        : catalogue.indicators[one.indicator].figure.id) +
                     " " + one.value.Text());
  }
  EXPECT_THAT(missed, ElementsAre("a plan 7499/10000", "a rate 97/100", "a received 2"));
}

}  // namespace
}  // namespace par::domain
