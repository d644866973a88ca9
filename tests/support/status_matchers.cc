#include "tests/support/status_matchers.h"

namespace par::testing {

std::string Describe(const absl::Status& status) {
  const std::string reason = domain::ReasonOf(status);
  return reason.empty() ? status.ToString() : status.ToString() + " (reason " + reason + ")";
}

}  // namespace par::testing
