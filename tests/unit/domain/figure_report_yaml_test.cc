// Goal: reported figures are read against their catalogue, and a wrong file is refused whole with
// every fault named at its place.
// Method: a small report; one fault spoilt in per row.
#include "common/domain/figure_report_yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/domain/small_report.h"

namespace par::domain {
namespace {

constexpr std::string_view kReportText = R"(format: parnet/figures/1
indicators: small
title: Báo cáo
period: 2023-Q3
window: {from: 2023-06-26, to: 2023-09-25}
windows:
  plan: {from: 2023-07-01, to: 2023-09-30}
units:
  - {id: top, title: Huyện}
  - {id: a, title: Xã A, under: top, level: commune}
  - {id: b, title: Xã B, under: top, reported: true}
figures:
  a: {received: 10, carried: 1, money: -2.5, plan: 97.5, sent: 2023-09-30}
year_before:
  a: {received: 8}
stated:
  - {where: I.1, unit: a, of: received, as: increase, says: 25}
  - {where: I.1, unit: a, of: rate, says: 90.56}
  - {where: I.2, unit: a, of: money, as: unchanged}
)";

TEST(FigureReportYaml, ReadsWhatIsWritten) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  FindingList findings("r.yaml");
  const auto report = ReadFigureReport(kReportText, catalogue, findings);
  EXPECT_THAT(Places(std::move(findings)), ::testing::IsEmpty());
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->period.Text(), "2023-Q3");
  EXPECT_EQ(report->units[0].parts, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(report->units[1].level, Level::kCommune);
  const auto value = [&](std::string_view id) {
    return report->units[1].figures.at(catalogue.FindIndicator(id)).value;
  };
  EXPECT_EQ(value("plan"), Rational::FromFraction(975, 1000));
  EXPECT_EQ(value("money"), Rational::FromFraction(-5, 2));
  EXPECT_EQ(report->units[1].figures.at(0).at, (Position{13, 17}));
  EXPECT_EQ(report->windows.at(kNone).to.Iso(), "2023-09-25");
  EXPECT_EQ(report->windows.at(catalogue.FindGroup("plan")).from.Iso(), "2023-07-01");
  ASSERT_EQ(report->stated.size(), 3u);
  EXPECT_EQ(report->stated[1].says.Text(), "90.56");
  EXPECT_EQ(report->stated[2].as, StatedAs::kUnchanged);
}

TEST(FigureReportYaml, NamesEveryFaultAtItsPlace) {
  struct Case {
    std::string_view why;
    std::string from;
    std::string to;
    std::string want;
  };
  const Case cases[] = {
      {"another catalogue", "indicators: small", "indicators: large",
       "2:13 figures_catalogue_other"},
      {"no such quarter", "2023-Q3", "2023-Q5", "4:9 report_period_malformed"},
      {"a window that ends before it begins", "to: 2023-09-25", "to: 2023-06-25",
       "5:9 period_reversed"},
      {"no such day", "to: 2023-09-30}", "to: 2023-09-31}", "7:32 yaml_not_date"},
      {"a window of no group", "  plan: {from", "  plans: {from", "7:3 indicator_group_unknown"},
      {"a unit twice", "id: b,", "id: a,", "11:5 id_repeated"},
      {"an id with a space", "id: b,", "id: b c,", "11:5 id_malformed"},
      {"under a unit that comes later", "under: top, level", "under: b, level",
       "10:33 report_unit_under"},
      {"under itself", "under: top, level", "under: a, level", "10:33 report_unit_under"},
      {"figures of a stranger", "  a: {received: 10", "  c: {received: 10",
       "13:3 report_unit_unknown"},
      {"an indicator that is not there", "{received: 10", "{recived: 10", "13:7 figure_unknown"},
      {"a comma", "money: -2.5", "money: \"-2,5\"", "13:40 number_with_comma"},
      {"half a file", "received: 10", "received: 10.5", "13:17 figure_not_whole"},
      {"less than nothing", "received: 10", "received: -1", "13:17 figure_negative"},
      {"beyond the bound", "plan: 97.5", "plan: 200.01", "13:52 figure_above_most"},
      {"a statement about a stranger", "unit: a, of: rate", "unit: z, of: rate",
       "18:24 report_unit_unknown"},
      {"a statement of nothing", "of: rate,", "of: rates,", "18:31 indicator_unknown"},
      {"a statement without its number", ", says: 90.56", "", "18:5 yaml_key_missing"},
      {"a rate has no change", "of: rate,", "of: rate, as: decrease,", "18:5 stated_not_summed"},
      {"a day has no number", "of: rate,", "of: sent,", "18:5 stated_not_summed"},
      {"an unknown kind of statement", "as: unchanged", "as: same", "19:42 yaml_not_one_of"},
      {"no units", "units:", "unites:", "1:1 yaml_key_missing"},
  };
  const IndicatorCatalogue catalogue = SmallCatalogue();
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    std::string text(kReportText);
    const std::size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, c.from.size(), c.to);
    FindingList findings("r.yaml");
    EXPECT_FALSE(ReadFigureReport(text, catalogue, findings).has_value());
    EXPECT_THAT(Places(std::move(findings)), ::testing::Contains(c.want));
  }
}

TEST(FigureReportYaml, RowsNestToALimit) {
  const IndicatorCatalogue catalogue = SmallCatalogue();
  std::string units = "units:\n  - {id: u0, title: T}\n";
  for (int i = 1; i <= kDeepestReportUnit + 1; ++i) {
    units +=
        "  - {id: u" + std::to_string(i) + ", title: T, under: u" + std::to_string(i - 1) + "}\n";
  }
  FindingList findings("r.yaml");
  EXPECT_FALSE(ReadFigureReport("format: parnet/figures/1\nindicators: small\ntitle: T\n"
                                "period: 2023\n" +
                                    units + "figures: {}\n",
                                catalogue, findings)
                   .has_value());
  EXPECT_THAT(Places(std::move(findings)),
              ::testing::ElementsAre("12:31 report_units_too_deep", "13:31 report_units_too_deep"));
}

}  // namespace
}  // namespace par::domain
