// Evaluates one expression on given inputs. Used by rule_evaluate.cc only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/rule_evaluate.h"

namespace par::domain {

class ExpressionEvaluator {
 public:
  // `steps` may be null. Keeps references to all it is given.
  ExpressionEvaluator(const Expression& expression, const RuleInputs& inputs,
                      const Rational& maximum, std::vector<TraceStep>* steps)
      : expression_(expression), inputs_(inputs), maximum_(maximum), steps_(steps) {}

  // False: an input is absent, or there is an error (see below).
  [[nodiscard]] bool Number(Rational& out) { return NumberAt(expression_.nodes.size() - 1, out); }
  [[nodiscard]] bool Condition(bool& out) { return ConditionAt(expression_.nodes.size() - 1, out); }

  // Null: nothing was wrong but an absent input.
  [[nodiscard]] const char* error() const { return error_; }
  // The part of the text that the error is about.
  [[nodiscard]] std::string ErrorText() const;
  // The inputs the expression asks for and does not get, as it calls them.
  [[nodiscard]] std::vector<std::string> Missing() const;

 private:
  bool NumberAt(std::size_t index, Rational& out);
  bool ConditionAt(std::size_t index, bool& out);
  bool Operation(const RuleNode& node, Rational& out);
  bool TwoOperands(const RuleNode& node, Rational& out);
  bool Calculate(const RuleNode& node, const Rational& a, const Rational& b, Rational& out);
  bool Compare(const RuleNode& node, bool& out);
  bool Aggregate(const RuleNode& node, Rational& out);
  bool CountChildren(const RuleNode& node, Rational& out);
  bool Read(std::span<const std::optional<Rational>> values, std::size_t slot, Rational& out);
  bool Fail(const char* reason, const RuleNode& node);
  bool Record(const RuleNode& node, std::vector<Rational> operands, const Rational& result,
              int first_step, int second_step);
  void AddMissingOf(const RuleNode& node, std::vector<std::string>& missing) const;

  const Expression& expression_;
  const RuleInputs& inputs_;
  const Rational& maximum_;
  std::vector<TraceStep>* steps_;
  const RuleChild* child_ = nullptr;  // Set within an aggregate.
  int produced_ = -1;                 // The step whose result was evaluated last; -1: no step.
  const char* error_ = nullptr;
  const RuleNode* error_node_ = nullptr;
};

}  // namespace par::domain
