#include "district-node/decision_desk.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/decision_file.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/refusal.h"
#include "common/services/kinds.h"
#include "common/services/signed_decision.h"
#include "district-node/decision_progress.h"

namespace par::district {
namespace {

using decision::v1::PublishDecisionRequest;
using decision::v1::SignedDecision;
using domain::ActionKind;
using domain::DossierState;
using domain::Refusal;

DecisionHead HeadOf(const PublishDecisionRequest& request) {
  return {.cycle = request.cycle(),
          .number = request.number(),
          .date = request.date(),
          .supersedes = request.supersedes()};
}

absl::Status First(const std::vector<absl::Status>& problems) {
  return problems.empty() ? absl::OkStatus() : problems.front();
}

absl::StatusOr<domain::PublishedDecision> PublishDraft(const DraftedDecision& draft) {
  RETURN_IF_ERROR(First(NotFinal(draft)));
  RETURN_IF_ERROR(domain::CheckText("số quyết định", draft.decision.number.value()));
  return domain::Publish(draft.decision, draft.superseded ? &*draft.superseded : nullptr);
}

SignedDecision SignedWith(const PublishDecisionRequest& request, const domain::Decision& decision) {
  SignedDecision made;
  made.set_canonical(domain::DecisionFile(decision));
  made.set_signature(request.signature());
  made.set_signer_key(request.signer_key());
  made.set_signer_node(request.signer_node());
  made.set_signer_certificate(request.signer_certificate());
  made.set_signed_at(request.signed_at());
  return made;
}

// What travels: what the request brought, if it holds just what is signed.
absl::StatusOr<SignedDecision> SentWith(const PublishDecisionRequest& request,
                                        const domain::Decision& decision) {
  SignedDecision made = SignedWith(request, decision);
  if (request.sent().empty()) return made;
  SignedDecision sent;
  if (!sent.ParseFromString(request.sent())) return codec::BadField("sent", "");
  ASSIGN_OR_RETURN(const std::string file, services::FileOf(sent));
  made.set_packed(sent.packed());
  made.set_unpacked_bytes(sent.unpacked_bytes());
  const bool same = file == made.canonical();
  made.clear_canonical();
  if (same && made.SerializeAsString() == request.sent()) return sent;
  return codec::BadField("sent", "");
}

std::string TextOf(const domain::DecisionChange& change) {
  const std::string unit = change.unit.empty() ? "" : change.unit.value() + ": ";
  return unit + change.what + ": " + change.before + " -> " + change.after;
}

}  // namespace

void DecisionDesk::Register(services::CommandRouter& commands) {
  commands.OnMessages<PublishDecisionRequest, decision::v1::PublishDecisionResponse>(
      services::Kind::kPublishDecision, "decision.publish",
      [this](const ledger::Entry& entry, const PublishDecisionRequest& request,
             ledger::Transaction& transaction) { return Publish(entry, request, transaction); });
}

absl::StatusOr<decision::v1::PublishDecisionRequest> DecisionDesk::Sign(
    const storage::Reader& state, decision::v1::PublishDecisionRequest request,
    const Signing& signing) const {
  ASSIGN_OR_RETURN(const DraftedDecision draft, Draft(state, HeadOf(request)));
  RETURN_IF_ERROR(CheckInForce(state, draft));
  RETURN_IF_ERROR(PublishDraft(draft).status());
  request.set_signed_at(signing.now_micros);
  request.set_signature(
      signing.key.Sign(domain::SignatureBytes(draft.decision, signing.now_micros)));
  request.set_signer_key(signing.key.public_key());
  request.set_signer_node(signing.node);
  request.set_signer_certificate(signing.certificate);
  request.set_sent(services::Packed(SignedWith(request, draft.decision)).SerializeAsString());
  return request;
}

absl::StatusOr<decision::v1::PublishDecisionResponse> DecisionDesk::Publish(
    const ledger::Entry& entry, const decision::v1::PublishDecisionRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, request.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  RETURN_IF_ERROR(
      HeldDossiers::RequireOnCycle(frame, entry.command.actor, domain::Permission::kPublish));
  ASSIGN_OR_RETURN(const DraftedDecision draft, Draft(transaction, HeadOf(request)));
  RETURN_IF_ERROR(First(ReviewedByOneAlone(draft, entry.command.actor.account)));
  RETURN_IF_ERROR(CheckInForce(transaction, draft));
  ASSIGN_OR_RETURN(const domain::PublishedDecision published, PublishDraft(draft));
  if (!identity::SignatureHolds(request.signer_key(),
                                domain::SignatureBytes(published.decision(), request.signed_at()),
                                request.signature())) {
    return Refusal(absl::StatusCode::kAborted, "decision_changed_meanwhile",
                   {{"cycle", request.cycle()}, {"number", request.number()}});
  }
  ASSIGN_OR_RETURN(const SignedDecision signed_decision, SentWith(request, published.decision()));
  decision::v1::PublishDecisionResponse response;
  ASSIGN_OR_RETURN(*response.mutable_id(), box_.Keep(signed_decision, transaction));
  response.set_sha256(published.hash().Hex());
  for (const domain::DecisionChange& change : published.decision().changes) {
    response.add_changes(TextOf(change));
  }
  // First the decision, then the news of it: nobody is told what he does not hold. One that came
  // back goes out as it was signed.
  ASSIGN_OR_RETURN(const record::v1::DecisionRow kept, box_.Find(transaction, response.id()));
  RETURN_IF_ERROR(SendOut(entry, frame, services::DecisionBox::SignedOf(kept), transaction));
  for (const UnitResult& result : draft.results.units) {
    RETURN_IF_ERROR(MarkPublished(entry, frame, request, result.held, transaction));
  }
  if (frame.cycle.state == domain::CycleState::kFinal) {
    RETURN_IF_ERROR(
        cycles_.MoveOn(entry, request.cycle(), domain::CycleState::kPublished, transaction)
            .status());
  }
  return response;
}

absl::Status DecisionDesk::CheckInForce(const storage::Reader& state,
                                        const DraftedDecision& draft) const {
  const domain::Decision& decision = draft.decision;
  std::string other = draft.in_force;
  if (draft.superseded.has_value()) {
    ASSIGN_OR_RETURN(const record::v1::DecisionRow former,
                     box_.Find(state, decision.superseded_hash.Hex()));
    other = former.superseded_by();
  }
  if (other.empty() || other == services::DecisionBox::IdOf(decision)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const record::v1::DecisionRow row, box_.Find(state, other));
  return Refusal(absl::StatusCode::kFailedPrecondition, "decision_in_force",
                 {{"number", row.number()}, {"cycle", decision.cycle.value()}});
}

absl::Status DecisionDesk::MarkPublished(const ledger::Entry& entry, const CycleFrame& frame,
                                         const decision::v1::PublishDecisionRequest& request,
                                         Held held, ledger::Transaction& transaction) const {
  if (held.dossier.state == DossierState::kNotSubmitted) return absl::OkStatus();
  // By this very decision, which is published again for the sake of the others.
  const std::vector<domain::DecisionId>& by = held.dossier.decisions;
  const bool done = !by.empty() && by.back().value() == request.number();
  if (held.dossier.state == DossierState::kPublished && done) return absl::OkStatus();
  const ledger::Actor& actor = entry.command.actor;
  ASSIGN_OR_RETURN(const domain::DossierActor acting, HeldDossiers::ActingAs(transaction, actor));
  const domain::DossierContext context{
      .cycle = frame.cycle,
      .leaves = frame.leaves,
      .relation = HeldDossiers::RelationTo(frame, actor.unit, held.dossier.unit.value()),
      .now = entry.time};
  domain::Action action;
  action.unit = held.dossier.unit;
  action.cycle = held.dossier.cycle;
  // A superseding decision is the one in force for every unit, also for those it does not change.
  if (held.dossier.state == DossierState::kPublished) {
    action.kind = ActionKind::kSupersede;
    action.base_version = held.dossier.version;
    action.text = request.reason();
    ASSIGN_OR_RETURN(held.dossier, domain::Decide(held.dossier, action, acting, context));
  }
  action.kind = ActionKind::kPublish;
  action.base_version = held.dossier.version;
  action.decision = domain::DecisionId(request.number());
  ASSIGN_OR_RETURN(held.dossier, domain::Decide(held.dossier, action, acting, context));
  HeldDossiers::Write(transaction, held);
  return review_.Notify(entry, frame, held, transaction);
}

absl::Status DecisionDesk::SendOut(const ledger::Entry& entry, const CycleFrame& frame,
                                   const decision::v1::SignedDecision& decision,
                                   ledger::Transaction& transaction) const {
  const std::string& owner = frame.cycle.owner.value();
  for (const domain::UnitId& unit : frame.cycle.units) {
    RETURN_IF_ERROR(courier_.DownIfBelow(entry, transaction, owner, unit.value(),
                                         services::TypeDown(decision), decision));
  }
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(transaction, owner));
  if (!above.has_value()) return absl::OkStatus();
  return courier_.Up(entry, transaction, owner, services::TypeUp(decision), decision,
                     services::DerivedId(entry, "decision-copy"));
}

}  // namespace par::district
