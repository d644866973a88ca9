// Files of the repository that tests read.
#pragma once

#include <string>

namespace par::testing {

// The whole file, by its path from the root of the repository. Ends the test program where it
// cannot be read.
[[nodiscard]] std::string ReadText(const std::string& path);

}  // namespace par::testing
