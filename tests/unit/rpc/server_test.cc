// Goal: ports open where they may, say that they serve, describe themselves to clients only, and
// keep their limits.
// Method: real servers on the loopback, on a Unix socket and in process.
#include "common/rpc/server.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>

#include "common/rpc/client.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::rpc {
namespace {

using testing::IsOk;
using testing::ReasonIs;
using testing::StatusIs;

class Units final : public unit::v1::UnitService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ImportUnits(grpc::CallbackServerContext* context,
                                        const unit::v1::ImportUnitsRequest*,
                                        unit::v1::ImportUnitsResponse* response) override {
    response->set_units(1);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// The answer's bytes to one call of `method` with `request` as it is; no generated code needed.
absl::StatusOr<std::string> RawCall(const std::shared_ptr<grpc::Channel>& channel,
                                    const std::string& method, const std::string& request) {
  grpc::GenericStub stub(channel);
  const auto context = NewContext(absl::Seconds(30));
  const grpc::Slice slice(request);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  const auto done = std::make_shared<std::promise<grpc::Status>>();
  stub.UnaryCall(context.get(), method, grpc::StubOptions(), &sent, &received,
                 [done](grpc::Status status) { done->set_value(std::move(status)); });
  const absl::Status status = FromGrpcStatus(done->get_future().get());
  if (!status.ok()) return status;
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(received.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& part : slices) {
    bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
  }
  return bytes;
}

constexpr char kHealth[] = "/grpc.health.v1.Health/Check";
constexpr char kServing[] = "\x08\x01";  // HealthCheckResponse{status: SERVING}

TEST(Server, EveryPortTellsItsHealth) {
  Units units;
  const testing::TempDir folder;
  const std::string socket = "unix:" + (folder / "client.sock").string();
  ASSERT_OK_AND_ASSIGN(const auto client, Server::Start({Port::kClient, socket, {}}, {}));
  ASSERT_OK_AND_ASSIGN(const auto inside, Server::Start({Port::kInside, "", {}}, {&units}));
  EXPECT_THAT(RawCall(DialLocal(socket), kHealth, ""), testing::IsOkAndHolds(kServing));
  EXPECT_THAT(RawCall(inside->InProcessChannel(), kHealth, ""), testing::IsOkAndHolds(kServing));
  client->SetServing(false);
  EXPECT_THAT(RawCall(DialLocal(socket), kHealth, ""), testing::IsOkAndHolds("\x08\x02"));
}

TEST(Server, ASocketIsForItsOwnerAndGroup) {
  const testing::TempDir folder;
  ASSERT_OK_AND_ASSIGN(
      const auto server,
      Server::Start({Port::kClient, "unix:" + (folder / "c.sock").string(), {}}, {}));
  const auto others = std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(folder / "c.sock").permissions() & others,
            std::filesystem::perms::none);
}

TEST(Server, ClientPortStaysOnThisMachine) {
  for (const char* address : {"0.0.0.0:0", "[::]:0", "10.0.0.1:7000", "example.vn:7000", ""}) {
    SCOPED_TRACE(address);
    EXPECT_THAT(Server::Start({Port::kClient, address, {}}, {}),
                ReasonIs("client_address_not_local"));
  }
}

TEST(Server, ATakenPortIsSaid) {
  ASSERT_OK_AND_ASSIGN(const auto first, Server::Start({Port::kClient, "127.0.0.1:0", {}}, {}));
  EXPECT_THAT(Server::Start({Port::kClient, "127.0.0.1:" + std::to_string(first->port()), {}}, {}),
              ReasonIs(absl::StatusCode::kUnavailable, "port_not_opened"));
}

TEST(Server, RequestsBeyondTheLimitAreRefused) {
  Units units;
  ASSERT_OK_AND_ASSIGN(const auto server,
                       Server::Start({Port::kClient, "127.0.0.1:0", {}}, {&units}));
  const std::string address = "127.0.0.1:" + std::to_string(server->port());
  constexpr char kImport[] = "/par.unit.v1.UnitService/ImportUnits";
  const auto wide = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  unit::v1::ImportUnitsRequest request;
  request.set_units_yaml(std::string(400 << 10, 'x'));
  EXPECT_THAT(RawCall(wide, kImport, request.SerializeAsString()), IsOk());
  request.set_units_yaml(std::string((1 << 20) + 1, 'x'));
  EXPECT_THAT(RawCall(wide, kImport, request.SerializeAsString()), ReasonIs("message_too_large"));
  // What does not even leave this side has the same words.
  EXPECT_THAT(RawCall(DialLocal(address), kImport, request.SerializeAsString()),
              ReasonIs("message_too_large"));
}

TEST(Server, TheLargestRequestIsWhatTheNodeSays) {
  Units units;
  ASSERT_OK_AND_ASSIGN(
      const auto server,
      Server::Start({Port::kClient, "127.0.0.1:0", {}, /*largest_message=*/64 << 10}, {&units}));
  const auto channel = DialLocal("127.0.0.1:" + std::to_string(server->port()));
  constexpr char kImport[] = "/par.unit.v1.UnitService/ImportUnits";
  unit::v1::ImportUnitsRequest request;
  request.set_units_yaml(std::string(60 << 10, 'x'));
  EXPECT_THAT(RawCall(channel, kImport, request.SerializeAsString()), IsOk());
  request.set_units_yaml(std::string(70 << 10, 'x'));
  EXPECT_THAT(RawCall(channel, kImport, request.SerializeAsString()),
              ReasonIs("message_too_large"));
}

// A unary call of a streaming method fails in a way of its own; that there is none is
// UNIMPLEMENTED.
TEST(Server, DescribesItselfToClientsOnly) {
  Units units;
  constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  ASSERT_OK_AND_ASSIGN(const auto client, Server::Start({Port::kClient, "127.0.0.1:0", {}}, {}));
  ASSERT_OK_AND_ASSIGN(const auto inside, Server::Start({Port::kInside, "", {}}, {&units}));
  const auto channel = DialLocal("127.0.0.1:" + std::to_string(client->port()));
  EXPECT_NE(RawCall(channel, kReflection, "").status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(RawCall(inside->InProcessChannel(), kReflection, ""),
              StatusIs(absl::StatusCode::kUnimplemented));
}

TEST(ServerMemory, QuietConnectionsOfAllChildrenLeaveRoomForThoseAtWork) {
  constexpr std::size_t kQuiet = std::size_t{27} << 10u;
  constexpr std::size_t kAtWork = std::size_t{128} << 20u;
  for (const std::size_t children : {0u, 1u, 705u, 10'598u, 20'000u}) {
    SCOPED_TRACE(children);
    EXPECT_GE(MemoryOf(Port::kPeer, children), children * kQuiet + kAtWork);
  }
  EXPECT_EQ(MemoryOf(Port::kClient, 20'000), MemoryOf(Port::kClient, 0))
      << "people and scripts on this machine are few";
}

}  // namespace
}  // namespace par::rpc
