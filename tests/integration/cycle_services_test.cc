// Goal: a small cycle goes through the services of review, surveys, the leaders' council, ranking
// and decision over gRPC, from the unit's answers to a published decision, and at every step who
// may not, or comes too early, is told so and changes nothing. Method: one real node that hosts the
// district and its commune, with the exchange between the two inside it; people call as their own
// accounts.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "common/base/sha256.h"
#include "common/domain/dossier_scores.h"
#include "par/decision/v1/decision.grpc.pb.h"
#include "par/ranking/v1/ranking.grpc.pb.h"
#include "tests/integration/survey_and_council.h"
#include "tests/support/cycle_world.h"
#include "tests/support/raw_http.h"
#include "tests/support/sample_cycle.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using assessment::v1::AssessmentService;
using decision::v1::DecisionService;
using dossier::v1::DossierService;
using ranking::v1::RankingService;

class CycleServicesTest : public ::testing::Test {
 protected:
  absl::StatusOr<dossier::v1::ActResponse> Act(const std::string& account,
                                               const std::string& kind) {
    return Act(account, CycleWorld::Action(kOneCycle, "song-ve", kind));
  }
  absl::StatusOr<dossier::v1::ActResponse> Act(const std::string& account,
                                               const dossier::v1::ActRequest& request) {
    return world_.Upper(account, &DossierService::Stub::Act, request);
  }
  void Expect(const std::string& account, const std::string& kind, const std::string& state) {
    const auto done = Act(account, kind);
    ASSERT_OK(done) << kind;
    EXPECT_EQ(done->state(), state) << kind;
  }
  absl::StatusOr<dossier::v1::OpenDossierResponse> Open(const std::string& account) {
    dossier::v1::OpenDossierRequest request;
    request.set_cycle(kOneCycle);
    request.set_unit("song-ve");
    return world_.Upper(account, &DossierService::Stub::OpenDossier, request);
  }
  // A hash over all that the district holds of it.
  std::string HeldNow() {
    const auto opened = Open(kReviewer);
    return opened.ok() ? Sha256::Of(opened->SerializeAsString()).Hex() : "";
  }
  template <typename Answer>
  void ExpectRefused(const Answer& answer, const std::string& reason, const std::string& before) {
    EXPECT_THAT(answer, ReasonIs(reason));
    EXPECT_EQ(HeldNow(), before) << reason << " changed something";
  }

  void Submit() {
    ASSERT_OK(world_.Upper(kClerk, &AssessmentService::Stub::FillAnswers,
                           world_.Fill(kOneCycle, "song-ve")));
    Expect(kLeader, "approve", "approved");
    Expect(kLeader, "submit", "submitted");
    CycleWorld::WaitFor("the dossier at the district", [this] { return Open(kReviewer).ok(); });
  }
  void Review();
  void EnterPoints();
  void Finish();

  absl::StatusOr<ranking::v1::GetRankingResponse> Ranking(const std::string& account) {
    ranking::v1::GetRankingRequest request;
    request.set_cycle(kOneCycle);
    return world_.Upper(account, &RankingService::Stub::GetRanking, request);
  }
  absl::StatusOr<decision::v1::PublishDecisionResponse> Publish(const std::string& account) {
    decision::v1::PublishDecisionRequest request;
    request.set_request_id(rpc::NewRequestId());
    request.set_cycle(kOneCycle);
    request.set_number("2873/QĐ-UBND");
    request.set_date("2023-12-20");
    return world_.Upper(account, &DecisionService::Stub::PublishDecision, request);
  }

  absl::StatusOr<decision::v1::GetProgressResponse> Progress(const std::string& account) {
    decision::v1::GetProgressRequest request;
    request.set_cycle(kOneCycle);
    return world_.Upper(account, &DecisionService::Stub::GetProgress, request);
  }
  void ExpectPublic(const std::string& id);

  CycleWorld world_;
};

// "reason unit", of each.
std::vector<std::string> ObstaclesOf(const decision::v1::GetProgressResponse& progress) {
  std::vector<std::string> obstacles;
  for (const decision::v1::Obstacle& one : progress.obstacles()) {
    obstacles.push_back(one.reason() + " " + one.unit());
  }
  return obstacles;
}

// Whoever asks without an account gets what was published, and nothing else from those paths.
void CycleServicesTest::ExpectPublic(const std::string& id) {
  const auto get = [this](const std::string& path, const std::string& more = {}) {
    return RawHttp(world_.portal_port())
        .Ask("GET /public/data/" + path + " HTTP/1.1\r\nHost: nut\r\n" + more + "\r\n");
  };
  const RawAnswer list = get("decisions.json");
  EXPECT_NE(list.body.find(id), std::string::npos) << list.body;
  EXPECT_EQ(list.status, 200);
  EXPECT_NE(list.head.find("max-age=5"), std::string::npos) << list.head;
  const RawAnswer results = get(id + "/results.csv");
  EXPECT_EQ(results.status, 200);
  EXPECT_NE(results.body.find("song-ve"), std::string::npos);
  const std::string etag = results.Field("ETag");
  EXPECT_EQ(get(id + "/results.csv", "If-None-Match: " + etag + "\r\n").status, 304);
  for (const std::string& nothing :
       {id + "/config.yaml", std::string(64, 'a') + "/results.csv", id, id + "/../../par",
        std::string("2873/results.csv"), id + "/%2e%2e", std::string("accounts.json")}) {
    EXPECT_EQ(get(nothing).status, 404) << nothing;
  }
  const RawAnswer call = RawHttp(world_.portal_port())
                             .Ask(
                                 "POST /par.decision.v1.PublicService/ListPublished "
                                 "HTTP/1.1\r\nHost: nut\r\nContent-Type: application/json\r\n"
                                 "Content-Length: 2\r\n\r\n{}");
  EXPECT_EQ(call.status, 404) << "only by the paths that keep what was made";
}

void CycleServicesTest::Review() {
  std::string before = HeldNow();
  ExpectRefused(Act(kClerk, "accept"), "not_permitted", before);
  ExpectRefused(Act(kOtherDistrict, "accept"), "not_permitted", before);
  ExpectRefused(Act(kReviewer, "begin_review"), "dossier_state_forbids", before);
  Expect(kReviewer, "accept", "accepted");
  Expect(kReviewer, "begin_review", "in_review");
  world_.MoveCycle(kOneCycle, "in_review");

  before = HeldNow();
  dossier::v1::ActRequest stale = CycleWorld::Action(kOneCycle, "song-ve", "agree");
  stale.mutable_action()->set_criterion("1.4.2");
  stale.mutable_action()->set_base_version(0);
  ExpectRefused(Act(kCouncil, stale), "stale_version", before);
  dossier::v1::ActRequest above = CycleWorld::Action(kOneCycle, "song-ve", "adjust");
  above.mutable_action()->set_criterion("1.4.2");
  above.mutable_action()->set_text("Đếm lại");
  above.mutable_action()->mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
  above.mutable_action()->mutable_mark()->set_points_e4(1'000'000);
  ExpectRefused(Act(kCouncil, above), "mark_out_of_range", before);
  above.set_request_id(rpc::NewRequestId());
  ExpectRefused(Act(kReviewer, above), "area_not_assigned", before);
  dossier::v1::ActRequest unknown = CycleWorld::Action(kOneCycle, "song-ve", "agree");
  unknown.mutable_action()->set_criterion("9.9.9");
  ExpectRefused(Act(kCouncil, unknown), "criterion_unknown", before);
  ExpectRefused(Act(kReviewer, "settle"), "not_permitted", before);
  ExpectRefused(Act(kCouncil, "settle"), "leaf_unreviewed", before);

  dossier::v1::ActRequest adjust = above;
  adjust.set_request_id(rpc::NewRequestId());
  adjust.mutable_action()->mutable_mark()->set_points_e4(0);
  ASSERT_OK(Act(kCouncil, adjust));
  dossier::v1::ActRequest rest = CycleWorld::Action(kOneCycle, "song-ve", "agree_rest");
  for (const domain::ReviewedLeaf& leaf : domain::ReviewedLeavesOf(SampleSet())) {
    auto& areas = *rest.mutable_action()->mutable_areas();
    if (std::find(areas.begin(), areas.end(), leaf.area) == areas.end()) *areas.Add() = leaf.area;
  }
  ASSERT_OK(Act(kCouncil, rest));
}

// Half of the maximum for everything the unit does not score itself.
void CycleServicesTest::EnterPoints() {
  dossier::v1::EnterPointsRequest request;
  request.set_request_id(rpc::NewRequestId());
  request.set_cycle(kOneCycle);
  request.set_unit("song-ve");
  const domain::CriteriaSet& set = SampleSet();
  for (const domain::Leaf& leaf : set.leaves) {
    const domain::Node& node = set.NodeOf(leaf);
    if (node.source == domain::Source::kSelfAssessed) continue;
    dossier::v1::NewPoints& points = *request.add_points();
    points.set_criterion(node.id);
    points.set_points(
        domain::Points::FromE4(node.maximum.e4() / 2).FormatShort(domain::NumberStyle::kPlain));
    points.set_source("Báo cáo khảo sát số 12/BC-UBND");
  }
  const std::string before = HeldNow();
  ExpectRefused(world_.Upper(kReviewer, &DossierService::Stub::EnterPoints, request),
                "not_permitted", before);
  ExpectRefused(world_.Upper(kLeader, &DossierService::Stub::EnterPoints, request), "not_permitted",
                before);
  dossier::v1::EnterPointsRequest over = request;
  over.mutable_points(0)->set_points("1000");
  ExpectRefused(world_.Upper(kCouncil, &DossierService::Stub::EnterPoints, over),
                "entered_points_range", before);
  ASSERT_OK(world_.Upper(kCouncil, &DossierService::Stub::EnterPoints, request));
}

void CycleServicesTest::Finish() {
  Expect(kCouncil, "settle", "provisional");
  const std::string before = HeldNow();
  ExpectRefused(Act(kCouncil, "open_appeals"), "cycle_state_forbids", before);
  world_.MoveCycle(kOneCycle, "provisional");
  world_.MoveCycle(kOneCycle, "appeal_window");
  Expect(kCouncil, "open_appeals", "appeal");
  Expect(kCouncil, "finalise", "final");
  world_.MoveCycle(kOneCycle, "final");
}

TEST_F(CycleServicesTest, FromAnswersToAPublishedDecision) {
  Submit();
  Review();
  EnterPoints();
  ASSERT_OK_AND_ASSIGN(const auto typed_in, Ranking(kCouncil));
  ScoreBySurvey(world_);
  ScoreByCouncil(world_);

  EXPECT_THAT(Ranking(kLeader), ReasonIs("not_permitted")) << "not before publication";
  EXPECT_THAT(Ranking(kOtherDistrict), ReasonIs("not_permitted"));
  ASSERT_OK_AND_ASSIGN(const auto provisional, Ranking(kCouncil));
  EXPECT_FALSE(provisional.complete());
  // SIPAS 1.6 + 1.4889 + 1.5778 + 1.4889 + 1.3333 instead of five times 1; the leaders' 2.75
  // instead of 1.5.
  ASSERT_EQ(provisional.units_size(), 1);
  ASSERT_EQ(typed_in.units_size(), 1);
  EXPECT_EQ(provisional.units(0).total_e4() - typed_in.units(0).total_e4(), 37'389);
  const std::string before = HeldNow();
  ExpectRefused(Publish(kPublisher), "cycle_state_forbids", before);
  EXPECT_THAT(Progress(kLeader), ReasonIs("not_permitted"));
  ASSERT_OK_AND_ASSIGN(const auto on_the_way, Progress(kPublisher));
  ASSERT_EQ(on_the_way.units_size(), 1);
  EXPECT_EQ(on_the_way.next(), "provisional");
  EXPECT_TRUE(on_the_way.may_publish());
  EXPECT_FALSE(on_the_way.may_act() || on_the_way.may_advance()) << "the council does";
  ASSERT_OK_AND_ASSIGN(const auto to_council, Progress(kCouncil));
  EXPECT_TRUE(to_council.may_act() && to_council.may_advance() && !to_council.may_publish());
  EXPECT_FALSE(on_the_way.units(0).over() || on_the_way.units(0).not_handed_in());
  EXPECT_EQ(on_the_way.units(0).act(), "settle");
  EXPECT_TRUE(on_the_way.units(0).hindrance().empty()) << on_the_way.units(0).hindrance();
  EXPECT_TRUE(on_the_way.units(0).left_behind()) << "the review is the last time to settle it";
  EXPECT_EQ(ObstaclesOf(on_the_way),
            (std::vector<std::string>{"cycle_state_forbids ", "dossier_not_final song-ve"}));
  Finish();
  ASSERT_OK_AND_ASSIGN(const auto ready, Progress(kPublisher));
  EXPECT_EQ(ready.next(), "published");
  EXPECT_EQ(ObstaclesOf(ready), std::vector<std::string>());
  ASSERT_OK_AND_ASSIGN(const auto reviewers, Progress(kCouncil));
  EXPECT_EQ(ObstaclesOf(reviewers), std::vector<std::string>())
      << "whoever reviewed alone, and may not publish anyway, hinders nobody";
  EXPECT_FALSE(ready.units(0).left_behind());
  EXPECT_TRUE(ready.units(0).over());

  const std::string final_state = HeldNow();
  ExpectNoMorePoints(world_);
  EXPECT_EQ(HeldNow(), final_state);
  ExpectRefused(Publish(kCouncil), "not_permitted", final_state);
  ExpectRefused(Publish(kLeader), "not_permitted", final_state);
  decision::v1::ReconcileCycleRequest reconcile;
  reconcile.set_cycle(kOneCycle);
  EXPECT_THAT(world_.Upper(kLeader, &DecisionService::Stub::ReconcileCycle, reconcile),
              ReasonIs("not_permitted"));
  ASSERT_OK_AND_ASSIGN(const auto sums,
                       world_.Upper(kPublisher, &DecisionService::Stub::ReconcileCycle, reconcile));
  EXPECT_TRUE(sums.holds());
  ASSERT_OK_AND_ASSIGN(const auto published, Publish(kPublisher));

  ASSERT_OK_AND_ASSIGN(const auto ranking, Ranking(kLeader));
  EXPECT_TRUE(ranking.complete());
  ASSERT_EQ(ranking.units_size(), 1);
  EXPECT_EQ(ranking.units(0).rank(), 1u);
  EXPECT_EQ(ranking.units(0).state(), "published");
  EXPECT_LT(ranking.units(0).total_e4(), ranking.units(0).effective_maximum_e4());
  decision::v1::GetDecisionRequest get;
  get.set_id(published.id());
  ASSERT_OK_AND_ASSIGN(const auto decision,
                       world_.Upper(kLeader, &DecisionService::Stub::GetDecision, get));
  EXPECT_EQ(decision.summary().number(), "2873/QĐ-UBND");
  EXPECT_FALSE(decision.decision().signature().empty());
  ASSERT_OK_AND_ASSIGN(const auto again, Publish(kPublisher));
  EXPECT_EQ(again.id(), published.id()) << "the decision in force is no other";
  ASSERT_OK_AND_ASSIGN(const auto after, Progress(kPublisher));
  EXPECT_EQ(after.in_force(), published.id());
  EXPECT_TRUE(after.next().empty());
  decision::v1::ListDeliveriesRequest deliveries;
  deliveries.set_id(published.id());
  EXPECT_THAT(world_.Upper(kLeader, &DecisionService::Stub::ListDeliveries, deliveries),
              ReasonIs("not_permitted"));
  CycleWorld::WaitFor("the decision at the commune", [&] {
    const auto sent = world_.Upper(kPublisher, &DecisionService::Stub::ListDeliveries, deliveries);
    return sent.ok() && sent->deliveries_size() == 1 && sent->deliveries(0).received();
  });
  ExpectPublic(published.id());
}

}  // namespace
}  // namespace par::testing
