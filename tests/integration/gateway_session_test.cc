// Goal: a person's session lies in a cookie that no page reads, and proves nothing without the
// value that the page got with it; programs go on with tokens. Method: a real node; two people sign
// in over a socket, and then each way of asking in their names that is not theirs is tried.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>

#include "common/identity/sessions.h"
#include "par/node/v1/node.grpc.pb.h"
#include "tests/support/cycle_world.h"
#include "tests/support/raw_http.h"

namespace par::testing {
namespace {

// The text of a field of a JSON object; empty: it is not there.
std::string TextOf(const std::string& json, const std::string& name) {
  const std::size_t at = json.find('"' + name + "\":\"");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 4;
  return json.substr(from, json.find('"', from) - from);
}

// What a browser and its page have of a session.
struct SignedIn {
  std::string cookie;  // "<name>=<secret>"
  std::string secret;
  std::string csrf;
  std::string id;

  std::string Fields() const { return "Cookie: " + cookie + "\r\nParnet-Csrf: " + csrf + "\r\n"; }
};

class GatewaySessionTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<CycleWorld>();
    clerk_ = std::make_unique<SignedIn>(First("clerk.song-ve"));
    leader_ = std::make_unique<SignedIn>(First("leader.song-ve"));
  }
  static void TearDownTestSuite() {
    leader_.reset();
    clerk_.reset();
    world_.reset();
  }

  // A request id that no other has.
  static std::string Id() {
    std::string id(22, 'A');
    id[0] = static_cast<char>('A' + calls_ % 26);
    id[1] = static_cast<char>('A' + calls_++ / 26);
    return "\"requestId\":\"" + id + "==\"";
  }
  static RawAnswer Call(const std::string& method, const std::string& fields,
                        const std::string& body) {
    RawHttp line(world_->portal_port());
    return line.Ask("POST /par.account.v1.AccountService/" + method +
                    " HTTP/1.1\r\nHost: nut\r\nContent-Type: application/json\r\n" + fields +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  static RawAnswer SignIn(const std::string& account, const std::string& fields = {}) {
    return Call("SignIn", fields,
                "{" + Id() + R"(,"account":")" + account + R"(","password":")" + kPassword + "\"}");
  }
  static SignedIn Of(const RawAnswer& entered) {
    SignedIn person;
    const std::string set = entered.Field("Set-Cookie");
    person.cookie = set.substr(0, set.find(';'));
    person.secret = person.cookie.substr(person.cookie.find('=') + 1);
    person.csrf = TextOf(entered.body, "csrf");
    person.id = TextOf(entered.body, "id");
    return person;
  }
  static SignedIn First(const std::string& account) {
    const std::string administrator =
        "Authorization: Bearer token-" + std::string(kAdministrator) + "\r\n";
    const RawAnswer issued =
        Call("IssueCode", administrator, "{" + Id() + R"(,"account":")" + account + "\"}");
    const RawAnswer set =
        Call("SetPassword", "",
             "{" + Id() + R"(,"account":")" + account + R"(","code":")" +
                 TextOf(issued.body, "code") + R"(","password":")" + kPassword + "\"}");
    EXPECT_EQ(set.status, 200) << issued.body << set.body;
    return Of(SignIn(account));
  }
  static std::string WhoIs(const std::string& fields) {
    return TextOf(Call("WhoAmI", fields, "{}").body, "name");
  }

  static constexpr char kPassword[] = "một câu dễ nhớ";
  static std::unique_ptr<CycleWorld> world_;
  static std::unique_ptr<SignedIn> clerk_;
  static std::unique_ptr<SignedIn> leader_;
  static int calls_;
};
std::unique_ptr<CycleWorld> GatewaySessionTest::world_;
std::unique_ptr<SignedIn> GatewaySessionTest::clerk_;
std::unique_ptr<SignedIn> GatewaySessionTest::leader_;
int GatewaySessionTest::calls_ = 0;

// Guesses are counted by network, so the node must know the browser's and no word of the browser's.
TEST_F(GatewaySessionTest, TheSecretGoesIntoACookieThatNoPageReads) {
  const RawAnswer entered = SignIn("clerk.song-ve", "Parnet-Address: 10.9.9.9\r\n");
  ASSERT_EQ(entered.status, 200) << entered.body;
  const SignedIn person = Of(entered);
  EXPECT_EQ(entered.Field("Set-Cookie"),
            person.cookie + "; Path=/; Secure; HttpOnly; SameSite=Strict");
  EXPECT_EQ(person.cookie.substr(0, person.cookie.find('=')), "__Host-parnet-nut-tren");
  EXPECT_EQ(person.secret.size(), 72u) << person.secret;
  EXPECT_EQ(entered.body.find("secret"), std::string::npos) << entered.body;
  EXPECT_EQ(entered.body.find(person.secret), std::string::npos) << entered.body;
  EXPECT_EQ(person.csrf, identity::CsrfOf(person.secret));
  EXPECT_EQ(TextOf(entered.body, "address"), "127.0.0.1");
  EXPECT_EQ(WhoIs(person.Fields()), "clerk.song-ve");
}

// Signs of life come by themselves all day: a session that nobody uses must end all the same.
TEST_F(GatewaySessionTest, APageThatOnlyWatchesDoesNotUseItsSession) {
  const SignedIn page = Of(SignIn("clerk.song-ve"));
  const auto used = [&page] {
    const std::string sessions = Call("ListSessions", clerk_->Fields(), "{}").body;
    return TextOf(sessions.substr(sessions.find(page.id)), "lastUsedAt");
  };
  const std::string before = used();
  ASSERT_FALSE(before.empty());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  context.AddMetadata("authorization", "Bearer " + page.secret);
  const auto stub = node::v1::NodeService::NewStub(grpc::CreateChannel(
      "127.0.0.1:" + std::to_string(world_->upper_port()), grpc::InsecureChannelCredentials()));
  const auto stream = stub->Watch(&context, {});
  node::v1::WatchResponse told;
  ASSERT_TRUE(stream->Read(&told)) << stream->Finish().error_message();
  context.TryCancel();
  (void)stream->Finish();
  EXPECT_EQ(used(), before);
  // Nor what it asks by itself because of a change, or until a line is back.
  EXPECT_EQ(WhoIs(page.Fields() + "Parnet-Watching: 1\r\n"), "clerk.song-ve");
  EXPECT_EQ(used(), before);
  EXPECT_EQ(WhoIs("Cookie: " + page.cookie + "\r\nParnet-Watching: 1\r\n"), "")
      << "to watch proves nothing";
  EXPECT_EQ(WhoIs(page.Fields()), "clerk.song-ve");
  EXPECT_NE(used(), before) << "what its person does";
}

TEST_F(GatewaySessionTest, ACookieAloneProvesNothing) {
  const std::string other(64, '0');
  const std::string name = clerk_->cookie.substr(0, clerk_->cookie.find('='));
  const std::string cookie = "Cookie: " + clerk_->cookie + "\r\n";
  const std::string csrf = "Parnet-Csrf: " + clerk_->csrf + "\r\n";
  const std::string bearer = "Authorization: Bearer token-" + std::string(kReviewer) + "\r\n";
  const struct {
    const char* why;
    std::string fields;
    int status;
    const char* says;
  } kCases[] = {
      {"both", clerk_->Fields(), 200, "clerk.song-ve"},
      {"among others' cookies", "Cookie: a=1; " + clerk_->cookie + ";b=2\r\n" + csrf, 200,
       "clerk.song-ve"},
      {"another node's cookie of the same machine",
       "Cookie: __Host-parnet-la-ha=session_" + other + "; " + clerk_->cookie + "\r\n" + csrf, 200,
       "clerk.song-ve"},
      {"a form on another page sends the cookie and nothing else", cookie, 403, "gateway_csrf"},
      {"the value of another session", cookie + "Parnet-Csrf: " + leader_->csrf + "\r\n", 403,
       "gateway_csrf"},
      {"a value of zeros", cookie + "Parnet-Csrf: " + other + "\r\n", 403, "gateway_csrf"},
      {"an empty value", cookie + "Parnet-Csrf:\r\n", 403, "gateway_csrf"},
      {"a value cut short", cookie + "Parnet-Csrf: " + clerk_->csrf.substr(1) + "\r\n", 403,
       "gateway_csrf"},
      {"the value twice", cookie + csrf + csrf, 403, "gateway_csrf"},
      {"the value without the cookie", csrf, 401, "token_missing"},
      {"a page of another origin with everything", clerk_->Fields() + "Origin: https://evil\r\n",
       403, "another origin"},
      {"another site, by the browser's word", clerk_->Fields() + "Sec-Fetch-Site: cross-site\r\n",
       403, "another origin"},
      {"another port of this machine", clerk_->Fields() + "Sec-Fetch-Site: same-site\r\n", 403,
       "another origin"},
      {"a token beside the cookie is what counts", bearer + clerk_->Fields(), 200, kReviewer},
      {"a bad token beside a good cookie", "Authorization: Bearer x\r\n" + clerk_->Fields(), 401,
       "token_not_good"},
      {"another kind of Authorization beside it",
       "Authorization: Basic eDp5\r\n" + clerk_->Fields(), 401, "token_missing"},
      {"programs send the secret themselves, without the value",
       "Authorization: Bearer " + clerk_->secret + "\r\n", 200, "clerk.song-ve"},
      {"a session that nobody began (fixation)",
       "Cookie: " + name + "=session_" + other +
           "\r\nParnet-Csrf: " + identity::CsrfOf("session_" + other) + "\r\n",
       401, "session_not_good"},
      {"an account's token in the cookie",
       "Cookie: " + name + "=token-" + std::string(kReviewer) +
           "\r\nParnet-Csrf: " + identity::CsrfOf("token-" + std::string(kReviewer)) + "\r\n",
       401, "token_missing"},
      {"the cookie twice", "Cookie: " + clerk_->cookie + "; " + clerk_->cookie + "\r\n" + csrf, 401,
       "token_missing"},
      {"two Cookie fields", cookie + cookie + csrf, 401, "token_missing"},
      {"capitals in the secret", "Cookie: " + name + "=SESSION_" + other + "\r\n" + csrf, 401,
       "token_missing"},
      {"a secret with more behind it", "Cookie: " + clerk_->cookie + "0\r\n" + csrf, 401,
       "token_missing"},
      {"an empty cookie", "Cookie: " + name + "=\r\n" + csrf, 401, "token_missing"},
      {"only the name", "Cookie: " + name + "\r\n" + csrf, 401, "token_missing"},
      {"marks and nothing else", "Cookie: ;;;=;=;;\r\n" + csrf, 401, "token_missing"},
      {"4 KB of cookie before ours, as much as a browser keeps of one",
       "Cookie: a=" + std::string(4'000, 'x') + "; " + clerk_->cookie + "\r\n" + csrf, 200,
       "clerk.song-ve"},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    const RawAnswer answer = Call("WhoAmI", row.fields, "{}");
    EXPECT_EQ(answer.status, row.status);
    EXPECT_NE(answer.body.find(row.says), std::string::npos) << answer.body;
  }
  // More than the library takes apart in the memory of a connection: it ends it.
  for (const auto& cookies :
       {std::string(4'000, ';'), std::string(16'000, 'x'), std::string(40'000, 'x')}) {
    const RawAnswer huge = Call("WhoAmI", "Cookie: a=" + cookies + "\r\n" + csrf, "{}");
    EXPECT_TRUE(huge.status == 0 || (huge.status >= 400 && huge.status < 500)) << huge.status;
  }
  EXPECT_EQ(WhoIs(clerk_->Fields()), "clerk.song-ve");
}

// What travels otherwise than as a call: files up and down.
TEST_F(GatewaySessionTest, FilesAskForTheValueWhereTheyMayChangeSomething) {
  const std::string path = "/evidence/song-ve/" + std::string(64, 'a');
  const std::string cookie = "Cookie: " + clerk_->cookie + "\r\n";
  const std::string put = "PUT " + path +
                          "/upload HTTP/1.1\r\nHost: nut\r\nContent-Range: bytes 0-3/4\r\n"
                          "Content-Length: 4\r\n";
  const std::string head = "HEAD " + path + "/upload?size=4&name=a.pdf HTTP/1.1\r\nHost: nut\r\n";
  const struct {
    const char* why;
    std::string request;
    int status;
  } kCases[] = {
      {"bytes without the value", put + cookie + "\r\n%PDF", 403},
      {"bytes with another session's",
       put + cookie + "Parnet-Csrf: " + leader_->csrf + "\r\n\r\n%PDF", 403},
      {"how much is here, which begins an upload", head + cookie + "\r\n", 403},
      {"the same with the value", head + clerk_->Fields() + "\r\n", 200},
      {"a download, which a link asks for: the file is unknown, not the person",
       "GET " + path + " HTTP/1.1\r\nHost: nut\r\n" + cookie + "\r\n", 404},
      {"nobody's download", "GET " + path + " HTTP/1.1\r\nHost: nut\r\n\r\n", 401},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    RawHttp line(world_->portal_port());
    const RawAnswer answer = line.Ask(row.request, row.request.starts_with("HEAD"));
    EXPECT_EQ(answer.status, row.status) << answer.body;
  }
}

// Which trip to a provider it is, the cookie says: the gateway writes it behind the page's message.
TEST_F(GatewaySessionTest, NothingTheGatewayAddsIsSwallowed) {
  const std::string own = "\x0a\x01x";  // The page's own trip.
  const struct {
    const char* why;
    std::string body;
    const char* reason;
  } kCases[] = {
      {"a whole message, which the gateway's value overrules", own, "provider_not_offered"},
      {"an unknown field as long as what is added", own + "\xfa\x06\x03", "request_unreadable"},
      {"one as long as with a trip in the cookie", own + "\xfa\x06\x42", "request_unreadable"},
      {"a group that does not end", own + "\xfb\x06", "request_unreadable"},
      {"a number that goes on", own + "\xf8\x06\x80", "request_unreadable"},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    RawHttp line(world_->portal_port());
    const RawAnswer answer = line.Ask(
        "POST /par.account.v1.AccountService/ProveProvider HTTP/1.1\r\nHost: nut\r\n"
        "Content-Type: application/proto\r\nContent-Length: " +
        std::to_string(row.body.size()) + "\r\n\r\n" + row.body);
    EXPECT_NE(answer.body.find(row.reason), std::string::npos) << answer.body;
  }
}

TEST_F(GatewaySessionTest, WhoIsOutIsOut) {
  const SignedIn here = Of(SignIn("leader.song-ve"));
  const SignedIn there = Of(SignIn("leader.song-ve"));
  EXPECT_NE(here.secret, there.secret);
  const auto end = [](const SignedIn& by, const std::string& account, const std::string& id) {
    return Call("EndSession", by.Fields(),
                "{" + Id() + R"(,"account":")" + account + R"(","sessionId":")" + id + "\"}");
  };
  EXPECT_EQ(end(*clerk_, "leader.song-ve", here.id).status, 403) << "another person's session";
  EXPECT_EQ(WhoIs(here.Fields()), "leader.song-ve");
  EXPECT_EQ(end(here, "leader.song-ve", there.id).status, 200);
  const RawAnswer ended = Call("WhoAmI", there.Fields(), "{}");
  EXPECT_EQ(ended.status, 401);
  EXPECT_NE(ended.body.find("session_not_good"), std::string::npos) << ended.body;

  // With the cookie of a session that is over a person signs in, and gets another.
  const RawAnswer again = SignIn("leader.song-ve", there.Fields());
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_NE(Of(again).secret, there.secret);

  const RawAnswer forged = Call("SignOut", "Cookie: " + here.cookie + "\r\n", "{" + Id() + "}");
  EXPECT_EQ(forged.status, 403);
  EXPECT_EQ(WhoIs(here.Fields()), "leader.song-ve");
  const RawAnswer out = Call("SignOut", here.Fields(), "{" + Id() + "}");
  EXPECT_EQ(out.status, 200) << out.body;
  EXPECT_EQ(out.Field("Set-Cookie"), here.cookie.substr(0, here.cookie.find('=')) +
                                         "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
  EXPECT_EQ(Call("WhoAmI", here.Fields(), "{}").status, 401);
  // The cookie goes, too, where there is nothing left to end.
  EXPECT_NE(Call("SignOut", here.Fields(), "{" + Id() + "}").Field("Set-Cookie"), "");
  EXPECT_EQ(Call("WhoAmI", here.Fields(), "{}").Field("Set-Cookie"), "");
}

}  // namespace
}  // namespace par::testing
