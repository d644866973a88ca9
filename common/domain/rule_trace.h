// The trace of a score: inputs, which case applied, each step and the rounding, so that anyone can
// replay it and read it.
//
// Pure. A Trace belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/figure_kind.h"
#include "common/domain/points.h"
#include "common/domain/rational.h"
#include "common/domain/refusal.h"
#include "common/domain/rule.h"

namespace par::domain {

struct RuleWordsScope;  // rule_words.h

struct TraceInput {
  std::string name;       // "a".
  bool previous = false;  // Of the year before.
  FigureKind kind = FigureKind::kCount;
  std::optional<Rational> value = {};  // Absent: missing.
};

// One operation and its exact result.
struct TraceStep {
  RuleOp op = RuleOp::kAdd;
  std::uint16_t node = 0;          // Of the condition, or of the score.
  std::vector<Rational> operands;  // Of an aggregate: none.
  // Which operand is the result of the step just before; -1: none.
  int continues = -1;
  bool dates = false;  // The operands are days since 1970-01-01.
  Rational result = {};
};

struct Trace {
  std::vector<TraceInput> inputs;
  // As in Outcome; nothing: none applied, or the points were entered.
  std::optional<int> taken_case;
  std::vector<TraceStep> when_steps;  // What the condition that held compared.
  std::vector<TraceStep> steps;
  std::optional<Rational> exact;  // Before rounding.
  std::optional<Points> rounded;
  int places = Points::kPlaces;
};

// The case of `rule`, of which the trace is, that applied; null if none did.
[[nodiscard]] const RuleCase* TakenCase(const Rule& rule, const Trace& trace);

// The steps of the score alone: "17.310/17.747 = 0,9754 → × 1,5 = 1,4631". Fractions are shown at 4
// places, half up; nothing was rounded in between. `scope` is of the rule of which the trace is.
[[nodiscard]] std::string RenderSteps(const Trace& trace, const RuleWordsScope& scope,
                                      Language language);

// All of it, one line each for the inputs, the case and the steps.
[[nodiscard]] std::string RenderTrace(const Trace& trace, const RuleWordsScope& scope,
                                      Language language);

}  // namespace par::domain
