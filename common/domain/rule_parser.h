// Recursive descent over one expression. Used by rule.cc only; a parser reads one text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/rule.h"
#include "common/domain/rule_lexer.h"

namespace par::domain {

class RuleParser {
 public:
  RuleParser(std::string_view text, const RuleScope& scope);
  // The whole text as an expression of that type.
  [[nodiscard]] absl::StatusOr<Expression> Parse(RuleType wanted);

 private:
  using Index = std::uint16_t;
  using Parsed = absl::StatusOr<Index>;

  Parsed ParseOr();
  Parsed ParseAnd();
  Parsed ParseNot();
  Parsed ParseComparison();
  Parsed ParseSum();
  Parsed ParseTerm();
  Parsed ParseUnary();
  Parsed ParsePrimary();
  Parsed ParseNumberToken();
  Parsed ParseDateToken();
  Parsed ParseName();
  Parsed ParsePath();
  Parsed ParseFunction(std::string_view name, std::size_t begin);
  Parsed ParseRound(std::size_t begin);
  Parsed ParseDaysLate(std::size_t begin);
  Parsed ParseIf(std::size_t begin);
  Parsed ParseTwoNumbers(RuleOp op, std::size_t begin);
  Parsed ParseAggregate(RuleOp op, std::size_t begin);
  Parsed ParseChildCount(RuleOp op, std::size_t begin);
  Parsed ParseChildValue(std::string_view value, std::size_t begin);

  Parsed Add(RuleNode node);
  Parsed AddConstant(RuleNode node, const Rational& value);
  Parsed AddOperation(RuleOp op, Index a, Index b);
  // The node as that type: a yes_no figure may stand as a condition.
  Parsed As(RuleType type, Index index);

  [[nodiscard]] bool IsSymbol(std::string_view symbol) const;
  [[nodiscard]] bool IsWord(std::string_view word) const;
  void Advance();
  absl::Status Expect(std::string_view symbol);
  absl::Status Refuse(std::string_view reason, std::size_t at, std::string value = {}) const;
  absl::Status Unexpected(std::string_view expected) const;

  const RuleScope& scope_;
  Expression expression_;
  Token token_;
  std::size_t previous_end_ = 0;
  int depth_ = 0;
  bool in_where_ = false;
};

}  // namespace par::domain
