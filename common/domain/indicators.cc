#include "common/domain/indicators.h"

#include <algorithm>

namespace par::domain {
namespace {

using ById = std::vector<std::pair<std::string, std::size_t>>;

std::size_t Find(const ById& by_id, std::string_view id) {
  const auto at =
      std::lower_bound(by_id.begin(), by_id.end(), id,
                       [](const auto& one, std::string_view wanted) { return one.first < wanted; });
  return at != by_id.end() && at->first == id ? at->second : kNone;
}

}  // namespace

bool Indicator::IsSummed() const {
  const FigureKind kind = figure.range.kind;
  return kind == FigureKind::kCount || kind == FigureKind::kAmount || kind == FigureKind::kSigned;
}

void IndicatorCatalogue::Index() {
  indicators_by_id_.clear();
  rates_by_id_.clear();
  for (std::size_t i = 0; i < indicators.size(); ++i) {
    indicators_by_id_.emplace_back(indicators[i].figure.id, i);
  }
  for (std::size_t i = 0; i < rates.size(); ++i) rates_by_id_.emplace_back(rates[i].id, i);
  std::sort(indicators_by_id_.begin(), indicators_by_id_.end());
  std::sort(rates_by_id_.begin(), rates_by_id_.end());
}

std::size_t IndicatorCatalogue::FindIndicator(std::string_view indicator_id) const {
  return Find(indicators_by_id_, indicator_id);
}

std::size_t IndicatorCatalogue::FindRate(std::string_view rate_id) const {
  return Find(rates_by_id_, rate_id);
}

std::size_t IndicatorCatalogue::FindGroup(std::string_view group_id) const {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].id == group_id) return i;
  }
  return kNone;
}

std::vector<std::size_t> SlotsRead(const Expression& expression, RuleOp read) {
  std::vector<std::size_t> slots;
  for (const RuleNode& node : expression.nodes) {
    if (node.op == read) slots.push_back(node.slot);
  }
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

Expression OperandOf(const Expression& whole, std::size_t node) {
  // Every operand stands before its operation, so what ends with it is complete.
  Expression part{.text = whole.text, .nodes = {}, .constants = whole.constants};
  part.nodes.assign(whole.nodes.begin(),
                    whole.nodes.begin() + static_cast<std::ptrdiff_t>(node) + 1);
  return part;
}

}  // namespace par::domain
