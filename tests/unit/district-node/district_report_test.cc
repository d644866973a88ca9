// Goal: figures that units declare for a period go up, are judged again, added up and followed
// down; what is wrong is refused where it is declared and rejected where it arrives.
// Method: a province, a district and its communes on one node, the real exchange between them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReasonIs;
using report::v1::GetReportResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Values = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kIndicators = R"(format: parnet/indicators/1
id: files
title: Hồ sơ
indicators:
  received: {title: Tiếp nhận, kind: count, most: 100000}
  carried: {title: Chuyển qua, kind: count, over_time: first}
  on_time: {title: Đúng hạn, kind: count, part_of: received}
  open: {title: Đang giải quyết, kind: count, over_time: last}
  plan: {title: Kế hoạch đạt, kind: percent}
rates:
  rate: {title: Tỷ lệ đúng hạn, of: on_time / received}
identities:
  - {id: carried, title: chuyển qua, holds: carried = previous.open}
)";

class DistrictReport : public ::testing::Test {
 protected:
  absl::Status Issue(const std::string& text, const ledger::Actor& actor) {
    report::v1::IssueIndicatorsRequest request;
    request.set_actor_unit(actor.unit);
    request.set_indicators_yaml(text);
    request.set_file_name("files.yaml");
    return node.Run(services::Kind::kIssueIndicators, actor, request.SerializeAsString()).status();
  }
  absl::StatusOr<report::v1::DeclareFiguresResponse> Declare(const std::string& unit,
                                                             const Values& values,
                                                             const std::string& period = "2023-Q3",
                                                             const std::string& role = "leader") {
    report::v1::DeclareFiguresRequest request;
    request.set_unit(unit);
    request.set_catalogue("files");
    request.set_period(period);
    for (const auto& [id, value] : values) {
      report::v1::Figure& figure = *request.add_figures();
      figure.set_indicator(id);
      figure.set_value(value);
    }
    const auto answer = node.Run(services::Kind::kDeclareFigures, {unit, "chu-tich", role},
                                 request.SerializeAsString());
    if (!answer.ok()) return answer.status();
    report::v1::DeclareFiguresResponse response;
    EXPECT_TRUE(response.ParseFromString(*answer));
    return response;
  }
  absl::StatusOr<GetReportResponse> Report(const std::string& unit, const std::string& callers,
                                           const std::string& period = "2023-Q3") {
    report::v1::GetReportRequest request;
    request.set_catalogue("files");
    request.set_period(period);
    request.set_unit(unit);
    request.set_language("en");
    return node.parts.reports.GetReport(
        *node.Snapshot(), node.CallerOf(callers, "x", domain::Role::kReviewer), request, today);
  }
  // The only catalogue, as the unit's node tells of it.
  report::v1::CatalogueSummary Known(const std::string& unit) {
    return node.parts.reports.ListIndicators(*node.Snapshot(), unit, today)->catalogues(0);
  }
  // "la-ha 10", "tu-nghia 30 *" in the order of the rows.
  static std::vector<std::string> Of(const GetReportResponse& report, const std::string& id) {
    std::vector<std::string> values;
    for (const report::v1::ReportRow& row : report.rows()) {
      for (const report::v1::ReportCell& cell : row.cells()) {
        if (cell.id() != id) continue;
        values.push_back(row.unit() + " " + (cell.made_of().empty() ? "" : cell.made_of() + " = ") +
                         cell.value() + (cell.complete() ? "" : " *"));
      }
    }
    return values;
  }

  domain::Date today = *domain::Date::Of(2023, 9, 25);
  const ledger::Actor issuer{"tu-nghia", "cong-bo", "publisher"};
  OneNode node;
};

TEST_F(DistrictReport, FiguresGoUpAreAddedAndFollowedDown) {
  ASSERT_OK(Issue(kIndicators, issuer));
  ASSERT_OK(Declare("la-ha", {{"received", "10"}, {"on_time", "9"}, {"plan", "97.5"}}));
  ASSERT_OK(Declare("nghia-ky", {{"received", "90"}, {"on_time", "90"}}));
  auto report = Report("tu-nghia", "tu-nghia");
  ASSERT_OK(report);
  EXPECT_EQ(report->reported(), 0u) << "nothing has arrived yet";
  node.Deliver();
  report = Report("tu-nghia", "tu-nghia");
  EXPECT_THAT(Of(*report, "received"), ElementsAre("tu-nghia 100 *", "la-ha 10", "nghia-ky 90"));
  EXPECT_THAT(Of(*report, "rate"),
              ElementsAre("tu-nghia 99/100 = 99.00 % *", "la-ha 9/10 = 90.00 %",
                          "nghia-ky 90/90 = 100.00 %"));
  EXPECT_THAT(Of(*report, "plan"), ElementsAre("la-ha 97.5 %")) << "a percentage is not added";
  EXPECT_EQ(report->reported(), 2u);
  EXPECT_EQ(report->expected(), 3u);
  EXPECT_THAT(report->missing_units(), ElementsAre("song-ve"));
  EXPECT_EQ(report->rows(1).declared_by(), "chu-tich");
  EXPECT_EQ(report->columns(0).given(), 3u) << "the sum and two units";
  report::v1::GetReportRequest sums;
  sums.set_catalogue("files");
  sums.set_period("2023-Q3");
  sums.set_unit("tu-nghia");
  sums.set_sums_only(true);
  const auto narrow = node.parts.reports.GetReport(
      *node.Snapshot(), node.CallerOf("tu-nghia", "x", domain::Role::kReviewer), sums, today);
  EXPECT_THAT(Of(*narrow, "received"), ElementsAre("tu-nghia 100 *"));
  EXPECT_EQ(narrow->reported(), 2u);
  ASSERT_OK(Declare("song-ve", {{"received", "0"}, {"on_time", "0"}}));
  node.Deliver();
  report = Report("tu-nghia", "tu-nghia");
  EXPECT_THAT(Of(*report, "rate").front(), "tu-nghia 99/100 = 99.00 %") << "complete now";
  EXPECT_THAT(report->missing_units(), IsEmpty());
}

TEST_F(DistrictReport, DaysAreCountedToTheDayOnWhichTheBooksAreClosed) {
  ASSERT_OK(Issue(kIndicators, issuer));
  EXPECT_EQ(Report("tu-nghia", "tu-nghia")->closing_day(), "2023-09-30");
  EXPECT_EQ(Report("tu-nghia", "tu-nghia")->days_left(), 5);
  today = *domain::Date::Of(2023, 10, 3);
  EXPECT_EQ(Report("tu-nghia", "tu-nghia")->days_left(), -3) << "three days late";
  EXPECT_EQ(Report("tu-nghia", "tu-nghia", "2023-H2")->days_left(), 89);
}

TEST_F(DistrictReport, AUnitIsToldWhichPeriodIsDueBeforeAnybodyDeclaredIt) {
  ASSERT_OK(Issue(kIndicators, issuer));
  ASSERT_OK(Declare("la-ha", {{"received", "2"}}, "2023-Q1"));
  ASSERT_OK(Declare("la-ha", {{"received", "2"}}, "2023-12"));
  EXPECT_EQ(Known("la-ha").due_period(), "2023-12") << "the newest, whatever its name";
  EXPECT_EQ(Known("song-ve").due_period(), "") << "nothing says how often";
  ASSERT_OK(Issue(std::string(kIndicators) + "every: quarter\n", issuer));
  EXPECT_EQ(Known("song-ve").due_period(), "2023-Q3");
}

TEST_F(DistrictReport, WhatTheDistrictDeclaresByTheMonthIsAPartOfItsQuarter) {
  ASSERT_OK(Issue(kIndicators, issuer));
  for (const std::string month : {"2023-07", "2023-08", "2023-09"}) {
    ASSERT_OK(Declare("tu-nghia", {{"received", "2"}, {"on_time", "1"}}, month));
  }
  ASSERT_OK(Declare("la-ha", {{"received", "10"}, {"on_time", "9"}}));
  node.Deliver();
  const auto report = Report("tu-nghia", "tu-nghia");
  ASSERT_OK(report);
  EXPECT_THAT(Of(*report, "received"), ElementsAre("tu-nghia 16 *", "la-ha 10", "tu-nghia/own 6"));
  EXPECT_TRUE(report->rows(report->rows_size() - 1).composed());
  EXPECT_FALSE(report->rows(0).composed());
}

TEST_F(DistrictReport, OneFigureIsAskedForUnitByUnit) {
  ASSERT_OK(Issue(kIndicators, issuer));
  ASSERT_OK(Declare("la-ha", {{"received", "10"}, {"on_time", "9"}}));
  node.Deliver();
  report::v1::GetReportRequest request;
  request.set_catalogue("files");
  request.set_period("2023-Q3");
  request.set_unit("tu-nghia");
  request.set_figure("rate");
  const auto caller = node.CallerOf("tu-nghia", "x", domain::Role::kReviewer);
  const auto report = node.parts.reports.GetReport(*node.Snapshot(), caller, request, today);
  ASSERT_OK(report);
  ASSERT_EQ(report->columns_size(), 1);
  EXPECT_EQ(report->columns(0).title(), "Tỷ lệ đúng hạn");
  EXPECT_THAT(Of(*report, "received"), IsEmpty());
  EXPECT_THAT(Of(*report, "rate"),
              ElementsAre("tu-nghia 9/10 = 90,00 % *", "la-ha 9/10 = 90,00 %"));
  request.set_figure("rates");
  EXPECT_THAT(node.parts.reports.GetReport(*node.Snapshot(), caller, request, today),
              ReasonIs("indicator_unknown"));
}

TEST_F(DistrictReport, FiguresAreCheckedWithoutBeingKept) {
  ASSERT_OK(Issue(kIndicators, issuer));
  report::v1::CheckFiguresRequest request;
  request.set_unit("la-ha");
  request.set_catalogue("files");
  request.set_period("2023-Q3");
  request.set_language("en");
  const auto add = [](report::v1::Figure& figure, const std::string& id, const std::string& value) {
    figure.set_indicator(id);
    figure.set_value(value);
  };
  add(*request.add_figures(), "received", "10");
  add(*request.add_figures(), "on_time", "12");
  add(*request.add_figures(), "open", "x");
  add(*request.add_year_before(), "received", "8");
  add(*request.add_year_before(), "nothing", "8");
  const auto answer = node.parts.reports.view().CheckFigures(*node.Snapshot(), request);
  ASSERT_OK(answer);
  ASSERT_EQ(answer->faults_size(), 2) << "all that is wrong at once";
  EXPECT_EQ(answer->faults(0).indicator(), "open");
  EXPECT_EQ(answer->faults(1).reason(), "figure_unknown");
  EXPECT_TRUE(answer->faults(1).year_before());
  ASSERT_EQ(answer->findings_size(), 1);
  EXPECT_EQ(answer->findings(0).reason(), "figures_above_whole");
  EXPECT_THAT(answer->findings(0).indicators(), ElementsAre("on_time", "received"));
  EXPECT_EQ(answer->cells(0).value(), "10");
  EXPECT_THAT(answer->cells(0).change(), ::testing::HasSubstr("25"));
  EXPECT_THAT(Of(*Report("la-ha", "la-ha"), "received"), IsEmpty()) << "nothing was kept";
}

TEST_F(DistrictReport, TheFiguresToDateSayWhichCriteriaLosePoints) {
  node.PutSet("commune-sample-2023", 1, "commune",
              par::testing::ReadText("criteria/commune-sample-2023.yaml"),
              criteria::v1::SET_STATE_ACTIVE);
  ASSERT_OK(Issue(std::string(kIndicators) + R"(criteria:
  set: commune-sample-2023
  figures:
    "1.1.3.a": {of: received, unit: la-ha}
    "1.1.3.b": {of: on_time, unit: la-ha}
)",
                  issuer));
  ASSERT_OK(Declare("la-ha", {{"received", "10"}, {"on_time", "9"}}));
  node.Deliver();
  report::v1::GetForecastRequest request;
  request.set_catalogue("files");
  request.set_period("2023-Q3");
  request.set_unit("la-ha");
  const auto caller = node.CallerOf("la-ha", "x", domain::Role::kLeader);
  const auto forecast =
      node.parts.reports.view().GetForecast(*node.Snapshot(), caller, request, node.parts.sets);
  ASSERT_OK(forecast);
  ASSERT_EQ(forecast->rows_size(), 1) << "nothing is said of criteria that the figures do not feed";
  EXPECT_EQ(forecast->rows(0).criterion(), "1.1.3");
  EXPECT_EQ(forecast->rows(0).points_e4(), 18000);
  EXPECT_EQ(forecast->rows(0).lost_e4(), 2000);
  EXPECT_EQ(forecast->rows(0).state(), "loses");
  EXPECT_EQ(forecast->rows(0).working(), "9/10 = 0,9 → × 2 = 1,8");
  EXPECT_THAT(forecast->rows(0).gains(0), ::testing::HasSubstr("cần thêm 1"));
  request.set_unit("song-ve");
  EXPECT_EQ(node.parts.reports.view()
                .GetForecast(*node.Snapshot(), caller, request, node.parts.sets)
                ->problems_size(),
            2)
      << "a report that has no such row";
  // The district's own figures beside those of its communes, which are the children.
  ASSERT_OK(Issue(std::string(kIndicators) + R"(criteria:
  set: commune-sample-2023
  figures:
    "1.1.3.a": {of: received, unit: tu-nghia}
    "1.1.3.b": {of: on_time, unit: tu-nghia}
)",
                  issuer));
  ASSERT_OK(Declare("tu-nghia", {{"received", "20"}, {"on_time", "20"}}));
  request.set_unit("tu-nghia");
  const auto own = node.parts.reports.view().GetForecast(
      *node.Snapshot(), node.CallerOf("tu-nghia", "x", domain::Role::kLeader), request,
      node.parts.sets);
  ASSERT_OK(own);
  EXPECT_EQ(own->rows(0).working(), "20/20 = 1 → × 2 = 2");
  EXPECT_EQ(Known("tu-nghia").feeds(), "commune-sample-2023");
  EXPECT_THAT(Known("tu-nghia").periods(), ElementsAre("2023-Q3"));
}

TEST_F(DistrictReport, WhatIsDeclaredAgainReplacesTheWhole) {
  ASSERT_OK(Issue(kIndicators, issuer));
  ASSERT_OK(Declare("la-ha", {{"received", "10"}, {"on_time", "9"}}));
  ASSERT_OK(Declare("la-ha", {{"received", "11"}}));
  EXPECT_THAT(Of(*Report("la-ha", "la-ha"), "received"), ElementsAre("la-ha 11"))
      << "the unit sees its own at once";
  EXPECT_THAT(Of(*Report("la-ha", "tu-nghia"), "received"), IsEmpty())
      << "others what it handed up";
  node.Deliver();
  const auto report = Report("la-ha", "tu-nghia");
  EXPECT_THAT(Of(*report, "received"), ElementsAre("la-ha 11"));
  EXPECT_THAT(Of(*report, "on_time"), IsEmpty()) << "it is no longer declared";
}

TEST_F(DistrictReport, ADistrictsOwnFiguresAreOnePartOfItsSum) {
  ASSERT_OK(Issue(kIndicators, issuer));
  ASSERT_OK(Declare("tu-nghia", {{"received", "527"}}));
  ASSERT_OK(Declare("la-ha", {{"received", "10"}}));
  node.Deliver();
  EXPECT_THAT(Of(*Report("tu-nghia", "tu-nghia"), "received"),
              ElementsAre("tu-nghia 537 *", "tu-nghia/own 527", "la-ha 10"));
}

TEST_F(DistrictReport, WhatDoesNotAgreeIsSaidToTheUnitAndAbove) {
  ASSERT_OK(Issue(kIndicators, issuer));
  ASSERT_OK(Declare("la-ha", {{"open", "30"}}, "2023-Q2"));
  const auto declared = Declare("la-ha", {{"carried", "29"}, {"received", "5"}, {"on_time", "6"}});
  ASSERT_OK(declared);
  std::vector<std::string> reasons;
  for (const auto& finding : declared->findings()) reasons.push_back(finding.reason());
  EXPECT_THAT(reasons, ElementsAre("figures_identity", "figures_above_whole"));
  node.Deliver();
  const auto report = Report("tu-nghia", "tu-nghia");
  ASSERT_EQ(report->findings_size(), 2);
  EXPECT_EQ(report->findings(0).text(),
            "Thị trấn La Hà: chuyển qua: 29 on one side, 30 on the other, 1 apart");
  EXPECT_EQ(report->findings(0).unit(), "la-ha");
}

TEST_F(DistrictReport, AWrongDeclarationIsRefusedAndChangesNothing) {
  ASSERT_OK(Issue(kIndicators, issuer));
  ASSERT_OK(Declare("la-ha", {{"received", "10"}}));
  struct Case {
    std::string_view why;
    Values values;
    std::string period;
    std::string role;
    std::string reason;
  };
  const Case cases[] = {
      {"no such indicator", {{"recieved", "1"}}, "2023-Q3", "leader", "figure_unknown"},
      {"half a file", {{"received", "1.5"}}, "2023-Q3", "leader", "figure_not_whole"},
      {"a comma", {{"plan", "97,5"}}, "2023-Q3", "leader", "number_with_comma"},
      {"beyond its bound", {{"received", "100001"}}, "2023-Q3", "leader", "figure_above_most"},
      {"twice", {{"received", "1"}, {"received", "2"}}, "2023-Q3", "leader", "id_repeated"},
      {"nothing", {}, "2023-Q3", "leader", "list_empty"},
      {"no such period", {{"received", "1"}}, "Q3", "leader", "report_period_malformed"},
      {"not the leader", {{"received", "1"}}, "2023-Q3", "clerk", "not_permitted"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_THAT(Declare("la-ha", c.values, c.period, c.role), ReasonIs(c.reason));
  }
  node.Deliver();
  EXPECT_THAT(Of(*Report("la-ha", "tu-nghia"), "received"), ElementsAre("la-ha 10"));
}

TEST_F(DistrictReport, WhatAnotherProgramSendsIsJudgedAgain) {
  ASSERT_OK(Issue(kIndicators, issuer));
  const auto figures = [](const std::string& unit, const std::string& catalogue,
                          const std::string& period, const std::string& value) {
    report::v1::UnitFigures made;
    made.set_unit(unit);
    made.set_catalogue(catalogue);
    made.set_period(period);
    report::v1::Figure& figure = *made.add_figures();
    figure.set_indicator("received");
    figure.set_value(value);
    return made;
  };
  const std::map<std::string, report::v1::UnitFigures> wrong = {
      {"message_field_invalid", figures("song-ve", "files", "2023-Q3", "1")},
      {"indicators_unknown", figures("la-ha", "other", "2023-Q3", "1")},
      {"report_period_malformed", figures("la-ha", "files", "2023-Q9", "1")},
      {"figure_negative", figures("la-ha", "files", "2023-Q3", "-1")},
      {"list_empty",
       [&] {
         auto made = figures("la-ha", "files", "2023-Q3", "1");
         made.clear_figures();
         return made;
       }()},
  };
  for (const auto& [reason, message] : wrong) {
    const std::string id = node.SendFigures("la-ha", message);
    node.Deliver();
    EXPECT_EQ(node.ResultOf("la-ha", id), reason);
  }
  EXPECT_EQ(Report("tu-nghia", "tu-nghia")->reported(), 0u);
  const std::string right = node.SendFigures("la-ha", figures("la-ha", "files", "2023-Q3", "7"));
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", right), "applied");
  EXPECT_THAT(Of(*Report("la-ha", "tu-nghia"), "received"), ElementsAre("la-ha 7"));
}

TEST_F(DistrictReport, IndicatorsBelongToWhoIssuedThem) {
  EXPECT_THAT(Declare("la-ha", {{"received", "1"}}), ReasonIs("indicators_unknown"));
  ASSERT_OK(Issue(kIndicators, issuer));
  EXPECT_THAT(Issue(kIndicators, {"quang-ngai", "cong-bo", "publisher"}),
              ReasonIs("indicators_of_another"));
  EXPECT_THAT(Issue(kIndicators, {"tu-nghia", "hoi-dong", "council"}), ReasonIs("not_permitted"));
  EXPECT_THAT(Issue(Replaced(kIndicators, "on_time / received", "on_time"), issuer),
              ReasonIs("rate_not_a_quotient"));
  ASSERT_OK(Declare("la-ha", {{"received", "1"}, {"open", "2"}}));
  // Issued again without `open`: what was declared of it is no longer shown.
  ASSERT_OK(Issue(Replaced(Replaced(kIndicators,
                                    "  open: {title: Đang giải quyết, kind: count, over_time: "
                                    "last}\n",
                                    ""),
                           "previous.open", "previous.carried"),
                  issuer));
  report::v1::GetIndicatorsRequest request;
  request.set_id("files");
  EXPECT_EQ(node.parts.reports.GetIndicators(*node.Snapshot(), request)->version(), 2u);
  const auto report = Report("la-ha", "la-ha");
  EXPECT_THAT(Of(*report, "received"), ElementsAre("la-ha 1"));
  EXPECT_THAT(Of(*report, "open"), IsEmpty());
}

}  // namespace
}  // namespace par::district::testing
