#include "common/domain/review_quality.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "common/domain/dossier_results.h"

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 5> kBy = {"unit", "criterion", "area", "reviewer", "cycle"};

const std::string& KeyOf(const QualityCase& one, QualityBy by) {
  switch (by) {
    case QualityBy::kUnit:
      return one.unit.value();
    case QualityBy::kCriterion:
    case QualityBy::kReviewer:  // Has a key of its own.
      return one.criterion;
    case QualityBy::kArea:
      return one.area;
    case QualityBy::kCycle:
      return one.cycle;
  }
  return one.cycle;
}

bool BothScored(const Mark& a, const Mark& b) {
  return a.state == MarkState::kScored && b.state == MarkState::kScored;
}

void CountAppeal(const std::optional<AppealResult>& result, QualityRow& row) {
  if (!result.has_value()) return;
  ++row.appeals;
  if (*result == AppealResult::kUpheld) ++row.upheld;
  if (*result == AppealResult::kUpheldInPart) ++row.upheld_in_part;
  if (*result == AppealResult::kRejected) ++row.rejected;
}

// `mark`: what the case ended with, or what one reviewer gave.
void AddTo(QualityRow& row, const QualityCase& one, const Mark& mark) {
  ++row.cases;
  const bool adjusted = mark != one.self;
  if (adjusted) ++row.adjusted;
  if (BothScored(mark, one.self)) {
    if (mark.points > one.self.points) ++row.raised;
    if (mark.points < one.self.points) ++row.lowered;
    row.self += one.self.points;
    row.reviewed += mark.points;
    row.maximum += one.maximum;
  }
  row.queries += one.queries;
  row.explained += one.explained;
  if (!adjusted) row.accepted += one.explained;
  CountAppeal(one.appeal, row);
  if (adjusted || one.queries > 0 || one.appeal.has_value()) ++row.contested;
}

// What opinions on one criterion took from or gave to the units' own marks, as shares of the
// maximum: the sum and how many.
struct Shares {
  Rational sum;
  std::int64_t count = 0;
  void Add(const Rational& share) {
    sum = sum + share;
    ++count;
  }
};
using ByCriterion = std::map<std::string, Shares>;

struct ReviewersShares {
  std::map<std::string, ByCriterion> of;  // By account.
  ByCriterion all;
};

ReviewersShares SharesOf(const std::vector<QualityCase>& cases) {
  ReviewersShares shares;
  for (const QualityCase& one : cases) {
    for (const QualityCase::Given& given : one.opinions) {
      if (!BothScored(given.mark, one.self) || one.maximum.IsZero()) continue;
      const Rational share =
          Rational::FromFraction(given.mark.points.e4() - one.self.points.e4(), one.maximum.e4());
      shares.of[given.account.value()][one.criterion].Add(share);
      shares.all[one.criterion].Add(share);
    }
  }
  return shares;
}

void StateLeniency(const ReviewersShares& shares, int minimum, QualityRow& row) {
  const auto his = shares.of.find(row.key);
  Rational sum;
  std::int64_t comparable = 0;
  if (his != shares.of.end()) {
    for (const auto& [criterion, own] : his->second) {
      const Shares& all = shares.all.at(criterion);
      const std::int64_t others = all.count - own.count;
      if (others == 0) continue;
      const Rational others_mean = (all.sum - own.sum) / Rational::FromInt(others);
      // own.count times the difference of the means.
      sum = sum + own.sum - others_mean * Rational::FromInt(own.count);
      comparable += own.count;
    }
  }
  row.comparable = static_cast<int>(comparable);
  row.too_few = comparable < std::max(minimum, 1);
  if (!row.too_few) row.leniency = sum / Rational::FromInt(comparable);
}

}  // namespace

std::string_view Name(QualityBy by) { return kBy.at(static_cast<std::size_t>(by)); }
std::optional<QualityBy> ParseQualityBy(std::string_view name) {
  for (std::size_t i = 0; i < kBy.size(); ++i) {
    if (kBy.at(i) == name) return static_cast<QualityBy>(i);
  }
  return std::nullopt;
}

bool IsSettled(DossierState state) {
  return state >= DossierState::kProvisional && state <= DossierState::kSuperseded;
}

void AddCases(const Dossier& dossier, const std::vector<ReviewedLeaf>& leaves,
              std::vector<QualityCase>& cases) {
  if (!IsSettled(dossier.state)) return;
  for (const ReviewedLeaf& leaf : leaves) {
    const LeafClaim* claim = FindClaim(dossier, leaf.criterion);
    if (claim == nullptr) continue;
    QualityCase one;
    one.cycle = dossier.cycle.value();
    one.unit = dossier.unit;
    one.criterion = leaf.criterion;
    one.area = leaf.area;
    one.maximum = leaf.maximum;
    one.self = claim->self;
    one.reviewed = StandingOf(dossier, leaf.criterion).mark;
    for (const Review& review : dossier.reviews) {
      if (review.criterion != leaf.criterion || review.content != claim->content) continue;
      if (!review.session.empty()) continue;
      std::erase_if(one.opinions,
                    [&](const auto& given) { return given.account == review.account; });
      one.opinions.push_back({review.account, review.mark, review.at});
    }
    for (const Query& query : dossier.queries) {
      if (query.criterion != leaf.criterion) continue;
      ++one.queries;
      if (query.answer.has_value()) ++one.explained;
    }
    for (const Appeal& appeal : dossier.appeals) {
      if (appeal.criterion == leaf.criterion) one.appeal = ResultOf(appeal);
    }
    cases.push_back(std::move(one));
  }
}

std::vector<QualityRow> QualityOf(const std::vector<QualityCase>& cases, QualityBy by,
                                  int minimum) {
  std::vector<QualityRow> rows;
  std::map<std::string, std::size_t> places;
  const auto row_of = [&](const std::string& key) -> QualityRow& {
    const auto [place, added] = places.emplace(key, rows.size());
    if (added) rows.emplace_back().key = key;
    return rows[place->second];
  };
  for (const QualityCase& one : cases) {
    if (by != QualityBy::kReviewer) {
      AddTo(row_of(KeyOf(one, by)), one, one.reviewed);
      continue;
    }
    for (const QualityCase::Given& given : one.opinions) {
      AddTo(row_of(given.account.value()), one, given.mark);
    }
  }
  const ReviewersShares shares = SharesOf(cases);
  for (QualityRow& row : rows) {
    if (!row.maximum.IsZero()) {
      row.inflation = Rational::FromFraction(row.self.e4() - row.reviewed.e4(), row.maximum.e4());
    }
    if (by == QualityBy::kReviewer) StateLeniency(shares, minimum, row);
  }
  return rows;
}

void RankContested(std::vector<QualityRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const QualityRow& a, const QualityRow& b) {
    if (a.contested != b.contested) return a.contested > b.contested;
    return a.appeals > b.appeals;
  });
}

}  // namespace par::domain
