#include "common/domain/remediation_offices.h"

#include <algorithm>
#include <utility>

namespace par::domain {
namespace {

OfficeWork& WorkOf(std::vector<OfficeWork>& all, const std::string& office) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const OfficeWork& one) { return one.office == office; });
  if (found != all.end()) return *found;
  all.push_back({});
  all.back().office = office;
  return all.back();
}

void AddLed(const RemediationTask& task, const TaskWorth& worth, OfficeWork& work) {
  ++work.led;
  if (task.done.has_value()) {
    ++work.done;
    return;
  }
  if (worth.overdue) ++work.overdue;
  work.at_stake += worth.worth;
  if (!task.deadline.has_value()) return;
  if (!work.next.has_value() || *task.deadline < *work.next) work.next = task.deadline;
}

bool IsIdle(const OfficeWork& work) {
  return work.led == 0 && work.with == 0 && work.targets == 0 && work.maximum.IsZero();
}

}  // namespace

std::vector<OfficeWork> WorkByOffice(const CriteriaSet* set, const ScoreSheet* sheet,
                                     const RemediationPlan& plan, const RemediationReview& review) {
  std::vector<OfficeWork> all;
  for (const PlanOffice& office : plan.offices) {
    OfficeWork& work = WorkOf(all, office.id);
    if (set == nullptr || sheet == nullptr) continue;
    for (const NodeIndex node : office.answers_for) {
      work.maximum += sheet->nodes[node].effective_maximum();
      work.lost += LostAt(*set, *sheet, node);
    }
  }
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
    const RemediationTask& task = plan.tasks[i];
    if (!task.lead.empty()) AddLed(task, review.tasks[i], WorkOf(all, task.lead));
    for (const std::string& office : task.with) ++WorkOf(all, office).with;
  }
  for (const RemediationTarget& target : plan.targets) {
    if (!target.lead.empty()) ++WorkOf(all, target.lead).targets;
  }
  std::erase_if(all, IsIdle);
  return all;
}

}  // namespace par::domain
