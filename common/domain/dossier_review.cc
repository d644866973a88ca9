#include <algorithm>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

bool Contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

absl::Status CheckAreas(const std::vector<std::string>& areas, const DossierContext& context) {
  for (const std::string& area : areas) {
    const bool known = std::any_of(context.leaves.begin(), context.leaves.end(),
                                   [&](const ReviewedLeaf& leaf) { return leaf.area == area; });
    if (!known) {
      return Refusal(absl::StatusCode::kInvalidArgument, "area_unknown",
                     {{"area", area}, {"set", SetReference(context.cycle)}});
    }
  }
  return absl::OkStatus();
}

// The council reviews anything; a reviewer what was assigned to him.
absl::Status CheckAssigned(const DossierActor& actor, std::string_view area, const Dossier& next) {
  if (actor.role == Role::kCouncil) return absl::OkStatus();
  for (const Assignment& assignment : next.assignments) {
    if (assignment.account == actor.account && Contains(assignment.areas, area)) {
      return absl::OkStatus();
    }
  }
  return Refusal(absl::StatusCode::kPermissionDenied, "area_not_assigned",
                 {{"account", actor.account.value()}, {"area", std::string(area)}});
}

absl::Status Assign(const Action& action, const DossierContext& context, Dossier& next) {
  RETURN_IF_ERROR(CheckText("tài khoản", action.account.value()));
  RETURN_IF_ERROR(CheckAreas(action.areas, context));
  // Without areas nobody is given anything: whoever came to the unit later is relieved of it so.
  if (!action.areas.empty() && std::find(action.home_units.begin(), action.home_units.end(),
                                         next.unit) != action.home_units.end()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "reviewer_of_own_unit",
                   {{"account", action.account.value()}, {"unit", next.unit.value()}});
  }
  for (Assignment& assignment : next.assignments) {
    if (assignment.account != action.account) continue;
    assignment.areas = action.areas;
    return absl::OkStatus();
  }
  next.assignments.push_back({.account = action.account, .areas = action.areas});
  return absl::OkStatus();
}

// Two reviewers on one leaf at once: the second learns what the first said before he goes on.
absl::Status CheckNothingSaidSince(const Action& action, const DossierActor& actor,
                                   const Dossier& next) {
  const auto since = [&](const auto& said) {
    return said.criterion == action.criterion && said.id > action.base_version &&
           said.account != actor.account;
  };
  const auto review = std::find_if(next.reviews.begin(), next.reviews.end(), since);
  const auto query = std::find_if(next.queries.begin(), next.queries.end(), since);
  if (review == next.reviews.end() && query == next.queries.end()) return absl::OkStatus();
  const AccountId& account = review != next.reviews.end() ? review->account : query->account;
  return Refusal(absl::StatusCode::kAborted, "leaf_said_meanwhile",
                 {{"criterion", action.criterion}, {"account", account.value()}});
}

Review MakeReview(const std::string& criterion, Opinion opinion, const DossierActor& actor,
                  std::int64_t now, const Dossier& next) {
  const LeafClaim* claim = FindClaim(next, criterion);
  Review review;
  review.id = next.version;
  review.criterion = criterion;
  review.opinion = opinion;
  review.account = actor.account;
  review.council = actor.role == Role::kCouncil;
  review.round = next.round;
  review.at = now;
  if (claim != nullptr) review.content = claim->content;
  if (opinion == Opinion::kAgree && claim != nullptr) review.mark = claim->self;
  if (opinion == Opinion::kRefuse) review.mark = Mark::Scored(Points());
  return review;
}

absl::Status ReviewLeaf(const Action& action, const DossierActor& actor,
                        const DossierContext& context, Dossier& next) {
  ASSIGN_OR_RETURN(const ReviewedLeaf* leaf, FindLeaf(context, action.criterion));
  RETURN_IF_ERROR(CheckAssigned(actor, leaf->area, next));
  if (const Review* decided = DecidedInSession(next, leaf->criterion)) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "leaf_decided_in_session",
                   {{"criterion", leaf->criterion}, {"session", decided->session}});
  }
  RETURN_IF_ERROR(CheckNothingSaidSince(action, actor, next));
  if (action.kind == ActionKind::kAgree) {
    next.reviews.push_back(MakeReview(leaf->criterion, Opinion::kAgree, actor, context.now, next));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(CheckText(action.kind == ActionKind::kAsk ? "câu hỏi" : "lý do", action.text));
  if (action.kind == ActionKind::kAsk) {
    Query query;
    query.id = next.version;
    query.criterion = leaf->criterion;
    query.text = action.text;
    query.account = actor.account;
    query.round = next.round;
    query.at = context.now;
    next.queries.push_back(std::move(query));
    return absl::OkStatus();
  }
  const bool adjusts = action.kind == ActionKind::kAdjust;
  Review review = MakeReview(leaf->criterion, adjusts ? Opinion::kAdjust : Opinion::kRefuse, actor,
                             context.now, next);
  review.reason = action.text;
  if (adjusts) {
    RETURN_IF_ERROR(CheckGivenMark(*leaf, action.mark));
    review.mark = action.mark;
  }
  next.reviews.push_back(std::move(review));
  return absl::OkStatus();
}

absl::Status DecideInSession(const Action& action, const DossierActor& actor,
                             const DossierContext& context, Dossier& next) {
  ASSIGN_OR_RETURN(const ReviewedLeaf* leaf, FindLeaf(context, action.criterion));
  RETURN_IF_ERROR(CheckText("phiên họp", action.session));
  RETURN_IF_ERROR(CheckText("lý do", action.text));
  RETURN_IF_ERROR(CheckMarkBeside(next, *leaf, action.mark));
  const LeafClaim* claim = FindClaim(next, leaf->criterion);
  const bool agrees = claim != nullptr && claim->self == action.mark;
  Review review = MakeReview(leaf->criterion, agrees ? Opinion::kAgree : Opinion::kAdjust, actor,
                             context.now, next);
  review.mark = action.mark;
  review.reason = action.text;
  review.session = action.session;
  next.reviews.push_back(std::move(review));
  return absl::OkStatus();
}

// Agrees to every leaf named, or of the areas, that has no opinion on its present claim and no open
// query.
absl::Status AgreeRest(const Action& action, const DossierActor& actor,
                       const DossierContext& context, Dossier& next) {
  RETURN_IF_ERROR(CheckAreas(action.areas, context));
  for (const std::string& area : action.areas) RETURN_IF_ERROR(CheckAssigned(actor, area, next));
  for (const std::string& criterion : action.criteria) {
    ASSIGN_OR_RETURN(const ReviewedLeaf* leaf, FindLeaf(context, criterion));
    RETURN_IF_ERROR(CheckAssigned(actor, leaf->area, next));
  }
  std::vector<Review> made;
  for (const ReviewedLeaf& leaf : context.leaves) {
    const bool meant =
        Contains(action.areas, leaf.area) || Contains(action.criteria, leaf.criterion);
    if (!meant || HasOpenQuery(next, leaf.criterion)) continue;
    const ReviewStatus status = StandingOf(next, leaf.criterion).status;
    if (status == ReviewStatus::kReviewed || status == ReviewStatus::kDisagreement) continue;
    made.push_back(MakeReview(leaf.criterion, Opinion::kAgree, actor, context.now, next));
    made.back().bulk = true;
  }
  if (made.empty()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "nothing_to_agree",
                   {{"unit", next.unit.value()}});
  }
  next.reviews.insert(next.reviews.end(), made.begin(), made.end());
  return absl::OkStatus();
}

absl::Status Return(const Action& action, const DossierActor& actor, const DossierContext& context,
                    Dossier& next) {
  RETURN_IF_ERROR(CheckText("lý do", action.text));
  if (next.round >= context.cycle.rounds) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "no_round_left",
                   {{"unit", next.unit.value()}, {"rounds", std::to_string(next.round)}});
  }
  AddNote(action, actor, context.now, next);
  return absl::OkStatus();
}

std::string_view UnsettledReason(ReviewStatus status) {
  switch (status) {
    case ReviewStatus::kUnreviewed:
      return "leaf_unreviewed";
    case ReviewStatus::kChangedSinceReview:
      return "leaf_changed_since_review";
    case ReviewStatus::kDisagreement:
      return "reviews_disagree";
    case ReviewStatus::kReviewed:
      return "";
  }
  return "";
}

absl::Status Settle(const DossierContext& context, const Dossier& next) {
  for (const Query& query : next.queries) {
    // What the council has decided in session needs no answer any more.
    if (query.answer.has_value() || DecidedInSession(next, query.criterion) != nullptr) continue;
    return Refusal(absl::StatusCode::kFailedPrecondition, "query_unanswered",
                   {{"criterion", query.criterion}, {"query", std::to_string(query.id)}});
  }
  for (const ReviewStatus wanted : {ReviewStatus::kUnreviewed, ReviewStatus::kChangedSinceReview,
                                    ReviewStatus::kDisagreement}) {
    for (const ReviewedLeaf& leaf : context.leaves) {
      if (StandingOf(next, leaf.criterion).status != wanted) continue;
      return Refusal(absl::StatusCode::kFailedPrecondition, UnsettledReason(wanted),
                     {{"criterion", leaf.criterion}, {"unit", next.unit.value()}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CarryOutReview(const Action& action, const DossierActor& actor,
                            const DossierContext& context, Dossier& next) {
  switch (action.kind) {
    case ActionKind::kAssign:
      return Assign(action, context, next);
    case ActionKind::kBeginReview:
      if (next.state == DossierState::kResubmitted) ++next.round;
      return absl::OkStatus();
    case ActionKind::kAgreeRest:
      return AgreeRest(action, actor, context, next);
    case ActionKind::kReturn:
      return Return(action, actor, context, next);
    case ActionKind::kResumeReview:
      // The same round: nothing new was handed in.
      RETURN_IF_ERROR(CheckText("lý do", action.text));
      AddNote(action, actor, context.now, next);
      return absl::OkStatus();
    case ActionKind::kSettle:
      RETURN_IF_ERROR(Settle(context, next));
      RETURN_IF_ERROR(CheckOptionalText("lý do", action.text));
      AddNote(action, actor, context.now, next);
      return absl::OkStatus();
    case ActionKind::kDecideInSession:
      return DecideInSession(action, actor, context, next);
    default:
      return ReviewLeaf(action, actor, context, next);
  }
}

}  // namespace par::domain
