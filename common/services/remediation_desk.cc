#include "common/services/remediation_desk.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"
#include "common/services/kinds.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using record::v1::PlanRow;
using record::v1::ProgressRow;
using remediation::v1::PlanNotice;
using remediation::v1::TaskReport;

// With its changes it travels as one item.
constexpr std::size_t kLargestPlan = 400'000;
constexpr int kMostChanges = 500;
constexpr int kMostReports = 500;  // Of one unit on one task.

absl::Status CheckSize(const PlanNotice& notice) {
  const std::size_t size = notice.ByteSizeLong();
  if (size <= kLargestPlan) return absl::OkStatus();
  return domain::Invalid("remediation_plan_too_large", {{"size", std::to_string(size)},
                                                        {"maximum", std::to_string(kLargestPlan)}});
}

absl::Status TooMany(int most) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "remediation_too_many",
                         {{"maximum", std::to_string(most)}});
}

bool SameReport(const TaskReport& a, const TaskReport& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

// In the order of their events; what has none yet (made here, not come back) stands last. Nothing
// changes where it stands there already.
absl::Status Insert(const TaskReport& report, std::uint64_t seq, ProgressRow& row) {
  int place = row.entries_size();
  for (int i = row.entries_size() - 1; i >= 0; --i) {
    record::v1::ProgressEntry& one = *row.mutable_entries(i);
    if (seq != 0 && one.seq() == seq) return absl::OkStatus();
    if (SameReport(one.report(), report)) {
      if (one.seq() == 0) one.set_seq(seq);
      return absl::OkStatus();
    }
    if (seq != 0 && (one.seq() == 0 || one.seq() > seq)) place = i;
  }
  if (row.entries_size() >= kMostReports) return TooMany(kMostReports);
  record::v1::ProgressEntry& added = *row.add_entries();
  *added.mutable_report() = report;
  added.set_seq(seq);
  for (int i = row.entries_size() - 1; i > place; --i)
    row.mutable_entries()->SwapElements(i, i - 1);
  return absl::OkStatus();
}

}  // namespace

void RemediationDesk::Register(CommandRouter& commands, ItemRouter& items) {
  using remediation::v1::ChangeTaskRequest;
  using remediation::v1::ChangeTaskResponse;
  using remediation::v1::IssuePlanRequest;
  using remediation::v1::IssuePlanResponse;
  using remediation::v1::ReportProgressRequest;
  using remediation::v1::ReportProgressResponse;
  commands.OnMessages<IssuePlanRequest, IssuePlanResponse>(
      Kind::kIssuePlan, "remediation.issue",
      [this](const ledger::Entry& entry, const IssuePlanRequest& request,
             ledger::Transaction& transaction) { return Issue(entry, request, transaction); });
  commands.OnMessages<ReportProgressRequest, ReportProgressResponse>(
      Kind::kReportProgress, "remediation.report",
      [this](const ledger::Entry& entry, const ReportProgressRequest& request,
             ledger::Transaction& transaction) { return Report(entry, request, transaction); });
  commands.OnMessages<ChangeTaskRequest, ChangeTaskResponse>(
      Kind::kChangeTask, "remediation.change",
      [this](const ledger::Entry& entry, const ChangeTaskRequest& request,
             ledger::Transaction& transaction) { return Change(entry, request, transaction); });
  items.OnMessage<PlanNotice>(ItemType::kPlan,
                              [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
                                     const PlanNotice& notice, ledger::Transaction& transaction) {
                                return ReceivePlan(entry, arrival, notice, transaction);
                              });
  items.OnSentBack<PlanNotice>(ItemType::kPlan,
                               [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
                                      const PlanNotice& notice, ledger::Transaction& transaction) {
                                 return TakeBackPlan(entry, arrival, notice, transaction);
                               });
  items.OnMessage<TaskReport>(ItemType::kProgress,
                              [this](const ledger::Entry&, const exchange::Arrival& arrival,
                                     const TaskReport& report, ledger::Transaction& transaction) {
                                return ReceiveProgress(arrival, report, transaction);
                              });
}

absl::Status RemediationDesk::Publish(const ledger::Entry& entry, const PlanNotice& notice,
                                      ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(CheckSize(notice));
  PlanRow row;
  *row.mutable_plan() = notice;
  WriteRow(transaction, PlanKey(notice.issuer(), notice.year()), row);
  return courier_.DownToAll(entry, transaction, notice.issuer(), ItemType::kPlan, notice);
}

absl::StatusOr<remediation::v1::IssuePlanResponse> RemediationDesk::Issue(
    const ledger::Entry& entry, const remediation::v1::IssuePlanRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.actor_unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor,
                                 domain::Permission::kIssueCriteria, unit, entry.time));
  ASSIGN_OR_RETURN(const auto set,
                   plans_.SetOf(transaction, request.plan_yaml(), request.file_name()));
  ASSIGN_OR_RETURN(const domain::RemediationPlan plan,
                   ParsePlan(request.plan_yaml(), set.get(), request.file_name()));
  if (plan.unit.value() != unit) {
    return domain::Invalid("remediation_plan_of_another",
                           {{"value", plan.unit.value()}, {"unit", unit}});
  }
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(transaction));
  RETURN_IF_ERROR(CheckLeads(*tree, plan, domain::Date::InVietnam(entry.time)));
  ASSIGN_OR_RETURN(const auto known, ReadRow<PlanRow>(transaction, PlanKey(unit, plan.year)));
  PlanNotice notice = known.has_value() ? known->plan() : PlanNotice();
  // What two people compared with the same plan and changed each in his way would undo each other.
  if (request.has_expected_version() && request.expected_version() != notice.version()) {
    return domain::Refusal(absl::StatusCode::kAborted, "remediation_changed_since",
                           {{"expected", std::to_string(request.expected_version())},
                            {"version", std::to_string(notice.version())},
                            {"year", std::to_string(plan.year)}});
  }
  notice.set_plan_yaml(request.plan_yaml());
  notice.set_issuer(unit);
  notice.set_year(plan.year);
  notice.set_version(notice.version() + 1);
  notice.set_issued(notice.version());
  notice.set_cycle(request.cycle());
  notice.set_issued_by(entry.command.actor.account);
  notice.set_issued_at(entry.time);
  RETURN_IF_ERROR(Publish(entry, notice, transaction));
  remediation::v1::IssuePlanResponse response;
  response.set_year(plan.year);
  response.set_version(notice.version());
  response.set_tasks(static_cast<std::uint32_t>(plan.tasks.size()));
  response.set_units(static_cast<std::uint32_t>(UnitsOf(plan).size()));
  return response;
}

absl::StatusOr<remediation::v1::ChangeTaskResponse> RemediationDesk::Change(
    const ledger::Entry& entry, const remediation::v1::ChangeTaskRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.actor_unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor,
                                 domain::Permission::kIssueCriteria, unit, entry.time));
  ASSIGN_OR_RETURN(const domain::TaskChange change, ChangeOf(request.change()));
  ASSIGN_OR_RETURN(LoadedPlan loaded, plans_.Load(transaction, unit, request.year()));
  RETURN_IF_ERROR(domain::Apply(change, loaded.now));
  PlanNotice& notice = loaded.notice;
  if (notice.changes_size() >= kMostChanges) return TooMany(kMostChanges);
  notice.set_version(notice.version() + 1);
  remediation::v1::TaskChange& added = *notice.add_changes();
  added = request.change();
  added.set_changed_by(entry.command.actor.account);
  added.set_made_at(entry.time);
  added.set_version(notice.version());
  if (request.tells_by()) {
    added.clear_by();
    RETURN_IF_ERROR(TellBy(transaction, added.changed_by(), unit, added));
  }
  RETURN_IF_ERROR(Publish(entry, notice, transaction));
  remediation::v1::ChangeTaskResponse response;
  response.set_version(notice.version());
  return response;
}

absl::StatusOr<remediation::v1::ReportProgressResponse> RemediationDesk::Report(
    const ledger::Entry& entry, const remediation::v1::ReportProgressRequest& request,
    ledger::Transaction& transaction) const {
  TaskReport report = request.report();
  const std::string unit = report.unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kSubmit,
                                 unit, entry.time));
  ASSIGN_OR_RETURN(const domain::ProgressReport read, ReportOf(report));
  ASSIGN_OR_RETURN(const LoadedPlan loaded,
                   plans_.Load(transaction, report.issuer(), report.year()));
  RETURN_IF_ERROR(domain::CheckReport(loaded.now, read));
  RETURN_IF_ERROR(domain::CheckDelay(loaded.now, read));
  report.set_reported_by(entry.command.actor.account);
  report.set_made_at(entry.time);
  if (request.tells_by()) {
    report.clear_by();
    RETURN_IF_ERROR(TellBy(transaction, report.reported_by(), unit, report));
  }
  const std::string key =
      ProgressKey(DocumentSide::kOwn, unit, report.issuer(), report.year(), report.task());
  ASSIGN_OR_RETURN(auto row, ReadRow<ProgressRow>(transaction, key));
  ProgressRow kept = std::move(row).value_or(ProgressRow());
  RETURN_IF_ERROR(Insert(report, 0, kept));
  WriteRow(transaction, key, kept);
  // The plan's own unit has nobody to tell: its superior does not have the plan.
  if (unit != report.issuer()) {
    RETURN_IF_ERROR(
        courier_.Up(entry, transaction, unit, ItemType::kProgress, report, entry.command.id));
  }
  return remediation::v1::ReportProgressResponse();
}

absl::Status RemediationDesk::ReceivePlan(const ledger::Entry& entry,
                                          const exchange::Arrival& arrival,
                                          const PlanNotice& notice,
                                          ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(TakePlan(notice, transaction).status());
  return courier_.DownToAll(entry, transaction, arrival.stream.unit, ItemType::kPlan, notice);
}

absl::Status RemediationDesk::TakeBackPlan(const ledger::Entry& entry,
                                           const exchange::Arrival& arrival,
                                           const PlanNotice& notice,
                                           ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const bool news, TakePlan(notice, transaction));
  if (!news) return absl::OkStatus();
  return courier_.DownToOthers(entry, transaction, arrival.stream.unit, ItemType::kPlan, notice);
}

absl::StatusOr<bool> RemediationDesk::TakePlan(const PlanNotice& notice,
                                               ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(CheckSize(notice));
  const std::string key = PlanKey(notice.issuer(), notice.year());
  ASSIGN_OR_RETURN(const auto known, ReadRow<PlanRow>(transaction, key));
  if (known.has_value() && known->plan().version() >= notice.version()) return false;
  PlanRow row;
  *row.mutable_plan() = notice;
  WriteRow(transaction, key, row);
  return true;
}

absl::Status RemediationDesk::ReceiveProgress(const exchange::Arrival& arrival,
                                              const TaskReport& report,
                                              ledger::Transaction& transaction) const {
  const std::string& hop = arrival.stream.hop;
  if (hop == arrival.stream.unit) return TakeProgress(arrival, report, transaction);
  // Handed on by a node in between, which has judged it (report_desk.cc, ReceiveFigures).
  if (units_.RequireHosted(transaction, hop).ok()) return absl::OkStatus();
  const absl::Status taken = TakeProgress(arrival, report, transaction);
  return domain::ReasonOf(taken).empty() ? taken : absl::OkStatus();
}

absl::Status RemediationDesk::TakeProgress(const exchange::Arrival& arrival,
                                           const TaskReport& report,
                                           ledger::Transaction& transaction) const {
  if (report.unit() != arrival.stream.unit) return codec::BadField("unit", report.unit());
  const bool own = arrival.side == exchange::Side::kLower;
  // The unit's own that comes back to a machine that lost it, as it was judged above.
  if (own && arrival.event.result().verdict() == exchange::v1::VERDICT_REJECTED) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const domain::ProgressReport read, ReportOf(report));
  // What was judged before comes back whole, perhaps before the plan does.
  if (!own && !arrival.restored) {
    ASSIGN_OR_RETURN(const LoadedPlan loaded,
                     plans_.Load(transaction, report.issuer(), report.year()));
    RETURN_IF_ERROR(domain::CheckReport(loaded.now, read));
  }
  const std::string key = ProgressKey(own ? DocumentSide::kOwn : DocumentSide::kHeld, report.unit(),
                                      report.issuer(), report.year(), report.task());
  ASSIGN_OR_RETURN(auto row, ReadRow<ProgressRow>(transaction, key));
  ProgressRow kept = std::move(row).value_or(ProgressRow());
  RETURN_IF_ERROR(Insert(report, arrival.event.seq(), kept));
  WriteRow(transaction, key, kept);
  return absl::OkStatus();
}

absl::Status RemediationDesk::SendTo(const ledger::Entry& entry, const std::string& unit,
                                     const std::string& child,
                                     ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(transaction));
  const domain::UnitId sender(unit);
  const domain::Date today = domain::Date::InVietnam(entry.time);
  std::vector<PlanNotice> plans;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kRemediationPlan).Take();
  RETURN_IF_ERROR(
      ForEachRow<PlanRow>(transaction, prefix, [&](std::string_view, const PlanRow& row) {
        const domain::UnitId issuer(row.plan().issuer());
        // A node may host units of several lines: only what is said to `unit` or by it.
        if (issuer == sender || tree->IsUnder(sender, issuer, today)) plans.push_back(row.plan());
        return absl::OkStatus();
      }));
  for (const PlanNotice& plan : plans) {
    RETURN_IF_ERROR(courier_.Down(entry, transaction, unit, child, ItemType::kPlan, plan));
  }
  return absl::OkStatus();
}

}  // namespace par::services
