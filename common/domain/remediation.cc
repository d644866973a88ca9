#include "common/domain/remediation.h"

#include <algorithm>
#include <utility>

namespace par::domain {
namespace {

Points LostByLeaf(const CriteriaSet& set, const ScoreSheet& sheet, LeafIndex leaf) {
  const NodeIndex node = set.leaves[leaf].node;
  const ScoreTotal& total = sheet.nodes[node];
  switch (set.nodes[node].source) {
    case Source::kBonus:
      return {};
    case Source::kPenalty:
      return total.score;
    default:
      return total.effective_maximum() - total.score;
  }
}

RemediationRemark Remark(std::string_view reason, const std::string& where,
                         std::vector<ShownParameter> more = {}) {
  more.insert(more.begin(), {.name = "field", .vietnamese = where, .plain = where});
  return {.reason = reason, .parameters = std::move(more)};
}

ShownParameter Shown(std::string name, Points points) {
  return {.name = std::move(name),
          .vietnamese = points.FormatShort(NumberStyle::kVietnamese),
          .plain = points.FormatShort(NumberStyle::kPlain)};
}

Points LostBy(const CriteriaSet& set, const ScoreSheet& sheet, const RemediationTask& task) {
  Points lost;
  for (const NodeIndex node : task.criteria) lost += LostAt(set, sheet, node);
  return lost;
}

// What the task asks for, before it is held against the loss.
Points AskedFor(const ScoreSheet& sheet, const RemediationTask& task, Points lost) {
  if (task.regain.has_value()) return *task.regain;
  if (!task.raise_percent.has_value()) return lost;
  Points score;
  for (const NodeIndex node : task.criteria) score += sheet.nodes[node].score;
  const Rational more = score.ToRational() * Rational::FromDecimal(*task.raise_percent) /
                        Rational::FromFraction(100, 1);
  return std::min(Points::FromRational(more).value_or(lost), lost);
}

void ReviewTask(const CriteriaSet& set, const ScoreSheet& sheet, const RemediationTask& task,
                RemediationReview& review) {
  TaskWorth& one = review.tasks.emplace_back();
  // Of an index that is not scored here, or taken back.
  if (task.criteria.empty() || !task.withdrawn.empty()) return;
  one.lost = LostBy(set, sheet, task);
  if (one.lost.IsZero()) review.remarks.push_back(Remark("remediation_nothing_lost", task.id));
  if (!task.systemic.empty()) {
    review.systemic += one.lost;
    return;
  }
  const Points asked = AskedFor(sheet, task, one.lost);
  if (asked > one.lost) {
    review.remarks.push_back(Remark("remediation_regain_beyond_loss", task.id,
                                    {Shown("value", asked), Shown("most", one.lost)}));
  }
  one.worth = std::min(asked, one.lost);
  review.planned += one.worth;
  if (task.done.has_value()) review.achieved += one.worth;
}

void ReviewTime(const RemediationTask& task, const Date& on, TaskWorth& one,
                RemediationReview& review) {
  if (!task.systemic.empty() || !task.withdrawn.empty()) return;
  if (!task.deadline.has_value()) {
    review.remarks.push_back(Remark("remediation_without_deadline", task.id));
  }
  one.overdue = !task.done.has_value() && task.deadline.has_value() && *task.deadline < on;
}

void Compare(std::string_view reason, const std::string& where, const std::optional<Points>& stated,
             Points computed, RemediationReview& review) {
  if (!stated.has_value() || *stated == computed) return;
  review.remarks.push_back(
      Remark(reason, where, {Shown("stated", *stated), Shown("computed", computed)}));
}

// Where some losses are printed as negative numbers, one that is not says the opposite.
void ReviewStated(const CriteriaSet& set, const ScoreSheet& sheet, const RemediationPlan& plan,
                  RemediationReview& review) {
  const bool negative = std::any_of(
      plan.stated.begin(), plan.stated.end(),
      [](const StatedLoss& row) { return row.lost.has_value() && *row.lost < Points(); });
  for (const StatedLoss& row : plan.stated) {
    const ScoreTotal& total = sheet.nodes[row.node];
    const std::string& where = set.nodes[row.node].id;
    Compare("remediation_stated_maximum", where, row.maximum, total.effective_maximum(), review);
    Compare("remediation_stated_score", where, row.score, total.score, review);
    if (!row.lost.has_value()) continue;
    const bool gains = *row.lost > Points();
    const std::optional<Points> loss = gains ? *row.lost : -*row.lost;
    Compare("remediation_stated_lost", where, loss, LostAt(set, sheet, row.node), review);
    if (gains && negative) {
      review.remarks.push_back(
          Remark("remediation_stated_sign", where, {Shown("value", *row.lost)}));
    }
  }
}

void AddTextRemarks(const RemediationPlan& plan, RemediationReview& review) {
  for (RemediationRemark& remark : RemarksOnText(plan)) review.remarks.push_back(std::move(remark));
}

// What is printed as a sum, against the printed rows that it is the sum of.
void ReviewSums(const RemediationPlan& plan, RemediationReview& review) {
  for (const StatedSum& sum : plan.sums) {
    Points maximum;
    Points score;
    for (const StatedLoss& row : plan.stated) {
      if (std::find(sum.of.begin(), sum.of.end(), row.node) == sum.of.end()) continue;
      maximum += row.maximum.value_or(Points());
      score += row.score.value_or(Points());
    }
    Compare("remediation_stated_sum", sum.title, sum.maximum, maximum, review);
    Compare("remediation_stated_sum", sum.title, sum.score, score, review);
  }
}

}  // namespace

const PlanOffice* RemediationPlan::FindOffice(std::string_view id) const {
  const auto found = std::find_if(offices.begin(), offices.end(),
                                  [&](const PlanOffice& one) { return one.id == id; });
  return found == offices.end() ? nullptr : &*found;
}

const std::string& RemediationPlan::NameOf(const std::string& office) const {
  const PlanOffice* const known = FindOffice(office);
  return known == nullptr ? office : known->name;
}

std::string TextOf(const RemediationRemark& remark, Language language) {
  return TextOf(remark.reason, remark.parameters, language);
}

Points LostAt(const CriteriaSet& set, const ScoreSheet& sheet, NodeIndex node) {
  Points lost;
  for (LeafIndex leaf = set.nodes[node].first_leaf; leaf < set.nodes[node].end_leaf; ++leaf) {
    lost += LostByLeaf(set, sheet, leaf);
  }
  return lost;
}

RemediationReview ReviewPlan(const CriteriaSet& set, const ScoreSheet& sheet,
                             const RemediationPlan& plan, const Date& on) {
  RemediationReview review;
  std::vector<bool> answered(set.leaves.size());
  for (const RemediationTask& task : plan.tasks) {
    ReviewTask(set, sheet, task, review);
    ReviewTime(task, on, review.tasks.back(), review);
    if (!task.withdrawn.empty()) continue;
    for (const NodeIndex node : task.criteria) {
      std::fill(answered.begin() + set.nodes[node].first_leaf,
                answered.begin() + set.nodes[node].end_leaf, true);
    }
  }
  for (LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const Points lost = LostByLeaf(set, sheet, leaf);
    review.lost += lost;
    if (!lost.IsZero() && !answered[leaf]) review.unanswered.push_back(leaf);
  }
  review.forecast = sheet.total + review.planned;
  review.forecast_done = sheet.total + review.achieved;
  ReviewStated(set, sheet, plan, review);
  ReviewSums(plan, review);
  AddTextRemarks(plan, review);
  return review;
}

RemediationReview ReviewPlanWithoutSet(const RemediationPlan& plan, const Date& on) {
  RemediationReview review;
  for (const RemediationTask& task : plan.tasks) {
    ReviewTime(task, on, review.tasks.emplace_back(), review);
  }
  AddTextRemarks(plan, review);
  return review;
}

std::vector<SharedLoss> SharedLosses(const CriteriaSet& set,
                                     const std::vector<const ScoreSheet*>& sheets) {
  std::vector<SharedLoss> found;
  for (LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    SharedLoss one;
    one.leaf = leaf;
    for (const ScoreSheet* sheet : sheets) {
      const LeafState state = sheet->leaves[leaf].state;
      if (state == LeafState::kWaived) ++one.waived;
      if (state == LeafState::kWaived || state == LeafState::kNotScored) continue;
      const Points lost = LostByLeaf(set, *sheet, leaf);
      one.least = one.units == 0 ? lost : std::min(one.least, lost);
      one.most = std::max(one.most, lost);
      one.sum += lost;
      ++one.units;
      if (lost > Points()) ++one.lost_by;
    }
    if (one.lost_by > 0) found.push_back(one);
  }
  return found;
}

}  // namespace par::domain
