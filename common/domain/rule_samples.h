// The figures on which a rule is tried; see rule_lint.h for how they are chosen.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/critical_points.h"
#include "common/domain/rule_lint.h"

namespace par::domain {

struct SampledVariable {
  RuleVariable variable;
  std::string name;  // "a", "previous.a".
  FigureKind kind = FigureKind::kCount;
  FigureRange range;
  Rational step;  // Between neighbouring values.
};

// One assignment of all figures that a rule reads; may be moved by a step and put back.
class RuleSample {
 public:
  explicit RuleSample(const RuleLintInput& lint);
  RuleSample(const RuleSample&) = delete;
  RuleSample& operator=(const RuleSample&) = delete;

  [[nodiscard]] const std::vector<SampledVariable>& variables() const { return variables_; }
  [[nodiscard]] const Rational& Get(std::size_t index) const;
  void Set(std::size_t index, std::optional<Rational> value);
  // Whether that value respects bounds and part_of beside the other figures.
  [[nodiscard]] bool Allowed(std::size_t index, const Rational& value) const;
  // Whether figures that are parts of one whole add up to more than it.
  [[nodiscard]] bool PartsExceedTheirWhole() const;
  [[nodiscard]] RuleInputs Inputs() const;
  // "a = 18, b = 12"
  [[nodiscard]] std::string Text() const;

 private:
  std::vector<std::optional<Rational>>& Side(const RuleVariable& variable);
  [[nodiscard]] const std::optional<Rational>* Find(std::size_t slot, bool previous) const;

  std::vector<SampledVariable> variables_;  // Wholes before their parts.
  std::vector<std::optional<Rational>> figures_;
  std::vector<std::optional<Rational>> previous_;
};

// Calls `visit` for every sample, in the same order every time.
void ForEachSample(const RuleLintInput& lint, RuleSample& sample,
                   const std::function<void()>& visit);

}  // namespace par::domain
