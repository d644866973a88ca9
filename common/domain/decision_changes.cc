#include <map>

#include "common/domain/decision.h"

namespace par::domain {
namespace {

std::string Text(const Mark& mark) {
  if (mark.state != MarkState::kScored) return std::string(Name(mark.state));
  return mark.points.FormatShort(NumberStyle::kPlain);
}

std::string Text(const std::optional<Points>& points) {
  return points.has_value() ? points->FormatShort(NumberStyle::kPlain) : "";
}

class Comparer {
 public:
  void Compare(const UnitId& unit, std::string what, std::string before, std::string after) {
    if (before == after) return;
    changes_.push_back({unit, std::move(what), std::move(before), std::move(after)});
  }

  void CompareLines(const DecisionLine& before, const DecisionLine& after) {
    const UnitId& unit = after.unit;
    Compare(unit, "submitted", before.submitted ? "yes" : "no", after.submitted ? "yes" : "no");
    Compare(unit, "group", before.group, after.group);
    std::map<std::string, std::pair<std::string, std::string>> leaves;
    for (const DecisionArea& area : before.areas) {
      for (const DecisionLeaf& leaf : area.leaves) leaves[leaf.criterion].first = Text(leaf.mark);
    }
    for (const DecisionArea& area : after.areas) {
      for (const DecisionLeaf& leaf : area.leaves) leaves[leaf.criterion].second = Text(leaf.mark);
    }
    for (auto& [criterion, texts] : leaves) {
      Compare(unit, "leaf " + criterion, texts.first, texts.second);
    }
    Compare(unit, "total", Text(before.total), Text(after.total));
    Compare(unit, "effective maximum", Text(before.effective_maximum),
            Text(after.effective_maximum));
    Compare(unit, "converted", Text(before.converted), Text(after.converted));
    Compare(unit, "rank", std::to_string(before.rank), std::to_string(after.rank));
    Compare(unit, "class", before.class_id, after.class_id);
  }

  std::vector<DecisionChange> Take() { return std::move(changes_); }

 private:
  std::vector<DecisionChange> changes_;
};

}  // namespace

std::vector<DecisionChange> ChangesBetween(const Decision& before, const Decision& after) {
  Comparer comparer;
  comparer.Compare(UnitId(), "criteria set",
                   before.set_id + "@" + std::to_string(before.set_version),
                   after.set_id + "@" + std::to_string(after.set_version));
  std::map<UnitId, std::pair<const DecisionLine*, const DecisionLine*>> lines;
  for (const DecisionLine& line : before.lines) lines[line.unit].first = &line;
  for (const DecisionLine& line : after.lines) lines[line.unit].second = &line;
  for (const auto& [unit, pair] : lines) {
    if (pair.first == nullptr || pair.second == nullptr) {
      comparer.Compare(unit, "unit", pair.first == nullptr ? "" : pair.first->name,
                       pair.second == nullptr ? "" : pair.second->name);
    } else {
      comparer.CompareLines(*pair.first, *pair.second);
    }
  }
  return comparer.Take();
}

}  // namespace par::domain
