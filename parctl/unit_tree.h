// What the commands of the unit tree share.
#pragma once

#include <string>

#include "par/unit/v1/unit.pb.h"

namespace par::parctl {

// The unit by which a node is known among nodes: of those that live on it the one that stands below
// none of them, the first where there are several. `listed` with history; empty where the tree has
// none of the node's units yet.
[[nodiscard]] std::string UnitOfNode(const unit::v1::ListUnitsResponse& listed);

}  // namespace par::parctl
