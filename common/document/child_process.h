// One program run as a child, with a time limit for it and all that it starts.
//
// Safe to call from any thread; blocks.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace par::document {

struct ChildWish {
  std::vector<std::string> words;        // The program by its path, and its arguments.
  std::vector<std::string> environment;  // All that it gets, as "NAME=value".
  std::string output;                    // The file that its output and errors go to.
  std::chrono::milliseconds limit;
};

struct ChildEnd {
  bool started = false;
  bool in_time = false;  // False: it, and what it had started, was killed.
  int exit = -1;         // -1: it was ended by a signal.
};

[[nodiscard]] ChildEnd RunChild(const ChildWish& wish);

// The first of `names` that the folders of PATH have; nothing if none.
[[nodiscard]] std::optional<std::string> FindProgram(const std::vector<std::string>& names);

}  // namespace par::document
