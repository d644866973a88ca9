// Goal: a unit takes a decision only as it was signed, under a key that its authority certified for
// the unit that issued it; and none is published otherwise.
// Method: a good signed decision, which each row spoils in one thing, is sent down the real line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/decision_file.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/rows.h"
#include "common/services/kinds.h"
#include "common/services/signed_decision.h"
#include "district-node/decision_progress.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/decision_case.h"

namespace par::district::testing {
namespace {

using decision::v1::SignedDecision;
using ::par::testing::ReadText;
using ::par::testing::ReasonIs;
using ::testing::ElementsAre;

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
      {"packed, and cut off", &draft.decision,
       [](auto& s) {
         s = services::Packed(s);
         s.mutable_packed()->pop_back();
       },
       "decision_file_malformed"},
      {"packed, and besides as it is", &draft.decision,
       [](auto& s) {
         const std::string file = s.canonical();
         s = services::Packed(s);
         s.set_canonical(file);
       },
       "decision_file_malformed"},
      {"packed, and says that it is smaller", &draft.decision,
       [](auto& s) {
         s = services::Packed(s);
         s.set_unpacked_bytes(s.unpacked_bytes() - 1);
       },
       "decision_file_malformed"},
      {"unpacks to more than a decision may be", &draft.decision,
       [](auto& s) {
         s.set_canonical(std::string(domain::kMostDecisionFileBytes + 1, 'd'));
         s = services::Packed(s);
       },
       "decision_file_malformed"},
      {"packed, and altered after signing", &draft.decision,
       [&](auto& s) {
         s.set_canonical(domain::DecisionFile(other_number));
         s = services::Packed(s);
       },
       "decision_signature_wrong"},
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
  EXPECT_THAT(types, ElementsAre(static_cast<std::uint32_t>(services::ItemType::kPackedDecision),
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

// The leaders' score of a published result was wrong: entering is over, correcting takes a reason,
// and only the decision that supersedes says other points.
TEST_F(DistrictDecision, PointsGivenFromOutsideAreCorrectedByTheNext) {
  const auto enter = [&](const char* points) {
    dossier::v1::EnterPointsRequest request;
    request.set_cycle(kCycle);
    request.set_unit("la-ha");
    dossier::v1::NewPoints& put = *request.add_points();
    put.set_criterion("8.6");
    put.set_points(points);
    put.set_source("Biên bản số 5");
    return node.Run(services::Kind::kEnterPoints, node.council, request.SerializeAsString());
  };
  const auto act = [&](const ledger::Actor& actor, const char* kind, std::int64_t e4) {
    dossier::v1::Action action;
    action.set_unit("la-ha");
    action.set_kind(kind);
    action.set_text("Cộng nhầm phiếu");
    action.set_criterion("8.6");
    action.mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
    action.mutable_mark()->set_points_e4(e4);
    return node.Act(actor, action);
  };
  const auto points_in = [&](const std::string& id) {
    const auto row = node.parts.box.Find(node.store, id);
    const auto decision = services::ReadDecision(*row);
    for (const domain::DecisionArea& area : decision->lines.front().areas) {
      for (const domain::DecisionLeaf& leaf : area.leaves) {
        if (leaf.criterion == "8.6") return leaf.mark.points.e4();
      }
    }
    return std::int64_t{-1};
  };
  ASSERT_OK(enter("1"));
  node.ReviewToTheEnd();
  node.SetDay("2023-12-02");
  ASSERT_OK_AND_ASSIGN(const auto first, node.Publish(Head("7/QĐ-UBND"), node.publisher));
  EXPECT_THAT(enter("2.5"), ReasonIs("entered_points_final"));
  EXPECT_THAT(act(node.council, "correct", 25000), ReasonIs("dossier_state_forbids"));
  ASSERT_OK(act(node.publisher, "supersede", 0));
  EXPECT_THAT(enter("2.5"), ReasonIs("entered_points_final")) << "never without saying so";
  EXPECT_THAT(act(node.council, "correct", 30001), ReasonIs("mark_out_of_range"));
  ASSERT_OK(act(node.council, "correct", 25000));
  ASSERT_OK_AND_ASSIGN(const auto next,
                       node.Publish(Head("8/QĐ-UBND", first.id()), node.publisher));
  EXPECT_EQ(points_in(first.id()), 10000) << "what was published stays";
  EXPECT_EQ(points_in(next.id()), 25000);
  node.Deliver();
  const dossier::v1::Dossier told = node.NoticeOf("la-ha");
  ASSERT_EQ(told.corrections_size(), 1);
  EXPECT_EQ(told.corrections(0).reason(), "Cộng nhầm phiếu");
  node.ExpectRebuilds();
}

// A tail may bring back several at once. The unit above, which lost nothing, must hear of each.
TEST_F(DistrictDecision, OneThatCameBackWithItsSuccessorGoesUpwardLikeIt) {
  domain::Decision next = draft.decision;
  next.number = domain::DecisionId("2/QĐ-UBND");
  next.supersedes = draft.decision.number;
  next.superseded_hash = Sha256::Of(domain::WholeBytes(draft.decision));
  const std::vector<SignedDecision> came_back = {Signed(draft.decision), Signed(next)};
  enum class Brought : std::uint32_t { kBoth = 9100 };
  node.parts.commands.On(
      Brought::kBoth, "test.both_back",
      [&](const ledger::Entry& entry,
          ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
        for (const SignedDecision& decision : came_back) {
          exchange::v1::Event event;
          event.mutable_item()->set_type(static_cast<std::uint32_t>(services::ItemType::kDecision));
          event.mutable_item()->set_unit("tu-nghia");
          event.mutable_item()->set_body(decision.SerializeAsString());
          ASSIGN_OR_RETURN(const exchange::Judgement judgement,
                           node.parts.items.Receive(entry,
                                                    {.stream = exchange::DownOf("la-ha"),
                                                     .event = event,
                                                     .side = exchange::Side::kUpper,
                                                     .restored = true},
                                                    transaction));
          if (!judgement.reason.empty()) return judgement.reason;
        }
        return std::string();
      });
  const auto waiting = [&] {
    std::vector<std::string> numbers;
    const exchange::StreamView up(node.store, exchange::Side::kLower, exchange::UpOf("tu-nghia"));
    EXPECT_OK(up.ForEachStaged([&](exchange::record::StagedItem& staged) -> absl::Status {
      ASSIGN_OR_RETURN(const std::string body,
                       exchange::ReadBody(staged.body(), node.store, exchange::LedgerPayloads()));
      SignedDecision decision;
      EXPECT_TRUE(decision.ParseFromString(body));
      ASSIGN_OR_RETURN(const auto read, domain::ReadDecisionFile(decision.canonical()));
      numbers.push_back(read.number.value());
      return absl::OkStatus();
    }));
    return numbers;
  };
  ASSERT_OK_AND_ASSIGN(const std::string reason, node.Run(Brought::kBoth, {kNode, "", "node"}, ""));
  EXPECT_EQ(reason, "");
  EXPECT_THAT(waiting(), ElementsAre("1/QĐ-UBND", "2/QĐ-UBND"));
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
