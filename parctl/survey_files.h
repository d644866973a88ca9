// A survey and its results from files that a person names; whatever is wrong is printed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/survey_score.h"
#include "parctl/app.h"

namespace par::parctl {

[[nodiscard]] std::optional<domain::Survey> ReadSurveyFile(Session& session,
                                                           const std::string& file);

// YAML, Excel or CSV; several files (one for each wave, say) together. Nothing if any of them has
// findings.
[[nodiscard]] std::optional<domain::SurveyResults> ReadResultFiles(
    Session& session, const domain::Survey& survey, const std::vector<std::string>& files);

// A table for each unit with indexes, points and how they were worked out; the remarks below.
[[nodiscard]] std::string SurveyText(const Session& session, const domain::Survey& survey,
                                     const domain::SurveyResults& results,
                                     const domain::SurveyScore& score);
// docs/formats/survey.md, as the next.
[[nodiscard]] std::string SurveyJson(const Session& session, const domain::Survey& survey,
                                     const domain::SurveyResults& results,
                                     const domain::SurveyScore& score);
[[nodiscard]] std::string SurveyCheckJson(const Session& session, const domain::Survey& survey,
                                          const std::vector<domain::SurveyRemark>& remarks);

}  // namespace par::parctl
