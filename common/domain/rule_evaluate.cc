#include "common/domain/rule_evaluate.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/expression_evaluator.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

const std::optional<Rational>* At(std::span<const std::optional<Rational>> values,
                                  std::size_t slot) {
  return slot < values.size() && values[slot].has_value() ? &values[slot] : nullptr;
}

// "a = 18, b = 12, previous.a = 10"
std::string ValuesText(const Rule& rule, const RuleInputs& inputs) {
  std::string text;
  const auto add = [&](const std::string& name, FigureKind kind, const auto* value) {
    if (value == nullptr) return;
    if (!text.empty()) text += ", ";
    text += name + " = " + FormatFigure(kind, **value, NumberStyle::kPlain);
  };
  for (const RuleInput& input : rule.inputs) {
    if (input.current) add(input.name, input.kind, At(inputs.figures, input.slot));
    if (input.previous) add("previous." + input.name, input.kind, At(inputs.previous, input.slot));
  }
  return text;
}

absl::Status Refuse(std::string_view reason, std::vector<Parameter> parameters) {
  return Refusal(absl::StatusCode::kInvalidArgument, reason, std::move(parameters));
}

void TraceInputs(const Rule& rule, const RuleInputs& inputs, Trace& trace) {
  const auto add = [&](const RuleInput& input, bool previous) {
    const auto* value = At(previous ? inputs.previous : inputs.figures, input.slot);
    trace.inputs.push_back({.name = input.name,
                            .previous = previous,
                            .kind = input.kind,
                            .value = value != nullptr ? *value : std::nullopt});
  };
  for (const RuleInput& input : rule.inputs) {
    if (input.current) add(input, false);
    if (input.previous) add(input, true);
  }
}

// One evaluation of one rule.
class Evaluation {
 public:
  Evaluation(const Rule& rule, const RuleInputs& inputs, Points maximum, int places, Trace* trace)
      : rule_(rule),
        inputs_(inputs),
        points_(maximum),
        maximum_(maximum.ToRational()),
        places_(places),
        trace_(trace) {}

  absl::StatusOr<Outcome> Run() {
    if (rule_.nothing_arises.has_value()) {
      ASSIGN_OR_RETURN(const bool holds, HoldsOrMissing(*rule_.nothing_arises));
      if (!missing_.empty()) return NotScored();
      if (holds) return Take(*rule_.nothing_arises, kNothingArisesCase);
    }
    if (rule_.kind == RuleKind::kExpression) return Take(rule_.cases.front(), 0);
    if (rule_.kind == RuleKind::kCases) return RunCases();
    return RunEntered();
  }

 private:
  absl::Status ErrorOf(const ExpressionEvaluator& evaluator) const {
    return Refuse(evaluator.error(),
                  {{"expression", evaluator.ErrorText()}, {"values", ValuesText(rule_, inputs_)}});
  }

  // A missing input is added to missing_, and the answer is false.
  absl::StatusOr<bool> HoldsOrMissing(const RuleCase& one) {
    if (!one.when.has_value()) return true;
    ExpressionEvaluator evaluator(*one.when, inputs_, maximum_, nullptr);
    bool holds = false;
    if (evaluator.Condition(holds)) return holds;
    if (evaluator.error() != nullptr) return ErrorOf(evaluator);
    NoteMissing(evaluator);
    return false;
  }

  void NoteMissing(const ExpressionEvaluator& evaluator) {
    for (std::string& name : evaluator.Missing()) {
      if (std::find(missing_.begin(), missing_.end(), name) == missing_.end()) {
        missing_.push_back(std::move(name));
      }
    }
  }

  Outcome NotScored() {
    Outcome outcome;
    outcome.missing = std::move(missing_);
    return outcome;
  }

  absl::StatusOr<Outcome> RunCases() {
    int taken = -1;
    int applying = 0;
    int otherwise = -1;
    for (std::size_t i = 0; i < rule_.cases.size(); ++i) {
      if (!rule_.cases[i].when.has_value()) {
        otherwise = static_cast<int>(i);
        continue;
      }
      ASSIGN_OR_RETURN(const bool holds, HoldsOrMissing(rule_.cases[i]));
      if (!holds) continue;
      if (taken < 0) taken = static_cast<int>(i);
      ++applying;
    }
    if (!missing_.empty()) return NotScored();
    if (applying > 1) return SeveralCases();
    if (taken < 0) taken = otherwise;
    if (taken < 0) return Refuse("rule_no_case", {{"values", ValuesText(rule_, inputs_)}});
    return Take(rule_.cases[static_cast<std::size_t>(taken)], taken);
  }

  absl::Status SeveralCases() {
    std::string cases;
    for (const RuleCase& one : rule_.cases) {
      const auto holds = HoldsOrMissing(one);
      if (!one.when.has_value() || !holds.ok() || !*holds) continue;
      if (!cases.empty()) cases += "; ";
      cases += "“" + one.when->text + "”";
    }
    return Refuse("rule_several_cases", {{"cases", cases}, {"values", ValuesText(rule_, inputs_)}});
  }

  absl::StatusOr<Outcome> Take(const RuleCase& one, int index) {
    TraceTaken(one, index);
    Outcome outcome;
    outcome.taken_case = index;
    if (!one.score.has_value()) {
      outcome.state = OutcomeState::kNotApplicable;
      return outcome;
    }
    ExpressionEvaluator evaluator(*one.score, inputs_, maximum_,
                                  trace_ != nullptr ? &trace_->steps : nullptr);
    Rational exact;
    if (!evaluator.Number(exact)) {
      if (evaluator.error() != nullptr) return ErrorOf(evaluator);
      NoteMissing(evaluator);
      return NotScored();
    }
    if (trace_ != nullptr) trace_->exact = exact;
    // The exact value counts: rounding never brings a result back into its bounds.
    if (exact.Sign() < 0 || exact > maximum_) return OutOfRange(exact);
    outcome.state = OutcomeState::kScored;
    outcome.score = *Points::FromRational(exact, places_);
    if (trace_ != nullptr) trace_->rounded = outcome.score;
    return outcome;
  }

  void TraceTaken(const RuleCase& one, int index) {
    if (trace_ == nullptr) return;
    trace_->taken_case = index;
    if (!one.when.has_value()) return;
    ExpressionEvaluator again(*one.when, inputs_, maximum_, &trace_->when_steps);
    bool holds = false;
    PAR_CHECK(again.Condition(holds) && holds);
  }

  absl::Status OutOfRange(const Rational& exact) const {
    return Refuse("score_out_of_range",
                  {{"score", FormatFigure(FigureKind::kSigned, exact, NumberStyle::kPlain)},
                   {"maximum", points_.FormatShort(NumberStyle::kPlain)},
                   {"values", ValuesText(rule_, inputs_)}});
  }

  // Judged and given: the value is entered by a person.
  absl::StatusOr<Outcome> RunEntered() {
    if (!inputs_.entered.has_value()) {
      missing_.emplace_back(rule_.kind == RuleKind::kGiven ? "points" : "judged");
      return NotScored();
    }
    const Points entered = *inputs_.entered;
    if (trace_ != nullptr) trace_->exact = entered.ToRational();
    if (entered < Points() || entered > points_) return OutOfRange(entered.ToRational());
    if (rule_.kind == RuleKind::kJudgedSteps &&
        !std::binary_search(rule_.steps.begin(), rule_.steps.end(), entered)) {
      return Refuse("judged_not_a_step", {{"value", entered.FormatShort(NumberStyle::kPlain)},
                                          {"steps", StepsText(rule_.steps)}});
    }
    Outcome outcome;
    outcome.state = OutcomeState::kScored;
    outcome.score = *Points::FromRational(entered.ToRational(), places_);
    if (trace_ != nullptr) trace_->rounded = outcome.score;
    return outcome;
  }

  const Rule& rule_;
  const RuleInputs& inputs_;
  const Points points_;
  const Rational maximum_;
  const int places_;
  Trace* const trace_;
  std::vector<std::string> missing_;
};

}  // namespace

absl::StatusOr<Outcome> Evaluate(const Rule& rule, const RuleInputs& inputs, Points maximum,
                                 int places, Trace* trace) {
  PAR_CHECK(places >= 0 && places <= Points::kPlaces);
  if (trace != nullptr) {
    *trace = Trace();
    trace->places = places;
    TraceInputs(rule, inputs, *trace);
  }
  return Evaluation(rule, inputs, maximum, places, trace).Run();
}

absl::StatusOr<std::optional<bool>> Holds(const Expression& condition, const RuleInputs& inputs,
                                          Points maximum) {
  const Rational exact_maximum = maximum.ToRational();
  ExpressionEvaluator evaluator(condition, inputs, exact_maximum, nullptr);
  bool holds = false;
  if (evaluator.Condition(holds)) return std::optional<bool>(holds);
  if (evaluator.error() == nullptr) return std::optional<bool>();
  return Refuse(evaluator.error(), {{"expression", evaluator.ErrorText()}, {"values", ""}});
}

absl::StatusOr<std::optional<Rational>> ValueOf(const Expression& expression,
                                                const RuleInputs& inputs, Points maximum) {
  const Rational exact_maximum = maximum.ToRational();
  ExpressionEvaluator evaluator(expression, inputs, exact_maximum, nullptr);
  Rational value;
  if (evaluator.Number(value)) return std::optional<Rational>(value);
  if (evaluator.error() == nullptr) return std::optional<Rational>();
  return Refuse(evaluator.error(), {{"expression", evaluator.ErrorText()}, {"values", ""}});
}

}  // namespace par::domain
