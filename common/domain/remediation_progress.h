// How a remediation plan gets on: what its tasks were changed to since it was issued (a later
// deadline, withdrawn, replaced), who of those they are assigned to has reported what, and what is
// overdue or not reported on a day. Progress is as of a day, so that a quarter can be asked about
// later.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/remediation.h"

namespace par::domain {

// Stored and sent: never renumber.
enum class ProgressState : std::uint8_t { kNotStarted = 0, kUnderWay = 1, kDone = 2 };
[[nodiscard]] std::string_view Name(ProgressState state);  // "under_way"
[[nodiscard]] std::optional<ProgressState> ParseProgressState(std::string_view name);

struct ProgressReport {
  UnitId unit;
  std::string task;
  Date as_of;
  ProgressState state = ProgressState::kNotStarted;
  int percent = 0;      // 0 to 100.
  std::string product;  // Number and date of the document, where there is one.
  std::string delay;    // Why it is late.
};

// Stored and sent: never renumber.
enum class ChangeKind : std::uint8_t { kExtend = 0, kWithdraw = 1, kReplace = 2 };
[[nodiscard]] std::string_view Name(ChangeKind kind);  // "extend"
[[nodiscard]] std::optional<ChangeKind> ParseChangeKind(std::string_view name);

struct TaskChange {
  std::string task;
  ChangeKind kind = ChangeKind::kExtend;
  std::optional<Date> deadline;  // kExtend: later than before; kReplace: the new one, if given.
  std::string measure;           // kReplace
  std::string product;           // kReplace
  std::string reason;
};

// A task is due soon so many days before its deadline.
inline constexpr int kSoonDays = 30;

// kNone if there is none.
[[nodiscard]] std::size_t FindTask(const RemediationPlan& plan, std::string_view id);

// The units that are to do the task: those of its leading office. None where the plan does not list
// the office.
[[nodiscard]] std::vector<UnitId> AssignedTo(const RemediationPlan& plan,
                                             const RemediationTask& task);

// The plan with the change. NOT_FOUND remediation_task_unknown; FAILED_PRECONDITION
// remediation_task_withdrawn, remediation_task_systemic; INVALID_ARGUMENT text_empty (reason;
// measure of a replacement), remediation_not_later (an extension that is none).
[[nodiscard]] absl::Status Apply(const TaskChange& change, RemediationPlan& plan);

// Whether the plan, with its changes, takes the report. NOT_FOUND remediation_task_unknown;
// FAILED_PRECONDITION remediation_task_systemic, remediation_not_assigned; INVALID_ARGUMENT
// remediation_percent_wrong: not 0 to 100, or 100 of what is not done, or less of what is.
[[nodiscard]] absl::Status CheckReport(const RemediationPlan& plan, const ProgressReport& report);
// INVALID_ARGUMENT remediation_delay_missing: it is past its deadline, not done, and nothing is
// said of why. Asked of the unit alone: the deadline that the plan's unit has may be another by
// now.
[[nodiscard]] absl::Status CheckDelay(const RemediationPlan& plan, const ProgressReport& report);

struct UnitStanding {
  UnitId unit;
  std::size_t report = kNone;  // Of the reports given: the latest as of the day.
};

struct TaskStanding {
  std::vector<UnitStanding> units;  // Assigned ones.
  int reported = 0;
  int done = 0;
  int percent = 0;  // The mean of its units, rounded down.
  [[nodiscard]] bool all_done() const {
    return !units.empty() && done == static_cast<int>(units.size());
  }
};

// By task. Reports after `as_of` are left out; of two with the same day the later in the list
// counts. Where all its units are done, the task of `plan` is put down as done on the last of their
// days.
[[nodiscard]] std::vector<TaskStanding> StandingOf(RemediationPlan& plan,
                                                   const std::vector<ProgressReport>& reports,
                                                   const Date& as_of);

}  // namespace par::domain
