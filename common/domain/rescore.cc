#include "common/domain/rescore.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/domain/ranking.h"

namespace par::domain {
namespace {

bool Fits(const Declaration& declaration, const CriteriaSet& set, LeafIndex leaf_index) {
  const Leaf& leaf = set.leaves[leaf_index];
  const bool within =
      declaration.points >= Points() && declaration.points <= set.NodeOf(leaf_index).maximum;
  const std::vector<Points>& steps = leaf.rule.steps;
  switch (declaration.kind) {
    case DeclarationKind::kExplanation:
    case DeclarationKind::kWaived:
      return true;
    case DeclarationKind::kNotApplicable:
      return leaf.may_be_declared_not_applicable;
    case DeclarationKind::kPoints:
      return within && leaf.rule.kind == RuleKind::kGiven;
    case DeclarationKind::kJudged:
      if (leaf.rule.kind == RuleKind::kJudgedAny) return within;
      return leaf.rule.kind == RuleKind::kJudgedSteps &&
             std::find(steps.begin(), steps.end(), declaration.points) != steps.end();
  }
  return false;
}

void CarryFigures(const CriteriaSet& from, const Answers& answers, const CriteriaSet& to,
                  CarriedAnswers& carried) {
  for (FigureSlot slot = 0; slot < from.figures.size(); ++slot) {
    const bool declared = answers.figures[slot].has_value() || answers.previous[slot].has_value();
    if (!declared) continue;
    const FigureDefinition& figure = from.figures[slot];
    const FigureSlot other = to.FindFigure(figure.id);
    if (other == kNone || to.figures[other].range.kind != figure.range.kind) {
      carried.dropped.push_back(figure.id);
      continue;
    }
    carried.answers.figures[other] = answers.figures[slot];
    carried.answers.figure_texts[other] = answers.figure_texts[slot];
    carried.answers.previous[other] = answers.previous[slot];
    carried.answers.previous_texts[other] = answers.previous_texts[slot];
  }
}

void CarryChildren(const CriteriaSet& from, const Answers& answers, const CriteriaSet& to,
                   CarriedAnswers& carried) {
  const std::vector<std::string>& had = from.child_figures.ids();
  const std::vector<std::string>& wanted = to.child_figures.ids();
  carried.answers.children_known = answers.children_known;
  for (const ChildAnswers& child : answers.children) {
    ChildAnswers other{
        .unit = child.unit, .index = child.index, .score = child.score, .figures = {}};
    for (const std::string& id : wanted) {
      const auto at = std::find(had.begin(), had.end(), id);
      other.figures.push_back(at == had.end()
                                  ? std::nullopt
                                  : child.figures[static_cast<std::size_t>(at - had.begin())]);
    }
    carried.answers.children.push_back(std::move(other));
  }
}

bool Fits(const ScoreOverride& put, const CriteriaSet& from, LeafIndex was, const CriteriaSet& to,
          LeafIndex is) {
  if (SameScoring(from, was, to, is)) return true;
  const bool given =
      from.leaves[was].rule.kind == RuleKind::kGiven && to.leaves[is].rule.kind == RuleKind::kGiven;
  return given && put.kind == ScoreOverride::Kind::kPoints && put.points <= to.NodeOf(is).maximum;
}

struct Scored {
  std::vector<ScoreSheet> sheets;
  std::vector<std::optional<int>> ranks;
};

Scored ScoreThem(const CriteriaSet& set, const std::vector<Answers>& units,
                 const std::vector<ScoreOverrides>& put) {
  Scored scored;
  std::vector<RankEntry> entries;
  for (std::size_t i = 0; i < units.size(); ++i) {
    scored.sheets.push_back(Score(set, units[i], {.traces = false}, put[i]));
    entries.push_back(MakeRankEntry(set, units[i], scored.sheets.back()));
  }
  scored.ranks = RankAll(entries, set.ties);
  return scored;
}

std::vector<NodeChange> NodeChanges(const CriteriaSet& before, const ScoreSheet& was,
                                    const CriteriaSet& after, const ScoreSheet& is) {
  std::vector<NodeChange> changes;
  for (NodeIndex i = 0; i < before.nodes.size(); ++i) {
    const NodeIndex other = after.FindNode(before.nodes[i].id);
    const Points score = was.nodes[i].score;
    if (other == kNone) {
      changes.push_back({before.nodes[i].id, score, std::nullopt});
    } else if (is.nodes[other].score != score) {
      changes.push_back({before.nodes[i].id, score, is.nodes[other].score});
    }
  }
  for (NodeIndex i = 0; i < after.nodes.size(); ++i) {
    if (before.FindNode(after.nodes[i].id) != kNone) continue;
    changes.push_back({after.nodes[i].id, std::nullopt, is.nodes[i].score});
  }
  return changes;
}

// The overrides under the other version; what became of each is told in `unit`.
ScoreOverrides CarryPut(const CriteriaSet& from, const ScoreOverrides& put, const CriteriaSet& to,
                        UnitChangeOfScore& unit) {
  CarriedOverrides carried = CarryOver(from, put, to);
  for (const auto& [leaf, one] : put) {
    const std::string& id = from.NodeOf(leaf).id;
    const auto& dropped = carried.dropped;
    const bool stands = std::find(dropped.begin(), dropped.end(), id) == dropped.end();
    if (from.NodeOf(leaf).source == Source::kSelfAssessed) {
      unit.reviewed.push_back({.id = id, .stands = stands});
    } else if (!stands) {
      unit.dropped.push_back(id);
    }
  }
  return std::move(carried.overrides);
}

std::string ClassId(const CriteriaSet& set, const ScoreSheet& sheet) {
  return sheet.result_class == kNone ? std::string() : set.classes[sheet.result_class].id;
}

}  // namespace

CarriedAnswers CarryOver(const CriteriaSet& from, const Answers& answers, const CriteriaSet& to) {
  CarriedAnswers carried{.answers = EmptyAnswers(to, answers.unit), .dropped = {}};
  carried.answers.title = answers.title;
  carried.answers.group = answers.group;
  carried.answers.ranked = answers.ranked;
  CarryFigures(from, answers, to, carried);
  for (const Declaration& declaration : answers.declarations) {
    const std::string& id = from.NodeOf(declaration.leaf).id;
    const LeafIndex leaf = to.FindLeaf(id);
    if (leaf == kNone || !Fits(declaration, to, leaf)) {
      carried.dropped.push_back(id);
      continue;
    }
    carried.answers.declarations.push_back(declaration);
    carried.answers.declarations.back().leaf = leaf;
  }
  std::sort(carried.answers.declarations.begin(), carried.answers.declarations.end(),
            [](const Declaration& a, const Declaration& b) { return a.leaf < b.leaf; });
  CarryChildren(from, answers, to, carried);
  return carried;
}

CarriedOverrides CarryOver(const CriteriaSet& from, const ScoreOverrides& overrides,
                           const CriteriaSet& to) {
  CarriedOverrides carried;
  for (const auto& [leaf, put] : overrides) {
    const std::string& id = from.NodeOf(leaf).id;
    const LeafIndex other = to.FindLeaf(id);
    if (other != kNone && Fits(put, from, leaf, to, other)) {
      carried.overrides.emplace(other, put);
    } else {
      carried.dropped.push_back(id);
    }
  }
  return carried;
}

RescoreReport Rescore(const CriteriaSet& before, const CriteriaSet& after,
                      const std::vector<Answers>& units, const std::vector<ScoreOverrides>& put) {
  PAR_CHECK(put.empty() || put.size() == units.size());
  RescoreReport report{.set_changes = Differences(before, after), .units = {}};
  const std::vector<ScoreOverrides> put_before =
      put.empty() ? std::vector<ScoreOverrides>(units.size()) : put;
  std::vector<Answers> carried;
  std::vector<ScoreOverrides> put_after;
  for (std::size_t i = 0; i < units.size(); ++i) {
    CarriedAnswers one = CarryOver(before, units[i], after);
    carried.push_back(std::move(one.answers));
    report.units.emplace_back();
    report.units.back().dropped = std::move(one.dropped);
    put_after.push_back(CarryPut(before, put_before[i], after, report.units.back()));
  }
  const Scored was = ScoreThem(before, units, put_before);
  const Scored is = ScoreThem(after, carried, put_after);
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitChangeOfScore& unit = report.units[i];
    unit.unit = units[i].unit;
    unit.total_before = was.sheets[i].total;
    unit.total_after = is.sheets[i].total;
    unit.rank_before = was.ranks[i];
    unit.rank_after = is.ranks[i];
    unit.class_before = ClassId(before, was.sheets[i]);
    unit.class_after = ClassId(after, is.sheets[i]);
    unit.nodes = NodeChanges(before, was.sheets[i], after, is.sheets[i]);
  }
  return report;
}

}  // namespace par::domain
