// Reads the keys by which every file defines a figure: `title`, `unit`, `source`, `kind`, `least`,
// `most`; `part_of` is made known and left to whoever knows all figures.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>

#include "common/domain/criteria_set.h"
#include "common/domain/level.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {

[[nodiscard]] FigureDefinition ReadFigureDefinition(YamlRecord& record, std::string id, Position at,
                                                    FindingList& findings);

// The key `level`; nothing where it is absent or wrong, which is then a finding.
[[nodiscard]] std::optional<Level> OptionalLevel(YamlRecord& record);

// A value against the bounds of its figure; `at` is where it stands. Findings figure_below_least,
// figure_above_most.
void CheckBounds(const FigureRange& range, const Rational& value, Position at,
                 FindingList& findings);

}  // namespace par::domain
