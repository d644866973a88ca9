// Goal: a child that does not read, floods, opens streams without end or sends garbage takes
// nothing from its siblings, and what it can make the node above hold is bounded. Method: a
// province as a real node (RocksDB, mutual TLS). A sibling hands up items through a real node of
// its own; the hostile child is written here on gRPC's own interface with a good certificate, and
// goes on until the sibling is done. All is counted, nothing is timed.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "common/domain/refusal.h"
#include "common/exchange/limits.h"
#include "common/node/peer_lines.h"
#include "common/rpc/client.h"
#include "common/rpc/packing.h"
#include "common/rpc/unsent.h"
#include "par/exchange/v1/exchange.grpc.pb.h"
#include "tests/support/patience.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/node/file_world.h"

namespace par::node {
namespace {

using config::NodeLevel;
using exchange::v1::BlobMessage;
using exchange::v1::ExchangeService;
using exchange::v1::LinkMessage;
using par::testing::Eventually;
using par::testing::IsOk;
using par::testing::ReasonIs;
using testing::Site;
using testing::World;

constexpr std::size_t kSiblingsItems = 25;

using LinkStream = grpc::ClientReaderWriter<LinkMessage, LinkMessage>;

class HostileChildTest : public ::testing::Test {
 protected:
  void SetUp() override {
    province_.config().peer_listen = "127.0.0.1:0";
    province_.config().children = {{.id = "nut-huyen", .units = {"huyen"}},
                                   {.id = "nut-xau", .units = {"xau"}}};
    sibling_.config().upper = {.id = "nut-tinh", .address = {}, .unit = "tinh"};
    ASSERT_NO_FATAL_FAILURE(province_.Start());
    address_ = "127.0.0.1:" + std::to_string(province_.node().peer_port());
    sibling_.config().upper.address = address_;
    const std::string units =
        std::string(testing::kUnitsYaml) + "  - {id: xau, name: Xấu, kind: huyen, parent: tinh}\n";
    ASSERT_THAT(world_.Import(province_.node(), "tinh", units, std::string(16, 'u')), IsOk());
    ASSERT_NO_FATAL_FAILURE(sibling_.Start());
    stub_ = ExchangeService::NewStub(Channel());
  }

  std::shared_ptr<grpc::Channel> Channel() {
    const config::CertificateFiles& files = hostile_.certificates;
    return rpc::DialPeer(
        address_,
        {.authority = files.authority, .certificate = files.certificate, .key = files.key},
        "nut-tinh");
  }
  static LinkMessage Hello(const std::string& nonce) {
    LinkMessage message;
    exchange::v1::Hello& hello = *message.mutable_hello();
    hello.set_node_id("nut-xau");
    hello.set_machine_id("machine");
    hello.set_boot_nonce(nonce);
    hello.set_protocol_minimum(1);
    hello.set_protocol_maximum(1);
    exchange::v1::HelloStream& up = *hello.add_streams();
    up.mutable_stream()->set_direction(exchange::v1::DIRECTION_UP);
    up.mutable_stream()->set_unit("xau");
    up.mutable_stream()->set_hop("xau");
    up.mutable_position()->set_head(std::string(32, '\0'));
    return message;
  }

  // Every item is on the province's disk before the next is made.
  void SiblingWorks() {
    const std::size_t before = province_.received();
    for (std::size_t i = 1; i <= kSiblingsItems; ++i) {
      ASSERT_NO_FATAL_FAILURE(sibling_.Send({}));
      ASSERT_TRUE(Eventually([&] { return province_.received() >= before + i; })) << i;
    }
  }

  World world_;
  Site province_{world_, "nut-tinh", NodeLevel::kProvince, "tinh"};
  Site sibling_{world_, "nut-huyen", NodeLevel::kDistrict, "huyen"};
  config::Config hostile_ = world_.NewConfig("nut-xau", NodeLevel::kDistrict, "xau");
  std::string address_;
  std::unique_ptr<ExchangeService::Stub> stub_;
};

TEST_F(HostileChildTest, OneThatWritesAndNeverReads) {
  constexpr std::size_t kWritten = 2000;  // Of each message, and of its answer.
  grpc::ClientContext context;
  const auto stream = stub_->Link(&context);
  std::atomic<std::size_t> written = 0;
  std::thread flood([&] {
    LinkMessage push;  // Of no session: each gets an answer that nobody fetches.
    push.mutable_push()->mutable_stream()->set_direction(exchange::v1::DIRECTION_UP);
    push.mutable_push()->mutable_stream()->set_unit(std::string(kWritten, 'x'));
    while (stream->Write(push)) ++written;
  });
  EXPECT_TRUE(Eventually([&] { return written > 500; }));
  // Held when it gets nothing more away while the sibling hands up all it has.
  bool held = false;
  for (int round = 0; round < 20 && !held; ++round) {
    const std::size_t before = written;
    SiblingWorks();
    held = written == before;
  }
  EXPECT_TRUE(held) << "the node above goes on taking what it cannot answer: " << written;
  context.TryCancel();
  flood.join();
  // Its answers, unsent, and what either side's window took besides.
  EXPECT_LT(written * kWritten, 2 * rpc::kMostUnsentBytes);
}

TEST_F(HostileChildTest, OneThatSaysHelloWithoutEnd) {
  grpc::ClientContext context;
  const auto stream = stub_->Link(&context);
  std::atomic<bool> done = false;
  std::size_t granted = 0;
  std::size_t told_to_wait = 0;
  std::thread flood([&] {
    for (std::size_t i = 0; !done || told_to_wait < 100; ++i) {
      LinkMessage answer;
      if (!stream->Write(Hello(std::to_string(i))) || !stream->Read(&answer)) break;
      if (answer.hello_ack().status() == exchange::v1::HELLO_STATUS_OK) ++granted;
      if (answer.hello_ack().status() == exchange::v1::HELLO_STATUS_BUSY) ++told_to_wait;
    }
  });
  SiblingWorks();
  done = true;
  flood.join();
  context.TryCancel();
  EXPECT_GE(told_to_wait, 100u);
  EXPECT_GE(granted, 1u);
  EXPECT_LT(granted, told_to_wait) << "each grant is an entry in the ledger";
}

TEST_F(HostileChildTest, OneThatOpensStreamsWithoutEnd) {
  struct Opened {
    grpc::ClientContext context;
    std::unique_ptr<LinkStream> stream;
  };
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  std::vector<std::unique_ptr<Opened>> streams;
  for (int connection = 0; connection < 5; ++connection) {
    channels.push_back(Channel());
    const auto stub = ExchangeService::NewStub(channels.back());
    for (int i = 0; i < 8; ++i) {
      auto& one = streams.emplace_back(std::make_unique<Opened>());
      one->stream = stub->Link(&one->context);
      one->stream->WaitForInitialMetadata();
    }
  }
  SiblingWorks();
  // All but the newest were ended by the node above, and each is told why.
  for (std::size_t i = 0; i + kMostLinesOfPeer < streams.size(); ++i) {
    SCOPED_TRACE(i);
    LinkMessage message;
    EXPECT_FALSE(streams[i]->stream->Read(&message));
    EXPECT_THAT(rpc::FromGrpcStatus(streams[i]->stream->Finish()), ReasonIs("exchange_superseded"));
  }
  for (auto& one : streams) one->context.TryCancel();
}

// A stream of bytes that are no message: how it ended.
grpc::Status SendGarbage(grpc::GenericStub& stub, std::size_t bytes) {
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, "/par.exchange.v1.ExchangeService/Link", &queue);
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
  };
  call->StartCall(nullptr);
  wait();
  const grpc::Slice slice(std::string(bytes, '\xff'));
  call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  wait();
  grpc::Status status;
  call->Finish(&status, nullptr);
  wait();
  queue.Shutdown();
  return status;
}

TEST_F(HostileChildTest, OneThatSendsGarbage) {
  grpc::GenericStub raw(Channel());
  std::atomic<bool> done = false;
  std::size_t sent = 0;
  std::size_t told = 0;
  std::thread flood([&] {
    for (; !done || sent < 50; ++sent) {
      const absl::Status why = rpc::FromGrpcStatus(SendGarbage(raw, 1000 + sent % 50));
      if (domain::ReasonOf(why) == "request_unreadable") ++told;
    }
  });
  SiblingWorks();
  done = true;
  flood.join();
  EXPECT_EQ(told, sent) << "every such stream was closed with the reason";
  grpc::ClientContext context;
  const auto stream = stub_->Blob(&context);
  BlobMessage chunk;
  chunk.mutable_done()->set_reason("out of turn");
  stream->Write(chunk);
  EXPECT_FALSE(stream->Read(&chunk));
  EXPECT_EQ(domain::ReasonOf(rpc::FromGrpcStatus(stream->Finish())), "exchange_unexpected");
}

// A frame of so many zeros.
std::string Zeros(std::size_t bytes) {
  const std::string zeros(bytes, '\0');
  std::string frame(ZSTD_compressBound(bytes), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), zeros.data(), zeros.size(), 1));
  return frame;
}

TEST_F(HostileChildTest, OneThatPacksBombs) {
  constexpr std::size_t kBomb = std::size_t{64} << 20u;
  struct Row {
    const char* why;
    std::uint32_t speaks;
    std::size_t told;  // Bytes.
    std::string frame;
  };
  const Row rows[] = {
      {"a bomb that tells its size", 2, kBomb, Zeros(kBomb)},
      {"a bomb that lies", 2, 4096, Zeros(kBomb)},
      {"zeros of the allowed size, which are no message", 2, exchange::kMaxMessageBytes,
       Zeros(exchange::kMaxMessageBytes)},
      {"it said that it speaks version 1", 1, 4096, Zeros(4096)},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    grpc::ClientContext context;
    const auto stream = stub_->Link(&context);
    LinkMessage answer;
    LinkMessage hello = Hello(row.why);
    hello.mutable_hello()->set_protocol_maximum(row.speaks);
    // It may have to wait for a moment after the last one's hello.
    ASSERT_TRUE(Eventually([&] {
      return stream->Write(hello) && stream->Read(&answer) &&
             answer.hello_ack().status() == exchange::v1::HELLO_STATUS_OK;
    }));
    EXPECT_EQ(answer.hello_ack().protocol(), row.speaks);
    if (row.speaks == 2) {  // What is well packed is understood.
      LinkMessage push;
      push.mutable_push()->mutable_stream()->set_unit(std::string(4096, 'x'));
      const auto packed = rpc::Pack(push);
      ASSERT_TRUE(packed.has_value());
      ASSERT_TRUE(stream->Write(*packed) && stream->Read(&answer));
      EXPECT_EQ(answer.need_hello().stream().unit(), push.push().stream().unit());
    }
    LinkMessage bomb;
    bomb.mutable_packed()->set_unpacked_bytes(static_cast<std::uint32_t>(row.told));
    bomb.mutable_packed()->set_frame(row.frame);
    ASSERT_TRUE(stream->Write(bomb));
    EXPECT_FALSE(stream->Read(&answer));
    EXPECT_THAT(rpc::FromGrpcStatus(stream->Finish()), ReasonIs("exchange_malformed"));
  }
  SiblingWorks();
}

}  // namespace
}  // namespace par::node
