// A rule as an official reads it: "0,7 ≤ b/a < 1", "d không sau ngày 20/01/2023", "(b/a) × 2". The
// names are the rule's own, which stand beside the figures' titles wherever the rule is shown.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>

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

// With numbers, dates and words of the language.
[[nodiscard]] std::string RuleWords(const Expression& expression, const RuleWordsScope& scope,
                                    Language language);

}  // namespace par::domain
