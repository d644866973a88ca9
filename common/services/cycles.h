// Assessment cycles as kept on this node, read from rows.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/domain/cycle.h"
#include "common/storage/store.h"
#include "par/cycle/v1/cycle.pb.h"

namespace par::services {

[[nodiscard]] std::string CycleKey(std::string_view id);
// NOT_FOUND cycle_unknown.
[[nodiscard]] absl::StatusOr<cycle::v1::Cycle> LoadCycleRow(const storage::Reader& state,
                                                            std::string_view id);
[[nodiscard]] absl::StatusOr<domain::Cycle> LoadCycle(const storage::Reader& state,
                                                      std::string_view id);

}  // namespace par::services
