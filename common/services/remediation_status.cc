#include "common/services/remediation_status.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using remediation::v1::GetPlanResponse;
using remediation::v1::TaskReport;
using remediation::v1::TaskRow;

std::string Iso(const std::optional<domain::Date>& day) {
  return day.has_value() ? day->Iso() : std::string();
}

// How the task stands, in one word.
std::string_view StateOf(const domain::RemediationTask& task, const domain::TaskStanding& standing,
                         const std::vector<domain::ProgressReport>& reports) {
  if (!task.systemic.empty()) return "systemic";
  if (!task.withdrawn.empty()) return "withdrawn";
  if (task.done.has_value() || standing.all_done()) return "done";
  if (standing.reported == 0) return "not_reported";
  const bool begun = std::any_of(
      standing.units.begin(), standing.units.end(), [&](const domain::UnitStanding& one) {
        return one.report != domain::kNone &&
               reports[one.report].state != domain::ProgressState::kNotStarted;
      });
  return begun ? "under_way" : "not_started";
}

// One plan as it stands, with everything that its rows are made of.
struct Picture {
  const LoadedPlan& loaded;  // Its plan with what is done.
  const std::vector<TaskReport>& sent;
  const std::vector<domain::ProgressReport>& reports;  // Beside `sent`.
  const std::vector<domain::TaskStanding>& standings;  // By task.
  const std::optional<domain::RemediationReview>& review;
  domain::Date on;
  std::string only;   // The unit whose tasks alone are shown.
  bool units = true;  // Whether rows name their units.
};

// An answer is at most 1 MiB.
constexpr std::size_t kMostTaskUnits = 2000;

bool UnitDone(const Picture& picture, const domain::RemediationTask& task,
              const domain::UnitStanding& one) {
  return task.done.has_value() ||
         (one.report != domain::kNone &&
          picture.reports[one.report].state == domain::ProgressState::kDone);
}

bool UnitOverdue(const Picture& picture, const domain::RemediationTask& task,
                 const domain::UnitStanding& one) {
  return task.withdrawn.empty() && task.deadline.has_value() && *task.deadline < picture.on &&
         !UnitDone(picture, task, one);
}

// A task as it stands for one of its units.
void KeepTo(const std::string& only, const std::vector<domain::ProgressReport>& reports,
            domain::TaskStanding& standing) {
  std::erase_if(standing.units,
                [&](const domain::UnitStanding& one) { return one.unit.value() != only; });
  const bool reported = !standing.units.empty() && standing.units[0].report != domain::kNone;
  standing.reported = reported ? 1 : 0;
  standing.percent = reported ? reports[standing.units[0].report].percent : 0;
  standing.done = standing.percent == 100 ? 1 : 0;
}

std::string_view ColumnOf(const TaskRow& row) {
  if (row.state() == "withdrawn" || row.state() == "systemic") return "aside";
  if (row.state() == "done") return "done";
  if (row.overdue()) return "overdue";
  return row.has_days_left() && row.days_left() <= domain::kSoonDays ? "soon" : "running";
}

void FillTask(const Picture& picture, std::size_t place, TaskRow& row) {
  const domain::RemediationPlan& plan = picture.loaded.now;
  const domain::RemediationTask& task = plan.tasks[place];
  const domain::TaskStanding& standing = picture.standings[place];
  row.set_id(task.id);
  row.set_measure(task.measure);
  row.set_lead(plan.NameOf(task.lead));
  for (const std::string& office : task.with) row.add_with(plan.NameOf(office));
  row.set_deadline(Iso(task.deadline));
  row.set_first_deadline(Iso(picture.loaded.issued->tasks[place].deadline));
  row.set_product(task.product);
  row.set_state(std::string(StateOf(task, standing, picture.reports)));
  row.set_percent(static_cast<std::uint32_t>(standing.percent));
  row.set_withdrawn(task.withdrawn);
  row.set_reason(task.reason);
  row.set_systemic(task.systemic);
  row.set_when(task.when);
  if (picture.loaded.set != nullptr) {
    for (const domain::NodeIndex node : task.criteria) {
      row.add_criteria(picture.loaded.set->nodes[node].id);
    }
  }
  if (task.deadline.has_value()) row.set_days_left(task.deadline->days() - picture.on.days());
  if (task.regain.has_value()) row.set_stated_e4(task.regain->e4());
  if (picture.review.has_value()) {
    row.set_worth_e4(picture.review->tasks[place].worth.e4());
    row.set_lost_e4(picture.review->tasks[place].lost.e4());
  }
  row.set_assigned(static_cast<std::uint32_t>(standing.units.size()));
  row.set_reported(static_cast<std::uint32_t>(standing.reported));
  for (const domain::UnitStanding& one : standing.units) {
    const bool overdue = UnitOverdue(picture, task, one);
    if (overdue) row.set_overdue(true);
    if (!picture.units) continue;
    remediation::v1::TaskUnit& unit = *row.add_units();
    unit.set_unit(one.unit.value());
    unit.set_overdue(overdue);
    if (picture.only.empty()) {
      if (one.report != domain::kNone) *unit.add_reports() = picture.sent[one.report];
      continue;
    }
    for (std::size_t i = 0; i < picture.sent.size(); ++i) {
      const domain::ProgressReport& report = picture.reports[i];
      if (report.unit == one.unit && report.task == task.id && report.as_of <= picture.on) {
        *unit.add_reports() = picture.sent[i];
      }
    }
  }
  row.set_column(std::string(ColumnOf(row)));
}

bool MayActFor(const Units& units, const storage::Reader& state, const identity::Caller& caller,
               domain::Permission permission, const std::string& unit, std::int64_t now) {
  return units.RequireHosted(state, unit).ok() &&
         units.ActorFor(state, caller, permission, unit, now).ok();
}

void Count(const Picture& picture, std::size_t place,
           std::map<std::string, remediation::v1::UnitRow>& units) {
  const domain::RemediationTask& task = picture.loaded.now.tasks[place];
  if (!task.systemic.empty() || !task.withdrawn.empty()) return;
  for (const domain::UnitStanding& one : picture.standings[place].units) {
    remediation::v1::UnitRow& row = units[one.unit.value()];
    row.set_unit(one.unit.value());
    row.set_tasks(row.tasks() + 1);
    if (one.report == domain::kNone) row.set_not_reported(row.not_reported() + 1);
    if (UnitOverdue(picture, task, one)) row.set_overdue(row.overdue() + 1);
    if (UnitDone(picture, task, one)) {
      row.set_done(row.done() + 1);
    } else if (picture.review.has_value()) {
      row.set_at_stake_e4(row.at_stake_e4() + picture.review->tasks[place].worth.e4());
    }
  }
}

void FillSums(const domain::ScoreSheet& sheet, const domain::RemediationReview& review,
              const std::string& decision, GetPlanResponse& response) {
  remediation::v1::PlanSums& sums = *response.mutable_sums();
  sums.set_score_e4(sheet.total.e4());
  sums.set_lost_e4(review.lost.e4());
  sums.set_systemic_e4(review.systemic.e4());
  sums.set_planned_e4(review.planned.e4());
  sums.set_achieved_e4(review.achieved.e4());
  sums.set_forecast_e4(review.forecast.e4());
  sums.set_forecast_done_e4(review.forecast_done.e4());
  sums.set_decision(decision);
}

}  // namespace

absl::StatusOr<remediation::v1::ListPlansResponse> RemediationStatus::List(
    const storage::Reader& state, const identity::Caller& caller, std::int64_t now) const {
  std::vector<remediation::v1::PlanNotice> known;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kRemediationPlan).Take();
  RETURN_IF_ERROR(ForEachRow<record::v1::PlanRow>(
      state, prefix, [&](std::string_view, const record::v1::PlanRow& row) {
        known.push_back(row.plan());
        return absl::OkStatus();
      }));
  remediation::v1::ListPlansResponse response;
  if (MayActFor(units_, state, caller, domain::Permission::kIssueCriteria, caller.unit.value(),
                now)) {
    response.set_issues_for(caller.unit.value());
  }
  for (const remediation::v1::PlanNotice& notice : known) {
    remediation::v1::PlanSummary& plan = *response.add_plans();
    plan.set_issuer(notice.issuer());
    plan.set_year(notice.year());
    plan.set_version(notice.version());
    ASSIGN_OR_RETURN(*plan.mutable_issuer_name(), units_.NameOf(state, notice.issuer()));
    const auto loaded = plans_.Load(state, notice.issuer(), notice.year());
    // Its set may be on its way: the plan is there all the same.
    if (absl::IsNotFound(loaded.status())) continue;
    RETURN_IF_ERROR(loaded.status());
    plan.set_title(loaded->now.title);
    plan.set_tasks(static_cast<std::uint32_t>(loaded->now.tasks.size()));
  }
  return response;
}

absl::StatusOr<std::string> RemediationStatus::KeptTo(
    const storage::Reader& state, const identity::Caller& caller,
    const remediation::v1::GetPlanRequest& request, std::int64_t now) const {
  const std::string& unit = caller.unit.value();
  if (unit == request.issuer()) return request.unit();
  const absl::Status above =
      units_.ActorFor(state, caller, domain::Permission::kViewDossier, request.issuer(), now)
          .status();
  if (above.ok()) return request.unit();
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  const bool below =
      tree->IsUnder(caller.unit, domain::UnitId(request.issuer()), domain::Date::InVietnam(now));
  if (!below || (!request.unit().empty() && request.unit() != unit)) return above;
  return unit;
}

absl::StatusOr<std::vector<TaskReport>> RemediationStatus::ReportsOf(
    const storage::Reader& state, const identity::Caller& caller, const LoadedPlan& loaded,
    const std::string& only) const {
  std::vector<TaskReport> reports;
  for (const domain::RemediationTask& task : loaded.now.tasks) {
    for (const domain::UnitId& unit : domain::AssignedTo(loaded.now, task)) {
      if (!only.empty() && unit.value() != only) continue;
      const std::string key = ProgressKey(SideOf(caller, unit.value()), unit.value(),
                                          loaded.notice.issuer(), loaded.notice.year(), task.id);
      ASSIGN_OR_RETURN(const auto row, ReadRow<record::v1::ProgressRow>(state, key));
      if (!row.has_value()) continue;
      for (const record::v1::ProgressEntry& entry : row->entries()) {
        reports.push_back(entry.report());
      }
    }
  }
  return reports;
}

absl::StatusOr<std::optional<domain::RemediationReview>> RemediationStatus::ReviewOf(
    const storage::Reader& state, const LoadedPlan& loaded, const domain::Date& on,
    GetPlanResponse& response) const {
  ASSIGN_OR_RETURN(const auto published, SheetOf(state, loaded));
  if (!published.has_value()) return std::optional<domain::RemediationReview>();
  domain::RemediationReview review =
      domain::ReviewPlan(*loaded.set, published->sheet, loaded.now, on);
  FillSums(published->sheet, review, published->decision, response);
  return std::optional(std::move(review));
}

absl::StatusOr<GetPlanResponse> RemediationStatus::Get(
    const storage::Reader& state, const identity::Caller& caller,
    const remediation::v1::GetPlanRequest& request, std::int64_t now) const {
  auto on = domain::Date::InVietnam(now);
  if (!request.on().empty()) {
    const auto asked = domain::Date::Parse(request.on());
    if (!asked.has_value()) return domain::InvalidValue("yaml_not_date", request.on(), "on");
    on = *asked;
  }
  ASSIGN_OR_RETURN(const std::string only, KeptTo(state, caller, request, now));
  ASSIGN_OR_RETURN(LoadedPlan loaded, plans_.Load(state, request.issuer(), request.year()));
  ASSIGN_OR_RETURN(const std::vector<TaskReport> sent, ReportsOf(state, caller, loaded, only));
  std::optional<domain::RemediationReview> review;
  ASSIGN_OR_RETURN(GetPlanResponse response, Shown(state, loaded, sent, only, on, review));
  if (request.with_text()) response.set_plan_yaml(loaded.notice.plan_yaml());
  // A unit below sees its own reports alone: what the whole comes to is not for it to say.
  if (!only.empty() && caller.unit.value() == only && only != request.issuer()) {
    response.clear_sums();
  }
  response.set_may_change(
      MayActFor(units_, state, caller, domain::Permission::kIssueCriteria, request.issuer(), now));
  const std::string& own = caller.unit.value();
  if (MayActFor(units_, state, caller, domain::Permission::kSubmit, own, now)) {
    response.set_reports_for(own);
  }
  return response;
}

absl::StatusOr<GetPlanResponse> RemediationStatus::Shown(
    const storage::Reader& state, LoadedPlan& loaded, const std::vector<TaskReport>& sent,
    const std::string& only, const domain::Date& on,
    std::optional<domain::RemediationReview>& review) const {
  std::vector<domain::ProgressReport> reports;
  for (const TaskReport& report : sent) {
    ASSIGN_OR_RETURN(domain::ProgressReport read, ReportOf(report));
    reports.push_back(std::move(read));
  }
  std::vector<domain::TaskStanding> standings = domain::StandingOf(loaded.now, reports, on);
  if (!only.empty()) {
    for (domain::TaskStanding& standing : standings) KeepTo(only, reports, standing);
  }
  GetPlanResponse response;
  response.set_title(loaded.now.title);
  response.set_issuer(loaded.notice.issuer());
  ASSIGN_OR_RETURN(*response.mutable_issuer_name(), units_.NameOf(state, loaded.notice.issuer()));
  response.set_year(loaded.notice.year());
  response.set_version(loaded.notice.version());
  response.set_on(on.Iso());
  *response.mutable_changes() = loaded.notice.changes();
  for (remediation::v1::TaskChange& change : *response.mutable_changes()) {
    RETURN_IF_ERROR(TellBy(state, change.changed_by(), loaded.notice.issuer(), change));
  }
  ASSIGN_OR_RETURN(review, ReviewOf(state, loaded, on, response));
  std::size_t pairs = 0;
  for (const domain::TaskStanding& standing : standings) pairs += standing.units.size();
  const Picture picture{.loaded = loaded,
                        .sent = sent,
                        .reports = reports,
                        .standings = standings,
                        .review = review,
                        .on = on,
                        .only = only,
                        .units = pairs <= kMostTaskUnits};
  std::map<std::string, remediation::v1::UnitRow> units;
  for (std::size_t i = 0; i < loaded.now.tasks.size(); ++i) {
    if (!only.empty() && standings[i].units.empty()) continue;
    FillTask(picture, i, *response.add_tasks());
    Count(picture, i, units);
  }
  for (TaskRow& task : *response.mutable_tasks()) {
    for (remediation::v1::TaskUnit& unit : *task.mutable_units()) {
      ASSIGN_OR_RETURN(*unit.mutable_name(), units_.NameOf(state, unit.unit()));
      for (TaskReport& report : *unit.mutable_reports()) {
        RETURN_IF_ERROR(TellBy(state, report.reported_by(), report.unit(), report));
      }
    }
  }
  for (auto& [id, row] : units) {
    ASSIGN_OR_RETURN(*row.mutable_name(), units_.NameOf(state, id));
    *response.add_units() = row;
  }
  return response;
}

absl::StatusOr<remediation::v1::PreviewPlanResponse> RemediationStatus::Preview(
    const storage::Reader& state, const remediation::v1::PreviewPlanRequest& request,
    std::int64_t now) const {
  const domain::Language language =
      request.language() == "en" ? domain::Language::kEnglish : domain::Language::kVietnamese;
  remediation::v1::PreviewPlanResponse response;
  const auto wrong = [&](domain::FindingList findings) {
    for (const domain::Finding& one : std::move(findings).TakeSorted()) {
      response.add_findings(domain::TextOf(one, language));
    }
    return response;
  };
  domain::FindingList findings(request.file_name());
  const auto named = domain::SetNamedByPlan(request.plan_yaml(), findings);
  if (!named.has_value()) return wrong(std::move(findings));
  LoadedPlan loaded;
  ASSIGN_OR_RETURN(loaded.set, plans_.SetNamed(state, *named));
  auto plan = domain::ReadRemediationPlan(request.plan_yaml(), loaded.set.get(), findings);
  if (!plan.has_value()) return wrong(std::move(findings));
  const domain::Date today = domain::Date::InVietnam(now);
  ASSIGN_OR_RETURN(const auto units, units_.Tree(state));
  absl::Status leads;
  if (plan->unit.value() == request.actor_unit()) {
    leads = CheckLeads(*units, *plan, today);
  } else {
    leads = domain::Invalid("remediation_plan_of_another",
                            {{"value", plan->unit.value()}, {"unit", request.actor_unit()}});
  }
  if (!leads.ok()) {
    response.add_findings(domain::TextOf(leads, language));
    return response;
  }
  loaded.now = *plan;
  loaded.issued = std::make_shared<const domain::RemediationPlan>(*std::move(plan));
  loaded.notice.set_issuer(request.actor_unit());
  loaded.notice.set_year(loaded.now.year);
  loaded.notice.set_cycle(request.cycle());
  const auto known = plans_.Load(state, request.actor_unit(), loaded.now.year);
  if (known.ok()) response.set_replaces(known->notice.version());
  std::optional<domain::RemediationReview> review;
  ASSIGN_OR_RETURN(*response.mutable_plan(), Shown(state, loaded, {}, "", today, review));
  if (!review.has_value()) review = domain::ReviewPlanWithoutSet(loaded.now, today);
  for (const domain::RemediationRemark& remark : review->remarks) {
    response.add_remarks(domain::TextOf(remark, language));
  }
  return response;
}

}  // namespace par::services
