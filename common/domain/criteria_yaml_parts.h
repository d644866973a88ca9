// Inside criteria_yaml: what reads the parts of a criteria set. Other readers take only the names
// from here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/domain/criteria_set.h"
#include "common/domain/yaml_reader.h"

namespace par::domain::criteria_yaml {

// Adds the figure and its slot; kNone if its id is taken. `part_of` is left for ResolvePartOf.
FigureSlot ReadFigure(const YamlValue& value, const std::string& id, Position at, LeafIndex owner,
                      CriteriaSet& set, FindingList& findings);

// `value` is the figure's map; `find` gives the slot of what part_of says, kNone if it is unknown
// and nothing if that is not to be reported.
template <typename Find>
void ResolvePartOf(const YamlValue& value, FigureSlot slot, CriteriaSet& set, FindingList& findings,
                   const Find& find) {
  const YamlValue* const part_of = value.Find("part_of");
  if (slot == kNone || part_of == nullptr || part_of->kind != YamlKind::kText) return;
  const std::optional<FigureSlot> found = find(std::string(part_of->text));
  if (!found.has_value()) return;
  const FigureSlot whole = *found;
  if (whole == kNone || whole == slot) {
    findings.Add(part_of->at, "figure_unknown", set.figures[slot].id + ".part_of",
                 {{"value", std::string(part_of->text)}});
    return;
  }
  set.figures[slot].range.part_of = whole;
}

// Reads `areas` into set.nodes and set.leaves, and checks the sums of maxima below the set's own.
void ReadAreas(const YamlValue& areas, CriteriaSet& set, FindingList& findings);

// Reads inputs, rule and flags of a leaf whose node stands in the set already.
void ReadLeaf(YamlRecord& record, LeafIndex leaf, CriteriaSet& set, FindingList& findings);

[[nodiscard]] bool IsNodeId(std::string_view id);    // [A-Za-z0-9._-]{1,64}
[[nodiscard]] bool IsFigureId(std::string_view id);  // [a-z][a-z0-9_]*(.[a-z0-9_]+)*, to 64
// What a rule may call a figure: [a-z][a-z0-9_]*, to 64, and no word of the language.
[[nodiscard]] bool IsLocalName(std::string_view name);

}  // namespace par::domain::criteria_yaml
