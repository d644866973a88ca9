// Network namespaces with a line between each of them and the first, on which every packet can come
// late, out of order or not at all: the kernel's own TCP at both ends has to cope, as on a real bad
// line. A line is a pair of TUN interfaces and one thread that carries packets between them. They
// go with the object.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/random.h"

namespace par::testing {

struct PacketShape {
  std::int64_t bits_per_second = 0;    // Each way; 0: no limit.
  std::chrono::milliseconds delay{0};  // One way.
  // Up to this much more for every packet: those behind overtake.
  std::chrono::milliseconds jitter{0};
  std::uint32_t loss_percent = 0;
  // A cheap router's: what does not fit is dropped.
  std::size_t queue_bytes = std::size_t{64} << 10u;
};

// Of the way up; bytes of whole packets, headers and all.
struct PacketsPassed {
  std::uint64_t sent = 0;
  std::uint64_t bytes = 0;  // Of those that arrived.
  std::uint64_t lost = 0;
  std::uint64_t overtaken = 0;  // Came after one that was sent later.
};

// Safe from many threads.
class PacketLines {
 public:
  // Why there can be none here (not root, no namespaces, no TUN); empty: there can.
  [[nodiscard]] static std::string WhyNot();

  // What is drawn comes from the seed.
  explicit PacketLines(const std::vector<PacketShape>& shapes, std::uint64_t seed = 1);
  ~PacketLines();
  PacketLines(const PacketLines&) = delete;
  PacketLines& operator=(const PacketLines&) = delete;

  [[nodiscard]] std::string upper() const;
  [[nodiscard]] static std::string Lower(std::size_t line);
  // Of the upper end, as the lower end reaches it.
  [[nodiscard]] static std::string AddressAbove(std::size_t line);
  [[nodiscard]] PacketsPassed PassedUp(std::size_t line);
  // Nothing comes through any more, and nobody is told.
  void SetCut(std::size_t line, bool cut);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Packet {
    std::uint64_t number = 0;  // Of its way.
    std::string bytes;
  };
  struct Way {
    int from = -1;
    int to = -1;
    Time free_at;  // When the bottleneck has sent all it holds.
    std::multimap<Time, Packet> under_way;
    std::uint64_t newest = 0;  // Of the numbers that arrived.
    PacketsPassed passed;
  };
  struct Line {
    PacketShape shape;
    bool cut = false;
    std::array<Way, 2> ways;  // Up, down.
  };

  void Run();
  void Take(Line& line, Way& way, Time now);
  static void Deliver(Line& line, Way& way, Time now);
  [[nodiscard]] int WaitFor(Time now) const;

  int wake_[2] = {-1, -1};
  std::mutex mutex_;  // Guards what follows.
  SeededRandom random_;
  bool stopping_ = false;
  std::vector<Line> lines_;
  std::thread thread_;
};

}  // namespace par::testing
