// Goal: however much is said of a dossier, its unit is told of it and it is brought to its end;
// what has no room is refused as if it had never come.
// Method: the node of the flow; the unit sends the longest appeals and withdraws them, and the
// council enters points with the longest sources, until there is no room.
#include <gtest/gtest.h>

#include "common/domain/dossier_actions.h"
#include "common/services/kinds.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::IsOkAndHolds;
using ::par::testing::ReasonIs;

std::string Longest() { return std::string(domain::kLongestDossierText, 'x'); }

class DistrictFull : public ::testing::Test {
 protected:
  DistrictFull() {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
    (void)node.Submit("la-ha", Answers("la-ha"));
    node.Deliver();
  }
  // To where the unit may appeal.
  void OpenAppeals() {
    node.MoveCycle("in_review");
    EXPECT_THAT(node.Act("la-ha", "accept"), IsOkAndHolds("accepted"));
    EXPECT_THAT(node.Act("la-ha", "begin_review"), IsOkAndHolds("in_review"));
    dossier::v1::Action rest;
    rest.set_unit("la-ha");
    rest.set_kind("agree_rest");
    for (int area = 1; area <= 8; ++area) rest.add_areas(std::to_string(area));
    EXPECT_THAT(node.Act(node.council, rest), IsOkAndHolds("in_review"));
    EXPECT_THAT(node.Act("la-ha", "settle"), IsOkAndHolds("provisional"));
    node.SetDay("2023-11-25");
    for (const char* unit : {"nghia-ky", "song-ve"}) {
      EXPECT_THAT(node.Act(unit, "mark_not_submitted"), IsOkAndHolds("not_submitted"));
    }
    node.MoveCycle("provisional");
    node.MoveCycle("appeal_window");
    EXPECT_THAT(node.Act("la-ha", "open_appeals"), IsOkAndHolds("appeal"));
    node.Deliver();
  }
  // What became of it above.
  std::string Send(const char* kind, const std::string& text) {
    dossier::v1::Action action;
    action.set_kind(kind);
    action.set_text(text);
    action.set_criterion("1.4.2");
    const std::string id = node.SendAction("la-ha", action);
    node.Deliver();
    return node.ResultOf("la-ha", id);
  }
  // The criteria that the unit does not score itself, one after the other; the reason at last.
  std::string FillEntered() {
    const auto frame = node.parts.dossiers.Frame(node.store, kCycle);
    for (const domain::ReviewedLeaf& leaf : frame->given) {
      dossier::v1::EnterPointsRequest request;
      request.set_cycle(kCycle);
      request.set_unit("la-ha");
      dossier::v1::NewPoints& points = *request.add_points();
      points.set_criterion(leaf.criterion);
      points.set_points("0");
      points.set_source(Longest());
      const auto entered =
          node.Run(services::Kind::kEnterPoints, node.council, request.SerializeAsString());
      if (!entered.ok()) return domain::ReasonOf(entered.status());
    }
    return "";
  }
  OneNode node;
};

TEST_F(DistrictFull, AppealsWithoutEndAreRefusedAndTheRestGoesOn) {
  EXPECT_EQ(FillEntered(), "entered_points_too_long");
  OpenAppeals();
  std::string said = "applied";
  int rounds = 0;
  for (; said == "applied" && rounds < 100; ++rounds) {
    said = Send("appeal", Longest());
    if (said == "applied") said = Send("withdraw_appeal", Longest());
  }
  EXPECT_EQ(said, "dossier_full");
  EXPECT_GT(rounds, 20);
  const domain::Dossier full = node.Dossier("la-ha");
  EXPECT_EQ(node.NoticeOf("la-ha").version(), full.version) << "the unit was told of the last";
  EXPECT_EQ(Send("appeal", Longest()), "dossier_full");
  EXPECT_EQ(node.Dossier("la-ha"), full) << "refused, so nothing came of it";

  if (!full.appeals.empty()) {
    EXPECT_EQ(Send("withdraw_appeal", "Đã rõ"), "applied");
  }
  node.SetDay("2023-12-01");
  dossier::v1::Action finalise;
  finalise.set_unit("la-ha");
  finalise.set_kind("finalise");
  finalise.set_text(Longest());
  EXPECT_THAT(node.Act(node.council, finalise), IsOkAndHolds("final"));
  node.Deliver();
  EXPECT_EQ(node.NoticeOf("la-ha").state(), "final");
  node.ExpectRebuilds();
}

}  // namespace
}  // namespace par::district::testing
