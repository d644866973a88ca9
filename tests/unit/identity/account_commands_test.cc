// Goal: accounts change only as the rules allow; whatever is refused changes nothing.
// Method: single commands on rows in memory; tables of requests with the reason of their refusal.
#include "common/identity/account_commands.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>

#include "common/domain/access.h"
#include "common/identity/accounts.h"
#include "tests/unit/identity/accounts_fixture.h"

namespace par::identity {
namespace {

using testing::ReasonIs;

class AccountCommandsTest : public AccountsFixture {
 protected:
  Account Stored(const std::string& name) {
    const auto account = FindAccount(store_, domain::AccountId(name));
    return account.ok() && account->has_value() ? **account : Account{};
  }
};

TEST_F(AccountCommandsTest, AnEmptyNodeTakesItsFirstAccountsOnce) {
  EXPECT_THAT(HasNoAccount(store_), testing::IsOkAndHolds(true));
  Bootstrap();
  EXPECT_THAT(HasNoAccount(store_), testing::IsOkAndHolds(false));
  EXPECT_OK(VerifyToken(store_, "root-token", kNow));
  pb::BootstrapRequest again;
  *again.add_accounts()->mutable_account() = Person("thief", "tu-nghia", {pb::ROLE_ADMINISTRATOR});
  EXPECT_THAT(Run(Kind::kBootstrap, "tu-nghia", again), ReasonIs("bootstrap_not_empty"));
}

TEST_F(AccountCommandsTest, FirstAccountsNobodyCouldSignInToAreRefused) {
  pb::BootstrapRequest request;
  EXPECT_THAT(Run(Kind::kBootstrap, "a", request), ReasonIs("bootstrap_without_administrator"));
  auto* first = request.add_accounts();
  *first->mutable_account() = Person("root", "a", {pb::ROLE_ADMINISTRATOR});
  EXPECT_THAT(Run(Kind::kBootstrap, "a", request), ReasonIs("bootstrap_without_administrator"));
  *first->mutable_account() = Person("lan", "a", {pb::ROLE_CLERK});
  first->set_token_sha256(HashOfToken("t").ToBytes());
  EXPECT_THAT(Run(Kind::kBootstrap, "a", request), ReasonIs("bootstrap_without_administrator"));
  EXPECT_THAT(HasNoAccount(store_), testing::IsOkAndHolds(true)) << "a refusal changes nothing";
}

struct BadAccount {
  std::string_view why;
  std::function<void(pb::Account&)> spoil;
  std::string reason;
};

TEST_F(AccountCommandsTest, RefusesAnAccountThatBreaksARule) {
  const BadAccount kCases[] = {
      {"no name", [](auto& a) { a.set_name(""); }, "account_name_malformed"},
      {"capitals", [](auto& a) { a.set_name("Lan"); }, "account_name_malformed"},
      {"too long", [](auto& a) { a.set_name(std::string(65, 'a')); }, "account_name_malformed"},
      {"a name without the person", [](auto& a) { a.set_full_name(""); }, "text_empty"},
      {"a second line", [](auto& a) { a.set_full_name("Lan\nquản trị"); },
       "text_control_character"},
      {"a very long name", [](auto& a) { a.set_full_name(std::string(201, 'a')); },
       "text_too_long"},
      {"a very long position", [](auto& a) { a.set_position(std::string(201, 'a')); },
       "text_too_long"},
      {"a position of two lines", [](auto& a) { a.set_position("Phó\nTrưởng"); },
       "text_control_character"},
      {"no role", [](auto& a) { a.clear_roles(); }, "account_roles_missing"},
      {"role 0 means: not given", [](auto& a) { a.add_roles(pb::ROLE_UNSPECIFIED); },
       "account_role_unknown"},
      {"a role of a newer program", [](auto& a) { a.add_roles(static_cast<pb::Role>(7)); },
       "account_role_unknown"},
      {"a role twice", [](auto& a) { a.add_roles(pb::ROLE_CLERK); }, "account_role_repeated"},
      {"areas for a clerk", [](auto& a) { a.add_areas("1"); }, "account_areas_without_reviewer"},
      {"an area twice",
       [](auto& a) {
         a.add_roles(pb::ROLE_REVIEWER);
         a.add_areas("1");
         a.add_areas("1");
       },
       "account_area_repeated"},
      {"too many areas",
       [](auto& a) {
         a.add_roles(pb::ROLE_REVIEWER);
         for (int i = 0; i <= kMostAreas; ++i) a.add_areas(std::to_string(i));
       },
       "account_areas_too_many"},
      {"born disabled", [](auto& a) { a.set_disabled(true); }, "account_added_disabled"},
      {"taken", [](auto& a) { a.set_name("root"); }, "account_exists"},
  };
  Bootstrap();
  for (const BadAccount& c : kCases) {
    SCOPED_TRACE(c.why);
    pb::Account account = Person("lan", "la-ha", {pb::ROLE_CLERK});
    c.spoil(account);
    EXPECT_THAT(Add(account), ReasonIs(c.reason));
    EXPECT_EQ(Stored("lan"), Account{});
  }
  EXPECT_OK(Add(Person("lan", "la-ha", {pb::ROLE_CLERK}))) << "the account itself is right";
}

TEST_F(AccountCommandsTest, InvalidUtf8NeverGetsAsFarAsTheRows) {
  // Protobuf itself refuses to read such a text, whatever the client did.
  const std::string account =
      "\x0a\x01"
      "a"
      "\x12\x01\xff";
  std::string payload = "\x12";
  payload += static_cast<char>(account.size());
  payload += account;
  struct Raw {
    std::string bytes;
    [[nodiscard]] std::string SerializeAsString() const { return bytes; }
  };
  EXPECT_THAT(Run(Kind::kAddAccount, "", Raw{payload}), ReasonIs("account_request_unreadable"));
  EXPECT_THAT(Run(Kind::kAddAccount, "", Raw{"\xff\xff"}), ReasonIs("account_request_unreadable"));
}

TEST_F(AccountCommandsTest, RolesAndAreasAreReplacedAsOne) {
  Bootstrap();
  ASSERT_OK(Add(Person("lan", "la-ha", {pb::ROLE_LEADER, pb::ROLE_CLERK})));
  EXPECT_EQ(Stored("lan").roles,
            (std::vector<domain::Role>{domain::Role::kClerk, domain::Role::kLeader}));
  pb::ChangeRolesRequest request;
  request.set_account("lan");
  request.add_roles(pb::ROLE_REVIEWER);
  request.add_areas("3");
  ASSERT_OK(Run(Kind::kChangeRoles, "la-ha", request));
  EXPECT_EQ(Stored("lan").roles, std::vector<domain::Role>{domain::Role::kReviewer});
  EXPECT_EQ(Stored("lan").areas, std::vector<std::string>{"3"});
}

TEST_F(AccountCommandsTest, WhoThePersonIsChangesAndNothingElse) {
  Bootstrap();
  pb::Account lan = Person("lan", "la-ha", {pb::ROLE_CLERK});
  lan.set_position("Công chức Văn phòng - Thống kê");
  ASSERT_OK(Add(lan));
  Account wanted = Stored("lan");
  EXPECT_EQ(wanted.position, "Công chức Văn phòng - Thống kê");
  pb::ChangePersonRequest request;
  request.set_account("lan");
  request.set_full_name("Nguyễn Thị Lan Anh");
  ASSERT_OK(Run(Kind::kChangePerson, "la-ha", request));
  wanted.full_name = "Nguyễn Thị Lan Anh";
  wanted.position = "";
  EXPECT_EQ(Stored("lan"), wanted) << "without a position he has none";
  const struct {
    std::string_view why;
    std::string account, unit, full_name, position, reason;
  } kCases[] = {
      {"nobody", "ai-do", "la-ha", "A", "", "account_unknown"},
      {"of another unit", "lan", "song-ve", "A", "", "account_unit_differs"},
      {"without a name", "lan", "la-ha", "", "B", "text_empty"},
      {"too long a position", "lan", "la-ha", "A", std::string(201, 'b'), "text_too_long"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    request.set_account(c.account);
    request.set_full_name(c.full_name);
    request.set_position(c.position);
    EXPECT_THAT(Run(Kind::kChangePerson, c.unit, request), ReasonIs(c.reason));
    EXPECT_EQ(Stored("lan"), wanted);
  }
}

TEST_F(AccountCommandsTest, WhereAPersonWorkedIsOnlyEverAddedTo) {
  Bootstrap();
  pb::Account person = Person("an", "tu-nghia", {pb::ROLE_REVIEWER});
  person.add_home_units("song-ve");
  ASSERT_OK(Add(person));
  const auto homes = [&] {
    std::string text;
    for (const domain::UnitId& unit : HomeUnitsOf(Stored("an"))) text += unit.value() + " ";
    return text;
  };
  EXPECT_EQ(homes(), "tu-nghia song-ve ");
  pb::ChangeRolesRequest change;
  change.set_account("an");
  change.add_roles(pb::ROLE_COUNCIL);
  ASSERT_OK(Run(Kind::kChangeRoles, "tu-nghia", change));
  EXPECT_EQ(homes(), "tu-nghia song-ve ") << "a request that names none takes none away";
  change.add_home_units("song-ve");
  change.add_home_units("la-ha");
  ASSERT_OK(Run(Kind::kChangeRoles, "tu-nghia", change));
  EXPECT_EQ(homes(), "tu-nghia la-ha song-ve ") << "each once";
  change.clear_home_units();
  for (int i = 0; i < kMostHomeUnits; ++i) change.add_home_units("xa-" + std::to_string(i));
  EXPECT_THAT(Run(Kind::kChangeRoles, "tu-nghia", change), ReasonIs("account_home_units_too_many"));
  EXPECT_EQ(homes(), "tu-nghia la-ha song-ve ");
}

TEST_F(AccountCommandsTest, ARightForOneUnitReachesNoOtherUnitsAccount) {
  Bootstrap();
  ASSERT_OK(Add(Person("lan", "la-ha", {pb::ROLE_CLERK})));
  pb::ChangeRolesRequest change;
  change.set_account("lan");
  change.add_roles(pb::ROLE_LEADER);
  pb::RevokeTokenRequest revoke;
  revoke.set_account("lan");
  pb::AddAccountRequest add;
  *add.mutable_account() = Person("minh", "la-ha", {pb::ROLE_CLERK});
  EXPECT_THAT(Run(Kind::kChangeRoles, "song-ve", change), ReasonIs("account_unit_differs"));
  EXPECT_THAT(Run(Kind::kRevokeToken, "song-ve", revoke), ReasonIs("account_unit_differs"));
  EXPECT_THAT(Run(Kind::kAddAccount, "song-ve", add), ReasonIs("account_unit_differs"));
  EXPECT_THAT(Issue("lan", "song-ve", "t"), ReasonIs("account_unit_differs"));
  EXPECT_THAT(Disable("lan", "song-ve"), ReasonIs("account_unit_differs"));
}

TEST_F(AccountCommandsTest, TheLastAdministratorStays) {
  Bootstrap();
  pb::ChangeRolesRequest demote;
  demote.set_account("root");
  demote.add_roles(pb::ROLE_CLERK);
  EXPECT_THAT(Disable("root", "tu-nghia"), ReasonIs("account_last_administrator"));
  EXPECT_THAT(Run(Kind::kChangeRoles, "tu-nghia", demote), ReasonIs("account_last_administrator"));
  ASSERT_OK(Add(Person("second", "tu-nghia", {pb::ROLE_ADMINISTRATOR})));
  EXPECT_OK(Disable("root", "tu-nghia"));
  EXPECT_THAT(Disable("second", "tu-nghia"), ReasonIs("account_last_administrator"))
      << "a disabled administrator is none";
  pb::EnableAccountRequest enable;
  enable.set_account("root");
  enable.set_reason("trở lại công tác");
  EXPECT_OK(Run(Kind::kEnableAccount, "tu-nghia", enable));
  EXPECT_THAT(Run(Kind::kEnableAccount, "tu-nghia", enable), ReasonIs("account_enabled_already"));
  EXPECT_OK(Disable("second", "tu-nghia"));
  EXPECT_THAT(Disable("second", "tu-nghia"), ReasonIs("account_disabled_already"));
}

TEST_F(AccountCommandsTest, TokensAreCountedAndNeverIssuedTwice) {
  Bootstrap();
  ASSERT_OK(Add(Person("lan", "la-ha", {pb::ROLE_CLERK})));
  for (std::size_t i = 0; i < kMostLiveTokens; ++i) {
    ASSERT_OK(Issue("lan", "la-ha", "t" + std::to_string(i)));
  }
  EXPECT_THAT(Issue("lan", "la-ha", "more"), ReasonIs("account_tokens_too_many"));
  pb::RevokeTokenRequest revoke;
  revoke.set_account("lan");
  revoke.set_token_id(TokenId(HashOfToken("t0")));
  ASSERT_OK(Run(Kind::kRevokeToken, "la-ha", revoke));
  EXPECT_THAT(Run(Kind::kRevokeToken, "la-ha", revoke), ReasonIs("token_revoked_already"));
  EXPECT_THAT(Issue("lan", "la-ha", "t0"), ReasonIs("token_exists"))
      << "a revoked token does not come back";
  EXPECT_THAT(Issue("root", "tu-nghia", "t1"), ReasonIs("token_exists"))
      << "one token is one account";
  EXPECT_OK(Issue("lan", "la-ha", "more"));
  revoke.set_token_id(TokenId(HashOfToken("root-token")));
  EXPECT_THAT(Run(Kind::kRevokeToken, "la-ha", revoke), ReasonIs("token_unknown_here"));
}

TEST_F(AccountCommandsTest, OnlyAWholeHashIsATokensHash) {
  Bootstrap();
  pb::IssueTokenRequest request;
  request.set_account("root");
  request.set_label("x");
  request.set_token_sha256("parnet_the token itself, by mistake");
  EXPECT_THAT(Run(Kind::kIssueToken, "tu-nghia", request), ReasonIs("token_hash_malformed"));
  request.set_token_sha256(std::string(32, 'h'));
  request.set_expires_at(-1);
  EXPECT_THAT(Run(Kind::kIssueToken, "tu-nghia", request), ReasonIs("token_expiry_negative"));
  request.set_account("nobody");
  request.set_expires_at(0);
  EXPECT_THAT(Run(Kind::kIssueToken, "tu-nghia", request), ReasonIs("account_unknown"));
}

}  // namespace
}  // namespace par::identity
