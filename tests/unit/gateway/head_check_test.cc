// Goal: calls are taken from our own pages only, whatever stands in front of the node. Method:
// heads that are right but for where they say that they come from, to a node that knows its origin
// by the connection and to one that was told it.
#include "common/gateway/head_check.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/gateway/gateway.h"
#include "tests/support/raw_http.h"
#include "tests/support/status_matchers.h"

namespace par::gateway {
namespace {

const OurOrigin kPlain = {.secure = false};
const OurOrigin kSecure = {.secure = true};
const OurOrigin kBehind = {.secure = false, .named = "https://cchc.quangngai.vn"};
const OurOrigin kBehindOnAPort = {.secure = true, .named = "https://cchc.quangngai.vn:8443"};

struct Comes {
  const char* why;
  const OurOrigin& ours;
  const char* host;
  std::vector<std::string> origins;
  bool taken;
};

TEST(RefuseHead, TakesCallsOfOurOwnPagesOnly) {
  const Comes kCases[] = {
      {"a program says nothing of pages", kPlain, "nut:8080", {}, true},
      {"the page of this name and port", kPlain, "nut:8080", {"http://nut:8080"}, true},
      {"capitals make no other name", kPlain, "Nut:8080", {"http://nut:8080"}, true},
      {"another port is another server", kPlain, "nut:8080", {"http://nut:9090"}, false},
      {"TLS that ends before this port", kPlain, "nut", {"https://nut"}, false},
      {"the same over TLS", kSecure, "nut", {"https://nut"}, true},
      {"a page without TLS asks one with it", kSecure, "nut", {"http://nut"}, false},
      {"sandboxed, or from a file", kPlain, "nut", {"null"}, false},
      {"two origins", kPlain, "nut", {"http://nut", "http://nut"}, false},
      {"an empty one", kPlain, "nut", {""}, false},

      {"a proxy that keeps the name", kBehind, "cchc.quangngai.vn", {kBehind.named}, true},
      {"a proxy that asks by its own", kBehind, "127.0.0.1:8080", {kBehind.named}, true},
      {"a program behind it", kBehind, "127.0.0.1:8080", {}, true},
      {"past the proxy, by the port's own name",
       kBehind,
       "127.0.0.1:8080",
       {"http://127.0.0.1:8080"},
       false},
      {"a name that somebody lets lead to this port",
       kBehind,
       "evil.example",
       {"http://evil.example"},
       false},
      {"the public name without TLS",
       kBehind,
       "cchc.quangngai.vn",
       {"http://cchc.quangngai.vn"},
       false},
      {"a name that begins alike",
       kBehind,
       "cchc.quangngai.vn",
       {"https://cchc.quangngai.vn.evil.example"},
       false},
      {"a name that ends alike",
       kBehind,
       "cchc.quangngai.vn",
       {"https://evil-cchc.quangngai.vn"},
       false},
      {"another port of that machine",
       kBehind,
       "cchc.quangngai.vn",
       {"https://cchc.quangngai.vn:8443"},
       false},
      {"two origins, one of them ours",
       kBehind,
       "cchc.quangngai.vn",
       {kBehind.named, "https://evil.example"},
       false},
      {"with its port, where it has one", kBehindOnAPort, "nut", {kBehindOnAPort.named}, true},
      {"and not without", kBehindOnAPort, "nut", {"https://cchc.quangngai.vn"}, false},
  };
  for (const Comes& row : kCases) {
    SCOPED_TRACE(row.why);
    for (const char* method : {"GET", "POST", "PUT"}) {
      RequestHead head{.method = method, .path = "/", .headers = {{"Host", row.host}}};
      for (const std::string& origin : row.origins) head.headers.push_back({"Origin", origin});
      const auto refused = RefuseHead(head, "HTTP/1.1", row.ours);
      EXPECT_EQ(refused.has_value(), !row.taken) << method;
      EXPECT_EQ(refused.has_value() ? refused->status : 403, 403);
    }
  }
}

// What the browser itself says of its page is heeded too, proxy or not.
TEST(RefuseHead, AnOriginThatFitsDoesNotExcuseAnotherSite) {
  RequestHead head{
      .method = "POST",
      .path = "/",
      .headers = {{"Host", "nut"}, {"Origin", kBehind.named}, {"Sec-Fetch-Site", "same-site"}}};
  EXPECT_TRUE(RefuseHead(head, "HTTP/1.1", kBehind).has_value());
  head.headers.back().value = "same-origin";
  EXPECT_FALSE(RefuseHead(head, "HTTP/1.1", kBehind).has_value());
}

// Nothing but the configuration tells the port that another server stands in front of it.
TEST(Gateway, ThePortHeedsTheOriginOfTheConfiguration) {
  const struct {
    const char* why;
    const char* configured;
    const char* origin;
    int status;  // 405: it came through, and no page takes a POST.
    int metrics;
  } kCases[] = {
      {"alone, its own page", "", "http://nut", 405, 200},
      {"alone, TLS that it does not have", "", "https://nut", 403, 200},
      {"behind a server, its page; nobody is local", "https://nut", "https://nut", 405, 404},
      {"behind a server, past it", "https://nut", "http://nut", 403, 404},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    config::Config config = config::DefaultConfig();
    config.node_id = "nut";
    config.portal.listen = "127.0.0.1:0";
    config.portal.origin = row.configured;
    ASSERT_OK_AND_ASSIGN(
        const std::unique_ptr<Gateway> gateway,
        Gateway::Start({.config = config, .inside = nullptr, .secret = "secret", .node = [] {
                          return NodeGauges{};
                        }}));
    testing::RawHttp line(gateway->port());
    EXPECT_EQ(line.Ask("GET /metrics HTTP/1.1\r\nHost: nut\r\n\r\n").status, row.metrics);
    EXPECT_EQ(line.Ask("POST / HTTP/1.1\r\nHost: nut\r\nContent-Length: 0\r\nOrigin: " +
                       std::string(row.origin) + "\r\n\r\n")
                  .status,
              row.status);
  }
}

}  // namespace
}  // namespace par::gateway
