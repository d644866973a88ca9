// What a remediation plan comes to, as tables and as JSON.
#pragma once

#include <string>

#include "common/domain/remediation.h"
#include "common/domain/score_sheet.h"
#include "parctl/app.h"

namespace par::parctl {

// `set` and `sheet` are null for a plan without a set.
struct ReviewedPlan {
  const domain::CriteriaSet* set = nullptr;
  const domain::ScoreSheet* sheet = nullptr;
  const domain::RemediationPlan& plan;
  const domain::RemediationReview& review;
};

struct PlanTables {
  bool targets = false;
  bool offices = false;
};

[[nodiscard]] std::string PlanText(const Session& session, const ReviewedPlan& reviewed,
                                   const PlanTables& tables);
// parnet/remediation-review/1 (docs/formats/remediation-plan.md).
[[nodiscard]] std::string PlanJson(const Session& session, const ReviewedPlan& reviewed);

}  // namespace par::parctl
