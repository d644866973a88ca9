// A remediation plan (kế hoạch khắc phục) as an official document: purposes, targets, tasks and
// organisation, with two appendices: every loss with its reason, measure, office, time and product,
// and the targets. All numbers are the plan's and the scores' own.
//
// Pure. Safe to call from any thread.
#pragma once

#include "common/document/official_document.h"
#include "common/document/particulars.h"
#include "common/domain/remediation.h"
#include "common/domain/score_sheet.h"

namespace par::document {

// `set` and `sheet` are null for a plan without a set, and where its scores are not published.
struct PlanFacts {
  const domain::CriteriaSet* set = nullptr;
  const domain::ScoreSheet* sheet = nullptr;
  const domain::RemediationPlan& plan;
  const domain::RemediationReview& review;
};

// `particulars` must be those of a plan.
[[nodiscard]] OfficialDocument PlanDocument(const PlanFacts& facts, const Particulars& particulars);

}  // namespace par::document
