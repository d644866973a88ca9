// Runs a program as a person would and keeps what it writes.
#pragma once

#include <string>
#include <vector>

namespace par::testing {

struct CommandResult {
  int exit = -1;  // -1: it was ended by a signal.
  std::string out;
  std::string err;
};

// Blocks until the program ends. `environment` is all that it gets, as "NAME=value".
[[nodiscard]] CommandResult RunCommand(const std::vector<std::string>& words,
                                       const std::vector<std::string>& environment = {});

}  // namespace par::testing
