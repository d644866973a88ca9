// A survey's results as a workbook or CSV (docs/formats/survey.md): a template to fill in, and back
// through the checks of the hand-written file (domain/survey_results.h), with findings that name
// sheet and cell.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/domain/survey_results.h"
#include "common/spreadsheet/book.h"

namespace par::spreadsheet {

// A row for each unit of the frame, wave and component, empty where `results` (which may be null)
// says nothing. Of several sources only the first is written.
[[nodiscard]] Book SurveyBook(const domain::Survey& survey, const domain::SurveyResults* results);

struct SurveyResultsAsText {
  std::optional<domain::SurveyResults> results;  // Nothing if there are findings.
  std::string yaml;  // The hand-written form of the same, for whoever takes only that.
};

// CSV where it begins with a line "survey,…", otherwise YAML: what nodes take.
[[nodiscard]] SurveyResultsAsText ReadSurveyResultsText(std::string_view text,
                                                        const domain::Survey& survey,
                                                        domain::FindingList& findings);

// In any form: a workbook by its first bytes, otherwise as text.
[[nodiscard]] SurveyResultsAsText ReadSurveyResultsFile(std::string_view bytes,
                                                        const domain::Survey& survey,
                                                        domain::FindingList& findings);

}  // namespace par::spreadsheet
