// Waiting for what other processes do.
#pragma once

#include <poll.h>

#include <chrono>

namespace par::testing {

// Asks again and again until it holds; false if it does not within `patience`. Between two
// questions it leaves the processor to those it waits for.
template <typename Condition>
[[nodiscard]] bool Eventually(const Condition& holds,
                              std::chrono::seconds patience = std::chrono::seconds(60)) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    (void)::poll(nullptr, 0, 2);
  }
  return true;
}

}  // namespace par::testing
