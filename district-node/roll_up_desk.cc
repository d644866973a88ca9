#include "district-node/roll_up_desk.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/domain/refusal.h"
#include "common/services/claims.h"
#include "common/services/kinds.h"

namespace par::district {
namespace {

using domain::Refusal;

// As reviewed: the percentage rounded once, the total as it stands. Whoever did not submit is a
// child as well, of whom nothing is known: without it a share would look complete.
domain::ChildAnswers ChildOf(const CycleResults& results, const UnitResult& result,
                             const domain::CriteriaSet& wanted) {
  domain::ChildAnswers child;
  child.unit = result.unit;
  child.figures.resize(wanted.child_figures.ids().size());
  if (!result.scored.has_value()) return child;
  const Scored& scored = *result.scored;
  if (scored.reviewed.percent_rounded.has_value()) {
    child.index = scored.reviewed.percent_rounded->ToRational();
  }
  child.score = scored.reviewed.total.ToRational();
  for (std::size_t i = 0; i < child.figures.size(); ++i) {
    const std::string& id = wanted.child_figures.ids()[i];
    const domain::FigureSlot slot = results.frame.set.set->FindFigure(id);
    if (slot != domain::kNone) child.figures[i] = scored.answers.figures[slot];
  }
  return child;
}

absl::Status CheckSource(const CycleResults& results, const std::string& unit) {
  const domain::Cycle& cycle = results.frame.cycle;
  if (cycle.owner.value() != unit) {
    return Refusal(absl::StatusCode::kInvalidArgument, "roll_up_other_owner",
                   {{"cycle", cycle.id.value()}, {"owner", cycle.owner.value()}, {"unit", unit}});
  }
  for (const UnitResult& result : results.units) {
    const domain::DossierState state = result.held.dossier.state;
    if (AwaitsSubmission(result.held)) return SubmissionNotBack(result.held);
    if (state >= domain::DossierState::kProvisional) continue;
    return Refusal(absl::StatusCode::kFailedPrecondition, "roll_up_not_reviewed",
                   {{"cycle", cycle.id.value()},
                    {"unit", result.unit.value()},
                    {"state", std::string(domain::Name(state))}});
  }
  return absl::OkStatus();
}

// The decision that published the cycle; empty while none has.
absl::StatusOr<std::string> DecisionOn(const services::DecisionBox& box,
                                       const storage::Reader& state, const domain::Cycle& cycle) {
  if (cycle.state != domain::CycleState::kPublished) return std::string();
  ASSIGN_OR_RETURN(const auto decision, box.InForce(state, cycle.id.value(), cycle.owner.value()));
  return services::DecisionBox::IdOf(decision);
}

}  // namespace

void RollUpDesk::Register(services::CommandRouter& commands) {
  commands.OnMessages<assessment::v1::RollUpRequest, assessment::v1::RollUpResponse>(
      services::Kind::kRollUp, "assessment.roll_up",
      [this](const ledger::Entry& entry, const assessment::v1::RollUpRequest& request,
             ledger::Transaction& transaction) { return RollUp(entry, request, transaction); });
}

absl::StatusOr<assessment::v1::RollUpResponse> RollUpDesk::RollUp(
    const ledger::Entry& entry, const assessment::v1::RollUpRequest& request,
    ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(units_.RequireHosted(transaction, request.unit()));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kFill,
                                 request.unit(), entry.time));
  ASSIGN_OR_RETURN(const CycleResults results,
                   ResultsOf(dossiers_, transaction, request.source_cycle()));
  RETURN_IF_ERROR(CheckSource(results, request.unit()));
  ASSIGN_OR_RETURN(const std::string decision, DecisionOn(box_, transaction, results.frame.cycle));
  ASSIGN_OR_RETURN(commune::OwnWork work, own_.Load(transaction, request.cycle(), request.unit()));
  const domain::CriteriaSet& set = *work.set.set;
  ASSIGN_OR_RETURN(domain::Answers answers, commune::OwnDossiers::AnswersOf(work));
  answers.children_known = true;
  answers.children.clear();
  for (const UnitResult& result : results.units) {
    answers.children.push_back(ChildOf(results, result, set));
  }
  domain::Action save = domain::ActionOn(work.dossier, domain::ActionKind::kSave);
  save.claims = services::ClaimsOf(set, answers, domain::Score(set, answers, {.traces = false}));
  ASSIGN_OR_RETURN(work.dossier, own_.Decide(entry, work, save, transaction));
  *work.row.mutable_answers() = codec::Encode(set, answers);
  for (assessment::v1::ChildResult& child : *work.row.mutable_answers()->mutable_children()) {
    child.set_decision_id(decision);
  }
  work.row.set_filled_by(entry.command.actor.account);
  work.row.clear_approved_by();
  commune::OwnDossiers::Write(transaction, work);
  assessment::v1::RollUpResponse response;
  response.set_version(work.dossier.version);
  response.set_units(static_cast<std::uint32_t>(answers.children.size()));
  return response;
}

}  // namespace par::district
