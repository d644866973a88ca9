// The rule of a leaf: how its points follow from declared figures. This is the parsed form; names
// are already slots, so that evaluating (rule_evaluate.h) does no work on text.
//
// Source: docs/formats/criteria-set.md, "Rules". Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/figure_kind.h"
#include "common/domain/points.h"
#include "common/domain/rational.h"

namespace par::domain {

inline constexpr std::size_t kMostExpressionBytes = 2000;
inline constexpr std::size_t kMostExpressionNodes = 500;
inline constexpr int kDeepestExpression = 50;
inline constexpr std::size_t kMostRuleCases = 64;
inline constexpr std::size_t kMostJudgedSteps = 64;

enum class RuleType : std::uint8_t { kNumber, kCondition, kDate };

enum class RuleOp : std::uint8_t {
  kConstant,     // slot in Expression::constants
  kFigure,       // slot
  kPrevious,     // slot
  kMaximum,      // The leaf's maximum.
  kChildFigure,  // slot in ChildFigures; only below an aggregate
  kChildIndex,
  kChildScore,
  kNegate,  // Operands a, b, c from here on.
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kLesser,   // min(x, y)
  kGreater,  // max(x, y)
  kFloor,
  kRound,          // a to `slot` places
  kDaysLate,       // a: the date, b: the day it was due
  kIf,             // a: condition, b, c
  kSumOfChildren,  // a per child
  kAverageOfChildren,
  kLeastOfChildren,
  kMostOfChildren,
  kCountOfChildren,  // a: condition per child, if has_operand
  kShareOfChildren,
  kIsLess,
  kIsLessOrEqual,
  kIsGreater,
  kIsGreaterOrEqual,
  kIsEqual,
  kIsNotEqual,
  kIsYes,  // A yes_no figure standing as a condition.
  kAnd,
  kOr,
  kNot,
};

struct RuleNode {
  RuleOp op = RuleOp::kConstant;
  RuleType type = RuleType::kNumber;
  bool has_operand = false;           // Of kCountOfChildren: a condition is given.
  std::uint16_t a = 0, b = 0, c = 0;  // Nodes before this one.
  std::uint32_t slot = 0;
  std::uint32_t begin = 0, end = 0;  // Bytes of the text it was read from.
};

// The last node is the whole.
struct Expression {
  std::string text;
  std::vector<RuleNode> nodes;
  // Apart from the nodes, of which few are constants: scoring is the faster the less it reads.
  std::vector<Rational> constants;
  [[nodiscard]] const Rational& ConstantOf(const RuleNode& node) const {
    return constants[node.slot];
  }
  [[nodiscard]] const RuleNode& root() const { return nodes.back(); }
  [[nodiscard]] std::string_view TextOf(const RuleNode& node) const {
    return std::string_view(text).substr(node.begin, node.end - node.begin);
  }
};

struct RuleCase {
  std::optional<Expression> when;   // Absent: otherwise.
  std::optional<Expression> score;  // Absent: not applicable.
};

enum class RuleKind : std::uint8_t { kExpression, kCases, kJudgedSteps, kJudgedAny, kGiven };

// An input that a rule reads.
struct RuleInput {
  std::string name;  // Local: "a".
  std::size_t slot = 0;
  FigureKind kind = FigureKind::kCount;
  bool current = false;   // Read for this year, ...
  bool previous = false;  // ... for the year before.
};

struct Rule {
  RuleKind kind = RuleKind::kGiven;
  std::optional<RuleCase> nothing_arises;  // Tried first; its `when` is there.
  // kExpression: one case without `when`. kCases: as written.
  std::vector<RuleCase> cases;
  std::vector<Points> steps;      // kJudgedSteps, ascending.
  std::vector<RuleInput> inputs;  // Those read, in the order of the scope.
  bool reads_children = false;
};

// "0; 0.5; 1"
[[nodiscard]] std::string StepsText(const std::vector<Points>& steps);

// Only a few marks are possible: the listed steps, or cases that each give a stated number.
[[nodiscard]] bool IsStepped(const Rule& rule);

// Figures of the level below, by id, as the aggregates of one criteria set name them. The parser
// adds what it meets; whoever evaluates gives each child's values in this order.
class ChildFigures {
 public:
  std::size_t SlotOf(std::string_view figure_id);
  [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }

 private:
  std::vector<std::string> ids_;
};

// What the names in a leaf's rule mean.
struct RuleScope {
  struct Name {
    std::string name;      // Local name, [a-z][a-z0-9_]*.
    std::size_t slot = 0;  // In the set's table of figures.
    FigureKind kind = FigureKind::kCount;
    bool has_previous = true;  // False refuses previous.NAME.
  };
  std::string field;  // For messages: the leaf's id.
  std::vector<Name> names;
  ChildFigures* children = nullptr;  // Null refuses aggregates. Not owned.
};

// A rule as it stands in the file.
struct RuleSource {
  struct Case {
    std::optional<std::string> when = {};  // Absent: otherwise.
    std::string score = {};                // An expression, or "not_applicable".
  };
  RuleKind kind = RuleKind::kGiven;
  std::string expression = {};              // kExpression.
  std::vector<Case> cases = {};             // kCases.
  std::vector<Points> steps = {};           // kJudgedSteps.
  std::optional<Case> nothing_arises = {};  // `score` is the text of `then`.
};

// True for max, previous, children, child, the functions and the words of the language: no local
// name may be one of these.
[[nodiscard]] bool IsReservedInRules(std::string_view name);

// INVALID_ARGUMENT, naming {field}, {expression} and the {column} in it (from 1, in characters):
//   rule_syntax, rule_character, rule_number, rule_date, rule_unknown_name, rule_no_previous,
//   rule_no_children, rule_child_outside_where, rule_child_value, rule_not_a_condition,
//   rule_not_a_number, rule_not_a_date, rule_places, rule_too_long, rule_too_deep;
// and without a column: rule_cases (their number), rule_otherwise_not_last, rule_steps (none, too
// many, negative or repeated).
[[nodiscard]] absl::StatusOr<Rule> ParseRule(const RuleSource& source, const RuleScope& scope);
[[nodiscard]] absl::StatusOr<Expression> ParseNumber(std::string_view text, const RuleScope& scope);
[[nodiscard]] absl::StatusOr<Expression> ParseCondition(std::string_view text,
                                                        const RuleScope& scope);

}  // namespace par::domain
