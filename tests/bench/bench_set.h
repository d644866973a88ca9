// The criteria set of the benchmarks: ten areas of ten leaves, with the kinds of rules met in real
// sets. Figure "3.4.a" is the whole and "3.4.b" the part of leaf 3.4.
#pragma once

#include <string>

namespace par::bench {

inline constexpr int kCriteria = 100;

// The set "bench@1" for communes as its YAML file.
[[nodiscard]] std::string SetText();

}  // namespace par::bench
