// Goal: the real third quarter of 2023 of Tư Nghĩa comes out with the figures its report prints,
// and the errors of that report are found, no other.
// Method: the data files under figures/; every printed number that can be recomputed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/figure_findings.h"
#include "common/domain/figure_report_yaml.h"
#include "common/domain/figure_rollup.h"
#include "common/domain/indicators_yaml.h"
#include "tests/support/read_text.h"

namespace par::domain {
namespace {

using ::testing::ElementsAre;

class TuNghiaReport : public ::testing::Test {
 protected:
  static IndicatorCatalogue Catalogue() {
    const std::string name = "figures/indicators-district-2023.yaml";
    FindingList findings(name);
    auto read = ReadIndicators(testing::ReadText(name), findings);
    for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
    return read.value_or(IndicatorCatalogue());
  }
  FigureReport Report(const std::string& name) const {
    FindingList findings(name);
    auto read = ReadFigureReport(testing::ReadText("figures/" + name), catalogue_, findings);
    for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
    return read.value_or(FigureReport());
  }
  std::vector<std::string> Differences(const FigureReport& report) const {
    std::vector<std::string> said;
    for (const FigureFinding& one : CheckReport(catalogue_, report)) {
      if (one.weight == FindingWeight::kDifference)
        said.push_back(TextOf(one, Language::kVietnamese));
    }
    return said;
  }

  const IndicatorCatalogue catalogue_ = Catalogue();
};

TEST_F(TuNghiaReport, TheRatesAreThoseThatTheReportPrints) {
  const FigureReport report = Report("tu-nghia-2023-q3.yaml");
  const FigureRollUp rollup(catalogue_, report);
  struct Case {
    std::string_view unit;
    std::string_view rate;
    std::string_view made_of;
    std::string_view percent;
  };
  constexpr Case kCases[] = {
      {"offices", "on_time_rate", "522/522", "100,00"},
      {"land-office", "on_time_rate", "6691/6706", "99,78"},
      {"land-office", "overdue_rate", "15/6706", "0,22"},
      {"communes", "on_time_rate", "8738/8741", "99,97"},
      {"communes", "overdue_rate", "3/8741", "0,03"},
      {"offices", "online_rate", "249/252", "98,81"},
      {"land-office", "online_rate", "3126/5080", "61,54"},
      {"communes", "online_rate", "7687/8441", "91,07"},
      {"offices", "components_rate", "511/522", "97,89"},
      {"offices", "results_rate", "430/507", "84,81"},
      {"communes", "components_rate", "7941/8740", "90,86"},  // Printed 90,56.
      {"communes", "results_rate", "7293/8688", "83,94"},
      {"offices", "petitions_rate", "51/61", "83,61"},
      {"communes", "petitions_rate", "29/34", "85,29"},
      {"tu-nghia", "budget_rate", "157971/264346", "59,76"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.rate);
    SCOPED_TRACE(c.unit);
    const auto value =
        rollup.Rate(report.FindUnit(c.unit), catalogue_.rates[catalogue_.FindRate(c.rate)]);
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(value->numerator.Text() + "/" + value->denominator.Text(), c.made_of);
    EXPECT_EQ(value->Percent(2)->Format(NumberStyle::kVietnamese), c.percent);
  }
  const auto sum = [&](std::string_view indicator) {
    return rollup.Of(0, catalogue_.FindIndicator(indicator))->value.Text();
  };
  EXPECT_EQ(sum("files_received"), "16018");
  EXPECT_EQ(sum("files_overdue"), "18");
  EXPECT_EQ(sum("petitions_assigned"), "95") << "the number that the report gives as received";
  EXPECT_EQ(sum("petitions_pending"), "15") << "6 + 2 + 1 + 1 of offices, 5 of communes";
}

TEST_F(TuNghiaReport, ItsErrorsAreFoundAndNoOther) {
  EXPECT_THAT(
      Differences(Report("tu-nghia-2023-q3.yaml")),
      ElementsAre(
          "Bộ phận Một cửa các xã, thị trấn: hồ sơ phải số hóa thành phần bằng hồ sơ tiếp "
          "nhận trừ rút: một bên là 8.740, bên kia là 8.782 - 41 = 8.741, lệch 1",
          "Bộ phận Một cửa các xã, thị trấn: hồ sơ phải số hóa kết quả bằng hồ sơ đã giải "
          "quyết: một bên là 8.688, bên kia là 8.689, lệch 1",
          "I.1.e: Huyện Tư Nghĩa: Hộ kinh doanh đăng ký thành lập mới ghi giảm 70,67 %, "
          "nhưng đó là tỷ lệ 94/133 = 70,68 %; thực tế giảm 29,32 %",
          "I.2.3: Bộ phận Một cửa các xã, thị trấn: Tỷ lệ số hóa thành phần hồ sơ ghi 90,56 "
          "%, tính lại 7.941/8.740 được 90,86 %, lệch -0,30"));
}

TEST_F(TuNghiaReport, WhatLiesBelowItsTargetIsWhatTheReportLists) {
  const FigureReport report = Report("tu-nghia-2023-q3.yaml");
  std::map<std::string, int> missed;
  for (const MissedTarget& one :
       MissedTargets(catalogue_, report, FigureRollUp(catalogue_, report))) {
    ++missed[report.units[one.unit].id];
  }
  const std::map<std::string, int> listed = {
      {"tu-nghia", 5},   {"land-office", 1}, {"nghia-lam", 1}, {"nghia-thang", 6},
      {"nghia-ky", 2},   {"nghia-son", 1},   {"nghia-hoa", 1}, {"nghia-dien", 1},
      {"nghia-hiep", 4}, {"nghia-trung", 1}, {"nghia-my", 1}};
  EXPECT_EQ(missed, listed);
}

TEST_F(TuNghiaReport, TheCommunesAddToTheRealTotalsAndTheFaultIsFoundInOneOfThem) {
  const FigureReport report = Report("tu-nghia-communes-2023-q3.yaml");
  EXPECT_TRUE(report.sample);
  const Reported who = WhoReported(report, 0);
  EXPECT_EQ(who.reported, 14u);
  EXPECT_EQ(who.expected, 14u);
  EXPECT_THAT(Differences(report),
              ElementsAre("Thị trấn Sông Vệ: hồ sơ phải số hóa thành phần bằng hồ sơ tiếp nhận trừ "
                          "rút: một bên là 900, bên kia là 907 - 6 = 901, lệch 1",
                          "Thị trấn Sông Vệ: hồ sơ phải số hóa kết quả bằng hồ sơ đã giải quyết: "
                          "một bên là 893, bên kia là 894, lệch 1"))
      << "and every real total is the sum of its fourteen parts";
}

}  // namespace
}  // namespace par::domain
