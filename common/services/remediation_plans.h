// The rows of remediation plans: plans as they were issued with what was changed since, and units'
// reports on their tasks, kept by side as documents are: a unit's own where it lives, held ones
// where the plan's unit lives.
//
// Functions of rows alone, but for the plans that were parsed last; safe from many threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/remediation_progress.h"
#include "common/domain/unit_tree.h"
#include "common/services/criteria_sets.h"
#include "common/services/documents.h"
#include "common/storage/store.h"
#include "par/record/v1/service_record.pb.h"
#include "par/remediation/v1/remediation.pb.h"

namespace par::services {

[[nodiscard]] std::string PlanKey(std::string_view issuer, std::int32_t year);
[[nodiscard]] std::string ProgressKey(DocumentSide side, std::string_view unit,
                                      std::string_view issuer, std::int32_t year,
                                      std::string_view task);

// INVALID_ARGUMENT remediation_change_unknown, yaml_not_date, and those of domain::CheckText.
[[nodiscard]] absl::StatusOr<domain::TaskChange> ChangeOf(const remediation::v1::TaskChange& from);
// INVALID_ARGUMENT remediation_progress_unknown, yaml_not_date, and those of domain::CheckText.
[[nodiscard]] absl::StatusOr<domain::ProgressReport> ReportOf(
    const remediation::v1::TaskReport& from);

// The first finding as the refusal that it is.
[[nodiscard]] absl::StatusOr<domain::RemediationPlan> ParsePlan(std::string_view text,
                                                                const domain::CriteriaSet* set,
                                                                const std::string& file_name);

// Every task that is not systemic is led by an office of the plan's, which is its unit or stands
// below it. INVALID_ARGUMENT remediation_lead_not_listed, remediation_lead_not_below.
[[nodiscard]] absl::Status CheckLeads(const domain::UnitTree& tree,
                                      const domain::RemediationPlan& plan,
                                      const domain::Date& today);
// That tasks are assigned to.
[[nodiscard]] std::set<std::string> UnitsOf(const domain::RemediationPlan& plan);

struct LoadedPlan {
  remediation::v1::PlanNotice notice;
  std::shared_ptr<const domain::CriteriaSet> set;         // Null: the plan names none.
  std::shared_ptr<const domain::RemediationPlan> issued;  // As its text says.
  domain::RemediationPlan now;                            // With what was changed since.
};

class RemediationPlans {
 public:
  explicit RemediationPlans(const CriteriaSets& sets) : sets_(sets) {}

  // The set that the text names, of this node; null if it names none. NOT_FOUND
  // criteria_set_unknown; INVALID_ARGUMENT: what is wrong with the text.
  [[nodiscard]] absl::StatusOr<std::shared_ptr<const domain::CriteriaSet>> SetOf(
      const storage::Reader& state, std::string_view text, const std::string& file_name) const;

  // By the name that the plan gives it: "id", "id@version"; null if that is empty. NOT_FOUND
  // criteria_set_unknown.
  [[nodiscard]] absl::StatusOr<std::shared_ptr<const domain::CriteriaSet>> SetNamed(
      const storage::Reader& state, const std::string& name) const;

  // NOT_FOUND remediation_plan_unknown, criteria_set_unknown.
  [[nodiscard]] absl::StatusOr<LoadedPlan> Load(const storage::Reader& state,
                                                std::string_view issuer, std::int32_t year) const;

 private:
  struct Parsed {
    std::string text;
    std::shared_ptr<const domain::CriteriaSet> set;
    std::shared_ptr<const domain::RemediationPlan> plan;
  };

  const CriteriaSets& sets_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Parsed> parsed_;  // By the row's key.
};

// Puts the changes that were made since the text was issued into `plan`; one that no longer fits
// (its task is gone from the text) is passed over.
void ApplyChanges(const remediation::v1::PlanNotice& notice, domain::RemediationPlan& plan);

}  // namespace par::services
