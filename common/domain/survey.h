// A survey (SIPAS, DDCI, điều tra xã hội học, PAPI) as its definition says: who is asked in which
// waves (đợt), how many answers a unit needs and what happens below, what is asked, and which
// criteria take the points. All of it is data. Format: docs/formats/survey.md.
//
// The index of a component is the mean of what its answers are worth (100 for "satisfied", 0 for
// the others: the share of satisfied people), or it is taken as published. Points are index ÷
// highest × weight; index and weight are exact, the points are rounded half up to four places.
//
// Pure data. Reading it is safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/criteria_set.h"
#include "common/domain/date.h"
#include "common/domain/decimal.h"
#include "common/domain/finding.h"
#include "common/domain/ids.h"
#include "common/domain/points.h"

namespace par::domain {

inline constexpr std::size_t kMostSurveyComponents = 100;
inline constexpr std::size_t kMostSurveyWaves = 12;
inline constexpr std::size_t kMostSurveyAnswers = 40;  // Of one scale.
inline constexpr std::int64_t kMostPeopleAsked = 100'000'000;

enum class SurveyKind : std::uint8_t { kSipas, kDdci, kSociological, kPapi };
[[nodiscard]] std::string_view Name(SurveyKind kind);            // "sipas", as in files.
[[nodiscard]] std::string_view VietnameseName(SurveyKind kind);  // "SIPAS"
// How many components the instrument has: SIPAS 5, PAPI 8; 0: as many as its definition says.
[[nodiscard]] std::size_t ComponentsOf(SurveyKind kind);

// What stands in for a unit's own index of a component with fewer answers than the minimum.
enum class SurveyFallback : std::uint8_t {
  kOwn,           // Nothing ("none"): its own counts, and is remarked on.
  kNotScored,     // The criterion stays without points.
  kPreviousWave,  // That of the wave before that has enough answers, in the year or before it.
  kPreviousYear,  // That of the newest wave of an earlier year that has enough.
  kAreaMean,      // The mean of the indexes of the area's units that have enough.
};
[[nodiscard]] std::string_view Name(SurveyFallback fallback);  // "previous_wave"

// Which waves of the survey's year count: the answers of all of them together, or the last one's.
enum class SurveyWaves : std::uint8_t { kAll, kLast };
// The index of the whole survey: the mean of the components' shares of their highest, weighted and
// in percent, or the sum of the components' indexes (PAPI).
enum class SurveyTotal : std::uint8_t { kMean, kSum };

struct SurveyAnswer {
  std::string id;
  std::string title;
  Decimal worth;
};

struct SurveyComponent {
  std::string id;
  std::string title;
  std::string question;
  Points weight;  // Above 0: of the mean, and the points that the highest index gives.
  Decimal least;  // The index lies between these; best is above 0.
  Decimal best;
  std::vector<SurveyAnswer> scale;  // Empty: the index comes as published.
  std::string criterion;            // Empty: feeds none by itself.
  Position at;
  Position criterion_at;
};

struct SurveyWave {
  std::string id;
  std::string title;
  int year = 0;  // Before the survey's year: only to compare with, and to fall back on.
  std::optional<Date> from;
  std::optional<Date> until;
};

// What the frame (khung mẫu) says of a unit.
struct SurveyUnit {
  UnitId unit;
  std::string title;
  std::string area;                  // Of units that stand in for each other; may be empty.
  std::optional<std::int64_t> size;  // People or files there are.
  std::int64_t sample = 0;           // Answers wanted in each wave; 0: not said.
  Position at;
};

struct Survey {
  std::string id;
  std::string title;
  SurveyKind kind = SurveyKind::kSociological;
  int year = 0;                   // Of the index that takes the points.
  std::string set;                // Id of the criteria set; empty: feeds none.
  int set_version = 0;            // 0: any.
  std::string asked;              // Who: "người dân, tổ chức đã nhận kết quả".
  std::string counted;            // What the frame counts: "hồ sơ".
  std::vector<SurveyUnit> units;  // In id order. Empty: any unit may have results.
  std::int64_t sample = 0;        // As SurveyUnit::sample, where the unit says nothing.
  std::int64_t minimum = 0;       // Answers; 0: none.
  SurveyFallback fallback = SurveyFallback::kOwn;
  SurveyWaves counts = SurveyWaves::kAll;
  SurveyTotal total = SurveyTotal::kMean;
  std::optional<int> places;  // To which an index is rounded before it is worth points.
  Decimal outlier;            // Percent of the highest; a change beyond it is remarked on. 0: none.
  std::vector<SurveyWave> waves;  // In the order of time.
  std::vector<SurveyComponent> components;
  // The whole survey feeds one criterion instead of its components; weight: see above.
  std::string criterion;
  Points weight;
  Position criterion_at;

  // kNone if there is no such id.
  [[nodiscard]] std::size_t FindWave(std::string_view wave) const;
  [[nodiscard]] std::size_t FindComponent(std::string_view component) const;
  // Null if the frame has it not. Logarithmic.
  [[nodiscard]] const SurveyUnit* FindUnit(const UnitId& unit) const;
  // Whether the wave's answers may count by themselves: of the survey's year, and the last of them
  // where only that one counts.
  [[nodiscard]] bool Counts(std::size_t wave) const;
  // Of each wave and component, whether the number of answers must be known.
  [[nodiscard]] bool NeedsAnswers() const;
  // The criteria that it feeds, in its order.
  [[nodiscard]] std::vector<std::string> Criteria() const;
};

// Nothing if the file has findings: those of yaml_reader.h, and survey_components,
// survey_range, survey_feed_twice, survey_criterion_repeated, survey_wave_year,
// survey_wave_none, survey_sum_feeds, survey_fallback_without, survey_weight, id_repeated,
// id_malformed, list_empty.
[[nodiscard]] std::optional<Survey> ReadSurvey(std::string_view text, FindingList& findings);

// For a caller who only asks whether it is right: the first finding, if there is one.
[[nodiscard]] absl::StatusOr<Survey> ParseSurvey(std::string_view text, std::string file_name);

// What is wrong with it for this set: set_other, criterion_not_in_set, survey_criterion_source (not
// a survey's or external leaf), survey_weight_over_maximum.
void CheckSurveyFeeds(const Survey& survey, const CriteriaSet& set, FindingList& findings);

}  // namespace par::domain
