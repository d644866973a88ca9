// What is remarked on in a survey's results, and how points are explained.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/domain/catalogue.h"
#include "common/domain/survey_score_parts.h"

namespace par::domain {
namespace survey_score {
namespace {

using Rows = std::vector<const SurveyResult*>;

ShownParameter Plain(std::string name, std::string text) {
  return {.name = std::move(name), .vietnamese = text, .plain = text};
}

ShownParameter Count(std::string name, std::int64_t count) {
  const Decimal number = Decimal::FromInt(count);
  return {.name = std::move(name),
          .vietnamese = number.Format(NumberStyle::kVietnamese),
          .plain = number.Format(NumberStyle::kPlain)};
}

ShownParameter Number(std::string name, const Decimal& number) {
  return {.name = std::move(name),
          .vietnamese = number.Format(NumberStyle::kVietnamese),
          .plain = number.Format(NumberStyle::kPlain)};
}

ShownParameter Index(std::string name, const Rational& index) {
  return {.name = std::move(name),
          .vietnamese = IndexText(index, Language::kVietnamese),
          .plain = IndexText(index, Language::kEnglish)};
}

class Remarker {
 public:
  Remarker(const Survey& survey, const SurveyResults& results,
           const std::vector<SurveyUnitScore>& units)
      : survey_(survey), results_(results), units_(units) {
    for (const SurveyResult& result : results.results) rows_[result.unit].push_back(&result);
  }

  std::vector<SurveyRemark> Run() {
    for (const SurveyUnitScore& unit : units_) {
      const auto rows = rows_.find(unit.unit);
      if (rows == rows_.end()) {
        remarks_.push_back({"survey_unit_missing", {Plain("unit", UnitTitle(survey_, unit.unit))}});
        continue;
      }
      for (std::size_t i = 0; i < unit.components.size(); ++i) {
        OnComponent(unit, rows->second, i);
      }
    }
    OnStated();
    return std::move(remarks_);
  }

 private:
  void Add(std::string_view reason, const UnitId& unit, std::size_t component,
           std::vector<ShownParameter> more) {
    const std::string title =
        component == kNone ? survey_.title : survey_.components[component].title;
    more.insert(more.begin(), {Plain("unit", UnitTitle(survey_, unit)), Plain("component", title)});
    remarks_.push_back({reason, std::move(more)});
  }

  void OnComponent(const SurveyUnitScore& unit, const Rows& rows, std::size_t component) {
    const SurveyIndex& index = unit.components[component];
    std::optional<Rational> before;
    for (std::size_t wave = 0; wave < survey_.waves.size(); ++wave) {
      const Pooled one =
          PooledBy(survey_, rows, component, [&](std::size_t other) { return other == wave; });
      if (survey_.Counts(wave)) OnWave(unit.unit, component, wave, one);
      if (!one.index.has_value()) continue;
      if (before.has_value()) OnChange(unit.unit, component, wave, *before, *one.index);
      before = one.index;
    }
    if (survey_.minimum == 0 || !index.answers.has_value() || *index.answers >= survey_.minimum) {
      return;
    }
    Add("survey_below_minimum", unit.unit, component,
        {Count("answers", *index.answers), Count("minimum", survey_.minimum)});
    const bool looks_elsewhere =
        index.fallback != SurveyFallback::kOwn && index.fallback != SurveyFallback::kNotScored;
    if (looks_elsewhere && !index.index.has_value()) {
      Add("survey_fallback_absent", unit.unit, component, {});
    }
  }

  void OnWave(const UnitId& unit, std::size_t component, std::size_t wave, const Pooled& one) {
    const ShownParameter title = Plain("wave", survey_.waves[wave].title);
    if (one.rows == 0) return Add("survey_result_missing", unit, component, {title});
    if (!one.answers.has_value()) {
      // Said once: a source that does not say it leaves it out everywhere.
      if (unknown_.emplace(unit, wave).second) Add("survey_answers_unknown", unit, kNone, {title});
      return;
    }
    const SurveyUnit* known = survey_.FindUnit(unit);
    const std::int64_t sample = known == nullptr ? survey_.sample : known->sample;
    if (*one.answers >= sample) return;
    Add("survey_below_sample", unit, component,
        {title, Count("answers", *one.answers), Count("sample", sample)});
  }

  void OnChange(const UnitId& unit, std::size_t component, std::size_t wave, const Rational& before,
                const Rational& now) {
    if (survey_.outlier == Decimal()) return;
    const Rational change = now < before ? before - now : now - before;
    const Rational allowed = Rational::FromDecimal(survey_.outlier) / Rational::FromInt(100) *
                             Rational::FromDecimal(survey_.components[component].best);
    if (change <= allowed) return;
    Add("survey_outlier", unit, component,
        {Plain("wave", survey_.waves[wave].title), Index("index", now), Index("before", before)});
  }

  const SurveyUnitScore* UnitOf(const UnitId& unit) const {
    const auto found = std::lower_bound(
        units_.begin(), units_.end(), unit,
        [](const SurveyUnitScore& one, const UnitId& id) { return one.unit < id; });
    return found == units_.end() || found->unit != unit ? nullptr : &*found;
  }

  void OnStated() {
    for (const StatedSurvey& stated : results_.stated) {
      const SurveyUnitScore* unit = UnitOf(stated.unit);
      if (unit == nullptr) continue;  // Remarked on as missing, or named nowhere else.
      const bool whole = stated.component == kNone;
      const auto& index = whole ? unit->index : unit->components[stated.component].own;
      const auto& points = whole ? unit->points : unit->components[stated.component].points;
      if (stated.index.has_value() && index.has_value()) OnStatedIndex(stated, *index);
      if (stated.points.has_value() && points.has_value()) {
        const auto rounded = points->ToRational().RoundHalfUp(stated.points->scale());
        if (rounded.has_value() && *rounded != *stated.points) {
          Add("survey_stated_points", stated.unit, stated.component,
              {Number("stated", *stated.points), Number("computed", points->ToDecimal())});
        }
      }
    }
  }

  void OnStatedIndex(const StatedSurvey& stated, const Rational& computed) {
    const int places = stated.index->scale();
    const auto rounded = computed.RoundHalfUp(places);
    if (!rounded.has_value() || *rounded == *stated.index) return;
    const bool averaged = stated.component != kNone && AverageOfWaves(stated).has_value() &&
                          AverageOfWaves(stated)->RoundHalfUp(places) == stated.index;
    Add(averaged ? "survey_waves_averaged" : "survey_stated_index", stated.unit, stated.component,
        {Number("stated", *stated.index), Number("computed", *rounded)});
  }

  // The mean of the waves' indexes, each counting once: what should not be published.
  std::optional<Rational> AverageOfWaves(const StatedSurvey& stated) const {
    const auto rows = rows_.find(stated.unit);
    if (rows == rows_.end()) return std::nullopt;
    Rational sum;
    std::int64_t waves = 0;
    for (std::size_t wave = 0; wave < survey_.waves.size(); ++wave) {
      if (!survey_.Counts(wave)) continue;
      const Pooled one = PooledBy(survey_, rows->second, stated.component,
                                  [&](std::size_t other) { return other == wave; });
      if (!one.index.has_value()) continue;
      sum = sum + *one.index;
      ++waves;
    }
    if (waves < 2) return std::nullopt;
    return sum / Rational::FromInt(waves);
  }

  const Survey& survey_;
  const SurveyResults& results_;
  const std::vector<SurveyUnitScore>& units_;
  std::map<UnitId, Rows> rows_;
  std::set<std::pair<UnitId, std::size_t>> unknown_;  // Units and waves.
  std::vector<SurveyRemark> remarks_;
};

}  // namespace

std::vector<SurveyRemark> RemarksOn(const Survey& survey, const SurveyResults& results,
                                    const std::vector<SurveyUnitScore>& units) {
  return Remarker(survey, results, units).Run();
}

}  // namespace survey_score

namespace {

std::string FallbackText(const SurveyIndex& index, Language language) {
  const bool vietnamese = language == Language::kVietnamese;
  std::string text = vietnamese ? "dưới mẫu tối thiểu: " : "below the minimum: ";
  if (!index.index.has_value()) return text + (vietnamese ? "không chấm" : "not scored");
  if (index.fallback == SurveyFallback::kAreaMean) {
    text += vietnamese ? "lấy bình quân khu vực" : "the area's mean";
    return index.instead_of.empty() ? text : text + " " + index.instead_of;
  }
  return text + (vietnamese ? "lấy kết quả " : "the result of ") + index.instead_of;
}

std::string AnswersText(const SurveyIndex& index, Language language) {
  if (!index.answers.has_value()) return "";
  const auto show = [&](std::int64_t count) {
    return Decimal::FromInt(count).Format(StyleOf(language));
  };
  std::string text = "n = " + show(*index.answers);
  if (index.asked.has_value()) text += "/" + show(*index.asked);
  return text;
}

std::string Worked(const std::string& index, const std::string& best, Points weight,
                   const std::optional<Points>& points, NumberStyle style) {
  if (!points.has_value()) return index + "/" + best;
  return index + "/" + best + " × " + weight.FormatShort(style) + " = " +
         points->FormatShort(style);
}

}  // namespace

std::string TextOf(const SurveyRemark& remark, Language language) {
  return TextOf(remark.reason, remark.parameters, language);
}

std::string IndexText(const Rational& index, Language language) {
  const auto rounded = index.RoundHalfUp(Points::kPlaces);
  return rounded.has_value() ? rounded->FormatShort(StyleOf(language)) : index.Text();
}

std::string SurveyWorking(const Survey& survey, const SurveyUnitScore& unit, std::size_t component,
                          Language language) {
  const SurveyComponent& asked = survey.components[component];
  const SurveyIndex& index = unit.components[component];
  std::vector<std::string> notes;
  if (std::string answers = AnswersText(index, language); !answers.empty()) {
    notes.push_back(std::move(answers));
  }
  if (index.fallback != SurveyFallback::kOwn) notes.push_back(FallbackText(index, language));
  std::string text;
  if (index.index.has_value()) {
    text = Worked(IndexText(*index.index, language), asked.best.FormatShort(StyleOf(language)),
                  asked.weight, index.points, StyleOf(language));
  }
  for (std::size_t i = 0; i < notes.size(); ++i) {
    text += (i == 0 ? (text.empty() ? "(" : " (") : "; ") + notes[i];
  }
  return notes.empty() ? text : text + ")";
}

std::string SurveyWorking(const Survey& survey, const SurveyUnitScore& unit, Language language) {
  if (!unit.index.has_value()) return "";
  if (survey.total == SurveyTotal::kSum) return IndexText(*unit.index, language);
  if (survey.components.size() == 1 && !survey.criterion.empty()) {
    std::string text = SurveyWorking(survey, unit, 0, language);
    if (unit.points.has_value()) {
      const NumberStyle style = StyleOf(language);
      text += " → × " + survey.weight.FormatShort(style) + " = " + unit.points->FormatShort(style);
    }
    return text;
  }
  return Worked(IndexText(*unit.index, language), "100", survey.weight, unit.points,
                StyleOf(language));
}

std::vector<SurveyPoints> PointsOf(const Survey& survey, const SurveyUnitScore& unit,
                                   Language language) {
  std::vector<SurveyPoints> all;
  if (!survey.criterion.empty()) {
    all.push_back({survey.criterion, unit.points, SurveyWorking(survey, unit, language)});
  }
  for (std::size_t i = 0; i < survey.components.size(); ++i) {
    if (survey.components[i].criterion.empty()) continue;
    all.push_back({survey.components[i].criterion, unit.components[i].points,
                   SurveyWorking(survey, unit, i, language)});
  }
  return all;
}

}  // namespace par::domain
