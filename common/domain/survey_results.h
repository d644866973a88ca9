// The results of a survey as its source documents state them: for each unit, wave and component how
// many were asked and how many answered, the answers counted or the index as published. There are
// no results without a document (number, issuer, date, digest of its file).
//
// A reader refuses what cannot be (more answers than asked, counts that do not add up, an index
// that does not follow from its counts); what may be but should be looked at is remarked on when
// points are made (survey_score.h). Format: docs/formats/survey.md.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/sha256.h"
#include "common/domain/survey.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {

inline constexpr std::size_t kMostSurveyResults = 100'000;

struct SurveySource {
  std::string number;  // "124/BC-SNV"
  std::string issuer;
  Date date;
  std::string file;  // Its name; may be empty.
  Sha256 sha256;
};

// Of one unit, wave and component.
struct SurveyResult {
  UnitId unit;
  std::size_t wave = 0;
  std::size_t component = 0;
  std::optional<std::int64_t> asked;
  std::optional<std::int64_t> answers;  // Valid ones.
  std::vector<std::int64_t> counts;     // Beside the scale; empty: not counted.
  std::optional<Decimal> index;         // As published; nothing: by the counts.
  std::size_t source = 0;             // Of SurveyResults::sources.
  Position at;
};

// What the document prints of a unit's results; checked, never used.
struct StatedSurvey {
  UnitId unit;
  std::size_t component = kNone;  // kNone: the survey as a whole.
  std::optional<Decimal> index;
  std::optional<Decimal> points;
  Position at;
};

struct SurveyResults {
  std::vector<SurveySource> sources;
  std::vector<SurveyResult> results;  // By unit, wave and component, each once.
  std::vector<StatedSurvey> stated;
};

// Nothing if the file has findings: those of yaml_reader.h, and survey_other, survey_unit_unknown,
// survey_wave_unknown, survey_component_unknown, survey_result_repeated, survey_index_missing,
// survey_index_range, survey_answers_missing, survey_answers_over_asked, survey_asked_over_frame,
// survey_answer_unknown, survey_answer_missing, survey_counts_sum, survey_index_counts,
// survey_no_scale, survey_digest_malformed.
[[nodiscard]] std::optional<SurveyResults> ReadSurveyResults(std::string_view text,
                                                             const Survey& survey,
                                                             FindingList& findings);
[[nodiscard]] std::optional<SurveyResults> ReadSurveyResults(const YamlValue& root,
                                                             const Survey& survey,
                                                             FindingList& findings);

// Adds the results of another file of the same survey. Finding survey_result_repeated where both
// have the same unit, wave and component; `into` is then as it was.
void AddSurveyResults(SurveyResults& into, SurveyResults more, const Survey& survey,
                      FindingList& findings);

// Adds the results of a later file: what it says again (a correction) stands in place of what was
// there. How many results were replaced.
std::size_t ReplaceSurveyResults(SurveyResults& into, SurveyResults more);

// "124/BC-SNV, 29/04/2024, Sở Nội vụ": as the points' source says it.
[[nodiscard]] std::string SourceText(const SurveySource& source);
// Of all documents that the unit's results come from, parted by semicolons.
[[nodiscard]] std::string SourceText(const SurveyResults& results, const UnitId& unit);

// What the counts are worth together, before it is divided by the answers.
[[nodiscard]] Rational WorthOf(const SurveyComponent& component,
                               const std::vector<std::int64_t>& counts);

}  // namespace par::domain
