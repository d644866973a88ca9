// What the tests of the review's quality begin with: a district that reviews one commune, with
// people who may mark again and a council.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/services/kinds.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {

inline const ledger::Actor kChair{"tu-nghia", "chu-tich-hd", "council"};
inline const ledger::Actor kMember{"tu-nghia", "an", "council"};
inline const ledger::Actor kMoved{"tu-nghia", "tu-la-ha", "council"};
inline const ledger::Actor kSecond{"tu-nghia", "cham-hai", "reviewer"};

template <typename Response, typename Request>
absl::StatusOr<Response> Enter(OneNode& node, services::Kind kind, const ledger::Actor& actor,
                               Request request) {
  request.set_cycle(kCycle);
  const auto answer = node.Run(kind, actor, request.SerializeAsString());
  if (!answer.ok()) return answer.status();
  Response response;
  EXPECT_TRUE(response.ParseFromString(*answer));
  return response;
}

inline dossier::v1::Action Action(const std::string& unit, const std::string& kind,
                                  const std::string& criterion = "", std::int64_t points_e4 = -1) {
  dossier::v1::Action action;
  action.set_unit(unit);
  action.set_kind(kind);
  action.set_text("Đối chiếu văn bản");
  action.set_criterion(criterion);
  if (points_e4 >= 0) {
    action.mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
    action.mutable_mark()->set_points_e4(points_e4);
  }
  return action;
}

class DistrictQuality : public ::testing::Test {
 protected:
  DistrictQuality() {
    node.AddAccount("chu-tich-hd", "tu-nghia", {domain::Role::kCouncil});
    node.AddAccount("an", "tu-nghia", {domain::Role::kCouncil});
    node.AddAccount("tu-la-ha", "tu-nghia", {domain::Role::kReviewer, domain::Role::kCouncil},
                    {"la-ha"});
    node.AddAccount("cham-hai", "tu-nghia", {domain::Role::kReviewer});
    node.AddAccount("tham-dinh", "tu-nghia", {domain::Role::kReviewer});
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
    (void)node.Submit("la-ha", Answers("la-ha"));
    node.SetDay("2023-11-26");  // The line comes up, and the clocks are compared.
    node.Deliver();
    node.MoveCycle("in_review");
    EXPECT_OK(node.Act(node.council, Action("la-ha", "accept_late")));
    dossier::v1::Action assign = Action("la-ha", "assign");
    assign.set_account("tham-dinh");
    AllAreas(assign);
    EXPECT_OK(node.Act(node.council, assign));
    EXPECT_OK(node.Act("la-ha", "begin_review"));
  }
  static void AllAreas(dossier::v1::Action& action) {
    for (int area = 1; area <= 8; ++area) action.add_areas(std::to_string(area));
  }
  absl::StatusOr<review::v1::DrawSampleResponse> Draw(std::uint32_t share,
                                                      const ledger::Actor& actor,
                                                      const std::vector<const char*>& accounts = {
                                                          "tham-dinh", "cham-hai"}) {
    review::v1::DrawSampleRequest request;
    request.set_share(share);
    request.set_apart_from("0.1");
    for (const char* account : accounts) request.add_accounts(account);
    return Enter<review::v1::DrawSampleResponse>(node, services::Kind::kDrawSecondMarks, actor,
                                                 request);
  }
  std::vector<domain::SecondLeaf> Sampled() {
    const auto sample = LoadSample(node.store, kCycle, "la-ha");
    return sample.ok() ? sample->leaves : std::vector<domain::SecondLeaf>();
  }
  std::string OutsideTheSample() {
    const auto sampled = Sampled();
    for (const domain::LeafClaim& claim : node.Dossier("la-ha").claims) {
      const bool in = std::any_of(
          sampled.begin(), sampled.end(),
          [&](const domain::SecondLeaf& leaf) { return leaf.criterion == claim.criterion; });
      if (!in) return claim.criterion;
    }
    return {};
  }
  absl::StatusOr<review::v1::MarkAgainResponse> MarkAgain(const ledger::Actor& actor,
                                                          const std::string& criterion,
                                                          const domain::Mark& mark) {
    review::v1::MarkAgainRequest request;
    request.set_unit("la-ha");
    request.set_criterion(criterion);
    request.mutable_mark()->set_state(static_cast<dossier::v1::MarkState>(mark.state));
    request.mutable_mark()->set_points_e4(mark.points.e4());
    request.set_reason("Đọc lại tài liệu");
    return Enter<review::v1::MarkAgainResponse>(node, services::Kind::kMarkAgain, actor, request);
  }
  absl::StatusOr<review::v1::OpenSessionResponse> OpenSession(const std::string& id,
                                                              std::uint32_t quorum = 2) {
    review::v1::OpenSessionRequest request;
    request.set_id(id);
    request.set_title("Phiên họp thứ nhất");
    request.set_held_on("2023-11-18");
    request.set_chair("chu-tich-hd");
    for (const char* member : {"chu-tich-hd", "an", "tu-la-ha"}) request.add_members(member);
    request.set_quorum(quorum);
    request.set_casting_vote(true);
    return Enter<review::v1::OpenSessionResponse>(node, services::Kind::kOpenReviewSession, kChair,
                                                  request);
  }
  absl::StatusOr<review::v1::VoteResponse> Vote(const ledger::Actor& actor, const std::string& id,
                                                const std::string& criterion, int choice) {
    review::v1::VoteRequest request;
    request.set_session(id);
    request.set_unit("la-ha");
    request.set_criterion(criterion);
    if (choice >= 0) request.set_choice(static_cast<std::uint32_t>(choice));
    return Enter<review::v1::VoteResponse>(node, services::Kind::kVoteInSession, actor, request);
  }
  absl::StatusOr<review::v1::CloseSessionResponse> Close(const ledger::Actor& actor,
                                                         const std::string& id) {
    review::v1::CloseSessionRequest request;
    request.set_session(id);
    return Enter<review::v1::CloseSessionResponse>(node, services::Kind::kCloseReviewSession, actor,
                                                   request);
  }
  dossier::v1::OpenDossierResponse SeenBy(const std::string& account, domain::Role role) {
    dossier::v1::OpenDossierRequest request;
    request.set_cycle(kCycle);
    request.set_unit("la-ha");
    const auto seen =
        node.parts.review.OpenDossier(*node.Snapshot(), node.CallerOf("tu-nghia", account, role),
                                      request, node.clock.WallMicros());
    EXPECT_OK(seen);
    return seen.ok() ? *seen : dossier::v1::OpenDossierResponse();
  }
  // How many criteria of la-ha the matrix shows as reviewed.
  std::ptrdiff_t ReviewedInMatrix(const std::string& account, domain::Role role) {
    dossier::v1::ListMarksRequest request;
    request.set_cycle(kCycle);
    const auto marks =
        node.parts.review.ListMarks(*node.Snapshot(), node.CallerOf("tu-nghia", account, role),
                                    request, node.clock.WallMicros());
    EXPECT_OK(marks);
    if (!marks.ok()) return -1;
    const auto& standings = marks->rows(0).standings();
    return std::count(standings.begin(), standings.end(), dossier::v1::REVIEW_STANDING_REVIEWED);
  }
  absl::StatusOr<ranking::v1::GetRankingResponse> RankingFor(const std::string& account) {
    ranking::v1::GetRankingRequest request;
    request.set_cycle(kCycle);
    return node.parts.ranking.GetRanking(
        *node.Snapshot(), node.CallerOf("tu-nghia", account, domain::Role::kReviewer), request);
  }
  review::v1::QualityRow Quality(const std::string& by, const std::string& key) {
    review::v1::GetQualityRequest request;
    request.add_cycles(kCycle);
    request.set_by(by);
    const auto answer = node.parts.quality.GetQuality(
        *node.Snapshot(), node.CallerOf("tu-nghia", "chu-tich-hd", domain::Role::kCouncil),
        request);
    EXPECT_OK(answer);
    for (const review::v1::QualityRow& row : answer->rows()) {
      if (row.key() == key) return row;
    }
    ADD_FAILURE() << by << " has no " << key;
    return {};
  }
  void MarkAllAgain();
  void Appeal(const std::string& criterion);

  OneNode node;
  std::string apart;  // The leaf whose second mark is far from the first.
};

// The unit's own mark again, but for one leaf that had points: that gets none.
inline void DistrictQuality::MarkAllAgain() {
  for (const domain::SecondLeaf& leaf : Sampled()) {
    const domain::Dossier held = node.Dossier("la-ha");
    domain::Mark mark = domain::FindClaim(held, leaf.criterion)->self;
    if (apart.empty() && mark.points > domain::Points()) {
      apart = leaf.criterion;
      mark = domain::Mark::Scored(domain::Points());
    }
    ASSERT_OK(MarkAgain(kSecond, leaf.criterion, mark));
    EXPECT_THAT(MarkAgain(kSecond, leaf.criterion, mark),
                ::par::testing::ReasonIs("second_mark_given"));
  }
  ASSERT_FALSE(apart.empty());
}

inline void DistrictQuality::Appeal(const std::string& criterion) {
  for (const char* unit : {"nghia-ky", "song-ve"}) {
    EXPECT_THAT(node.Act(unit, "mark_not_submitted"),
                ::par::testing::IsOkAndHolds("not_submitted"));
  }
  node.MoveCycle("provisional");
  node.MoveCycle("appeal_window");
  EXPECT_THAT(node.Act("la-ha", "open_appeals"), ::par::testing::IsOkAndHolds("appeal"));
  node.SetDay("2023-11-28");
  node.Deliver();
  node.SetDay("2023-11-29");
  const std::string id = node.UnitActs("la-ha", Action("la-ha", "appeal", criterion));
  node.SetDay("2023-12-02");  // Made in time, delivered late.
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", id), "applied");
}

}  // namespace par::district::testing
