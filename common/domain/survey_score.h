// From a survey's results to indexes and points: for each unit and component the answers of its
// waves together, what stands in where they are too few, index ÷ highest × weight, and how that was
// worked out. The order in which results were given changes nothing.
//
// Waves are combined by their answers: 90 % of 100 people and 50 % of 300 are 60 %, not 70 %.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/rational.h"
#include "common/domain/shown_parameter.h"
#include "common/domain/survey_results.h"

namespace par::domain {

struct SurveyIndex {
  std::optional<std::int64_t> answers;  // Of the waves that count; nothing: not known.
  std::optional<std::int64_t> asked;
  std::optional<Rational> own;    // By the unit's own answers.
  std::optional<Rational> index;  // What counts, rounded where the survey says so.
  // kOwn: its own, whatever their number. Otherwise the answers were below the minimum; `index`
  // is nothing where kNotScored, or where what should stand in is not there.
  SurveyFallback fallback = SurveyFallback::kOwn;
  std::string instead_of;        // What stands in: a wave's title, an area.
  std::optional<Points> points;  // Of a component that feeds a criterion and has an index.
};

struct SurveyUnitScore {
  UnitId unit;
  std::vector<SurveyIndex> components;  // Beside the survey's.
  std::optional<Rational> index;        // Of the survey as a whole; of all components or nothing.
  std::optional<Points> points;         // Of all that it feeds, if all have points.
};

struct SurveyRemark {
  std::string_view reason;                 // Of catalogue/survey.inc.
  std::vector<ShownParameter> parameters;  // The first is the unit, the second the component.
};
[[nodiscard]] std::string TextOf(const SurveyRemark& remark, Language language);

struct SurveyScore {
  std::vector<SurveyUnitScore> units;  // In id order: the frame's, and those with results.
  // survey_below_sample, survey_below_minimum, survey_fallback_absent, survey_answers_unknown,
  // survey_unit_missing, survey_result_missing, survey_outlier, survey_stated_index,
  // survey_stated_points, survey_waves_averaged
  std::vector<SurveyRemark> remarks;
};

// `results` were read for this survey.
[[nodiscard]] SurveyScore ScoreSurvey(const Survey& survey, const SurveyResults& results);

// What a dossier gets.
struct SurveyPoints {
  std::string criterion;
  std::optional<Points> points;  // Nothing: not scored.
  std::string working;           // SurveyWorking.
};
// One for each criterion that the survey feeds, in the survey's order.
[[nodiscard]] std::vector<SurveyPoints> PointsOf(const Survey& survey, const SurveyUnitScore& unit,
                                                 Language language);

// "80,01/100 × 1,5 = 1,2002 (n = 380/400)", with what stands in and why; empty without results.
[[nodiscard]] std::string SurveyWorking(const Survey& survey, const SurveyUnitScore& unit,
                                        std::size_t component, Language language);
// Of the survey as a whole.
[[nodiscard]] std::string SurveyWorking(const Survey& survey, const SurveyUnitScore& unit,
                                        Language language);

// An index for people: at most four places, "80,01".
[[nodiscard]] std::string IndexText(const Rational& index, Language language);

}  // namespace par::domain
