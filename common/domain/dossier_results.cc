#include "common/domain/dossier_results.h"

#include <algorithm>
#include <map>

namespace par::domain {
namespace {

LeafStanding OfStatus(ReviewStatus status) {
  LeafStanding standing;
  standing.status = status;
  return standing;
}

// The last of `reviews` decides; all of them made it.
LeafStanding Reviewed(const std::vector<const Review*>& reviews) {
  LeafStanding standing = OfStatus(ReviewStatus::kReviewed);
  standing.mark = reviews.back()->mark;
  for (const Review* review : reviews) standing.reviews.push_back(review->id);
  return standing;
}

}  // namespace

std::string_view Name(ReviewStatus status) {
  switch (status) {
    case ReviewStatus::kUnreviewed:
      return "unreviewed";
    case ReviewStatus::kChangedSinceReview:
      return "changed_since_review";
    case ReviewStatus::kDisagreement:
      return "disagreement";
    case ReviewStatus::kReviewed:
      return "reviewed";
  }
  return "";
}

std::string_view Name(MarkState state) {
  switch (state) {
    case MarkState::kNotScored:
      return "not_scored";
    case MarkState::kScored:
      return "scored";
    case MarkState::kNotApplicable:
      return "not_applicable";
    case MarkState::kWaived:
      return "waived";
  }
  return "";
}

std::string_view Name(Opinion opinion) {
  switch (opinion) {
    case Opinion::kAgree:
      return "agree";
    case Opinion::kAdjust:
      return "adjust";
    case Opinion::kRefuse:
      return "refuse";
  }
  return "";
}

std::string_view Name(AppealResult result) {
  switch (result) {
    case AppealResult::kUpheld:
      return "upheld";
    case AppealResult::kUpheldInPart:
      return "upheld_in_part";
    case AppealResult::kRejected:
      return "rejected";
  }
  return "";
}

std::optional<AppealResult> ResultOf(const Appeal& appeal) {
  if (!appeal.outcome.has_value()) return std::nullopt;
  if (!appeal.outcome->upheld) return AppealResult::kRejected;
  const Mark& got = appeal.outcome->mark;
  const bool scored = got.state == MarkState::kScored && appeal.wanted.state == MarkState::kScored;
  const bool full = scored ? got.points >= appeal.wanted.points : got == appeal.wanted;
  return full ? AppealResult::kUpheld : AppealResult::kUpheldInPart;
}

const LeafClaim* FindClaim(const Dossier& dossier, std::string_view criterion) {
  for (const LeafClaim& claim : dossier.claims) {
    if (claim.criterion == criterion) return &claim;
  }
  return nullptr;
}

const Review* DecidedInSession(const Dossier& dossier, std::string_view criterion) {
  const LeafClaim* claim = FindClaim(dossier, criterion);
  const Sha256 content = claim == nullptr ? Sha256() : claim->content;
  const Review* decided = nullptr;
  for (const Review& review : dossier.reviews) {
    if (review.criterion != criterion || review.content != content) continue;
    if (!review.session.empty()) decided = &review;
  }
  return decided;
}

bool HasOpenQuery(const Dossier& dossier, std::string_view criterion) {
  return std::any_of(dossier.queries.begin(), dossier.queries.end(), [&](const Query& query) {
    return query.criterion == criterion && !query.answer.has_value();
  });
}

LeafStanding StandingOf(const Dossier& dossier, std::string_view criterion) {
  const LeafClaim* claim = FindClaim(dossier, criterion);
  const Sha256 content = claim == nullptr ? Sha256() : claim->content;
  bool any = false;
  const Review* council = nullptr;
  std::map<AccountId, const Review*> latest;
  for (const Review& review : dossier.reviews) {
    if (review.criterion != criterion) continue;
    any = true;
    if (review.content != content) continue;
    if (review.council) council = &review;
    latest[review.account] = &review;
  }
  if (const Review* decided = DecidedInSession(dossier, criterion)) return Reviewed({decided});
  if (council != nullptr) return Reviewed({council});
  if (latest.empty()) {
    return OfStatus(any ? ReviewStatus::kChangedSinceReview : ReviewStatus::kUnreviewed);
  }
  std::vector<const Review*> opinions;
  for (const auto& [account, review] : latest) opinions.push_back(review);
  const bool agree = std::all_of(opinions.begin(), opinions.end(), [&](const Review* review) {
    return review->mark == opinions.front()->mark;
  });
  if (!agree) return OfStatus(ReviewStatus::kDisagreement);
  std::sort(opinions.begin(), opinions.end(),
            [](const Review* a, const Review* b) { return a->id < b->id; });
  return Reviewed(opinions);
}

std::vector<LeafOutcome> OutcomesOf(const Dossier& dossier,
                                    const std::vector<ReviewedLeaf>& leaves) {
  std::vector<LeafOutcome> outcomes;
  for (const ReviewedLeaf& leaf : leaves) {
    LeafOutcome outcome;
    outcome.criterion = leaf.criterion;
    if (const LeafClaim* claim = FindClaim(dossier, leaf.criterion)) outcome.self = claim->self;
    LeafStanding standing = StandingOf(dossier, leaf.criterion);
    outcome.mark = standing.mark;
    outcome.reviews = std::move(standing.reviews);
    for (const Appeal& appeal : dossier.appeals) {
      if (appeal.criterion != leaf.criterion) continue;
      if (!appeal.outcome.has_value() || !appeal.outcome->upheld) continue;
      outcome.mark = appeal.outcome->mark;
      outcome.appeal = appeal.id;
    }
    for (const Correction& correction : dossier.corrections) {
      if (correction.criterion != leaf.criterion) continue;
      outcome.mark = correction.mark;
      outcome.correction = correction.id;
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace par::domain
