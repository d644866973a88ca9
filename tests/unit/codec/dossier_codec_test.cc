// Goal: a dossier and an action come back from their messages exactly as they were, and a message
// that no node of ours would write is refused with the field named.
// Method: one dossier with every field set goes there and back; then one fault per row. Sizes are
// compared with what the domain counts, for the longest numbers and texts of many lengths.
#include "common/codec/dossier_codec.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <limits>

#include "common/domain/dossier_size.h"
#include "common/domain/refusal.h"
#include "tests/support/status_matchers.h"

namespace par::codec {
namespace {

domain::Dossier FullDossier() {
  using domain::AccountId;
  const domain::Mark scored = domain::Mark::Scored(domain::Points::FromE4(14631));
  const domain::Mark waived{domain::MarkState::kWaived, domain::Points::FromE4(15000)};
  const Sha256 content = Sha256::Of("3.4.1");
  domain::Dossier dossier;
  dossier.unit = domain::UnitId("la-ha");
  dossier.cycle = domain::CycleId("tu-nghia-2023");
  dossier.state = domain::DossierState::kReturned;
  dossier.version = 17;
  dossier.claims_version = 5;
  dossier.round = 2;
  dossier.late_allowed = true;
  dossier.times = domain::SubmissionTimes{.received_at = 7, .made_at = 6, .clock_age = 5};
  dossier.claims = {{.criterion = "3.4.1", .self = scored, .content = content}};
  dossier.assignments = {{.account = AccountId("hoa"), .areas = {"3", "7"}}};
  dossier.reviews = {{.id = 9,
                      .criterion = "3.4.1",
                      .opinion = domain::Opinion::kAdjust,
                      .mark = waived,
                      .reason = "lý do",
                      .account = AccountId("hoa"),
                      .council = true,
                      .bulk = true,
                      .round = 1,
                      .content = content,
                      .at = 21,
                      .session = "phien-1"}};
  dossier.queries = {{.id = 10,
                      .criterion = "3.4.1",
                      .text = "?",
                      .account = AccountId("hoa"),
                      .round = 1,
                      .answer = "!",
                      .answered_by = AccountId("lan"),
                      .at = 22,
                      .answered_at = 23}};
  dossier.appeals = {{.id = 11,
                      .criterion = "3.4.1",
                      .text = "t",
                      .account = AccountId("lan"),
                      .wanted = waived,
                      .times = *dossier.times,
                      .outcome = domain::AppealOutcome{.upheld = true,
                                                       .mark = scored,
                                                       .reason = "r",
                                                       .account = AccountId("minh"),
                                                       .before = waived,
                                                       .at = 24,
                                                       .session = "phien-2"}}};
  dossier.corrections = {{.id = 12,
                          .criterion = "3.4.1",
                          .mark = scored,
                          .reason = "c",
                          .account = AccountId("minh"),
                          .at = 25}};
  dossier.notes = {{.id = 13,
                    .kind = domain::ActionKind::kReturn,
                    .text = "thiếu tài liệu",
                    .account = AccountId("hoa"),
                    .at = 26}};
  dossier.decisions = {domain::DecisionId("d1")};
  return dossier;
}

TEST(DossierCodec, EveryFieldComesBack) {
  const domain::Dossier dossier = FullDossier();
  const auto back = Decode(Encode(dossier));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, dossier);
}

// Numbers as long as they get, and texts of every length at which the length of a length changes.
domain::Dossier LongDossier(std::size_t text) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kFewest = -domain::Points::kLargestE4;
  const std::string words(text, 'x');
  const domain::AccountId account(words);
  const domain::Mark mark{domain::MarkState::kWaived, domain::Points::FromE4(kFewest)};
  domain::Dossier dossier = FullDossier();
  dossier.version = dossier.claims_version = std::numeric_limits<std::uint64_t>::max();
  dossier.round = 9;
  dossier.times = domain::SubmissionTimes{.received_at = kMost, .made_at = kMost, .clock_age = -1};
  dossier.claims[0] = {.criterion = words, .self = mark, .content = Sha256::Of("c")};
  dossier.assignments[0] = {.account = account, .areas = {words, words}};
  domain::Review& review = dossier.reviews[0];
  review.id = dossier.version;
  review.criterion = review.reason = review.session = words;
  review.account = account;
  review.mark = mark;
  review.at = kMost;
  domain::Query& query = dossier.queries[0];
  query.id = dossier.version;
  query.criterion = query.text = words;
  query.answer = words;
  query.account = query.answered_by = account;
  query.at = query.answered_at = kMost;
  domain::Appeal& appeal = dossier.appeals[0];
  appeal.id = dossier.version;
  appeal.criterion = appeal.text = words;
  appeal.account = account;
  appeal.wanted = mark;
  appeal.times = *dossier.times;
  appeal.outcome->mark = appeal.outcome->before = mark;
  appeal.outcome->reason = appeal.outcome->session = words;
  appeal.outcome->account = account;
  appeal.outcome->at = kMost;
  dossier.corrections[0] = {dossier.version, words, mark, words, account, kMost};
  dossier.notes[0] = {dossier.version, domain::ActionKind::kMarkNotSubmitted, words, account,
                      kMost};
  dossier.decisions = {domain::DecisionId(words)};
  return dossier;
}

// Several of one list of `dossier`, and no more of the others: no list hides another's bytes.
TEST(DossierCodec, ADossierIsNeverLargerThanTheDomainCounts) {
  for (const std::size_t text : {0u, 1u, 64u, 127u, 128u, 10'000u, 16'384u}) {
    const domain::Dossier one = LongDossier(text);
    domain::Dossier none = one;
    none.claims.clear();
    none.assignments.clear();
    none.reviews.clear();
    none.queries.clear();
    none.appeals.clear();
    none.corrections.clear();
    none.notes.clear();
    none.decisions.clear();
    const auto fits = [&](const char* what, const auto& fill) {
      domain::Dossier dossier = none;
      for (int i = 0; i < 100; ++i) fill(dossier);
      EXPECT_LE(Encode(dossier).ByteSizeLong(), domain::BytesOf(dossier)) << what << ' ' << text;
    };
    fits("head", [](domain::Dossier&) {});
    fits("claims", [&](auto& dossier) { dossier.claims.push_back(one.claims[0]); });
    fits("assignments", [&](auto& dossier) { dossier.assignments.push_back(one.assignments[0]); });
    fits("reviews", [&](auto& dossier) { dossier.reviews.push_back(one.reviews[0]); });
    fits("queries", [&](auto& dossier) { dossier.queries.push_back(one.queries[0]); });
    fits("appeals", [&](auto& dossier) { dossier.appeals.push_back(one.appeals[0]); });
    fits("corrections", [&](auto& dossier) { dossier.corrections.push_back(one.corrections[0]); });
    fits("notes", [&](auto& dossier) { dossier.notes.push_back(one.notes[0]); });
    fits("decisions", [&](auto& dossier) { dossier.decisions.push_back(one.decisions[0]); });
  }
}

TEST(DossierCodec, EveryActionComesBack) {
  for (int kind = 0; kind < domain::kActionCount; ++kind) {
    domain::Action action;
    action.kind = static_cast<domain::ActionKind>(kind);
    action.unit = domain::UnitId("la-ha");
    action.base_version = 3;
    action.mark = domain::Mark::Scored(domain::Points::FromE4(5000));
    action.claims = FullDossier().claims;
    action.areas = {"1"};
    action.criteria = {"2.1"};
    action.made_at = 4;
    action.home_units = {domain::UnitId("la-ha"), domain::UnitId("song-ve")};
    action.session = "phien-1";
    const auto back = Decode(Encode(action), 99);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(Encode(*back).SerializeAsString(), Encode(action).SerializeAsString());
  }
}

TEST(DossierCodec, AnAbsentBaseVersionIsThePresentOne) {
  dossier::v1::Action message;
  message.set_kind("agree");
  EXPECT_EQ(Decode(message, 99)->base_version, 99u);
}

TEST(DossierCodec, RefusesWhatNoNodeWrites) {
  using dossier::v1::Dossier;
  struct Case {
    const char* why;
    std::function<void(Dossier&)> spoil;
    const char* field;
  };
  const Case cases[] = {
      {"a state nobody knows", [](Dossier& d) { d.set_state("lost"); }, "dossier.state"},
      {"an opinion nobody knows", [](Dossier& d) { d.mutable_reviews(0)->set_opinion("perhaps"); },
       "review.opinion"},
      {"a hash that is none", [](Dossier& d) { d.mutable_claims(0)->set_content("short"); },
       "claim.content"},
      {"points on a leaf that is not scored",
       [](Dossier& d) {
         d.mutable_reviews(0)->mutable_mark()->set_state(dossier::v1::MARK_STATE_NOT_APPLICABLE);
       },
       "mark.points_e4"},
      {"a note of no action", [](Dossier& d) { d.mutable_notes(0)->set_kind("sing"); },
       "action.kind"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    Dossier message = Encode(FullDossier());
    c.spoil(message);
    const auto decoded = Decode(message);
    EXPECT_EQ(domain::ReasonOf(decoded.status()), "message_field_invalid");
    EXPECT_EQ(domain::ParametersOf(decoded.status()).front().value, c.field);
  }
}

// Of another node, or of whoever calls: each is the first beyond what points can be.
TEST(DossierCodec, RefusesPointsBeyondAllSets) {
  for (const std::int64_t e4 :
       {domain::Points::kLargestE4 + 1, -domain::Points::kLargestE4 - 1,
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    SCOPED_TRACE(e4);
    dossier::v1::Mark mark;
    mark.set_state(dossier::v1::MARK_STATE_SCORED);
    mark.set_points_e4(e4);
    EXPECT_THAT(Decode(mark), ::par::testing::ReasonIs("points_out_of_range"));
  }
}

}  // namespace
}  // namespace par::codec
