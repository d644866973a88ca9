// parctl as a person runs it, with `err` as RunCommand takes it; for tests whose target defines
// PARCTL, the path of the program.
#pragma once

#include <string>
#include <vector>

#include "tests/integration/command.h"

namespace par::testing {

inline CommandResult Parctl(std::vector<std::string> words,
                            const std::vector<std::string>& environment = {},
                            const std::string& err = "") {
  words.insert(words.begin(), PARCTL);
  return RunCommand(words, environment, err);
}

}  // namespace par::testing
