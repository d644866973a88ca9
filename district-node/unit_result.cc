// One unit's result of a cycle: what each area and leaf gave and lost; and what units lost
// together.
#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/score_codec.h"
#include "common/domain/refusal.h"
#include "common/domain/remediation.h"
#include "district-node/ranking_desk.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::Points;
using domain::Source;

// What a part of the set adds to the total, and of how much.
struct Part {
  Points maximum;
  Points score;
  Points lost;
  Part& operator+=(const Part& other) {
    maximum += other.maximum;
    score += other.score;
    lost += other.lost;
    return *this;
  }
};

Part PartOf(const domain::CriteriaSet& set, const domain::ScoreSheet& sheet,
            domain::LeafIndex leaf) {
  const domain::ScoreTotal& total = sheet.nodes[set.leaves[leaf].node];
  switch (set.NodeOf(leaf).source) {
    case Source::kPenalty:
      return {.maximum = Points(), .score = -total.score, .lost = total.score};
    case Source::kBonus:
      return {.maximum = Points(), .score = total.score, .lost = -total.score};
    default:
      return {.maximum = total.effective_maximum(),
              .score = total.score,
              .lost = total.effective_maximum() - total.score};
  }
}

Part PartOf(const domain::CriteriaSet& set, const domain::ScoreSheet& sheet,
            const domain::Node& node) {
  Part part;
  for (domain::LeafIndex leaf = node.first_leaf; leaf < node.end_leaf; ++leaf) {
    part += PartOf(set, sheet, leaf);
  }
  return part;
}

// Not empty.
Points MedianOf(std::vector<Points> scores) {
  std::sort(scores.begin(), scores.end());
  const std::size_t middle = scores.size() / 2;
  if (scores.size() % 2 == 1) return scores[middle];
  const domain::Rational both = (scores[middle - 1] + scores[middle]).ToRational();
  return Points::FromRational(both / domain::Rational::FromInt(2)).value_or(scores[middle]);
}

// The lines of one node for a unit, its group and perhaps another unit.
class Lines {
 public:
  Lines(const domain::CriteriaSet& set, const domain::ScoreSheet& own,
        std::vector<const domain::ScoreSheet*> ranked, const domain::ScoreSheet* beside)
      : set_(set), own_(own), ranked_(std::move(ranked)), beside_(beside) {}

  void Show(const domain::Node& node, ranking::v1::ResultLine& line) const {
    const Part part = PartOf(set_, own_, node);
    line.set_id(node.id);
    line.set_title(node.title);
    line.set_maximum_e4(part.maximum.e4());
    line.set_score_e4(part.score.e4());
    line.set_lost_e4(part.lost.e4());
    std::vector<Points> scores;
    for (const domain::ScoreSheet* sheet : ranked_) {
      scores.push_back(PartOf(set_, *sheet, node).score);
    }
    if (!scores.empty()) line.set_median_e4(MedianOf(std::move(scores)).e4());
    if (beside_ == nullptr) return;
    const Points other = PartOf(set_, *beside_, node).score;
    line.set_beside_e4(other.e4());
    line.set_difference_e4((part.score - other).e4());
  }

  void ShowLeaf(domain::LeafIndex leaf, ranking::v1::ResultLine& line) const {
    const domain::Node& node = set_.NodeOf(leaf);
    Show(node, line);
    line.set_source(std::string(domain::Name(node.source)));
    line.set_state(codec::EncodeState(own_.leaves[leaf].state));
    if (beside_ != nullptr) line.set_beside_state(codec::EncodeState(beside_->leaves[leaf].state));
  }

 private:
  const domain::CriteriaSet& set_;
  const domain::ScoreSheet& own_;
  std::vector<const domain::ScoreSheet*> ranked_;
  const domain::ScoreSheet* beside_;
};

absl::StatusOr<const UnitResult*> UnitIn(const CycleResults& results, const std::string& unit) {
  for (const UnitResult& one : results.units) {
    if (one.unit.value() == unit) return &one;
  }
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "unit_not_in_cycle",
                         {{"unit", unit}, {"cycle", results.frame.cycle.id.value()}});
}

std::vector<const domain::ScoreSheet*> RankedWith(const CycleResults& results,
                                                  const UnitResult& unit) {
  std::vector<const domain::ScoreSheet*> sheets;
  for (const UnitResult& one : results.units) {
    if (one.group == unit.group && one.rank.has_value() && one.scored.has_value()) {
      sheets.push_back(&one.scored->reviewed);
    }
  }
  return sheets;
}

// Every unit lost points at it, or has it waived: so a waiver can be finished, and asked for again
// once nobody has points left to lose.
bool MayWaiveAtAll(const domain::CriteriaSet& set, const CycleResults& results,
                   domain::LeafIndex leaf) {
  std::vector<const domain::ScoreSheet*> sheets;
  bool all_waived = true;
  for (const UnitResult& unit : results.units) {
    if (!unit.scored.has_value()) continue;
    sheets.push_back(&unit.scored->reviewed);
    all_waived = all_waived && sheets.back()->leaves[leaf].state == domain::LeafState::kWaived;
  }
  const auto losses = domain::SharedLosses(set, sheets);
  const auto shared = std::find_if(losses.begin(), losses.end(),
                                   [&](const auto& loss) { return loss.leaf == leaf; });
  return shared == losses.end() ? all_waived && !sheets.empty() : shared->systemic();
}

}  // namespace

absl::StatusOr<ranking::v1::GetUnitResultResponse> RankingDesk::GetUnitResult(
    const storage::Reader& state, const identity::Caller& caller,
    const ranking::v1::GetUnitResultRequest& request) const {
  ASSIGN_OR_RETURN(const CycleResults results, ResultsOf(dossiers_, state, request.cycle()));
  RETURN_IF_ERROR(MaySeeResults(state, results.frame, dossiers_, caller));
  const domain::CriteriaSet& set = *results.frame.set.set;
  ASSIGN_OR_RETURN(const UnitResult* unit, UnitIn(results, request.unit()));
  const UnitResult* beside = nullptr;
  if (!request.beside().empty()) {
    ASSIGN_OR_RETURN(beside, UnitIn(results, request.beside()));
  }
  ranking::v1::GetUnitResultResponse response;
  response.set_complete(results.complete);
  response.set_sample(set.sample);
  *response.mutable_unit() = RankedUnitOf(set, *unit, request.language());
  if (beside != nullptr) {
    *response.mutable_beside() = RankedUnitOf(set, *beside, request.language());
  }
  std::vector<const domain::ScoreSheet*> ranked = RankedWith(results, *unit);
  response.set_ranked_of(static_cast<std::uint32_t>(ranked.size()));
  if (!unit->scored.has_value()) return response;
  const domain::ScoreSheet& own = unit->scored->reviewed;
  response.set_lost_e4((own.effective_maximum - own.total).e4());
  const bool compared = beside != nullptr && beside->scored.has_value();
  const Lines lines(set, own, std::move(ranked), compared ? &beside->scored->reviewed : nullptr);
  for (const domain::Node& node : set.nodes) {
    if (node.parent != domain::kNone) continue;
    lines.Show(node, *response.add_areas());
    for (domain::LeafIndex leaf = node.first_leaf; leaf < node.end_leaf; ++leaf) {
      ranking::v1::ResultLine& line = *response.add_criteria();
      lines.ShowLeaf(leaf, line);
      line.set_area(node.id);
    }
  }
  return response;
}

absl::StatusOr<ranking::v1::ListLossesResponse> RankingDesk::ListLosses(
    const storage::Reader& state, const identity::Caller& caller,
    const ranking::v1::ListLossesRequest& request) const {
  ASSIGN_OR_RETURN(const CycleResults results, ResultsOf(dossiers_, state, request.cycle()));
  RETURN_IF_ERROR(MaySeeResults(state, results.frame, dossiers_, caller));
  const domain::CriteriaSet& set = *results.frame.set.set;
  ranking::v1::ListLossesResponse response;
  std::vector<const domain::ScoreSheet*> sheets;
  for (const UnitResult& unit : results.units) {
    (unit.scored.has_value() ? response.add_units() : response.add_without())
        ->assign(unit.unit.value());
    if (unit.scored.has_value()) sheets.push_back(&unit.scored->reviewed);
  }
  for (const domain::SharedLoss& loss : domain::SharedLosses(set, sheets)) {
    const domain::Node& node = set.NodeOf(loss.leaf);
    ranking::v1::LeafLoss& line = *response.add_losses();
    line.set_criterion(node.id);
    line.set_title(node.title);
    line.set_maximum_e4(node.maximum.e4());
    line.set_units(static_cast<std::uint32_t>(loss.units));
    line.set_lost_by(static_cast<std::uint32_t>(loss.lost_by));
    line.set_least_e4(loss.least.e4());
    line.set_most_e4(loss.most.e4());
    line.set_sum_e4(loss.sum.e4());
    line.set_systemic(loss.systemic());
  }
  return response;
}

absl::StatusOr<ranking::v1::ListWaiversResponse> RankingDesk::ListWaivers(
    const storage::Reader& state, const identity::Caller& caller,
    const ranking::v1::ListWaiversRequest& request) const {
  ASSIGN_OR_RETURN(const CycleResults results, ResultsOf(dossiers_, state, request.cycle()));
  RETURN_IF_ERROR(MaySeeResults(state, results.frame, dossiers_, caller));
  const domain::CriteriaSet& set = *results.frame.set.set;
  const domain::LeafIndex leaf = set.FindLeaf(request.criterion());
  if (leaf == domain::kNone || !MayWaiveAtAll(set, results, leaf)) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "remediation_not_systemic",
                           {{"value", request.criterion()}});
  }
  ranking::v1::ListWaiversResponse response;
  for (const UnitResult& unit : results.units) {
    if (!unit.scored.has_value()) continue;
    ranking::v1::WaiverRow& row = *response.add_units();
    row.set_unit(unit.unit.value());
    row.set_unit_name(unit.name);
    if (unit.scored->reviewed.leaves[leaf].state == domain::LeafState::kWaived) {
      row.set_standing("waived");
    } else {
      const bool open = unit.held.dossier.state == domain::DossierState::kInReview;
      row.set_standing(open ? "open" : "not_in_review");
    }
  }
  return response;
}

}  // namespace par::district
