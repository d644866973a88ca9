// Goal: what does not happen every day: late submissions, appeals, units that submit nothing, and
// the same year under another set.
// Method: the same node as in the flow, with the desks of both sides.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "common/services/kinds.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::IsOkAndHolds;
using ::par::testing::ReasonIs;

dossier::v1::Action ActOn(const std::string& unit, const std::string& kind, const std::string& text,
                          const std::string& criterion = "") {
  dossier::v1::Action action;
  action.set_unit(unit);
  action.set_kind(kind);
  action.set_text(text);
  action.set_criterion(criterion);
  return action;
}

class DistrictSpecial : public ::testing::Test {
 protected:
  DistrictSpecial() { node.MoveCycle("self_assessing"); }
  std::int64_t ReviewedTotal(const std::string& unit) {
    dossier::v1::OpenDossierRequest open;
    open.set_cycle(kCycle);
    open.set_unit(unit);
    const auto caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
    const auto shown =
        node.parts.review.OpenDossier(*node.Snapshot(), caller, open, node.clock.WallMicros());
    EXPECT_TRUE(shown.ok()) << shown.status();
    return shown.ok() ? shown->reviewed_sheet().total_e4() : 0;
  }
  OneNode node;
};

TEST_F(DistrictSpecial, WhatIsLateWaitsForADecision) {
  node.SetDay("2023-11-03");
  (void)node.Submit("la-ha", Answers("la-ha"));
  (void)node.Submit("song-ve", Answers("song-ve"));
  node.Deliver();
  EXPECT_THAT(node.Act("la-ha", "accept"), ReasonIs("late_needs_decision"));
  EXPECT_THAT(node.Act(node.council, ActOn("la-ha", "accept_late", "Mất điện cả huyện")),
              IsOkAndHolds("accepted"));
  EXPECT_THAT(node.Act(node.council, ActOn("song-ve", "refuse_late", "Không có lý do")),
              IsOkAndHolds("not_submitted"));
  node.Deliver();
  EXPECT_EQ(node.NoticeOf("song-ve").state(), "not_submitted");
  dossier::v1::ListQueueRequest list;
  list.set_cycle(kCycle);
  const auto caller = node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer);
  ASSERT_OK_AND_ASSIGN(const auto queue, node.parts.review.ListQueue(*node.Snapshot(), caller, list,
                                                                     node.clock.WallMicros()));
  EXPECT_EQ(queue.rows(0).timeliness(), "late");
  EXPECT_NE(queue.rows(0).reviewed_score_e4(), 0);
  EXPECT_EQ(queue.rows(2).reviewed_score_e4(), 0) << "what did not count has no score";
}

TEST_F(DistrictSpecial, WhatWasMadeInTimeAndCameLateIsALateDelivery) {
  const auto timeliness = [&](int row) {
    dossier::v1::ListQueueRequest list;
    list.set_cycle(kCycle);
    const auto caller = node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer);
    const auto queue =
        node.parts.review.ListQueue(*node.Snapshot(), caller, list, node.clock.WallMicros());
    return queue.ok() ? queue->rows(row).timeliness() : queue.status().ToString();
  };
  node.SetDay("2023-10-25");
  node.Deliver();  // The clocks are compared here.
  node.SetDay("2023-10-30");
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.SetDay("2023-11-02");
  (void)node.Submit("song-ve", Answers("song-ve"));
  node.Deliver();
  EXPECT_EQ(timeliness(0), "late_delivery");
  EXPECT_EQ(timeliness(2), "late") << "made after the deadline";
  EXPECT_THAT(node.Act("la-ha", "accept"), ReasonIs("late_needs_decision"));
  EXPECT_THAT(node.Act(node.council, ActOn("la-ha", "accept_late", "Mất mạng ba ngày")),
              IsOkAndHolds("accepted"));
}

TEST_F(DistrictSpecial, WhoWasMarkedBeforeALateDeliveryCameIsDecidedOnAgain) {
  node.SetDay("2023-10-25");
  node.Deliver();
  node.SetDay("2023-10-30");
  const std::string in_time = node.Submit("la-ha", Answers("la-ha"));
  node.SetDay("2023-11-02");
  const std::string too_late = node.Submit("song-ve", Answers("song-ve"));
  for (const char* unit : {"la-ha", "song-ve"}) {
    EXPECT_THAT(node.Act(unit, "mark_not_submitted"), IsOkAndHolds("not_submitted"));
  }
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", in_time), "applied");
  EXPECT_EQ(node.ResultOf("song-ve", too_late), "dossier_state_forbids");
  EXPECT_THAT(node.Act("la-ha", "accept"), ReasonIs("late_needs_decision"));
  EXPECT_THAT(node.Act(node.council, ActOn("la-ha", "refuse_late", "Không có lý do")),
              IsOkAndHolds("not_submitted"));
  node.Deliver();
  EXPECT_EQ(node.NoticeOf("la-ha").state(), "not_submitted");
  node.ExpectRebuilds();
}

TEST_F(DistrictSpecial, ALateSubmissionOfAClockNobodyComparedIsLate) {
  node.SetDay("2023-10-30");
  (void)node.Submit("la-ha", Answers("la-ha"));  // The line has never been up.
  node.SetDay("2023-11-02");
  node.Deliver();
  EXPECT_EQ(node.Dossier("la-ha").times->clock_age, std::nullopt);
  EXPECT_TRUE(node.Dossier("la-ha").times->made_at.has_value());
  dossier::v1::ListQueueRequest list;
  list.set_cycle(kCycle);
  const auto caller = node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer);
  ASSERT_OK_AND_ASSIGN(const auto queue, node.parts.review.ListQueue(*node.Snapshot(), caller, list,
                                                                     node.clock.WallMicros()));
  EXPECT_EQ(queue.rows(0).timeliness(), "late");
}

TEST_F(DistrictSpecial, AnAppealThatIsUpheldChangesTheScore) {
  node.SetDay("2023-10-20");
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  node.MoveCycle("in_review");
  EXPECT_THAT(node.Act("la-ha", "accept"), IsOkAndHolds("accepted"));
  EXPECT_THAT(node.Act("la-ha", "begin_review"), IsOkAndHolds("in_review"));
  const std::int64_t claimed = ReviewedTotal("la-ha");
  EXPECT_THAT(node.Act(node.council, ActOn("la-ha", "refuse", "Không có văn bản", "1.4.2")),
              IsOkAndHolds("in_review"));
  EXPECT_EQ(ReviewedTotal("la-ha"), claimed - 10000);
  dossier::v1::Action rest = ActOn("la-ha", "agree_rest", "");
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
  const std::string id =
      node.UnitActs("la-ha", ActOn("la-ha", "appeal", "Văn bản đã gửi kèm", "1.4.2"));
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", id), "applied");
  const std::string back =
      node.UnitActs("la-ha", ActOn("la-ha", "withdraw_appeal", "Tìm lại số liệu", "1.4.2"));
  node.Deliver();
  EXPECT_EQ(node.ResultOf("la-ha", back), "applied");
  EXPECT_TRUE(node.Dossier("la-ha").appeals.empty());
  (void)node.UnitActs("la-ha", ActOn("la-ha", "appeal", "Văn bản đã gửi kèm", "1.4.2"));
  node.Deliver();
  EXPECT_EQ(node.Dossier("la-ha").appeals.size(), 1u) << "in time, so it may be made again";
  node.SetDay("2023-12-01");
  EXPECT_THAT(node.Act("la-ha", "finalise"), ReasonIs("appeal_undecided"));
  dossier::v1::Action decide = ActOn("la-ha", "decide_appeal", "Đã thấy văn bản", "1.4.2");
  decide.set_upheld(true);
  decide.mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
  decide.mutable_mark()->set_points_e4(5000);
  EXPECT_THAT(node.Act(node.council, decide), IsOkAndHolds("appeal"));
  EXPECT_EQ(ReviewedTotal("la-ha"), claimed - 5000);
  EXPECT_THAT(node.Act("la-ha", "finalise"), IsOkAndHolds("final"));
}

TEST_F(DistrictSpecial, WhoDidNotSubmitIsAmongTheChildrenThatAreRolledUp) {
  node.SetDay("2023-10-20");
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  node.ReviewToTheEnd();
  cycle::v1::AdvanceCycleRequest advance;
  advance.set_id(kDistrictCycle);
  advance.set_to_state("self_assessing");
  ASSERT_OK(node.Run(services::Kind::kAdvanceCycle, {"quang-ngai", "hoi-dong", "council"},
                     advance.SerializeAsString()));
  assessment::v1::RollUpRequest request;
  request.set_cycle(kDistrictCycle);
  request.set_unit("tu-nghia");
  request.set_source_cycle(kCycle);
  ASSERT_OK(node.Run(services::Kind::kRollUp, {"tu-nghia", "cong-chuc", "clerk"},
                     request.SerializeAsString()));
  ASSERT_OK_AND_ASSIGN(const auto work,
                       node.parts.own.Load(node.store, kDistrictCycle, "tu-nghia"));
  ASSERT_OK_AND_ASSIGN(const domain::Answers own, commune::OwnDossiers::AnswersOf(work));
  ASSERT_EQ(own.children.size(), 3u);
  EXPECT_TRUE(own.children[0].index.has_value());
  EXPECT_FALSE(own.children[1].index.has_value() || own.children[1].score.has_value());
  const domain::CriteriaSet& set = *work.set.set;
  const domain::ScoreSheet sheet = domain::Score(set, own);
  // 3.2.1 asks for all of the units, 3.4.2 for their sum: of one of three it would look complete.
  for (const char* criterion : {"3.2.1", "3.4.2"}) {
    const domain::LeafScore& leaf = sheet.leaves[set.FindLeaf(criterion)];
    EXPECT_EQ(domain::Name(leaf.state), "not_scored") << criterion;
    const auto& missing = leaf.missing;
    EXPECT_TRUE(std::any_of(missing.begin(), missing.end(), [](const std::string& name) {
      return name.ends_with("(nghia-ky)");
    })) << criterion;
  }
  node.ExpectRebuilds();
}

TEST_F(DistrictSpecial, AnotherVersionOfTheSetChangesWhatItsRuleSays) {
  node.SetDay("2023-10-20");
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  // La Hà has twelve articles: enough for the full point until thirteen are asked for.
  std::string stricter = Replaced(::par::testing::ReadText("criteria/commune-sample-2023.yaml"),
                                  "version: 1", "version: 2");
  stricter = Replaced(stricter, "{when: n >= 12, score: 1}", "{when: n >= 13, score: 1}");
  stricter =
      Replaced(stricter, "{when: 6 <= n < 12, score: 0.5}", "{when: 6 <= n < 13, score: 0.5}");
  node.PutSet("commune-sample-2023", 2, "commune", stricter);
  const auto caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
  ranking::v1::CompareSetsRequest request;
  request.set_cycle(kCycle);
  request.set_set_id("commune-sample-2023");
  request.set_set_version(1);
  ASSERT_OK_AND_ASSIGN(const auto same,
                       node.parts.ranking.CompareSets(*node.Snapshot(), caller, request));
  EXPECT_EQ(same.changes_size(), 0);
  request.set_set_version(2);
  ASSERT_OK_AND_ASSIGN(const auto other,
                       node.parts.ranking.CompareSets(*node.Snapshot(), caller, request));
  int found = 0;
  for (const auto& change : other.changes()) {
    EXPECT_EQ(change.unit(), "la-ha");
    if (change.what() == "1.4.2") {
      ++found;
      EXPECT_EQ(change.before(), "1");
      EXPECT_EQ(change.after(), "0.5");
    }
    if (change.what() == "total") ++found;
  }
  EXPECT_EQ(found, 2);
  request.set_set_id("none");
  EXPECT_THAT(node.parts.ranking.CompareSets(*node.Snapshot(), caller, request),
              ReasonIs("criteria_set_unknown"));
}

// 1.4.2 is scored by another rule in the other version, 1.5 as before.
TEST_F(DistrictSpecial, AnotherVersionOfTheSetKeepsWhatTheReviewSaid) {
  node.SetDay("2023-10-20");
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  node.MoveCycle("in_review");
  EXPECT_THAT(node.Act("la-ha", "accept"), IsOkAndHolds("accepted"));
  EXPECT_THAT(node.Act("la-ha", "begin_review"), IsOkAndHolds("in_review"));
  for (const char* criterion : {"1.4.2", "1.5"}) {
    EXPECT_THAT(node.Act(node.council, ActOn("la-ha", "refuse", "Không có văn bản", criterion)),
                IsOkAndHolds("in_review"));
  }
  std::string other = Replaced(::par::testing::ReadText("criteria/commune-sample-2023.yaml"),
                               "version: 1", "version: 2");
  other = Replaced(other, "{when: n >= 12, score: 1}", "{when: n >= 11, score: 1}");
  other = Replaced(other, "{when: 6 <= n < 12, score: 0.5}", "{when: 6 <= n < 11, score: 0.5}");
  node.PutSet("commune-sample-2023", 2, "commune", other);
  const auto caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
  ranking::v1::CompareSetsRequest request;
  request.set_cycle(kCycle);
  request.set_set_id("commune-sample-2023");
  request.set_set_version(2);
  ASSERT_OK_AND_ASSIGN(const auto compared,
                       node.parts.ranking.CompareSets(*node.Snapshot(), caller, request));
  ASSERT_EQ(compared.reviewed_size(), 2);
  EXPECT_EQ(compared.reviewed(0).criterion(), "1.4.2");
  EXPECT_FALSE(compared.reviewed(0).stands());
  EXPECT_EQ(compared.reviewed(1).criterion(), "1.5");
  EXPECT_TRUE(compared.reviewed(1).stands());
  std::string total, changed;
  for (const auto& change : compared.changes()) {
    if (change.what() == "total") total = change.before();
    if (change.what() == "1.4.2") changed = change.before() + " -> " + change.after();
    EXPECT_NE(change.what(), "1.5") << "refused under both";
  }
  EXPECT_EQ(changed, "0 -> 1");
  EXPECT_EQ(total,
            domain::Points::FromE4(ReviewedTotal("la-ha")).FormatShort(domain::NumberStyle::kPlain))
      << "the ranking's own total";
}

}  // namespace
}  // namespace par::district::testing
