#include "common/domain/rule_samples.h"

#include <algorithm>
#include <cstdint>

namespace par::domain {
namespace {

// Values per figure, by the number of figures: some thousands of samples at most.
std::size_t MostValues(std::size_t variables) {
  constexpr std::size_t kMost[] = {0, 400, 60, 18, 9, 6, 5, 4};
  return variables < std::size(kMost) ? kMost[variables] : 3;
}

FigureRange RangeOf(const RuleLintInput& lint, const RuleInput& input) {
  if (input.slot < lint.ranges.size()) return lint.ranges[input.slot];
  return {.name = input.name, .kind = input.kind, .least = {}, .most = {}, .part_of = {}};
}

// Denominators are chosen first: for them a critical point says nothing until the part is known.
std::vector<std::size_t> DividedBy(const Rule& rule) {
  std::vector<std::size_t> slots;
  const auto note = [&](const std::optional<Expression>& expression) {
    if (!expression.has_value()) return;
    for (const RuleNode& node : expression->nodes) {
      if (node.op != RuleOp::kDivide) continue;
      const RuleNode& below = expression->nodes[node.b];
      if (below.op == RuleOp::kFigure) slots.push_back(below.slot);
    }
  };
  for (const RuleCase& one : rule.cases) {
    note(one.when);
    note(one.score);
  }
  return slots;
}

bool Contains(const std::vector<std::size_t>& slots, std::size_t slot) {
  return std::find(slots.begin(), slots.end(), slot) != slots.end();
}

std::vector<Rational> PlainValues(const SampledVariable& variable) {
  if (variable.kind == FigureKind::kYesNo) return {Rational(), Rational::FromInt(1)};
  std::vector<Rational> values;
  if (const auto lowest = variable.range.Lowest(); lowest.has_value()) values.push_back(*lowest);
  if (const auto highest = variable.range.Highest(); highest.has_value()) {
    values.push_back(*highest);
  }
  if (variable.kind == FigureKind::kDate) {
    values.push_back(Rational::FromInt(19'700));  // A day of 2023; the others come from the rule.
    return values;
  }
  if (variable.kind == FigureKind::kPercent) {
    for (const int hundredths : {0, 100, 50, 99, 1}) {
      values.push_back(Rational::FromFraction(hundredths, 100));
    }
    return values;
  }
  for (const int value : {0, 1, 1000, 100, 18, 2, 10'000, 3, 7, 10}) {
    values.push_back(Rational::FromInt(value));
  }
  if (variable.kind == FigureKind::kSigned) values.push_back(Rational::FromInt(-1));
  return values;
}

}  // namespace

RuleSample::RuleSample(const RuleLintInput& lint) {
  for (const RuleInput& input : lint.rule->inputs) {
    for (const bool previous : {false, true}) {
      if (previous ? !input.previous : !input.current) continue;
      const FigureRange range = RangeOf(lint, input);
      variables_.push_back(
          {.variable = {.slot = input.slot, .previous = previous},
           .name = previous ? "previous." + input.name : input.name,
           .kind = input.kind,
           .range = range,
           .step = range.IsWhole() ? Rational::FromInt(1) : Rational::FromFraction(1, 10'000)});
    }
    figures_.resize(std::max(figures_.size(), input.slot + 1));
  }
  previous_.resize(figures_.size());
  const std::vector<std::size_t> divisors = DividedBy(*lint.rule);
  std::stable_sort(variables_.begin(), variables_.end(), [&](const auto& x, const auto& y) {
    const auto order = [&](const SampledVariable& v) {
      return (Contains(divisors, v.variable.slot) ? 0 : 2) + (v.range.part_of.has_value() ? 1 : 0);
    };
    return order(x) < order(y);
  });
}

std::vector<std::optional<Rational>>& RuleSample::Side(const RuleVariable& variable) {
  return variable.previous ? previous_ : figures_;
}

const std::optional<Rational>* RuleSample::Find(std::size_t slot, bool previous) const {
  const auto& side = previous ? previous_ : figures_;
  return slot < side.size() && side[slot].has_value() ? &side[slot] : nullptr;
}

const Rational& RuleSample::Get(std::size_t index) const {
  const RuleVariable& variable = variables_[index].variable;
  return *(variable.previous ? previous_ : figures_)[variable.slot];
}

void RuleSample::Set(std::size_t index, std::optional<Rational> value) {
  const RuleVariable& variable = variables_[index].variable;
  Side(variable)[variable.slot] = std::move(value);
}

bool RuleSample::Allowed(std::size_t index, const Rational& value) const {
  const SampledVariable& mine = variables_[index];
  const auto lowest = mine.range.Lowest();
  const auto highest = mine.range.Highest();
  if ((lowest.has_value() && value < *lowest) || (highest.has_value() && value > *highest)) {
    return false;
  }
  if (mine.range.part_of.has_value()) {
    const auto* whole = Find(*mine.range.part_of, mine.variable.previous);
    if (whole != nullptr && value > **whole) return false;
  }
  for (const SampledVariable& other : variables_) {
    if (other.range.part_of != mine.variable.slot) continue;
    if (other.variable.previous != mine.variable.previous) continue;
    const auto* part = Find(other.variable.slot, other.variable.previous);
    if (part != nullptr && **part > value) return false;
  }
  return true;
}

bool RuleSample::PartsExceedTheirWhole() const {
  for (const SampledVariable& whole : variables_) {
    const auto* most = Find(whole.variable.slot, whole.variable.previous);
    Rational sum;
    for (const SampledVariable& part : variables_) {
      if (part.range.part_of != whole.variable.slot) continue;
      if (part.variable.previous != whole.variable.previous) continue;
      const auto* value = Find(part.variable.slot, part.variable.previous);
      if (value != nullptr) sum = sum + **value;
    }
    if (most != nullptr && sum > **most) return true;
  }
  return false;
}

RuleInputs RuleSample::Inputs() const { return {.figures = figures_, .previous = previous_}; }

std::string RuleSample::Text() const {
  std::string text;
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    if (!text.empty()) text += ", ";
    text += variables_[i].name + " = ";
    text += FormatFigure(variables_[i].kind, Get(i), NumberStyle::kPlain);
  }
  return text;
}

namespace {

// Critical points and their neighbours first, then the plain values, as many as there is room for.
std::vector<Rational> ValuesFor(const RuleLintInput& lint, const RuleSample& sample,
                                std::size_t index) {
  const SampledVariable& variable = sample.variables()[index];
  std::vector<Rational> wanted;
  const auto plain = PlainValues(variable);
  wanted.insert(wanted.end(), plain.begin(),
                plain.begin() + std::min<std::ptrdiff_t>(2, std::ssize(plain)));
  for (const Rational& point :
       CriticalPoints(*lint.rule, sample.Inputs(), lint.maximum, variable.variable)) {
    const Rational floor = (point / variable.step).Floor() * variable.step;
    for (const Rational& near : {floor, floor + variable.step, floor - variable.step}) {
      wanted.push_back(near);
    }
  }
  // A whole is best where its parts can hit a threshold exactly.
  wanted.insert(wanted.end(), plain.begin(), plain.end());
  std::vector<Rational> values;
  for (const Rational& value : wanted) {
    if (values.size() >= MostValues(sample.variables().size())) break;
    const bool known = std::find(values.begin(), values.end(), value) != values.end();
    if (!known && sample.Allowed(index, value)) values.push_back(value);
  }
  std::sort(values.begin(), values.end());
  return values;
}

void Descend(const RuleLintInput& lint, RuleSample& sample, std::size_t index,
             const std::function<void()>& visit) {
  if (index == sample.variables().size()) return visit();
  for (const Rational& value : ValuesFor(lint, sample, index)) {
    sample.Set(index, value);
    Descend(lint, sample, index + 1, visit);
    sample.Set(index, std::nullopt);
  }
}

}  // namespace

void ForEachSample(const RuleLintInput& lint, RuleSample& sample,
                   const std::function<void()>& visit) {
  Descend(lint, sample, 0, visit);
}

}  // namespace par::domain
