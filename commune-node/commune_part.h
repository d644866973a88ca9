// What a commune's node does: the unit's own assessment, and nothing above it.
#pragma once

#include <memory>

#include "common/node/part.h"

namespace par::commune {

[[nodiscard]] std::unique_ptr<node::Part> MakeCommunePart(const node::NodePorts& ports);

}  // namespace par::commune
