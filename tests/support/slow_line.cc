#include "tests/support/slow_line.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "common/base/check.h"

namespace par::testing {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kUp = 0;
constexpr std::size_t kSegmentBytes = 1460;  // What goes over a slow line at once.
constexpr std::size_t kPieceBytes = std::size_t{64} << 10u;
constexpr milliseconds kLeastResend{200};  // As Linux waits at least.
constexpr int kMostResends = 6;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void MakeReady(int descriptor) {
  PAR_CHECK(::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0);
  const int on = 1;
  PAR_CHECK(::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0);
}

void CloseWithReset(int descriptor) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  (void)::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  ::close(descriptor);
}

}  // namespace

SlowLine::SlowLine(std::uint64_t seed) : random_(seed) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t length = sizeof(address);
  PAR_CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) == 0);
  PAR_CHECK(::listen(listener_, 16) == 0);
  PAR_CHECK(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  PAR_CHECK(::pipe2(wake_, O_CLOEXEC | O_NONBLOCK) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

SlowLine::~SlowLine() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  Wake();
  thread_.join();
  for (Connection& connection : connections_) Reset(connection);
  for (const int descriptor : {listener_, wake_[0], wake_[1]}) ::close(descriptor);
}

void SlowLine::LeadTo(int port) {
  const std::lock_guard lock(mutex_);
  leads_to_ = port;
}

void SlowLine::Shape(const LineShape& shape) {
  {
    const std::lock_guard lock(mutex_);
    shape_ = shape;
    free_at_.fill(steady_clock::now());
  }
  Wake();
}

void SlowLine::HoldAfter(std::uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    limit_ = bytes;
  }
  Wake();
}

int SlowLine::held() {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(
      std::count_if(connections_.begin(), connections_.end(),
                    [this](const Connection& connection) { return connection.taken >= limit_; }));
}

void SlowLine::Cut() {
  {
    const std::lock_guard lock(mutex_);
    for (Connection& connection : connections_) Reset(connection);
    connections_.clear();
  }
  Wake();
}

void SlowLine::Forget() {
  {
    const std::lock_guard lock(mutex_);
    for (Connection& connection : connections_) {
      if (!std::exchange(connection.forgotten, true)) ++passed_.forgotten;
    }
  }
  Wake();
}

LinePassed SlowLine::passed() {
  const std::lock_guard lock(mutex_);
  return passed_;
}

void SlowLine::Wake() {
  const char byte = 0;
  // A full pipe wakes as well.
  PAR_CHECK(::write(wake_[1], &byte, 1) == 1 || errno == EAGAIN);
}

void SlowLine::Accept() {
  const int from = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (from < 0) return;
  const std::lock_guard lock(mutex_);
  const int to = leads_to_ == 0 ? -1 : ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(leads_to_);
  if (to < 0 || ::connect(to, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    CloseWithReset(from);
    if (to >= 0) ::close(to);
    return;
  }
  MakeReady(from);
  MakeReady(to);
  Connection& connection = connections_.emplace_back();
  connection.last_moved = steady_clock::now();
  for (std::size_t way = 0; way < 2; ++way) {
    connection.ways[way].from = way == kUp ? from : to;
    connection.ways[way].to = way == kUp ? to : from;
    connection.ways[way].bottleneck = way;
  }
  ++passed_.connections;
}

void SlowLine::Reset(Connection& connection) {
  if (std::exchange(connection.over, true)) return;
  CloseWithReset(connection.ways[kUp].from);
  CloseWithReset(connection.ways[kUp].to);
}

std::size_t SlowLine::Room(const Connection& connection, const Way& way, Time now) const {
  std::size_t room = kPieceBytes;
  if (shape_.bits_per_second > 0) {
    const auto waits =
        std::max(microseconds(0), duration_cast<microseconds>(free_at_[way.bottleneck] - now));
    const auto queued =
        static_cast<std::size_t>(waits.count() * shape_.bits_per_second / 8 / 1'000'000);
    room = queued + kSegmentBytes > shape_.queue_bytes ? 0 : kSegmentBytes;
  } else if (way.under_way.size() > 64) {
    room = 0;  // The receiver does not read.
  }
  if (way.bottleneck != kUp) return room;
  return std::min<std::uint64_t>(room, limit_ - std::min(limit_, connection.taken));
}

bool SlowLine::MayRead(const Connection& connection, const Way& way, Time now) const {
  return !way.finished && (connection.forgotten || Room(connection, way, now) > 0);
}

SlowLine::Time SlowLine::ArrivalOf(Way& way, std::size_t bytes, Time now) {
  Time& free_at = free_at_[way.bottleneck];
  const auto takes =
      shape_.bits_per_second == 0
          ? microseconds(0)
          : microseconds(static_cast<std::int64_t>(bytes) * 8 * 1'000'000 / shape_.bits_per_second);
  free_at = std::max(free_at, now) + takes;
  Time arrives = free_at + shape_.delay;
  auto resend = std::max(kLeastResend, 2 * shape_.delay);
  for (int i = 0; i < kMostResends && random_.Uint64() % 100 < shape_.loss_percent; ++i) {
    free_at += takes;
    arrives += resend;
    resend *= 2;
  }
  if (shape_.jitter.count() > 0) {
    arrives += milliseconds(static_cast<std::int64_t>(
        random_.Uint64() % static_cast<std::uint64_t>(shape_.jitter.count() + 1)));
  }
  way.last_arrival = std::max(way.last_arrival, arrives);
  return way.last_arrival;
}

void SlowLine::Read(Connection& connection, Way& way, Time now) {
  if (!MayRead(connection, way, now)) return;
  std::string bytes(connection.forgotten ? kPieceBytes : Room(connection, way, now), '\0');
  const ssize_t got = ::read(way.from, bytes.data(), bytes.size());
  if (got < 0 && errno == EAGAIN) return;
  if (got < 0) return Reset(connection);
  if (got == 0) {
    way.finished = true;
    return;
  }
  if (connection.forgotten) return;
  connection.last_moved = now;
  bytes.resize(static_cast<std::size_t>(got));
  if (way.bottleneck == kUp) {
    connection.taken += bytes.size();
    passed_.sent_up += bytes.size();
  }
  const Time arrives = ArrivalOf(way, bytes.size(), now);
  way.under_way.push_back({.arrives = arrives, .bytes = std::move(bytes)});
}

void SlowLine::Deliver(Connection& connection, Way& way, Time now) {
  way.blocked = false;
  while (!way.under_way.empty() && way.under_way.front().arrives <= now) {
    std::string& bytes = way.under_way.front().bytes;
    const ssize_t put = ::send(way.to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EAGAIN) {
      way.blocked = true;
      return;
    }
    if (put < 0) return Reset(connection);
    connection.last_moved = now;
    (way.bottleneck == kUp ? passed_.up : passed_.down) += static_cast<std::uint64_t>(put);
    bytes.erase(0, static_cast<std::size_t>(put));
    if (bytes.empty()) way.under_way.pop_front();
  }
  if (way.finished && way.under_way.empty() && !std::exchange(way.told, true)) {
    (void)::shutdown(way.to, SHUT_WR);
  }
}

void SlowLine::Step(Connection& connection, Time now) {
  if (shape_.forgets_after.count() > 0 && !connection.forgotten &&
      now - connection.last_moved >= shape_.forgets_after) {
    connection.forgotten = true;
    ++passed_.forgotten;
  }
  for (Way& way : connection.ways) {
    if (!connection.over) Read(connection, way, now);
    if (!connection.over && !connection.forgotten) Deliver(connection, way, now);
  }
  const auto done = [&](const Way& way) {
    return way.finished && (way.told || connection.forgotten);
  };
  if (std::all_of(connection.ways.begin(), connection.ways.end(), done)) Reset(connection);
}

// Milliseconds until something is to be done that no socket tells; -1: nothing is.
int SlowLine::WaitFor(Time now) const {
  Time next = Time::max();
  for (const Connection& connection : connections_) {
    if (connection.forgotten) continue;
    if (shape_.forgets_after.count() > 0) {
      next = std::min(next, connection.last_moved + shape_.forgets_after);
    }
    for (const Way& way : connection.ways) {
      if (!way.under_way.empty() && !way.blocked) {
        next = std::min(next, way.under_way.front().arrives);
      }
      const bool full =
          !way.finished && !MayRead(connection, way, now) && shape_.bits_per_second > 0;
      if (full) next = std::min(next, now + milliseconds(20));
    }
  }
  if (next == Time::max()) return -1;
  return static_cast<int>(std::max<std::int64_t>(
      0, duration_cast<milliseconds>(next - now + microseconds(999)).count()));
}

void SlowLine::Run() {
  for (;;) {
    std::vector<pollfd> asked = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    int wait = -1;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      const Time now = steady_clock::now();
      for (const Connection& connection : connections_) {
        for (const Way& way : connection.ways) {
          if (MayRead(connection, way, now)) asked.push_back({way.from, POLLIN, 0});
          if (way.blocked && !connection.forgotten) asked.push_back({way.to, POLLOUT, 0});
        }
      }
      wait = WaitFor(now);
    }
    if (::poll(asked.data(), asked.size(), wait) < 0) continue;
    if (asked[0].revents != 0) Accept();
    char bytes[64];
    while (asked[1].revents != 0 && ::read(wake_[0], bytes, sizeof(bytes)) > 0) {
    }
    const std::lock_guard lock(mutex_);
    const Time now = steady_clock::now();
    for (Connection& connection : connections_) {
      if (!connection.over) Step(connection, now);
    }
    connections_.remove_if([](const Connection& connection) { return connection.over; });
  }
}

}  // namespace par::testing
