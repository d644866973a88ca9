// Goal: a browser's port gives no way around the node's rules: a malformed, double-meaning, huge or
// foreign request gets a 4xx and its connection ends; nobody but the gateway says whose call it is;
// a page hears of changes that its owner may see. Method: a real node; bytes on a socket that no
// library would send.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "par/account/v1/account.grpc.pb.h"
#include "par/node/v1/node.grpc.pb.h"
#include "tests/support/cycle_world.h"
#include "tests/support/raw_http.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

class GatewayTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = std::make_unique<CycleWorld>(); }
  static void TearDownTestSuite() { world_.reset(); }
  static int port() { return world_->portal_port(); }
  static std::string Bearer(const std::string& account) {
    return "Authorization: Bearer token-" + account + "\r\n";
  }

  static std::unique_ptr<CycleWorld> world_;
};
std::unique_ptr<CycleWorld> GatewayTest::world_;

constexpr char kWhoAmI[] = "/par.account.v1.AccountService/WhoAmI";

// A call that is answered, with `more` header fields and the body.
std::string PostOf(const std::string& more, const std::string& body) {
  return std::string("POST ") + kWhoAmI +
         " HTTP/1.1\r\nHost: nut\r\nContent-Type: application/json\r\n" + more + "\r\n" + body;
}

TEST_F(GatewayTest, RequestsThatAreNotAsTheyShouldBeAreRefusedAndTheConnectionEnds) {
  const struct {
    const char* why;
    std::string request;
    int status;  // 0: closed without a word.
  } kCases[] = {
      {"two lengths: two readers see two bodies",
       PostOf("Content-Length: 2\r\nContent-Length: 40\r\n", "{}"), 400},
      {"a length and chunks",
       PostOf("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"), 400},
      {"chunks that only one of two readers knows",
       PostOf("Transfer-Encoding: xchunked\r\n", "2\r\n{}\r\n0\r\n\r\n"), 400},
      {"two codings", PostOf("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
      {"a length with a sign", PostOf("Content-Length: +2\r\n", "{}"), 400},
      {"a length of 20 digits", PostOf("Content-Length: 99999999999999999999\r\n", "{}"), 0},
      {"2^31 bytes announced", PostOf("Content-Length: 2147483648\r\n", "{}"), 400},
      {"no host", "GET /healthz HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"an old protocol", "GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n", 505},
      {"a method of nobody's", "TRACE /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 405},
      {"no cross-origin questions", "OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n\r\n",
       405},
      {"a body where none belongs",
       "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nGET ", 400},
      {"a page of another origin",
       PostOf("Origin: https://evil.example\r\nContent-Length: 2\r\n", "{}"), 403},
      {"an origin of the same name over another protocol",
       PostOf("Origin: https://nut\r\nContent-Length: 2\r\n", "{}"), 403},
      {"the browser says that another site asks",
       PostOf("Sec-Fetch-Site: cross-site\r\nContent-Length: 2\r\n", "{}"), 403},
      {"a control character in a value",
       PostOf("X-Note: a\x01"
              "b\r\nContent-Length: 2\r\n",
              "{}"),
       400},
      {"a space before the colon", PostOf("Content-Length : 2\r\n", "{}"), 400},
      {"65 header fields",
       [] {
         std::string many;
         for (int i = 0; i < 65; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
         return "GET /healthz HTTP/1.1\r\nHost: a\r\n" + many + "\r\n";
       }(),
       431},
      {"a path of 3,000 letters", "GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
       414},
      {"a header of 1 MB",
       "GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + std::string(1 << 20, 'a') + "\r\n\r\n", 431},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    RawHttp line(port());
    const RawAnswer answer = line.Ask(row.request);
    // The library itself refuses some before we see them, with a code or by closing.
    if (row.status == 431 || row.status == 0) {
      EXPECT_TRUE(answer.status == 0 || (answer.status >= 400 && answer.status < 500))
          << answer.status;
    } else {
      EXPECT_EQ(answer.status, row.status) << answer.head << answer.body;
    }
    EXPECT_TRUE(answer.closed || line.Closes());
  }
  RawHttp after(port());
  EXPECT_EQ(after.Ask("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

TEST_F(GatewayTest, AnswersSayHowABrowserMustTreatThem) {
  const char* const kPaths[] = {"/",
                                "/healthz",
                                "/healthz/ready",
                                "/metrics",
                                "/no-such-page",
                                "/../../etc/passwd",
                                "/%2e%2e/etc/passwd",
                                kWhoAmI,
                                "/evidence/song-ve/00"};
  for (const char* path : kPaths) {
    SCOPED_TRACE(path);
    RawHttp line(port());
    const RawAnswer answer =
        line.Ask(std::string("GET ") + path + " HTTP/1.1\r\nHost: nut\r\n\r\n");
    EXPECT_EQ(answer.Field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.Field("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.Field("Cache-Control"), "no-store");
    EXPECT_NE(answer.Field("Content-Security-Policy").find("frame-ancestors 'none'"),
              std::string::npos);
    EXPECT_EQ(answer.Field("Content-Security-Policy").find("unsafe"), std::string::npos);
    EXPECT_EQ(answer.Field("Access-Control-Allow-Origin"), "");
  }
}

TEST_F(GatewayTest, WhatConnectDoesNotAllowIsRefusedInItsWords) {
  const std::string packed_bomb = [] {
    // One gzip member that never ends.
    return std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x04", 12);
  }();
  const auto length = [](const std::string& body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n";
  };
  const std::string deep = std::string(20000, '[');
  const struct {
    const char* why;
    std::string more;
    std::string body;
    int status;
    const char* says;
  } kCases[] = {
      {"gzip that is not whole", "Content-Encoding: gzip\r\n", packed_bomb, 400,
       "gateway_not_gzip"},
      {"an encoding that nobody offers", "Content-Encoding: br\r\n", "{}", 501,
       "gateway_encoding_unknown"},
      {"a version to come", "Connect-Protocol-Version: 2\r\n", "{}", 400,
       "gateway_protocol_version"},
      {"a time that is none", "Connect-Timeout-Ms: soon\r\n", "{}", 400,
       "gateway_timeout_malformed"},
      {"a negative time", "Connect-Timeout-Ms: -1\r\n", "{}", 400, "gateway_timeout_malformed"},
      {"JSON that is none", "", "{\"a\":", 400, "request_unreadable"},
      {"JSON that is deep", "", deep, 400, "request_unreadable"},
      {"JSON that is not UTF-8", "", "{\"\xff\": 1}", 400, "request_unreadable"},
      {"more than a request may be", "", std::string((1 << 20) + 1, ' '), 400, "request_too_large"},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    RawHttp line(port());
    const RawAnswer answer =
        line.Ask(PostOf(Bearer(kClerk) + length(row.body) + row.more, row.body));
    EXPECT_EQ(answer.status, row.status);
    EXPECT_NE(answer.body.find(row.says), std::string::npos) << answer.body;
  }
  RawHttp line(port());
  EXPECT_EQ(line.Ask(std::string("GET ") + kWhoAmI + " HTTP/1.1\r\nHost: a\r\n\r\n").status, 405);
  EXPECT_EQ(line.Ask("POST /par.exchange.v1.ExchangeService/Link HTTP/1.1\r\nHost: a\r\n"
                     "Content-Type: application/proto\r\nContent-Length: 0\r\n\r\n")
                .status,
            404);
  EXPECT_EQ(line.Ask(std::string("POST ") + kWhoAmI +
                     " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                     "Content-Type: text/html\r\n\r\n{}")
                .status,
            415);
}

TEST_F(GatewayTest, OnlyTheGatewaySaysWhoseCallItIs) {
  const auto as = [](const std::vector<std::pair<std::string, std::string>>& metadata) {
    account::v1::AccountService::Stub stub(grpc::CreateChannel(
        "127.0.0.1:" + std::to_string(world_->upper_port()), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    for (const auto& [name, value] : metadata) context.AddMetadata(name, value);
    account::v1::WhoAmIResponse response;
    return stub.WhoAmI(&context, {}, &response);
  };
  const std::string token = "token-" + std::string(kClerk);
  const std::string bearer = "Bearer " + token;
  const std::string guess(64, '0');
  EXPECT_TRUE(as({{"authorization", bearer}}).ok());
  const struct {
    const char* why;
    std::vector<std::pair<std::string, std::string>> metadata;
  } kCases[] = {
      {"a token in the gateway's place without its proof", {{"par-gateway-token", token}}},
      {"a proof that is guessed", {{"par-gateway-token", token}, {"par-gateway-proof", guess}}},
      {"an empty proof", {{"par-gateway-token", token}, {"par-gateway-proof", ""}}},
      {"a proof twice",
       {{"par-gateway-token", token}, {"par-gateway-proof", guess}, {"par-gateway-proof", guess}}},
      {"a wrong proof beside a good token",
       {{"authorization", bearer}, {"par-gateway-proof", guess}}},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    const grpc::Status status = as(row.metadata);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_NE(status.error_details().find("gateway_proof_wrong"), std::string::npos);
  }
  // Over HTTP the same words are header fields like any others: they go nowhere.
  RawHttp line(port());
  const RawAnswer answer =
      line.Ask(PostOf("par-gateway-token: " + token + "\r\npar-gateway-proof: " + guess +
                          "\r\nContent-Length: 2\r\n",
                      "{}"));
  EXPECT_EQ(answer.status, 401);
  EXPECT_NE(answer.body.find("token_missing"), std::string::npos) << answer.body;
}

TEST_F(GatewayTest, OneAddressHasOnlySoManyConnections) {
  std::vector<std::unique_ptr<RawHttp>> lines;
  int answered = 0;
  for (int i = 0; i < 40; ++i) {
    lines.push_back(std::make_unique<RawHttp>(port()));
    if (lines.back()->Ask("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").status == 200) ++answered;
  }
  EXPECT_EQ(answered, 32);
}

// One page that watches, over the client port.
class Page {
 public:
  Page(int port, const std::string& account, bool deadline = true)
      : stub_(grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                  grpc::InsecureChannelCredentials())) {
    if (deadline) {
      context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    }
    context_.AddMetadata("authorization", "Bearer token-" + account);
    stream_ = stub_.Watch(&context_, {});
  }
  ~Page() {
    context_.TryCancel();
    if (!ended_) (void)stream_->Finish();
  }
  std::optional<node::v1::WatchResponse> Next() {
    node::v1::WatchResponse told;
    if (!stream_->Read(&told)) return std::nullopt;
    return told;
  }
  grpc::Status End() {
    ended_ = true;
    return stream_->Finish();
  }

 private:
  grpc::ClientContext context_;
  node::v1::NodeService::Stub stub_;
  std::unique_ptr<grpc::ClientReader<node::v1::WatchResponse>> stream_;
  bool ended_ = false;
};

TEST_F(GatewayTest, APageHearsOfUnitsThatItsOwnerMaySeeAndOfNoOthers) {
  const int client = world_->upper_port();
  Page reviewer(client, kReviewer);
  Page stranger(client, kOtherDistrict);
  const auto first = reviewer.Next();
  const auto begun = stranger.Next();
  ASSERT_TRUE(first.has_value() && begun.has_value());
  auto fill = world_->Fill(kBothCycle, "song-ve");
  ASSERT_OK(world_->Upper(kClerk, &assessment::v1::AssessmentService::Stub::FillAnswers, fill));
  // The lines within the node have their own entries.
  const auto is_fill = [](const node::v1::Change& change) {
    return change.subject() == "assessment" && change.unit() == "song-ve" &&
           change.cycle() == kBothCycle;
  };
  std::uint64_t position = 0;
  while (position == 0) {
    const auto told = reviewer.Next();
    ASSERT_TRUE(told.has_value()) << "the page never hears of it";
    EXPECT_FALSE(told->all());
    EXPECT_GE(told->position(), first->position());
    if (std::any_of(told->changes().begin(), told->changes().end(), is_fill)) {
      position = told->position();
    }
  }
  for (std::uint64_t heard = begun->position(); heard < position;) {
    const auto told = stranger.Next();
    ASSERT_TRUE(told.has_value());
    heard = told->position();
    EXPECT_FALSE(told->all());
    for (const node::v1::Change& change : told->changes()) {
      EXPECT_NE(change.unit(), "song-ve") << told->ShortDebugString();
    }
  }

  Page endless(client, kReviewer, false);
  EXPECT_FALSE(endless.Next().has_value());
  EXPECT_EQ(endless.End().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace par::testing
