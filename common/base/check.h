// PAR_CHECK stops the process when our own code is wrong. It stays on in every build. Never use it
// for anything that a person, a file or another node can cause: those are statuses.
#pragma once

namespace par {

[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace par

#define PAR_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::par::CheckFailed(#condition, __FILE__, __LINE__))
