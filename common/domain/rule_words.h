// A rule as an official reads it: "0,7 ≤ b/a < 1", "d không sau ngày 20/01/2023", "(b/a) × 2". The
// names are the rule's own, which stand beside the figures' titles wherever the rule is shown.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>
#include <string_view>

#include "common/domain/criteria_set.h"
#include "common/domain/points.h"
#include "common/domain/refusal.h"
#include "common/domain/rule.h"

namespace par::domain {

// What an expression's slots stand for. The referenced must outlive the call.
struct RuleWordsScope {
  const Rule& rule;              // The one that the expression is part of.
  const ChildFigures& children;  // Of its set.
  Points maximum;                // Of its leaf.
};

// Of the leaf's own rule.
[[nodiscard]] RuleWordsScope WordsScopeOf(const CriteriaSet& set, LeafIndex leaf);

// With numbers, dates and words of the language.
[[nodiscard]] std::string RuleWords(const Expression& expression, const RuleWordsScope& scope,
                                    Language language);
// Of the part of the expression that `node`, one of its nodes, stands for.
[[nodiscard]] std::string RuleWords(const Expression& expression, const RuleNode& node,
                                    const RuleWordsScope& scope, Language language);

// The sign between two operands, with its spaces: " × "; empty of what is no sign.
[[nodiscard]] std::string_view SignOf(RuleOp op);

// What is written as a phrase over numbers or dates, with its operands in it: "số nhỏ hơn trong
// (3; 1,5)". `right` is empty where there is but one, and the places of kRound. Empty of any other
// operation.
[[nodiscard]] std::string RulePhrase(RuleOp op, const std::string& left, const std::string& right,
                                     Language language);

}  // namespace par::domain
