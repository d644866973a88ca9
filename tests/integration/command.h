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

// Blocks until the program ends. `environment` is all that it gets, as "NAME=value". `err` names
// the file that its errors go to, for who wants to look meanwhile; without it one that goes away.
[[nodiscard]] CommandResult RunCommand(const std::vector<std::string>& words,
                                       const std::vector<std::string>& environment = {},
                                       const std::string& err = "");

}  // namespace par::testing
