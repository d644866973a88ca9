// The unit's documents on a node: the service over the node's evidence files.
#pragma once

#include <memory>

#include "common/node/part.h"

namespace par::node {

[[nodiscard]] std::unique_ptr<Part> MakeEvidencePart(const NodePorts& node);

}  // namespace par::node
