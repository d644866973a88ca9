// Goal: a sender that trickles is ended in time whatever it sends, one that keeps a slow line's
// pace is not, and a browser that has gone is noticed while its request is worked on. Method: real
// sockets; times are given.
#include "common/gateway/connections.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/gateway/body_budget.h"
#include "common/gateway/gzip.h"
#include "tests/support/status_matchers.h"

namespace par::gateway {
namespace {

using Phase = Connections::Phase;
constexpr std::int64_t kSecond = 1'000'000;

TEST(Connections, EndsSlowSendersAndNoOthers) {
  const struct {
    const char* why;
    Phase phase;
    std::int64_t seconds;
    std::uint64_t bytes;
    bool slow;
  } kCases[] = {
      {"a head may take half a minute", Phase::kHead, 30, 0, false},
      {"and no more, whatever trickles in", Phase::kHead, 31, 0, true},
      {"a body begins with half a minute too", Phase::kBody, 30, 0, false},
      {"then it must come at 1 KiB a second", Phase::kBody, 40, 9 * 1024, true},
      {"which 64 kbit/s is well above", Phase::kBody, 600, 600 * 8000, false},
      {"what is worked on is our affair", Phase::kWork, 600, 0, false},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    Connections connections;
    Connections::Track track{.socket = ends[0]};
    connections.Add(&track);
    connections.Enter(&track, row.phase, 0);
    connections.CountBody(&track, row.bytes);
    EXPECT_EQ(connections.Sweep(row.seconds * kSecond), row.slow ? 1u : 0u);
    pollfd other{.fd = ends[1], .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&other, 1, 0), row.slow ? 1 : 0) << "the other side sees the end";
    EXPECT_EQ(connections.Sweep(row.seconds * kSecond), 0u) << "once";
    connections.Remove(&track);
    ::close(ends[0]);
    ::close(ends[1]);
  }
}

// Browsers open connections ahead of their requests and leave them open after.
TEST(Connections, CountsNoneThatMerelyRested) {
  const struct {
    const char* why;
    bool at_once;  // A handshake, or the request before.
    bool later;    // After a handshake would have been over.
    std::size_t slow;
  } kCases[] = {
      {"nothing ever came", false, false, 0},
      {"a handshake, and nothing since", true, false, 0},
      {"a head that trickles", true, true, 1},
      {"one that begins late", false, true, 1},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ASSERT_EQ(::bind(listening, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(listening, 1), 0);
    ASSERT_EQ(::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const int browser = ::socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_EQ(::connect(browser, reinterpret_cast<sockaddr*>(&address), size), 0);
    const int here = ::accept(listening, nullptr, nullptr);
    ASSERT_GE(here, 0);
    const auto say = [&] {
      ASSERT_EQ(::send(browser, "x", 1, 0), 1);
      pollfd come{.fd = here, .events = POLLIN, .revents = 0};
      ASSERT_EQ(::poll(&come, 1, 10'000), 1);
      char byte = 0;
      ASSERT_EQ(::recv(here, &byte, 1, 0), 1);
    };
    Connections connections;
    Connections::Track track{.socket = here};
    connections.Add(&track);
    connections.Enter(&track, Phase::kHead, 0);
    if (row.at_once) say();
    EXPECT_EQ(connections.Sweep(11 * kSecond), 0u);
    if (row.later) say();
    EXPECT_EQ(connections.Sweep(31 * kSecond), row.slow);
    pollfd other{.fd = browser, .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&other, 1, 10'000), 1) << "ended in any case";
    connections.Remove(&track);
    for (const int socket : {here, browser, listening}) ::close(socket);
  }
}

TEST(Connections, TellsOnceThatABrowserHasGone) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  Connections connections;
  Connections::Track track{.socket = ends[0]};
  int told = 0;
  connections.Add(&track);
  connections.Enter(&track, Phase::kWork, 0, [&told] { ++told; });
  connections.Sweep(kSecond);
  EXPECT_EQ(told, 0);
  ::close(ends[1]);
  connections.Sweep(2 * kSecond);
  connections.Sweep(3 * kSecond);
  EXPECT_EQ(told, 1);
  connections.Remove(&track);
  ::close(ends[0]);
}

TEST(BodyBudget, IsSharedByAllAndGivenBack) {
  BodyBudget budget(100, 100);
  HeldBytes first(budget, "10.0.0.1");
  EXPECT_TRUE(first.Add(60));
  {
    HeldBytes second(budget, "10.0.0.2");
    EXPECT_FALSE(second.Add(41));
    EXPECT_TRUE(second.Add(40));
    EXPECT_FALSE(first.Add(1));
  }
  EXPECT_TRUE(first.Add(40));
}

TEST(BodyBudget, OneAddressLeavesRoomForTheOthers) {
  BodyBudget budget(100, 50);
  HeldBytes first(budget, "10.0.0.1");
  EXPECT_TRUE(first.Add(30));
  {
    HeldBytes second(budget, "10.0.0.1");
    EXPECT_FALSE(second.Add(21)) << "another request of the same address";
    EXPECT_TRUE(second.Add(20));
    HeldBytes other(budget, "10.0.0.2");
    EXPECT_TRUE(other.Add(50));
    HeldBytes third(budget, "10.0.0.3");
    EXPECT_FALSE(third.Add(1)) << "all together";
  }
  EXPECT_TRUE(first.Add(20));
}

TEST(Gzip, ComesBackAsItWasAndNeverBecomesMoreThanAllowed) {
  const std::string text(100'000, 'a');
  const std::string packed = Packed(text);
  EXPECT_LT(packed.size(), 1000u);
  EXPECT_THAT(Unpacked(packed, text.size()), par::testing::IsOkAndHolds(text));
  EXPECT_THAT(Unpacked(packed, text.size() - 1), par::testing::ReasonIs("request_too_large"));
  EXPECT_THAT(Unpacked(packed.substr(0, packed.size() - 1), text.size()),
              par::testing::ReasonIs("gateway_not_gzip"));
  EXPECT_THAT(Unpacked(packed + "x", text.size()), par::testing::ReasonIs("gateway_not_gzip"));
  EXPECT_THAT(Unpacked("", text.size()), par::testing::ReasonIs("gateway_not_gzip"));
}

}  // namespace
}  // namespace par::gateway
