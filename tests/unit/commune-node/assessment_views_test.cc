// Goal: a unit sees its draft with the domain's score, where its submission is, and what would cost
// it points, the most first.
// Method: a commune's node in memory; the answers are spoilt in known places.
#include "commune-node/assessment_views.h"

#include <gtest/gtest.h>

#include <algorithm>

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

constexpr std::int64_t kNow = 1'735'689'600'000'000;

identity::Caller Of(std::string unit, domain::Role role) {
  return {.account = domain::AccountId("lan"),
          .unit = domain::UnitId(std::move(unit)),
          .roles = {role},
          .areas = {}};
}

// "save approve"
std::string Kinds(const assessment::v1::GetAssessmentResponse& shown) {
  std::string kinds;
  for (const assessment::v1::Way& way : shown.ways()) {
    kinds += (kinds.empty() ? "" : " ") + way.kind();
  }
  return kinds;
}

TEST(AssessmentViews, ShowAnAssessmentFromNothingToSaved) {
  CommuneWorld world;
  const AssessmentViews views(world.desks().units, world.desks().dossiers,
                              world.desks().earlier_scores);
  const identity::Caller leader = Of("la-ha", domain::Role::kLeader);
  ASSERT_OK_AND_ASSIGN(const auto empty, views.Get(world.store(), leader, Asking(), kNow));
  EXPECT_EQ(empty.state(), "open");
  EXPECT_EQ(empty.version(), 0u);
  EXPECT_EQ(Kinds(empty), "save");
  EXPECT_EQ(empty.sheet().total_e4(), 0);
  ASSERT_GT(empty.findings_size(), 1);
  EXPECT_EQ(empty.findings(0).reason(), "dossier_empty");
  EXPECT_TRUE(empty.findings(0).blocks_submission());
  EXPECT_NE(empty.findings(0).text().find("Thị trấn La Hà"), std::string::npos)
      << empty.findings(0).text();
  EXPECT_THAT(views.Get(world.store(), leader, Asking("song-ve"), kNow),
              ReasonIs("unit_not_hosted"));

  ASSERT_OK(world.Run(Kind::kFillAnswers, world.GoodRequest(), "fill"));
  ASSERT_OK_AND_ASSIGN(const auto filled, views.Get(world.store(), leader, Asking(), kNow));
  EXPECT_EQ(Kinds(filled), "save approve");
  const identity::Caller above = Of("tu-nghia", domain::Role::kCouncil);
  ASSERT_OK_AND_ASSIGN(const auto seen, views.Get(world.store(), above, Asking(), kNow));
  EXPECT_EQ(Kinds(seen), "") << "what is above acts on what it holds, not on the unit's own";
  ASSERT_OK(world.Act("approve", "approve"));
  ASSERT_OK(world.Act("submit", "submit"));
  ASSERT_OK_AND_ASSIGN(const auto sent, views.Get(world.store(), leader, Asking(), kNow));
  EXPECT_EQ(sent.state(), "submitted");
  EXPECT_EQ(Kinds(sent), "withdraw");
  EXPECT_EQ(sent.delivery(), "saved");
  EXPECT_EQ(sent.receipt_number(), "");
  const domain::Answers answers = testing::SampleAnswers(world.set(), "la-ha");
  EXPECT_EQ(sent.sheet().total_e4(), domain::Score(world.set(), answers).total.e4());
}

TEST(AssessmentViews, FindWhatWouldCostPointsTheMostFirst) {
  CommuneWorld world;
  const AssessmentViews views(world.desks().units, world.desks().dossiers,
                              world.desks().earlier_scores);
  assessment::v1::FillAnswersRequest request = world.GoodRequest();
  auto& figures = *request.mutable_answers()->mutable_figures();
  for (int i = figures.size() - 1; i >= 0; --i) {
    if (figures[i].figure() == "1.1.3.b") figures.DeleteSubrange(i, 1);
  }
  ASSERT_OK(world.Run(Kind::kFillAnswers, request, "fill"));
  const identity::Caller leader = Of("la-ha", domain::Role::kLeader);
  ASSERT_OK_AND_ASSIGN(const auto shown, views.Get(world.store(), leader, Asking(), kNow));
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
      const auto& figures_of_set = world.set().figures;
      const auto figure = std::find_if(figures_of_set.begin(), figures_of_set.end(),
                                       [](const auto& one) { return one.id == "1.1.3.b"; });
      ASSERT_NE(figure, figures_of_set.end());
      ASSERT_NE(figure->title, "");
      EXPECT_NE(finding.text().find(figure->title), std::string::npos) << finding.text();
      const domain::LeafIndex leaf = world.set().FindLeaf("1.1.3");
      EXPECT_EQ(finding.at_stake_e4(), world.set().NodeOf(leaf).maximum.e4());
      missing = true;
    }
  }
  EXPECT_TRUE(missing);
}

TEST(AssessmentViews, ListOnlyWhatTheCallerMaySee) {
  CommuneWorld world;
  const AssessmentViews views(world.desks().units, world.desks().dossiers,
                              world.desks().earlier_scores);
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
    ASSERT_OK_AND_ASSIGN(const auto list,
                         views.List(world.store(), Of(row.unit, domain::Role::kClerk), {}, kNow));
    ASSERT_EQ(list.assessments_size(), row.seen);
    if (row.seen > 0) {
      EXPECT_EQ(list.assessments(0).next(), "save");
    }
  }
}

}  // namespace
}  // namespace par::commune
