#include "commune-node/assessment_desk.h"

#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/codec/score_codec.h"
#include "common/domain/refusal.h"
#include "common/domain/score_sheet.h"
#include "common/services/claims.h"
#include "common/services/kinds.h"

namespace par::commune {
namespace {

using domain::ActionKind;

// The answer of a command is kept for repeats, so it holds what changes and no words.
score::v1::ScoreSheet ShortSheet(const domain::CriteriaSet& set, const domain::Answers& answers,
                                 const domain::ScoreSheet& sheet) {
  score::v1::ScoreSheet message = codec::Encode(set, answers, sheet, domain::Language::kVietnamese);
  for (score::v1::Leaf& leaf : *message.mutable_leaves()) {
    leaf.clear_title();
    if (leaf.has_error()) leaf.mutable_error()->clear_text();
  }
  return message;
}

// What is asked to be filled in, beside what was rolled up from the level below: only a roll-up
// changes that, whatever a file that is also scored offline says of it.
assessment::v1::Answers BesideRolledUp(const assessment::v1::Answers& asked,
                                       const assessment::v1::Answers& kept) {
  assessment::v1::Answers answers = asked;
  *answers.mutable_children() = kept.children();
  answers.set_children_known(kept.children_known());
  return answers;
}

}  // namespace

void AssessmentDesk::Register(services::CommandRouter& commands, services::ActRouter& acts,
                              services::ItemRouter& items) {
  using assessment::v1::FillAnswersRequest;
  commands.OnMessages<FillAnswersRequest, assessment::v1::FillAnswersResponse>(
      services::Kind::kFillAnswers, "assessment.fill",
      [this](const ledger::Entry& entry, const FillAnswersRequest& request,
             ledger::Transaction& transaction) { return Fill(entry, request, transaction); });
  using assessment::v1::TakeSalvagedRequest;
  commands.OnMessages<TakeSalvagedRequest, assessment::v1::TakeSalvagedResponse>(
      services::Kind::kTakeSalvaged, "assessment.take_salvaged",
      [this](const ledger::Entry& entry, const TakeSalvagedRequest& request,
             ledger::Transaction& transaction) {
        return TakeSalvaged(entry, request, transaction);
      });
  acts.OnUnitsAction(
      [this](const ledger::Entry& entry, const dossier::v1::ActRequest& request,
             ledger::Transaction& transaction) { return Act(entry, request, transaction); });
  items.OnMessage<dossier::v1::DossierNotice>(
      services::ItemType::kDossier,
      [this](const ledger::Entry&, const exchange::Arrival& arrival,
             const dossier::v1::DossierNotice& notice, ledger::Transaction& transaction) {
        return ReceiveNotice(arrival, notice, transaction);
      });
}

void AssessmentDesk::RegisterOwnItems(services::ItemRouter& items) {
  const auto from_below = [](services::ItemType type) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "exchange_type_unknown",
                           {{"type", std::to_string(static_cast<std::uint32_t>(type))}});
  };
  items.OnMessage<assessment::v1::Submission>(
      services::ItemType::kSubmission,
      [this, from_below](const ledger::Entry&, const exchange::Arrival& arrival,
                         const assessment::v1::Submission& submission,
                         ledger::Transaction& transaction) {
        if (!arrival.restored) return from_below(services::ItemType::kSubmission);
        return TakeBackSubmission(arrival, submission, transaction);
      });
  // What became of an action that comes back is told by the next notice.
  items.OnMessage<dossier::v1::Action>(
      services::ItemType::kAction,
      [from_below](const ledger::Entry&, const exchange::Arrival& arrival,
                   const dossier::v1::Action&, ledger::Transaction&) {
        return arrival.restored ? absl::OkStatus() : from_below(services::ItemType::kAction);
      });
}

absl::StatusOr<assessment::v1::FillAnswersResponse> AssessmentDesk::Fill(
    const ledger::Entry& entry, const assessment::v1::FillAnswersRequest& request,
    ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(units_.RequireHosted(transaction, request.unit()));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kFill,
                                 request.unit(), entry.time));
  ASSIGN_OR_RETURN(OwnWork work, dossiers_.Load(transaction, request.cycle(), request.unit()));
  if (request.answers().unit() != request.unit()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "answers_unit_differs",
                           {{"unit", request.unit()}, {"value", request.answers().unit()}});
  }
  const domain::CriteriaSet& set = *work.set.set;
  const assessment::v1::Answers filled = BesideRolledUp(request.answers(), work.row.answers());
  ASSIGN_OR_RETURN(const domain::Answers answers, codec::Decode(filled, set));
  const domain::ScoreSheet sheet = domain::Score(set, answers, {.traces = false});
  domain::Action save = domain::ActionOn(work.dossier, ActionKind::kSave);
  if (request.has_base_version()) save.base_version = request.base_version();
  save.claims = services::ClaimsOf(set, answers, sheet);
  ASSIGN_OR_RETURN(work.dossier, dossiers_.Decide(entry, work, save, transaction));
  *work.row.mutable_answers() = codec::Encode(set, answers);
  *work.row.mutable_answers()->mutable_children() = filled.children();
  work.row.set_filled_by(entry.command.actor.account);
  work.row.clear_approved_by();
  OwnDossiers::Write(transaction, work);
  assessment::v1::FillAnswersResponse response;
  response.set_version(work.dossier.version);
  *response.mutable_sheet() = ShortSheet(set, answers, sheet);
  return response;
}

absl::StatusOr<dossier::v1::ActResponse> AssessmentDesk::Act(
    const ledger::Entry& entry, const dossier::v1::ActRequest& request,
    ledger::Transaction& transaction) const {
  const dossier::v1::Action& asked = request.action();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, asked.unit()));
  ASSIGN_OR_RETURN(OwnWork work, dossiers_.Load(transaction, asked.cycle(), asked.unit()));
  ASSIGN_OR_RETURN(domain::Action action, codec::Decode(asked, work.dossier.version));
  // When it was made is for this node to say, and not for who asks.
  action.made_at = entry.time;
  ASSIGN_OR_RETURN(action.clock_age,
                   exchange::ClockAge(transaction, work.dossier.unit.value(), entry.time));
  ASSIGN_OR_RETURN(work.dossier, dossiers_.Decide(entry, work, action, transaction));
  switch (action.kind) {
    case ActionKind::kApprove:
      work.row.set_approved_by(entry.command.actor.account);
      break;
    case ActionKind::kSendBack:
      work.row.clear_approved_by();
      break;
    case ActionKind::kSubmit:
      RETURN_IF_ERROR(SendSubmission(entry, work, transaction));
      break;
    default:
      RETURN_IF_ERROR(SendAction(entry, action, transaction));
  }
  OwnDossiers::Write(transaction, work);
  dossier::v1::ActResponse response;
  response.set_state(std::string(domain::Name(work.dossier.state)));
  response.set_version(work.dossier.version);
  return response;
}

}  // namespace par::commune
