// Goal: a unit sees its draft with the domain's score, where its submission is, and what would cost
// it points, the most first.
// Method: a commune's node in memory; the answers are spoilt in known places.
#include "commune-node/assessment_views.h"

#include <gtest/gtest.h>

#include "common/services/kinds.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/commune-node/commune_world.h"

namespace par::commune {
namespace {

using par::testing::ReasonIs;
using services::Kind;
using testing::CommuneWorld;

assessment::v1::GetAssessmentRequest Asking(std::string_view unit = "la-ha") {
  assessment::v1::GetAssessmentRequest request;
  request.set_cycle("c-2025");
  request.set_unit(std::string(unit));
  request.set_language("vi");
  return request;
}

TEST(AssessmentViews, ShowAnAssessmentFromNothingToSaved) {
  CommuneWorld world;
  const AssessmentViews views(world.desks().units, world.desks().dossiers);
  ASSERT_OK_AND_ASSIGN(const auto empty, views.Get(world.store(), Asking()));
  EXPECT_EQ(empty.state(), "open");
  EXPECT_EQ(empty.version(), 0u);
  EXPECT_EQ(empty.sheet().total_e4(), 0);
  ASSERT_GT(empty.findings_size(), 1);
  EXPECT_EQ(empty.findings(0).reason(), "dossier_empty");
  EXPECT_TRUE(empty.findings(0).blocks_submission());
  EXPECT_THAT(views.Get(world.store(), Asking("song-ve")), ReasonIs("unit_not_hosted"));

  ASSERT_OK(world.Run(Kind::kFillAnswers, world.GoodRequest(), "fill"));
  ASSERT_OK(world.Act("approve", "approve"));
  ASSERT_OK(world.Act("submit", "submit"));
  ASSERT_OK_AND_ASSIGN(const auto sent, views.Get(world.store(), Asking()));
  EXPECT_EQ(sent.state(), "submitted");
  EXPECT_EQ(sent.delivery(), "saved");
  EXPECT_EQ(sent.receipt_number(), "");
  const domain::Answers answers = testing::SampleAnswers(world.set(), "la-ha");
  EXPECT_EQ(sent.sheet().total_e4(), domain::Score(world.set(), answers).total.e4());
}

TEST(AssessmentViews, FindWhatWouldCostPointsTheMostFirst) {
  CommuneWorld world;
  const AssessmentViews views(world.desks().units, world.desks().dossiers);
  assessment::v1::FillAnswersRequest request = world.GoodRequest();
  auto& figures = *request.mutable_answers()->mutable_figures();
  for (int i = figures.size() - 1; i >= 0; --i) {
    if (figures[i].figure() == "1.1.3.b") figures.DeleteSubrange(i, 1);
  }
  ASSERT_OK(world.Run(Kind::kFillAnswers, request, "fill"));
  ASSERT_OK_AND_ASSIGN(const auto shown, views.Get(world.store(), Asking()));
  bool missing = false;
  for (int i = 0; i < shown.findings_size(); ++i) {
    const assessment::v1::Finding& finding = shown.findings(i);
    EXPECT_FALSE(finding.text().empty());
    EXPECT_FALSE(finding.blocks_submission());
    if (i > 0) {
      EXPECT_GE(shown.findings(i - 1).at_stake_e4(), finding.at_stake_e4());
    }
    if (finding.criterion() == "1.1.3") {
      EXPECT_EQ(finding.reason(), "finding_input_missing");
      const domain::LeafIndex leaf = world.set().FindLeaf("1.1.3");
      EXPECT_EQ(finding.at_stake_e4(), world.set().NodeOf(leaf).maximum.e4());
      missing = true;
    }
  }
  EXPECT_TRUE(missing);
}

TEST(AssessmentViews, ListOnlyWhatTheCallerMaySee) {
  CommuneWorld world;
  const AssessmentViews views(world.desks().units, world.desks().dossiers);
  struct Row {
    std::string_view why;
    std::string unit;
    int seen;
  };
  const Row kRows[] = {
      {"its own", "la-ha", 1},
      {"the neighbour's", "song-ve", 0},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    const identity::Caller caller{.account = domain::AccountId("lan"),
                                  .unit = domain::UnitId(row.unit),
                                  .roles = {domain::Role::kClerk},
                                  .areas = {}};
    ASSERT_OK_AND_ASSIGN(const auto list,
                         views.List(world.store(), caller, {}, 1'735'689'600'000'000));
    EXPECT_EQ(list.assessments_size(), row.seen);
  }
}

}  // namespace
}  // namespace par::commune
