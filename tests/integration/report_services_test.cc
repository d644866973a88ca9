// Goal: indicators issued at a district come down to a commune's own node, the commune's figures go
// up, and the district sees them added up; who may not is told so.
// Method: two real nodes over mutual TLS, asked over gRPC; song-ve lives on the district's node.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "par/receipt/v1/receipt.grpc.pb.h"
#include "par/report/v1/report.grpc.pb.h"
#include "tests/support/cycle_world.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using receipt::v1::ReceiptService;
using report::v1::ReportService;

constexpr const char* kCatalogue = "par-report-district-2023";

class ReportServicesTest : public ::testing::Test {
 protected:
  static report::v1::DeclareFiguresRequest Figures(const std::string& unit, int received,
                                                   int on_time) {
    report::v1::DeclareFiguresRequest request;
    request.set_request_id(rpc::NewRequestId());
    request.set_unit(unit);
    request.set_catalogue(kCatalogue);
    request.set_period("2023-Q3");
    const std::pair<const char*, int> values[] = {
        {"files_received", received}, {"files_withdrawn", 0},   {"files_resolved", received},
        {"files_on_time", on_time},   {"files_in_progress", 0}, {"files_pending_in_time", 0}};
    for (const auto& [id, value] : values) {
      report::v1::Figure& figure = *request.add_figures();
      figure.set_indicator(id);
      figure.set_value(std::to_string(value));
    }
    return request;
  }
  static report::v1::GetReportRequest Wish(const std::string& unit) {
    report::v1::GetReportRequest request;
    request.set_catalogue(kCatalogue);
    request.set_period("2023-Q3");
    request.set_unit(unit);
    return request;
  }
  absl::Status Issue(const std::string& account) {
    report::v1::IssueIndicatorsRequest request;
    request.set_request_id(rpc::NewRequestId());
    request.set_actor_unit("tu-nghia");
    request.set_file_name("i.yaml");
    request.set_indicators_yaml(ReadText("figures/indicators-district-2023.yaml"));
    return world_.Upper(account, &ReportService::Stub::IssueIndicators, request).status();
  }
  // All that is wrong, by line; what it feeds is only warned of, as this node has no such set.
  void ExpectLookingIssuesNothing() {
    const auto look = [&](const std::string& account, const std::string& yaml) {
      report::v1::CheckIndicatorsRequest request;
      request.set_actor_unit("tu-nghia");
      request.set_indicators_yaml(yaml);
      return world_.Upper(account, &ReportService::Stub::CheckIndicators, request);
    };
    const std::string real = ReadText("figures/indicators-district-2023.yaml");
    EXPECT_THAT(look(kReviewer, real), ReasonIs("not_permitted"));
    ASSERT_OK_AND_ASSIGN(const auto good, look(kPublisher, real));
    EXPECT_EQ(good.catalogue().id(), kCatalogue);
    EXPECT_EQ(good.catalogue().version(), 1u);
    EXPECT_GT(good.catalogue().indicators(), 20u);
    ASSERT_EQ(good.findings_size(), 1);
    EXPECT_TRUE(good.findings(0).warning());
    EXPECT_EQ(good.findings(0).reason(), "criteria_set_not_active");
    ASSERT_OK_AND_ASSIGN(const auto bad, look(kPublisher, "format: parnet/indicators/1\nfoo: 1\n"));
    EXPECT_FALSE(bad.has_catalogue());
    EXPECT_EQ(static_cast<int>(bad.finding_count()), bad.findings_size());
    EXPECT_GT(bad.findings_size(), 1);
    ASSERT_OK_AND_ASSIGN(const auto known,
                         world_.Upper(kPublisher, &ReportService::Stub::ListIndicators,
                                      report::v1::ListIndicatorsRequest()));
    EXPECT_EQ(known.catalogues_size(), 0);
  }
  // Song-ve has declared 2023-Q1, and nothing of 2021.
  void ExpectOnlyWhatIsNotNewerHereIsSalvaged() {
    const std::string old_id(16, 'o');
    const auto salvage = [&](const std::string& id, const std::string& body) {
      report::v1::TakeSalvagedFiguresRequest request;
      request.set_request_id(rpc::NewRequestId());
      request.set_unit("song-ve");
      request.set_submission_id(id);
      request.set_body(body);
      return world_.Upper(kLeader, &ReportService::Stub::TakeSalvagedFigures, request);
    };
    const auto body = [](const std::string& unit, const std::string& period) {
      report::v1::UnitFigures figures;
      figures.set_unit(unit);
      figures.set_catalogue(kCatalogue);
      figures.set_period(period);
      figures.set_made_at(1);
      *figures.mutable_figures() = Figures(unit, 1, 1).figures();
      return figures.SerializeAsString();
    };
    EXPECT_THAT(salvage(old_id, "\xff no message"), ReasonIs("item_body_invalid"));
    EXPECT_THAT(salvage("short", body("song-ve", "2021")), ReasonIs("item_body_invalid"));
    EXPECT_THAT(salvage(old_id, body("la-ha", "2021")), ReasonIs("message_field_invalid"));
    EXPECT_THAT(salvage(old_id, body("song-ve", "2021-Q9")), ReasonIs("report_period_malformed"));
    EXPECT_THAT(salvage(old_id, body("song-ve", "2023-Q1")), ReasonIs("salvage_figures_newer"));
    const auto taken = salvage(old_id, body("song-ve", "2021"));
    ASSERT_OK(taken);
    EXPECT_FALSE(taken->known());
    const auto again = salvage(old_id, body("song-ve", "2021"));
    ASSERT_OK(again);
    EXPECT_TRUE(again->known());
  }
  std::string Cell(const report::v1::GetReportResponse& report, int row, const std::string& id) {
    for (const report::v1::ReportCell& cell : report.rows(row).cells()) {
      if (cell.id() == id) return cell.value() + " " + cell.made_of();
    }
    return "";
  }

  CycleWorld world_;
};

TEST_F(ReportServicesTest, FiguresOfACommuneReachTheDistrictAndAreAddedUp) {
  ExpectLookingIssuesNothing();
  EXPECT_THAT(Issue(kReviewer), ReasonIs("not_permitted"));
  ASSERT_OK(Issue(kPublisher));
  world_.StartCommune();
  CycleWorld::WaitFor("the indicators at the commune", [this] {
    report::v1::GetIndicatorsRequest request;
    request.set_id(kCatalogue);
    return world_.Commune(kLaHaClerk, &ReportService::Stub::GetIndicators, request).ok();
  });
  EXPECT_THAT(
      world_.Commune(kLaHaClerk, &ReportService::Stub::DeclareFigures, Figures("la-ha", 10, 9)),
      ReasonIs("not_permitted"))
      << "figures leave the unit: its leader declares them";
  ASSERT_OK(
      world_.Commune(kLaHaLeader, &ReportService::Stub::DeclareFigures, Figures("la-ha", 10, 9)));
  bool declared = false;
  CycleWorld::WaitFor("both communes at the district", [this, &declared] {
    if (!declared) {
      declared =
          world_.Upper(kLeader, &ReportService::Stub::DeclareFigures, Figures("song-ve", 90, 90))
              .ok();
    }
    const auto report = world_.Upper(kReviewer, &ReportService::Stub::GetReport, Wish("tu-nghia"));
    return report.ok() && report->reported() == 2;
  });
  const auto report = world_.Upper(kReviewer, &ReportService::Stub::GetReport, Wish("tu-nghia"));
  ASSERT_OK(report);
  EXPECT_EQ(Cell(*report, 0, "files_received"), "100 ");
  EXPECT_EQ(Cell(*report, 0, "on_time_rate"), "99,00 % 99/100");
  EXPECT_THAT(world_.Upper(kOtherDistrict, &ReportService::Stub::GetReport, Wish("tu-nghia")),
              ReasonIs("not_permitted"));
  EXPECT_THAT(world_.Upper(kClerk, &ReportService::Stub::GetReport, Wish("la-ha")),
              ReasonIs("not_permitted"))
      << "another commune's figures";
  const auto province =
      world_.Upper(kProvinceReviewer, &ReportService::Stub::GetReport, Wish("tu-nghia"));
  EXPECT_OK(province) << "a superior further up";
  EXPECT_EQ(report->closing_day(), "2023-09-30");
  EXPECT_LT(report->days_left(), 0) << "that day is long past";
  for (const report::v1::ReportRow& row : report->rows()) {
    EXPECT_EQ(row.days_late() > 0, row.declared_at() != 0) << row.unit();
    if (row.declared_at() == 0) continue;
    EXPECT_EQ(row.by().full_name(), "Nguyễn Thị Lan") << row.unit() << ", also of another node";
    EXPECT_EQ(row.by().account(), row.declared_by());
    EXPECT_EQ(row.by().unit(), row.unit());
  }
  // And the unit sees where its figures stand.
  CycleWorld::WaitFor("the receipt", [this] {
    receipt::v1::ListItemsRequest request;
    request.set_unit("la-ha");
    const auto list = world_.Commune(kLaHaClerk, &ReceiptService::Stub::ListItems, request);
    if (!list.ok()) return false;
    for (const receipt::v1::ListedItem& item : list->items()) {
      if (item.what() == "figures" && item.standing() == "received") return true;
    }
    return false;
  });
}

TEST_F(ReportServicesTest, MonthsMakeAQuarterAndAQuarterFollowsTheOneBefore) {
  ASSERT_OK(Issue(kPublisher));
  const auto declare = [&](const std::string& period, int received, int carried_over) {
    report::v1::DeclareFiguresRequest request = Figures("song-ve", received, received);
    request.set_period(period);
    report::v1::Figure& figure = *request.add_figures();
    figure.set_indicator("files_carried_over");
    figure.set_value(std::to_string(carried_over));
    return world_.Upper(kLeader, &ReportService::Stub::DeclareFigures, request);
  };
  const auto reasons = [](const absl::StatusOr<report::v1::DeclareFiguresResponse>& declared) {
    std::set<std::string> all;
    EXPECT_OK(declared);
    if (declared.ok()) {
      for (const report::v1::ReportFinding& one : declared->findings()) all.insert(one.reason());
    }
    return all;
  };
  report::v1::GetReportRequest quarter = Wish("song-ve");
  quarter.set_period("2022-Q4");
  CycleWorld::WaitFor("the indicators below", [&] { return declare("2022-10", 10, 0).ok(); });
  EXPECT_TRUE(reasons(declare("2022-11", 20, 0)).empty());
  const auto partly = world_.Upper(kLeader, &ReportService::Stub::GetReport, quarter);
  ASSERT_OK(partly);
  EXPECT_EQ(partly->reported(), 0u) << "December is missing";
  EXPECT_TRUE(reasons(declare("2022-12", 30, 0)).empty());
  const auto whole = world_.Upper(kLeader, &ReportService::Stub::GetReport, quarter);
  ASSERT_OK(whole);
  EXPECT_EQ(Cell(*whole, 0, "files_resolved"), "60 ");
  EXPECT_TRUE(whole->rows(0).composed());
  EXPECT_EQ(whole->reported(), 1u);
  quarter.set_period("2022");
  EXPECT_EQ(world_.Upper(kLeader, &ReportService::Stub::GetReport, quarter)->reported(), 0u)
      << "nine months are missing";
  EXPECT_TRUE(reasons(declare("2023-Q1", 5, 4)).contains("figures_identity"))
      << "nothing was open when December ended";
  EXPECT_TRUE(reasons(declare("2022-Q4", 61, 0)).contains("figures_period_parts"));
  ExpectOnlyWhatIsNotNewerHereIsSalvaged();
}

}  // namespace
}  // namespace par::testing
