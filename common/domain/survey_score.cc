#include "common/domain/survey_score.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/domain/survey_score_parts.h"

namespace par::domain {
namespace survey_score {

Pooled PooledBy(const Survey& survey, const std::vector<const SurveyResult*>& rows,
                std::size_t component, const WaveChoice& chosen) {
  const SurveyComponent& asked_for = survey.components[component];
  Pooled pooled;
  std::int64_t answers = 0;
  std::int64_t asked = 0;
  Rational worth;
  bool asked_known = true;
  std::vector<const SurveyResult*> taken;
  for (const SurveyResult* row : rows) {
    if (row->component == component && chosen(row->wave)) taken.push_back(row);
  }
  pooled.rows = taken.size();
  if (taken.empty()) return pooled;
  if (taken.size() == 1 && !taken.front()->answers.has_value()) {
    pooled.asked = taken.front()->asked;
    pooled.index = Rational::FromDecimal(*taken.front()->index);
    return pooled;
  }
  for (const SurveyResult* row : taken) {
    // The reader made sure of it where several waves count.
    const std::int64_t given = row->answers.value_or(0);
    answers += given;
    asked_known = asked_known && row->asked.has_value();
    asked += row->asked.value_or(0);
    if (!row->counts.empty()) {
      worth = worth + WorthOf(asked_for, row->counts);
    } else if (row->index.has_value()) {
      worth = worth + Rational::FromDecimal(*row->index) * Rational::FromInt(given);
    }
  }
  pooled.answers = answers;
  if (asked_known) pooled.asked = asked;
  if (answers > 0) pooled.index = worth / Rational::FromInt(answers);
  return pooled;
}

std::string UnitTitle(const Survey& survey, const UnitId& unit) {
  const SurveyUnit* known = survey.FindUnit(unit);
  return known == nullptr || known->title.empty() ? unit.value() : known->title;
}

}  // namespace survey_score

namespace {

using survey_score::Pooled;
using survey_score::PooledBy;
using Rows = std::vector<const SurveyResult*>;

// Rounding up must not lead beyond the highest.
Rational Rounded(const Survey& survey, const Rational& index, const Rational& best) {
  return survey.places.has_value() ? std::min(index.Rounded(*survey.places), best) : index;
}

class Scorer {
 public:
  Scorer(const Survey& survey, const SurveyResults& results) : survey_(survey) {
    for (const SurveyUnit& unit : survey.units) rows_[unit.unit];
    for (const SurveyResult& result : results.results) rows_[result.unit].push_back(&result);
  }

  std::vector<SurveyUnitScore> Run() {
    std::vector<SurveyUnitScore> units;
    for (const auto& [unit, rows] : rows_) {
      SurveyUnitScore score;
      score.unit = unit;
      for (std::size_t i = 0; i < survey_.components.size(); ++i) {
        score.components.push_back(Own(rows, i));
      }
      units.push_back(std::move(score));
    }
    if (survey_.fallback == SurveyFallback::kAreaMean) FindAreaMeans(units);
    for (SurveyUnitScore& unit : units) Finish(unit);
    return units;
  }

 private:
  bool TooFew(const Pooled& pooled) const {
    return survey_.minimum > 0 && pooled.answers.value_or(0) < survey_.minimum;
  }

  SurveyIndex Own(const Rows& rows, std::size_t component) const {
    const Pooled pooled =
        PooledBy(survey_, rows, component, [&](std::size_t wave) { return survey_.Counts(wave); });
    SurveyIndex index;
    index.answers = pooled.answers;
    index.asked = pooled.asked;
    index.own = pooled.index;
    if (pooled.rows == 0 || !TooFew(pooled)) {
      index.index = pooled.index;
      return index;
    }
    index.fallback = survey_.fallback;
    switch (survey_.fallback) {
      case SurveyFallback::kOwn:
        index.index = pooled.index;
        break;
      case SurveyFallback::kPreviousWave:
      case SurveyFallback::kPreviousYear:
        FindBefore(rows, component, index);
        break;
      case SurveyFallback::kNotScored:
      case SurveyFallback::kAreaMean:  // When all units are known.
        break;
    }
    return index;
  }

  void FindBefore(const Rows& rows, std::size_t component, SurveyIndex& index) const {
    for (std::size_t wave = survey_.waves.size(); wave-- > 0;) {
      const bool earlier_year = survey_.waves[wave].year < survey_.year;
      const bool may =
          survey_.fallback == SurveyFallback::kPreviousYear ? earlier_year : !survey_.Counts(wave);
      if (!may) continue;
      const Pooled before =
          PooledBy(survey_, rows, component, [&](std::size_t one) { return one == wave; });
      if (!before.index.has_value() || TooFew(before)) continue;
      index.index = before.index;
      index.instead_of = survey_.waves[wave].title;
      return;
    }
  }

  // Every unit that has enough answers counts once.
  void FindAreaMeans(std::vector<SurveyUnitScore>& units) const {
    struct Sum {
      Rational of;
      std::int64_t units = 0;
    };
    std::map<std::pair<std::string, std::size_t>, Sum> sums;
    const auto area = [&](const SurveyUnitScore& unit) {
      const SurveyUnit* known = survey_.FindUnit(unit.unit);
      return known == nullptr ? std::string() : known->area;
    };
    for (const SurveyUnitScore& unit : units) {
      for (std::size_t i = 0; i < unit.components.size(); ++i) {
        const SurveyIndex& one = unit.components[i];
        if (one.fallback != SurveyFallback::kOwn || !one.index.has_value()) continue;
        Sum& sum = sums[{area(unit), i}];
        sum.of = sum.of + *one.index;
        ++sum.units;
      }
    }
    for (SurveyUnitScore& unit : units) {
      for (std::size_t i = 0; i < unit.components.size(); ++i) {
        SurveyIndex& one = unit.components[i];
        const auto sum = sums.find({area(unit), i});
        if (one.fallback != SurveyFallback::kAreaMean || sum == sums.end()) continue;
        one.index = sum->second.of / Rational::FromInt(sum->second.units);
        one.instead_of = sum->first.first;
      }
    }
  }

  void Finish(SurveyUnitScore& unit) const {
    Rational shares;
    Rational weights;
    Rational sum;
    bool whole = true;
    Points points;
    bool all_points = true;
    for (std::size_t i = 0; i < unit.components.size(); ++i) {
      const SurveyComponent& component = survey_.components[i];
      SurveyIndex& one = unit.components[i];
      const Rational weight = component.weight.ToRational();
      weights = weights + weight;
      if (one.index.has_value()) {
        const Rational best = Rational::FromDecimal(component.best);
        one.index = Rounded(survey_, *one.index, best);
        const Rational worth = *one.index / best * weight;
        shares = shares + worth;
        sum = sum + *one.index;
        if (!component.criterion.empty()) one.points = Points::FromRational(worth);
      }
      whole = whole && one.index.has_value();
      if (component.criterion.empty()) continue;
      all_points = all_points && one.points.has_value();
      points += one.points.value_or(Points());
    }
    if (whole) {
      const Rational hundred = Rational::FromInt(100);
      const Rational mean = shares / weights * hundred;
      unit.index = survey_.total == SurveyTotal::kSum ? sum : Rounded(survey_, mean, hundred);
    }
    if (!survey_.criterion.empty()) {
      if (unit.index.has_value()) {
        unit.points = Points::FromRational(*unit.index / Rational::FromInt(100) *
                                           survey_.weight.ToRational());
      }
    } else if (all_points && !survey_.Criteria().empty()) {
      unit.points = points;
    }
  }

  const Survey& survey_;
  std::map<UnitId, Rows> rows_;
};

}  // namespace

SurveyScore ScoreSurvey(const Survey& survey, const SurveyResults& results) {
  SurveyScore score;
  score.units = Scorer(survey, results).Run();
  score.remarks = survey_score::RemarksOn(survey, results, score.units);
  return score;
}

}  // namespace par::domain
