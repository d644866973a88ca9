#include <algorithm>
#include <set>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

absl::Status Save(const Action& action, const DossierContext& context, Dossier& next) {
  std::set<std::string> seen;
  for (const LeafClaim& claim : action.claims) {
    ASSIGN_OR_RETURN(const ReviewedLeaf* leaf, FindLeaf(context, claim.criterion));
    if (!seen.insert(claim.criterion).second) {
      return Refusal(absl::StatusCode::kInvalidArgument, "criterion_repeated",
                     {{"criterion", claim.criterion}});
    }
    RETURN_IF_ERROR(CheckMark(*leaf, claim.self));
  }
  for (const LeafClaim& claim : action.claims) {
    const auto at = std::lower_bound(
        next.claims.begin(), next.claims.end(), claim.criterion,
        [](const LeafClaim& one, const std::string& key) { return one.criterion < key; });
    if (at != next.claims.end() && at->criterion == claim.criterion) {
      *at = claim;
    } else {
      next.claims.insert(at, claim);
    }
  }
  next.claims_version = next.version;
  return absl::OkStatus();
}

absl::Status Approve(const Dossier& next) {
  if (!next.claims.empty()) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, "dossier_empty",
                 {{"unit", next.unit.value()}});
}

// A late delivery is never refused outright: it waits for the superior's decision.
absl::Status Submit(const Action& action, const DossierContext& context, Dossier& next) {
  if (next.state != DossierState::kApproved) return absl::OkStatus();
  const SubmissionTimes times{
      .received_at = context.now, .made_at = action.made_at, .clock_age = action.clock_age};
  const Date deadline = context.cycle.deadlines.submit;
  if (Judge(times, deadline) == Timeliness::kLate && !next.late_allowed &&
      context.cycle.late == LatePolicy::kRefuse) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "submission_late",
                   {{"unit", next.unit.value()},
                    {"deadline", deadline.Iso()},
                    {"received", Date::InVietnam(times.received_at).Iso()},
                    {"days", std::to_string(DaysLate(times, deadline))}});
  }
  next.times = times;
  return absl::OkStatus();
}

void Withdraw(Dossier& next) {
  if (next.state == DossierState::kSubmitted) next.times.reset();
}

absl::Status Answer(const Action& action, const DossierActor& actor, const DossierContext& context,
                    Dossier& next) {
  const auto at = std::find_if(next.queries.begin(), next.queries.end(),
                               [&](const Query& query) { return query.id == action.query; });
  if (at == next.queries.end()) {
    return Refusal(absl::StatusCode::kNotFound, "query_unknown",
                   {{"query", std::to_string(action.query)}});
  }
  if (at->answer.has_value()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "query_answered",
                   {{"query", std::to_string(action.query)}, {"criterion", at->criterion}});
  }
  RETURN_IF_ERROR(CheckText("giải trình", action.text));
  at->answer = action.text;
  at->answered_by = actor.account;
  at->answered_at = context.now;
  return absl::OkStatus();
}

absl::Status AppealLeaf(const Action& action, const DossierActor& actor,
                        const DossierContext& context, Dossier& next) {
  ASSIGN_OR_RETURN(const ReviewedLeaf* leaf, FindLeaf(context, action.criterion));
  const Date deadline = context.cycle.deadlines.appeal;
  const SubmissionTimes times{
      .received_at = context.now, .made_at = action.made_at, .clock_age = action.clock_age};
  // What was made in time and came late counts, and both times are kept with it.
  if (Judge(times, deadline) == Timeliness::kLate) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "appeal_late",
                   {{"criterion", action.criterion},
                    {"deadline", deadline.Iso()},
                    {"received", Date::InVietnam(context.now).Iso()},
                    {"made", Date::InVietnam(action.made_at.value_or(context.now)).Iso()}});
  }
  for (const Appeal& appeal : next.appeals) {
    if (appeal.criterion != action.criterion) continue;
    return Refusal(absl::StatusCode::kAlreadyExists, "appeal_repeated",
                   {{"criterion", action.criterion}});
  }
  RETURN_IF_ERROR(CheckText("kiến nghị", action.text));
  Appeal appeal;
  appeal.id = next.version;
  appeal.criterion = action.criterion;
  appeal.text = action.text;
  appeal.account = actor.account;
  appeal.times = times;
  const LeafClaim* claim = FindClaim(next, action.criterion);
  const bool said = action.mark.state != MarkState::kNotScored;
  if (said) RETURN_IF_ERROR(CheckGivenMark(*leaf, action.mark));
  appeal.wanted = said || claim == nullptr ? action.mark : claim->self;
  next.appeals.push_back(std::move(appeal));
  return absl::OkStatus();
}

// As if it had never been made, but for the note: the leaf may be appealed again. What was decided
// stays.
absl::Status WithdrawAppeal(const Action& action, const DossierActor& actor,
                            const DossierContext& context, Dossier& next) {
  const auto at = std::find_if(next.appeals.begin(), next.appeals.end(), [&](const Appeal& appeal) {
    return appeal.criterion == action.criterion;
  });
  if (at == next.appeals.end()) {
    return Refusal(absl::StatusCode::kNotFound, "appeal_unknown",
                   {{"unit", next.unit.value()}, {"criterion", action.criterion}});
  }
  if (at->outcome.has_value()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "appeal_decided",
                   {{"criterion", action.criterion}});
  }
  RETURN_IF_ERROR(CheckText("lý do", action.text));
  next.appeals.erase(at);
  AddNote(action, actor, context.now, next);
  return absl::OkStatus();
}

}  // namespace

absl::Status CarryOutUnitsWork(const Action& action, const DossierActor& actor,
                               const DossierContext& context, Dossier& next) {
  switch (action.kind) {
    case ActionKind::kSave:
      return Save(action, context, next);
    case ActionKind::kApprove:
      return Approve(next);
    case ActionKind::kSendBack:
      RETURN_IF_ERROR(CheckText("lý do", action.text));
      AddNote(action, actor, context.now, next);
      return absl::OkStatus();
    case ActionKind::kSubmit:
      return Submit(action, context, next);
    case ActionKind::kWithdraw:
      Withdraw(next);
      return absl::OkStatus();
    case ActionKind::kAnswer:
      return Answer(action, actor, context, next);
    case ActionKind::kWithdrawAppeal:
      return WithdrawAppeal(action, actor, context, next);
    default:
      return AppealLeaf(action, actor, context, next);
  }
}

}  // namespace par::domain
