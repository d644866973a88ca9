#include "common/domain/dossier_scores.h"

#include <utility>

namespace par::domain {
namespace {

const Node& AreaOf(const CriteriaSet& set, const Leaf& leaf) {
  const Node* node = &set.NodeOf(leaf);
  while (node->parent != kNone) node = &set.nodes[node->parent];
  return *node;
}

std::vector<ReviewedLeaf> Leaves(const CriteriaSet& set, bool self_assessed) {
  std::vector<ReviewedLeaf> leaves;
  for (const Leaf& leaf : set.leaves) {
    const Node& node = set.NodeOf(leaf);
    if ((node.source == Source::kSelfAssessed) != self_assessed) continue;
    leaves.push_back({node.id, AreaOf(set, leaf).id, node.maximum, leaf.rule.steps});
  }
  return leaves;
}

DecisionLeaf LeafFrom(const CriteriaSet& set, LeafIndex index, const LeafScore& score) {
  const Node& node = set.NodeOf(index);
  DecisionLeaf leaf;
  leaf.criterion = node.id;
  leaf.mark = MarkOf(score);
  leaf.maximum = node.maximum;
  const bool out =
      score.state == LeafState::kNotApplicable ||
      (score.state == LeafState::kWaived && set.waived == WaivedPolicy::kReducedMaximum);
  if (!out && !OutsideMaximum(node.source)) leaf.counted = node.maximum;
  return leaf;
}

}  // namespace

std::vector<ReviewedLeaf> ReviewedLeavesOf(const CriteriaSet& set) { return Leaves(set, true); }
std::vector<ReviewedLeaf> GivenLeavesOf(const CriteriaSet& set) { return Leaves(set, false); }

Mark MarkOf(const LeafScore& score) {
  switch (score.state) {
    case LeafState::kNotScored:
      return {};
    case LeafState::kScored:
    case LeafState::kZero:
      return Mark::Scored(score.points);
    case LeafState::kNotApplicable:
      return {MarkState::kNotApplicable, Points()};
    case LeafState::kWaived:
      return {MarkState::kWaived, score.points};
  }
  return {};
}

ScoreOverrides OverridesFrom(const CriteriaSet& set, const std::vector<LeafOutcome>& outcomes) {
  ScoreOverrides overrides;
  for (const LeafOutcome& outcome : outcomes) {
    const LeafIndex leaf = set.FindLeaf(outcome.criterion);
    if (leaf == kNone || outcome.mark == outcome.self) continue;
    ScoreOverride put;
    switch (outcome.mark.state) {
      case MarkState::kNotScored:
        continue;
      case MarkState::kScored:
        put.points = outcome.mark.points;
        break;
      case MarkState::kNotApplicable:
        put.kind = ScoreOverride::Kind::kNotApplicable;
        break;
      case MarkState::kWaived:
        put.kind = ScoreOverride::Kind::kWaived;
        break;
    }
    overrides.emplace(leaf, std::move(put));
  }
  return overrides;
}

void CorrectGiven(const CriteriaSet& set, const std::vector<Correction>& corrections,
                  ScoreOverrides& overrides) {
  for (const Correction& correction : corrections) {
    const LeafIndex leaf = set.FindLeaf(correction.criterion);
    if (leaf == kNone || set.NodeOf(leaf).source == Source::kSelfAssessed) continue;
    overrides.insert_or_assign(leaf, ScoreOverride{.kind = ScoreOverride::Kind::kPoints,
                                                   .points = correction.mark.points,
                                                   .reason = correction.reason});
  }
}

ScoreSheet SheetFrom(const CriteriaSet& set, const DecisionLine& line) {
  std::vector<LeafOutcome> outcomes;
  for (const DecisionArea& area : line.areas) {
    for (const DecisionLeaf& leaf : area.leaves) {
      LeafOutcome& outcome = outcomes.emplace_back();
      outcome.criterion = leaf.criterion;
      outcome.mark = leaf.mark;
    }
  }
  return Score(set, EmptyAnswers(set, line.unit), {.traces = false, .round_overrides = false},
               OverridesFrom(set, outcomes));
}

std::vector<DecisionLeaf> DecisionLeavesOf(const CriteriaSet& set, const ScoreSheet& sheet) {
  std::vector<DecisionLeaf> leaves;
  for (LeafIndex i = 0; i < set.leaves.size(); ++i) {
    leaves.push_back(LeafFrom(set, i, sheet.leaves[i]));
  }
  return leaves;
}

DecisionLine LineFrom(const CriteriaSet& set, const ScoreSheet& sheet, const UnitId& unit,
                      std::string name, std::string group) {
  DecisionLine line;
  line.unit = unit;
  line.name = std::move(name);
  line.group = std::move(group);
  const std::vector<DecisionLeaf> leaves = DecisionLeavesOf(set, sheet);
  for (const Node& node : set.nodes) {
    if (node.parent != kNone) continue;
    DecisionArea area;
    area.id = node.id;
    area.title = node.title;
    area.source = node.source;
    area.maximum = node.maximum;
    for (LeafIndex i = node.first_leaf; i < node.end_leaf; ++i) {
      area.counted += leaves[i].counted;
      area.total += leaves[i].mark.points;
      area.leaves.push_back(leaves[i]);
    }
    line.areas.push_back(std::move(area));
  }
  line.total = sheet.total;
  line.effective_maximum = sheet.effective_maximum;
  line.converted = sheet.percent_rounded;
  if (sheet.result_class != kNone) line.class_id = set.classes[sheet.result_class].id;
  return line;
}

void TakeFromSet(const CriteriaSet& set, const Sha256& set_hash, Decision& decision) {
  decision.set_id = set.id;
  decision.set_version = set.version;
  decision.set_hash = set_hash;
  decision.year = set.year;
  decision.total_places = set.total_places;
  decision.ties = set.ties;
  decision.rank_by = RankBasisOf(set);
  decision.classes = set.classes;
}

}  // namespace par::domain
