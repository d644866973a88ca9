#include "common/domain/remediation.h"

#include <algorithm>
#include <utility>

#include "common/domain/refusal.h"

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

std::string Shown(Points points) { return points.FormatShort(NumberStyle::kPlain); }

absl::Status Remark(std::string_view reason, std::string_view where,
                    std::vector<Parameter> more = {}) {
  more.insert(more.begin(), {"field", std::string(where)});
  return Refusal(absl::StatusCode::kFailedPrecondition, std::string(reason), std::move(more));
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
                const Date& on, RemediationReview& review) {
  TaskWorth& one = review.tasks.emplace_back();
  one.lost = LostBy(set, sheet, task);
  if (one.lost.IsZero()) review.remarks.push_back(Remark("remediation_nothing_lost", task.id));
  if (!task.systemic.empty()) {
    review.systemic += one.lost;
    return;
  }
  const Points asked = AskedFor(sheet, task, one.lost);
  if (asked > one.lost) {
    review.remarks.push_back(Remark("remediation_regain_beyond_loss", task.id,
                                    {{"value", Shown(asked)}, {"most", Shown(one.lost)}}));
  }
  if (!task.deadline.has_value()) {
    review.remarks.push_back(Remark("remediation_without_deadline", task.id));
  }
  one.worth = std::min(asked, one.lost);
  one.overdue = !task.done.has_value() && task.deadline.has_value() && *task.deadline < on;
  review.planned += one.worth;
}

void Compare(const CriteriaSet& set, NodeIndex node, std::string_view what,
             const std::optional<Points>& stated, Points computed, RemediationReview& review) {
  if (!stated.has_value() || *stated == computed) return;
  review.remarks.push_back(Remark(
      "remediation_stated_differs", set.nodes[node].id,
      {{"what", std::string(what)}, {"stated", Shown(*stated)}, {"computed", Shown(computed)}}));
}

// Where some losses are printed as negative numbers, one that is not says the opposite.
void ReviewStated(const CriteriaSet& set, const ScoreSheet& sheet, const RemediationPlan& plan,
                  RemediationReview& review) {
  const bool negative = std::any_of(
      plan.stated.begin(), plan.stated.end(),
      [](const StatedLoss& row) { return row.lost.has_value() && *row.lost < Points(); });
  for (const StatedLoss& row : plan.stated) {
    const ScoreTotal& total = sheet.nodes[row.node];
    Compare(set, row.node, "maximum", row.maximum, total.effective_maximum(), review);
    Compare(set, row.node, "score", row.score, total.score, review);
    if (!row.lost.has_value()) continue;
    const bool gains = *row.lost > Points();
    const std::optional<Points> loss = gains ? *row.lost : -*row.lost;
    Compare(set, row.node, "lost", loss, LostAt(set, sheet, row.node), review);
    if (gains && negative) {
      review.remarks.push_back(
          Remark("remediation_stated_sign", set.nodes[row.node].id, {{"value", Shown(*row.lost)}}));
    }
  }
}

}  // namespace

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
    ReviewTask(set, sheet, task, on, review);
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
  ReviewStated(set, sheet, plan, review);
  return review;
}

}  // namespace par::domain
