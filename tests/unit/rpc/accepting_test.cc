// Goal: a port to which more connections come than there are file descriptors for refuses those in
// excess, leaves descriptors for files, goes on with those it has, and takes new ones as soon as
// others have gone: also when somebody else has used up the very last descriptor.
// Method: a real server of gRPC on the loopback; the process's limit of descriptors is set close
// above those that are open; connections are made from sockets opened before.
#include "common/rpc/accepting.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "common/base/descriptor.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/support/patience.h"
#include "tests/support/status_matchers.h"

namespace par::rpc {
namespace {

using testing::Eventually;

constexpr std::size_t kComing = 300;
constexpr std::size_t kRoom = 12;  // Descriptors that connections may still take.

class HostedUnits final : public unit::v1::UnitService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListUnits(grpc::CallbackServerContext* context,
                                      const unit::v1::ListUnitsRequest*,
                                      unit::v1::ListUnitsResponse*) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

bool IsOpen(int number) { return ::fcntl(number, F_GETFD) >= 0; }

// With it connections may take `room` descriptors more.
rlim_t LimitWithRoomFor(std::size_t room) {
  int bound = 0;
  for (std::size_t free = 0; free < room; ++bound) free += IsOpen(bound) ? 0 : 1;
  rlim_t limit = 1;
  while (FirstDescriptorKept(limit) < static_cast<rlim_t>(bound)) ++limit;
  return limit;
}

// The lowest that is above all that are open.
rlim_t LimitAboveAll() {
  int highest = 4096;
  while (!IsOpen(highest)) --highest;
  return static_cast<rlim_t>(highest) + 1;
}

class Scarce {
 public:
  explicit Scarce(rlim_t limit) {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    const rlimit scarce{.rlim_cur = limit, .rlim_max = before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &scarce), 0);
  }
  ~Scarce() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  Scarce(const Scarce&) = delete;
  Scarce& operator=(const Scarce&) = delete;

 private:
  rlimit before_{};
};

class Accepting : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(
        server_,
        Server::Start({.port = Port::kClient, .address = "127.0.0.1:0", .tls = {}}, {&units_}));
    address_ = "127.0.0.1:" + std::to_string(server_->port());
    ASSERT_OK(CallOn(kept_ = DialLocal(address_)));
  }
  static absl::Status CallOn(const std::shared_ptr<grpc::Channel>& channel) {
    unit::v1::UnitService::Stub stub(channel);
    return Call(stub, &unit::v1::UnitService::Stub::ListUnits, unit::v1::ListUnitsRequest())
        .status();
  }
  bool TakesNewOnes() { return CallOn(DialLocal(address_)).ok(); }
  void Connect(const Descriptor& socket) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(server_->port()));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)), 0);
  }
  static std::vector<Descriptor> Sockets(std::size_t count) {
    std::vector<Descriptor> sockets;
    while (sockets.size() < count) sockets.emplace_back(::socket(AF_INET, SOCK_STREAM, 0));
    return sockets;
  }
  static bool Refused(const Descriptor& socket) {
    char byte = 0;
    const ssize_t got = ::recv(socket.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN);
  }
  static std::size_t RefusedOf(const std::vector<Descriptor>& sockets) {
    std::size_t refused = 0;
    for (const Descriptor& socket : sockets) refused += Refused(socket) ? 1 : 0;
    return refused;
  }

  HostedUnits units_;
  std::unique_ptr<Server> server_;
  std::string address_;
  std::shared_ptr<grpc::Channel> kept_;
};

TEST_F(Accepting, MoreThanThereIsRoomForAreRefusedUntilOthersGo) {
  std::vector<Descriptor> coming = Sockets(kComing);
  const Scarce scarce(LimitWithRoomFor(kRoom));
  for (const Descriptor& socket : coming) Connect(socket);
  EXPECT_TRUE(Eventually([&] { return RefusedOf(coming) >= kComing - kRoom; }))
      << RefusedOf(coming) << " of " << kComing;
  EXPECT_LT(RefusedOf(coming), kComing) << "there was room for some";
  EXPECT_GE(Descriptor(::open("/dev/null", O_RDONLY)).get(), 0) << "files can be opened";
  EXPECT_OK(CallOn(kept_)) << "those that are in go on";
  coming.clear();
  EXPECT_TRUE(Eventually([&] { return TakesNewOnes(); }));
}

TEST_F(Accepting, WithoutAnyDescriptorLeftThePortDoesNotGoDeaf) {
  std::vector<Descriptor> coming = Sockets(kRoom);
  {
    const Scarce scarce(LimitAboveAll());
    std::vector<Descriptor> used;
    do {
      used.emplace_back(::open("/dev/null", O_RDONLY));
    } while (used.back().get() >= 0);
    for (const Descriptor& socket : coming) Connect(socket);
    EXPECT_TRUE(Eventually([&] { return RefusedOf(coming) == kRoom; })) << RefusedOf(coming);
    EXPECT_OK(CallOn(kept_)) << "those that are in go on";
  }
  EXPECT_TRUE(Eventually([&] { return TakesNewOnes(); }));
}

TEST(AcceptingBound, KeepsDescriptorsForFilesWhateverTheLimit) {
  EXPECT_EQ(FirstDescriptorKept(1 << 20), (1 << 20) - kDescriptorsKept);
  EXPECT_EQ(FirstDescriptorKept(1024), 768u) << "of a low limit no more than a quarter";
  EXPECT_EQ(FirstDescriptorKept(4), 3u);
}

TEST(AcceptingBound, StandsInFrontOfTheLibrarys) {
  Dl_info where{};
  ASSERT_NE(dladdr(dlsym(RTLD_DEFAULT, "accept4"), &where), 0);
  Dl_info here{};
  ASSERT_NE(dladdr(reinterpret_cast<void*>(&KeepListening), &here), 0);
  EXPECT_EQ(where.dli_fbase, here.dli_fbase);
}

}  // namespace
}  // namespace par::rpc
