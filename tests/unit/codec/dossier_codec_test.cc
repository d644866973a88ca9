// Goal: a dossier and an action come back from their messages exactly as they were, and a message
// that no node of ours would write is refused with the field named.
// Method: one dossier with every field set goes there and back; then one fault per row.
#include "common/codec/dossier_codec.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <limits>

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
