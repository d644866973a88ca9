// Connections are taken as long as there are file descriptors to spare, and a port that has to
// refuse one goes on listening. gRPC 1.51 does not: whatever accept4 fails with, for want of
// descriptors above all, its port is deaf until the process ends. So this stands in front of the C
// library's accept4, for every port of the process (docs/adr/2026-11-22-accepting-connections.md).
#pragma once

#include <sys/resource.h>

#include <algorithm>

namespace par::rpc {

// The highest descriptors are for the store, evidence, checks and lines of our own: a connection
// that would take one of them is closed at once. Its side dials again, later and later.
inline constexpr rlim_t kDescriptorsKept = 320;

// The first of those that no connection takes, where descriptors go up to `limit`.
[[nodiscard]] constexpr rlim_t FirstDescriptorKept(rlim_t limit) {
  return limit - std::min(kDescriptorsKept, limit / 4);
}

// From now on, for every listening socket of this process. Repeating it does nothing.
void KeepListening();

}  // namespace par::rpc
