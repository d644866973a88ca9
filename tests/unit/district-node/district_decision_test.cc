// Goal: a unit takes a decision only as it was signed, under a key that its authority certified for
// the unit that issued it; and none is published otherwise.
// Method: a good signed decision, which each row spoils in one thing, is sent down the real line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/domain/decision_file.h"
#include "common/exchange/rows.h"
#include "common/services/kinds.h"
#include "common/storage/key.h"
#include "district-node/decision_progress.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using decision::v1::SignedDecision;
using ::par::testing::ReadText;
using ::par::testing::ReasonIs;
using ::testing::ElementsAre;

class DistrictDecision : public ::testing::Test {
 protected:
  void SetUp() override {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
    (void)node.Submit("la-ha", ReadText("criteria/answers/tu-nghia/la-ha.yaml"));
    node.Deliver();
    ASSERT_OK_AND_ASSIGN(draft, node.parts.decisions.Draft(node.store, {.cycle = kCycle,
                                                                        .number = "1/QĐ-UBND",
                                                                        .date = "2023-12-20",
                                                                        .supersedes = ""}));
  }
  // Signed for a unit that this node hosts, too.
  SignedDecision SignedFor(const domain::Decision& decision) {
    SignedDecision made = Signed(decision);
    made.set_signer_certificate(node.CertificateFor({decision.issuer.value()}));
    return made;
  }
  static std::string HeldRow(const std::string& unit) {
    return storage::KeyWriter(storage::Prefix::kHeldDossier).Text(kCycle).Text(unit).Take();
  }
  static decision::v1::PublishDecisionRequest Head(const std::string& number,
                                                   const std::string& supersedes = "") {
    decision::v1::PublishDecisionRequest request;
    request.set_number(number);
    request.set_date("2023-12-20");
    request.set_supersedes(supersedes);
    if (!supersedes.empty()) request.set_reason("Đính chính");
    return request;
  }
  SignedDecision Signed(const domain::Decision& decision) {
    SignedDecision made;
    made.set_canonical(domain::DecisionFile(decision));
    made.set_signer_key(node.key->public_key());
    made.set_signer_node(kNode);
    made.set_signer_certificate(node.certificate);
    Sign(made, decision, node.clock.WallMicros());
    return made;
  }
  void Sign(SignedDecision& made, const domain::Decision& decision, std::int64_t at) {
    made.set_signed_at(at);
    made.set_signature(node.key->Sign(domain::SignatureBytes(decision, at)));
  }

  OneNode node;
  DraftedDecision draft;
};

TEST_F(DistrictDecision, AUnitWhoseSubmissionIsNotBackIsNoneThatHandedNothingIn) {
  draft.results.frame.cycle.state = domain::CycleState::kFinal;
  for (UnitResult& result : draft.results.units) {
    result.held.dossier.unit = result.unit;
    result.held.dossier.state = domain::DossierState::kFinal;
    result.held.row.set_submission_seq(1);
  }
  EXPECT_TRUE(NotFinal(draft).empty());
  Held& lost = draft.results.units.front().held;
  lost.row.clear_submission_seq();
  EXPECT_THAT(NotFinal(draft), ElementsAre(ReasonIs("submission_not_back")));
  lost.dossier.state = domain::DossierState::kNotSubmitted;
  EXPECT_TRUE(NotFinal(draft).empty()) << "it handed nothing in";
}

TEST_F(DistrictDecision, IsTakenOnlyAsItWasSigned) {
  domain::Decision other_issuer = draft.decision;
  other_issuer.issuer = domain::UnitId("song-ve");
  domain::Decision wrong_sum = draft.decision;
  wrong_sum.lines[0].total += domain::Points::FromE4(9600);
  domain::Decision other_set = draft.decision;
  other_set.set_hash = Sha256::Of("another text");
  domain::Decision other_number = draft.decision;
  other_number.number = domain::DecisionId("2/QĐ-UBND");
  ::par::testing::TempDir elsewhere;
  ASSERT_OK_AND_ASSIGN(const auto unknown, identity::Authority::Create(elsewhere.path(), "unknown",
                                                                       node.clock.WallMicros()));
  struct Case {
    std::string_view why;
    const domain::Decision* decision;
    std::function<void(SignedDecision&)> spoil;
    std::string_view want;
  };
  const auto as_it_is = [](SignedDecision&) {};
  const Case cases[] = {
      {"cut off", &draft.decision, [](auto& s) { s.mutable_canonical()->pop_back(); },
       "decision_file_malformed"},
      {"signed by nobody", &draft.decision,
       [](auto& s) { s.set_signature(std::string(identity::kSignatureBytes, 's')); },
       "decision_signature_wrong"},
      {"altered after signing", &draft.decision,
       [&](auto& s) { s.set_canonical(domain::DecisionFile(other_number)); },
       "decision_signature_wrong"},
      {"said to be signed at another time", &draft.decision,
       [](auto& s) { s.set_signed_at(s.signed_at() + 1); }, "decision_signature_wrong"},
      {"no certificate", &draft.decision, [](auto& s) { s.clear_signer_certificate(); },
       "signer_certificate_missing"},
      {"a certificate for another unit", &draft.decision,
       [&](auto& s) { s.set_signer_certificate(node.CertificateFor({"quang-ngai"})); },
       "signer_certificate_other_unit"},
      {"a certificate of an unknown authority", &draft.decision,
       [&](auto& s) { s.set_signer_certificate(node.CertificateOf(*unknown, {"tu-nghia"})); },
       "signer_certificate_untrusted"},
      {"signed before the certificate began", &draft.decision,
       [&](auto& s) { Sign(s, draft.decision, s.signed_at() - 60'000'000'000'000); },
       "signer_certificate_not_valid"},
      {"in the name of another node", &draft.decision,
       [](auto& s) { s.set_signer_node("node-nghia-hanh"); }, "signer_certificate_other_key"},
      {"an issuer who does not stand above", &other_issuer, as_it_is, "decision_issuer_wrong"},
      {"a sum that does not hold", &wrong_sum, as_it_is, "reconcile_groups_of_total"},
      {"another text of the set", &other_set, as_it_is, "decision_set_wrong"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    SignedDecision sent = Signed(*c.decision);
    c.spoil(sent);
    EXPECT_EQ(node.RejectionBelow("la-ha", sent), c.want);
  }
  EXPECT_THAT(node.parts.box.InForce(node.store, kCycle, "tu-nghia"), ReasonIs("decision_unknown"));
  EXPECT_EQ(node.RejectionBelow("la-ha", Signed(draft.decision)), "");
  EXPECT_OK(node.parts.box.InForce(node.store, kCycle, "tu-nghia"));
}

TEST_F(DistrictDecision, WhoIsToldThatItIsPublishedHoldsItAlready) {
  node.ReviewToTheEnd();
  const exchange::StreamView down(node.store, exchange::Side::kUpper, exchange::DownOf("la-ha"));
  const std::uint64_t before = down.End()->length;
  ASSERT_OK(node.Publish(Head("7/QĐ-UBND"), node.publisher));
  std::vector<std::uint32_t> types;
  for (std::uint64_t seq = before + 1; seq <= down.End()->length; ++seq) {
    types.push_back((*down.Event(seq))->item().type());
  }
  EXPECT_THAT(types, ElementsAre(static_cast<std::uint32_t>(services::ItemType::kDecision),
                                 static_cast<std::uint32_t>(services::ItemType::kDossier),
                                 static_cast<std::uint32_t>(services::ItemType::kCycle)));
}

// What a unit claims is shown beside its last published result.
TEST_F(DistrictDecision, OfAnEarlierYearTellsWhoNowClaimsFarMore) {
  struct Case {
    std::string_view why;
    std::int64_t below_e4;  // How far the past stands below what is claimed now, in percent.
    bool far;
  };
  const Case cases[] = {{"ten points above", 100'000, true}, {"almost ten", 99'999, false}};
  const identity::Caller caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
  dossier::v1::ListMarksRequest request;
  request.set_cycle(kCycle);
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    OneNode own;
    own.MoveCycle("self_assessing");
    own.SetDay("2023-10-20");
    (void)own.Submit("la-ha", ReadText("criteria/answers/tu-nghia/la-ha.yaml"));
    own.Deliver();
    ASSERT_OK_AND_ASSIGN(const auto held, own.parts.dossiers.Find(own.store, kCycle, "la-ha"));
    ASSERT_OK_AND_ASSIGN(const CycleFrame frame, own.parts.dossiers.Frame(own.store, kCycle));
    ASSERT_OK_AND_ASSIGN(const auto scored,
                         own.parts.dossiers.Score(own.store, frame, *held, false));
    domain::Decision past = draft.decision;
    past.lines[0].converted = *scored->self.percent_rounded - domain::Points::FromE4(c.below_e4);
    own.KeepAsPast(past, 2022);
    ASSERT_OK_AND_ASSIGN(
        const auto marks,
        own.parts.review.ListMarks(*own.Snapshot(), caller, request, own.clock.WallMicros()));
    EXPECT_EQ(marks.rows(0).past_percent_e4(), past.lines[0].converted->e4());
    EXPECT_EQ(marks.rows(0).far_above_past(), c.far);
    EXPECT_FALSE(marks.rows(1).far_above_past());
  }
}

// A new machine gets a decision back from who received it, though not always what its units were
// told of it: there is never a second one beside it.
TEST_F(DistrictDecision, OneThatCameBackIsPublishedAsItIsOrSuperseded) {
  node.ReviewToTheEnd();
  ASSERT_OK_AND_ASSIGN(
      draft, node.parts.decisions.Draft(
                 node.store,
                 {.cycle = kCycle, .number = "7/QĐ-UBND", .date = "2023-12-20", .supersedes = ""}));
  const SignedDecision came_back = Signed(draft.decision);
  ASSERT_EQ(node.RejectionBelow("la-ha", came_back), "");
  node.SetDay("2023-12-02");
  EXPECT_THAT(node.Publish(Head("8/QĐ-UBND"), node.publisher), ReasonIs("decision_in_force"));
  ASSERT_OK_AND_ASSIGN(const auto again, node.Publish(Head("7/QĐ-UBND"), node.publisher));
  ASSERT_OK_AND_ASSIGN(const auto kept, node.parts.box.InForce(node.store, kCycle, "tu-nghia"));
  EXPECT_EQ(services::DecisionBox::IdOf(kept), again.id());
  EXPECT_EQ(kept.signature(), came_back.signature()) << "as it was signed the first time";
  node.Deliver();
  EXPECT_EQ(node.NoticeOf("la-ha").state(), "published");

  ASSERT_OK(node.Publish(Head("8/QĐ-UBND", again.id()), node.publisher));
  EXPECT_THAT(node.Publish(Head("9/QĐ-UBND", again.id()), node.publisher),
              ReasonIs("decision_in_force"))
      << "one decision is superseded by one";
}

TEST_F(DistrictDecision, OneThatCameBackMayBeSupersededBeforeTheCycleIsPublishedAgain) {
  node.ReviewToTheEnd();
  ASSERT_OK_AND_ASSIGN(
      draft, node.parts.decisions.Draft(
                 node.store,
                 {.cycle = kCycle, .number = "7/QĐ-UBND", .date = "2023-12-20", .supersedes = ""}));
  ASSERT_EQ(node.RejectionBelow("la-ha", Signed(draft.decision)), "");
  ASSERT_OK_AND_ASSIGN(const auto next,
                       node.Publish(Head("8/QĐ-UBND", "7/QĐ-UBND"), node.publisher));
  ASSERT_OK_AND_ASSIGN(const auto in_force, node.parts.box.InForce(node.store, kCycle, "tu-nghia"));
  EXPECT_EQ(services::DecisionBox::IdOf(in_force), next.id());
  EXPECT_EQ(node.Dossier("la-ha").state, domain::DossierState::kPublished);
}

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

TEST_F(DistrictDecision, TheNodeHandsOutWhomItTrusts) {
  const SignedDecision sent = Signed(draft.decision);
  ASSERT_EQ(node.RejectionBelow("la-ha", sent), "");
  decision::v1::GetDecisionRequest get;
  get.set_id("1/QĐ-UBND");
  ASSERT_OK_AND_ASSIGN(const auto answer, node.parts.box.Get(*node.Snapshot(), get));
  EXPECT_EQ(answer.authorities(), node.authority->certificate_pem());
  EXPECT_TRUE(answer.decision().SerializeAsString() == sent.SerializeAsString());
}

}  // namespace
}  // namespace par::district::testing
