#include "common/domain/rule_trace.h"

#include <string_view>
#include <utility>

#include "common/domain/catalogue.h"
#include "common/domain/rule_evaluate.h"
#include "common/domain/rule_words.h"

namespace par::domain {
namespace {

std::string Shown(const Rational& value, NumberStyle style) {
  const std::optional<Decimal> rounded = value.RoundHalfUp(Points::kPlaces);
  if (!rounded.has_value()) return value.Text();
  return Rational::FromDecimal(*rounded) == value ? rounded->FormatShort(style)
                                                  : rounded->Format(style);
}

std::string OperandText(const TraceStep& step, std::size_t index, NumberStyle style) {
  if (step.dates) return FormatFigure(FigureKind::kDate, step.operands[index], style);
  return Shown(step.operands[index], style);
}

// Words the steps of one expression.
class StepsWriter {
 public:
  StepsWriter(const std::optional<Expression>& of, const RuleWordsScope& scope, Language language)
      : of_(of), scope_(scope), language_(language), style_(StyleOf(language)) {}

  [[nodiscard]] std::string Write(const std::vector<TraceStep>& steps) const {
    std::string text;
    for (const TraceStep& step : steps) {
      if (!text.empty()) text += step.continues >= 0 ? " → " : "; ";
      text += Step(step) + " = " + Shown(step.result, style_);
    }
    return text;
  }

 private:
  [[nodiscard]] std::string Operand(const TraceStep& step, std::size_t index) const {
    return OperandText(step, index, style_);
  }

  [[nodiscard]] std::string Step(const TraceStep& step) const {
    const std::string sign(SignOf(step.op));
    if (sign.empty()) return Phrase(step);
    const bool commutes = step.op == RuleOp::kAdd || step.op == RuleOp::kMultiply;
    if (step.continues == 0 || (step.continues == 1 && commutes)) {
      const std::string spaced = step.op == RuleOp::kDivide ? " / " : sign;
      return spaced.substr(1) + Operand(step, step.continues == 0 ? 1 : 0);
    }
    return Operand(step, 0) + sign + Operand(step, 1);
  }

  [[nodiscard]] std::string Phrase(const TraceStep& step) const {
    // What the units below have stands in no operand.
    if (step.operands.empty()) return RuleWords(*of_, of_->nodes[step.node], scope_, language_);
    if (step.op == RuleOp::kNegate) return "-(" + Operand(step, 0) + ")";
    const std::string second = step.operands.size() > 1 ? Operand(step, 1) : std::string();
    return RulePhrase(step.op, Operand(step, 0), second, language_);
  }

  const std::optional<Expression>& of_;
  const RuleWordsScope& scope_;
  const Language language_;
  const NumberStyle style_;
};

std::string InputsText(const Trace& trace, Language language) {
  std::string text;
  for (const TraceInput& input : trace.inputs) {
    if (!text.empty()) text += "; ";
    text +=
        input.previous ? Worded("words_previous", {{"figure", input.name}}, language) : input.name;
    text += " = ";
    text += input.value.has_value() ? FormatFigure(input.kind, *input.value, StyleOf(language))
                                    : Worded("trace_missing", {}, language);
  }
  return text;
}

// Which case applied and what was compared for it; empty where there are no cases.
std::string CaseText(const Trace& trace, const RuleWordsScope& scope, Language language) {
  const RuleCase* taken = TakenCase(scope.rule, trace);
  if (taken == nullptr) return "";
  if (!taken->when) {
    if (scope.rule.cases.size() < 2) return "";  // A plain expression.
    return Worded("trace_case",
                  {{"case", Worded("words_otherwise", {}, language)}, {"compared", ""}}, language);
  }
  std::string compared = StepsWriter(taken->when, scope, language).Write(trace.when_steps);
  if (!compared.empty()) compared = " (" + compared + ")";
  const bool nothing = trace.taken_case == kNothingArisesCase;
  return Worded(nothing ? "trace_nothing_arises" : "trace_case",
                {{"case", RuleWords(*taken->when, scope, language)}, {"compared", compared}},
                language);
}

}  // namespace

const RuleCase* TakenCase(const Rule& rule, const Trace& trace) {
  if (!trace.taken_case.has_value()) return nullptr;
  if (*trace.taken_case == kNothingArisesCase) return &*rule.nothing_arises;
  return &rule.cases[static_cast<std::size_t>(*trace.taken_case)];
}

std::string RenderSteps(const Trace& trace, const RuleWordsScope& scope, Language language) {
  const RuleCase* taken = TakenCase(scope.rule, trace);
  if (taken != nullptr && !trace.steps.empty()) {
    return StepsWriter(taken->score, scope, language).Write(trace.steps);
  }
  return trace.exact.has_value() ? Shown(*trace.exact, StyleOf(language)) : std::string();
}

std::string RenderTrace(const Trace& trace, const RuleWordsScope& scope, Language language) {
  std::vector<std::string> lines;
  if (!trace.inputs.empty()) {
    lines.push_back(Worded("trace_inputs", {{"values", InputsText(trace, language)}}, language));
  }
  std::string taken = CaseText(trace, scope, language);
  if (!taken.empty()) lines.push_back(std::move(taken));
  if (trace.exact.has_value()) {
    lines.push_back(
        Worded("trace_steps", {{"steps", RenderSteps(trace, scope, language)}}, language));
  }
  const RuleCase* found = TakenCase(scope.rule, trace);
  if (trace.rounded.has_value()) {
    lines.push_back(Worded("trace_score",
                           {{"score", trace.rounded->Format(trace.places, StyleOf(language))},
                            {"places", std::to_string(trace.places)}},
                           language));
  } else if (found != nullptr && !found->score) {
    lines.push_back(Worded("trace_not_applicable", {}, language));
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace par::domain
