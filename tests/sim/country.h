// Which units a simulated country has, who stands above them, on which node they live, and the
// files that say so to the nodes.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "par/record/v1/service_record.pb.h"

namespace par::sim {

struct UnitPlace {
  std::string unit;
  std::string parent;  // Empty at the top.
  std::string node;
};

// The topmost unit of each node comes first. Fixed for the whole run: the checkers trust it and not
// what the nodes believe. A question costs what its answer is long, not what the country is large.
class Country {
 public:
  explicit Country(std::vector<UnitPlace> places);

  [[nodiscard]] const std::vector<UnitPlace>& places() const { return places_; }
  [[nodiscard]] const UnitPlace& At(std::string_view unit) const;
  [[nodiscard]] bool Knows(std::string_view unit) const;
  [[nodiscard]] const std::string& NodeOf(std::string_view unit) const { return At(unit).node; }
  [[nodiscard]] const std::string& ParentOf(std::string_view unit) const { return At(unit).parent; }
  // `unit` is `above` or stands somewhere below it.
  [[nodiscard]] bool IsWithin(std::string_view unit, std::string_view above) const;
  [[nodiscard]] bool HasChildren(std::string_view unit) const;
  [[nodiscard]] std::vector<std::string> Below(std::string_view unit) const;
  // In the order of their topmost units.
  [[nodiscard]] std::vector<std::string> Nodes() const;
  // In the order of places; empty for a node that is not there.
  [[nodiscard]] std::vector<std::string> UnitsOn(std::string_view node) const;
  // The node above; nothing at the top. A node may also be its own upper node for some units.
  [[nodiscard]] std::optional<std::string> UpperNode(std::string_view node) const;
  [[nodiscard]] const std::string& TopNode() const { return places_.front().node; }

  // What the node's configuration tells it, and the file of units.
  [[nodiscard]] record::v1::Hosting HostingOf(std::string_view node) const;
  [[nodiscard]] std::string UnitsYaml() const;

 private:
  struct HashOfText {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Index = std::unordered_map<std::string, std::size_t, HashOfText, std::equal_to<>>;
  struct NodePlace {
    std::string id;
    std::vector<std::size_t> units;
    std::optional<std::size_t> upper;  // Of nodes_.
  };

  std::vector<UnitPlace> places_;
  std::vector<std::vector<std::size_t>> children_;  // Of each place.
  Index by_unit_;                                   // Of places_; only looked up, never walked.
  std::vector<NodePlace> nodes_;
  Index by_node_;  // Of nodes_; likewise.
};

}  // namespace par::sim
