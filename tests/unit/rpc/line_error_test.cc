// Goal: what is wrong with a line is said in words that a person at this end can act on.
// Method: a real dialler on real sockets, one row per thing that is wrong at the other end; a
// refusal that the other side made is passed on as it is.
#include "common/rpc/line_error.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "common/base/clock.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/server.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::rpc {
namespace {

using exchange::v1::LinkMessage;
using testing::ReasonIs;

constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1'000'000;

class LineErrorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(authority_, identity::Authority::Create(folder_.path(), "test", now_));
  }

  TlsFiles Files(const std::string& node, std::int64_t issued_days_ago = 0) {
    const auto made = identity::MakeKeyAndRequest();
    const auto issued = authority_->IssueNode(made.request_pem, {node, {}, {}},
                                              {.from_micros = now_ - issued_days_ago * kDay});
    const auto folder = folder_ / (node + std::to_string(++folders_));
    std::filesystem::create_directories(folder);
    EXPECT_OK(
        identity::WriteNodeFiles(folder, made.key_pem, issued->pem, authority_->certificate_pem()));
    return {folder / "ca.crt", folder / "node.crt", folder / "node.key"};
  }

  // Signed by an authority that nobody here trusts, beside the certificate of ours.
  TlsFiles OfAnother(const std::string& node) {
    const testing::TempDir folder;
    const auto other = identity::Authority::Create(folder.path(), "another", now_);
    EXPECT_OK(other);
    const auto made = identity::MakeKeyAndRequest();
    const auto issued =
        (*other)->IssueNode(made.request_pem, {node, {}, {}}, {.from_micros = now_});
    TlsFiles files = Files(node);
    EXPECT_OK(identity::WriteNodeFiles(files.key.parent_path(), made.key_pem, issued->pem,
                                       authority_->certificate_pem()));
    return files;
  }

  // Serves as a node with these files, and refuses everybody.
  std::string Serve(const TlsFiles& files) {
    auto server = Server::Start({Port::kPeer, "127.0.0.1:0", files}, {handler_.get()});
    EXPECT_OK(server.status());
    servers_.push_back(*std::move(server));
    return "127.0.0.1:" + std::to_string(servers_.back()->port());
  }

  static absl::Status WhyClosed(const std::string& address, const TlsFiles& files) {
    std::promise<absl::Status> closed;
    UpperNode upper(address, files, "H38");
    upper.OpenLink([&closed](const std::shared_ptr<LinkPipe>&) {
      return PipeEvents<LinkMessage>{
          .opened = {},
          .received = [](const LinkMessage&, const std::function<void()>& next) { next(); },
          .closed = [&closed](absl::Status why) { closed.set_value(std::move(why)); }};
    });
    return closed.get_future().get();
  }

  testing::TempDir folder_;
  const std::int64_t now_ = SystemClock().WallMicros();
  std::unique_ptr<identity::Authority> authority_;
  int folders_ = 0;
  std::shared_ptr<grpc::Service> handler_ =
      NewExchangeHandler({.link = [](std::string_view) -> absl::StatusOr<TakeLink> {
                            return domain::Refusal(absl::StatusCode::kPermissionDenied,
                                                   "peer_not_below", {{"node", "H38-01"}});
                          },
                          .blob = {}});
  std::vector<std::unique_ptr<Server>> servers_;
};

TEST_F(LineErrorTest, EveryFaultHasItsWords) {
  const TlsFiles good = Files("H38-01");
  const struct {
    const char* why;
    std::string address;
    TlsFiles files;
    const char* reason;
  } kCases[] = {
      {"the node refuses with its own reason", Serve(Files("H38")), good, "peer_not_below"},
      {"nobody listens", "127.0.0.1:1", good, "line_not_listening"},
      {"another node answers", Serve(Files("H39")), good, "line_wrong_node"},
      {"its certificate has expired", Serve(Files("H38", 91)), good,
       "line_certificate_not_accepted"},
      {"our certificate has expired", Serve(Files("H38")), Files("H38-01", 91),
       "line_own_certificate_expired"},
      {"our certificate is of another authority", Serve(Files("H38")), OfAnother("H38-01"),
       "line_own_certificate_untrusted"},
      {"no such host", "parnet.invalid:7000", good, "line_address_unknown"},
  };
  for (const auto& c : kCases) {
    const absl::Status why = WhyClosed(c.address, c.files);
    EXPECT_THAT(why, ReasonIs(c.reason)) << c.why << ": " << why;
  }
}

TEST_F(LineErrorTest, TextsOfTheNetwork) {
  const LineEnd end{.node = "H38",
                    .address = "10.0.0.1:7000",
                    .certificate = Files("x").certificate,
                    .authority = Files("x").authority};
  const struct {
    const char* text;
    const char* reason;
  } kCases[] = {
      {"Socket closed", "line_cut"},
      {"recvmsg:Connection reset by peer", "line_cut"},
      {"failed to connect to all addresses; last error: UNKNOWN: Network is unreachable",
       "line_no_network"},
      {"No route to host", "line_no_network"},
      {"connection attempt timed out before receiving SETTINGS frame", "line_no_network"},
      {"something nobody has met yet", "line_broken"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(InPlainWords(absl::UnavailableError(c.text), end, now_), ReasonIs(c.reason))
        << c.text;
  }
  EXPECT_EQ(InPlainWords(absl::CancelledError("ours"), end, now_), absl::CancelledError("ours"));
  EXPECT_OK(InPlainWords(absl::OkStatus(), end, now_));
}

}  // namespace
}  // namespace par::rpc
