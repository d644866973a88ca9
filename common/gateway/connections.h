// The open connections of the gateway and how long each may take. The HTTP library only watches
// for silence; a sender of one byte every few seconds is never silent, so it is measured here. A
// connection whose request is being worked on is watched for the browser that goes away.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>

namespace par::gateway {

class Connections {
 public:
  enum class Phase : std::uint8_t {
    kHead,  // Waits for the head of a request, its first bytes included.
    kBody,  // Waits for the body.
    kWork,  // Ours: the request is worked on or the answer is being sent.
  };
  // One connection; belongs to the server's thread except where Connections says so.
  struct Track {
    int socket = -1;
    // Of the daemon it belongs to: another takes the new connections, and those of this one end
    // with the answer under way. Outlives the connection.
    const std::atomic<bool>* retired = nullptr;
    Phase phase = Phase::kHead;
    std::int64_t since = 0;   // The phase; monotonic microseconds.
    std::uint64_t bytes = 0;  // Of the body in this phase.
    std::uint64_t swept = 0;  // Of them, those that the last sweep saw.
    // Of everything, by the kernel, when a handshake must have been over; while kHead.
    std::optional<std::uint64_t> received = {};
    std::function<void()> gone = {};  // The browser has closed; while kWork.
  };

  // The head of a request must have come this long after the connection opened or the answer
  // before it was sent, which is also how long a connection may stay unused.
  static constexpr std::int64_t kHeadMicros = 30'000'000;
  // What comes after this long is of a head, and no handshake of a browser that opens connections
  // ahead of its requests.
  static constexpr std::int64_t kHandshakeMicros = 10'000'000;
  // A body may take this long and a second for each so many bytes.
  static constexpr std::int64_t kBodyMicros = 30'000'000;
  static constexpr std::uint64_t kBodyBytesPerSecond = 1024;

  // Both for a Track that lives until it is removed; removed before its socket is closed.
  void Add(Track* track);
  void Remove(Track* track);
  void Enter(Track* track, Phase phase, std::int64_t now, std::function<void()> gone = {});
  void CountBody(Track* track, std::uint64_t bytes);

  // Closes those that are too slow and tells of those that are gone. Returns how many were closed
  // that owed something: a connection that merely rested is closed without a word.
  std::size_t Sweep(std::int64_t now);
  [[nodiscard]] static bool TooSlow(const Track& track, std::int64_t now);

 private:
  static bool Stalled(Track& track);
  static bool Rested(const Track& track);

  std::mutex mutex_;
  std::set<Track*> open_;
};

}  // namespace par::gateway
