// What a remediation plan comes to, as tables and as JSON.
#pragma once

#include <map>
#include <string>

#include "common/domain/remediation.h"
#include "common/domain/score_sheet.h"
#include "common/spreadsheet/book.h"
#include "parctl/app.h"

namespace par::parctl {

// By indicator: what was reported of the plan's unit, percentages as percentages.
using ReportedByIndicator = std::map<std::string, domain::Rational>;

// `set` and `sheet` are null for a plan without a set.
struct ReviewedPlan {
  const domain::CriteriaSet* set = nullptr;
  const domain::ScoreSheet* sheet = nullptr;
  const domain::RemediationPlan& plan;
  const domain::RemediationReview& review;
  const ReportedByIndicator& reported;
  domain::Date on;
};

struct PlanTables {
  bool targets = false;
  bool offices = false;
};

[[nodiscard]] std::string PlanText(const Session& session, const ReviewedPlan& reviewed,
                                   const PlanTables& tables);
// parnet/remediation-review/1 (docs/formats/remediation-plan.md).
[[nodiscard]] std::string PlanJson(const Session& session, const ReviewedPlan& reviewed);

// Losses, tasks, targets and offices, a sheet each.
[[nodiscard]] spreadsheet::Book ReviewBook(const Session& session, const ReviewedPlan& reviewed);

}  // namespace par::parctl
