// Reads a catalogue of indicators, docs/formats/figures.md "Indicators", from YAML.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "common/domain/finding.h"
#include "common/domain/indicators.h"

namespace par::domain {

// Nothing if there is any finding: those of yaml_reader.h, figure_definition_yaml.h and rule.h, and
//   id_malformed, id_repeated, local_name_malformed, figure_unknown
//   indicator_group_unknown   {value}
//   indicator_unknown         {value}  neither an indicator nor a rate (nor a group, of a target)
//   indicator_over_time_chain {value}  a formula over time reads another one that has a formula
//   rate_not_a_quotient       {value}
//   identity_not_comparison   {value}  neither "A = B" nor "A <= B"
[[nodiscard]] std::optional<IndicatorCatalogue> ReadIndicators(std::string_view text,
                                                               FindingList& findings);

inline constexpr std::size_t kMostIndicators = 500;  // And as many rates, identities, targets.
inline constexpr std::size_t kMostIndicatorGroups = 100;

}  // namespace par::domain
