// The names of things that many parts speak of. Criteria keep the text their set gives them.
#pragma once

#include "common/base/id.h"

namespace par::domain {

using UnitId = Id<struct UnitTag>;          // đơn vị
using CycleId = Id<struct CycleTag>;        // kỳ đánh giá
using AccountId = Id<struct AccountTag>;    // tài khoản
using DecisionId = Id<struct DecisionTag>;  // quyết định công bố

}  // namespace par::domain
