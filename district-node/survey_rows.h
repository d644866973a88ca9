// A survey and its results as this node keeps them, and as they are shown.
//
// Safe from many threads, each on a snapshot of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/survey_score.h"
#include "common/storage/store.h"
#include "par/record/v1/service_record.pb.h"
#include "par/survey/v1/survey.pb.h"

namespace par::district {

[[nodiscard]] std::string SurveyImportKey(std::string_view survey, std::uint64_t version);

// NOT_FOUND survey_unknown.
[[nodiscard]] absl::StatusOr<record::v1::SurveyRow> LoadSurvey(const storage::Reader& state,
                                                               const std::string& id);

// The first thing that is wrong, where nobody can be shown all of it.
[[nodiscard]] absl::StatusOr<domain::SurveyResults> ParseSurveyResults(const std::string& text,
                                                                       const domain::Survey& survey,
                                                                       const std::string& file);

// All imports up to now, the later in place of the earlier.
[[nodiscard]] absl::StatusOr<domain::SurveyResults> AllSurveyResults(
    const storage::Reader& state, const domain::Survey& survey, const record::v1::SurveyRow& row);

// At most kMostFindings of them.
void PutSurveyRemarks(const std::vector<domain::SurveyRemark>& remarks, domain::Language language,
                      google::protobuf::RepeatedPtrField<survey::v1::SurveyRemark>& into);

}  // namespace par::district
