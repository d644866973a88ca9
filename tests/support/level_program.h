// The program that a node of a level runs, for nodes within a test's own process.
#pragma once

#include "common/node/part.h"

namespace par::testing {

[[nodiscard]] node::Program ProgramOfLevel(config::NodeLevel level);

}  // namespace par::testing
