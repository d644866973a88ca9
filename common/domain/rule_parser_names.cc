// The parts of an expression that name something: numbers, dates, figures, functions, aggregates.
#include <algorithm>
#include <array>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/domain/rule_parser.h"

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 10> kFunctions = {
    "min", "max", "floor", "round", "days_late", "if", "sum", "avg", "count", "share"};
constexpr std::array<std::string_view, 10> kWords = {
    "previous", "children", "child",     "where", "and",
    "or",       "not",      "otherwise", "has",   "not_applicable"};

RuleNode NodeOf(RuleOp op, RuleType type, std::size_t begin) {
  RuleNode node{.op = op, .type = type};
  node.begin = static_cast<std::uint32_t>(begin);
  return node;
}

const RuleScope::Name* Find(const RuleScope& scope, std::string_view name) {
  const auto at = std::find_if(scope.names.begin(), scope.names.end(),
                               [&](const RuleScope::Name& known) { return known.name == name; });
  return at == scope.names.end() ? nullptr : &*at;
}

std::string KnownNames(const RuleScope& scope) {
  std::string known = "max";
  for (const RuleScope::Name& name : scope.names) known += ", " + name.name;
  return known;
}

RuleType TypeOf(FigureKind kind) {
  return kind == FigureKind::kDate ? RuleType::kDate : RuleType::kNumber;
}

}  // namespace

bool IsReservedInRules(std::string_view name) {
  return std::find(kFunctions.begin(), kFunctions.end(), name) != kFunctions.end() ||
         std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

RuleParser::Parsed RuleParser::AddConstant(RuleNode node, const Rational& value) {
  node.slot = static_cast<std::uint32_t>(expression_.constants.size());
  expression_.constants.push_back(value);
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseNumberToken() {
  RuleNode node = NodeOf(RuleOp::kConstant, RuleType::kNumber, token_.begin);
  std::string_view digits = token_.text;
  const bool percent = digits.back() == '%';
  if (percent) digits.remove_suffix(1);
  const absl::StatusOr<Decimal> value = ParseDecimal(digits, scope_.field);
  if (!value.ok()) return Refuse("rule_number", token_.begin, std::string(token_.text));
  const Rational exact = Rational::FromDecimal(*value);
  Advance();
  return AddConstant(node, percent ? exact / Rational::FromInt(100) : exact);
}

RuleParser::Parsed RuleParser::ParseDateToken() {
  const std::optional<Date> date = Date::Parse(token_.text);
  if (!date.has_value()) return Refuse("rule_date", token_.begin, std::string(token_.text));
  RuleNode node = NodeOf(RuleOp::kConstant, RuleType::kDate, token_.begin);
  Advance();
  return AddConstant(node, Rational::FromInt(date->days()));
}

RuleParser::Parsed RuleParser::ParseName() {
  const std::string name(token_.text);
  const std::size_t begin = token_.begin;
  Advance();
  if (std::find(kFunctions.begin(), kFunctions.end(), name) != kFunctions.end() && IsSymbol("(")) {
    Advance();
    return ParseFunction(name, begin);
  }
  if (name == "max") return Add(NodeOf(RuleOp::kMaximum, RuleType::kNumber, begin));
  const RuleScope::Name* known = Find(scope_, name);
  if (known == nullptr || IsReservedInRules(name)) {
    return Refusal(absl::StatusCode::kInvalidArgument, "rule_unknown_name",
                   {{"field", scope_.field},
                    {"expression", expression_.text},
                    {"column", std::to_string(begin + 1)},
                    {"value", name},
                    {"known", KnownNames(scope_)}});
  }
  RuleNode node = NodeOf(RuleOp::kFigure, TypeOf(known->kind), begin);
  node.slot = static_cast<std::uint32_t>(known->slot);
  return Add(node);
}

RuleParser::Parsed RuleParser::ParsePath() {
  const std::string path(token_.text);
  const std::size_t begin = token_.begin;
  const std::size_t dot = path.find('.');
  const std::string_view head = std::string_view(path).substr(0, dot);
  const std::string_view rest = std::string_view(path).substr(dot + 1);
  if (head == "child") {
    if (!in_where_) return Refuse("rule_child_outside_where", begin, path);
    Advance();
    return ParseChildValue(rest, begin);
  }
  if (head == "children") return Refuse("rule_child_outside_where", begin, path);
  const RuleScope::Name* known = head == "previous" ? Find(scope_, rest) : nullptr;
  if (known == nullptr) {
    return Refusal(absl::StatusCode::kInvalidArgument, "rule_unknown_name",
                   {{"field", scope_.field},
                    {"expression", expression_.text},
                    {"column", std::to_string(begin + 1)},
                    {"value", path},
                    {"known", KnownNames(scope_)}});
  }
  if (!known->has_previous) return Refuse("rule_no_previous", begin, std::string(rest));
  Advance();
  RuleNode node = NodeOf(RuleOp::kPrevious, TypeOf(known->kind), begin);
  node.slot = static_cast<std::uint32_t>(known->slot);
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseFunction(std::string_view name, std::size_t begin) {
  const bool over_children =
      token_.kind == TokenKind::kPath && token_.text.substr(0, 9) == "children.";
  if (name == "sum") return ParseAggregate(RuleOp::kSumOfChildren, begin);
  if (name == "avg") return ParseAggregate(RuleOp::kAverageOfChildren, begin);
  if (name == "count") return ParseChildCount(RuleOp::kCountOfChildren, begin);
  if (name == "share") return ParseChildCount(RuleOp::kShareOfChildren, begin);
  if (name == "min") {
    return over_children ? ParseAggregate(RuleOp::kLeastOfChildren, begin)
                         : ParseTwoNumbers(RuleOp::kLesser, begin);
  }
  if (name == "max") {
    return over_children ? ParseAggregate(RuleOp::kMostOfChildren, begin)
                         : ParseTwoNumbers(RuleOp::kGreater, begin);
  }
  if (name == "round") return ParseRound(begin);
  if (name == "days_late") return ParseDaysLate(begin);
  if (name == "if") return ParseIf(begin);
  RuleNode node = NodeOf(RuleOp::kFloor, RuleType::kNumber, begin);
  ASSIGN_OR_RETURN(node.a, ParseSum());
  ASSIGN_OR_RETURN(node.a, As(RuleType::kNumber, node.a));
  RETURN_IF_ERROR(Expect(")"));
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseTwoNumbers(RuleOp op, std::size_t begin) {
  RuleNode node = NodeOf(op, RuleType::kNumber, begin);
  ASSIGN_OR_RETURN(node.a, ParseSum());
  ASSIGN_OR_RETURN(node.a, As(RuleType::kNumber, node.a));
  RETURN_IF_ERROR(Expect(","));
  ASSIGN_OR_RETURN(node.b, ParseSum());
  ASSIGN_OR_RETURN(node.b, As(RuleType::kNumber, node.b));
  RETURN_IF_ERROR(Expect(")"));
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseRound(std::size_t begin) {
  RuleNode node = NodeOf(RuleOp::kRound, RuleType::kNumber, begin);
  ASSIGN_OR_RETURN(node.a, ParseSum());
  ASSIGN_OR_RETURN(node.a, As(RuleType::kNumber, node.a));
  RETURN_IF_ERROR(Expect(","));
  const bool digit = token_.kind == TokenKind::kNumber && token_.text.size() == 1 &&
                     token_.text.front() >= '0' && token_.text.front() <= '9';
  if (!digit) return Refuse("rule_places", token_.begin, std::string(token_.text));
  node.slot = static_cast<std::uint32_t>(token_.text.front() - '0');
  Advance();
  RETURN_IF_ERROR(Expect(")"));
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseDaysLate(std::size_t begin) {
  RuleNode node = NodeOf(RuleOp::kDaysLate, RuleType::kNumber, begin);
  ASSIGN_OR_RETURN(node.a, ParsePrimary());
  ASSIGN_OR_RETURN(node.a, As(RuleType::kDate, node.a));
  RETURN_IF_ERROR(Expect(","));
  ASSIGN_OR_RETURN(node.b, ParsePrimary());
  ASSIGN_OR_RETURN(node.b, As(RuleType::kDate, node.b));
  RETURN_IF_ERROR(Expect(")"));
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseIf(std::size_t begin) {
  RuleNode node = NodeOf(RuleOp::kIf, RuleType::kNumber, begin);
  ASSIGN_OR_RETURN(node.a, ParseOr());
  ASSIGN_OR_RETURN(node.a, As(RuleType::kCondition, node.a));
  RETURN_IF_ERROR(Expect(","));
  ASSIGN_OR_RETURN(node.b, ParseSum());
  ASSIGN_OR_RETURN(node.b, As(RuleType::kNumber, node.b));
  RETURN_IF_ERROR(Expect(","));
  ASSIGN_OR_RETURN(node.c, ParseSum());
  ASSIGN_OR_RETURN(node.c, As(RuleType::kNumber, node.c));
  RETURN_IF_ERROR(Expect(")"));
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseAggregate(RuleOp op, std::size_t begin) {
  if (scope_.children == nullptr || in_where_) return Refuse("rule_no_children", begin);
  if (token_.kind != TokenKind::kPath || token_.text.substr(0, 9) != "children.") {
    return Unexpected("children.…");
  }
  const std::string value(token_.text.substr(9));
  const std::size_t value_begin = token_.begin;
  Advance();
  RuleNode node = NodeOf(op, RuleType::kNumber, begin);
  ASSIGN_OR_RETURN(node.a, ParseChildValue(value, value_begin));
  RETURN_IF_ERROR(Expect(")"));
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseChildCount(RuleOp op, std::size_t begin) {
  if (scope_.children == nullptr || in_where_) return Refuse("rule_no_children", begin);
  if (!IsWord("children")) return Unexpected("children");
  Advance();
  RuleNode node = NodeOf(op, RuleType::kNumber, begin);
  if (IsWord("where")) {
    Advance();
    in_where_ = true;
    ASSIGN_OR_RETURN(node.a, ParseOr());
    ASSIGN_OR_RETURN(node.a, As(RuleType::kCondition, node.a));
    in_where_ = false;
    node.has_operand = true;
  } else if (op == RuleOp::kShareOfChildren) {
    return Unexpected("where");
  }
  RETURN_IF_ERROR(Expect(")"));
  return Add(node);
}

RuleParser::Parsed RuleParser::ParseChildValue(std::string_view value, std::size_t begin) {
  if (value == "index") return Add(NodeOf(RuleOp::kChildIndex, RuleType::kNumber, begin));
  if (value == "score") return Add(NodeOf(RuleOp::kChildScore, RuleType::kNumber, begin));
  const bool good = !value.empty() && value.front() != '.' && value.back() != '.' &&
                    value.find("..") == std::string_view::npos && value != "class";
  if (!good) return Refuse("rule_child_value", begin, std::string(value));
  RuleNode node = NodeOf(RuleOp::kChildFigure, RuleType::kNumber, begin);
  node.slot = static_cast<std::uint32_t>(scope_.children->SlotOf(value));
  return Add(node);
}

}  // namespace par::domain
