// The command line that the three programs share: serve, check-config, verify, inspect.
#pragma once

#include "common/node/part.h"

namespace par::node {

// Exit code: 0 all is well; 1 the configuration, the ledger or the node is not; 2 wrong usage.
[[nodiscard]] int NodeMain(int argc, char** argv, const Program& program);

}  // namespace par::node
