#include "common/domain/dossier_size.h"

#include <string>

#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

// Of one of each: tags, lengths, numbers, marks, hashes and names of the domain's own; the test of
// the codec holds them against the largest messages.
constexpr std::size_t kBytesOfHead = 200;
constexpr std::size_t kBytesOfClaim = 70;
constexpr std::size_t kBytesOfName = 8;  // An account, an area, a decision.
constexpr std::size_t kBytesOfReview = 130;
constexpr std::size_t kBytesOfQuery = 90;
constexpr std::size_t kBytesOfAppeal = 150;
constexpr std::size_t kBytesOfOutcome = 100;
constexpr std::size_t kBytesOfCorrection = 90;
constexpr std::size_t kLongestAccount = 64;  // Or session.

// Each is done once on the way to publication, and without it nothing of the cycle goes on.
bool LeadsToTheEnd(ActionKind kind) {
  switch (kind) {
    case ActionKind::kAccept:
    case ActionKind::kAcceptLate:
    case ActionKind::kRefuseLate:
    case ActionKind::kSettle:
    case ActionKind::kFinalise:
    case ActionKind::kPublish:
      return true;
    default:
      return false;
  }
}

std::size_t Most(ActionKind kind) {
  const bool corrects = kind == ActionKind::kSupersede || kind == ActionKind::kCorrect;
  return corrects ? kMostCorrectedBytes : kMostDossierBytes;
}

std::size_t BytesOf(const Appeal& appeal) {
  std::size_t bytes =
      kBytesOfAppeal + appeal.criterion.size() + appeal.text.size() + appeal.account.value().size();
  if (!appeal.outcome.has_value()) return bytes;
  bytes += kBytesOfOutcome + appeal.outcome->reason.size();
  return bytes + appeal.outcome->account.value().size() + appeal.outcome->session.size();
}

std::size_t BytesOfAgreement(const ReviewedLeaf& leaf) {
  return kBytesOfReview + leaf.criterion.size() + kLongestAccount;
}

// To whoever may have to go on: the one who answers, or the superior whom nobody answers.
std::size_t OwedToAnswers(const Dossier& dossier) {
  constexpr std::size_t kAnswer = kRoomForAnswer + kBytesOfOutcome + 2 * kLongestAccount;
  std::size_t owed = 0;
  for (const Query& query : dossier.queries) {
    if (!query.answer.has_value()) owed += kAnswer;
  }
  for (const Appeal& appeal : dossier.appeals) {
    if (!appeal.outcome.has_value()) owed += kAnswer;
  }
  const bool returned =
      dossier.state == DossierState::kReturned || dossier.state == DossierState::kReapproved;
  if (returned) owed += kLongestDossierText + kBytesOfNote;  // For kResumeReview.
  return owed;
}

bool IsUnderReview(DossierState state) {
  return state < DossierState::kProvisional || state == DossierState::kNotSubmitted;
}

}  // namespace

std::size_t BytesOf(const Dossier& dossier) {
  std::size_t bytes = kBytesOfHead + dossier.unit.value().size() + dossier.cycle.value().size();
  for (const LeafClaim& one : dossier.claims) bytes += kBytesOfClaim + one.criterion.size();
  for (const Assignment& one : dossier.assignments) {
    bytes += 2 * kBytesOfName + one.account.value().size();
    for (const std::string& area : one.areas) bytes += kBytesOfName + area.size();
  }
  for (const Review& one : dossier.reviews) {
    bytes += kBytesOfReview + one.criterion.size() + one.reason.size();
    bytes += one.account.value().size() + one.session.size();
  }
  for (const Query& one : dossier.queries) {
    bytes += kBytesOfQuery + one.criterion.size() + one.text.size() + one.account.value().size();
    bytes += one.answer.value_or("").size() + one.answered_by.value().size();
  }
  for (const Appeal& one : dossier.appeals) bytes += BytesOf(one);
  for (const Correction& one : dossier.corrections) {
    bytes += kBytesOfCorrection + one.criterion.size() + one.reason.size();
    bytes += one.account.value().size();
  }
  for (const Note& one : dossier.notes) {
    bytes += kBytesOfNote - kLongestAccount + one.text.size() + one.account.value().size();
  }
  for (const DecisionId& one : dossier.decisions) bytes += kBytesOfName + one.value().size();
  return bytes;
}

std::size_t RoomOwed(const Dossier& dossier, const std::vector<ReviewedLeaf>& leaves) {
  std::size_t owed = OwedToAnswers(dossier);
  if (!IsUnderReview(dossier.state)) return owed;
  for (const ReviewedLeaf& leaf : leaves) {
    if (StandingOf(dossier, leaf.criterion).status == ReviewStatus::kReviewed) continue;
    owed += BytesOfAgreement(leaf);
  }
  return owed;
}

absl::Status CheckRoom(const Dossier& before, const Dossier& next, ActionKind kind,
                       const std::vector<ReviewedLeaf>& leaves) {
  if (LeadsToTheEnd(kind)) return absl::OkStatus();
  const std::size_t most = Most(kind);
  // How far the review is takes long to find out, and hardly any dossier is near the bound.
  std::size_t at_most = BytesOf(next) + OwedToAnswers(next);
  for (const ReviewedLeaf& leaf : leaves) at_most += BytesOfAgreement(leaf);
  if (at_most <= most) return absl::OkStatus();
  const std::size_t size = BytesOf(next) + RoomOwed(next, leaves);
  if (size <= most || size <= BytesOf(before) + RoomOwed(before, leaves)) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, "dossier_full",
                 {{"unit", next.unit.value()},
                  {"maximum", std::to_string(most)},
                  {"excess", std::to_string(size - most)}});
}

}  // namespace par::domain
