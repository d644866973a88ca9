// How many bytes a second something moved, over the last ten seconds.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace par::exchange {

// `now` is monotonic microseconds. Not safe from several threads.
class RateMeter {
 public:
  void Add(std::int64_t now, std::uint64_t bytes) {
    MoveTo(now);
    seconds_[static_cast<std::size_t>(second_) % kSeconds] += bytes;
  }
  [[nodiscard]] std::uint64_t PerSecond(std::int64_t now) const {
    RateMeter moved = *this;
    moved.MoveTo(now);
    std::uint64_t all = 0;
    for (const std::uint64_t bytes : moved.seconds_) all += bytes;
    return all / kSeconds;
  }

 private:
  static constexpr std::size_t kSeconds = 10;
  void MoveTo(std::int64_t now) {
    const std::int64_t second = std::max(second_, now / 1'000'000);
    if (second - second_ >= static_cast<std::int64_t>(kSeconds)) seconds_ = {};
    for (std::int64_t at = second_ + 1; at <= second && at - second_ < 1 + second - second_; ++at) {
      seconds_[static_cast<std::size_t>(at) % kSeconds] = 0;
    }
    second_ = second;
  }

  std::array<std::uint64_t, kSeconds> seconds_{};
  std::int64_t second_ = 0;
};

}  // namespace par::exchange
