#include "common/domain/second_mark.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

Sha256 LotOf(const Cycle& cycle, int share, const UnitId& unit, std::string_view criterion) {
  Sha256Stream stream;
  stream.AddField("par.second-mark.1");
  stream.AddField(cycle.id.value());
  stream.AddField(std::to_string(share));
  stream.AddField(unit.value());
  stream.AddField(criterion);
  return stream.Finish();
}

bool Holds(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool MayMark(const SecondMarker& marker, const SampledLeaf& leaf, const Dossier* dossier) {
  const auto& homes = marker.home_units;
  if (std::find(homes.begin(), homes.end(), leaf.unit) != homes.end()) return false;
  if (dossier == nullptr) return true;
  for (const Assignment& assignment : dossier->assignments) {
    if (assignment.account == marker.account && Holds(assignment.areas, leaf.area)) return false;
  }
  return std::none_of(dossier->reviews.begin(), dossier->reviews.end(), [&](const Review& review) {
    return review.account == marker.account && review.criterion == leaf.criterion;
  });
}

Sha256 ContentOf(const Dossier& dossier, std::string_view criterion) {
  const LeafClaim* claim = FindClaim(dossier, criterion);
  return claim == nullptr ? Sha256() : claim->content;
}

bool GivenNow(const Dossier& dossier, const SecondLeaf& leaf) {
  return leaf.given.has_value() && leaf.given->content == ContentOf(dossier, leaf.criterion);
}

// The council has spoken about the present claim after both marks were there.
bool DecidedAfter(const Dossier& dossier, const SecondLeaf& leaf, const Review& first) {
  const Sha256 content = ContentOf(dossier, leaf.criterion);
  return std::any_of(dossier.reviews.begin(), dossier.reviews.end(), [&](const Review& review) {
    const bool after = review.at >= leaf.given->at && review.id > first.id;
    return review.criterion == leaf.criterion && review.content == content && review.council &&
           after;
  });
}

absl::Status Failed(std::string_view reason, const Dossier& dossier, const SecondLeaf& leaf) {
  return Refusal(absl::StatusCode::kFailedPrecondition, reason,
                 {{"criterion", leaf.criterion},
                  {"unit", dossier.unit.value()},
                  {"account", leaf.account.value()}});
}

// What the observers put a leaf into: its state, and its share of the maximum.
using Category = std::pair<MarkState, Rational>;

Category CategoryOf(const Mark& mark, Points maximum) {
  const bool shared = mark.state == MarkState::kScored && !maximum.IsZero();
  return {mark.state, shared ? Rational::FromFraction(mark.points.e4(), maximum.e4()) : Rational()};
}

std::optional<Rational> KappaOf(const std::vector<MarkPair>& pairs) {
  std::map<Category, std::pair<std::int64_t, std::int64_t>> counts;
  std::int64_t all = 0;
  std::int64_t equal = 0;
  for (const MarkPair& pair : pairs) {
    if (!pair.stepped) continue;
    const Category first = CategoryOf(pair.first, pair.maximum);
    const Category second = CategoryOf(pair.second, pair.maximum);
    ++all;
    if (first == second) ++equal;
    ++counts[first].first;
    ++counts[second].second;
  }
  std::int64_t by_chance = 0;  // Times the square of all.
  for (const auto& [category, count] : counts) by_chance += count.first * count.second;
  if (all * all == by_chance) return std::nullopt;
  return Rational::FromFraction(all * equal - by_chance, all * all - by_chance);
}

}  // namespace

std::string_view Name(SecondStanding standing) {
  switch (standing) {
    case SecondStanding::kMissing:
      return "missing";
    case SecondStanding::kAlone:
      return "alone";
    case SecondStanding::kClose:
      return "close";
    case SecondStanding::kApart:
      return "apart";
    case SecondStanding::kDecided:
      return "decided";
  }
  return "";
}

std::vector<SampledLeaf> DrawSecondMarks(const Cycle& cycle,
                                         const std::vector<ReviewedLeaf>& leaves, int share) {
  PAR_CHECK(share >= 1 && share <= 100);
  struct Lot {
    Sha256 lot;
    std::size_t unit;
    std::size_t leaf;
  };
  std::map<std::string, std::vector<Lot>> areas;
  for (std::size_t unit = 0; unit < cycle.units.size(); ++unit) {
    for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf) {
      const Sha256 lot = LotOf(cycle, share, cycle.units[unit], leaves[leaf].criterion);
      areas[leaves[leaf].area].push_back({lot, unit, leaf});
    }
  }
  std::vector<std::pair<std::size_t, std::size_t>> drawn;
  for (auto& [area, lots] : areas) {
    std::sort(lots.begin(), lots.end(),
              [](const Lot& a, const Lot& b) { return a.lot.bytes < b.lot.bytes; });
    const std::size_t count = (lots.size() * static_cast<std::size_t>(share) + 99) / 100;
    for (std::size_t i = 0; i < count; ++i) drawn.emplace_back(lots[i].unit, lots[i].leaf);
  }
  std::sort(drawn.begin(), drawn.end());
  std::vector<SampledLeaf> sample;
  for (const auto& [unit, leaf] : drawn) {
    sample.push_back({cycle.units[unit], leaves[leaf].criterion, leaves[leaf].area});
  }
  return sample;
}

std::optional<std::size_t> PickMarker(const std::vector<SecondMarker>& markers, std::size_t turn,
                                      const SampledLeaf& leaf, const Dossier* dossier) {
  for (std::size_t i = 0; i < markers.size(); ++i) {
    const std::size_t at = (turn + i) % markers.size();
    if (MayMark(markers[at], leaf, dossier)) return at;
  }
  return std::nullopt;
}

const Review* FirstOpinion(const Dossier& dossier, const SecondLeaf& leaf) {
  const Sha256 content = ContentOf(dossier, leaf.criterion);
  const Review* first = nullptr;
  for (const Review& review : dossier.reviews) {
    if (review.criterion != leaf.criterion || review.content != content) continue;
    if (!review.session.empty()) continue;
    const bool same = first != nullptr && review.account == first->account;
    const bool in_time = GivenNow(dossier, leaf) && review.at <= leaf.given->at;
    if (first == nullptr || (same && in_time)) first = &review;
  }
  return first;
}

bool AreApart(const Mark& first, const Mark& second, Points apart_from) {
  if (first.state != second.state) return true;
  const Points difference = first.points - second.points;
  return difference > apart_from || -difference > apart_from;
}

SecondStanding StandingOf(const Dossier& dossier, const SecondLeaf& leaf, Points apart_from) {
  if (!GivenNow(dossier, leaf)) return SecondStanding::kMissing;
  const Review* first = FirstOpinion(dossier, leaf);
  if (first == nullptr) return SecondStanding::kAlone;
  if (!AreApart(first->mark, leaf.given->mark, apart_from)) return SecondStanding::kClose;
  return DecidedAfter(dossier, leaf, *first) ? SecondStanding::kDecided : SecondStanding::kApart;
}

absl::Status CheckSecondMark(const Dossier& dossier, const SecondLeaf& leaf,
                             const ReviewedLeaf& reviewed, const AccountId& account,
                             const Mark& mark, std::string_view reason) {
  if (leaf.account != account) {
    return Refusal(absl::StatusCode::kPermissionDenied, "second_mark_not_yours",
                   {{"criterion", leaf.criterion},
                    {"unit", dossier.unit.value()},
                    {"account", account.value()}});
  }
  if (dossier.state != DossierState::kInReview) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "dossier_state_forbids",
                   {{"action", "mark_again"},
                    {"unit", dossier.unit.value()},
                    {"state", std::string(Name(dossier.state))}});
  }
  if (GivenNow(dossier, leaf)) return Failed("second_mark_given", dossier, leaf);
  if (const Review* decided = DecidedInSession(dossier, leaf.criterion)) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "leaf_decided_in_session",
                   {{"criterion", leaf.criterion}, {"session", decided->session}});
  }
  RETURN_IF_ERROR(CheckText("lý do", reason));
  return CheckMarkBeside(dossier, reviewed, mark);
}

absl::Status CheckSettled(const Dossier& dossier, const std::vector<SecondLeaf>& sampled,
                          Points apart_from) {
  for (const SecondLeaf& leaf : sampled) {
    if (DecidedInSession(dossier, leaf.criterion) != nullptr) continue;
    const SecondStanding standing = StandingOf(dossier, leaf, apart_from);
    if (standing == SecondStanding::kMissing) {
      return Failed("second_mark_missing", dossier, leaf);
    }
    if (standing == SecondStanding::kApart) return Failed("second_mark_apart", dossier, leaf);
  }
  return absl::OkStatus();
}

absl::Status CheckReserved(const Action& action, const AccountId& account,
                           const std::vector<SecondLeaf>& sampled,
                           const std::vector<ReviewedLeaf>& leaves) {
  const bool rest = action.kind == ActionKind::kAgreeRest;
  const bool one = action.kind == ActionKind::kAgree || action.kind == ActionKind::kAdjust ||
                   action.kind == ActionKind::kRefuse || action.kind == ActionKind::kAsk;
  if (!rest && !one) return absl::OkStatus();
  for (const SecondLeaf& leaf : sampled) {
    if (leaf.account != account) continue;
    const bool in_rest =
        rest && std::any_of(leaves.begin(), leaves.end(), [&](const ReviewedLeaf& known) {
          return known.criterion == leaf.criterion &&
                 (Holds(action.areas, known.area) || Holds(action.criteria, leaf.criterion));
        });
    if (!in_rest && (rest || leaf.criterion != action.criterion)) continue;
    return Refusal(absl::StatusCode::kPermissionDenied, "second_mark_reserved",
                   {{"criterion", leaf.criterion},
                    {"unit", action.unit.value()},
                    {"account", account.value()}});
  }
  return absl::OkStatus();
}

void HideFirstMarks(const std::vector<SecondLeaf>& sampled, const AccountId& account,
                    Dossier& dossier) {
  std::vector<std::string> hidden;
  for (const SecondLeaf& leaf : sampled) {
    if (leaf.account == account && !GivenNow(dossier, leaf)) hidden.push_back(leaf.criterion);
  }
  std::erase_if(dossier.reviews,
                [&](const Review& review) { return Holds(hidden, review.criterion); });
  std::erase_if(dossier.queries,
                [&](const Query& query) { return Holds(hidden, query.criterion); });
}

Agreement AgreementOf(const std::vector<MarkPair>& pairs) {
  Agreement agreement;
  std::int64_t scored = 0;
  std::int64_t difference_e4 = 0;
  for (const MarkPair& pair : pairs) {
    ++agreement.pairs;
    if (pair.first == pair.second) ++agreement.equal;
    if (pair.stepped) ++agreement.stepped;
    if (pair.first.state != MarkState::kScored || pair.second.state != MarkState::kScored) continue;
    ++scored;
    const std::int64_t difference = pair.first.points.e4() - pair.second.points.e4();
    difference_e4 += difference < 0 ? -difference : difference;
  }
  if (scored > 0) agreement.mean_difference = Rational::FromFraction(difference_e4, scored * 10000);
  agreement.kappa = KappaOf(pairs);
  return agreement;
}

}  // namespace par::domain
