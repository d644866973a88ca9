// Verbs for tests of rules: a scope by short kinds, a rule from its text, figures by name.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/rule.h"
#include "common/domain/rule_evaluate.h"

namespace par::domain {

class RuleFixture {
 public:
  explicit RuleFixture(std::vector<std::pair<std::string, FigureKind>> names) {
    scope.field = "3.4.1";
    scope.children = &children;
    for (auto& [name, kind] : names) {
      scope.names.push_back(
          {.name = name, .slot = scope.names.size(), .kind = kind, .has_previous = true});
    }
  }

  [[nodiscard]] Rule Parse(const RuleSource& source) {
    auto rule = ParseRule(source, scope);
    EXPECT_TRUE(rule.ok()) << rule.status();
    return rule.ok() ? *std::move(rule) : Rule();
  }
  [[nodiscard]] Rule Expression(std::string text) {
    return Parse({.kind = RuleKind::kExpression, .expression = std::move(text)});
  }
  // Rows {when, score}; an empty `when` is otherwise.
  [[nodiscard]] Rule Cases(const std::vector<std::pair<std::string, std::string>>& rows) {
    RuleSource source{.kind = RuleKind::kCases};
    for (const auto& [when, score] : rows) {
      source.cases.push_back(
          {.when = when.empty() ? std::nullopt : std::optional(when), .score = score});
    }
    return Parse(source);
  }

  [[nodiscard]] std::vector<std::optional<Rational>> Values(
      const std::map<std::string, std::string>& texts) const {
    std::vector<std::optional<Rational>> values(scope.names.size());
    for (const auto& name : scope.names) {
      const auto at = texts.find(name.name);
      if (at == texts.end()) continue;
      const auto value = ParseFigure(name.kind, at->second, name.name);
      EXPECT_TRUE(value.ok()) << value.status();
      if (value.ok()) values[name.slot] = *value;
    }
    return values;
  }

  RuleScope scope;
  ChildFigures children;
};

inline Points P(std::string_view text) { return *ParsePoints(text, "points"); }

}  // namespace par::domain
