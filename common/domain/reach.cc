#include "common/domain/reach.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "common/domain/critical_points.h"

namespace par::domain {
namespace {

constexpr int kDoublings = 40;  // Beyond any figure of the country.

// One figure of one leaf, moved on a grid of whole steps.
class ReachSearch {
 public:
  ReachSearch(const Rule& rule, const RuleInputs& inputs, Points maximum, int places,
              std::size_t slot, const FigureRange& range)
      : rule_(rule),
        inputs_(inputs),
        maximum_(maximum),
        places_(places),
        slot_(slot),
        step_(range.IsWhole() ? Rational::FromInt(1) : Rational::FromFraction(1, 10000)),
        figures_(inputs.figures.begin(), inputs.figures.end()) {
    inputs_.figures = figures_;
  }

  std::optional<Rational> Nearest(const std::optional<Rational>& lowest,
                                  const std::optional<Rational>& highest) {
    const Rational current = *figures_[slot_];
    std::optional<Rational> best;
    for (const bool up : {true, false}) {
      const std::optional<Rational> found = Towards(current, up, lowest, highest);
      if (!found.has_value()) continue;
      const Rational distance = up ? *found - current : current - *found;
      if (!best.has_value() || distance < Distance(*best, current)) best = found;
    }
    return best;
  }

 private:
  static Rational Distance(const Rational& a, const Rational& b) { return a > b ? a - b : b - a; }

  bool Reaches(const Rational& value) {
    figures_[slot_] = value;
    const auto outcome = Evaluate(rule_, inputs_, maximum_, places_);
    return outcome.ok() && outcome->state == OutcomeState::kScored && outcome->score == maximum_;
  }

  std::vector<Rational> Candidates(const Rational& current, bool up) {
    std::vector<Rational> values;
    figures_[slot_] = current;
    for (const Rational& point :
         CriticalPoints(rule_, inputs_, maximum_, {.slot = slot_, .previous = false})) {
      const Rational floor = (point / step_).Floor() * step_;
      for (const Rational& near : {floor - step_, floor, floor + step_, floor + step_ + step_}) {
        values.push_back(near);
      }
    }
    Rational reach = step_;
    const Rational grid = (current / step_).Floor() * step_;
    for (int i = 0; i < kDoublings; ++i, reach = reach + reach) {
      values.push_back(up ? grid + reach : grid - reach);
    }
    return values;
  }

  // The value nearest to `current` on that side.
  std::optional<Rational> Towards(const Rational& current, bool up,
                                  const std::optional<Rational>& lowest,
                                  const std::optional<Rational>& highest) {
    std::vector<Rational> values = Candidates(current, up);
    if (up && highest.has_value()) values.push_back(*highest);
    if (!up && lowest.has_value()) values.push_back(*lowest);
    std::erase_if(values, [&](const Rational& value) {
      return (up ? value <= current : value >= current) ||
             (lowest.has_value() && value < *lowest) || (highest.has_value() && value > *highest);
    });
    std::sort(values.begin(), values.end());
    if (!up) std::reverse(values.begin(), values.end());
    Rational before = current;
    for (const Rational& value : values) {
      if (Reaches(value)) return Between(before, value);
      before = value;
    }
    return std::nullopt;
  }

  // `no` does not reach, `yes` does; halves the steps between them.
  Rational Between(const Rational& no, const Rational& yes) {
    const Rational sign = Rational::FromInt(yes > no ? 1 : -1);
    Rational left;                                         // Steps back from `yes` that reach, ...
    Rational right = (Distance(no, yes) / step_).Floor();  // ... and that may not.
    while (right - left > Rational::FromInt(1)) {
      const Rational middle = ((left + right) / Rational::FromInt(2)).Floor();
      if (Reaches(yes - sign * middle * step_)) {
        left = middle;
      } else {
        right = middle;
      }
    }
    return yes - sign * left * step_;
  }

  const Rule& rule_;
  RuleInputs inputs_;
  const Points maximum_;
  const int places_;
  const std::size_t slot_;
  const Rational step_;
  std::vector<std::optional<Rational>> figures_;
};

}  // namespace

std::vector<Reach> WhatReachesMaximum(const Rule& rule, const RuleInputs& inputs, Points maximum,
                                      int places, std::span<const FigureRange> ranges) {
  std::vector<Reach> found;
  const auto now = Evaluate(rule, inputs, maximum, places);
  if (now.ok() && now->state == OutcomeState::kScored && now->score == maximum) return found;
  const auto value = [&](std::size_t slot) -> std::optional<Rational> {
    return slot < inputs.figures.size() ? inputs.figures[slot] : std::nullopt;
  };
  for (const RuleInput& input : rule.inputs) {
    if (!input.current || !value(input.slot).has_value() || input.slot >= ranges.size()) continue;
    const FigureRange& range = ranges[input.slot];
    std::optional<Rational> lowest = range.Lowest();
    std::optional<Rational> highest = range.Highest();
    if (range.part_of.has_value()) {
      const std::optional<Rational> whole = value(*range.part_of);
      if (whole.has_value() && (!highest.has_value() || *whole < *highest)) highest = whole;
    }
    for (std::size_t part = 0; part < ranges.size(); ++part) {
      if (ranges[part].part_of != input.slot || !value(part).has_value()) continue;
      if (!lowest.has_value() || *value(part) > *lowest) lowest = value(part);
    }
    ReachSearch search(rule, inputs, maximum, places, input.slot, range);
    const std::optional<Rational> to = search.Nearest(lowest, highest);
    if (!to.has_value()) continue;
    found.push_back({.slot = input.slot,
                     .name = input.name,
                     .kind = input.kind,
                     .from = *value(input.slot),
                     .to = *to});
  }
  return found;
}

std::string RenderReach(const Reach& reach, NumberStyle style) {
  std::string text = reach.name + ": " + FormatFigure(reach.kind, reach.from, style) + " → " +
                     FormatFigure(reach.kind, reach.to, style);
  if (reach.kind == FigureKind::kYesNo) return text;
  // A difference of dates is a number of days.
  const FigureKind kind = reach.kind == FigureKind::kDate ? FigureKind::kSigned : reach.kind;
  const Rational change = reach.to - reach.from;
  text += change.Sign() > 0 ? " (+" : " (";
  return text + FormatFigure(kind, change, style) + ")";
}

}  // namespace par::domain
