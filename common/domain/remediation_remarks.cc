// What a remediation plan says against itself.
#include <algorithm>
#include <utility>

#include "common/domain/remediation.h"

namespace par::domain {
namespace {

using Remarks = std::vector<RemediationRemark>;

void Say(Remarks& remarks, std::string_view reason, const std::string& where,
         std::vector<ShownParameter> more = {}) {
  more.insert(more.begin(), {.name = "field", .vietnamese = where, .plain = where});
  remarks.push_back({.reason = reason, .parameters = std::move(more)});
}

ShownParameter Same(std::string name, const std::string& text) {
  return {.name = std::move(name), .vietnamese = text, .plain = text};
}

ShownParameter Shown(std::string name, const Decimal& value) {
  return {.name = std::move(name),
          .vietnamese = value.FormatShort(NumberStyle::kVietnamese),
          .plain = value.FormatShort(NumberStyle::kPlain)};
}

ShownParameter Shown(std::string name, const Date& day) {
  return {.name = std::move(name), .vietnamese = day.Vietnamese(), .plain = day.Iso()};
}

ShownParameter Shown(std::string name, const TargetBound& bound, const std::string& unit) {
  return {.name = std::move(name),
          .vietnamese = TextOf(bound, unit, NumberStyle::kVietnamese),
          .plain = TextOf(bound, unit, NumberStyle::kPlain)};
}

const BaseFigure* BaseOf(const RemediationPlan& plan, const RemediationTarget& target,
                         const Aim& aim) {
  return NeedsBase(aim.kind) && target.base < plan.bases.size() ? &plan.bases[target.base]
                                                                : nullptr;
}

void AboutLead(const RemediationPlan& plan, const std::string& id, const std::string& lead,
               Remarks& remarks) {
  if (lead.empty()) return Say(remarks, "remediation_without_lead", id);
  const PlanOffice* const office = plan.FindOffice(lead);
  if (office == nullptr || !office->outside) return;
  Say(remarks, "remediation_lead_outside", id, {Same("office", office->name)});
}

void AboutDeadline(const RemediationPlan& plan, const std::string& id,
                   const std::optional<Date>& deadline, Remarks& remarks) {
  if (!plan.issued.has_value() || !deadline.has_value() || *deadline >= *plan.issued) return;
  Say(remarks, "remediation_deadline_before_issue", id,
      {Shown("value", *deadline), Shown("stated", *plan.issued)});
}

// A share is never more than the whole.
void AboutWhole(const RemediationTarget& target, const TargetBound& bound, Remarks& remarks) {
  if (target.unit != "%" || NeedsBase(target.aim.kind)) return;
  if (bound.value >= Rational() && bound.value <= Rational::FromInt(100)) return;
  Say(remarks, "remediation_beyond_whole", target.id, {Shown("value", bound, target.unit)});
}

void AboutBase(const RemediationTarget& target, const BaseFigure& base, Remarks& remarks) {
  if (!base.value.has_value()) {
    return Say(remarks, "remediation_base_missing", target.id,
               {Same("value", base.title), Same("period", base.period)});
  }
  // "2 % more" of a rate that is itself in per cent: of the rate, or two points of it?
  const bool rate = base.unit == "%" && (target.aim.kind == AimKind::kRaisePercent ||
                                         target.aim.kind == AimKind::kReducePercent);
  if (!rate) return;
  const auto relative = Resolve(target.aim, &base);
  const Aim other{
      .kind = target.aim.kind == AimKind::kRaisePercent ? AimKind::kRaiseBy : AimKind::kReduceBy,
      .value = target.aim.value};
  const auto points = Resolve(other, &base);
  Say(remarks, "remediation_percent_of_percent", target.id,
      {Shown("value", *relative, "%"), Shown("other", *points, "%")});
}

bool Leave(const TargetBound& low, const TargetBound& high) {
  const bool at_least = low.sense == BoundSense::kAtLeast || low.sense == BoundSense::kAbove;
  const bool at_most = high.sense == BoundSense::kAtMost || high.sense == BoundSense::kBelow;
  return !(at_least && at_most && low.value > high.value);
}

// Two targets of one criterion in one unit that no number can reach together.
void AboutPairs(const RemediationPlan& plan, Remarks& remarks) {
  for (std::size_t i = 0; i < plan.targets.size(); ++i) {
    const RemediationTarget& one = plan.targets[i];
    const auto first = Resolve(one.aim, BaseOf(plan, one, one.aim));
    if (one.of.empty() || !first.has_value()) continue;
    for (std::size_t j = i + 1; j < plan.targets.size(); ++j) {
      const RemediationTarget& other = plan.targets[j];
      if (other.of != one.of || other.unit != one.unit) continue;
      const auto second = Resolve(other.aim, BaseOf(plan, other, other.aim));
      if (!second.has_value()) continue;
      if (Leave(*first, *second) && Leave(*second, *first)) continue;
      Say(remarks, "remediation_targets_contradict", one.id,
          {Same("other", other.id), Shown("value", *first, one.unit),
           Shown("stated", *second, other.unit)});
    }
  }
}

// What a task says of its targets, held against the targets.
void AboutAims(const RemediationPlan& plan, const RemediationTask& task, Remarks& remarks) {
  for (const TaskAim& said : task.aims) {
    const RemediationTarget& target = plan.targets[said.target];
    if (said.aim.has_value()) {
      const auto here = Resolve(*said.aim, BaseOf(plan, target, *said.aim));
      const auto there = Resolve(target.aim, BaseOf(plan, target, target.aim));
      if (here.has_value() && there.has_value() &&
          (here->sense != there->sense || here->value != there->value)) {
        Say(remarks, "remediation_aim_other", task.id,
            {Same("target", target.id), Shown("value", *here, target.unit),
             Shown("stated", *there, target.unit)});
      }
    }
    if (task.deadline.has_value() && target.deadline.has_value() &&
        *task.deadline != *target.deadline) {
      Say(remarks, "remediation_aim_deadline", task.id,
          {Same("target", target.id), Shown("value", *task.deadline),
           Shown("stated", *target.deadline)});
    }
    if (task.lead != target.lead) {
      Say(remarks, "remediation_aim_lead", task.id,
          {Same("target", target.id), Same("value", plan.NameOf(task.lead)),
           Same("stated", plan.NameOf(target.lead))});
    }
  }
}

// One remark for all targets whose time is no day: most plans have many.
void AboutDays(const RemediationPlan& plan, Remarks& remarks) {
  std::string without;
  int count = 0;
  for (const RemediationTarget& target : plan.targets) {
    if (target.deadline.has_value()) continue;
    without += (without.empty() ? "" : ", ") + target.id;
    ++count;
  }
  if (count == 0) return;
  Say(remarks, "remediation_targets_undated", without,
      {Same("value", std::to_string(count)), Same("most", std::to_string(plan.targets.size()))});
}

}  // namespace

std::vector<RemediationRemark> RemarksOnText(const RemediationPlan& plan) {
  Remarks remarks;
  for (const PlanOffice& office : plan.offices) {
    for (const std::string& name : office.also) {
      Say(remarks, "remediation_office_names", office.name, {Same("value", name)});
    }
  }
  for (const BaseFigure& base : plan.bases) {
    if (!base.also.has_value() || !base.value.has_value() || *base.also == *base.value) continue;
    Say(remarks, "remediation_base_twice", base.title,
        {Shown("value", *base.value), Shown("other", *base.also)});
  }
  for (const RemediationTarget& target : plan.targets) {
    AboutLead(plan, target.id, target.lead, remarks);
    AboutDeadline(plan, target.id, target.deadline, remarks);
    const BaseFigure* const base = BaseOf(plan, target, target.aim);
    if (base != nullptr) AboutBase(target, *base, remarks);
    const auto bound = Resolve(target.aim, base);
    if (bound.has_value()) AboutWhole(target, *bound, remarks);
  }
  AboutPairs(plan, remarks);
  for (const RemediationTask& task : plan.tasks) {
    if (!task.systemic.empty()) continue;
    AboutLead(plan, task.id, task.lead, remarks);
    AboutDeadline(plan, task.id, task.deadline, remarks);
    AboutAims(plan, task, remarks);
  }
  AboutDays(plan, remarks);
  return remarks;
}

}  // namespace par::domain
