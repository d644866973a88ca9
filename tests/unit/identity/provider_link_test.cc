// Goal: whom a provider of sign-ins proves gets into the one account that is linked with him and
// into no other; a link is made with the password, ends other sessions, and once gone opens
// nothing. Method: proofs and entries on rows in memory, two accounts and two people.
#include <gtest/gtest.h>

#include "common/identity/credential_commands.h"
#include "common/identity/credentials.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/identity/accounts_fixture.h"

namespace par::identity {
namespace {

using testing::ReasonIs;

constexpr char kIssuer[] = "https://idp.vn";
constexpr char kLinkPassword[] = "con mèo ngủ trên mái";

class ProviderLinkTest : public AccountsFixture {
 protected:
  void SetUp() override {
    Bootstrap();
    for (const char* name : {"lan", "minh"}) {
      ASSERT_OK(Add(Person(name, "la-ha", {pb::ROLE_CLERK, pb::ROLE_REVIEWER})));
      record::v1::IssueCodeEntry code;
      code.set_account(name);
      code.set_code_sha256(std::string(32, 'c'));
      ASSERT_OK(Run(Kind::kIssueCode, "la-ha", code));
      record::v1::SetPasswordEntry set;
      set.set_account(name);
      set.set_code_sha256(code.code_sha256());
      *set.mutable_verifier() = *HashPassword(kPasswordFloor, kLinkPassword, random_);
      ASSERT_OK(Run(Kind::kSetPassword, "la-ha", set));
    }
  }
  absl::Status Link(const std::string& account, const std::string& subject,
                    const std::string& password = kLinkPassword) {
    ASSIGN_OR_RETURN(
        const auto entry,
        ProveLink(store_, state_, {account, password, "", "10.0.0.1"}, kIssuer, subject));
    return Run(Kind::kLinkProvider, "la-ha", entry).status();
  }
  absl::Status Unlink(const std::string& account) {
    pb::UnlinkProviderRequest request;
    request.set_account(account);
    return Run(Kind::kUnlinkProvider, "la-ha", request).status();
  }
  absl::StatusOr<ProvenSignIn> Prove(const std::string& subject,
                                     const std::string& issuer = kIssuer,
                                     bool two_factors = false) {
    return ProveProviderSignIn(store_, state_, {issuer, subject, two_factors, "", "10.0.0.1"});
  }

  testing::ManualClock clock_{kNow};
  SeededRandom random_{12};
  SignInState state_{kPasswordFloor, MakeSealKeys(SystemRandom()), "nut", clock_, random_};
};

TEST_F(ProviderLinkTest, OpensTheOneAccount) {
  EXPECT_THAT(Link("lan", "s1", "không phải"), ReasonIs("sign_in_refused"));
  EXPECT_THAT(Prove("s1"), ReasonIs("provider_subject_unknown"));
  ASSERT_OK(Link("lan", "s1"));
  EXPECT_THAT(Link("minh", "s1"), ReasonIs("provider_subject_taken"));
  EXPECT_THAT(Link("lan", "s2"), ReasonIs("provider_linked_already"));
  EXPECT_EQ(Prove("s1")->account.name.value(), "lan");
  EXPECT_THAT(Prove("s1", "https://khac.vn"), ReasonIs("provider_subject_unknown"))
      << "another provider's person of the same name";
  EXPECT_THAT(Prove("lan"), ReasonIs("provider_subject_unknown")) << "never by the account's name";
  ASSERT_OK(Unlink("lan"));
  EXPECT_THAT(Unlink("lan"), ReasonIs("provider_not_linked"));
  EXPECT_THAT(Prove("s1"), ReasonIs("provider_subject_unknown"));
  EXPECT_OK(Link("minh", "s1")) << "it is free again";
}

TEST_F(ProviderLinkTest, EveryChangeEndsWhatWasProvenBefore) {
  const auto by_password = ProveSignIn(store_, state_, {"lan", kLinkPassword, "", "10.0.0.1"});
  const auto other_link =
      ProveLink(store_, state_, {"lan", kLinkPassword, "", "10.0.0.1"}, kIssuer, "s2");
  ASSERT_OK(Link("lan", "s1"));
  EXPECT_THAT(Run(Kind::kSignIn, "la-ha", by_password->entry), ReasonIs("credential_changed"));
  EXPECT_THAT(Run(Kind::kLinkProvider, "la-ha", *other_link), ReasonIs("credential_changed"));
  const auto by_provider = Prove("s1");
  state_.sessions.Begin(by_provider->secret.Reveal(), by_provider->session);
  EXPECT_OK(VerifySession(store_, state_.sessions, by_provider->secret.Reveal()));
  ASSERT_OK(Unlink("lan"));
  EXPECT_THAT(VerifySession(store_, state_.sessions, by_provider->secret.Reveal()),
              ReasonIs("session_not_good"));
  EXPECT_THAT(Run(Kind::kSignIn, "la-ha", by_provider->entry), ReasonIs("credential_changed"));
}

TEST_F(ProviderLinkTest, RolesWaitForASecondFactorUnlessTheProviderHasAskedForTwo) {
  ASSERT_OK(Link("lan", "s1"));
  for (const bool two : {false, true}) {
    SCOPED_TRACE(two);
    const auto proven = Prove("s1", kIssuer, two);
    pb::SignInResponse answer;
    answer.ParseFromString(*Run(Kind::kSignIn, "la-ha", proven->entry));
    EXPECT_EQ(answer.withheld_size(), two ? 0 : 1);
    state_.sessions.Begin(proven->secret.Reveal(), proven->session);
    const auto caller = VerifySession(store_, state_.sessions, proven->secret.Reveal());
    EXPECT_EQ(caller->withheld.size(), two ? 0u : 1u);
    EXPECT_EQ(answer.session().second_factor(), two);
  }
}

// Each refusal is an entry: without a pause somebody without an account would fill the ledger.
TEST_F(ProviderLinkTest, WhoeverHasNoAccountWaitsAsOneWhoGuesses) {
  for (int i = 0; i < SignInThrottle::kFreeForAccount; ++i) {
    EXPECT_THAT(Prove("người lạ"), ReasonIs("provider_subject_unknown"));
  }
  EXPECT_THAT(Prove("người lạ"), ReasonIs("sign_in_too_often"));
  EXPECT_THAT(Prove("người khác"), ReasonIs("provider_subject_unknown"));
  ASSERT_OK(Link("lan", "s1"));
  EXPECT_OK(Prove("s1")) << "others are not held up";
}

// Whoever once held the account may have linked himself.
TEST_F(ProviderLinkTest, AOneTimeCodeTakesTheLinkAway) {
  ASSERT_OK(Link("lan", "s1"));
  const std::string code = "MÃ-MỘT-LẦN";
  record::v1::IssueCodeEntry issued;
  issued.set_account("lan");
  issued.set_code_sha256(HashOfCode(code).ToBytes());
  ASSERT_OK(Run(Kind::kIssueCode, "la-ha", issued));
  const auto set =
      ProveCode(store_, state_, {"lan", "con chó chạy quanh sân", code, "10.0.0.1"}, {});
  ASSERT_OK(set);
  ASSERT_OK(Run(Kind::kSetPassword, "la-ha", *set));
  EXPECT_THAT(Prove("s1"), ReasonIs("provider_subject_unknown"));
  EXPECT_THAT(Unlink("lan"), ReasonIs("provider_not_linked"));
  EXPECT_OK(Link("minh", "s1")) << "he is free again";
}

// An entry of a version that left the link: the state must come back as it was.
TEST_F(ProviderLinkTest, AnOldEntryOfAPasswordLeavesTheLink) {
  ASSERT_OK(Link("lan", "s1"));
  record::v1::IssueCodeEntry issued;
  issued.set_account("lan");
  issued.set_code_sha256(std::string(32, 'd'));
  ASSERT_OK(Run(Kind::kIssueCode, "la-ha", issued));
  record::v1::SetPasswordEntry set;
  set.set_account("lan");
  set.set_code_sha256(issued.code_sha256());
  *set.mutable_verifier() = *HashPassword(kPasswordFloor, kLinkPassword, random_);
  ASSERT_OK(Run(Kind::kSetPassword, "la-ha", set));
  EXPECT_OK(Prove("s1"));
}

TEST_F(ProviderLinkTest, ADisabledAccountIsAsUnknown) {
  ASSERT_OK(Link("lan", "s1"));
  pb::DisableAccountRequest disable;
  disable.set_account("lan");
  disable.set_reason("nghỉ hưu");
  ASSERT_OK(Run(Kind::kDisableAccount, "la-ha", disable));
  EXPECT_THAT(Prove("s1"), ReasonIs("provider_subject_unknown"));
}

}  // namespace
}  // namespace par::identity
