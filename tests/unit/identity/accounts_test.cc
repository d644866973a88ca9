// Goal: a token proves an account while it is good, and tells nothing when it is not; lists are
// whole and in order.
// Method: accounts made by the commands themselves, then asked for.
#include "common/identity/accounts.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "tests/unit/identity/accounts_fixture.h"

namespace par::identity {
namespace {

using domain::Permission;
using domain::Relation;
using domain::Role;
using testing::IsOkAndHolds;
using testing::ReasonIs;

class AccountsTest : public AccountsFixture {
 protected:
  void SetUp() override { Bootstrap(); }
};

TEST_F(AccountsTest, AGoodTokenTellsWhoCalls) {
  auto lan = Person("lan", "la-ha", {pb::ROLE_REVIEWER, pb::ROLE_CLERK});
  lan.add_areas("3");
  ASSERT_OK(Add(lan));
  ASSERT_OK(Issue("lan", "la-ha", "t", kNow + 10));
  const Caller want{.account = domain::AccountId("lan"),
                    .unit = domain::UnitId("la-ha"),
                    .roles = {Role::kClerk, Role::kReviewer},
                    .areas = {"3"}};
  EXPECT_THAT(VerifyToken(store_, "t", kNow + 9), IsOkAndHolds(want));
}

TEST_F(AccountsTest, EveryOtherTokenGetsTheSameAnswer) {
  ASSERT_OK(Add(Person("lan", "la-ha", {pb::ROLE_CLERK})));
  ASSERT_OK(Issue("lan", "la-ha", "expires", kNow + 10));
  ASSERT_OK(Issue("lan", "la-ha", "revoked"));
  ASSERT_OK(Issue("lan", "la-ha", "good"));
  pb::RevokeTokenRequest revoke;
  revoke.set_account("lan");
  revoke.set_token_id(TokenId(HashOfToken("revoked")));
  ASSERT_OK(Run(Kind::kRevokeToken, "la-ha", revoke));
  ASSERT_OK(VerifyToken(store_, "good", kNow + 10));
  ASSERT_OK(Disable("lan", "la-ha"));

  std::set<std::string> messages;
  const struct {
    std::string_view why, token;
    std::int64_t now;
  } kCases[] = {{"never issued", "unknown", kNow},
                {"nothing", "", kNow},
                {"out of time", "expires", kNow + 10},
                {"revoked", "revoked", kNow},
                {"of a disabled account", "good", kNow},
                {"the hash is not the token", HashOfToken("root-token").Hex(), kNow}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const auto caller = VerifyToken(store_, c.token, c.now);
    EXPECT_THAT(caller, ReasonIs(absl::StatusCode::kUnauthenticated, "token_not_good"));
    messages.insert(std::string(caller.status().message()));
  }
  EXPECT_EQ(messages.size(), 1u) << "a guess must learn nothing";
}

TEST_F(AccountsTest, ATokenIsNowhereInTheRows) {
  SeededRandom random(7);
  const Secret token = MakeToken(random);
  EXPECT_EQ(token.Reveal().size(), 7u + 64u);
  ASSERT_OK(Issue("root", "tu-nghia", token.Reveal()));
  ASSERT_OK(VerifyToken(store_, token.Reveal(), kNow));
  ASSERT_OK_AND_ASSIGN(const storage::Page page, store_.Scan({}, {}));
  EXPECT_GE(page.rows.size(), 4u);
  for (const auto& [key, value] : page.rows) {
    EXPECT_EQ(key.find(token.Reveal()), std::string::npos);
    EXPECT_EQ(value.find(token.Reveal()), std::string::npos);
  }
}

TEST_F(AccountsTest, ListsGoOnWhereTheyStopped) {
  for (const std::string name : {"a", "b", "c", "d", "e"}) {
    ASSERT_OK(Add(Person(name, name == "c" ? "song-ve" : "la-ha", {pb::ROLE_CLERK})));
  }
  std::vector<std::string> names;
  std::string after;
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const AccountPage page,
                         ListAccounts(store_, domain::UnitId("la-ha"), after, 2));
    for (const Account& account : page.accounts) names.push_back(account.name.value());
    after = page.next;
    ++pages;
  } while (!after.empty());
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "d", "e"}));
  EXPECT_EQ(pages, 2) << "a full last page does not ask for one more";
  ASSERT_OK_AND_ASSIGN(const AccountPage all, ListAccounts(store_, domain::UnitId(), "", 100));
  EXPECT_EQ(all.accounts.size(), 6u);
}

TEST_F(AccountsTest, TokensAreListedWithoutTheirHashes) {
  ASSERT_OK(Issue("root", "tu-nghia", "t", kNow + 5));
  ASSERT_OK_AND_ASSIGN(const std::vector<TokenInfo> tokens,
                       ListTokens(store_, domain::AccountId("root")));
  ASSERT_EQ(tokens.size(), 2u);
  const TokenInfo want{.id = TokenId(HashOfToken("t")),
                       .label = "máy văn phòng",
                       .issued_micros = kNow,
                       .expires_micros = kNow + 5,
                       .revoked = false};
  EXPECT_TRUE(tokens[0] == want || tokens[1] == want);
  EXPECT_LT(tokens[0].id, tokens[1].id);
}

TEST_F(AccountsTest, ACallerActsInTheRoleThatMay) {
  const Caller caller{.account = domain::AccountId("x"),
                      .unit = domain::UnitId("la-ha"),
                      .roles = {Role::kClerk, Role::kLeader},
                      .areas = {}};
  EXPECT_THAT(RoleFor(caller, Permission::kFill, Relation::kOwn), IsOkAndHolds(Role::kClerk));
  EXPECT_THAT(RoleFor(caller, Permission::kSubmit, Relation::kOwn), IsOkAndHolds(Role::kLeader));
  EXPECT_THAT(RoleFor(caller, Permission::kReview, Relation::kParent), ReasonIs("not_permitted"));
}

TEST_F(AccountsTest, ADamagedRowIsSaidSo) {
  ASSERT_OK_AND_ASSIGN(const storage::Page page, store_.Scan({}, {}));
  for (const auto& [key, value] : page.rows) {
    ASSERT_EQ(store_.Commit({{key, "\x02" + value}}, {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
  }
  EXPECT_THAT(FindAccount(store_, domain::AccountId("root")),
              ReasonIs(absl::StatusCode::kDataLoss, "account_row_unreadable"));
  EXPECT_THAT(VerifyToken(store_, "root-token", kNow), ReasonIs("account_row_unreadable"));
  EXPECT_THAT(HasNoAccount(store_), ReasonIs("account_row_unreadable"));
}

}  // namespace
}  // namespace par::identity
