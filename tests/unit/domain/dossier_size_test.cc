// Goal: nobody can make a dossier larger than it may be, and whoever fills it up keeps neither the
// unit nor those above from bringing it to its end.
// Method: each way of saying something is taken with the longest texts until it is refused; then
// the dossier goes through all that is left to do.
#include "common/domain/dossier_size.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/domain/dossier_results.h"
#include "tests/unit/domain/dossier_fixture.h"

namespace par::domain {
namespace {

using K = ActionKind;

constexpr int kMany = 10'000;  // Times, of anything that somebody may repeat.

std::string Longest() { return std::string(kLongestDossierText, 'x'); }

// Does it with `text`, again and again; the reason for which it is refused at last, "" if never.
std::string Fill(DossierWorld& world, std::initializer_list<K> kinds, const std::string& text) {
  for (int i = 0; i < kMany; ++i) {
    for (const K kind : kinds) {
      Action action = world.Make(kind);
      action.text = text;
      const std::string reason = world.Do(
          action, kind == K::kAdjust ? DossierWorld::Council() : DossierWorld::Actor(kind));
      if (!reason.empty()) return reason;
    }
  }
  return "";
}

// Answers, agreements and settling, or whatever of that is left, with short texts.
std::string Review(DossierWorld& world) {
  for (const Query& query : std::vector<Query>(world.dossier.queries)) {
    if (query.answer.has_value()) continue;
    Action answer = world.Make(K::kAnswer);
    answer.query = query.id;
    answer.text = std::string(kRoomForAnswer, 'x');
    if (std::string reason = world.Do(answer); !reason.empty()) return reason;
  }
  for (const ReviewedLeaf& leaf : world.leaves) {
    if (StandingOf(world.dossier, leaf.criterion).status == ReviewStatus::kReviewed) continue;
    std::string reason = world.Review(K::kAgree, leaf.criterion, 0, DossierWorld::Council());
    if (!reason.empty()) return reason;
  }
  return world.Do(K::kSettle);
}

// To publication, each step with the longest text that it takes.
std::string End(DossierWorld& world) {
  world.cycle.state = CycleState::kAppealWindow;
  if (world.dossier.state == DossierState::kProvisional) {
    if (std::string reason = world.Do(K::kOpenAppeals); !reason.empty()) return reason;
  }
  for (const Appeal& appeal : std::vector<Appeal>(world.dossier.appeals)) {
    Action decide = world.Make(K::kDecideAppeal);
    decide.criterion = appeal.criterion;
    decide.text = std::string(kRoomForAnswer, 'x');
    if (std::string reason = world.Do(decide); !reason.empty()) return reason;
  }
  world.now = world.cycle.deadlines.appeal.EndInVietnam();
  Action finalise = world.Make(K::kFinalise);
  finalise.text = Longest();
  if (std::string reason = world.Do(finalise); !reason.empty()) return reason;
  world.cycle.state = CycleState::kFinal;
  Action publish = world.Make(K::kPublish);
  publish.decision = DecisionId(Longest());
  return world.Do(publish);
}

struct Case {
  const char* why;
  std::initializer_list<K> until_review;
  std::initializer_list<K> in_review;
  std::initializer_list<K> in_appeals;
};

TEST(DossierSize, WhateverFillsItItIsBroughtToItsEnd) {
  const Case kCases[] = {
      {"a unit that opens again and again", {K::kMarkNotSubmitted, K::kReopen}, {}, {}},
      {"a leader who sends back", {K::kSave, K::kApprove, K::kSendBack}, {}, {}},
      {"reviewers who ask", {}, {K::kAsk}, {}},
      {"a council that cannot make up its mind", {}, {K::kAdjust}, {}},
      {"a unit that appeals and withdraws", {}, {}, {K::kAppeal, K::kWithdrawAppeal}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    DossierWorld world;
    if (c.until_review.size() > 0) {
      world.now = world.cycle.deadlines.submit.EndInVietnam();
      world.cycle.late = LatePolicy::kAcceptLate;
      EXPECT_EQ(Fill(world, c.until_review, Longest()), "dossier_full");
      if (world.dossier.state == DossierState::kNotSubmitted) {
        Action reopen = world.Make(K::kReopen);
        reopen.text = "x";
        ASSERT_EQ(world.Do(reopen), "");
      }
      if (world.dossier.state == DossierState::kApproved) {
        Action back = world.Make(K::kSendBack);
        back.text = "x";
        ASSERT_EQ(world.Do(back), "");
      }
    }
    ASSERT_EQ(world.ToReview(), "");
    world.cycle.state = CycleState::kInReview;
    if (c.in_review.size() > 0) {
      EXPECT_EQ(Fill(world, c.in_review, Longest()), "dossier_full");
    }
    ASSERT_EQ(Review(world), "");
    world.cycle.state = CycleState::kAppealWindow;
    ASSERT_EQ(world.Do(K::kOpenAppeals), "");
    if (c.in_appeals.size() > 0) {
      EXPECT_EQ(Fill(world, c.in_appeals, Longest()), "dossier_full");
    }
    ASSERT_EQ(End(world), "");
    world.cycle.state = CycleState::kPublished;
    EXPECT_EQ(Fill(world, {K::kSupersede, K::kCorrect, K::kPublish}, Longest()), "dossier_full");
    EXPECT_LE(BytesOf(world.dossier), kLargestDossierBytes);
    if (world.dossier.state == DossierState::kSuperseded) {
      EXPECT_EQ(world.Do(K::kPublish), "");
    }
  }
}

TEST(DossierSize, WhatIsOpenKeepsRoomForAShortAnswer) {
  DossierWorld world;
  ASSERT_EQ(world.ToReview(), "");
  world.cycle.state = CycleState::kInReview;
  EXPECT_EQ(Fill(world, {K::kAsk}, "x"), "dossier_full") << "many short ones fill it too";
  Action answer = world.Make(K::kAnswer);
  answer.query = world.dossier.queries.front().id;
  answer.text = Longest();
  EXPECT_EQ(world.Do(answer), "dossier_full");
  answer.text = std::string(kRoomForAnswer, 'x');
  EXPECT_EQ(world.Do(answer), "");
}

// Nobody but the superior may be there to go on with it.
TEST(DossierSize, WhatIsReturnedKeepsRoomForResumingTheReview) {
  for (const int before : {0, 1}) {  // The last to fit is a return, or a resumption.
    SCOPED_TRACE(before);
    DossierWorld world;
    world.cycle.rounds = kMany;
    ASSERT_EQ(world.ToReview(), "");
    world.cycle.state = CycleState::kInReview;
    for (int i = 0; i < before; ++i) {
      Action adjust = world.Make(K::kAdjust);
      adjust.text = Longest();
      ASSERT_EQ(world.Do(adjust, DossierWorld::Council()), "");
    }
    EXPECT_EQ(Fill(world, {K::kReturn, K::kResumeReview}, Longest()), "dossier_full");
    EXPECT_EQ(world.dossier.state, DossierState::kInReview);
    EXPECT_EQ(Review(world), "");
  }
}

TEST(DossierSize, ARemarkThatNeedNotBeGivenIsCheckedWhereItIs) {
  DossierWorld world;
  ASSERT_EQ(world.DoAll({K::kSave, K::kApprove, K::kSubmit}), "");
  Action accept = world.Make(K::kAccept);
  accept.text = Longest() + "x";
  EXPECT_EQ(world.Do(accept), "text_too_long");
  accept.text = "";
  EXPECT_EQ(world.Do(accept), "");
}

}  // namespace
}  // namespace par::domain
