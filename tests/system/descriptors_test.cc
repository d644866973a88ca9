// Goal: a province to whose port more connections come than it has file descriptors for goes on
// serving, and takes a commune as soon as they have gone. Method: the real programs; the limit of
// the one that runs is set close above what it has open, from outside.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <vector>

#include "common/base/descriptor.h"
#include "common/rpc/accepting.h"
#include "tests/support/status_matchers.h"
#include "tests/system/office.h"

namespace par::testing {
namespace {

constexpr char kAbove[] = "nut-tinh";
constexpr char kBelow[] = "nut-xa-0";
constexpr rlim_t kFree = 20;
constexpr std::size_t kTakenAtMost = 2 * kFree;  // What is open is not always the lowest there is.
constexpr std::size_t kFlood = 300;

// Leaves `kFree` descriptors to connections.
void Restrict(pid_t process) {
  const std::filesystem::path open = "/proc/" + std::to_string(process) + "/fd";
  const auto used = static_cast<rlim_t>(std::distance(std::filesystem::directory_iterator(open),
                                                      std::filesystem::directory_iterator()));
  rlimit limit{};
  ASSERT_EQ(::prlimit(process, RLIMIT_NOFILE, nullptr, &limit), 0);
  limit.rlim_cur = used;
  while (rpc::FirstDescriptorKept(limit.rlim_cur) < used + kFree) ++limit.rlim_cur;
  ASSERT_EQ(::prlimit(process, RLIMIT_NOFILE, &limit, nullptr), 0);
}

std::vector<Descriptor> ConnectMany(int port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::vector<Descriptor> sockets;
  while (sockets.size() < kFlood) {
    sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(sockets.back().get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)),
              0);
  }
  return sockets;
}

std::size_t Closed(const std::vector<Descriptor>& sockets) {
  return static_cast<std::size_t>(
      std::count_if(sockets.begin(), sockets.end(), [](const Descriptor& socket) {
        char byte = 0;
        const ssize_t got = ::recv(socket.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return got == 0 || (got < 0 && errno != EAGAIN);
      }));
}

TEST(NodeDescriptors, AFloodOfConnectionsKeepsNoNodeOutForGood) {
  Country country({{.id = kAbove, .level = config::NodeLevel::kProvince, .units = {"tinh"}},
                   {.id = kBelow, .units = {CommuneOf(0)}, .upper = kAbove}});
  Office office(country);
  country.Start(kAbove);
  ASSERT_OK(office.OpenProvince(kAbove, 1, {"ky-1"}));
  ASSERT_NO_FATAL_FAILURE(Restrict(country.PidOf(kAbove)));
  std::vector<Descriptor> flood = ConnectMany(country.PeerPort(kAbove));
  EXPECT_TRUE(Eventually([&] { return Closed(flood) >= kFlood - kTakenAtMost; })) << Closed(flood);
  country.Start(kBelow);
  EXPECT_TRUE(Eventually([&] { return !country.LinkTo(kBelow, kAbove).last_error().empty(); }));
  flood.clear();
  EXPECT_TRUE(Eventually([&] { return office.HasCycle(kBelow, CommuneOf(0), "ky-1"); }))
      << country.LinkTo(kBelow, kAbove).ShortDebugString();
}

}  // namespace
}  // namespace par::testing
