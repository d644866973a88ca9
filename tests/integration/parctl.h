// parctl as a person runs it; for tests whose target defines PARCTL, the path of the program.
#pragma once

#include <string>
#include <vector>

#include "tests/integration/command.h"

namespace par::testing {

inline CommandResult Parctl(std::vector<std::string> words,
                            const std::vector<std::string>& environment = {}) {
  words.insert(words.begin(), PARCTL);
  return RunCommand(words, environment);
}

}  // namespace par::testing
