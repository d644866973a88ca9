#include "parctl/survey_files.h"

#include <utility>

#include "common/spreadsheet/survey_workbook.h"
#include "parctl/inputs.h"
#include "parctl/report.h"

namespace par::parctl {

std::optional<domain::Survey> ReadSurveyFile(Session& session, const std::string& file) {
  return ReadWith(session, file, [](const std::string& text, domain::FindingList& findings) {
    return domain::ReadSurvey(text, findings);
  });
}

std::optional<domain::SurveyResults> ReadResultFiles(Session& session, const domain::Survey& survey,
                                                     const std::vector<std::string>& files) {
  domain::SurveyResults all;
  bool good = true;
  for (const std::string& file : files) {
    auto read =
        ReadWith(session, file, [&](const std::string& text, domain::FindingList& findings) {
          auto results = spreadsheet::ReadSurveyResultsFile(text, survey, findings).results;
          if (results.has_value()) {
            domain::AddSurveyResults(all, *std::move(results), survey, findings);
          }
          return findings.empty() ? std::optional(true) : std::nullopt;
        });
    good = good && read.has_value();
  }
  if (!good) return std::nullopt;
  return all;
}

}  // namespace par::parctl
