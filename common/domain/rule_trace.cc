#include "common/domain/rule_trace.h"

#include <string_view>

#include "common/domain/catalogue.h"

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

// The operation's sign with its spaces; empty if it is written as a function.
std::string_view SignOf(RuleOp op) {
  switch (op) {
    case RuleOp::kAdd:
      return " + ";
    case RuleOp::kSubtract:
      return " - ";
    case RuleOp::kMultiply:
      return " × ";
    case RuleOp::kDivide:
      return "/";
    default:
      return "";
  }
}

std::string_view FunctionOf(RuleOp op) {
  switch (op) {
    case RuleOp::kLesser:
      return "min";
    case RuleOp::kGreater:
      return "max";
    case RuleOp::kFloor:
      return "floor";
    case RuleOp::kRound:
      return "round";
    case RuleOp::kDaysLate:
      return "days_late";
    default:
      return "-";
  }
}

std::string CallText(const TraceStep& step, NumberStyle style) {
  if (step.operands.empty()) return step.expression;
  std::string text(FunctionOf(step.op));
  text += '(';
  for (std::size_t i = 0; i < step.operands.size(); ++i) {
    if (i > 0) text += "; ";
    text += OperandText(step, i, style);
  }
  return text + ')';
}

std::string StepText(const TraceStep& step, NumberStyle style) {
  const std::string_view sign = SignOf(step.op);
  const std::string result = " = " + Shown(step.result, style);
  if (sign.empty()) return CallText(step, style) + result;
  const bool commutes = step.op == RuleOp::kAdd || step.op == RuleOp::kMultiply;
  if (step.continues == 0 || (step.continues == 1 && commutes)) {
    const std::size_t other = step.continues == 0 ? 1 : 0;
    std::string spaced(sign);
    if (step.op == RuleOp::kDivide) spaced = " / ";
    return spaced.substr(1) + OperandText(step, other, style) + result;
  }
  return OperandText(step, 0, style) + std::string(sign) + OperandText(step, 1, style) + result;
}

std::string StepsText(const std::vector<TraceStep>& steps, NumberStyle style) {
  std::string text;
  for (const TraceStep& step : steps) {
    if (!text.empty()) text += step.continues >= 0 ? " → " : "; ";
    text += StepText(step, style);
  }
  return text;
}

std::string InputsText(const Trace& trace, NumberStyle style, Language language) {
  std::string text;
  for (const TraceInput& input : trace.inputs) {
    if (!text.empty()) text += "; ";
    text += input.name + " = ";
    text += input.value.has_value() ? FormatFigure(input.kind, *input.value, style)
                                    : Worded("trace_missing", {}, language);
  }
  return text;
}

}  // namespace

std::string RenderSteps(const Trace& trace, NumberStyle style) {
  if (!trace.steps.empty()) return StepsText(trace.steps, style);
  return trace.exact.has_value() ? Shown(*trace.exact, style) : std::string();
}

std::string RenderTrace(const Trace& trace, NumberStyle style, Language language) {
  std::vector<std::string> lines;
  if (!trace.inputs.empty()) {
    lines.push_back(
        Worded("trace_inputs", {{"values", InputsText(trace, style, language)}}, language));
  }
  if (!trace.taken_when.empty()) {
    std::string compared = StepsText(trace.when_steps, style);
    if (!compared.empty()) compared = " (" + compared + ")";
    lines.push_back(Worded(trace.nothing_arises ? "trace_nothing_arises" : "trace_case",
                           {{"case", trace.taken_when}, {"compared", compared}}, language));
  }
  if (trace.exact.has_value()) {
    lines.push_back(Worded("trace_steps", {{"steps", RenderSteps(trace, style)}}, language));
  }
  if (trace.rounded.has_value()) {
    lines.push_back(Worded("trace_score",
                           {{"score", trace.rounded->Format(trace.places, style)},
                            {"places", std::to_string(trace.places)}},
                           language));
  } else if (!trace.exact.has_value() && trace.score_expression.empty() &&
             !trace.taken_when.empty()) {
    lines.push_back(Worded("trace_not_applicable", {}, language));
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace par::domain
