// Rows in a map, read and written as every store does it: what the model of a store and the stores
// of simulations and benchmarks are made of. Not safe from several threads.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/storage/store.h"

namespace par::storage {

using MemoryRows = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] std::optional<std::string> ValueOf(const MemoryRows& rows, std::string_view key);
// As Reader::Scan.
[[nodiscard]] Page PageOf(const MemoryRows& rows, const Range& range, const PageLimit& limit);
void Put(const Write& write, MemoryRows& rows);

}  // namespace par::storage
