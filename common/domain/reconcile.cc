#include "common/domain/reconcile.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>

#include "common/domain/catalogue.h"
#include "common/domain/rational.h"

namespace par::domain {
namespace {

constexpr int kExactPlaces = 4;
constexpr int kShownPlaces = 6;
constexpr int kUsualTotalPlaces = 2;

constexpr std::array<std::string_view, 8> kChecks = {
    "score_above_maximum", "parts_of_score",    "parts_of_maximum", "parts_not_applicable",
    "groups_of_total",     "effective_maximum", "converted",        "rank",
};
constexpr std::array<std::string_view, 8> kCheckReasons = {
    "reconcile_score_above_maximum", "reconcile_parts_of_score",
    "reconcile_parts_of_maximum",    "reconcile_parts_not_applicable",
    "reconcile_groups_of_total",     "reconcile_effective_maximum",
    "reconcile_converted",           "reconcile_rank",
};

Rational Exact(const Decimal& value) { return Rational::FromDecimal(value); }

// What half a unit of the last of `places` is worth; nothing is lost from four places on.
Rational HalfUnit(int places) {
  if (places >= kExactPlaces) return Rational();
  std::int64_t unit = 1;
  for (int i = 0; i < places; ++i) unit *= 10;
  return Rational::FromFraction(1, 2 * unit);
}

Rational Magnitude(const Rational& value) { return value.Sign() < 0 ? -value : value; }

Decimal Shown(const Rational& value) {
  // Sums of numbers of at most 18 digits stay far inside Decimal's range.
  return value.RoundHalfUp(kShownPlaces).value_or(Decimal());
}

class Reconciler {
 public:
  explicit Reconciler(const PublishedTable& table) : table_(table) {
    for (const TableRow& row : table.groups) NotePlaces(row);
    total_places_ = std::max(table.total.has_value() ? table.total->scale() : 0,
                             std::min(kUsualTotalPlaces, Places(RowKind::kGroup)));
  }

  Reconciliation Run() {
    for (const TableRow& row : table_.groups) CheckRow(row);
    CheckTotal();
    CheckEffectiveMaximum();
    CheckConverted();
    CheckRanks();
    return std::move(result_);
  }

 private:
  // The places a kind of row is printed with: the most that any of its scores shows.
  void NotePlaces(const TableRow& row) {
    int& places = places_.at(static_cast<std::size_t>(row.kind));
    if (row.score.has_value()) places = std::max(places, row.score->scale());
    for (const TableRow& part : row.parts) NotePlaces(part);
  }
  int Places(RowKind kind) const {
    // A sum is printed with no more places than its parts, but is meant with two as they are.
    int own = places_.at(static_cast<std::size_t>(kind));
    for (std::size_t below = static_cast<std::size_t>(kind) + 1; below < places_.size(); ++below) {
      own = std::max(own, std::min(kUsualTotalPlaces, places_.at(below)));
    }
    return own;
  }

  void Compare(Check check, std::string where, const Decimal& stated, const Rational& computed,
               const Rational& tolerance) {
    const Rational apart = Exact(stated) - computed;
    if (apart.IsZero()) return;
    Difference difference{.check = check,
                          .where = std::move(where),
                          .stated = stated,
                          .computed = Shown(computed),
                          .apart = Shown(apart),
                          .allowed = Shown(tolerance)};
    auto& list = Magnitude(apart) <= tolerance ? result_.roundings : result_.differences;
    list.push_back(std::move(difference));
  }

  static std::string Where(const TableRow& row) {
    return std::string(Name(row.kind)) + " " + row.id;
  }

  void CheckRow(const TableRow& row) {
    if (row.score.has_value() && row.maximum.has_value() && !row.bonus) {
      const Rational most = Exact(*row.maximum) - Exact(row.not_applicable);
      if (Exact(*row.score) > most) {
        Compare(Check::kScoreAboveMaximum, Where(row), *row.score, most, Rational());
      }
    }
    if (!row.parts.empty()) CheckParts(row);
    for (const TableRow& part : row.parts) CheckRow(part);
  }

  void CheckParts(const TableRow& row) {
    Rational score;
    Rational maximum;
    Rational not_applicable;
    bool all_scores = true;
    bool all_maxima = true;
    for (const TableRow& part : row.parts) {
      all_scores = all_scores && part.score.has_value();
      all_maxima = all_maxima && part.maximum.has_value();
      score = score + Exact(part.score.value_or(Decimal()));
      maximum = maximum + Exact(part.maximum.value_or(Decimal()));
      not_applicable = not_applicable + Exact(part.not_applicable);
    }
    if (row.score.has_value() && all_scores) {
      const auto count = static_cast<std::int64_t>(row.parts.size());
      const Rational tolerance =
          HalfUnit(Places(row.parts.front().kind)) * Rational::FromInt(count) +
          HalfUnit(Places(row.kind));
      Compare(Check::kPartsOfScore, Where(row), *row.score, score, tolerance);
    }
    if (row.maximum.has_value() && all_maxima) {
      Compare(Check::kPartsOfMaximum, Where(row), *row.maximum, maximum, Rational());
    }
    Compare(Check::kPartsNotApplicable, Where(row), row.not_applicable, not_applicable, Rational());
  }

  void CheckTotal() {
    if (!table_.total.has_value() || table_.groups.empty()) return;
    Rational sum;
    for (const TableRow& group : table_.groups) {
      if (!group.score.has_value()) return;
      sum = sum + Exact(*group.score);
    }
    const auto count = static_cast<std::int64_t>(table_.groups.size());
    Compare(Check::kGroupsOfTotal, "total", *table_.total, sum,
            HalfUnit(Places(RowKind::kGroup)) * Rational::FromInt(count) + HalfUnit(total_places_));
  }

  // Nothing where a group states no maximum.
  std::optional<Rational> ComputedEffective() const {
    Rational sum;
    for (const TableRow& group : table_.groups) {
      if (group.bonus) continue;
      if (!group.maximum.has_value()) return std::nullopt;
      sum = sum + Exact(*group.maximum) - Exact(group.not_applicable);
    }
    if (table_.groups.empty()) return std::nullopt;
    return sum;
  }

  void CheckEffectiveMaximum() {
    const auto computed = ComputedEffective();
    if (!table_.effective_maximum.has_value() || !computed.has_value()) return;
    Compare(Check::kEffectiveMaximum, "total", *table_.effective_maximum, *computed, Rational());
  }

  void CheckConverted() {
    if (!table_.converted.has_value() || !table_.total.has_value()) return;
    const auto most = table_.effective_maximum.has_value()
                          ? std::optional(Exact(*table_.effective_maximum))
                          : ComputedEffective();
    if (!most.has_value() || most->Sign() <= 0) return;
    const Rational percent = Rational::FromInt(100) / *most;
    const int places = std::max(table_.converted->scale(), kUsualTotalPlaces);
    const Rational half =
        places >= kExactPlaces ? Rational::FromFraction(1, 20000) : HalfUnit(places);
    Compare(Check::kConverted, "total", *table_.converted, Exact(*table_.total) * percent,
            half + HalfUnit(total_places_) * percent);
  }

  // Units shown with equal totals may stand in any order (the unrounded totals may differ).
  void CheckRanks() {
    for (const StatedRank& unit : table_.units) {
      std::set<Decimal> higher_totals;
      int higher = 0;
      int equal = 0;  // With itself.
      for (const StatedRank& other : table_.units) {
        if (other.group != unit.group) continue;
        if (other.total > unit.total) {
          ++higher;
          higher_totals.insert(other.total);
        }
        if (other.total == unit.total) ++equal;
      }
      const int first =
          1 + (table_.ties == TieRule::kGap ? higher : static_cast<int>(higher_totals.size()));
      const int last = higher + equal;
      if (unit.rank >= first && unit.rank <= last) continue;
      Compare(Check::kRank, unit.title.empty() ? unit.id : unit.title, Decimal::FromInt(unit.rank),
              Rational::FromInt(unit.rank < first ? first : last), Rational());
    }
  }

  const PublishedTable& table_;
  std::array<int, 4> places_ = {};
  int total_places_ = 0;
  Reconciliation result_;
};

}  // namespace

std::string_view Name(RowKind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"total", "group", "area", "leaf"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view Name(Check check) { return kChecks.at(static_cast<std::size_t>(check)); }

Reconciliation Reconcile(const PublishedTable& table) { return Reconciler(table).Run(); }

absl::Status ToRefusal(const Difference& difference) {
  return Refusal(absl::StatusCode::kFailedPrecondition,
                 kCheckReasons.at(static_cast<std::size_t>(difference.check)),
                 {{"where", difference.where},
                  {"stated", difference.stated.FormatShort(NumberStyle::kPlain)},
                  {"computed", difference.computed.FormatShort(NumberStyle::kPlain)},
                  {"apart", difference.apart.FormatShort(NumberStyle::kPlain)},
                  {"allowed", difference.allowed.FormatShort(NumberStyle::kPlain)}});
}

std::string TextOf(const Difference& difference, Language language) {
  const CatalogueText* text =
      FindText(kCheckReasons.at(static_cast<std::size_t>(difference.check)));
  const NumberStyle style = StyleOf(language);
  return Fill(language == Language::kVietnamese ? text->vietnamese : text->english,
              {{"where", difference.where},
               {"stated", difference.stated.FormatShort(style)},
               {"computed", difference.computed.FormatShort(style)},
               {"apart", difference.apart.FormatShort(style)},
               {"allowed", difference.allowed.FormatShort(style)}});
}

}  // namespace par::domain
