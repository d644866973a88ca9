#include "tests/sim/country.h"

#include <algorithm>

#include "common/base/check.h"

namespace par::sim {

bool Country::Knows(std::string_view unit) const {
  return std::any_of(places_.begin(), places_.end(),
                     [&](const UnitPlace& place) { return place.unit == unit; });
}

const UnitPlace& Country::At(std::string_view unit) const {
  const auto at = std::find_if(places_.begin(), places_.end(),
                               [&](const UnitPlace& place) { return place.unit == unit; });
  PAR_CHECK(at != places_.end());
  return *at;
}

bool Country::IsWithin(std::string_view unit, std::string_view above) const {
  std::string at(unit);
  while (!at.empty() && at != above) at = ParentOf(at);
  return !at.empty();
}

bool Country::HasChildren(std::string_view unit) const {
  return std::any_of(places_.begin(), places_.end(),
                     [&](const UnitPlace& place) { return place.parent == unit; });
}

std::vector<std::string> Country::Below(std::string_view unit) const {
  std::vector<std::string> below;
  for (const UnitPlace& place : places_) {
    if (place.unit != unit && IsWithin(place.unit, unit)) below.push_back(place.unit);
  }
  return below;
}

std::vector<std::string> Country::Nodes() const {
  std::vector<std::string> nodes;
  for (const UnitPlace& place : places_) {
    if (std::find(nodes.begin(), nodes.end(), place.node) == nodes.end()) {
      nodes.push_back(place.node);
    }
  }
  return nodes;
}

std::optional<std::string> Country::UpperNode(std::string_view node) const {
  for (const UnitPlace& place : places_) {
    if (place.node != node || place.parent.empty()) continue;
    const std::string& above = NodeOf(place.parent);
    if (above != node) return above;
  }
  return std::nullopt;
}

record::v1::Hosting Country::HostingOf(std::string_view node) const {
  record::v1::Hosting hosting;
  hosting.set_node(std::string(node));
  for (const UnitPlace& place : places_) {
    if (place.node == node) hosting.add_units(place.unit);
  }
  const std::optional<std::string> upper = UpperNode(node);
  if (upper.has_value()) {
    hosting.set_upper_node(*upper);
    hosting.set_upper_unit(ParentOf(hosting.units(0)));
  }
  for (const std::string& other : Nodes()) {  // At every depth.
    std::optional<std::string> above = UpperNode(other);
    while (above.has_value() && *above != node) above = UpperNode(*above);
    if (!above.has_value()) continue;
    record::v1::ChildNode* child = hosting.add_children();
    child->set_node(other);
    for (const UnitPlace& place : places_) {
      if (place.node == other) child->add_units(place.unit);
    }
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
