// The criteria set of a cycle, as the node has it.
#pragma once

#include <optional>
#include <string>

#include "common/domain/criteria_set.h"
#include "parctl/app.h"

namespace par::parctl {

// So that what is wrong in a file can be named with its place before anything is sent. Nothing
// where the node does not give it; why is printed then.
[[nodiscard]] std::optional<domain::CriteriaSet> SetOfCycle(Session& session,
                                                            const std::string& id);

}  // namespace par::parctl
