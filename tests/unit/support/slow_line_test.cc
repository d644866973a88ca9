// Goal: a line does to connections what its test asks of it, and nothing else.
// Method: two sockets of the test's own at its ends; what arrives, and how a connection ends, is
// read from them.
#include "tests/support/slow_line.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>

#include "tests/support/patience.h"

namespace par::testing {
namespace {

sockaddr_in At(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class SlowLineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = At(0);
    socklen_t length = sizeof(address);
    ASSERT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), length), 0);
    ASSERT_EQ(::listen(listener_, 4), 0);
    ASSERT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length), 0);
    line_.LeadTo(ntohs(address.sin_port));
    Dial();
    above_ = ::accept(listener_, nullptr, nullptr);
    ASSERT_GE(above_, 0);
  }
  ~SlowLineTest() override {
    for (const int descriptor : {listener_, below_, above_}) ::close(descriptor);
  }
  void Dial() {
    if (below_ >= 0) ::close(below_);
    below_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = At(line_.port());
    ASSERT_EQ(::connect(below_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  static void Send(int to, const std::string& text) {
    ASSERT_EQ(::send(to, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // `bytes` bytes, or what came before the connection ended.
  static std::string Receive(int from, std::size_t bytes) {
    std::string text(bytes, '\0');
    std::size_t got = 0;
    while (got < bytes) {
      const ssize_t now = ::recv(from, text.data() + got, bytes - got, 0);
      if (now <= 0) break;
      got += static_cast<std::size_t>(now);
    }
    text.resize(got);
    return text;
  }
  static bool IsReset(int from) {
    char byte = 0;
    return ::recv(from, &byte, 1, 0) < 0 && errno == ECONNRESET;
  }
  static bool HasNothing(int from) {
    char byte = 0;
    return ::recv(from, &byte, 1, MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  SlowLine line_{7};
  int listener_ = -1;
  int below_ = -1;
  int above_ = -1;
};

TEST_F(SlowLineTest, CarriesEverythingInOrderBothWays) {
  const struct {
    const char* why;
    LineShape shape;
  } rows[] = {
      {"as it is", {}},
      {"slow, far, losing and trembling",
       {.bits_per_second = 8'000'000,
        .delay = std::chrono::milliseconds(3),
        .jitter = std::chrono::milliseconds(5),
        .loss_percent = 1,
        .queue_bytes = 4096}},
  };
  std::uint64_t sent = 0;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    line_.Shape(row.shape);
    std::string text;
    while (text.size() < 20'000) text += std::to_string(text.size()) + " ";
    Send(below_, text);
    EXPECT_EQ(Receive(above_, text.size()), text);
    Send(above_, text);
    EXPECT_EQ(Receive(below_, text.size()), text);
    sent += text.size();
  }
  EXPECT_EQ(line_.passed().sent_up, sent);
  EXPECT_EQ(line_.passed().up, sent);
  EXPECT_EQ(line_.passed().down, sent);
  EXPECT_EQ(line_.passed().connections, 1u);
}

// Only lower bounds: a machine that is busy takes longer. What is lost and how much a piece
// trembles is drawn from the line's seed, so the rows keep their order, and the one whose pieces
// the system cuts as it likes is the last.
TEST_F(SlowLineTest, TakesTheTimeThatItsShapeSays) {
  using std::chrono::milliseconds;
  const struct {
    const char* why;
    LineShape shape;
    std::size_t bytes;  // Of each piece; the next is sent when it has come.
    int pieces;
    milliseconds at_least;
  } rows[] = {
      {"lost once and sent again after 200 ms", {.loss_percent = 30}, 1, 6, milliseconds(200)},
      {"trembling by 100 ms", {.jitter = milliseconds(100)}, 1, 6, milliseconds(100)},
      {"60 ms away", {.delay = milliseconds(60)}, 1, 2, milliseconds(120)},
      {"20,000 bytes at 800 kbit/s", {.bits_per_second = 800'000}, 20'000, 1, milliseconds(200)},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    line_.Shape(row.shape);
    const auto begun = std::chrono::steady_clock::now();
    for (int piece = 0; piece < row.pieces; ++piece) {
      Send(below_, std::string(row.bytes, 'x'));
      EXPECT_EQ(Receive(above_, row.bytes).size(), row.bytes);
    }
    EXPECT_GE(std::chrono::steady_clock::now() - begun, row.at_least);
  }
}

TEST_F(SlowLineTest, TheEndOfOneSideReachesTheOther) {
  Send(below_, "x");
  ASSERT_EQ(::shutdown(below_, SHUT_WR), 0);
  EXPECT_EQ(Receive(above_, 2), "x");
  Send(above_, "y");
  EXPECT_EQ(Receive(below_, 1), "y") << "the other way goes on";
}

TEST_F(SlowLineTest, HoldsAfterSoManyBytesUntilItIsLetGo) {
  line_.HoldAfter(3);
  Send(below_, "12345");
  EXPECT_EQ(Receive(above_, 3), "123");
  EXPECT_TRUE(Eventually([this] { return line_.held() == 1; }));
  EXPECT_TRUE(HasNothing(above_));
  line_.HoldAfter(UINT64_MAX);
  EXPECT_EQ(Receive(above_, 2), "45");
}

TEST_F(SlowLineTest, CutResetsBothEnds) {
  line_.Cut();
  EXPECT_TRUE(IsReset(below_));
  EXPECT_TRUE(IsReset(above_));
}

TEST_F(SlowLineTest, WhatIsForgottenStaysOpenAndCarriesNothing) {
  line_.Forget();
  Send(below_, "lost");
  Send(above_, "lost");
  Dial();  // Also shows that what came before was read and thrown away.
  const int next = ::accept(listener_, nullptr, nullptr);
  Send(below_, "new");
  EXPECT_EQ(Receive(next, 3), "new");
  EXPECT_TRUE(HasNothing(above_)) << "neither bytes nor an end";
  EXPECT_EQ(line_.passed().forgotten, 1u);
  EXPECT_EQ(line_.passed().up, 3u);
  ::close(next);
}

TEST_F(SlowLineTest, ARouterForgetsWhatIsIdle) {
  line_.Shape({.forgets_after = std::chrono::milliseconds(1)});
  EXPECT_TRUE(Eventually([this] { return line_.passed().forgotten == 1; }));
  Send(below_, "lost");
  EXPECT_TRUE(HasNothing(above_));
}

TEST_F(SlowLineTest, TurnsAwayWhenItLeadsNowhere) {
  line_.LeadTo(0);
  Dial();
  EXPECT_TRUE(IsReset(below_));
}

}  // namespace
}  // namespace par::testing
