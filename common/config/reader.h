// Reads a node's configuration file. Every problem is reported at once with its line and column:
// YAML mistakes, unknown keys (with the nearest known one), repeated keys, wrong kinds of value and
// all that Validate finds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/config/config.h"

namespace par::config {

struct Reading {
  Config config;                  // To be used only if there are no problems.
  std::vector<Problem> problems;  // In the file's order; those without a place come last.
};

// `yaml` is the text of the file; paths stay as written.
[[nodiscard]] Reading ReadConfig(std::string_view yaml);

// As ReadConfig; relative paths are taken from the file's folder, and judged as whole ones. A file
// that cannot be read is one problem, config_unreadable.
[[nodiscard]] Reading ReadConfigFile(const std::string& path);

// The answer of `check-config`: every problem one line, or, if there is none, every setting with
// its value and what it means.
[[nodiscard]] std::string CheckConfigText(const Reading& reading, std::string_view file,
                                          domain::Language language);

}  // namespace par::config
