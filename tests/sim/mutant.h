// Which rule of the protocol is left out, in the copies of the production sources that
// mutate.py makes for sim_mutants. Production never includes this.
#pragma once

#include <string_view>

namespace par::sim {

[[nodiscard]] bool IsMutant(std::string_view name);
void SetMutant(std::string_view name);

}  // namespace par::sim
