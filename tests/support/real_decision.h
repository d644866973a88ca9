// A decision made of real files: the fourteen communes of Tư Nghĩa in 2023, scored and ranked under
// the sample set, as a district publishes them.
#pragma once

#include "common/domain/decision.h"

namespace par::testing {

// Ends the test program where the files under criteria/ cannot be read.
[[nodiscard]] domain::Decision RealDecision();

}  // namespace par::testing
