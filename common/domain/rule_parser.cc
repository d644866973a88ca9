#include "common/domain/rule_parser.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

// Counts one level of nesting for as long as it lives.
class Deeper {
 public:
  explicit Deeper(int& depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  int& depth_;
};

RuleOp ComparisonOf(std::string_view symbol) {
  if (symbol == "<") return RuleOp::kIsLess;
  if (symbol == "<=") return RuleOp::kIsLessOrEqual;
  if (symbol == ">") return RuleOp::kIsGreater;
  if (symbol == ">=") return RuleOp::kIsGreaterOrEqual;
  return symbol == "=" ? RuleOp::kIsEqual : RuleOp::kIsNotEqual;
}

std::size_t CharactersIn(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
  }));
}

}  // namespace

RuleParser::RuleParser(std::string_view text, const RuleScope& scope) : scope_(scope) {
  expression_.text = std::string(text);
  token_ = NextToken(expression_.text, 0);
}

absl::StatusOr<Expression> RuleParser::Parse(RuleType wanted) {
  if (expression_.text.size() > kMostExpressionBytes) {
    return Refuse("rule_too_long", kMostExpressionBytes, std::to_string(kMostExpressionBytes));
  }
  ASSIGN_OR_RETURN(Index root, ParseOr());
  if (token_.kind != TokenKind::kEnd) return Unexpected("+ - * / = < > and or");
  ASSIGN_OR_RETURN(root, As(wanted, root));
  // What was read last need not be the root: "x < y" as the last part of a chain is.
  if (root + 1u != expression_.nodes.size()) {
    RuleNode copy = expression_.nodes[root];
    ASSIGN_OR_RETURN(root, Add(std::move(copy)));
  }
  return std::move(expression_);
}

RuleParser::Parsed RuleParser::ParseOr() {
  ASSIGN_OR_RETURN(Index left, ParseAnd());
  while (IsWord("or")) {
    Advance();
    ASSIGN_OR_RETURN(left, As(RuleType::kCondition, left));
    ASSIGN_OR_RETURN(Index right, ParseAnd());
    ASSIGN_OR_RETURN(right, As(RuleType::kCondition, right));
    ASSIGN_OR_RETURN(left, AddOperation(RuleOp::kOr, left, right));
  }
  return left;
}

RuleParser::Parsed RuleParser::ParseAnd() {
  ASSIGN_OR_RETURN(Index left, ParseNot());
  while (IsWord("and")) {
    Advance();
    ASSIGN_OR_RETURN(left, As(RuleType::kCondition, left));
    ASSIGN_OR_RETURN(Index right, ParseNot());
    ASSIGN_OR_RETURN(right, As(RuleType::kCondition, right));
    ASSIGN_OR_RETURN(left, AddOperation(RuleOp::kAnd, left, right));
  }
  return left;
}

RuleParser::Parsed RuleParser::ParseNot() {
  if (!IsWord("not")) return ParseComparison();
  const Deeper deeper(depth_);
  if (depth_ > kDeepestExpression) return Refuse("rule_too_deep", token_.begin);
  const std::size_t begin = token_.begin;
  Advance();
  ASSIGN_OR_RETURN(Index operand, ParseNot());
  ASSIGN_OR_RETURN(operand, As(RuleType::kCondition, operand));
  RuleNode node{.op = RuleOp::kNot, .type = RuleType::kCondition};
  node.a = operand;
  node.begin = static_cast<std::uint32_t>(begin);
  return Add(node);
}

// "0.95 <= b/a < 0.97" is "0.95 <= b/a and b/a < 0.97".
RuleParser::Parsed RuleParser::ParseComparison() {
  ASSIGN_OR_RETURN(Index left, ParseSum());
  std::optional<Index> all;
  while (token_.kind == TokenKind::kSymbol &&
         (IsSymbol("=") || IsSymbol("!=") || token_.text.front() == '<' ||
          token_.text.front() == '>')) {
    const RuleOp op = ComparisonOf(token_.text);
    Advance();
    ASSIGN_OR_RETURN(const Index right, ParseSum());
    const bool dates = expression_.nodes[left].type == RuleType::kDate;
    const RuleType type = dates ? RuleType::kDate : RuleType::kNumber;
    ASSIGN_OR_RETURN(left, As(type, left));
    ASSIGN_OR_RETURN(const Index checked, As(type, right));
    ASSIGN_OR_RETURN(Index one, AddOperation(op, left, checked));
    if (all.has_value()) {
      ASSIGN_OR_RETURN(one, AddOperation(RuleOp::kAnd, *all, one));
    }
    all = one;
    left = checked;
  }
  return all.has_value() ? *all : left;
}

RuleParser::Parsed RuleParser::ParseSum() {
  ASSIGN_OR_RETURN(Index left, ParseTerm());
  while (IsSymbol("+") || IsSymbol("-")) {
    const bool plus = IsSymbol("+");
    Advance();
    ASSIGN_OR_RETURN(Index right, ParseTerm());
    const bool days = !plus && expression_.nodes[left].type == RuleType::kDate;
    const RuleType type = days ? RuleType::kDate : RuleType::kNumber;
    ASSIGN_OR_RETURN(left, As(type, left));
    ASSIGN_OR_RETURN(right, As(type, right));
    ASSIGN_OR_RETURN(left, AddOperation(plus ? RuleOp::kAdd : RuleOp::kSubtract, left, right));
  }
  return left;
}

RuleParser::Parsed RuleParser::ParseTerm() {
  ASSIGN_OR_RETURN(Index left, ParseUnary());
  while (IsSymbol("*") || IsSymbol("/")) {
    const RuleOp op = IsSymbol("*") ? RuleOp::kMultiply : RuleOp::kDivide;
    Advance();
    ASSIGN_OR_RETURN(left, As(RuleType::kNumber, left));
    ASSIGN_OR_RETURN(Index right, ParseUnary());
    ASSIGN_OR_RETURN(right, As(RuleType::kNumber, right));
    ASSIGN_OR_RETURN(left, AddOperation(op, left, right));
  }
  return left;
}

RuleParser::Parsed RuleParser::ParseUnary() {
  if (!IsSymbol("-")) return ParsePrimary();
  const Deeper deeper(depth_);
  if (depth_ > kDeepestExpression) return Refuse("rule_too_deep", token_.begin);
  const std::size_t begin = token_.begin;
  Advance();
  ASSIGN_OR_RETURN(Index operand, ParseUnary());
  ASSIGN_OR_RETURN(operand, As(RuleType::kNumber, operand));
  RuleNode node{.op = RuleOp::kNegate};
  node.a = operand;
  node.begin = static_cast<std::uint32_t>(begin);
  return Add(node);
}

RuleParser::Parsed RuleParser::ParsePrimary() {
  const Deeper deeper(depth_);
  if (depth_ > kDeepestExpression) return Refuse("rule_too_deep", token_.begin);
  if (token_.kind == TokenKind::kNumber) return ParseNumberToken();
  if (token_.kind == TokenKind::kDate) return ParseDateToken();
  if (token_.kind == TokenKind::kPath) return ParsePath();
  if (token_.kind == TokenKind::kName) return ParseName();
  if (!IsSymbol("(")) return Unexpected("number, name, (");
  const std::size_t begin = token_.begin;
  Advance();
  ASSIGN_OR_RETURN(const Index inner, ParseOr());
  RETURN_IF_ERROR(Expect(")"));
  // Shown with its parentheses, unless another reads the same node.
  expression_.nodes[inner].begin = static_cast<std::uint32_t>(begin);
  expression_.nodes[inner].end = static_cast<std::uint32_t>(previous_end_);
  return inner;
}

RuleParser::Parsed RuleParser::Add(RuleNode node) {
  if (expression_.nodes.size() >= kMostExpressionNodes) {
    return Refuse("rule_too_long", node.begin, std::to_string(kMostExpressionNodes));
  }
  if (node.end == 0) node.end = static_cast<std::uint32_t>(previous_end_);
  expression_.nodes.push_back(node);
  return static_cast<Index>(expression_.nodes.size() - 1);
}

RuleParser::Parsed RuleParser::AddOperation(RuleOp op, Index a, Index b) {
  const bool condition = op >= RuleOp::kIsLess;
  RuleNode node{.op = op, .type = condition ? RuleType::kCondition : RuleType::kNumber};
  node.a = a;
  node.b = b;
  node.begin = expression_.nodes[a].begin;
  node.end = expression_.nodes[b].end;
  return Add(node);
}

RuleParser::Parsed RuleParser::As(RuleType type, Index index) {
  const RuleNode& node = expression_.nodes[index];
  if (node.type == type) return index;
  const std::string text(expression_.TextOf(node));
  const std::size_t begin = node.begin;
  if (type == RuleType::kNumber) return Refuse("rule_not_a_number", begin, text);
  if (type == RuleType::kDate) return Refuse("rule_not_a_date", begin, text);
  const auto yes_no = [&](const RuleScope::Name& name) {
    return name.slot == node.slot && name.kind == FigureKind::kYesNo;
  };
  const bool figure = node.op == RuleOp::kFigure || node.op == RuleOp::kPrevious;
  // What kind a child's figure has is known to the child's own set; as a condition it is "not 0".
  if (node.op != RuleOp::kChildFigure &&
      !(figure && std::any_of(scope_.names.begin(), scope_.names.end(), yes_no))) {
    return Refuse("rule_not_a_condition", begin, text);
  }
  RuleNode condition{.op = RuleOp::kIsYes, .type = RuleType::kCondition};
  condition.a = index;
  condition.begin = node.begin;
  condition.end = node.end;
  return Add(std::move(condition));
}

bool RuleParser::IsSymbol(std::string_view symbol) const {
  return token_.kind == TokenKind::kSymbol && token_.text == symbol;
}

bool RuleParser::IsWord(std::string_view word) const {
  return token_.kind == TokenKind::kName && token_.text == word;
}

void RuleParser::Advance() {
  previous_end_ = token_.end;
  token_ = NextToken(expression_.text, token_.end);
}

absl::Status RuleParser::Expect(std::string_view symbol) {
  if (!IsSymbol(symbol)) return Unexpected(symbol);
  Advance();
  return absl::OkStatus();
}

absl::Status RuleParser::Refuse(std::string_view reason, std::size_t at, std::string value) const {
  const std::string_view before = std::string_view(expression_.text).substr(0, at);
  return Refusal(absl::StatusCode::kInvalidArgument, reason,
                 {{"field", scope_.field},
                  {"expression", expression_.text},
                  {"column", std::to_string(CharactersIn(before) + 1)},
                  {"value", std::move(value)}});
}

absl::Status RuleParser::Unexpected(std::string_view expected) const {
  if (token_.kind == TokenKind::kUnknown) {
    return Refuse("rule_character", token_.begin, std::string(token_.text));
  }
  const std::string_view before = std::string_view(expression_.text).substr(0, token_.begin);
  const std::string found = token_.kind == TokenKind::kEnd ? "∅" : std::string(token_.text);
  return Refusal(absl::StatusCode::kInvalidArgument, "rule_syntax",
                 {{"field", scope_.field},
                  {"expression", expression_.text},
                  {"column", std::to_string(CharactersIn(before) + 1)},
                  {"value", found},
                  {"expected", std::string(expected)}});
}

}  // namespace par::domain
