// What a node knows of remediation plans: who has done what by a day, what is overdue or not
// reported, and the points that hang on it by the published decision of the plan's cycle.
//
// Safe from many threads, each on a reader of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/identity/accounts.h"
#include "common/services/decision_box.h"
#include "common/services/remediation_plans.h"
#include "common/services/units.h"

namespace par::services {

class RemediationStatus {
 public:
  RemediationStatus(const Units& units, const DecisionBox& decisions, const RemediationPlans& plans)
      : units_(units), decisions_(decisions), plans_(plans) {}

  // Any account of the node may know which plans there are.
  [[nodiscard]] absl::StatusOr<remediation::v1::ListPlansResponse> List(
      const storage::Reader& state, const identity::Caller& caller, std::int64_t now) const;
  // `now`: UTC microseconds. NOT_FOUND remediation_plan_unknown, criteria_set_unknown;
  // INVALID_ARGUMENT yaml_not_date; PERMISSION_DENIED not_permitted: neither of the plan's unit,
  // nor above or below it, or another unit's reports were asked for.
  [[nodiscard]] absl::StatusOr<remediation::v1::GetPlanResponse> Get(
      const storage::Reader& state, const identity::Caller& caller,
      const remediation::v1::GetPlanRequest& request, std::int64_t now) const;

  // As Get would show the plan once issued; `caller` has been found to be allowed to issue it.
  // NOT_FOUND criteria_set_unknown; what is wrong with the file is said in the answer.
  [[nodiscard]] absl::StatusOr<remediation::v1::PreviewPlanResponse> Preview(
      const storage::Reader& state, const remediation::v1::PreviewPlanRequest& request,
      std::int64_t now) const;

  // The plan as it was issued, as an official paper, with its losses once the scores are published;
  // for whom Get shows its text. The refusals of Get, those of MakePaper and CheckPlanPaper
  // (papers.h).
  [[nodiscard]] absl::StatusOr<document::v1::MadeDocument> MakeDocument(
      const storage::Reader& state, const identity::Caller& caller,
      const remediation::v1::MakeDocumentRequest& request, std::int64_t now) const;

 private:
  // What hangs on it, row by row, by a day; `sent` are the reports to go by, which say what of the
  // plan is done.
  absl::StatusOr<remediation::v1::GetPlanResponse> Shown(
      const storage::Reader& state, LoadedPlan& loaded,
      const std::vector<remediation::v1::TaskReport>& sent, const std::string& only,
      const domain::Date& on, std::optional<domain::RemediationReview>& review) const;
  // The unit to which the answer is kept: empty for all.
  absl::StatusOr<std::string> KeptTo(const storage::Reader& state, const identity::Caller& caller,
                                     const remediation::v1::GetPlanRequest& request,
                                     std::int64_t now) const;
  absl::StatusOr<std::vector<remediation::v1::TaskReport>> ReportsOf(const storage::Reader& state,
                                                                     const identity::Caller& caller,
                                                                     const LoadedPlan& loaded,
                                                                     const std::string& only) const;
  struct PublishedSheet {
    domain::ScoreSheet sheet;  // Of the plan's unit.
    std::string decision;      // Number.
  };
  // Who publishes the plan's cycle: its owner, or the unit above where the cycle is not known here.
  absl::StatusOr<std::string> PublisherOf(const storage::Reader& state,
                                          const LoadedPlan& loaded) const;
  // Nothing where no decision on the plan's cycle has come.
  absl::StatusOr<std::optional<PublishedSheet>> SheetOf(const storage::Reader& state,
                                                        const LoadedPlan& loaded) const;
  // Worths by task, and the sums; nothing where there is no sheet.
  absl::StatusOr<std::optional<domain::RemediationReview>> ReviewOf(
      const storage::Reader& state, const LoadedPlan& loaded, const domain::Date& on,
      remediation::v1::GetPlanResponse& response) const;

  const Units& units_;
  const DecisionBox& decisions_;
  const RemediationPlans& plans_;
};

}  // namespace par::services
