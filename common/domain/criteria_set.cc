#include "common/domain/criteria_set.h"

#include <algorithm>

namespace par::domain {
namespace {

using ById = std::vector<std::pair<std::string, std::uint32_t>>;

template <typename T>
ById Sorted(const std::vector<T>& things) {
  ById sorted;
  sorted.reserve(things.size());
  for (std::uint32_t i = 0; i < things.size(); ++i) sorted.emplace_back(things[i].id, i);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

std::uint32_t Search(const ById& sorted, std::string_view id) {
  const auto found = std::lower_bound(
      sorted.begin(), sorted.end(), id,
      [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  return found != sorted.end() && found->first == id ? found->second : kNone;
}

}  // namespace

std::string_view Name(Source source) {
  switch (source) {
    case Source::kSelfAssessed:
      return "self_assessed";
    case Source::kSurvey:
      return "survey";
    case Source::kExternal:
      return "external";
    case Source::kLeadership:
      return "leadership";
    case Source::kBonus:
      return "bonus";
    case Source::kPenalty:
      return "penalty";
  }
  return {};
}

void CriteriaSet::Index() {
  nodes_by_id_ = Sorted(nodes);
  figures_by_id_ = Sorted(figures);
}

NodeIndex CriteriaSet::FindNode(std::string_view node_id) const {
  return Search(nodes_by_id_, node_id);
}

LeafIndex CriteriaSet::FindLeaf(std::string_view node_id) const {
  const NodeIndex node = FindNode(node_id);
  return node == kNone ? kNone : nodes[node].leaf;
}

FigureSlot CriteriaSet::FindFigure(std::string_view figure_id) const {
  return Search(figures_by_id_, figure_id);
}

}  // namespace par::domain
