#include "common/domain/remediation_progress.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 3> kProgressNames = {"not_started", "under_way", "done"};
constexpr std::array<std::string_view, 3> kChangeNames = {"extend", "withdraw", "replace"};

template <typename Enum>
std::optional<Enum> Parsed(const std::array<std::string_view, 3>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

absl::Status AboutTask(absl::StatusCode code, std::string_view reason, const std::string& task) {
  return Refusal(code, reason, {{"task", task}});
}

absl::Status RequireText(const std::string& text, const std::string& field) {
  if (!text.empty()) return absl::OkStatus();
  return Invalid("text_empty", {{"field", field}});
}

// The task that may still be worked on.
absl::Status RequireOpen(const RemediationPlan& plan, std::size_t place, const std::string& id) {
  if (place == kNone) return AboutTask(absl::StatusCode::kNotFound, "remediation_task_unknown", id);
  if (!plan.tasks[place].systemic.empty()) {
    return AboutTask(absl::StatusCode::kFailedPrecondition, "remediation_task_systemic", id);
  }
  return absl::OkStatus();
}

// By task and unit: the latest report as of the day. A whole province has tens of thousands.
using Latest = std::map<std::pair<std::string_view, std::string_view>, std::size_t>;

Latest LatestOf(const std::vector<ProgressReport>& reports, const Date& as_of) {
  Latest latest;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const ProgressReport& one = reports[i];
    if (one.as_of > as_of) continue;
    const auto [known, added] = latest.try_emplace({one.task, one.unit.value()}, i);
    if (!added && one.as_of >= reports[known->second].as_of) known->second = i;
  }
  return latest;
}

}  // namespace

std::string_view Name(ProgressState state) {
  return kProgressNames[static_cast<std::size_t>(state)];
}

std::optional<ProgressState> ParseProgressState(std::string_view name) {
  return Parsed<ProgressState>(kProgressNames, name);
}

std::string_view Name(ChangeKind kind) { return kChangeNames[static_cast<std::size_t>(kind)]; }

std::optional<ChangeKind> ParseChangeKind(std::string_view name) {
  return Parsed<ChangeKind>(kChangeNames, name);
}

std::size_t FindTask(const RemediationPlan& plan, std::string_view id) {
  const auto found = std::find_if(plan.tasks.begin(), plan.tasks.end(),
                                  [&](const RemediationTask& one) { return one.id == id; });
  return found == plan.tasks.end() ? kNone : static_cast<std::size_t>(found - plan.tasks.begin());
}

std::vector<UnitId> AssignedTo(const RemediationPlan& plan, const RemediationTask& task) {
  const PlanOffice* const office = plan.FindOffice(task.lead);
  return office == nullptr ? std::vector<UnitId>() : office->units;
}

absl::Status Apply(const TaskChange& change, RemediationPlan& plan) {
  const std::size_t place = FindTask(plan, change.task);
  RETURN_IF_ERROR(RequireOpen(plan, place, change.task));
  RemediationTask& task = plan.tasks[place];
  if (!task.withdrawn.empty()) {
    return AboutTask(absl::StatusCode::kFailedPrecondition, "remediation_task_withdrawn", task.id);
  }
  RETURN_IF_ERROR(RequireText(change.reason, "reason"));
  switch (change.kind) {
    case ChangeKind::kWithdraw:
      task.withdrawn = change.reason;
      return absl::OkStatus();
    case ChangeKind::kExtend:
      if (!change.deadline.has_value() ||
          (task.deadline.has_value() && *change.deadline <= *task.deadline)) {
        return AboutTask(absl::StatusCode::kInvalidArgument, "remediation_not_later", task.id);
      }
      task.deadline = change.deadline;
      return absl::OkStatus();
    case ChangeKind::kReplace:
      break;
  }
  RETURN_IF_ERROR(RequireText(change.measure, "measure"));
  task.measure = change.measure;
  if (!change.product.empty()) task.product = change.product;
  if (change.deadline.has_value()) task.deadline = change.deadline;
  return absl::OkStatus();
}

absl::Status CheckReport(const RemediationPlan& plan, const ProgressReport& report) {
  const std::size_t place = FindTask(plan, report.task);
  RETURN_IF_ERROR(RequireOpen(plan, place, report.task));
  const RemediationTask& task = plan.tasks[place];
  const std::vector<UnitId> units = AssignedTo(plan, task);
  if (std::find(units.begin(), units.end(), report.unit) == units.end()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "remediation_not_assigned",
                   {{"task", report.task}, {"unit", report.unit.value()}});
  }
  const bool done = report.state == ProgressState::kDone;
  if (report.percent < 0 || report.percent > 100 || done != (report.percent == 100)) {
    return Invalid("remediation_percent_wrong", {{"value", std::to_string(report.percent)}});
  }
  return absl::OkStatus();
}

absl::Status CheckDelay(const RemediationPlan& plan, const ProgressReport& report) {
  const std::size_t place = FindTask(plan, report.task);
  RETURN_IF_ERROR(RequireOpen(plan, place, report.task));
  const RemediationTask& task = plan.tasks[place];
  const bool done = report.state == ProgressState::kDone;
  const bool late = task.deadline.has_value() && report.as_of > *task.deadline;
  if (late && !done && task.withdrawn.empty() && report.delay.empty()) {
    return AboutTask(absl::StatusCode::kInvalidArgument, "remediation_delay_missing", report.task);
  }
  return absl::OkStatus();
}

std::vector<TaskStanding> StandingOf(RemediationPlan& plan,
                                     const std::vector<ProgressReport>& reports,
                                     const Date& as_of) {
  const Latest latest = LatestOf(reports, as_of);
  std::vector<TaskStanding> all;
  for (RemediationTask& task : plan.tasks) {
    TaskStanding& standing = all.emplace_back();
    if (!task.systemic.empty()) continue;
    std::optional<Date> last;
    for (const UnitId& unit : AssignedTo(plan, task)) {
      const auto found = latest.find({task.id, unit.value()});
      const std::size_t place = found == latest.end() ? kNone : found->second;
      standing.units.push_back({.unit = unit, .report = place});
      if (place == kNone) continue;
      const ProgressReport& report = reports[place];
      ++standing.reported;
      standing.percent += report.percent;
      if (report.state != ProgressState::kDone) continue;
      ++standing.done;
      last = std::max(last.value_or(report.as_of), report.as_of);
    }
    if (standing.units.empty()) continue;
    standing.percent /= static_cast<int>(standing.units.size());
    if (standing.all_done()) task.done = last;
  }
  return all;
}

}  // namespace par::domain
