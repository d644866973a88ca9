// Goal: figures that cannot be right are found, and rates are those of the official reports.
// Method: the figures of a district's communes in its third quarter; spoilt copies; the same
// figures split over units.
#include "common/domain/figure_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

// Tư Nghĩa, the one-stop desks of its communes: 8,782 received (30 carried over), 41 withdrawn.
FileFigures Communes() {
  return {.received = 8782,
          .carried_over = 30,
          .withdrawn = 41,
          .resolved = 8689,
          .on_time = 8686,
          .overdue = 3,
          .in_progress = 52,
          .pending_late = 0};
}

// The land office of the same district: 6,709 received, 3 withdrawn.
FileFigures LandOffice() {
  return {.received = 6709,
          .carried_over = 672,
          .withdrawn = 3,
          .resolved = 5768,
          .on_time = 5753,
          .overdue = 15,
          .in_progress = 938,
          .pending_late = 0};
}

std::string Percent(OnTimeRate rate, const FileFigures& figures) {
  const auto percent = PercentOf(rate, figures);
  return percent.has_value() ? percent->Format(NumberStyle::kVietnamese) : "";
}

TEST(FigureChecks, TheRealReportsHold) {
  EXPECT_THAT(FigureProblems(Communes()), ::testing::IsEmpty());
  EXPECT_THAT(FigureProblems(LandOffice()), ::testing::IsEmpty());
  EXPECT_EQ(Percent(OnTimeRate::kWithPendingInTime, Communes()), "99,97");
  EXPECT_EQ(Percent(OnTimeRate::kWithPendingInTime, LandOffice()), "99,78");
  EXPECT_EQ(RateOf(OnTimeRate::kWithPendingInTime, Communes()),
            Rational::FromFraction(8686 + 52, 8741));
}

TEST(FigureChecks, EachDefinitionGivesItsOwnRate) {
  FileFigures figures = LandOffice();
  figures.pending_late = 100;
  EXPECT_EQ(RateOf(OnTimeRate::kOfResolved, figures), Rational::FromFraction(5753, 5768));
  EXPECT_EQ(RateOf(OnTimeRate::kOfDue, figures), Rational::FromFraction(5753, 5868));
  EXPECT_EQ(RateOf(OnTimeRate::kOfReceived, figures), Rational::FromFraction(5753, 6709));
  EXPECT_EQ(RateOf(OnTimeRate::kWithPendingInTime, figures),
            Rational::FromFraction(5753 + 838, 6706));
  for (int i = 0; i < kOnTimeRateCount; ++i) {
    const auto rate = static_cast<OnTimeRate>(i);
    EXPECT_EQ(ParseOnTimeRate(Name(rate)), rate);
    EXPECT_EQ(RateOf(rate, FileFigures()), std::nullopt) << "nothing arose: no rate at all";
  }
}

TEST(FigureChecks, RatesOfSeveralUnitsAreMadeAnewAndNotAveraged) {
  const FileFigures sum = SumOf({Communes(), LandOffice()});
  EXPECT_THAT(FigureProblems(sum), ::testing::IsEmpty());
  EXPECT_EQ(sum.received, 15491);
  EXPECT_EQ(RateOf(OnTimeRate::kWithPendingInTime, sum),
            Rational::FromFraction(8686 + 52 + 5753 + 938, 8741 + 6706));
  // 99.97 and 99.78 average to 99.875; the district's rate is another.
  EXPECT_EQ(Percent(OnTimeRate::kWithPendingInTime, sum), "99,88");
  FileFigures small;
  small.received = small.resolved = small.overdue = 1;
  EXPECT_EQ(Percent(OnTimeRate::kOfResolved, SumOf({Communes(), small})), "99,95")
      << "one late file of one is not half of everything";
}

TEST(FigureChecks, NamesEachFault) {
  struct Case {
    std::string_view why;
    std::int64_t FileFigures::* member;
    std::int64_t value;
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"one file lost", &FileFigures::in_progress, 51, {"figure_identity"}},
      {"one late file not counted", &FileFigures::overdue, 2, {"figure_identity"}},
      {"both identities", &FileFigures::resolved, 8688, {"figure_identity", "figure_identity"}},
      {"more carried over than received",
       &FileFigures::carried_over,
       8783,
       {"figure_part_too_large"}},
      {"more late than pending", &FileFigures::pending_late, 53, {"figure_part_too_large"}},
      {"negative", &FileFigures::withdrawn, -1, {"figure_out_of_range"}},
      {"a slip of the keyboard", &FileFigures::received, kMostFiles + 1, {"figure_out_of_range"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    FileFigures figures = Communes();
    figures.*c.member = c.value;
    std::vector<std::string> reasons;
    for (const absl::Status& problem : FigureProblems(figures)) {
      reasons.push_back(ReasonOf(problem));
    }
    EXPECT_EQ(reasons, c.want);
  }
}

TEST(FigureChecks, SaysWhoHasNotReported) {
  const std::vector<UnitId> communes = {UnitId("a"), UnitId("b"), UnitId("c")};
  const Reported some = WhoReported(communes, {UnitId("c"), UnitId("a"), UnitId("x")});
  EXPECT_EQ(some.reported, 2u);
  EXPECT_EQ(some.expected, 3u);
  EXPECT_THAT(some.missing, ::testing::ElementsAre(UnitId("b")));
  EXPECT_THAT(WhoReported(communes, communes).missing, ::testing::IsEmpty());
}

}  // namespace
}  // namespace par::domain
