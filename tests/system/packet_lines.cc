#include "tests/system/packet_lines.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "common/base/check.h"

namespace par::testing {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kUp = 0;
constexpr std::size_t kPacketBytes = 2048;  // More than an interface's 1,500.

std::string Name() { return "par" + std::to_string(::getpid()); }
std::string EndOf(std::size_t line) { return "t" + std::to_string(line); }

bool Command(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;  // NOLINT: nothing of a user's.
}
bool CommandIn(const std::string& network, const std::string& command) {
  return Command("/usr/sbin/ip netns exec " + network + " /usr/sbin/ip " + command);
}

// An interface of that network whose packets are read and written here; -1: not possible. A network
// is entered by a thread, so one is made for it.
int OpenTun(const std::string& network, const std::string& interface) {
  int tun = -1;
  std::thread([&] {
    const int entry = ::open(("/var/run/netns/" + network).c_str(), O_RDONLY | O_CLOEXEC);
    if (entry < 0) return;
    const bool entered = ::setns(entry, CLONE_NEWNET) == 0;
    ::close(entry);
    if (!entered) return;
    const int opened = ::open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (opened < 0) return;
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    std::strncpy(request.ifr_name, interface.c_str(), IFNAMSIZ - 1);
    if (::ioctl(opened, TUNSETIFF, &request) == 0) {
      tun = opened;
    } else {
      ::close(opened);
    }
  }).join();
  return tun;
}

}  // namespace

std::string PacketLines::WhyNot() {
  if (::geteuid() != 0) return "network namespaces take root; the proxy's tests run without";
  const std::string network = Name() + "t";
  if (!Command("/usr/sbin/ip netns add " + network)) return "`ip netns add` is not permitted here";
  const int tun = OpenTun(network, "t");
  if (tun >= 0) ::close(tun);
  (void)Command("/usr/sbin/ip netns del " + network);
  return tun >= 0 ? "" : "no TUN interfaces can be made here";
}

PacketLines::PacketLines(const std::vector<PacketShape>& shapes, std::uint64_t seed)
    : random_(seed) {
  PAR_CHECK(::pipe2(wake_, O_CLOEXEC | O_NONBLOCK) == 0);
  PAR_CHECK(Command("/usr/sbin/ip netns add " + upper()));
  PAR_CHECK(CommandIn(upper(), "link set lo up"));
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    PAR_CHECK(Command("/usr/sbin/ip netns add " + Lower(i)));
    const auto open = [&](const std::string& network, const char* own, const char* other) {
      const std::string net = "10.213." + std::to_string(i) + ".";
      const int tun = OpenTun(network, EndOf(i));
      PAR_CHECK(tun >= 0);
      PAR_CHECK(CommandIn(network,
                          "addr add " + net + own + " peer " + net + other + " dev " + EndOf(i)));
      PAR_CHECK(CommandIn(network, "link set " + EndOf(i) + " up"));
      return tun;
    };
    PAR_CHECK(CommandIn(Lower(i), "link set lo up"));
    const int above = open(upper(), "1", "2");
    const int below = open(Lower(i), "2", "1");
    Line& line = lines_.emplace_back();
    line.shape = shapes[i];
    line.ways[kUp].from = line.ways[1 - kUp].to = below;
    line.ways[kUp].to = line.ways[1 - kUp].from = above;
  }
  thread_ = std::thread([this] { Run(); });
}

PacketLines::~PacketLines() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  const char byte = 0;
  PAR_CHECK(::write(wake_[1], &byte, 1) == 1);
  thread_.join();
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    for (const Way& way : lines_[i].ways) ::close(way.from);
    (void)Command("/usr/sbin/ip netns del " + Lower(i));
  }
  (void)Command("/usr/sbin/ip netns del " + upper());
  for (const int descriptor : wake_) ::close(descriptor);
}

std::string PacketLines::upper() const { return Name() + "u"; }
std::string PacketLines::Lower(std::size_t line) { return Name() + "l" + std::to_string(line); }
std::string PacketLines::AddressAbove(std::size_t line) {
  return "10.213." + std::to_string(line) + ".1";
}

PacketsPassed PacketLines::PassedUp(std::size_t line) {
  const std::lock_guard lock(mutex_);
  return lines_.at(line).ways[kUp].passed;
}

void PacketLines::SetCut(std::size_t line, bool cut) {
  const std::lock_guard lock(mutex_);
  lines_.at(line).cut = cut;
}

void PacketLines::Take(Line& line, Way& way, Time now) {
  char bytes[kPacketBytes];
  for (;;) {
    const ssize_t got = ::read(way.from, bytes, sizeof(bytes));
    if (got <= 0) return;
    const auto size = static_cast<std::size_t>(got);
    const std::uint64_t number = ++way.passed.sent;
    microseconds takes(0);
    if (line.shape.bits_per_second > 0) {
      takes = microseconds(got * 8 * 1'000'000 / line.shape.bits_per_second);
      const auto waits = duration_cast<microseconds>(std::max(way.free_at, now) - now).count();
      const auto queued =
          static_cast<std::size_t>(waits * line.shape.bits_per_second / 8 / 1'000'000);
      if (queued + size > line.shape.queue_bytes) {
        ++way.passed.lost;
        continue;
      }
    }
    way.free_at = std::max(way.free_at, now) + takes;  // A lost packet took the line as well.
    if (line.cut || random_.Uint64() % 100 < line.shape.loss_percent) {
      ++way.passed.lost;
      continue;
    }
    const auto most = static_cast<std::uint64_t>(line.shape.jitter.count());
    const milliseconds late(static_cast<std::int64_t>(random_.Uint64() % (most + 1)));
    way.under_way.emplace(way.free_at + line.shape.delay + late,
                          Packet{.number = number, .bytes = std::string(bytes, size)});
  }
}

void PacketLines::Deliver(Line& line, Way& way, Time now) {
  while (!way.under_way.empty() && way.under_way.begin()->first <= now) {
    const auto packet = way.under_way.extract(way.under_way.begin());
    const std::string& bytes = packet.mapped().bytes;
    // A full interface drops packets, as interfaces do.
    if (line.cut || ::write(way.to, bytes.data(), bytes.size()) < 0) {
      ++way.passed.lost;
      continue;
    }
    way.passed.bytes += bytes.size();
    if (packet.mapped().number < way.newest) ++way.passed.overtaken;
    way.newest = std::max(way.newest, packet.mapped().number);
  }
}

// Milliseconds until a packet arrives; -1: none is under way.
int PacketLines::WaitFor(Time now) const {
  Time next = Time::max();
  for (const Line& line : lines_) {
    for (const Way& way : line.ways) {
      if (!way.under_way.empty()) next = std::min(next, way.under_way.begin()->first);
    }
  }
  if (next == Time::max()) return -1;
  return static_cast<int>(std::max<std::int64_t>(
      0, duration_cast<milliseconds>(next - now + microseconds(999)).count()));
}

void PacketLines::Run() {
  for (;;) {
    std::vector<pollfd> asked = {{wake_[0], POLLIN, 0}};
    int wait = -1;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      for (const Line& line : lines_) {
        for (const Way& way : line.ways) asked.push_back({way.from, POLLIN, 0});
      }
      wait = WaitFor(steady_clock::now());
    }
    if (::poll(asked.data(), asked.size(), wait) < 0) continue;
    const std::lock_guard lock(mutex_);
    const Time now = steady_clock::now();
    for (Line& line : lines_) {
      for (Way& way : line.ways) {
        Take(line, way, now);
        Deliver(line, way, now);
      }
    }
  }
}

}  // namespace par::testing
