// A node's copy of all it holds, made by the node itself; `export` and `backup make` ask for it.
#pragma once

#include <optional>

#include "par/node/v1/node.pb.h"
#include "parctl/app.h"

namespace par::parctl {

// The node hashes every file: that takes as long as reading them, and is not hurried. The request
// id is set here. Nothing if the node refused, which is then printed.
[[nodiscard]] std::optional<node::v1::ExportResponse> Copied(Session& session,
                                                             node::v1::ExportRequest request);

}  // namespace par::parctl
