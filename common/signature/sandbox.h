// What a process that reads strangers' files may still do: compute, read what is open, write its
// answer. Linux only; the filter knows x86-64 and arm64.
#pragma once

#include <chrono>
#include <cstdint>

namespace par::signature {

struct CheckLimits {
  std::uint64_t memory_bytes = std::uint64_t{512} << 20u;  // Of address space.
  std::uint32_t cpu_seconds = 5;
  std::chrono::milliseconds wall = std::chrono::seconds(15);  // Watched from outside (checker.h).
};

// Between fork and exec: limits of memory, processor time, files and core dumps, an end together
// with the parent, no network where the kernel lets an ordinary process give it up. Only calls that
// are safe there. False if a limit could not be set.
[[nodiscard]] bool LimitThisProcess(const CheckLimits& limits);

// From here on every system call that is not needed to compute ends the process: no file is opened,
// no connection made, no program run, no memory made executable. For good. False if the kernel has
// no such filter.
[[nodiscard]] bool EnterSandbox();

// A sanitizer's own memory and calls do not fit into limits; a build with one has neither.
inline constexpr bool kSandboxed =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    false;
#else
    true;
#endif
#else
    true;
#endif

}  // namespace par::signature
