// Goal: only a certificate of our authority, in time and for a node, opens the peer port; and a
// node that dials refuses everyone but the node it meant. Method: a real server and real handshakes
// over the loopback; one row per kind of certificate, for each side.
#include "common/rpc/tls.h"

#include <dlfcn.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <memory>

#include "common/base/clock.h"
#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "common/identity/x509.h"
#include "common/rpc/caller.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/tls_memory.h"
#include "par/exchange/v1/exchange.grpc.pb.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::rpc {
namespace {

using identity::Authority;
using testing::IsOk;
using testing::ReasonIs;
using testing::StatusIs;

constexpr std::int64_t kMicrosPerDay = std::int64_t{24} * 60 * 60 * 1'000'000;

// Answers with the name it knows the caller by, and twice what it was sent.
class WhoAmI final : public unit::v1::UnitService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListUnits(grpc::CallbackServerContext* context,
                                      const unit::v1::ListUnitsRequest* request,
                                      unit::v1::ListUnitsResponse* response) override {
    const absl::StatusOr<std::string> peer = PeerNode(*context);
    if (peer.ok()) response->add_units()->set_id(*peer);
    if (peer.ok()) response->mutable_units(0)->set_name(request->as_of() + request->as_of());
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(ToGrpcStatus(peer.status()));
    return reactor;
  }
};

// Sends back what it was sent.
class Echo final : public exchange::v1::ExchangeService::CallbackService {
 public:
  using Message = exchange::v1::BlobMessage;
  grpc::ServerBidiReactor<Message, Message>* Blob(
      grpc::CallbackServerContext* /*context*/) override {
    class Reactor final : public grpc::ServerBidiReactor<Message, Message> {
     public:
      Reactor() { StartRead(&message_); }
      void OnReadDone(bool ok) override {
        if (!ok) return Finish(grpc::Status::OK);
        StartWrite(&message_);
      }
      void OnWriteDone(bool ok) override {
        if (ok) StartRead(&message_);
      }
      void OnDone() override { delete this; }

     private:
      Message message_;
    };
    return new Reactor;
  }
};

enum class Kind { kNode, kPerson, kNobody, kExpired, kNotYet, kOtherAuthority, kInTheMiddle };

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(root_ / "ours");
    std::filesystem::create_directories(root_ / "theirs");
    ASSERT_OK_AND_ASSIGN(ours_, Authority::Create(root_ / "ours", "ours", now_));
    ASSERT_OK_AND_ASSIGN(theirs_, Authority::Create(root_ / "theirs", "theirs", now_));
  }

  // Files of `kind` in a folder of their own; what they trust is always our authority.
  TlsFiles Files(const std::string& name, Kind kind) {
    const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
    const std::unique_ptr<Authority> middle = kind == Kind::kInTheMiddle ? Middle() : nullptr;
    const Authority& authority = kind == Kind::kOtherAuthority ? *theirs_
                                 : middle != nullptr           ? *middle
                                                               : *ours_;
    identity::Validity validity{.from_micros = now_, .days = 90};
    if (kind == Kind::kExpired) validity.from_micros -= 91 * kMicrosPerDay;
    if (kind == Kind::kNotYet) validity.from_micros += kMicrosPerDay;
    const auto issued =
        kind == Kind::kPerson
            ? authority.IssuePerson(made.request_pem, {.unit = "H38", .account = name}, validity)
            : authority.IssueNode(made.request_pem, {name, {}, {}}, validity);
    EXPECT_THAT(issued, IsOk());
    const std::filesystem::path folder = root_ / (name + std::to_string(++folders_));
    std::filesystem::create_directories(folder);
    const std::string chain = issued->pem + (middle == nullptr ? "" : middle->certificate_pem());
    EXPECT_OK(identity::WriteNodeFiles(folder, made.key_pem, chain, ours_->certificate_pem()));
    return {.authority = folder / "ca.crt",
            .certificate = folder / "node.crt",
            .key = folder / "node.key"};
  }

  // An authority that ours has certified.
  std::unique_ptr<Authority> Middle() {
    namespace x509 = identity::x509;
    const std::filesystem::path folder = root_ / ("middle" + std::to_string(++folders_));
    std::filesystem::create_directories(folder);
    EXPECT_OK(Authority::Create(folder, "middle", now_));
    const auto read = [](const std::filesystem::path& file) {
      return identity::ReadWholeFile(file, identity::Secrecy::kPublic).value();
    };
    const x509::Key ours = x509::KeyFromPem(read(root_ / "ours" / "ca.key"));
    const x509::Cert issuer = x509::CertFromPem(ours_->certificate_pem());
    const x509::Key key = x509::KeyFromPem(read(folder / "ca.key"));
    const std::int64_t seconds = now_ / 1'000'000;
    const x509::Cert made = x509::NewCert(key.get(), "middle", seconds - 60, seconds + 86'400);
    x509::AddExtension(made.get(), issuer.get(), NID_basic_constraints, "critical,CA:TRUE");
    x509::AddExtension(made.get(), issuer.get(), NID_key_usage, "critical,keyCertSign");
    x509::AddExtension(made.get(), issuer.get(), NID_subject_key_identifier, "hash");
    x509::Sign(made.get(), issuer.get(), ours.get());
    EXPECT_OK(identity::WriteFileDurably(folder / "ca.crt", x509::ToPem(made.get()),
                                         identity::Secrecy::kPublic));
    return Authority::Open(folder).value();
  }

  std::unique_ptr<Server> Serve(const TlsFiles& files) {
    auto server = Server::Start({.port = Port::kPeer, .address = "127.0.0.1:0", .tls = files},
                                {&service_, &echo_});
    EXPECT_THAT(server, IsOk());
    return *std::move(server);
  }

  static absl::StatusOr<std::string> Ask(std::shared_ptr<grpc::Channel> channel) {
    const auto stub = unit::v1::UnitService::NewStub(std::move(channel));
    const absl::StatusOr<unit::v1::ListUnitsResponse> response =
        Call(*stub, &unit::v1::UnitService::Stub::ListUnits, unit::v1::ListUnitsRequest{});
    if (!response.ok()) return response.status();
    return response->units(0).id();
  }

  static std::string Address(const Server& server) {
    return "127.0.0.1:" + std::to_string(server.port());
  }

  testing::TempDir root_;
  const std::int64_t now_ = SystemClock().WallMicros();
  std::unique_ptr<Authority> ours_;
  std::unique_ptr<Authority> theirs_;
  int folders_ = 0;
  WhoAmI service_;
  Echo echo_;
};

TEST_F(TlsTest, WhoMayConnect) {
  const auto server = Serve(Files("H38", Kind::kNode));
  const struct {
    const char* why;
    Kind kind;
    absl::StatusCode want;
  } kCases[] = {
      {"a node of our authority", Kind::kNode, absl::StatusCode::kOk},
      {"a person is let through TLS but is no node", Kind::kPerson,
       absl::StatusCode::kUnauthenticated},
      {"another authority", Kind::kOtherAuthority, absl::StatusCode::kUnavailable},
      {"an authority in the middle: ours has none, so there is none to revoke", Kind::kInTheMiddle,
       absl::StatusCode::kUnavailable},
      {"expired yesterday", Kind::kExpired, absl::StatusCode::kUnavailable},
      {"valid from tomorrow", Kind::kNotYet, absl::StatusCode::kUnavailable},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const auto answer = Ask(DialPeer(Address(*server), Files("H38-01", c.kind), "H38"));
    EXPECT_THAT(answer, StatusIs(c.want));
    if (answer.ok()) {
      EXPECT_EQ(*answer, "H38-01");
    }
  }
}

TEST_F(TlsTest, NobodyWithoutACertificateConnects) {
  const auto server = Serve(Files("H38", Kind::kNode));
  grpc::SslCredentialsOptions only_trust;
  only_trust.pem_root_certs = ours_->certificate_pem();
  EXPECT_THAT(Ask(grpc::CreateChannel(Address(*server), grpc::SslCredentials(only_trust))),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Ask(DialLocal(Address(*server))), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, WhoIsDialled) {
  const TlsFiles dialler = Files("H38-01", Kind::kNode);
  const struct {
    const char* why;
    const char* name;
    Kind kind;
  } kCases[] = {
      {"another node of the same authority", "H39", Kind::kNode},
      {"the right name from another authority", "H38", Kind::kOtherAuthority},
      {"the right name from an authority in the middle", "H38", Kind::kInTheMiddle},
      {"the right name, expired", "H38", Kind::kExpired},
      {"a person", "H38", Kind::kPerson},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const auto server = Serve(Files(c.name, c.kind));
    EXPECT_THAT(Ask(DialPeer(Address(*server), dialler, "H38")),
                StatusIs(absl::StatusCode::kUnavailable));
  }
}

TEST_F(TlsTest, FilesThatCannotWorkAreNamedAtStart) {
  TlsFiles mixed = Files("H38", Kind::kNode);
  mixed.key = Files("H38", Kind::kNode).key;
  EXPECT_THAT(Server::Start({.port = Port::kPeer, .address = "127.0.0.1:0", .tls = mixed}, {}),
              ReasonIs("key_file_unreadable"));
  mixed.key = root_ / "none";
  EXPECT_THAT(Server::Start({.port = Port::kPeer, .address = "127.0.0.1:0", .tls = mixed}, {}),
              ReasonIs("file_not_read"));
}

// What TLS is read and written through is smaller than any of these (common/rpc/tls_memory.h).
TEST_F(TlsTest, LongChainsAndLongMessagesPassBothWays) {
  const struct {
    const char* why;
    int chain;  // Certificates of the authority behind the node's own, on both sides.
    std::size_t bytes;
  } kCases[] = {
      {"nothing to say", 0, 0},
      {"a little more than a record", 0, kTlsFrameBytes + 1},
      {"the longest request", 0, 500'000},
      {"a handshake of several records", 8, 100},
      {"certificates of more than 16 KB, which are two records of a foreign peer's", 40, 100'000},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    TlsFiles above = Files("H38", Kind::kNode);
    TlsFiles below = Files("H38-01", Kind::kNode);
    for (int i = 0; i < c.chain; ++i) {
      std::ofstream(above.certificate, std::ios::app) << ours_->certificate_pem();
      std::ofstream(below.certificate, std::ios::app) << ours_->certificate_pem();
    }
    const auto server = Serve(above);
    unit::v1::ListUnitsRequest request;
    for (std::size_t i = 0; i < c.bytes; ++i) {
      request.mutable_as_of()->push_back(static_cast<char>('a' + i % 23));
    }
    const auto stub = unit::v1::UnitService::NewStub(DialPeer(Address(*server), below, "H38"));
    ASSERT_OK_AND_ASSIGN(const unit::v1::ListUnitsResponse response,
                         Call(*stub, &unit::v1::UnitService::Stub::ListUnits, request));
    EXPECT_EQ(response.units(0).name(), request.as_of() + request.as_of());
  }
}

// gRPC sends what lies behind the last record as well where the last of a write was full and went
// out at one go (common/rpc/tls_memory.cc). A message with its two heads is such a write; where in
// a slice it begins moves on by some bytes each time.
TEST_F(TlsTest, MessagesThatFillARecordPassBothWays) {
  const auto server = Serve(Files("H38", Kind::kNode));
  const auto stub = exchange::v1::ExchangeService::NewStub(
      DialPeer(Address(*server), Files("H38-01", Kind::kNode), "H38"));
  const auto context = NewStreamContext();
  const auto stream = stub->Blob(context.get());
  constexpr int kHeads = 9 + 5;  // A frame's of HTTP/2, a message's of gRPC.
  constexpr int kEach = 150;
  Echo::Message message;
  for (int bytes = kTlsRecordBytes - kHeads - 4; bytes <= kTlsRecordBytes - kHeads + 4; ++bytes) {
    SCOPED_TRACE(bytes);
    std::string& data = *message.mutable_chunk()->mutable_data();
    while (message.ByteSizeLong() < static_cast<std::size_t>(bytes)) data += 'a';
    for (int i = 0; i < kEach; ++i) {
      Echo::Message back;
      ASSERT_TRUE(stream->Write(message) && stream->Read(&back))
          << stream->Finish().error_message();
      ASSERT_EQ(back.chunk().data(), data);
    }
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

// A node above has thousands of connections, most of them quiet.
TEST_F(TlsTest, AQuietConnectionKeepsLittle) {
  const auto server = Serve(Files("H38", Kind::kNode));
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> settings(SSL_CTX_new(TLS_server_method()),
                                                              &SSL_CTX_free);
  // As gRPC makes one for each connection.
  const std::unique_ptr<SSL, void (*)(SSL*)> connection(SSL_new(settings.get()), &SSL_free);
  EXPECT_NE(SSL_get_mode(connection.get()) & SSL_MODE_RELEASE_BUFFERS, 0);
  EXPECT_EQ(SSL_get_num_tickets(connection.get()), 0u);
}

// Whatever gRPC asks for, it is this program's pipe that it gets, and its slices.
TEST_F(TlsTest, TheLibrariesAskThisProgramForBuffers) {
  for (const char* name :
       {"BIO_new_bio_pair",
        "_ZN17grpc_event_engine12experimental15MemoryAllocator9MakeSliceENS0_13MemoryRequestE"}) {
    SCOPED_TRACE(name);
    void* const first = dlsym(RTLD_DEFAULT, name);
    ASSERT_NE(first, nullptr);
    Dl_info where{};
    ASSERT_NE(dladdr(first, &where), 0);
    Dl_info here{};
    ASSERT_NE(dladdr(reinterpret_cast<void*>(&KeepTlsConnectionsSmall), &here), 0);
    EXPECT_EQ(where.dli_fbase, here.dli_fbase);
  }
}

}  // namespace
}  // namespace par::rpc
