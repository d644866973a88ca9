// What the people of a simulated country write: a small criteria set, the cycle of each unit that
// has communes, the communes' answers, and what is done with a dossier.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/services/command_kind.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/sim/country.h"

namespace par::sim {

inline constexpr const char* kSetId = "small";

// What the administrator of a new machine enters: its configuration and the set; without `desks`
// also the tree of units, which otherwise comes down from the top.
[[nodiscard]] std::vector<std::pair<services::CommandKind, std::string>> FoundingOf(
    const Country& country, const std::string& node, bool desks);

// What SimKind::kPutRow takes to put the small set there as `id`, published, for units of `level`.
[[nodiscard]] std::string PutSet(const std::string& id, const std::string& level);

// Communes whose answers a cycle asks for stand directly below its owner.
[[nodiscard]] std::string CycleOf(const std::string& owner);
[[nodiscard]] std::vector<std::string> CycleOwners(const Country& country);
[[nodiscard]] std::vector<std::string> UnitsOfCycle(const Country& country,
                                                    const std::string& owner);
[[nodiscard]] std::string CycleYaml(const Country& country, const std::string& owner);

// `number` makes them differ.
[[nodiscard]] assessment::v1::FillAnswersRequest Answers(const std::string& cycle,
                                                         const std::string& unit,
                                                         std::uint64_t number);
[[nodiscard]] dossier::v1::ActRequest Act(const std::string& cycle, const std::string& unit,
                                          const std::string& kind);

}  // namespace par::sim
