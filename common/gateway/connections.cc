#include "common/gateway/connections.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace par::gateway {
namespace {

// Bytes that have come over the socket so far; nothing where the kernel does not count them.
std::optional<std::uint64_t> Received(int socket) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  constexpr std::size_t kNeeded =
      offsetof(tcp_info, tcpi_bytes_received) + sizeof(info.tcpi_bytes_received);
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || size < kNeeded) {
    return std::nullopt;
  }
  return info.tcpi_bytes_received;
}

}  // namespace

void Connections::Add(Track* track) {
  const std::lock_guard lock(mutex_);
  open_.insert(track);
}

void Connections::Remove(Track* track) {
  const std::lock_guard lock(mutex_);
  open_.erase(track);
}

void Connections::Enter(Track* track, Phase phase, std::int64_t now, std::function<void()> gone) {
  const std::lock_guard lock(mutex_);
  track->phase = phase;
  track->since = now;
  track->bytes = 0;
  track->swept = 0;
  track->received.reset();
  track->gone.swap(gone);
}

void Connections::CountBody(Track* track, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  track->bytes += bytes;
}

bool Connections::TooSlow(const Track& track, std::int64_t now) {
  const std::int64_t taken = now - track.since;
  switch (track.phase) {
    case Phase::kHead:
      return taken > kHeadMicros;
    case Phase::kBody:
      return taken >
             kBodyMicros + static_cast<std::int64_t>(track.bytes / kBodyBytesPerSecond) * 1'000'000;
    case Phase::kWork:
      break;
  }
  return false;
}

// Nothing of the body has come since the sweep before.
bool Connections::Stalled(Track& track) {
  if (track.phase != Phase::kBody) return false;
  return std::exchange(track.swept, track.bytes) == track.bytes;
}

// Nothing has come for a head since a handshake would have been over. False where nobody counts.
bool Connections::Rested(const Track& track) {
  return track.phase == Phase::kHead && track.received.has_value() &&
         Received(track.socket) == track.received;
}

std::size_t Connections::Sweep(std::int64_t now) {
  std::vector<std::function<void()>> gone;
  std::size_t slow = 0;
  {
    // While this is held no socket is closed, so that none is taken for another.
    const std::lock_guard lock(mutex_);
    std::vector<pollfd> watched;
    std::vector<Track*> tracks;
    for (Track* track : open_) {
      if (track->phase == Phase::kHead && !track->received.has_value() &&
          now - track->since >= kHandshakeMicros) {
        track->received = Received(track->socket);
      }
      if (TooSlow(*track, now)) {
        slow += Rested(*track) ? 0 : 1;
        ::shutdown(track->socket, SHUT_RDWR);
        track->phase = Phase::kWork;  // The server's thread does the rest.
        track->gone = {};
      } else if ((track->phase == Phase::kWork && track->gone) || Stalled(*track)) {
        watched.push_back({.fd = track->socket, .events = POLLRDHUP, .revents = 0});
        tracks.push_back(track);
      }
    }
    if (!watched.empty() && ::poll(watched.data(), watched.size(), 0) > 0) {
      for (std::size_t i = 0; i < watched.size(); ++i) {
        if ((watched[i].revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0) continue;
        if (tracks[i]->phase == Phase::kBody) {
          // The library does not always hear of an end that came while the request was suspended.
          ::shutdown(tracks[i]->socket, SHUT_RDWR);
        } else {
          gone.push_back(std::exchange(tracks[i]->gone, {}));
        }
      }
    }
  }
  for (const auto& tell : gone) tell();
  return slow;
}

}  // namespace par::gateway
