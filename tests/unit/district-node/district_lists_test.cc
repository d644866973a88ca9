// Goal: what a district is shown of its communes while they hand in: sums of their figures, who has
// handed in, and every criterion of every unit; each to whom it concerns.
// Method: one node with a district and three communes, two of which have handed up the sample's
// answers over the real exchange.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "district-node/entered_points.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReasonIs;

// Where OpenDossier tells `whom` that he may enter points of la-ha.
std::vector<std::string> MayEnter(OneNode& node, const identity::Caller& whom) {
  dossier::v1::OpenDossierRequest request;
  request.set_cycle(kCycle);
  request.set_unit("la-ha");
  const auto opened =
      node.parts.review.OpenDossier(*node.Snapshot(), whom, request, node.clock.WallMicros());
  PAR_CHECK(opened.ok());
  for (const assessment::v1::Way& way : opened->ways()) {
    if (way.kind() == "enter_points") return {way.on().begin(), way.on().end()};
  }
  return {};
}

class DistrictLists : public ::testing::Test {
 protected:
  DistrictLists() {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
    (void)node.Submit("la-ha", Answers("la-ha"));
    (void)node.Submit("song-ve", Answers("song-ve"));
    node.Deliver();
  }
  absl::StatusOr<dossier::v1::ListQueueResponse> QueueFor(const identity::Caller& whom) {
    dossier::v1::ListQueueRequest list;
    list.set_cycle(kCycle);
    return node.parts.review.ListQueue(*node.Snapshot(), whom, list, node.clock.WallMicros());
  }
  absl::StatusOr<dossier::v1::ListQueueResponse> Queue() { return QueueFor(caller); }
  dossier::v1::ListMarksResponse Marks() {
    dossier::v1::ListMarksRequest matrix;
    matrix.set_cycle(kCycle);
    const auto marks =
        node.parts.review.ListMarks(*node.Snapshot(), caller, matrix, node.clock.WallMicros());
    EXPECT_OK(marks);
    return marks.value_or(dossier::v1::ListMarksResponse());
  }
  static int ColumnOf(const dossier::v1::ListMarksResponse& marks, std::string_view criterion) {
    const auto at =
        std::find_if(marks.columns().begin(), marks.columns().end(),
                     [&](const auto& column) { return column.criterion() == criterion; });
    PAR_CHECK(at != marks.columns().end());
    return static_cast<int>(at - marks.columns().begin());
  }
  void BeginReview() {
    node.MoveCycle("in_review");
    for (const char* unit : {"la-ha", "song-ve"}) {
      ASSERT_OK(node.Act(unit, "accept"));
      ASSERT_OK(node.Act(unit, "begin_review"));
    }
  }
  // Criterion and points.
  void Enter(const std::string& unit,
             const std::vector<std::pair<std::string, std::string>>& entered) {
    dossier::v1::EnterPointsRequest request;
    request.set_cycle(kCycle);
    request.set_unit(unit);
    for (const auto& [criterion, points] : entered) {
      dossier::v1::NewPoints& one = *request.add_points();
      one.set_criterion(criterion);
      one.set_points(points);
      one.set_source("Báo cáo khảo sát số 12/BC-UBND");
    }
    ASSERT_OK(node.Run(services::Kind::kEnterPoints, node.council, request.SerializeAsString()));
  }

  OneNode node;
  const identity::Caller caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
};

TEST_F(DistrictLists, FiguresAddUpAndMissingUnitsAreNamed) {
  figures::v1::GetRollUpRequest request;
  request.set_cycle(kCycle);
  request.add_figures("tthc.commune.received");
  ASSERT_OK_AND_ASSIGN(const auto sums,
                       node.parts.figures.GetRollUp(*node.Snapshot(), caller, request));
  EXPECT_EQ(sums.units_declared(), 2u);
  EXPECT_EQ(sums.units_expected(), 3u);
  ASSERT_EQ(sums.missing_units_size(), 1);
  EXPECT_EQ(sums.missing_units(0), "nghia-ky");
  ASSERT_EQ(sums.sums_size(), 1);
  EXPECT_EQ(sums.sums(0).units(0).value(), "1.050");
  request.set_language("en");
  ASSERT_OK_AND_ASSIGN(const auto english,
                       node.parts.figures.GetRollUp(*node.Snapshot(), caller, request));
  EXPECT_EQ(english.sums(0).units(0).value(), "1050");
  EXPECT_EQ(english.on_time_percent().find(','), std::string::npos) << english.on_time_percent();
  EXPECT_NE(sums.on_time_working().find(sums.on_time_percent()), std::string::npos);
}

TEST_F(DistrictLists, TheQueueSaysWhatEachUnitWaitsFor) {
  ASSERT_OK_AND_ASSIGN(const auto queue, Queue());
  ASSERT_EQ(queue.rows_size(), 3);
  EXPECT_EQ(queue.rows(0).state(), "submitted");
  EXPECT_EQ(queue.rows(0).next(), "accept");
  EXPECT_TRUE(queue.rows(0).handed_in());
  EXPECT_EQ(queue.rows(0).timeliness(), "on_time");
  EXPECT_EQ(queue.rows(1).state(), "open");
  EXPECT_EQ(queue.rows(1).next(), "") << "it waits for the unit";
  EXPECT_FALSE(queue.rows(1).handed_in());
}

TEST_F(DistrictLists, TheAdministratorSeesWhoHasHandedInAndNothingOfWhatTheyDeclare) {
  const auto administrator = node.CallerOf("tu-nghia", "quan-tri", domain::Role::kAdministrator);
  EXPECT_THAT(QueueFor(administrator), ReasonIs("not_permitted"));
  dossier::v1::ListProgressRequest how_far;
  how_far.set_cycle(kCycle);
  ASSERT_OK_AND_ASSIGN(const auto progress,
                       node.parts.review.ListProgress(*node.Snapshot(), administrator, how_far));
  ASSERT_EQ(progress.rows_size(), 3);
  EXPECT_EQ(progress.rows(0).state(), "submitted");
  EXPECT_EQ(progress.rows(0).timeliness(), "on_time");
  EXPECT_EQ(progress.rows(1).state(), "open");
  EXPECT_EQ(progress.rows(1).received_at(), 0);
  EXPECT_TRUE(progress.rows(0).handed_in());
  EXPECT_FALSE(progress.rows(1).handed_in());
  EXPECT_THAT(node.parts.review.ListProgress(
                  *node.Snapshot(), node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer),
                  how_far),
              ReasonIs("not_permitted"));
}

TEST_F(DistrictLists, TheMatrixHasEveryCriterionOfWhoHandedIn) {
  const dossier::v1::ListMarksResponse marks = Marks();
  ASSERT_EQ(marks.rows_size(), 3);
  const dossier::v1::MarkRow& first = marks.rows(0);
  EXPECT_EQ(first.next(), "accept");
  EXPECT_FALSE(first.has_past_percent_e4()) << "no earlier year is published here";
  ASSERT_EQ(first.states_size(), marks.columns_size());
  EXPECT_EQ(first.self_total_e4(), Queue()->rows(0).self_score_e4());
  std::int64_t sum = 0;
  for (int i = 0; i < marks.columns_size(); ++i) {
    sum += first.self_e4(i);
    const bool own = marks.columns(i).source() == "self_assessed";
    EXPECT_EQ(first.standings(i), own ? dossier::v1::REVIEW_STANDING_UNSPECIFIED
                                      : dossier::v1::REVIEW_STANDING_NOT_HERE);
  }
  EXPECT_EQ(sum, first.self_total_e4());
  EXPECT_FALSE(first.lowered()) << "nothing is reviewed yet";
  EXPECT_EQ(marks.rows(1).states_size(), 0) << "nothing was handed in";
}

TEST_F(DistrictLists, TheMatrixTellsALossAsItCounts) {
  BeginReview();
  Enter("la-ha", {{"10.1", "0"}, {"9.1", "0"}, {"8.1.1", "2"}, {"8.1.2", "1.8"}, {"8.1.3", "0.5"}});
  Enter("song-ve", {{"10.1", "2"}, {"9.1", "1"}});
  const dossier::v1::ListMarksResponse marks = Marks();
  const struct {
    std::string_view why;
    int row;
    std::string_view criterion;
    dossier::v1::LossBand band;
  } kCases[] = {
      {"nothing was taken away", 0, "10.1", dossier::v1::LOSS_BAND_NONE},
      {"all that can be taken away was", 2, "10.1", dossier::v1::LOSS_BAND_MUCH},
      {"nobody owes a bonus", 0, "9.1", dossier::v1::LOSS_BAND_NONE},
      {"the whole bonus", 2, "9.1", dossier::v1::LOSS_BAND_NONE},
      {"all points of a survey", 0, "8.1.1", dossier::v1::LOSS_BAND_NONE},
      {"nine tenths of them", 0, "8.1.2", dossier::v1::LOSS_BAND_LITTLE},
      {"a quarter of them", 0, "8.1.3", dossier::v1::LOSS_BAND_MUCH},
      {"not entered yet", 2, "8.1.1", dossier::v1::LOSS_BAND_UNSPECIFIED},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(marks.rows(c.row).losses(ColumnOf(marks, c.criterion)), c.band) << c.why;
  }
}

TEST_F(DistrictLists, WhatIsEnteredDoesNotHideThatTheReviewLowered) {
  BeginReview();
  Enter("la-ha", {{"8.1.1", "2"}, {"8.1.2", "2"}, {"8.1.3", "1"}});
  Enter("song-ve", {{"10.1", "2"}});
  dossier::v1::ListMarksResponse marks = Marks();
  EXPECT_FALSE(marks.rows(0).lowered());
  EXPECT_FALSE(marks.rows(2).lowered()) << "a penalty is no judgement of what the unit declares";
  const int column = ColumnOf(marks, "1.4.2");
  ASSERT_EQ(marks.rows(0).self_e4(column), 10'000);
  dossier::v1::Action adjust;
  adjust.set_unit("la-ha");
  adjust.set_kind("adjust");
  adjust.set_criterion("1.4.2");
  adjust.set_text("Không có tin bài nào");
  adjust.mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
  adjust.mutable_mark()->set_points_e4(0);
  ASSERT_OK(node.Act(node.council, adjust));
  marks = Marks();
  EXPECT_EQ(marks.rows(0).reviewed_e4(column), 0);
  EXPECT_GT(marks.rows(0).reviewed_total_e4(), marks.rows(0).self_total_e4());
  EXPECT_TRUE(marks.rows(0).lowered()) << "by one point, though five were entered";
}

// What is agreed to in the matrix is what stood there: a dossier that changed since it was shown is
// left alone.
TEST_F(DistrictLists, AnActionOnWhatTheMatrixShowedIsRefusedOnceTheDossierHasChanged) {
  BeginReview();
  const dossier::v1::MarkRow shown = Marks().rows(0);
  EXPECT_EQ(shown.version(), node.Dossier("la-ha").version);
  dossier::v1::Action ask;
  ask.set_unit("la-ha");
  ask.set_kind("ask");
  ask.set_criterion("1.4.2");
  ask.set_text("Tin bài nào?");
  ASSERT_OK(node.Act(node.council, ask));
  dossier::v1::Action agree;
  agree.set_unit("la-ha");
  agree.set_kind("agree_rest");
  agree.add_criteria("1.1.1");
  agree.set_base_version(shown.version());
  EXPECT_THAT(node.Act(node.council, agree), ReasonIs("stale_version"));
  agree.set_base_version(Marks().rows(0).version());
  EXPECT_OK(node.Act(node.council, agree));
}

TEST_F(DistrictLists, WhoMayEnterPointsIsToldWhere) {
  std::vector<std::string> wanted = {"8.1.1", "8.1.2", "8.1.3", "8.1.4", "8.1.5",
                                     "8.5",   "8.6",   "9.1",   "10.1"};
  EXPECT_EQ(MayEnter(node, caller), wanted) << "before the review has begun, too";
  const auto reviewer = node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer);
  EXPECT_EQ(MayEnter(node, reviewer), std::vector<std::string>()) << "it is the council's work";
  record::v1::CouncilRow council;
  council.add_criteria("8.6");
  node.Put(CouncilKey(kCycle), services::EncodeRow(council));
  record::v1::SurveyRow survey;
  survey.set_issuer("tu-nghia");
  survey.set_set("commune-sample-2023");
  survey.set_year(2023);
  survey.add_criteria("8.1.1");
  node.Put(SurveyKey("sipas-2023"), services::EncodeRow(survey));
  std::erase_if(wanted, [](const std::string& one) { return one == "8.6" || one == "8.1.1"; });
  EXPECT_EQ(MayEnter(node, caller), wanted) << "what votes and a survey give is not typed in";
}

TEST(EnteringPoints, IsOverWithTheFinalResult) {
  OneNode node;
  const auto council = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
  node.MoveCycle("self_assessing");
  node.SetDay("2023-10-20");
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  EXPECT_FALSE(MayEnter(node, council).empty());
  node.ReviewToTheEnd();
  EXPECT_EQ(MayEnter(node, council), std::vector<std::string>());
}

}  // namespace
}  // namespace par::district::testing
