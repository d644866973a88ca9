#include "common/domain/rule_words.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/domain/catalogue.h"

namespace par::domain {
namespace {

// What binds tighter stands without parentheses within what binds looser.
enum Binding { kOfOr, kOfAnd, kOfComparison, kOfSum, kOfTerm, kOfUnary, kOfOne };

struct Written {
  std::string text;
  Binding binding = kOfOne;
};

Binding BindingOf(RuleOp op) {
  switch (op) {
    case RuleOp::kOr:
      return kOfOr;
    case RuleOp::kAnd:
      return kOfAnd;
    case RuleOp::kIsLess:
    case RuleOp::kIsLessOrEqual:
    case RuleOp::kIsGreater:
    case RuleOp::kIsGreaterOrEqual:
    case RuleOp::kIsEqual:
    case RuleOp::kIsNotEqual:
      return kOfComparison;
    case RuleOp::kAdd:
    case RuleOp::kSubtract:
      return kOfSum;
    case RuleOp::kMultiply:
    case RuleOp::kDivide:
      return kOfTerm;
    case RuleOp::kNegate:
      return kOfUnary;
    default:
      return kOfOne;
  }
}

bool IsComparison(RuleOp op) { return BindingOf(op) == kOfComparison; }

class Writer {
 public:
  Writer(const Expression& expression, const RuleWordsScope& scope, Language language)
      : expression_(expression), scope_(scope), language_(language), style_(StyleOf(language)) {}

  [[nodiscard]] std::string Write(const RuleNode& node) const { return Of(node).text; }

 private:
  [[nodiscard]] const RuleNode& At(std::uint16_t index) const { return expression_.nodes[index]; }
  // An operand, in parentheses where it binds no tighter than `least`.
  [[nodiscard]] std::string In(std::uint16_t index, Binding least) const {
    Written written = Of(At(index));
    if (written.binding >= least) return std::move(written.text);
    return absl::StrCat("(", written.text, ")");
  }
  [[nodiscard]] std::string Alone(std::uint16_t index) const { return In(index, kOfOr); }

  [[nodiscard]] std::string Worded(std::string_view reason,
                                   const std::vector<Parameter>& parameters) const {
    return domain::Worded(reason, parameters, language_);
  }

  [[nodiscard]] const RuleInput* InputOf(const RuleNode& node) const {
    for (const RuleInput& input : scope_.rule.inputs) {
      if (input.slot == node.slot) return &input;
    }
    return nullptr;
  }
  [[nodiscard]] std::string Figure(const RuleNode& node) const {
    const RuleInput* input = InputOf(node);
    return input == nullptr ? std::string(expression_.TextOf(node)) : input->name;
  }

  [[nodiscard]] std::string Constant(const RuleNode& node) const {
    if (node.type == RuleType::kDate)
      return FormatFigure(FigureKind::kDate, expression_.ConstantOf(node), style_);
    const bool percent = expression_.TextOf(node).find('%') != std::string_view::npos;
    if (percent) return FormatFigure(FigureKind::kPercent, expression_.ConstantOf(node), style_);
    return FormatFigure(FigureKind::kAmount, expression_.ConstantOf(node), style_);
  }

  [[nodiscard]] std::string Answer(const RuleNode& yes, std::int64_t value) const {
    return absl::StrCat(Alone(yes.a), ": ",
                        FormatFigure(FigureKind::kYesNo, Rational::FromInt(value), style_));
  }

  // "full: có" of a yes_no figure that is compared with 0 or 1; empty for anything else.
  [[nodiscard]] std::string AnswerCompared(const RuleNode& node) const {
    const RuleNode& figure = At(node.a);
    const RuleNode& value = At(node.b);
    if (node.op != RuleOp::kIsEqual || figure.op != RuleOp::kFigure ||
        value.op != RuleOp::kConstant) {
      return "";
    }
    const RuleInput* input = InputOf(figure);
    if (input == nullptr || input->kind != FigureKind::kYesNo) return "";
    return absl::StrCat(input->name, ": ",
                        FormatFigure(FigureKind::kYesNo, expression_.ConstantOf(value), style_));
  }

  [[nodiscard]] Written Comparison(const RuleNode& node) const {
    const RuleNode& left = At(node.a);
    const RuleNode& right = At(node.b);
    const bool none = right.op == RuleOp::kConstant && expression_.ConstantOf(right).IsZero();
    if (node.op == RuleOp::kIsEqual && left.op == RuleOp::kDaysLate && none) {
      return {Worded("words_not_late", {{"date", Alone(left.a)}, {"due", Alone(left.b)}})};
    }
    if (std::string answer = AnswerCompared(node); !answer.empty()) return {std::move(answer)};
    return {absl::StrCat(In(node.a, kOfSum), std::string(SignOf(node.op)), In(node.b, kOfSum)),
            kOfComparison};
  }

  // Both comparisons of "0,7 ≤ b/a < 1" read the same node in the middle.
  [[nodiscard]] Written Both(const RuleNode& node) const {
    const RuleNode* last = &At(node.a);
    if (last->op == RuleOp::kAnd) last = &At(last->b);
    const RuleNode& next = At(node.b);
    const bool chained = IsComparison(last->op) && IsComparison(next.op) && last->b == next.a;
    if (chained) {
      return {absl::StrCat(Alone(node.a), std::string(SignOf(next.op)), In(next.b, kOfSum)),
              kOfComparison};
    }
    return {Worded("words_and", {{"left", In(node.a, kOfAnd)}, {"right", In(node.b, kOfAnd)}}),
            kOfAnd};
  }

  [[nodiscard]] Written Operation(const RuleNode& node) const {
    const Binding binding = BindingOf(node.op);
    // "a - (b - c)" and "a/(b/c)" need what "a + b + c" does not.
    const bool strict = node.op == RuleOp::kSubtract || node.op == RuleOp::kDivide;
    const auto tighter = static_cast<Binding>(binding + (strict ? 1 : 0));
    // A share keeps its parentheses before a factor: "(b/a) × 2".
    const bool share = node.op == RuleOp::kMultiply && At(node.a).op == RuleOp::kDivide;
    const Binding of_left = share ? kOfUnary : binding;
    return {absl::StrCat(In(node.a, of_left), std::string(SignOf(node.op)), In(node.b, tighter)),
            binding};
  }

  // What is written as a phrase with its operands in it.
  [[nodiscard]] std::string Phrase(const RuleNode& node) const {
    const auto value = [&] { return Parameter{"value", Alone(node.a)}; };
    switch (node.op) {
      case RuleOp::kLesser:
      case RuleOp::kGreater:
      case RuleOp::kDaysLate:
        return RulePhrase(node.op, Alone(node.a), Alone(node.b), language_);
      case RuleOp::kFloor:
      case RuleOp::kRound:
        return RulePhrase(node.op, Alone(node.a), std::to_string(node.slot), language_);
      case RuleOp::kIf:
        return Worded(
            "words_if",
            {{"condition", Alone(node.a)}, {"then", Alone(node.b)}, {"otherwise", Alone(node.c)}});
      case RuleOp::kSumOfChildren:
        return Worded("words_sum", {value()});
      case RuleOp::kAverageOfChildren:
        return Worded("words_average", {value()});
      case RuleOp::kLeastOfChildren:
        return Worded("words_least", {value()});
      case RuleOp::kMostOfChildren:
        return Worded("words_most", {value()});
      case RuleOp::kCountOfChildren:
        if (!node.has_operand) return Worded("words_count_all", {});
        return Worded("words_count", {{"condition", Alone(node.a)}});
      case RuleOp::kShareOfChildren:
        return Worded("words_share", {{"condition", Alone(node.a)}});
      default:
        return std::string(expression_.TextOf(node));
    }
  }

  [[nodiscard]] Written Of(const RuleNode& node) const {
    switch (node.op) {
      case RuleOp::kConstant:
        return {Constant(node)};
      case RuleOp::kFigure:
        return {Figure(node)};
      case RuleOp::kPrevious:
        return {Worded("words_previous", {{"figure", Figure(node)}}), kOfSum};
      case RuleOp::kMaximum:
        return {scope_.maximum.FormatShort(style_)};
      case RuleOp::kChildFigure:
        return {scope_.children.ids()[node.slot]};
      case RuleOp::kChildIndex:
        return {Worded("words_child_index", {})};
      case RuleOp::kChildScore:
        return {Worded("words_child_score", {})};
      case RuleOp::kNegate:
        return {absl::StrCat("-", In(node.a, kOfUnary)), kOfUnary};
      case RuleOp::kIsYes:
        return {Answer(node, 1)};
      case RuleOp::kNot:
        if (At(node.a).op == RuleOp::kIsYes) return {Answer(At(node.a), 0)};
        return {Worded("words_not", {{"condition", Alone(node.a)}})};
      case RuleOp::kAnd:
        return Both(node);
      case RuleOp::kOr:
        return {Worded("words_or", {{"left", In(node.a, kOfOr)}, {"right", In(node.b, kOfOr)}}),
                kOfOr};
      default:
        break;
    }
    if (IsComparison(node.op)) return Comparison(node);
    if (BindingOf(node.op) != kOfOne) return Operation(node);
    // A phrase would run into what follows it: in a product all, in a comparison a condition's.
    const bool conditional = node.op == RuleOp::kShareOfChildren || node.has_operand;
    if (node.op == RuleOp::kIf) return {Phrase(node), kOfOr};
    return {Phrase(node), conditional ? kOfComparison : kOfSum};
  }

  const Expression& expression_;
  const RuleWordsScope& scope_;
  const Language language_;
  const NumberStyle style_;
};

}  // namespace

RuleWordsScope WordsScopeOf(const CriteriaSet& set, LeafIndex leaf) {
  return {.rule = set.leaves[leaf].rule,
          .children = set.child_figures,
          .maximum = set.NodeOf(leaf).maximum};
}

std::string RuleWords(const Expression& expression, const RuleNode& node,
                      const RuleWordsScope& scope, Language language) {
  return Writer(expression, scope, language).Write(node);
}

std::string RuleWords(const Expression& expression, const RuleWordsScope& scope,
                      Language language) {
  return RuleWords(expression, expression.root(), scope, language);
}

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
    case RuleOp::kIsLess:
      return " < ";
    case RuleOp::kIsLessOrEqual:
      return " ≤ ";
    case RuleOp::kIsGreater:
      return " > ";
    case RuleOp::kIsGreaterOrEqual:
      return " ≥ ";
    case RuleOp::kIsEqual:
      return " = ";
    case RuleOp::kIsNotEqual:
      return " ≠ ";
    default:
      return "";
  }
}

std::string RulePhrase(RuleOp op, const std::string& left, const std::string& right,
                       Language language) {
  switch (op) {
    case RuleOp::kLesser:
      return Worded("words_lesser", {{"left", left}, {"right", right}}, language);
    case RuleOp::kGreater:
      return Worded("words_greater", {{"left", left}, {"right", right}}, language);
    case RuleOp::kFloor:
      return Worded("words_floor", {{"value", left}}, language);
    case RuleOp::kRound:
      return Worded("words_round", {{"value", left}, {"places", right}}, language);
    case RuleOp::kDaysLate:
      return Worded("words_days_late", {{"date", left}, {"due", right}}, language);
    default:
      return "";
  }
}

}  // namespace par::domain
