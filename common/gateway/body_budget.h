// What bodies of requests may hold of memory, all together: many connections that each send what
// one may send must not fill a small machine.
#pragma once

#include <atomic>
#include <cstddef>

namespace par::gateway {

// Safe from many threads.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t most) : most_(most) {}

 private:
  friend class HeldBytes;
  const std::size_t most_;
  std::atomic<std::size_t> held_ = 0;
};

// One request's part of it, given back with it. The budget outlives it.
class HeldBytes {
 public:
  explicit HeldBytes(BodyBudget& budget) : budget_(budget) {}
  ~HeldBytes() { budget_.held_ -= held_; }
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  // False: there is no room, and nothing changes.
  [[nodiscard]] bool Add(std::size_t bytes) {
    if (budget_.held_.fetch_add(bytes) + bytes > budget_.most_) {
      budget_.held_ -= bytes;
      return false;
    }
    held_ += bytes;
    return true;
  }

 private:
  BodyBudget& budget_;
  std::size_t held_ = 0;
};

}  // namespace par::gateway
