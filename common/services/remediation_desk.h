// Remediation plans on a node: issuing a plan, changing its tasks, reporting progress, and what
// goes down and comes up of them. What a plan comes to is common/domain's business (remediation.h,
// remediation_progress.h); reading is in remediation_status.h.
//
// Apply functions run on the committer's thread; the rest is safe from many threads.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/item_router.h"
#include "common/services/remediation_plans.h"
#include "common/services/units.h"

namespace par::services {

class RemediationDesk {
 public:
  RemediationDesk(const Units& units, const Courier& courier, const RemediationPlans& plans)
      : units_(units), courier_(courier), plans_(plans) {}

  // Kind::kIssuePlan, kReportProgress, kChangeTask, ItemType::kPlan, kProgress.
  void Register(CommandRouter& commands, ItemRouter& items);

  // The plans of `unit` and of those above it, to a unit that is new below it.
  [[nodiscard]] absl::Status SendTo(const ledger::Entry& entry, const std::string& unit,
                                    const std::string& child,
                                    ledger::Transaction& transaction) const;

 private:
  // INVALID_ARGUMENT: what is wrong with the text, remediation_plan_of_another,
  // remediation_plan_too_large, remediation_lead_not_listed, remediation_lead_not_below;
  // NOT_FOUND criteria_set_unknown; FAILED_PRECONDITION unit_not_hosted.
  absl::StatusOr<remediation::v1::IssuePlanResponse> Issue(
      const ledger::Entry& entry, const remediation::v1::IssuePlanRequest& request,
      ledger::Transaction& transaction) const;
  // Those of domain::Apply and ChangeOf; NOT_FOUND remediation_plan_unknown; FAILED_PRECONDITION
  // remediation_too_many.
  absl::StatusOr<remediation::v1::ChangeTaskResponse> Change(
      const ledger::Entry& entry, const remediation::v1::ChangeTaskRequest& request,
      ledger::Transaction& transaction) const;
  // Those of domain::CheckReport and ReportOf; NOT_FOUND remediation_plan_unknown;
  // FAILED_PRECONDITION unit_not_hosted, remediation_too_many.
  absl::StatusOr<remediation::v1::ReportProgressResponse> Report(
      const ledger::Entry& entry, const remediation::v1::ReportProgressRequest& request,
      ledger::Transaction& transaction) const;
  absl::Status Publish(const ledger::Entry& entry, const remediation::v1::PlanNotice& notice,
                       ledger::Transaction& transaction) const;
  absl::Status ReceivePlan(const ledger::Entry& entry, const exchange::Arrival& arrival,
                           const remediation::v1::PlanNotice& notice,
                           ledger::Transaction& transaction) const;
  // What came back from one unit, where it was news here, to the others too: the node may have been
  // lost before it had told them.
  absl::Status TakeBackPlan(const ledger::Entry& entry, const exchange::Arrival& arrival,
                            const remediation::v1::PlanNotice& notice,
                            ledger::Transaction& transaction) const;
  // True if it was news here.
  absl::StatusOr<bool> TakePlan(const remediation::v1::PlanNotice& notice,
                                ledger::Transaction& transaction) const;
  absl::Status ReceiveProgress(const exchange::Arrival& arrival,
                               const remediation::v1::TaskReport& report,
                               ledger::Transaction& transaction) const;
  // Into the row of that side, in the order in which the unit sent its reports.
  // message_field_invalid: another unit's; otherwise as Report.
  absl::Status TakeProgress(const exchange::Arrival& arrival,
                            const remediation::v1::TaskReport& report,
                            ledger::Transaction& transaction) const;

  const Units& units_;
  const Courier& courier_;
  const RemediationPlans& plans_;
};

}  // namespace par::services
