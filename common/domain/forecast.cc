#include "common/domain/forecast.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/domain/catalogue.h"
#include "common/domain/critical_points.h"
#include "common/domain/reach.h"
#include "common/domain/rule_sums.h"

namespace par::domain {
namespace {

Rational StepOf(const FigureRange& range) {
  return range.IsWhole() ? Rational::FromInt(1) : Rational::FromFraction(1, 10000);
}

bool MovesFreely(FigureKind kind) {
  return kind == FigureKind::kRank || kind == FigureKind::kDate || kind == FigureKind::kYesNo;
}

class Forecaster {
 public:
  Forecaster(const CriteriaSet& set, const FiguresToDate& figures)
      : set_(set), answers_(figures.answers), values_(figures.answers.figures) {
    for (const FigureDefinition& figure : set.figures) definitions_.push_back(&figure);
    for (std::size_t i = 0; i < figures.child_sums.size(); ++i) {
      definitions_.push_back(&figures.child_sums[i].definition);
      const auto& value = figures.child_sums[i].value;
      values_.push_back(value.has_value() ? value : SumOfChildren(i));
    }
    for (std::size_t i = 0; i < definitions_.size(); ++i) {
      ranges_.push_back(definitions_[i]->range);
      if (i >= set.figures.size() && ranges_[i].part_of.has_value()) {
        *ranges_[i].part_of += set.figures.size();
      }
    }
    for (const ChildAnswers& child : answers_.children) {
      children_.push_back({.unit = child.unit.value(),
                           .figures = child.figures,
                           .index = child.index,
                           .score = child.score});
    }
  }

  Forecast Run() {
    Forecast forecast;
    for (LeafIndex leaf = 0; leaf < set_.leaves.size(); ++leaf) {
      const Node& node = set_.NodeOf(leaf);
      if (OutsideMaximum(node.source)) continue;
      LeafForecast one = Leaf(leaf, node);
      forecast.points += one.points;
      forecast.lost += one.lost;
      if (!one.known) forecast.unknown += node.maximum;
      forecast.leaves.push_back(std::move(one));
    }
    return forecast;
  }

 private:
  // Nothing unless every child has it.
  std::optional<Rational> SumOfChildren(std::size_t slot) const {
    if (!answers_.children_known || answers_.children.empty()) return std::nullopt;
    Rational sum;
    for (const ChildAnswers& child : answers_.children) {
      if (slot >= child.figures.size() || !child.figures[slot].has_value()) return std::nullopt;
      sum = sum + *child.figures[slot];
    }
    return sum;
  }

  LeafForecast Leaf(LeafIndex index, const Node& node) {
    LeafForecast one;
    one.leaf = index;
    const Declaration* declared = answers_.Find(index);
    if (declared != nullptr && (declared->kind == DeclarationKind::kNotApplicable ||
                                declared->kind == DeclarationKind::kWaived)) {
      one.state = ForecastState::kNotApplicable;
      one.known = true;
      return one;
    }
    const domain::Leaf& leaf = set_.leaves[index];
    if (leaf.rule.kind != RuleKind::kExpression && leaf.rule.kind != RuleKind::kCases) {
      one.state = ForecastState::kEntered;
      if (declared == nullptr || declared->kind == DeclarationKind::kExplanation) return one;
      one.known = true;
      one.points = declared->points;
      one.lost = node.maximum - declared->points;
      return one;
    }
    std::optional<Rule> over_sums;
    if (leaf.rule.reads_children) {
      over_sums = RuleOverSums(leaf.rule, set_.figures.size(), set_.child_figures.ids());
    }
    Judge(over_sums.has_value() ? *over_sums : leaf.rule, leaf, node, one);
    return one;
  }

  void Judge(const Rule& rule, const domain::Leaf& leaf, const Node& node, LeafForecast& one) {
    RuleInputs inputs{.figures = values_, .previous = answers_.previous};
    if (answers_.children_known) inputs.children = &children_;
    auto trace = std::make_shared<Trace>();
    const auto outcome = Evaluate(rule, inputs, node.maximum, set_.leaf_places, trace.get());
    one.trace = std::move(trace);
    if (!outcome.ok()) {
      one.state = ForecastState::kFailed;
      one.error = outcome.status();
      return;
    }
    if (outcome->state == OutcomeState::kNotScored) {
      one.state = ForecastState::kUnknown;
      one.missing = outcome->missing;
      return;
    }
    one.known = true;
    if (outcome->state == OutcomeState::kNotApplicable) {
      one.state = ForecastState::kNotApplicable;
      return;
    }
    one.points = outcome->score;
    one.lost = node.maximum - outcome->score;
    one.state = one.lost.IsZero() ? ForecastState::kFull : ForecastState::kLoses;
    if (one.state == ForecastState::kLoses) AddGains(rule, inputs, leaf, node, *outcome, one);
  }

  void AddGains(const Rule& rule, const RuleInputs& inputs, const domain::Leaf& leaf,
                const Node& node, const Outcome& now, LeafForecast& one) {
    for (const RuleInput& input : rule.inputs) {
      if (!input.current || !values_[input.slot].has_value()) continue;
      const auto better = NextCase(rule, inputs, leaf, node, now, input);
      if (better.has_value()) one.gains.push_back(*better);
    }
    for (const Reach& reach :
         WhatReachesMaximum(rule, inputs, node.maximum, set_.leaf_places, ranges_)) {
      const auto input =
          std::find_if(rule.inputs.begin(), rule.inputs.end(),
                       [&](const RuleInput& known) { return known.slot == reach.slot; });
      if (!MayMove(leaf, *input, reach.to)) continue;
      one.gains.push_back(MakeGain(*input, reach.to, one.lost, true));
    }
    for (const RuleInput& input : rule.inputs) AddFurthest(rule, inputs, leaf, node, input, one);
  }

  // What one figure regains at its bound, where it regains nothing otherwise: the maximum may need
  // several figures together.
  void AddFurthest(const Rule& rule, const RuleInputs& inputs, const domain::Leaf& leaf,
                   const Node& node, const RuleInput& input, LeafForecast& one) const {
    if (!input.current || !values_[input.slot].has_value()) return;
    const FigureDefinition& figure = *definitions_[input.slot];
    const auto named = [&](const Gain& gain) { return gain.figure == figure.id; };
    if (std::any_of(one.gains.begin(), one.gains.end(), named)) return;
    std::vector<std::optional<Rational>> moved(values_.begin(), values_.end());
    RuleInputs then = inputs;
    then.figures = moved;
    std::optional<Gain> best;
    for (const auto& bound : {Highest(ranges_[input.slot]), Lowest(input.slot)}) {
      if (!bound.has_value() || *bound == *values_[input.slot] || !MayMove(leaf, input, *bound)) {
        continue;
      }
      moved[input.slot] = bound;
      const auto outcome = Evaluate(rule, then, node.maximum, set_.leaf_places);
      if (!outcome.ok() || outcome->state != OutcomeState::kScored) continue;
      if (outcome->score <= one.points + (best.has_value() ? best->gained : Points())) continue;
      best = MakeGain(input, *bound, outcome->score - one.points, outcome->score == node.maximum);
    }
    if (best.has_value()) one.gains.push_back(*std::move(best));
  }

  bool MayMove(const domain::Leaf& leaf, const RuleInput& input, const Rational& to) const {
    if (MovesFreely(ranges_[input.slot].kind)) return true;
    const bool falls = std::find(leaf.falls_with.begin(), leaf.falls_with.end(), input.name) !=
                       leaf.falls_with.end();
    return falls == (to < *values_[input.slot]);
  }

  Gain MakeGain(const RuleInput& input, const Rational& to, Points gained, bool full) const {
    const FigureDefinition& figure = *definitions_[input.slot];
    return {.figure = figure.id,
            .title = figure.title,
            .unit = figure.unit,
            .kind = figure.range.kind,
            .from = *values_[input.slot],
            .to = to,
            .gained = gained,
            .full = full};
  }

  // The nearest value, on a side to which the figure may move, at which a better case of the rule
  // applies, short of the maximum.
  std::optional<Gain> NextCase(const Rule& rule, const RuleInputs& inputs, const domain::Leaf& leaf,
                               const Node& node, const Outcome& now, const RuleInput& input) const {
    if (rule.kind != RuleKind::kCases) return std::nullopt;
    std::vector<std::optional<Rational>> moved(values_.begin(), values_.end());
    RuleInputs then = inputs;
    then.figures = moved;
    for (const Rational& value : Candidates(rule, inputs, leaf, node, input)) {
      moved[input.slot] = value;
      const auto outcome = Evaluate(rule, then, node.maximum, set_.leaf_places);
      if (!outcome.ok() || outcome->state != OutcomeState::kScored) continue;
      if (outcome->taken_case == now.taken_case || outcome->score <= now.score) continue;
      if (outcome->score == node.maximum) return std::nullopt;  // That is the gain in full.
      return MakeGain(input, value, outcome->score - now.score, false);
    }
    return std::nullopt;
  }

  // Values of one figure at and beside the points where a comparison of the rule turns, the nearest
  // first.
  std::vector<Rational> Candidates(const Rule& rule, const RuleInputs& inputs,
                                   const domain::Leaf& leaf, const Node& node,
                                   const RuleInput& input) const {
    const FigureRange& range = ranges_[input.slot];
    const Rational& from = *values_[input.slot];
    const Rational step = StepOf(range);
    const std::optional<Rational> most = Highest(range);
    const std::optional<Rational> least = Lowest(input.slot);
    std::vector<Rational> values;
    for (const Rational& point :
         CriticalPoints(rule, inputs, node.maximum, {.slot = input.slot, .previous = false})) {
      const Rational floor = (point / step).Floor() * step;
      for (const Rational& value : {floor - step, floor, floor + step}) {
        const bool within =
            !(most.has_value() && value > *most) && !(least.has_value() && value < *least);
        if (within && value != from && MayMove(leaf, input, value)) values.push_back(value);
      }
    }
    const auto distance = [&](const Rational& value) {
      return value > from ? value - from : from - value;
    };
    std::stable_sort(values.begin(), values.end(), [&](const Rational& a, const Rational& b) {
      return distance(a) < distance(b);
    });
    return values;
  }

  // A whole does not fall below its parts.
  std::optional<Rational> Lowest(std::size_t slot) const {
    std::optional<Rational> least = ranges_[slot].Lowest();
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
      if (ranges_[i].part_of != slot || !values_[i].has_value()) continue;
      if (!least.has_value() || *values_[i] > *least) least = values_[i];
    }
    return least;
  }

  // A part does not grow beyond its whole.
  std::optional<Rational> Highest(const FigureRange& range) const {
    std::optional<Rational> most = range.Highest();
    if (!range.part_of.has_value()) return most;
    const std::optional<Rational>& whole = values_[*range.part_of];
    if (whole.has_value() && (!most.has_value() || *whole < *most)) most = whole;
    return most;
  }

  const CriteriaSet& set_;
  const Answers& answers_;
  std::vector<std::optional<Rational>> values_;  // The set's figures, then the sums.
  std::vector<const FigureDefinition*> definitions_;
  std::vector<FigureRange> ranges_;
  std::vector<RuleChild> children_;
};

}  // namespace

std::string_view Name(ForecastState state) {
  constexpr std::array<std::string_view, 6> kNames = {"full",    "loses",   "not_applicable",
                                                      "unknown", "entered", "failed"};
  return kNames.at(static_cast<std::size_t>(state));
}

Forecast ForecastOf(const CriteriaSet& set, const FiguresToDate& figures) {
  return Forecaster(set, figures).Run();
}

std::string TextOf(const Gain& gain, Language language) {
  const bool vietnamese = language == Language::kVietnamese;
  const NumberStyle style = StyleOf(language);
  const bool more = gain.to > gain.from;
  const Rational change = more ? gain.to - gain.from : gain.from - gain.to;
  const CatalogueText* text = FindText(MovesFreely(gain.kind) ? "forecast_other"
                                       : more                 ? "forecast_more"
                                                              : "forecast_fewer");
  const std::string unit = gain.unit.empty() ? "" : " " + gain.unit;
  return Fill(vietnamese ? text->vietnamese : text->english,
              {{"change", FormatFigure(gain.kind, change, style) + unit},
               {"title", gain.title},
               {"from", FormatFigure(gain.kind, gain.from, style)},
               {"to", FormatFigure(gain.kind, gain.to, style)},
               {"points", gain.gained.FormatShort(style)}});
}

}  // namespace par::domain
