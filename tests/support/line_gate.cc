#include "tests/support/line_gate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "common/base/check.h"

namespace par::testing {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{16} << 10u;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void DoNotBlock(int descriptor) {
  PAR_CHECK(::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0);
}

}  // namespace

LineGate::LineGate() {
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

LineGate::~LineGate() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  Wake();
  thread_.join();
  for (const Connection& connection : connections_) {
    ::close(connection.up.from);
    ::close(connection.up.to);
  }
  for (const int descriptor : {listener_, wake_[0], wake_[1]}) ::close(descriptor);
}

void LineGate::LeadTo(int port) {
  const std::lock_guard lock(mutex_);
  leads_to_ = port;
}

void LineGate::HoldAfter(std::uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    limit_ = bytes;
  }
  Wake();
}

int LineGate::held() {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(
      std::count_if(connections_.begin(), connections_.end(),
                    [this](const Connection& connection) { return connection.passed >= limit_; }));
}

void LineGate::Wake() {
  const char byte = 0;
  // A full pipe wakes as well.
  PAR_CHECK(::write(wake_[1], &byte, 1) == 1 || errno == EAGAIN);
}

void LineGate::Accept() {
  const int from = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (from < 0) return;
  const int to = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const std::lock_guard lock(mutex_);
  sockaddr_in address = Loopback(leads_to_);
  if (::connect(to, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(from);
    ::close(to);
    return;
  }
  DoNotBlock(from);
  DoNotBlock(to);
  Connection& connection = connections_.emplace_back();
  connection.up = {.from = from, .to = to, .waiting = {}};
  connection.down = {.from = to, .to = from, .waiting = {}};
}

// False when the way is over.
bool LineGate::Move(Way& way, std::uint64_t limit, std::uint64_t* passed) {
  if (way.waiting.empty()) {
    const std::size_t room = std::min<std::uint64_t>(kPieceBytes, limit - std::min(limit, *passed));
    if (room == 0) return true;
    way.waiting.resize(room);
    const ssize_t got = ::read(way.from, way.waiting.data(), room);
    way.waiting.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return false;
    *passed += way.waiting.size();
  }
  if (way.waiting.empty()) return true;
  const ssize_t put = ::send(way.to, way.waiting.data(), way.waiting.size(), MSG_NOSIGNAL);
  if (put < 0) return errno == EAGAIN;
  way.waiting.erase(0, static_cast<std::size_t>(put));
  return true;
}

void LineGate::Pass(Connection& connection) {
  std::uint64_t back = 0;
  connection.over =
      !Move(connection.up, limit_, &connection.passed) || !Move(connection.down, UINT64_MAX, &back);
  if (!connection.over) return;
  ::close(connection.up.from);
  ::close(connection.up.to);
}

void LineGate::Run() {
  for (;;) {
    std::vector<pollfd> asked = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      for (Connection& connection : connections_) {
        const auto add = [&asked](const Way& way, bool open) {
          if (!way.waiting.empty()) {
            asked.push_back({way.to, POLLOUT, 0});
          } else if (open) {
            asked.push_back({way.from, POLLIN, 0});
          }
        };
        add(connection.up, connection.passed < limit_);
        add(connection.down, true);
      }
    }
    if (::poll(asked.data(), asked.size(), -1) < 0) continue;
    if (asked[0].revents != 0) Accept();
    char bytes[64];
    while (asked[1].revents != 0 && ::read(wake_[0], bytes, sizeof(bytes)) > 0) {
    }
    const std::lock_guard lock(mutex_);
    for (Connection& connection : connections_) Pass(connection);
    connections_.remove_if([](const Connection& connection) { return connection.over; });
  }
}

}  // namespace par::testing
