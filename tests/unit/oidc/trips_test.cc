// Goal: a trip to the provider of sign-ins is taken once in each of its two states and within ten
// minutes, however the clock is set; an ID token holds exactly as long as the leeway says, and what
// the provider said of the person's factors comes out of it. Method: a clock that the test moves;
// tokens signed here with a key of the test's own, one claim at its edge in each row. What else may
// be wrong with a token is tried on real nodes (tests/browser/provider_rows.mjs).
#include "common/oidc/trips.h"

#include <cjose/cjose.h>
#include <gtest/gtest.h>
#include <jansson.h>

#include "common/base/owned.h"
#include "common/oidc/id_token.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace par::oidc {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kTokenNow = 1'700'000'000;

TEST(Trips, EachIsTakenOnceInEachState) {
  testing::ManualClock clock;
  TripBook book(clock);
  book.Begin("a", {.account = "lan", .nonce = "n"});
  EXPECT_FALSE(book.Take("b", false).has_value()) << "another's";
  EXPECT_FALSE(book.Take("a", true).has_value()) << "it is not proven";
  auto trip = book.Take("a", false);
  ASSERT_TRUE(trip.has_value());
  EXPECT_EQ(trip->nonce, "n");
  EXPECT_FALSE(book.Take("a", false).has_value()) << "the same state and code again";
  trip->subject = "s";
  book.PutBack("a", *trip);
  EXPECT_FALSE(book.Take("a", false).has_value()) << "it is proven";
  EXPECT_TRUE(book.Take("a", true).has_value());
  EXPECT_FALSE(book.Take("a", true).has_value());
  EXPECT_EQ(book.size(), 0u);
}

TEST(Trips, LastTenMinutesHoweverTheClockIsSet) {
  const struct {
    const char* why;
    std::int64_t passed;
    std::int64_t set_by;
    bool there;
  } kCases[] = {{"at its end", kTripMicros - 1, 0, true},
                {"a moment later", kTripMicros, 0, false},
                {"a clock set back makes it no younger", kTripMicros, -60 * kSecond, false},
                {"a clock set forward ends it", 0, kTripMicros, false}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    testing::ManualClock clock;
    TripBook book(clock);
    book.Begin("a", {.nonce = "n"});
    clock.Advance(c.passed);
    clock.SetWall(clock.WallMicros() + c.set_by);
    EXPECT_EQ(book.Take("a", false).has_value(), c.there);
  }
}

TEST(Trips, OfOneNetworkCrowdOutNobodyElse) {
  testing::ManualClock clock;
  TripBook book(clock);
  const auto begin = [&](const std::string& state, const std::string& network) {
    book.Begin(state, {.network = network});
    clock.Advance(1);
  };
  begin("elsewhere", "b");
  for (std::size_t i = 0; i <= kMostTripsOfNetwork; ++i) begin("a" + std::to_string(i), "a");
  EXPECT_EQ(book.size(), kMostTripsOfNetwork + 1);
  EXPECT_FALSE(book.Take("a0", false).has_value()) << "its own oldest went";
  EXPECT_TRUE(book.Take("a1", false).has_value());
  EXPECT_TRUE(book.Take("elsewhere", false).has_value());
}

class IdTokenTest : public ::testing::Test {
 protected:
  std::string Signed(const std::string& claims, const char* id = "k") {
    cjose_err fault{};
    const Owned<cjose_header_t, cjose_header_release> header(cjose_header_new(&fault));
    EXPECT_TRUE(cjose_header_set(header.get(), CJOSE_HDR_ALG, "ES256", &fault));
    if (id != nullptr) {
      EXPECT_TRUE(cjose_header_set(header.get(), CJOSE_HDR_KID, id, &fault));
    }
    const Owned<cjose_jws_t, cjose_jws_release> jws(cjose_jws_sign(
        key_.get(), header.get(), reinterpret_cast<const std::uint8_t*>(claims.data()),
        claims.size(), &fault));
    const char* text = nullptr;
    EXPECT_TRUE(cjose_jws_export(jws.get(), &text, &fault));
    return text;
  }
  KeySet Keys(const std::string& more) {
    cjose_err fault{};
    const Owned<char, free> text(cjose_jwk_to_json(key_.get(), false, &fault));
    std::string one = text.get();
    one.insert(1, R"("kid":"k",)" + more);
    auto keys = KeySet::Read(R"({"keys":[)" + one + "]}");
    EXPECT_OK(keys);
    return *std::move(keys);
  }

  cjose_err fault_{};
  const Owned<cjose_jwk_t, cjose_jwk_release> key_{
      cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &fault_)};
  const TokenRules rules_{.issuer = "https://idp.vn",
                          .client_id = "nut",
                          .nonce = "n",
                          .begun_seconds = kTokenNow - 100,
                          .now_seconds = kTokenNow};
};

TEST_F(IdTokenTest, HoldsExactlyAsLongAsTheLeewaySays) {
  const struct {
    const char* why;
    std::int64_t issued;
    std::int64_t expires;
    const char* fault;
  } kCases[] = {{"in the middle", -10, 10, ""},
                {"run out, within the leeway", -10, -59, ""},
                {"run out", -10, -60, "exp"},
                {"from the future, within the leeway", 60, 90, ""},
                {"from the future", 61, 90, "iat"},
                {"as old as the trip and the leeway", -160, 10, ""},
                {"older than the trip", -161, 10, "iat"}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const std::string token =
        Signed(R"({"iss":"https://idp.vn","aud":["nut"],"azp":"nut","nonce":"n","sub":"x","iat":)" +
               std::to_string(kTokenNow + c.issued) + R"(,"exp":)" +
               std::to_string(kTokenNow + c.expires) + R"(,"acr":"two","amr":["pwd","otp"]})");
    const auto claims = CheckIdToken(token, Keys(""), rules_);
    EXPECT_EQ(claims.status(), *c.fault == 0 ? absl::OkStatus() : TokenRefused(c.fault));
    if (!claims.ok()) continue;
    EXPECT_EQ(claims->subject, "x");
    EXPECT_EQ(claims->factors, (std::vector<std::string>{"two", "pwd", "otp"}));
  }
}

TEST_F(IdTokenTest, AKeyForSomethingElseIsNoKey) {
  const std::string token = Signed("{}");
  EXPECT_EQ(CheckIdToken(token, Keys(""), rules_).status(), TokenRefused("iss"));
  EXPECT_TRUE(absl::IsNotFound(CheckIdToken(token, Keys(R"("use":"enc",)"), rules_).status()));
  EXPECT_TRUE(absl::IsNotFound(CheckIdToken(token, Keys(R"("alg":"ES384",)"), rules_).status()));
  EXPECT_FALSE(KeySet::Read(R"({"keys":{}})").ok());
  EXPECT_FALSE(KeySet::Read("[]").ok());
}

// A provider whose tokens name no key may have changed it: then its keys are asked for once more.
TEST_F(IdTokenTest, AWrongSignatureWithoutAKeysNameMayBeOfANewKey) {
  const Owned<cjose_jwk_t, cjose_jwk_release> other(
      cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &fault_));
  const Owned<char, free> text(cjose_jwk_to_json(other.get(), false, &fault_));
  const auto keys = KeySet::Read(R"({"keys":[)" + std::string(text.get()) + "]}");
  ASSERT_OK(keys);
  EXPECT_TRUE(absl::IsNotFound(CheckIdToken(Signed("{}", nullptr), *keys, rules_).status()));
  EXPECT_EQ(CheckIdToken(Signed("{}", nullptr), Keys(""), rules_).status(), TokenRefused("iss"));
  std::string named = text.get();
  named.insert(1, R"("kid":"k",)");
  const auto same = KeySet::Read(R"({"keys":[)" + named + "]}");
  ASSERT_OK(same);
  EXPECT_EQ(CheckIdToken(Signed("{}"), *same, rules_).status(), TokenRefused("signature"));
}

}  // namespace
}  // namespace par::oidc
