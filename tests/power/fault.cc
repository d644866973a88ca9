#include "tests/power/fault.h"

#include <cerrno>
#include <sstream>

namespace par::power {

std::optional<Fault> ParseFault(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::string call;
  std::string error;
  Fault fault;
  if (!(words >> call >> fault.path_part >> error)) return std::nullopt;
  if (call != "write" && call != "sync") return std::nullopt;
  if (error != "ENOSPC" && error != "EIO") return std::nullopt;
  fault.call = call == "write" ? Fault::Call::kWrite : Fault::Call::kSync;
  fault.error = error == "ENOSPC" ? ENOSPC : EIO;
  return fault;
}

}  // namespace par::power
