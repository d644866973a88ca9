// An assessment cycle (kỳ đánh giá): one unit assesses the units under it, for one year, by one
// version of one criteria set. Its deadlines are data; its states follow one another and never go
// back. A late unit never holds up the others: the late policy says what becomes of it.
//
// Format of the file: docs/formats/cycle.md. Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/date.h"
#include "common/domain/ids.h"
#include "common/domain/level.h"
#include "common/domain/unit_tree.h"

namespace par::domain {

// Stored and sent: never renumber or reuse a value.
enum class CycleState : std::uint8_t {
  kOpen = 0,
  kSelfAssessing = 1,
  kInReview = 2,
  kProvisional = 3,
  kAppealWindow = 4,
  kFinal = 5,
  kPublished = 6,
  kSuperseded = 7,
};
inline constexpr int kCycleStateCount = 8;
[[nodiscard]] std::string_view Name(CycleState state);            // "self_assessing"
[[nodiscard]] std::string_view VietnameseName(CycleState state);  // "đang tự đánh giá"
[[nodiscard]] std::optional<CycleState> ParseCycleState(std::string_view name);

// What becomes of a submission received after the deadline.
enum class LatePolicy : std::uint8_t {
  kRefuse = 0,           // It is refused; the refusal is kept with both times.
  kAcceptLate = 1,       // It counts, and is shown as late.
  kReviewerDecides = 2,  // It waits until the superior accepts it as late, with a reason, or not.
};
[[nodiscard]] std::string_view Name(LatePolicy policy);  // "reviewer_decides"
[[nodiscard]] std::optional<LatePolicy> ParseLatePolicy(std::string_view name);

// Each ends with its day in Vietnam.
struct Deadlines {
  Date submit;
  Date review;
  Date appeal;
  Date publish;
  // Until when appeals are answered; nothing: until the result is published.
  std::optional<Date> answer = {};
  friend bool operator==(const Deadlines&, const Deadlines&) = default;
};

[[nodiscard]] Date AnswerDeadline(const Deadlines& deadlines);

// The usual days of a cycle that assesses `year` (2000 to 2199): submission until 30 October,
// review until 20 November, appeals until the 30th, answers until 10 December, publication by the
// 20th. Where less than two weeks are left for the first of them: 30, 50, 60, 70 and 80 days from
// `today`.
[[nodiscard]] Deadlines UsualDeadlines(int year, Date today);
// The same days a year later; of 29 February the 28th; of the last year that can be written
// (date.h) the same day.
[[nodiscard]] Deadlines YearLater(const Deadlines& deadlines);

struct Cycle {
  CycleId id;  // [a-z0-9-]{1,64}
  std::string title;
  int year = 0;  // The year that is assessed, not the one in which it happens.
  Level level = Level::kCommune;
  // Who runs it: the direct superior of every unit taking part. A unit at the top (a province,
  // which the ministry scores) may run one for itself alone, to keep and check its own assessment.
  UnitId owner;
  std::string criteria_set;   // Id of the set...
  int criteria_version = 0;   // ...and its version.
  std::vector<UnitId> units;  // In id order.
  Deadlines deadlines;
  LatePolicy late = LatePolicy::kReviewerDecides;
  int rounds = 2;  // How often a dossier is reviewed: the unit explains between rounds. 1 to 9.
  CycleState state = CycleState::kOpen;
  friend bool operator==(const Cycle&, const Cycle&) = default;
};

// "quang-dien-2023@2"
[[nodiscard]] std::string SetReference(const Cycle& cycle);
[[nodiscard]] bool TakesPart(const Cycle& cycle, const UnitId& unit);

// Everything wrong with a cycle by itself: cycle_id_malformed, cycle_year, cycle_set_missing,
// cycle_units_empty, cycle_unit_repeated, cycle_owner_takes_part, cycle_deadline_order,
// cycle_rounds. And against the tree as it stands on the first day for submissions, the deadline:
// unit_unknown, cycle_unit_not_under_owner, cycle_unit_level.
[[nodiscard]] std::vector<absl::Status> CycleProblems(const Cycle& cycle);
[[nodiscard]] std::vector<absl::Status> CycleProblems(const Cycle& cycle, const UnitTree& tree);

// The state after `state`; nothing after the last.
[[nodiscard]] std::optional<CycleState> NextState(CycleState state);
// Published and superseded: no person moves a cycle there, a decision does.
[[nodiscard]] bool ByDecision(CycleState state);

// The cycle in state `to`. FAILED_PRECONDITION cycle_state_order unless `to` comes directly after
// the present state.
[[nodiscard]] absl::StatusOr<Cycle> Advance(const Cycle& cycle, CycleState to);

// How a submission stands to its deadline. The superior's time of receipt decides; what was made
// durable offline in time, with a clock compared within the last seven days, is a late delivery.
enum class Timeliness : std::uint8_t {
  kOnTime = 0,
  kLateDelivery = 1,  // Made in time, delivered late: both times are shown, the superior decides.
  kLate = 2,
};
[[nodiscard]] std::string_view Name(Timeliness timeliness);  // "late_delivery"

struct SubmissionTimes {
  std::int64_t received_at = 0;  // By the superior's clock, UTC microseconds.
  // By the unit's clock; nothing if the unit's node did not say.
  std::optional<std::int64_t> made_at;
  // How long before made_at that clock was last compared with the superior's, in microseconds;
  // nothing if never.
  std::optional<std::int64_t> clock_age;
  friend bool operator==(const SubmissionTimes&, const SubmissionTimes&) = default;
};

[[nodiscard]] Timeliness Judge(const SubmissionTimes& times, Date deadline);
// 0 if received by the end of `deadline`; otherwise the number of days begun since.
[[nodiscard]] int DaysLate(const SubmissionTimes& times, Date deadline);

}  // namespace par::domain
