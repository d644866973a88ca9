#include "district-node/survey_rows.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "district-node/entered_points.h"

namespace par::district {

using record::v1::SurveyResultsRow;
using record::v1::SurveyRow;

std::string SurveyImportKey(std::string_view survey, std::uint64_t version) {
  return storage::KeyWriter(storage::Prefix::kSurveyResults).Text(survey).Number(version).Take();
}

absl::StatusOr<SurveyRow> LoadSurvey(const storage::Reader& state, const std::string& id) {
  ASSIGN_OR_RETURN(auto row, services::ReadRow<SurveyRow>(state, SurveyKey(id)));
  if (row.has_value()) return *std::move(row);
  return domain::Refusal(absl::StatusCode::kNotFound, "survey_unknown", {{"survey", id}});
}

absl::StatusOr<domain::SurveyResults> ParseSurveyResults(const std::string& text,
                                                         const domain::Survey& survey,
                                                         const std::string& file) {
  domain::FindingList findings(file);
  auto results = domain::ReadSurveyResults(text, survey, findings);
  if (!results.has_value()) return std::move(findings).TakeSorted().front().refusal;
  return *std::move(results);
}

absl::StatusOr<domain::SurveyResults> AllSurveyResults(const storage::Reader& state,
                                                       const domain::Survey& survey,
                                                       const SurveyRow& row) {
  domain::SurveyResults all;
  for (std::uint64_t version = 1; version <= row.results(); ++version) {
    ASSIGN_OR_RETURN(const auto one, services::ReadRow<SurveyResultsRow>(
                                         state, SurveyImportKey(survey.id, version)));
    if (!one.has_value()) continue;
    ASSIGN_OR_RETURN(domain::SurveyResults results,
                     ParseSurveyResults(one->results_yaml(), survey, ""));
    (void)domain::ReplaceSurveyResults(all, std::move(results));
  }
  return all;
}

void PutSurveyRemarks(const std::vector<domain::SurveyRemark>& remarks, domain::Language language,
                      google::protobuf::RepeatedPtrField<survey::v1::SurveyRemark>& into) {
  for (const domain::SurveyRemark& remark : remarks) {
    if (static_cast<std::size_t>(into.size()) >= domain::kMostFindings) return;
    survey::v1::SurveyRemark& one = *into.Add();
    one.set_reason(std::string(remark.reason));
    one.set_text(domain::TextOf(remark, language));
  }
}

}  // namespace par::district
