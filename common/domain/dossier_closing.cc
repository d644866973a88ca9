#include <algorithm>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

// Whether the submission waits for the superior's decision on its lateness.
bool IsLate(const DossierContext& context, const Dossier& next) {
  return next.times.has_value() && !next.late_allowed &&
         Judge(*next.times, context.cycle.deadlines.submit) != Timeliness::kOnTime;
}

absl::Status MarkNotSubmitted(const DossierContext& context, const Dossier& next) {
  const Date deadline = context.cycle.deadlines.submit;
  if (context.now >= deadline.EndInVietnam()) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, "deadline_not_passed",
                 {{"unit", next.unit.value()}, {"deadline", deadline.Iso()}});
}

absl::Status Accept(const DossierContext& context, const Dossier& next) {
  if (context.cycle.late == LatePolicy::kAcceptLate || !IsLate(context, next)) {
    return absl::OkStatus();
  }
  const Date deadline = context.cycle.deadlines.submit;
  return Refusal(absl::StatusCode::kFailedPrecondition, "late_needs_decision",
                 {{"unit", next.unit.value()},
                  {"deadline", deadline.Iso()},
                  {"days", std::to_string(DaysLate(*next.times, deadline))}});
}

absl::Status DecideLateness(const Action& action, const DossierActor& actor,
                            const DossierContext& context, Dossier& next) {
  RETURN_IF_ERROR(CheckText("lý do", action.text));
  if (!IsLate(context, next)) {
    return Refusal(
        absl::StatusCode::kFailedPrecondition, "not_late",
        {{"unit", next.unit.value()}, {"deadline", context.cycle.deadlines.submit.Iso()}});
  }
  if (action.kind == ActionKind::kAcceptLate) next.late_allowed = true;
  AddNote(action, actor, context.now, next);
  return absl::OkStatus();
}

absl::Status DecideAppeal(const Action& action, const DossierActor& actor,
                          const DossierContext& context, Dossier& next) {
  const auto at = std::find_if(next.appeals.begin(), next.appeals.end(), [&](const Appeal& appeal) {
    return appeal.criterion == action.criterion;
  });
  if (at == next.appeals.end()) {
    return Refusal(absl::StatusCode::kNotFound, "appeal_unknown",
                   {{"criterion", action.criterion}, {"unit", next.unit.value()}});
  }
  if (at->outcome.has_value()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "appeal_decided",
                   {{"criterion", action.criterion}});
  }
  RETURN_IF_ERROR(CheckText("lý do", action.text));
  AppealOutcome outcome;
  outcome.upheld = action.upheld;
  outcome.reason = action.text;
  outcome.account = actor.account;
  outcome.before = StandingOf(next, action.criterion).mark;
  outcome.at = context.now;
  outcome.session = action.session;
  if (action.upheld) {
    ASSIGN_OR_RETURN(const ReviewedLeaf* leaf, FindLeaf(context, action.criterion));
    RETURN_IF_ERROR(action.session.empty() ? CheckGivenMark(*leaf, action.mark)
                                           : CheckMarkBeside(next, *leaf, action.mark));
    if (action.mark == outcome.before) {
      return Refusal(absl::StatusCode::kInvalidArgument, "appeal_upheld_unchanged",
                     {{"criterion", action.criterion}});
    }
    outcome.mark = action.mark;
  }
  at->outcome = std::move(outcome);
  return absl::OkStatus();
}

absl::Status Finalise(const DossierContext& context, const Dossier& next) {
  for (const Appeal& appeal : next.appeals) {
    if (appeal.outcome.has_value()) continue;
    return Refusal(absl::StatusCode::kFailedPrecondition, "appeal_undecided",
                   {{"criterion", appeal.criterion}, {"unit", next.unit.value()}});
  }
  const Date deadline = context.cycle.deadlines.appeal;
  if (context.now >= deadline.EndInVietnam()) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, "appeal_window_open",
                 {{"unit", next.unit.value()}, {"deadline", deadline.Iso()}});
}

absl::Status Correct(const Action& action, const DossierActor& actor, const DossierContext& context,
                     Dossier& next) {
  const auto given =
      std::find_if(context.given.begin(), context.given.end(),
                   [&](const ReviewedLeaf& leaf) { return leaf.criterion == action.criterion; });
  const ReviewedLeaf* leaf = given == context.given.end() ? nullptr : &*given;
  const bool is_given = leaf != nullptr;
  if (!is_given) {
    ASSIGN_OR_RETURN(leaf, FindLeaf(context, action.criterion));
  }
  RETURN_IF_ERROR(CheckText("lý do", action.text));
  RETURN_IF_ERROR(CheckGivenMark(*leaf, action.mark));
  if (is_given && action.mark.state != MarkState::kScored) return OutOfRange(*leaf, action.mark);
  Correction correction;
  correction.id = next.version;
  correction.criterion = leaf->criterion;
  correction.mark = action.mark;
  correction.reason = action.text;
  correction.account = actor.account;
  correction.at = context.now;
  next.corrections.push_back(std::move(correction));
  return absl::OkStatus();
}

}  // namespace

absl::Status CarryOutClosing(const Action& action, const DossierActor& actor,
                             const DossierContext& context, Dossier& next) {
  switch (action.kind) {
    case ActionKind::kMarkNotSubmitted:
      return MarkNotSubmitted(context, next);
    case ActionKind::kReopen:
      RETURN_IF_ERROR(CheckText("lý do", action.text));
      next.late_allowed = true;
      AddNote(action, actor, context.now, next);
      return absl::OkStatus();
    case ActionKind::kAccept:
      RETURN_IF_ERROR(Accept(context, next));
      RETURN_IF_ERROR(CheckOptionalText("lý do", action.text));
      AddNote(action, actor, context.now, next);
      return absl::OkStatus();
    case ActionKind::kAcceptLate:
    case ActionKind::kRefuseLate:
      return DecideLateness(action, actor, context, next);
    case ActionKind::kDecideAppeal:
      return DecideAppeal(action, actor, context, next);
    case ActionKind::kFinalise:
      RETURN_IF_ERROR(Finalise(context, next));
      RETURN_IF_ERROR(CheckOptionalText("lý do", action.text));
      AddNote(action, actor, context.now, next);
      return absl::OkStatus();
    case ActionKind::kPublish:
      RETURN_IF_ERROR(CheckText("quyết định", action.decision.value()));
      next.decisions.push_back(action.decision);
      return absl::OkStatus();
    case ActionKind::kSupersede:
      RETURN_IF_ERROR(CheckText("lý do", action.text));
      AddNote(action, actor, context.now, next);
      return absl::OkStatus();
    case ActionKind::kCorrect:
      return Correct(action, actor, context, next);
    default:
      return absl::OkStatus();  // kOpenAppeals has no rule of its own.
  }
}

Dossier BeforeTheMark(Dossier dossier, const SubmissionTimes& times, const Cycle& cycle) {
  // Whoever was refused as late had handed in.
  const bool marked = dossier.state == DossierState::kNotSubmitted && !dossier.times.has_value();
  if (marked && Judge(times, cycle.deadlines.submit) == Timeliness::kLateDelivery) {
    dossier.state = DossierState::kSelfAssessing;
  }
  return dossier;
}

}  // namespace par::domain
