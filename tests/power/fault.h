// A call to the disk that fails: in this process (Disk::Fail), or in a program that was started
// with the disk's library before all others and finds the fault in a file (disk_calls.cc).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace par::power {

struct Fault {
  enum class Call { kWrite, kSync };
  Call call = Call::kWrite;
  std::string path_part;   // Files and folders whose path contains it.
  int error = 0;           // As errno: ENOSPC, EIO.
  std::int64_t bytes = 0;  // Writes: so many bytes still fit.
  bool once = false;
};

// "write .log ENOSPC", "sync ledger.mark EIO": until the file is gone.
[[nodiscard]] std::optional<Fault> ParseFault(std::string_view line);

}  // namespace par::power
