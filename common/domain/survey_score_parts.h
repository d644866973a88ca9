// Inside survey_score: what the scoring and the remarks share.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/domain/survey_score.h"

namespace par::domain::survey_score {

// The answers of some waves together.
struct Pooled {
  std::size_t rows = 0;
  std::optional<std::int64_t> answers;
  std::optional<std::int64_t> asked;
  std::optional<Rational> index;
};
using WaveChoice = std::function<bool(std::size_t)>;
// `rows` are those of one unit.
[[nodiscard]] Pooled PooledBy(const Survey& survey, const std::vector<const SurveyResult*>& rows,
                              std::size_t component, const WaveChoice& chosen);

[[nodiscard]] std::string UnitTitle(const Survey& survey, const UnitId& unit);

[[nodiscard]] std::vector<SurveyRemark> RemarksOn(const Survey& survey,
                                                  const SurveyResults& results,
                                                  const std::vector<SurveyUnitScore>& units);

}  // namespace par::domain::survey_score
