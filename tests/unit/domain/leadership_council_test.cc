// Goal: the leaders' score comes from recorded votes alone: who may give one, when, on what; what
// they come to; and that nothing changes after closing without reopening.
// Method: a council of five on two units; tables with one rule per row, random ballots against the
// bounds that must hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "common/domain/council_vote.h"
#include "common/domain/criteria_yaml.h"

namespace par::domain {
namespace {

constexpr const char* kCouncilSet =
    "format: parnet/criteria-set/1\nid: bo\nversion: 1\ntitle: T\nlevel: commune\nyear: 2023\n"
    "basis: [{number: 1/QĐ, date: 2023-01-01, issuer: U, subject: S}]\n"
    "effective: {from: 2023-01-01, to: 2023-12-31}\nmaximum: 11\nareas:\n"
    "  - id: \"A\"\n    title: A\n    maximum: 11\n    criteria:\n"
    "      - {id: \"9\", title: B, maximum: 10, source: leadership, rule: given}\n"
    "      - {id: \"1\", title: C, maximum: 1, rule: {judged: any}}\n";

std::string CouncilText(const std::string& method, const std::string& quorum = "2/3") {
  return "format: parnet/council/1\ntitle: Hội đồng\ncycle: ky\nbasis: 12/QĐ-UBND\nmembers:\n"
         "  - {account: an, name: An, role: Chủ tịch, unit: huyen}\n"
         "  - {account: binh, name: Bình, role: Ủy viên, unit: huyen}\n"
         "  - {account: chi, name: Chi, role: Ủy viên, unit: huyen}\n"
         "  - {account: dung, name: Dũng, role: Ủy viên, unit: huyen}\n"
         "  - {account: giang, name: Giang, role: Ủy viên, unit: xa-a}\n"
         "quorum: " +
         quorum + "\nmethod: " + method + "\ndeadline: 2023-12-10\n";
}

const std::int64_t kInTime = Date::Of(2023, 12, 10)->EndInVietnam() - 1;
const std::int64_t kTooLate = kInTime + 1;

class CouncilTest : public ::testing::Test {
 protected:
  CouncilTest() {
    CriteriaSetFile file = ReadCriteriaSet(kCouncilSet, "set");
    EXPECT_TRUE(file.set.has_value());
    if (file.set.has_value()) set_ = *std::move(file.set);
    cycle_.id = CycleId("ky");
    cycle_.criteria_set = "bo";
    cycle_.criteria_version = 1;
    cycle_.units = {UnitId("xa-a"), UnitId("xa-b")};
  }

  CouncilSession Open(const std::string& text) {
    FindingList findings("council");
    auto council = ReadLeadershipCouncil(text, findings);
    for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
    CouncilSession session;
    if (!council.has_value()) return session;
    session.council = *std::move(council);
    session.deadline = session.council.deadline;
    EXPECT_TRUE(FitCouncil(set_, cycle_, session.council).ok());
    return session;
  }

  static CouncilVote Vote(const std::string& unit, std::optional<std::int64_t> e4) {
    CouncilVote vote;
    vote.unit = UnitId(unit);
    vote.criterion = "9";
    if (e4.has_value()) vote.points = Points::FromE4(*e4);
    return vote;
  }
  absl::Status CastOne(CouncilSession& session, const std::string& account, const CouncilVote& vote,
                       std::int64_t now = kInTime) {
    const CouncilMember* member = session.council.Find(AccountId(account));
    const UnitId home = member == nullptr ? UnitId("huyen") : member->unit;
    return Cast(set_, cycle_, AccountId(account), home, {vote}, now, session);
  }
  // an, binh, chi, dung on xa-a; the same on xa-b.
  CouncilSession Voted(const std::string& text,
                       const std::vector<std::optional<std::int64_t>>& points) {
    CouncilSession session = Open(text);
    const char* accounts[] = {"an", "binh", "chi", "dung"};
    for (std::size_t i = 0; i < points.size(); ++i) {
      EXPECT_TRUE(CastOne(session, accounts[i], Vote("xa-a", points[i])).ok());
      EXPECT_TRUE(CastOne(session, accounts[i], Vote("xa-b", points[i])).ok());
    }
    return session;
  }

  CriteriaSet set_;
  Cycle cycle_;
};

TEST_F(CouncilTest, RefusesAVoteByTheFirstRuleItBreaks) {
  struct Case {
    const char* why;
    bool closed;
    const char* account;
    std::int64_t now;
    CouncilVote vote;
    const char* want;
  };
  CouncilVote other = Vote("xa-b", 10'000);
  other.criterion = "1";
  const Case cases[] = {
      {"closed beats all else", true, "khach", kTooLate, Vote("xa-c", 200'000), "council_closed"},
      {"who is no member", false, "khach", kTooLate, Vote("xa-c", 200'000), "council_not_a_member"},
      {"after the deadline", false, "giang", kTooLate, Vote("xa-c", 200'000), "council_vote_late"},
      {"a unit that does not take part", false, "giang", kInTime, Vote("xa-c", 200'000),
       "unit_not_in_cycle"},
      {"his own unit, though the points are too many as well", false, "giang", kInTime,
       Vote("xa-a", 200'000), "council_own_unit"},
      {"a criterion that leaders do not score", false, "giang", kInTime, other,
       "criterion_unknown"},
      {"above the maximum", false, "giang", kInTime, Vote("xa-b", 100'001), "council_points_range"},
      {"below nothing", false, "giang", kInTime, Vote("xa-b", -1), "council_points_range"},
      {"the maximum itself", false, "giang", kInTime, Vote("xa-b", 100'000), ""},
      {"abstains", false, "giang", kInTime, Vote("xa-b", std::nullopt), ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    CouncilSession session = Open(CouncilText("mean"));
    session.closed = c.closed;
    const absl::Status cast = CastOne(session, c.account, c.vote, c.now);
    EXPECT_EQ(ReasonOf(cast), c.want);
    EXPECT_EQ(session.votes.size(), cast.ok() ? 1u : 0u);
    EXPECT_EQ(TextOf(cast, Language::kVietnamese).find('{'), std::string::npos);
  }
}

TEST_F(CouncilTest, VotesComeToPointsByTheCouncilsMethod) {
  struct Case {
    const char* why;
    const char* method;
    std::vector<std::optional<std::int64_t>> votes;
    const char* want;
  };
  const Case cases[] = {
      {"the leaders' score of a real district, 8.5 of 10",
       "mean",
       {80'000, 85'000, 85'000, 90'000},
       "8.5: 4 phiếu; trung bình 8,5"},
      {"a third is rounded once, half up",
       "mean",
       {10'000, 10'000, 20'000},
       "1.3333: 3 phiếu; trung bình 1,3333"},
      {"who abstains has voted, and gives nothing",
       "mean",
       {10'000, 20'000, std::nullopt},
       "1.5: 3 phiếu, 1 phiếu trắng; trung bình 1,5"},
      {"an outsider is left out at either end",
       "trimmed_mean\ntrim: 1",
       {0, 80'000, 90'000, 100'000},
       "8.5: 4 phiếu; trung bình sau khi bỏ 1 phiếu cao nhất, 1 phiếu thấp nhất 8,5"},
      {"the middle of three", "median", {0, 85'000, 100'000}, "8.5: 3 phiếu; trung vị 8,5"},
      {"between the middle two of four",
       "median",
       {0, 80'000, 90'000, 100'000},
       "8.5: 4 phiếu; trung vị 8,5"},
      {"nothing left when the ends are left out",
       "trimmed_mean\ntrim: 1",
       {80'000, 90'000, std::nullopt, std::nullopt},
       "council_too_few_scores"},
      {"all abstained",
       "mean",
       {std::nullopt, std::nullopt, std::nullopt},
       "council_too_few_scores"},
      {"two of the four who may: fewer than two thirds",
       "mean",
       {80'000, 90'000},
       "council_no_quorum"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const CouncilSession session = Voted(CouncilText(c.method), c.votes);
    // Of xa-b five may vote, and Giang did not: 2/3 of five are four.
    CouncilSession one = session;
    Cycle alone = cycle_;
    alone.units = {UnitId("xa-a")};
    const auto scores = ScoresOf(set_, alone, one, kTooLate);
    const std::string got = !scores.ok() ? ReasonOf(scores.status())
                                         : scores->front().points.FormatShort(NumberStyle::kPlain) +
                                               ": " + scores->front().working;
    EXPECT_EQ(got, c.want);
  }
}

TEST_F(CouncilTest, ClosesWhenAllHaveVotedOrTheDeadlineIsPastAndReopensWithAReason) {
  CouncilSession session = Voted(CouncilText("mean"), {80'000, 80'000, 80'000, 80'000});
  EXPECT_EQ(ReasonOf(ScoresOf(set_, cycle_, session, kInTime).status()), "council_too_early");
  EXPECT_TRUE(ScoresOf(set_, cycle_, session, kTooLate).ok());
  EXPECT_EQ(VotesExpected(session, cycle_, AccountId("giang")), 1u);
  EXPECT_EQ(VotesExpected(session, cycle_, AccountId("an")), 2u);
  ASSERT_TRUE(CastOne(session, "giang", Vote("xa-b", 90'000)).ok());
  const auto early = ScoresOf(set_, cycle_, session, kInTime);
  ASSERT_TRUE(early.ok());
  EXPECT_EQ(early->at(1).points.e4(), 82'000);
  EXPECT_EQ(ReasonOf(Reopen("Chấm nhầm", *Date::Of(2023, 12, 20), kInTime, session)),
            "council_still_open");
  session.closed = true;
  EXPECT_EQ(ReasonOf(ScoresOf(set_, cycle_, session, kTooLate).status()), "council_closed");
  EXPECT_EQ(ReasonOf(Reopen(" ", *Date::Of(2023, 12, 20), kTooLate, session)), "text_empty");
  EXPECT_EQ(ReasonOf(Reopen("Chấm nhầm", *Date::Of(2023, 12, 10), kTooLate, session)),
            "council_deadline_past");
  EXPECT_TRUE(session.closed);
  ASSERT_TRUE(Reopen("Chấm nhầm", *Date::Of(2023, 12, 20), kTooLate, session).ok());
  ASSERT_TRUE(CastOne(session, "giang", Vote("xa-b", 80'000), kTooLate).ok());
  EXPECT_EQ(session.votes.size(), 9u) << "his former vote is replaced";
}

TEST_F(CouncilTest, TheFileIsReadStrictly) {
  struct Case {
    const char* why;
    std::string text;
    const char* want;
  };
  const std::string good = CouncilText("mean");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  const Case cases[] = {
      {"more than all", with("2/3", "3/2"), "council_quorum"},
      {"no fraction", with("2/3", "nua"), "council_quorum"},
      {"trimmed by how many", with("mean", "trimmed_mean"), "council_trim"},
      {"nothing to trim", with("method: mean", "method: mean\ntrim: 1"), "council_trim"},
      {"one member twice", with("account: binh", "account: an"), "id_repeated"},
      {"a day that is none", with("2023-12-10", "2023-13-10"), "yaml_not_date"},
      {"no such method", with("mean", "average"), "yaml_not_one_of"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    FindingList findings("council");
    EXPECT_FALSE(ReadLeadershipCouncil(c.text, findings).has_value());
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(ReasonOf(findings.findings().front().refusal), c.want);
  }
  CouncilSession session = Open(good);
  session.council.criteria = {"1"};
  EXPECT_EQ(ReasonOf(FitCouncil(set_, cycle_, session.council)), "council_criterion_source");
  session.council.cycle = CycleId("khac");
  EXPECT_EQ(ReasonOf(FitCouncil(set_, cycle_, session.council)), "council_cycle_other");
}

TEST_F(CouncilTest, PointsLieBetweenTheLowestAndTheHighestVoteInAnyOrder) {
  const std::uint64_t seed = std::random_device()();
  std::mt19937_64 random(seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  const char* methods[] = {"mean", "median", "trimmed_mean\ntrim: 1"};
  for (int round = 0; round < 100; ++round) {
    const std::string text = CouncilText(methods[random() % 3]);
    std::vector<std::optional<std::int64_t>> votes;
    for (int i = 0; i < 4; ++i) votes.emplace_back(static_cast<std::int64_t>(random() % 100'001));
    Cycle alone = cycle_;
    alone.units = {UnitId("xa-a")};
    const auto scores = ScoresOf(set_, alone, Voted(text, votes), kTooLate);
    ASSERT_TRUE(scores.ok());
    EXPECT_GE(scores->front().points.e4(), **std::min_element(votes.begin(), votes.end()));
    EXPECT_LE(scores->front().points.e4(), **std::max_element(votes.begin(), votes.end()));
    std::shuffle(votes.begin(), votes.end(), random);
    const auto again = ScoresOf(set_, alone, Voted(text, votes), kTooLate);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(scores->front().working, again->front().working);
  }
}

}  // namespace
}  // namespace par::domain
