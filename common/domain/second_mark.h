// Second marks (chấm lần hai): a sample of the leaves of a cycle is marked once more by somebody
// who has not seen the first mark, and how far the two agree says how much a mark depends on who
// gives it. A second mark never changes a score: where it is too far from the first, the council
// decides, in session or by an opinion of its own.
//
// The sample is drawn from the cycle's id and the share alone: anyone can draw it again.
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/dossier.h"
#include "common/domain/rational.h"

namespace par::domain {

struct SampledLeaf {
  UnitId unit;
  std::string criterion;
  std::string area;
  friend bool operator==(const SampledLeaf&, const SampledLeaf&) = default;
};

// Of every area `share` percent of the leaves of all units together, rounded up. By unit, then in
// the order of `leaves`. `share` 1 to 100.
[[nodiscard]] std::vector<SampledLeaf> DrawSecondMarks(const Cycle& cycle,
                                                       const std::vector<ReviewedLeaf>& leaves,
                                                       int share);

// Who may give second marks, with every unit he works or worked in.
struct SecondMarker {
  AccountId account;
  std::vector<UnitId> home_units;
};

// The marker whose turn it is, or the next one who may: he does not belong to the unit, is not
// assigned to the area in its dossier and has given no opinion on the leaf. `dossier` may be null.
// Nothing if nobody may.
[[nodiscard]] std::optional<std::size_t> PickMarker(const std::vector<SecondMarker>& markers,
                                                    std::size_t turn, const SampledLeaf& leaf,
                                                    const Dossier* dossier);

struct SecondMark {
  Mark mark;
  std::int64_t at = 0;  // UTC microseconds.
  Sha256 content;       // Of the claim that was marked.
};

// A sampled leaf in its unit's dossier.
struct SecondLeaf {
  std::string criterion;
  AccountId account;  // Who gives the second mark.
  std::optional<SecondMark> given;
};

// Stored nowhere, sent by name.
enum class SecondStanding : std::uint8_t {
  kMissing,  // No second mark on the present claim.
  kAlone,    // No first mark on it yet.
  kClose,    // Not further apart than the cycle's sample allows.
  kApart,    // Further apart: the council must decide.
  kDecided,  // It was apart, and the council has decided.
};
[[nodiscard]] std::string_view Name(SecondStanding standing);  // "apart"

// The opinion that the second mark is compared with: the last one, given before it, of the account
// that was first to speak about the present claim; null if nobody but a session has.
[[nodiscard]] const Review* FirstOpinion(const Dossier& dossier, const SecondLeaf& leaf);

// `apart_from`: marks with points are apart where they differ by more.
[[nodiscard]] bool AreApart(const Mark& first, const Mark& second, Points apart_from);
[[nodiscard]] SecondStanding StandingOf(const Dossier& dossier, const SecondLeaf& leaf,
                                        Points apart_from);

// A second mark may be given: PERMISSION_DENIED second_mark_not_yours (somebody else was named);
// FAILED_PRECONDITION dossier_state_forbids (not in review), second_mark_given (on the present
// claim), leaf_decided_in_session; what CheckMarkBeside and CheckText refuse.
[[nodiscard]] absl::Status CheckSecondMark(const Dossier& dossier, const SecondLeaf& leaf,
                                           const ReviewedLeaf& reviewed, const AccountId& account,
                                           const Mark& mark, std::string_view reason);

// The dossier may be settled: FAILED_PRECONDITION second_mark_missing, second_mark_apart.
[[nodiscard]] absl::Status CheckSettled(const Dossier& dossier,
                                        const std::vector<SecondLeaf>& sampled, Points apart_from);

// Nobody reviews a leaf that he is to mark again: PERMISSION_DENIED second_mark_reserved.
[[nodiscard]] absl::Status CheckReserved(const Action& action, const AccountId& account,
                                         const std::vector<SecondLeaf>& sampled,
                                         const std::vector<ReviewedLeaf>& leaves);

// Takes what was said about leaves that `account` has still to mark out of the dossier.
void HideFirstMarks(const std::vector<SecondLeaf>& sampled, const AccountId& account,
                    Dossier& dossier);

struct MarkPair {
  Mark first;
  Mark second;
  Points maximum;
  bool stepped = false;  // The leaf knows only a few marks (IsStepped).
};

struct Agreement {
  int pairs = 0;
  int equal = 0;
  std::optional<Rational> mean_difference;  // Points, of pairs that both have points.
  int stepped = 0;
  // Cohen's kappa over the stepped pairs, a mark being its share of the maximum (or its state):
  // (observed - expected) / (1 - expected). Nothing where both gave one and the same mark
  // throughout, or there is no pair.
  std::optional<Rational> kappa;
};
[[nodiscard]] Agreement AgreementOf(const std::vector<MarkPair>& pairs);

}  // namespace par::domain
