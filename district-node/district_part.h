// What a level with units below it does: its own assessment, and receiving, reviewing, ranking and
// publishing theirs.
#pragma once

#include <memory>

#include "common/node/part.h"

namespace par::district {

[[nodiscard]] std::unique_ptr<node::Part> MakeDistrictPart(const node::NodePorts& ports);

}  // namespace par::district
