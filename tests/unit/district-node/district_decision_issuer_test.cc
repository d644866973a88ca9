// Goal: a decision is its issuer's: it is looked up, put out of force and published again as such,
// and reaches whoever is still below.
// Method: the node of decision_case.h; decisions of other units come over the real line.
#include <gtest/gtest.h>

#include <string>

#include "common/services/kinds.h"
#include "tests/unit/district-node/decision_case.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReasonIs;

// A unit signs with a key of its own, so only what it says of its own decisions is believed.
TEST_F(DistrictDecision, PutsNoOtherUnitsDecisionOutOfForce) {
  domain::Decision provinces = draft.decision;
  provinces.issuer = domain::UnitId("quang-ngai");
  ASSERT_EQ(node.RejectionBelow("la-ha", SignedFor(provinces)), "");
  domain::Decision other_cycle = draft.decision;
  other_cycle.cycle = domain::CycleId("communes-2022");
  ASSERT_EQ(node.RejectionBelow("la-ha", SignedFor(other_cycle)), "");
  ASSERT_EQ(node.RejectionBelow("la-ha", SignedFor(draft.decision)), "");
  struct Case {
    std::string_view why;
    const domain::Decision* former;
    std::string_view want;
    bool superseded;
  };
  const Case cases[] = {
      {"the province's", &provinces, "decision_supersedes_wrong", false},
      {"its own on another cycle", &other_cycle, "decision_supersedes_wrong", false},
      {"its own on this cycle", &draft.decision, "", true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    domain::Decision next = draft.decision;
    next.number = domain::DecisionId("2/QĐ-UBND");
    next.supersedes = c.former->number;
    next.superseded_hash = Sha256::Of(domain::WholeBytes(*c.former));
    EXPECT_EQ(node.RejectionBelow("la-ha", SignedFor(next)), c.want);
    const std::string id = services::DecisionBox::IdOf(*c.former);
    ASSERT_OK_AND_ASSIGN(const auto former, node.parts.box.Find(node.store, id));
    EXPECT_EQ(!former.superseded_by().empty(), c.superseded);
  }
}

// Ids of cycles are chosen by each unit for itself, and copies of decisions come up.
TEST_F(DistrictDecision, OfAnotherUnitOnACycleOfThatNameIsNoneOnThisOne) {
  domain::Decision provinces = draft.decision;
  provinces.issuer = domain::UnitId("quang-ngai");
  ASSERT_EQ(node.RejectionBelow("la-ha", SignedFor(provinces)), "");
  EXPECT_THAT(node.parts.box.InForce(node.store, kCycle, "tu-nghia"), ReasonIs("decision_unknown"));
  EXPECT_OK(node.parts.box.InForce(node.store, kCycle, "quang-ngai"));
  decision::v1::GetProgressRequest request;
  request.set_cycle(kCycle);
  const DecisionProgress progress(node.parts.units, node.parts.dossiers, node.parts.decisions,
                                  node.parts.box);
  ASSERT_OK_AND_ASSIGN(
      const auto shown,
      progress.Progress(*node.Snapshot(),
                        node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil), request,
                        {.node = kNode,
                         .key = node.key->public_key(),
                         .certificate = node.certificate,
                         .now_micros = node.clock.WallMicros()}));
  EXPECT_EQ(shown.in_force(), "");
  ASSERT_EQ(shown.units(0).unit(), "la-ha");
  EXPECT_EQ(shown.units(0).version(), node.Dossier("la-ha").version);
  node.ReviewToTheEnd();
  EXPECT_OK(node.Publish(Head("7/QĐ-UBND"), node.publisher));
}

// The tree of the coming year is imported in December, before the results of this one are out.
TEST_F(DistrictDecision, GoesOutAlthoughUnitsMovedAwayOrEndedAfterTheyHandedIn) {
  node.SetUnits(R"(format: parnet/units/1
units:
  - {id: quang-ngai, name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai}
  - {id: nghia-hanh, name: Huyện Nghĩa Hành, kind: huyen, parent: quang-ngai}
  - {id: la-ha, name: Thị trấn La Hà, kind: thi-tran, parent: tu-nghia}
  - {id: nghia-ky, name: Xã Nghĩa Kỳ, kind: xa, parent: tu-nghia, until: 2023-12-31}
  - id: song-ve
    name: Thị trấn Sông Vệ
    kind: thi-tran
    parents:
      - {id: tu-nghia, until: 2023-12-31}
      - {id: nghia-hanh, from: 2024-01-01}
)");
  ASSERT_OK_AND_ASSIGN(const auto parent, node.parts.units.ParentOf(node.store, "song-ve"));
  ASSERT_EQ(parent, "nghia-hanh");
  cycle::v1::ExtendDeadlineRequest extend;
  extend.set_actor_unit("tu-nghia");
  extend.set_id(kCycle);
  extend.set_deadline("publish");
  extend.set_date("2023-12-25");
  extend.set_reason("mưa lũ");
  ASSERT_OK(
      node.Run(services::Kind::kExtendDeadline, node.administrator, extend.SerializeAsString()));
  node.ReviewToTheEnd();
  ASSERT_OK(node.Publish(Head("7/QĐ-UBND"), node.publisher));
  node.Deliver();
  EXPECT_EQ(node.NoticeOf("la-ha").state(), "published");
  EXPECT_EQ(node.Dossier("song-ve").state, domain::DossierState::kNotSubmitted);
}

// The machine was lost while the units were being told: the cycle and some dossiers came back as
// published, and others as they were before.
TEST_F(DistrictDecision, IsPublishedAgainForTheSakeOfTheUnitsThatWereNotTold) {
  node.ReviewToTheEnd();
  ASSERT_OK_AND_ASSIGN(const auto before, node.store.Get(HeldRow("la-ha")));
  ASSERT_OK_AND_ASSIGN(const auto first, node.Publish(Head("7/QĐ-UBND"), node.publisher));
  const std::uint64_t version = node.Dossier("la-ha").version;
  ASSERT_OK_AND_ASSIGN(const auto again, node.Publish(Head("7/QĐ-UBND"), node.publisher));
  EXPECT_EQ(again.id(), first.id());
  EXPECT_EQ(node.Dossier("la-ha").version, version) << "its unit was told";
  EXPECT_THAT(node.Publish(Head("8/QĐ-UBND"), node.publisher), ReasonIs("decision_in_force"));

  node.Put(HeldRow("la-ha"), *before);
  ASSERT_EQ(node.Dossier("la-ha").state, domain::DossierState::kFinal);
  ASSERT_OK(node.Publish(Head("7/QĐ-UBND"), node.publisher));
  EXPECT_EQ(node.Dossier("la-ha").state, domain::DossierState::kPublished);

  node.Put(HeldRow("la-ha"), *before);
  ASSERT_OK(node.Publish(Head("8/QĐ-UBND", first.id()), node.publisher));
  EXPECT_EQ(node.Dossier("la-ha").state, domain::DossierState::kPublished);
}

// After a loss, decisions may come back before the cycles they are on.
TEST_F(DistrictDecision, OnACycleThatIsNotBackHindersNoReview) {
  domain::Decision past = draft.decision;
  past.cycle = domain::CycleId("communes-2022");
  ASSERT_EQ(node.RejectionBelow("la-ha", SignedFor(past)), "");
  dossier::v1::ListMarksRequest request;
  request.set_cycle(kCycle);
  EXPECT_OK(node.parts.review.ListMarks(
      *node.Snapshot(), node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil), request,
      node.clock.WallMicros()));
}

}  // namespace
}  // namespace par::district::testing
