// Goal: a periodic report can be made an official paper whether or not this node has the set that
// its catalogue feeds; where it has not, the paper does without the forecast and the forecast says
// why.
// Method: one catalogue that feeds a set, the set in each state that a node may know it in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/docx_reader.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReadText;
using ::par::testing::ReasonIs;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSet = "commune-sample-2024";  // The node has no version of it.
constexpr const char* kFeeding = R"(format: parnet/indicators/1
id: files
title: Hồ sơ
indicators:
  received: {title: Tiếp nhận, kind: count, most: 100000}
  on_time: {title: Đúng hạn, kind: count, part_of: received}
criteria:
  set: commune-sample-2024
  figures:
    "1.1.3.a": {of: received, unit: la-ha}
    "1.1.3.b": {of: on_time, unit: la-ha}
)";

class DistrictReportPaper : public ::testing::Test {
 protected:
  void SetUp() override {
    report::v1::IssueIndicatorsRequest issue;
    issue.set_actor_unit("tu-nghia");
    issue.set_indicators_yaml(kFeeding);
    issue.set_file_name("files.yaml");
    ASSERT_OK(
        node.Run(services::Kind::kIssueIndicators, node.publisher, issue.SerializeAsString()));
    report::v1::DeclareFiguresRequest declare;
    declare.set_unit("la-ha");
    declare.set_catalogue("files");
    declare.set_period("2023-Q3");
    for (const auto& [id, value] : {std::pair("received", "10"), std::pair("on_time", "9")}) {
      report::v1::Figure& figure = *declare.add_figures();
      figure.set_indicator(id);
      figure.set_value(value);
    }
    ASSERT_OK(node.Run(services::Kind::kDeclareFigures, {"la-ha", "chu-tich", "leader"},
                       declare.SerializeAsString()));
  }
  absl::StatusOr<document::v1::MadeDocument> Paper() {
    report::v1::MakeDocumentRequest request;
    request.set_catalogue("files");
    request.set_period("2023-Q3");
    request.set_unit("la-ha");
    request.set_particulars(ReadText("criteria/documents/report.yaml"));
    return node.parts.reports.view().MakeDocument(*node.Snapshot(), caller, request,
                                                  node.parts.sets);
  }
  absl::Status Forecast() {
    report::v1::GetForecastRequest request;
    request.set_catalogue("files");
    request.set_period("2023-Q3");
    request.set_unit("la-ha");
    return node.parts.reports.view()
        .GetForecast(*node.Snapshot(), caller, request, node.parts.sets)
        .status();
  }
  void PutSet(criteria::v1::SetState state) {
    node.PutSet(kSet, 1, "commune",
                Replaced(ReadText("criteria/commune-sample-2023.yaml"), "id: commune-sample-2023",
                         "id: " + std::string(kSet)),
                state);
  }

  OneNode node;
  const identity::Caller caller = node.CallerOf("la-ha", "x", domain::Role::kLeader);
};

TEST_F(DistrictReportPaper, HasAForecastWhereTheSetIsActiveAndDoesWithoutItElsewhere) {
  struct Row {
    const char* why;
    criteria::v1::SetState state;
    bool foreseen;
  };
  constexpr Row kRows[] = {
      {"the node never had it", criteria::v1::SET_STATE_UNSPECIFIED, false},
      {"published, not yet active", criteria::v1::SET_STATE_PUBLISHED, false},
      {"active", criteria::v1::SET_STATE_ACTIVE, true},
      {"no longer active", criteria::v1::SET_STATE_PUBLISHED, false},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    if (row.state != criteria::v1::SET_STATE_UNSPECIFIED) PutSet(row.state);
    const auto made = Paper();
    ASSERT_OK(made);
    EXPECT_EQ(made->findings_size(), 0);
    const auto content = par::testing::ReadDocx(made->docx());
    const auto forecast = Contains(HasSubstr("Dự báo tiêu chí mất điểm"));
    if (row.foreseen) {
      EXPECT_THAT(content.paragraphs, forecast);
      EXPECT_OK(Forecast());
    } else {
      EXPECT_THAT(content.paragraphs, Not(forecast));
      EXPECT_THAT(Forecast(), ReasonIs(absl::StatusCode::kNotFound, "criteria_set_not_active"));
    }
  }
}

}  // namespace
}  // namespace par::district::testing
