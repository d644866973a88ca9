// What each office of a remediation plan answers for: criteria with the points they have lost, the
// tasks and targets it leads, the points that hang on its tasks, the next deadline, what is
// overdue.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/remediation.h"

namespace par::domain {

struct OfficeWork {
  std::string office;        // Id, or the text that the tasks name where the plan lists no offices.
  Points maximum;            // Of the criteria it answers for.
  Points lost;               // Of that.
  int led = 0;               // Tasks.
  int done = 0;              // Of the tasks it leads.
  int overdue = 0;           // Of the tasks it leads.
  int with = 0;              // Tasks in which it co-ordinates.
  int targets = 0;           // That it leads.
  Points at_stake;           // The worths of its tasks that are not done.
  std::optional<Date> next;  // The earliest deadline of a task of its that is not done.
};

// In the order of the plan's offices, then of the tasks; offices without anything are left out.
// `set` and `sheet` are null for a plan without a set.
[[nodiscard]] std::vector<OfficeWork> WorkByOffice(const CriteriaSet* set, const ScoreSheet* sheet,
                                                   const RemediationPlan& plan,
                                                   const RemediationReview& review);

}  // namespace par::domain
