// How many bytes a second something moved, over the last ten seconds.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace par::exchange {

// `now` is monotonic microseconds, whatever it counts from. Not safe from several threads.
class RateMeter {
 public:
  void Add(std::int64_t now, std::uint64_t bytes) {
    const std::int64_t number = now / 1'000'000;
    Second& second = seconds_[static_cast<std::size_t>(number) % kSeconds];
    if (second.number != number) second = {.number = number, .bytes = 0};
    second.bytes += bytes;
  }
  [[nodiscard]] std::uint64_t PerSecond(std::int64_t now) const {
    std::uint64_t all = 0;
    for (const Second& second : seconds_) {
      if (now / 1'000'000 - second.number < std::int64_t{kSeconds}) all += second.bytes;
    }
    return all / kSeconds;
  }
  // In the best of the ten seconds.
  [[nodiscard]] std::uint64_t MostInASecond(std::int64_t now) const {
    std::uint64_t most = 0;
    for (const Second& second : seconds_) {
      if (now / 1'000'000 - second.number < std::int64_t{kSeconds}) {
        most = std::max(most, second.bytes);
      }
    }
    return most;
  }

 private:
  static constexpr std::size_t kSeconds = 10;
  struct Second {
    std::int64_t number = 0;
    std::uint64_t bytes = 0;
  };

  std::array<Second, kSeconds> seconds_{};  // Each in the place of the one ten before it.
};

}  // namespace par::exchange
