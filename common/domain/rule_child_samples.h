// The units of the level below on which a rule with aggregates is tried: none, one and two of them,
// with every field the rule reads at zero, one and a hundred, and each field alone at zero or not.
// How the fields of a child hang together is said by the set of its own level, which is not known
// here: a sample may be one that no child can declare.
//
// Pure. A ChildSamples must outlive what it gives out.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/rule.h"
#include "common/domain/rule_evaluate.h"

namespace par::domain {

class ChildSamples {
 public:
  explicit ChildSamples(const Rule& rule);
  ChildSamples(const ChildSamples&) = delete;
  ChildSamples& operator=(const ChildSamples&) = delete;

  [[nodiscard]] std::size_t size() const { return samples_.size(); }
  [[nodiscard]] const std::vector<RuleChild>& at(std::size_t sample) const;
  // "no child", "child: tthc.commune.resolved = 0, index = 100; child: …"
  [[nodiscard]] std::string Text(std::size_t sample) const;
  // Only the reviewed index (0 to 100) is read, and neither figures nor scores: then every sample
  // is one that may be.
  [[nodiscard]] bool OnlyIndex() const { return only_index_; }

 private:
  struct Field {
    RuleOp op = RuleOp::kChildFigure;
    std::size_t slot = 0;
    std::string name;
  };
  using Values = std::vector<int>;  // By field.

  void NoteFields(const std::optional<Expression>& expression);
  void AddPatterns();
  void AddSample(std::vector<Values> children);

  std::vector<Field> fields_;
  bool only_index_ = true;
  std::deque<std::vector<std::optional<Rational>>> figures_;  // What RuleChild points into.
  std::vector<std::vector<Values>> values_;
  std::vector<std::vector<RuleChild>> samples_;
};

}  // namespace par::domain
