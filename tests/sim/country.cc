#include "tests/sim/country.h"

#include <algorithm>

#include "common/base/check.h"

namespace par::sim {

Country::Country(std::vector<UnitPlace> places)
    : places_(std::move(places)), children_(places_.size()) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    PAR_CHECK(by_unit_.emplace(places_[i].unit, i).second);
    const auto [node, added] = by_node_.emplace(places_[i].node, nodes_.size());
    if (added) nodes_.push_back({.id = places_[i].node, .units = {}, .upper = {}});
    nodes_[node->second].units.push_back(i);
  }
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].parent.empty()) continue;
    const auto parent = by_unit_.find(places_[i].parent);
    PAR_CHECK(parent != by_unit_.end());
    children_[parent->second].push_back(i);
    NodePlace& node = nodes_[by_node_.find(places_[i].node)->second];
    const std::size_t above = by_node_.find(places_[parent->second].node)->second;
    if (!node.upper.has_value() && nodes_[above].id != node.id) node.upper = above;
  }
}

bool Country::Knows(std::string_view unit) const { return by_unit_.contains(unit); }

const UnitPlace& Country::At(std::string_view unit) const {
  const auto at = by_unit_.find(unit);
  PAR_CHECK(at != by_unit_.end());
  return places_[at->second];
}

bool Country::IsWithin(std::string_view unit, std::string_view above) const {
  const UnitPlace* at = &At(unit);
  while (at->unit != above && !at->parent.empty()) at = &At(at->parent);
  return at->unit == above;
}

bool Country::HasChildren(std::string_view unit) const {
  const auto at = by_unit_.find(unit);
  return at != by_unit_.end() && !children_[at->second].empty();
}

std::vector<std::string> Country::Below(std::string_view unit) const {
  const auto at = by_unit_.find(unit);
  if (at == by_unit_.end()) return {};
  std::vector<std::size_t> found = children_[at->second];
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::vector<std::size_t>& lower = children_[found[i]];
    found.insert(found.end(), lower.begin(), lower.end());
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> below;
  below.reserve(found.size());
  for (const std::size_t place : found) below.push_back(places_[place].unit);
  return below;
}

std::vector<std::string> Country::Nodes() const {
  std::vector<std::string> nodes;
  nodes.reserve(nodes_.size());
  for (const NodePlace& node : nodes_) nodes.push_back(node.id);
  return nodes;
}

std::vector<std::string> Country::UnitsOn(std::string_view node) const {
  std::vector<std::string> units;
  const auto at = by_node_.find(node);
  if (at == by_node_.end()) return units;
  for (const std::size_t place : nodes_[at->second].units) units.push_back(places_[place].unit);
  return units;
}

std::optional<std::string> Country::UpperNode(std::string_view node) const {
  const auto at = by_node_.find(node);
  if (at == by_node_.end() || !nodes_[at->second].upper.has_value()) return std::nullopt;
  return nodes_[*nodes_[at->second].upper].id;
}

record::v1::Hosting Country::HostingOf(std::string_view node) const {
  record::v1::Hosting hosting;
  hosting.set_node(std::string(node));
  for (const std::string& unit : UnitsOn(node)) hosting.add_units(unit);
  const std::optional<std::string> upper = UpperNode(node);
  if (upper.has_value()) {
    hosting.set_upper_node(*upper);
    hosting.set_upper_unit(ParentOf(hosting.units(0)));
  }
  for (const NodePlace& other : nodes_) {  // At every depth.
    std::optional<std::size_t> above = other.upper;
    while (above.has_value() && nodes_[*above].id != node) above = nodes_[*above].upper;
    if (!above.has_value()) continue;
    record::v1::ChildNode* child = hosting.add_children();
    child->set_node(other.id);
    for (const std::size_t place : other.units) child->add_units(places_[place].unit);
  }
  return hosting;
}

std::string Country::UnitsYaml() const {
  std::string yaml = "format: parnet/units/1\nunits:\n";
  for (const UnitPlace& place : places_) {
    const char* kind = place.parent.empty() ? "tinh" : HasChildren(place.unit) ? "huyen" : "xa";
    yaml += "  - {id: " + place.unit + ", name: " + place.unit + ", kind: " + kind;
    if (!place.parent.empty()) yaml += ", parent: " + place.parent;
    yaml += "}\n";
  }
  return yaml;
}

}  // namespace par::sim
