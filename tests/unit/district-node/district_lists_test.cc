// Goal: what a district is shown of its communes while they hand in: sums of their figures, who has
// handed in, and every criterion of every unit; each to whom it concerns.
// Method: one node with a district and three communes, two of which have handed up the sample's
// answers over the real exchange.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReasonIs;

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
  dossier::v1::ListMarksRequest matrix;
  matrix.set_cycle(kCycle);
  ASSERT_OK_AND_ASSIGN(
      const auto marks,
      node.parts.review.ListMarks(*node.Snapshot(), caller, matrix, node.clock.WallMicros()));
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
    EXPECT_EQ(first.losses(i), static_cast<dossier::v1::LossBand>(domain::LossOf(
                                   domain::LeafState(first.states(i) - 1),
                                   domain::Points::FromE4(first.reviewed_e4(i)),
                                   domain::Points::FromE4(marks.columns(i).maximum_e4()))))
        << i;
    EXPECT_EQ(first.standings(i), own ? dossier::v1::REVIEW_STANDING_UNSPECIFIED
                                      : dossier::v1::REVIEW_STANDING_NOT_HERE);
  }
  EXPECT_EQ(sum, first.self_total_e4());
  EXPECT_GT(std::count(first.losses().begin(), first.losses().end(), dossier::v1::LOSS_BAND_NONE),
            0);
  EXPECT_EQ(first.lowered(), first.self_total_e4() > first.reviewed_total_e4());
  EXPECT_EQ(marks.rows(1).states_size(), 0) << "nothing was handed in";
}

}  // namespace
}  // namespace par::district::testing
