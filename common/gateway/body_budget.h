// What bodies of requests may hold of memory, all together: many connections that each send what
// one may send must not fill a small machine. One address has only a share of it: whoever sends
// from there has proved nothing yet, and the others' requests must go on.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace par::gateway {

// Safe from many threads.
class BodyBudget {
 public:
  BodyBudget(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}

 private:
  friend class HeldBytes;
  [[nodiscard]] bool Take(const std::string& address, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto one = by_address_.find(address);
    const std::size_t of_one = one == by_address_.end() ? 0 : one->second;
    if (bytes > most_ - held_ || bytes > most_of_one_ - of_one) return false;
    held_ += bytes;
    by_address_[address] = of_one + bytes;
    return true;
  }
  void GiveBack(const std::string& address, std::size_t bytes) {
    if (bytes == 0) return;
    const std::lock_guard lock(mutex_);
    held_ -= bytes;
    const auto one = by_address_.find(address);
    one->second -= bytes;
    if (one->second == 0) by_address_.erase(one);
  }

  const std::size_t most_;
  const std::size_t most_of_one_;
  std::mutex mutex_;  // Guards what follows.
  std::size_t held_ = 0;
  std::map<std::string, std::size_t> by_address_;  // More than none.
};

// One request's part of it, given back with it. The budget outlives it.
class HeldBytes {
 public:
  // `address`: where the request comes from.
  HeldBytes(BodyBudget& budget, std::string address)
      : budget_(budget), address_(std::move(address)) {}
  ~HeldBytes() { budget_.GiveBack(address_, held_); }
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  // False: there is no room, and nothing changes.
  [[nodiscard]] bool Add(std::size_t bytes) {
    if (bytes == 0) return true;
    if (!budget_.Take(address_, bytes)) return false;
    held_ += bytes;
    return true;
  }

 private:
  BodyBudget& budget_;
  const std::string address_;
  std::size_t held_ = 0;
};

}  // namespace par::gateway
