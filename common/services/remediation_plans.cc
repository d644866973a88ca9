#include "common/services/remediation_plans.h"

#include <charconv>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/refusal.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

constexpr std::size_t kMostPlansParsed = 16;  // Beyond, all are parsed again when next asked for.

absl::StatusOr<domain::Date> DayNamed(const std::string& text, std::string_view field) {
  const auto day = domain::Date::Parse(text);
  if (!day.has_value()) return domain::InvalidValue("yaml_not_date", text, field);
  return *day;
}

absl::Status CheckOptional(std::string_view field, const std::string& text) {
  return text.empty() ? absl::OkStatus() : domain::CheckText(field, text);
}

// "id@version"; without one the active version, 0.
std::pair<std::string, std::uint32_t> SplitSet(const std::string& named) {
  const std::size_t at = named.rfind('@');
  std::uint32_t version = 0;
  if (at == std::string::npos) return {named, version};
  (void)std::from_chars(named.data() + at + 1, named.data() + named.size(), version);
  return {named.substr(0, at), version};
}

}  // namespace

std::string PlanKey(std::string_view issuer, std::int32_t year) {
  return storage::KeyWriter(storage::Prefix::kRemediationPlan)
      .Text(issuer)
      .Text(std::to_string(year))
      .Take();
}

std::string ProgressKey(DocumentSide side, std::string_view unit, std::string_view issuer,
                        std::int32_t year, std::string_view task) {
  const auto prefix =
      side == DocumentSide::kOwn ? storage::Prefix::kOwnProgress : storage::Prefix::kHeldProgress;
  return storage::KeyWriter(prefix)
      .Text(unit)
      .Text(issuer)
      .Text(std::to_string(year))
      .Text(task)
      .Take();
}

absl::StatusOr<domain::TaskChange> ChangeOf(const remediation::v1::TaskChange& from) {
  domain::TaskChange change;
  change.task = from.task();
  const auto kind = domain::ParseChangeKind(from.kind());
  if (!kind.has_value()) {
    return domain::InvalidValue("remediation_change_unknown", from.kind(), "kind");
  }
  change.kind = *kind;
  if (!from.deadline().empty()) {
    ASSIGN_OR_RETURN(change.deadline, DayNamed(from.deadline(), "deadline"));
  }
  RETURN_IF_ERROR(CheckOptional("measure", from.measure()));
  RETURN_IF_ERROR(CheckOptional("product", from.product()));
  RETURN_IF_ERROR(domain::CheckText("reason", from.reason()));
  change.measure = from.measure();
  change.product = from.product();
  change.reason = from.reason();
  return change;
}

absl::StatusOr<domain::ProgressReport> ReportOf(const remediation::v1::TaskReport& from) {
  domain::ProgressReport report;
  report.unit = domain::UnitId(from.unit());
  report.task = from.task();
  ASSIGN_OR_RETURN(report.as_of, DayNamed(from.as_of(), "as_of"));
  const auto state = domain::ParseProgressState(from.state());
  if (!state.has_value()) {
    return domain::InvalidValue("remediation_progress_unknown", from.state(), "state");
  }
  report.state = *state;
  if (from.percent() > 100) {
    return domain::Invalid("remediation_percent_wrong",
                           {{"value", std::to_string(from.percent())}});
  }
  report.percent = static_cast<int>(from.percent());
  RETURN_IF_ERROR(CheckOptional("product", from.product()));
  RETURN_IF_ERROR(CheckOptional("delay", from.delay()));
  report.product = from.product();
  report.delay = from.delay();
  return report;
}

absl::StatusOr<domain::RemediationPlan> ParsePlan(std::string_view text,
                                                  const domain::CriteriaSet* set,
                                                  const std::string& file_name) {
  domain::FindingList findings(file_name);
  auto plan = domain::ReadRemediationPlan(text, set, findings);
  if (plan.has_value()) return *std::move(plan);
  return std::move(findings).TakeSorted().front().refusal;
}

absl::Status CheckLeads(const domain::UnitTree& tree, const domain::RemediationPlan& plan,
                        const domain::Date& today) {
  for (const domain::RemediationTask& task : plan.tasks) {
    if (!task.systemic.empty()) continue;
    const std::vector<domain::UnitId> units = domain::AssignedTo(plan, task);
    if (units.empty()) {
      return domain::Invalid("remediation_lead_not_listed", {{"task", task.id}});
    }
    for (const domain::UnitId& unit : units) {
      if (unit == plan.unit || tree.IsUnder(unit, plan.unit, today)) continue;
      return domain::Invalid("remediation_lead_not_below",
                             {{"task", task.id}, {"unit", unit.value()}});
    }
  }
  return absl::OkStatus();
}

std::set<std::string> UnitsOf(const domain::RemediationPlan& plan) {
  std::set<std::string> units;
  for (const domain::RemediationTask& task : plan.tasks) {
    if (!task.systemic.empty()) continue;
    for (const domain::UnitId& unit : domain::AssignedTo(plan, task)) units.insert(unit.value());
  }
  return units;
}

absl::StatusOr<std::shared_ptr<const domain::CriteriaSet>> RemediationPlans::SetOf(
    const storage::Reader& state, std::string_view text, const std::string& file_name) const {
  domain::FindingList findings(file_name);
  const auto named = domain::SetNamedByPlan(text, findings);
  if (!named.has_value()) return std::move(findings).TakeSorted().front().refusal;
  return SetNamed(state, *named);
}

absl::StatusOr<std::shared_ptr<const domain::CriteriaSet>> RemediationPlans::SetNamed(
    const storage::Reader& state, const std::string& name) const {
  if (name.empty()) return std::shared_ptr<const domain::CriteriaSet>();
  const auto [id, version] = SplitSet(name);
  ASSIGN_OR_RETURN(LoadedSet loaded, sets_.Load(state, id, version));
  return std::move(loaded.set);
}

absl::StatusOr<LoadedPlan> RemediationPlans::Load(const storage::Reader& state,
                                                  std::string_view issuer,
                                                  std::int32_t year) const {
  const std::string key = PlanKey(issuer, year);
  ASSIGN_OR_RETURN(auto row, ReadRow<record::v1::PlanRow>(state, key));
  if (!row.has_value()) {
    return domain::Refusal(absl::StatusCode::kNotFound, "remediation_plan_unknown",
                           {{"unit", std::string(issuer)}, {"year", std::to_string(year)}});
  }
  LoadedPlan loaded;
  loaded.notice = std::move(*row->mutable_plan());
  const std::string& text = loaded.notice.plan_yaml();
  ASSIGN_OR_RETURN(loaded.set, SetOf(state, text, ""));
  const std::lock_guard lock(mutex_);
  const auto known = parsed_.find(key);
  if (known != parsed_.end() && known->second.text == text && known->second.set == loaded.set) {
    loaded.issued = known->second.plan;
  } else {
    ASSIGN_OR_RETURN(domain::RemediationPlan plan, ParsePlan(text, loaded.set.get(), ""));
    loaded.issued = std::make_shared<const domain::RemediationPlan>(std::move(plan));
    if (parsed_.size() >= kMostPlansParsed) parsed_.clear();
    parsed_.insert_or_assign(key, Parsed{.text = text, .set = loaded.set, .plan = loaded.issued});
  }
  loaded.now = *loaded.issued;
  ApplyChanges(loaded.notice, loaded.now);
  return loaded;
}

void ApplyChanges(const remediation::v1::PlanNotice& notice, domain::RemediationPlan& plan) {
  for (const remediation::v1::TaskChange& change : notice.changes()) {
    if (change.version() <= notice.issued()) continue;
    const auto read = ChangeOf(change);
    if (read.ok()) (void)domain::Apply(*read, plan).ok();
  }
}

}  // namespace par::services
