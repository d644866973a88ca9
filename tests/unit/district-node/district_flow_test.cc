// Goal: a district takes its communes' submissions through review to a published decision, every
// unit hears of every change, and the state is exactly what the entries make of it.
// Method: one node with a district and three communes on the sample set and the sample answers; the
// communes hand up over the real exchange; what a person would check is checked after each step.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "common/domain/decision_file.h"
#include "common/domain/dossier_results.h"
#include "common/exchange/rows.h"
#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "common/services/signed_decision.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::IsOkAndHolds;
using ::par::testing::ReasonIs;

dossier::v1::Action On(const std::string& unit, const std::string& kind,
                       const std::string& criterion, const std::string& text = "") {
  dossier::v1::Action action;
  action.set_unit(unit);
  action.set_kind(kind);
  action.set_criterion(criterion);
  action.set_text(text);
  return action;
}

dossier::v1::Action WithMark(dossier::v1::Action action, std::int64_t points_e4) {
  action.mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
  action.mutable_mark()->set_points_e4(points_e4);
  return action;
}

class DistrictFlow : public ::testing::Test {
 protected:
  void ReceiveAll() {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
    for (const char* unit : kCommunes) ids.push_back(node.Submit(unit, Answers(unit)));
    node.Deliver();
    for (std::size_t i = 0; i < ids.size(); ++i) {
      EXPECT_EQ(node.ResultOf(kCommunes[i], ids[i]), "applied");
      EXPECT_EQ(node.NoticeOf(kCommunes[i]).state(), "submitted");
      EXPECT_EQ(node.NoticeOf(kCommunes[i]).times().received_at(),
                node.Dossier(kCommunes[i]).times->received_at);
    }
  }
  void BeginReview() {
    node.MoveCycle("in_review");
    for (const char* unit : kCommunes) {
      EXPECT_THAT(node.Act(unit, "accept"), IsOkAndHolds("accepted"));
      EXPECT_THAT(node.Act(unit, "begin_review"), IsOkAndHolds("in_review"));
    }
  }
  void AgreeRest(const std::string& unit) {
    const auto frame = node.parts.dossiers.Frame(node.store, kCycle);
    ASSERT_OK(frame);
    dossier::v1::Action action = On(unit, "agree_rest", "");
    for (const domain::ReviewedLeaf& leaf : frame->leaves) {
      const bool known = std::find(action.areas().begin(), action.areas().end(), leaf.area) !=
                         action.areas().end();
      if (!known) action.add_areas(leaf.area);
    }
    EXPECT_THAT(node.Act(node.council, action), IsOkAndHolds("in_review"));
  }
  // Half of the maximum for everything the units do not score themselves.
  void EnterPointsFor(const std::string& unit) {
    const auto frame = node.parts.dossiers.Frame(node.store, kCycle);
    ASSERT_OK(frame);
    dossier::v1::EnterPointsRequest request;
    request.set_cycle(kCycle);
    request.set_unit(unit);
    const domain::CriteriaSet& set = *frame->set.set;
    for (const domain::Leaf& leaf : set.leaves) {
      const domain::Node& at = set.NodeOf(leaf);
      if (at.source == domain::Source::kSelfAssessed) continue;
      dossier::v1::NewPoints& points = *request.add_points();
      points.set_criterion(at.id);
      points.set_points(
          domain::Points::FromE4(at.maximum.e4() / 2).FormatShort(domain::NumberStyle::kPlain));
      points.set_source("Báo cáo khảo sát số 12/BC-UBND");
    }
    ASSERT_GT(request.points_size(), 3);
    ASSERT_OK(node.Run(services::Kind::kEnterPoints, node.council, request.SerializeAsString()));
  }
  void ReviewAndFinish() {
    for (const char* unit : kCommunes) {
      AgreeRest(unit);
      EnterPointsFor(unit);
      EXPECT_THAT(node.Act(unit, "settle"), IsOkAndHolds("provisional"));
    }
    Finish();
  }
  void Finish() {
    node.MoveCycle("provisional");
    node.MoveCycle("appeal_window");
    for (const char* unit : kCommunes) {
      EXPECT_THAT(node.Act(unit, "open_appeals"), IsOkAndHolds("appeal"));
    }
    node.SetDay("2023-12-01");
    for (const char* unit : kCommunes) {
      EXPECT_THAT(node.Act(unit, "finalise"), IsOkAndHolds("final"));
    }
    node.MoveCycle("final");
  }
  // How many items of the type arrived on the stream and were taken.
  int Taken(exchange::Side side, const exchange::StreamId& stream, services::ItemType type) {
    const exchange::StreamView view(node.store, side, stream);
    int taken = 0;
    for (std::uint64_t seq = 1; seq <= view.End()->length; ++seq) {
      const auto event = view.Event(seq);
      if (!event.ok() || !event->has_value()) continue;
      const bool wanted = (*event)->item().type() == static_cast<std::uint32_t>(type);
      if (wanted && (*event)->result().verdict() == exchange::v1::VERDICT_APPLIED) ++taken;
    }
    return taken;
  }
  int DecisionsTaken(const std::string& unit) {
    return Taken(exchange::Side::kLower, exchange::DownOf(unit),
                 services::ItemType::kPackedDecision);
  }
  // Bonus and penalty too: what was lost is exactly what the total lacks of the maximum.
  void ExpectLossesAddUp(const ranking::v1::RankedUnit& unit, const std::string& beside) {
    ranking::v1::GetUnitResultRequest request;
    request.set_cycle(kCycle);
    request.set_unit(unit.unit());
    request.set_beside(beside);
    const auto caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
    ASSERT_OK_AND_ASSIGN(const auto result,
                         node.parts.ranking.GetUnitResult(*node.Snapshot(), caller, request));
    EXPECT_EQ(result.ranked_of(), 3u);
    EXPECT_EQ(result.lost_e4(), unit.effective_maximum_e4() - unit.total_e4());
    std::int64_t total = 0, lost = 0, lost_by_leaf = 0, difference = 0;
    for (const auto& area : result.areas()) {
      total += area.score_e4();
      lost += area.lost_e4();
      difference += area.difference_e4();
      EXPECT_EQ(area.maximum_e4() - area.score_e4(), area.lost_e4()) << area.id();
    }
    for (const auto& leaf : result.criteria()) lost_by_leaf += leaf.lost_e4();
    EXPECT_EQ(total, unit.total_e4());
    EXPECT_EQ(lost, result.lost_e4());
    EXPECT_EQ(lost_by_leaf, result.lost_e4());
    EXPECT_EQ(difference, unit.total_e4() - result.beside().total_e4());
    request.set_unit("khong-co");
    EXPECT_THAT(node.parts.ranking.GetUnitResult(*node.Snapshot(), caller, request),
                ReasonIs("unit_not_in_cycle"));
    const auto clerk = node.CallerOf("la-ha", "can-bo", domain::Role::kClerk);
    request.set_unit(unit.unit());
    EXPECT_THAT(node.parts.ranking.GetUnitResult(*node.Snapshot(), clerk, request),
                ReasonIs("not_permitted"));
  }
  // Over the units, leaf by leaf, against the units' own results.
  void ExpectLossesAreShared(const std::vector<ranking::v1::RankedUnit>& units) {
    const auto caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
    std::map<std::string, std::pair<std::uint32_t, std::int64_t>> wanted;
    for (const ranking::v1::RankedUnit& unit : units) {
      ranking::v1::GetUnitResultRequest one;
      one.set_cycle(kCycle);
      one.set_unit(unit.unit());
      ASSERT_OK_AND_ASSIGN(const auto result,
                           node.parts.ranking.GetUnitResult(*node.Snapshot(), caller, one));
      for (const auto& leaf : result.criteria()) {
        if (leaf.lost_e4() <= 0 || leaf.state() == score::v1::LEAF_STATE_NOT_SCORED) continue;
        ++wanted[leaf.id()].first;
        wanted[leaf.id()].second += leaf.lost_e4();
      }
    }
    ranking::v1::ListLossesRequest request;
    request.set_cycle(kCycle);
    ASSERT_OK_AND_ASSIGN(const auto losses,
                         node.parts.ranking.ListLosses(*node.Snapshot(), caller, request));
    EXPECT_EQ(static_cast<std::size_t>(losses.units_size()), units.size());
    EXPECT_EQ(losses.losses_size(), static_cast<int>(wanted.size()));
    for (const ranking::v1::LeafLoss& loss : losses.losses()) {
      SCOPED_TRACE(loss.criterion());
      EXPECT_EQ(loss.lost_by(), wanted[loss.criterion()].first);
      EXPECT_EQ(loss.sum_e4(), wanted[loss.criterion()].second);
      EXPECT_EQ(loss.systemic(), loss.lost_by() == loss.units());
      ranking::v1::ListWaiversRequest waive;
      waive.set_cycle(kCycle);
      waive.set_criterion(loss.criterion());
      const auto waivers = node.parts.ranking.ListWaivers(*node.Snapshot(), caller, waive);
      EXPECT_EQ(domain::ReasonOf(waivers.status()),
                loss.systemic() ? "" : "remediation_not_systemic");
    }
    const auto clerk = node.CallerOf("la-ha", "can-bo", domain::Role::kClerk);
    EXPECT_THAT(node.parts.ranking.ListLosses(*node.Snapshot(), clerk, request),
                ReasonIs("not_permitted"));
  }
  OneNode node;
  std::vector<std::string> ids;
};

decision::v1::PublishDecisionRequest Head(const std::string& number,
                                          const std::string& supersedes = "") {
  decision::v1::PublishDecisionRequest request;
  request.set_number(number);
  request.set_date("2023-12-20");
  request.set_supersedes(supersedes);
  if (!supersedes.empty()) request.set_reason("Đính chính điểm tiêu chí 1.4.2");
  return request;
}

TEST_F(DistrictFlow, FromSubmissionToDecisionAndItsCorrection) {
  ReceiveAll();
  BeginReview();
  ReviewAndFinish();
  node.Deliver();

  const auto caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
  ranking::v1::GetRankingRequest ask;
  ask.set_cycle(kCycle);
  ASSERT_OK_AND_ASSIGN(const auto ranking,
                       node.parts.ranking.GetRanking(*node.Snapshot(), caller, ask));
  ASSERT_EQ(ranking.units_size(), 3);
  EXPECT_TRUE(ranking.complete());
  EXPECT_TRUE(ranking.sample());
  for (int i = 0; i < 3; ++i) EXPECT_GE(ranking.units(i).rank(), 1u);
  EXPECT_LT(ranking.units(0).rank(), ranking.units(2).rank());
  for (const auto& unit : ranking.units()) ExpectLossesAddUp(unit, ranking.units(0).unit());
  ExpectLossesAreShared({ranking.units().begin(), ranking.units().end()});
  ranking::v1::ListPlacesRequest places;
  places.set_cycle(kCycle);
  ASSERT_OK_AND_ASSIGN(const auto standing,
                       node.parts.ranking.ListPlaces(*node.Snapshot(), caller, places));
  ASSERT_EQ(standing.places_size(), 3);
  EXPECT_EQ(standing.places(0).unit(), ranking.units(0).unit());
  EXPECT_EQ(standing.places(0).document(), "");

  decision::v1::ReconcileCycleRequest reconcile;
  reconcile.set_cycle(kCycle);
  ASSERT_OK_AND_ASSIGN(const auto sums,
                       node.parts.decisions.ReconcileCycle(*node.Snapshot(), caller, reconcile));
  EXPECT_TRUE(sums.holds());
  EXPECT_GT(sums.sums_checked(), 100u);

  // The one who alone reviewed is also a publisher.
  EXPECT_THAT(node.Publish(Head("2873/QĐ-UBND"), {"tu-nghia", "hoi-dong", "publisher"}),
              ReasonIs("publisher_sole_reviewer"));
  ASSERT_OK_AND_ASSIGN(const auto first, node.Publish(Head("2873/QĐ-UBND"), node.publisher));
  node.Deliver();
  ASSERT_OK_AND_ASSIGN(const auto cycle, services::LoadCycle(node.store, kCycle));
  EXPECT_EQ(cycle.state, domain::CycleState::kPublished);
  for (const char* unit : kCommunes) {
    EXPECT_EQ(node.NoticeOf(unit).state(), "published");
    EXPECT_EQ(DecisionsTaken(unit), 1) << unit;
  }
  ASSERT_OK_AND_ASSIGN(const auto row, node.parts.box.InForce(node.store, kCycle, "tu-nghia"));
  ASSERT_OK_AND_ASSIGN(const auto decision, services::ReadDecision(row));
  EXPECT_EQ(decision.lines.size(), 3u);
  ASSERT_OK_AND_ASSIGN(const auto decided,
                       node.parts.ranking.ListPlaces(*node.Snapshot(), caller, places));
  ASSERT_EQ(decided.places_size(), 3);
  EXPECT_EQ(decided.places(0).document(), "2873/QĐ-UBND");
  EXPECT_EQ(decided.places(0).total(), standing.places(0).total());
  EXPECT_TRUE(identity::SignatureHolds(
      node.key->public_key(), domain::SignatureBytes(decision, row.signed_at()), row.signature()));
  EXPECT_EQ(row.signer_certificate(), node.certificate);
  const auto copy = services::ItemType::kPackedDecisionCopy;  // For the province.
  EXPECT_EQ(Taken(exchange::Side::kUpper, exchange::UpOf("tu-nghia"), copy), 1);

  EXPECT_THAT(node.Act(node.publisher, On("la-ha", "supersede", "", "Sai điểm")),
              IsOkAndHolds("superseded"));
  EXPECT_THAT(node.Act(node.council, WithMark(On("la-ha", "correct", "1.4.2", "Đếm lại"), 0)),
              IsOkAndHolds("superseded"));
  ASSERT_OK_AND_ASSIGN(const auto second,
                       node.Publish(Head("2901/QĐ-UBND", first.id()), node.publisher));
  node.Deliver();
  EXPECT_GT(second.changes_size(), 0);
  decision::v1::GetDecisionRequest get;
  get.set_id("2873/QĐ-UBND");
  ASSERT_OK_AND_ASSIGN(const auto former, node.parts.box.Get(*node.Snapshot(), get));
  EXPECT_EQ(former.summary().superseded_by(), second.id());
  for (const char* unit : kCommunes) {
    EXPECT_EQ(node.Dossier(unit).decisions.back().value(), "2901/QĐ-UBND");
    EXPECT_EQ(DecisionsTaken(unit), 2) << unit;
  }
  node.ExpectRebuilds();
}

TEST_F(DistrictFlow, ReviewIsKeptOverAReturn) {
  ReceiveAll();
  BeginReview();
  node.AddAccount("tham-dinh", "tu-nghia", {domain::Role::kReviewer});
  dossier::v1::Action assign = On("la-ha", "assign", "");
  assign.set_account("tham-dinh");
  assign.add_areas("1");
  EXPECT_THAT(node.Act(node.council, assign), IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act(node.reviewer, On("la-ha", "agree", "1.1.1")), IsOkAndHolds("in_review"));
  EXPECT_THAT(
      node.Act(node.reviewer, WithMark(On("la-ha", "adjust", "1.4.2", "Chỉ có 8 tin"), 5000)),
      IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act(node.reviewer, On("la-ha", "ask", "1.5", "Quyết định công nhận số nào?")),
              IsOkAndHolds("in_review"));
  AgreeRest("la-ha");
  EXPECT_THAT(node.Act("la-ha", "settle"), ReasonIs("query_unanswered"));

  node.Deliver();
  const auto told = node.NoticeOf("la-ha");
  ASSERT_EQ(told.queries_size(), 1);
  dossier::v1::Action answer = On("la-ha", "answer", "", "Quyết định số 5 ngày 01/8/2023");
  answer.set_query(told.queries(0).id());
  node.AddAccount("chu-tich", "la-ha", {domain::Role::kLeader});
  const std::string answered = node.UnitActs("la-ha", answer);
  const std::string again = node.SendAction("la-ha", answer);
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", answered), "applied");
  EXPECT_EQ(node.ResultOf("la-ha", again), "query_answered");
  EXPECT_EQ(node.NoticeOf("la-ha").queries(0).answered_by(), "chu-tich");

  EXPECT_THAT(node.Act(node.council, On("la-ha", "return", "", "Bổ sung kế hoạch")),
              IsOkAndHolds("returned"));
  node.Deliver();
  EXPECT_EQ(node.NoticeOf("la-ha").state(), "returned");
  const std::string resubmitted = node.Submit(
      "la-ha", Replaced(Answers("la-ha"), "\"1.1.1.d\": 2023-01-13", "\"1.1.1.d\": 2023-01-23"));
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", resubmitted), "applied");
  const domain::Dossier dossier = node.Dossier("la-ha");
  EXPECT_EQ(domain::StandingOf(dossier, "1.1.1").status, domain::ReviewStatus::kChangedSinceReview);
  EXPECT_EQ(domain::StandingOf(dossier, "1.4.2").mark,
            domain::Mark::Scored(domain::Points::FromE4(5000)));
  EXPECT_THAT(node.Act("la-ha", "begin_review"), IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act(node.council, On("la-ha", "agree", "1.5")), IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act("la-ha", "settle"), ReasonIs("leaf_changed_since_review"));
  EXPECT_THAT(node.Act(node.council, On("la-ha", "agree", "1.1.1")), IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act("la-ha", "settle"), IsOkAndHolds("provisional"));

  dossier::v1::OpenDossierRequest open;
  open.set_cycle(kCycle);
  open.set_unit("la-ha");
  const auto caller = node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer);
  ASSERT_OK_AND_ASSIGN(
      const auto shown,
      node.parts.review.OpenDossier(*node.Snapshot(), caller, open, node.clock.WallMicros()));
  EXPECT_EQ(shown.self_sheet().total_e4() - shown.reviewed_sheet().total_e4(), 5000);
  std::string people;
  for (const dossier::v1::Person& one : shown.people()) {
    people += one.account() + "@" + one.unit() + " " + one.full_name() + "; ";
  }
  EXPECT_EQ(people, "tham-dinh@tu-nghia Nguyễn Thị Lan; chu-tich@la-ha Nguyễn Thị Lan; ")
      << "the reviewer's account is this node's; the unit's came with its answer";
  node.ExpectRebuilds();
}

TEST_F(DistrictFlow, AReviewedCycleRollsUpIntoTheDistrictsOwnDraft) {
  ReceiveAll();
  BeginReview();
  const ledger::Actor clerk{"tu-nghia", "cong-chuc", "clerk"};
  cycle::v1::AdvanceCycleRequest advance;
  advance.set_id(kDistrictCycle);
  advance.set_to_state("self_assessing");
  ASSERT_OK(node.Run(services::Kind::kAdvanceCycle, {"quang-ngai", "hoi-dong", "council"},
                     advance.SerializeAsString()));
  assessment::v1::RollUpRequest request;
  request.set_cycle(kDistrictCycle);
  request.set_unit("tu-nghia");
  request.set_source_cycle(kCycle);
  const auto run = [&](const ledger::Actor& actor) {
    return node.Run(services::Kind::kRollUp, actor, request.SerializeAsString());
  };
  EXPECT_THAT(run(clerk), ReasonIs("roll_up_not_reviewed"));
  ReviewAndFinish();
  ASSERT_OK(run(clerk)) << "the district hands in before its communes' index is published";
  const auto before = node.parts.own.Load(node.store, kDistrictCycle, "tu-nghia");
  ASSERT_OK(before);
  ASSERT_EQ(before->row.answers().children_size(), 3);
  EXPECT_EQ(before->row.answers().children(0).decision_id(), "");
  ASSERT_OK_AND_ASSIGN(const auto published, node.Publish(Head("2873/QĐ-UBND"), node.publisher));
  EXPECT_THAT(run(node.council), ReasonIs("not_permitted"));
  ASSERT_OK(run(clerk));
  ASSERT_OK_AND_ASSIGN(const auto work,
                       node.parts.own.Load(node.store, kDistrictCycle, "tu-nghia"));
  ASSERT_EQ(work.row.answers().children_size(), 3);
  EXPECT_EQ(work.row.answers().children(0).decision_id(), published.id());
  ASSERT_OK_AND_ASSIGN(const domain::Answers own, commune::OwnDossiers::AnswersOf(work));
  const auto& ids_wanted = work.set.set->child_figures.ids();
  const auto at = std::find(ids_wanted.begin(), ids_wanted.end(), "tthc.commune.resolved");
  ASSERT_NE(at, ids_wanted.end());
  const auto slot = static_cast<std::size_t>(at - ids_wanted.begin());
  EXPECT_EQ(own.children[0].unit.value(), "la-ha");
  EXPECT_EQ(own.children[0].figures[slot], domain::Rational::FromInt(1033));
  request.set_unit("la-ha");
  EXPECT_THAT(run({"la-ha", "cong-chuc", "clerk"}), ReasonIs("roll_up_other_owner"));
  node.ExpectRebuilds();
}

}  // namespace
}  // namespace par::district::testing
