// What must succeed for a test to make sense at all.
#pragma once

#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "common/base/check.h"

namespace par::testing {

inline void Must(const absl::Status& status) {
  if (!status.ok()) ADD_FAILURE() << status;
  PAR_CHECK(status.ok());
}

}  // namespace par::testing
