// Whether a decision's numbers agree: the same sums as in reconcile.cc, but exact, for here nothing
// is printed yet.
#include <set>

#include "common/domain/decision.h"

namespace par::domain {
namespace {

class SumChecker {
 public:
  explicit SumChecker(const Decision& decision) : decision_(decision) {}

  std::vector<Difference> Run() {
    for (const DecisionLine& line : decision_.lines) {
      where_ = line.name.empty() ? line.unit.value() : line.name;  // Read in both languages.
      if (line.submitted) CheckLine(line);
      CheckRank(line);
    }
    return std::move(found_);
  }

 private:
  void Compare(Check check, const std::string& part, Points stated, Points computed) {
    if (stated == computed) return;
    found_.push_back({.check = check,
                      .where = where_ + part,
                      .stated = stated.ToDecimal(),
                      .computed = computed.ToDecimal(),
                      .apart = (stated - computed).ToDecimal()});
  }

  // What is not applicable or waived may be taken out of the maximum, and then has no points.
  void CheckLeaf(const DecisionLeaf& leaf, bool outside) {
    const std::string part = ", " + leaf.criterion;
    const bool may_be_out =
        leaf.mark.state == MarkState::kNotApplicable || leaf.mark.state == MarkState::kWaived;
    const bool taken_out = !outside && may_be_out && leaf.counted.IsZero();
    const Points most = taken_out ? Points() : leaf.maximum;
    if (leaf.mark.points < Points() || leaf.mark.points > most) {
      Compare(Check::kScoreAboveMaximum, part, leaf.mark.points, most);
    }
    const bool must_be_out = outside || leaf.mark.state == MarkState::kNotApplicable;
    Compare(Check::kPartsNotApplicable, part, leaf.counted,
            taken_out || must_be_out ? Points() : leaf.maximum);
  }

  void CheckArea(const DecisionArea& area) {
    const bool outside = OutsideMaximum(area.source);
    Points total;
    Points maximum;
    Points counted;
    for (const DecisionLeaf& leaf : area.leaves) {
      CheckLeaf(leaf, outside);
      total += leaf.mark.points;
      maximum += leaf.maximum;
      counted += leaf.counted;
    }
    const std::string part = ", " + area.id;
    Compare(Check::kPartsOfScore, part, area.total, total);
    Compare(Check::kPartsOfMaximum, part, area.maximum, maximum);
    Compare(Check::kPartsNotApplicable, part, area.counted, counted);
  }

  void CheckLine(const DecisionLine& line) {
    Points total;
    Points effective;
    for (const DecisionArea& area : line.areas) {
      CheckArea(area);
      total += area.source == Source::kPenalty ? -area.total : area.total;
      if (!OutsideMaximum(area.source)) effective += area.counted;
    }
    Compare(Check::kGroupsOfTotal, "", line.total, total);
    Compare(Check::kEffectiveMaximum, "", line.effective_maximum, effective);
    std::optional<Points> converted;
    if (!effective.IsZero()) {
      converted =
          Points::FromRational(total.ToRational() * Rational::FromInt(100) / effective.ToRational(),
                               decision_.total_places);
    }
    Compare(Check::kConverted, "", line.converted.value_or(Points()), converted.value_or(Points()));
  }

  // Exact, never the printed value.
  Rational Ranked(const DecisionLine& line) const {
    const Rational total = line.total.ToRational();
    if (decision_.rank_by == RankBasis::kTotal) return total;
    return line.effective_maximum.IsZero() ? Rational()
                                           : total / line.effective_maximum.ToRational();
  }

  // Equal totals may stand in any order: a tie-break decided. In a dense ranking every higher total
  // takes at least one place.
  void CheckRank(const DecisionLine& line) {
    if (line.rank == 0) return;
    std::set<Rational> higher_values;
    int higher = 0;
    int equal = 0;
    for (const DecisionLine& other : decision_.lines) {
      if (other.group != line.group || other.rank == 0) continue;
      if (Ranked(other) > Ranked(line)) {
        ++higher;
        higher_values.insert(Ranked(other));
      }
      if (Ranked(other) == Ranked(line)) ++equal;
    }
    const int places =
        decision_.ties == Ties::kGap ? higher : static_cast<int>(higher_values.size());
    const int first = 1 + places;
    const int last = higher + equal;
    if (!line.submitted) {
      Compare(Check::kRank, "", Points::FromE4(line.rank * 10000ll), Points());
    } else if (line.rank < first || line.rank > last) {
      Compare(Check::kRank, "", Points::FromE4(line.rank * 10000ll),
              Points::FromE4((line.rank < first ? first : last) * 10000ll));
    }
  }

  const Decision& decision_;
  std::string where_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> DecisionDifferences(const Decision& decision) {
  return SumChecker(decision).Run();
}

}  // namespace par::domain
