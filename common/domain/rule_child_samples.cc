#include "common/domain/rule_child_samples.h"

#include <algorithm>
#include <utility>

namespace par::domain {
namespace {

constexpr int kMany = 100;

bool IsChildField(RuleOp op) {
  return op == RuleOp::kChildFigure || op == RuleOp::kChildIndex || op == RuleOp::kChildScore;
}

// "children.tthc.commune.resolved" without its first word.
std::string NameOf(std::string_view text) {
  const std::size_t dot = text.find('.');
  return std::string(dot == std::string_view::npos ? text : text.substr(dot + 1));
}

}  // namespace

ChildSamples::ChildSamples(const Rule& rule) {
  if (rule.nothing_arises.has_value()) NoteFields(rule.nothing_arises->when);
  for (const RuleCase& one : rule.cases) {
    NoteFields(one.when);
    NoteFields(one.score);
  }
  AddPatterns();
}

void ChildSamples::NoteFields(const std::optional<Expression>& expression) {
  if (!expression.has_value()) return;
  for (const RuleNode& node : expression->nodes) {
    if (!IsChildField(node.op)) continue;
    only_index_ = only_index_ && node.op == RuleOp::kChildIndex;
    const bool known = std::any_of(fields_.begin(), fields_.end(), [&](const Field& field) {
      return field.op == node.op && field.slot == node.slot;
    });
    if (known) continue;
    fields_.push_back({.op = node.op, .slot = node.slot, .name = NameOf(expression->TextOf(node))});
  }
}

void ChildSamples::AddPatterns() {
  const Values zero(fields_.size(), 0);
  const Values one(fields_.size(), 1);
  const Values many(fields_.size(), kMany);
  AddSample({});
  for (const Values& values : {zero, one, many}) AddSample({values});
  for (std::size_t i = 0; fields_.size() > 1 && i < fields_.size(); ++i) {
    Values alone = zero;
    alone[i] = kMany;
    AddSample({alone});
    Values without = many;
    without[i] = 0;
    AddSample({without});
  }
  AddSample({zero, many});
  AddSample({one, many});
}

void ChildSamples::AddSample(std::vector<Values> children) {
  std::vector<RuleChild> sample;
  for (const Values& values : children) {
    std::vector<std::optional<Rational>>& figures = figures_.emplace_back();
    RuleChild child{.unit = "child", .figures = {}, .index = {}, .score = {}};
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const Rational value = Rational::FromInt(values[i]);
      if (fields_[i].op == RuleOp::kChildIndex) child.index = value;
      if (fields_[i].op == RuleOp::kChildScore) child.score = value;
      if (fields_[i].op != RuleOp::kChildFigure) continue;
      figures.resize(std::max(figures.size(), fields_[i].slot + 1));
      figures[fields_[i].slot] = value;
    }
    child.figures = figures;
    sample.push_back(child);
  }
  samples_.push_back(std::move(sample));
  values_.push_back(std::move(children));
}

const std::vector<RuleChild>& ChildSamples::at(std::size_t sample) const {
  return samples_[sample];
}

std::string ChildSamples::Text(std::size_t sample) const {
  if (values_[sample].empty()) return "no child";
  std::string text;
  for (const Values& values : values_[sample]) {
    text += text.empty() ? "child: " : "; child: ";
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (i > 0) text += ", ";
      text += fields_[i].name + " = " + std::to_string(values[i]);
    }
  }
  return text;
}

}  // namespace par::domain
