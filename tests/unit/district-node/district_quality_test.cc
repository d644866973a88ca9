// Goal: a sample is marked twice, what is contested goes to a session of the council, its votes
// decide, and the statistics say so.
// Method: the same node as in the flow with accounts; one whole course, and what is refused on the
// way; the state is rebuilt from the entries.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "common/domain/dossier_results.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/quality_case.h"

namespace par::district::testing {
namespace {

using domain::Role;
using ::par::testing::IsOkAndHolds;
using ::par::testing::ReasonIs;

TEST_F(DistrictQuality, OneCourseFromTheSampleToTheStatistics) {
  ASSERT_OK_AND_ASSIGN(const auto drawn, Draw(20, kChair));
  EXPECT_LT(drawn.leaves(), drawn.of() / 4);
  const auto sampled = Sampled();
  ASSERT_GT(sampled.size(), 2u);
  for (const domain::SecondLeaf& leaf : sampled) {
    EXPECT_EQ(leaf.account.value(), "cham-hai") << "tham-dinh reviews every area of la-ha";
  }
  EXPECT_THAT(Draw(30, kChair), ReasonIs("sample_drawn"));
  ASSERT_OK(Draw(20, kChair));
  EXPECT_EQ(Sampled().size(), sampled.size());

  const std::string asked = OutsideTheSample();
  EXPECT_THAT(node.Act(node.reviewer, Action("la-ha", "ask", asked)), IsOkAndHolds("in_review"));
  dossier::v1::Action rest = Action("la-ha", "agree_rest");
  AllAreas(rest);
  EXPECT_THAT(node.Act(kSecond, rest), ReasonIs("area_not_assigned"));
  EXPECT_THAT(node.Act(node.reviewer, rest), IsOkAndHolds("in_review"));
  EXPECT_THAT(node.Act("la-ha", "settle"), ReasonIs("query_unanswered"));

  const int all = SeenBy("chu-tich-hd", Role::kCouncil).dossier().reviews_size();
  EXPECT_EQ(SeenBy("cham-hai", Role::kReviewer).dossier().reviews_size(),
            all - static_cast<int>(sampled.size()))
      << "what he has yet to mark is not shown to him";
  const std::ptrdiff_t reviewed = ReviewedInMatrix("chu-tich-hd", Role::kCouncil);
  EXPECT_GT(reviewed, 0);
  EXPECT_EQ(ReviewedInMatrix("cham-hai", Role::kReviewer),
            reviewed - static_cast<std::ptrdiff_t>(sampled.size()))
      << "nor in the matrix";
  EXPECT_THAT(RankingFor("cham-hai"), ReasonIs("second_marks_due")) << "nor told by totals";
  EXPECT_OK(RankingFor("tham-dinh"));
  MarkAllAgain();
  EXPECT_EQ(SeenBy("cham-hai", Role::kReviewer).dossier().reviews_size(), all);
  EXPECT_EQ(ReviewedInMatrix("cham-hai", Role::kReviewer), reviewed);
  EXPECT_OK(RankingFor("cham-hai"));
  const domain::Mark before = domain::StandingOf(node.Dossier("la-ha"), apart).mark;
  EXPECT_GT(before.points, domain::Points()) << "a second mark changes no score";
  review::v1::ListSampleRequest list;
  list.set_cycle(kCycle);
  ASSERT_OK_AND_ASSIGN(
      const auto agreement,
      node.parts.second_marks.List(*node.Snapshot(),
                                   node.CallerOf("tu-nghia", "chu-tich-hd", Role::kCouncil), list));
  EXPECT_EQ(agreement.agreement().pairs(), sampled.size());
  EXPECT_EQ(agreement.agreement().equal(), sampled.size() - 1);
  EXPECT_EQ(agreement.agreement().apart(), 1u);
  ASSERT_EQ(agreement.people_size(), 2) << "who marked first, and who marked again";
  EXPECT_EQ(agreement.people(0).full_name(), "Nguyễn Thị Lan");
  EXPECT_NE(agreement.rows(0).title(), "");
  EXPECT_GT(agreement.rows(0).maximum_e4(), 0);

  EXPECT_THAT(OpenSession("phien-1", 4), ReasonIs("session_quorum")) << "there are three members";
  ASSERT_OK_AND_ASSIGN(const auto opened, OpenSession("phien-1", 0));
  EXPECT_EQ(opened.session().quorum(), 2u) << "more than half of three";
  ASSERT_EQ(opened.session().items_size(), 2);
  for (const dossier::v1::SessionProposal& one : opened.session().items(0).proposals()) {
    EXPECT_EQ(one.by().full_name(), one.account().empty() ? "" : "Nguyễn Thị Lan") << one.origin();
  }
  EXPECT_THAT(OpenSession("phien-1"), ReasonIs("session_exists"));
  review::v1::ProposeMarkRequest unscored;
  unscored.set_session("phien-1");
  unscored.set_unit("la-ha");
  unscored.set_criterion(apart);
  unscored.set_reason("Chưa rõ");
  EXPECT_THAT(Enter<review::v1::ProposeMarkResponse>(node, services::Kind::kProposeInSession,
                                                     kMember, unscored),
              ReasonIs("mark_missing"));
  EXPECT_THAT(Vote(kMoved, "phien-1", apart, 0), ReasonIs("own_unit_reviewed"));
  EXPECT_THAT(Vote(node.council, "phien-1", apart, 0), ReasonIs("session_not_member"));
  EXPECT_THAT(Vote(kMember, "phien-1", apart, 9), ReasonIs("session_choice"));
  ASSERT_OK(Vote(kMember, "phien-1", apart, 0));
  ASSERT_OK_AND_ASSIGN(const auto voted, Vote(kChair, "phien-1", apart, 1));
  EXPECT_EQ(voted.voted(), 2u);
  EXPECT_EQ(voted.members(), 2u) << "one of the three worked in la-ha";
  ASSERT_OK(Vote(kMember, "phien-1", asked, -1));
  ASSERT_OK(Vote(kChair, "phien-1", asked, 0));
  EXPECT_THAT(Close(kMember, "phien-1"), ReasonIs("session_not_chair"));
  ASSERT_OK_AND_ASSIGN(const auto closed, Close(kChair, "phien-1"));
  for (const dossier::v1::SessionItem& item : closed.session().items()) {
    EXPECT_EQ(item.result().note(), "") << item.criterion();
    EXPECT_EQ(item.result().casting(), item.criterion() == apart) << "one against one";
  }
  EXPECT_THAT(Vote(kMember, "phien-1", apart, 0), ReasonIs("session_closed"));
  EXPECT_THAT(node.Act(node.council, Action("la-ha", "adjust", apart, 100)),
              ReasonIs("leaf_decided_in_session"));
  const domain::Review* decided = domain::DecidedInSession(node.Dossier("la-ha"), apart);
  ASSERT_NE(decided, nullptr);
  EXPECT_EQ(decided->session, "phien-1");
  EXPECT_EQ(decided->mark, domain::Mark::Scored(domain::Points()));
  EXPECT_NE(decided->reason.find("tán thành 1, không tán thành 1"), std::string::npos)
      << decided->reason;
  EXPECT_FALSE(SeenBy("an", Role::kCouncil).minutes()) << "nothing is settled yet";
  EXPECT_THAT(node.Act("la-ha", "settle"), IsOkAndHolds("provisional"));
  EXPECT_TRUE(SeenBy("an", Role::kCouncil).minutes());
  node.Deliver();
  EXPECT_EQ(node.NoticeOf("la-ha").reviews_size(), all + 2)
      << "the unit reads the session's reason";
  EXPECT_EQ(SeenBy("an", Role::kCouncil).sessions_size(), 1);
  // Those of a year together would be more than one answer may hold.
  const auto sessions = [&](const std::string& id) {
    review::v1::ListSessionsRequest request;
    request.set_cycle(kCycle);
    request.set_session(id);
    const auto caller = node.CallerOf("tu-nghia", "an", Role::kCouncil);
    return node.parts.sessions.List(*node.Snapshot(), caller, request);
  };
  ASSERT_OK_AND_ASSIGN(const auto heads, sessions(""));
  ASSERT_EQ(heads.sessions_size(), 1);
  EXPECT_EQ(heads.sessions(0).members_size(), closed.session().members_size());
  EXPECT_EQ(heads.sessions(0).items_size(), 0);
  EXPECT_EQ(sessions("phien-1")->sessions(0).items_size(), 2);
  EXPECT_THAT(sessions("phien-9"), ReasonIs("review_session_unknown"));

  Appeal(apart);
  ASSERT_OK(OpenSession("phien-2"));
  ASSERT_OK(Vote(kChair, "phien-2", apart, 0));
  ASSERT_OK(Vote(kMember, "phien-2", apart, 0));
  ASSERT_OK(Close(kChair, "phien-2"));
  const domain::Appeal appeal = node.Dossier("la-ha").appeals.at(0);
  EXPECT_EQ(domain::Name(domain::Judge(appeal.times, *domain::Date::Parse("2023-11-30"))),
            "late_delivery");
  EXPECT_EQ(appeal.outcome->session, "phien-2");
  EXPECT_EQ(domain::Name(*domain::ResultOf(appeal)), "upheld");
  EXPECT_THAT(node.Act("la-ha", "finalise"), IsOkAndHolds("final"));

  const auto unit = Quality("unit", "la-ha");
  EXPECT_EQ(unit.adjusted(), 1u);
  EXPECT_EQ(unit.lowered(), 1u);
  EXPECT_EQ(unit.upheld(), 1u);
  EXPECT_EQ(unit.queries(), 1u);
  EXPECT_EQ(unit.self_e4() - unit.reviewed_e4(), before.points.e4());
  EXPECT_EQ(Quality("criterion", apart).contested(), 1u);
  EXPECT_TRUE(Quality("reviewer", "tham-dinh").too_few()) << "nobody to compare him with";
  node.ExpectRebuilds();
}

// A mark of what the unit has changed since is due again; drawing anew gives it to who is there.
TEST_F(DistrictQuality, WhoeverHasLeftIsReplacedWhereTheUnitHasChangedItsClaim) {
  node.AddAccount("cham-ba", "tu-nghia", {Role::kReviewer});
  ASSERT_OK(Draw(100, kChair, {"cham-hai"}));
  ASSERT_NO_FATAL_FAILURE(MarkAllAgain());
  ASSERT_OK(node.Act(node.council, Action("la-ha", "return")));
  node.Deliver();
  (void)node.Submit(
      "la-ha", Replaced(Answers("la-ha"), "\"1.1.1.d\": 2023-01-13", "\"1.1.1.d\": 2023-01-23"));
  node.Deliver();
  ASSERT_OK(Draw(100, kChair, {"cham-ba"}));
  ASSERT_FALSE(Sampled().empty());
  for (const domain::SecondLeaf& leaf : Sampled()) {
    const bool changed = leaf.criterion == "1.1.1";
    EXPECT_EQ(leaf.account.value(), changed ? "cham-ba" : "cham-hai") << leaf.criterion;
    EXPECT_EQ(leaf.given.has_value(), !changed) << leaf.criterion;
  }
  node.ExpectRebuilds();
}

TEST_F(DistrictQuality, AppealsAreOverdueOnceTheAnswerDeadlineHasPassed) {
  dossier::v1::Action rest = Action("la-ha", "agree_rest");
  AllAreas(rest);
  ASSERT_OK(node.Act(node.reviewer, rest));
  ASSERT_OK(node.Act("la-ha", "settle"));
  Appeal("1.4.2");
  review::v1::ListAppealsRequest request;
  request.set_cycle(kCycle);
  request.set_overdue(true);
  const auto caller = node.CallerOf("tu-nghia", "an", Role::kCouncil);
  const auto overdue = [&] {
    return node.parts.quality.ListAppeals(*node.Snapshot(), caller, request,
                                          node.clock.WallMicros());
  };
  node.SetDay("2023-12-20");
  ASSERT_OK_AND_ASSIGN(const auto in_time, overdue());
  EXPECT_EQ(in_time.answer_by(), "2023-12-20") << "the day of publication, for no other was given";
  EXPECT_EQ(in_time.rows_size(), 0);
  node.SetDay("2023-12-23");
  ASSERT_OK_AND_ASSIGN(const auto late, overdue());
  ASSERT_EQ(late.rows_size(), 1);
  EXPECT_EQ(late.rows(0).days_over(), 3u);
  EXPECT_EQ(late.rows(0).timeliness(), "late_delivery");
  EXPECT_LT(late.rows(0).appeal().times().made_at(), late.rows(0).appeal().times().received_at());
  dossier::v1::Action same = Action("la-ha", "decide_appeal", "1.4.2");
  same.set_upheld(true);
  const domain::Dossier held = node.Dossier("la-ha");
  same.mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
  same.mutable_mark()->set_points_e4(domain::StandingOf(held, "1.4.2").mark.points.e4());
  EXPECT_THAT(node.Act(node.council, same), ReasonIs("appeal_upheld_unchanged"));
}

TEST_F(DistrictQuality, NobodyActsInASessionsName) {
  dossier::v1::Action forged = Action("la-ha", "decide_in_session", "1.4.2", 0);
  EXPECT_THAT(node.Act(node.council, forged), ReasonIs("action_of_session_only"));
  forged = Action("la-ha", "adjust", "1.4.2", 0);
  forged.set_session("phien-1");
  EXPECT_THAT(node.Act(node.council, forged), ReasonIs("action_of_session_only"));
}

// The sample in pages of `size`, as one answer.
review::v1::ListSampleResponse Paged(OneNode& node, std::uint32_t size, int& pages) {
  review::v1::ListSampleRequest request;
  request.set_cycle(kCycle);
  request.set_page_size(size);
  review::v1::ListSampleResponse all;
  const identity::Caller caller = node.CallerOf("tu-nghia", "chu-tich-hd", Role::kCouncil);
  do {
    const auto page = node.parts.second_marks.List(*node.Snapshot(), caller, request);
    EXPECT_OK(page);
    if (!page.ok()) return all;
    EXPECT_LT(page->ByteSizeLong(), 700'000u) << "an answer holds 1 MiB";
    EXPECT_EQ(page->has_agreement(), pages == 0) << "of the whole sample, once";
    all.MergeFrom(*page);
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  return all;
}

TEST_F(DistrictQuality, ALargeSampleComesInPagesWithoutALeafLostOrTwice) {
  ASSERT_OK(Draw(100, kChair));
  ASSERT_OK_AND_ASSIGN(SampleOfUnit sample, LoadSample(node.store, kCycle, "la-ha"));
  // Everybody writes as much as he may.
  const domain::Dossier dossier = node.Dossier("la-ha");
  for (review::v1::SampledLeaf& leaf : *sample.row.mutable_leaves()) {
    const domain::LeafClaim* claim = domain::FindClaim(dossier, leaf.criterion());
    ASSERT_NE(claim, nullptr);
    leaf.mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
    leaf.set_content(claim->content.ToBytes());
    leaf.set_reason(std::string(10'000, 'x'));
  }
  const std::string key =
      storage::KeyWriter(storage::Prefix::kSecondMarks).Text(kCycle).Text("la-ha").Take();
  ASSERT_EQ(
      node.store.Commit({{key, services::EncodeRow(sample.row)}}, {}, storage::Durability::kSynced),
      storage::Outcome::kOk);
  const int leaves = 3 * sample.row.leaves_size();
  ASSERT_GT(leaves, 150);
  int pages = 0;
  const review::v1::ListSampleResponse all = Paged(node, 100'000, pages);
  EXPECT_GT(pages, 1) << "long texts end a page before its number of rows does";
  EXPECT_EQ(all.rows_size(), leaves);
  std::set<std::string> seen;
  for (const review::v1::SampleRow& row : all.rows()) seen.insert(row.unit() + row.criterion());
  EXPECT_EQ(static_cast<int>(seen.size()), leaves);
  for (const std::uint32_t size : {0u, 1u, 7u}) {
    SCOPED_TRACE(size);
    pages = 0;
    const review::v1::ListSampleResponse again = Paged(node, size, pages);
    ASSERT_EQ(again.rows_size(), leaves);
    for (int i = 0; i < leaves; ++i) {
      EXPECT_EQ(again.rows(i).SerializeAsString(), all.rows(i).SerializeAsString());
    }
    EXPECT_EQ(again.agreement().SerializeAsString(), all.agreement().SerializeAsString());
  }
  review::v1::ListSampleRequest wrong;
  wrong.set_cycle(kCycle);
  wrong.set_page_token("la-ha");
  EXPECT_THAT(
      node.parts.second_marks.List(*node.Snapshot(),
                                   node.CallerOf("tu-nghia", "chu-tich-hd", Role::kCouncil), wrong),
      ReasonIs("message_field_invalid"));
}

}  // namespace
}  // namespace par::district::testing
