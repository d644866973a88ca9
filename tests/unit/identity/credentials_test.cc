// Goal: whoever has the code, the password and the second factor gets in, once each; nobody learns
// which names exist; what changes an account's rights ends its sessions; entries hold no secret.
// Method: proofs and entries on rows in memory, with the cheapest hashes and a clock that the test
// moves; tables of wrong attempts.
#include "common/identity/credentials.h"

#include <gtest/gtest.h>

#include "common/identity/credential_commands.h"
#include "common/identity/enrolment.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/identity/accounts_fixture.h"

namespace par::identity {
namespace {

using testing::ReasonIs;

constexpr char kPassword[] = "con mèo ngủ trên mái";
constexpr std::int64_t kHour = std::int64_t{3600} * 1'000'000;

class CredentialsTest : public AccountsFixture {
 protected:
  void SetUp() override {
    Bootstrap();
    ASSERT_OK(Add(Person("lan", "la-ha", {pb::ROLE_CLERK, pb::ROLE_REVIEWER})));
    ASSERT_OK(Add(Person("minh", "la-ha", {pb::ROLE_CLERK})));
  }

  // The code's text; `account` of la-ha.
  std::string IssueCode(const std::string& account) {
    const std::string code = MakeEnrolmentCode(random_);
    record::v1::IssueCodeEntry entry;
    entry.set_account(account);
    entry.set_code_sha256(HashOfCode(code).ToBytes());
    EXPECT_OK(RunAt(Kind::kIssueCode, entry));
    return code;
  }
  template <typename Message>
  absl::StatusOr<std::string> RunAt(Kind kind, const Message& entry,
                                    const std::string& actor = "root") {
    now_ = clock_.WallMicros();
    actor_ = actor;
    entries_ += entry.SerializeAsString();
    return Run(kind, "la-ha", entry);
  }
  absl::Status Set(const std::string& account, const std::string& code,
                   const std::string& password = kPassword) {
    ASSIGN_OR_RETURN(const auto entry,
                     ProveCode(store_, state_, {account, password, code, "10.0.0.1"}, {account}));
    return RunAt(Kind::kSetPassword, entry).status();
  }
  absl::StatusOr<ProvenSignIn> Prove(const std::string& account, const std::string& password,
                                     const std::string& code = "") {
    clock_.Advance(16 * 60 * 1'000'000);  // Past every pause.
    return ProveSignIn(store_, state_, {account, password, code, "10.0.0.1"});
  }
  // The session's secret.
  absl::StatusOr<std::string> SignIn(const std::string& account, const std::string& password,
                                     const std::string& code = "") {
    ASSIGN_OR_RETURN(const ProvenSignIn proven, Prove(account, password, code));
    RETURN_IF_ERROR(RunAt(Kind::kSignIn, proven.entry).status());
    state_.sessions.Begin(proven.secret.Reveal(), proven.session);
    return proven.secret.Reveal();
  }
  // Confirms a second factor; the secret and the first recovery code.
  std::pair<std::string, std::string> Enrol(const std::string& account) {
    const Secret secret = MakeFactorSecret(random_);
    record::v1::EnrolSecondFactorEntry begun;
    begun.set_account(account);
    begun.set_sealed(*SealFactor(state_.factor_keys, secret, random_));
    EXPECT_OK(RunAt(Kind::kEnrolSecondFactor, begun));
    auto entry = ProveFactor(store_, state_, {account, "", Code(secret.Reveal()), "10.0.0.1"});
    EXPECT_OK(entry);
    const Secret recovery = MakeRecoveryCodes(random_).front();
    entry->add_recovery_sha256(HashOfCode(recovery.Reveal()).ToBytes());
    EXPECT_OK(RunAt(Kind::kConfirmSecondFactor, *entry));
    return {secret.Reveal(), recovery.Reveal()};
  }
  // What the telephone shows when Prove has moved the clock on.
  std::string CodeThen(const std::string& secret) {
    return CodeOf(secret, (clock_.WallMicros() + 16 * 60 * 1'000'000) / kStepMicros);
  }
  std::string Code(const std::string& secret) {
    return CodeOf(secret, clock_.WallMicros() / kStepMicros);
  }
  Caller Verified(const std::string& secret) {
    const auto caller = VerifySession(store_, state_.sessions, secret);
    EXPECT_OK(caller);
    return caller.value_or(Caller());
  }

  testing::ManualClock clock_{kNow};
  SeededRandom random_{11};
  SignInState state_{kPasswordFloor, MakeSealKeys(SystemRandom()), "nut", clock_, random_};
  std::string entries_;  // All payloads so far.
};

TEST_F(CredentialsTest, ACodeSetsAPasswordOnceAndWithinADay) {
  const std::string code = IssueCode("lan");
  EXPECT_THAT(Set("minh", code), ReasonIs("one_time_code_not_good")) << "another's code";
  EXPECT_THAT(Set("nobody", code), ReasonIs("one_time_code_not_good"));
  EXPECT_THAT(Set("lan", "8Z3KQ"), ReasonIs("one_time_code_not_good"));
  EXPECT_THAT(Set("lan", code, "12345678"), ReasonIs("password_too_common")) << "and stays good";
  const auto first = ProveCode(store_, state_, {"lan", kPassword, code, ""}, {});
  const auto second = ProveCode(store_, state_, {"lan", "kẻ khác biết mã", code, ""}, {});
  ASSERT_OK(RunAt(Kind::kSetPassword, *first));
  EXPECT_THAT(RunAt(Kind::kSetPassword, *second), ReasonIs("one_time_code_not_good"))
      << "two at once: the ledger's order decides";
  EXPECT_THAT(Set("lan", code), ReasonIs("one_time_code_not_good"));
  EXPECT_OK(SignIn("lan", kPassword));
  const std::string late = IssueCode("minh");
  clock_.Advance(24 * kHour + 1);
  EXPECT_THAT(Set("minh", late), ReasonIs("one_time_code_not_good"));
  const std::string replaced = IssueCode("minh");
  const std::string newer = IssueCode("minh");
  EXPECT_THAT(Set("minh", replaced), ReasonIs("one_time_code_not_good"));
  EXPECT_OK(Set("minh", newer));
}

TEST_F(CredentialsTest, EveryWrongSignInIsTheSameAnswerAfterTheSameWork) {
  ASSERT_OK(Set("lan", IssueCode("lan")));
  ASSERT_OK(Set("minh", IssueCode("minh")));
  ASSERT_OK(Disable("minh", "la-ha"));
  const struct {
    const char* why;
    std::string account;
    std::string password;
  } rows[] = {
      {"a wrong password", "lan", "con mèo ngủ trên"},
      {"no such name", "nobody", kPassword},
      {"no password was ever set", "root", kPassword},
      {"disabled", "minh", kPassword},
      {"no name", "", kPassword},
      {"a name longer than any", std::string(5000, 'x'), kPassword},
      {"nothing typed", "lan", ""},
      {"a password longer than any", "lan", std::string(5000, 'x')},
      {"not UTF-8", "lan", "\xff\xfe"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const std::uint64_t before = state_.compared;
    const absl::Status refused = Prove(row.account, row.password).status();
    EXPECT_THAT(refused, ReasonIs(absl::StatusCode::kUnauthenticated, "sign_in_refused"));
    EXPECT_TRUE(domain::ParametersOf(refused).empty());
    EXPECT_EQ(state_.compared - before, 1u);
  }
  EXPECT_OK(Prove("lan", kPassword));
}

TEST_F(CredentialsTest, DearerParametersHashAPasswordAgainWhenItsOwnerSignsIn) {
  ASSERT_OK(Set("lan", IssueCode("lan")));
  const PasswordParameters dearer = {.memory_kib = 20 * 1024, .passes = 3, .lanes = 1};
  SignInState raised(dearer, state_.factor_keys, "nut", clock_, random_);
  const auto wrong = ProveSignIn(store_, raised, {"lan", "con mèo", "", ""});
  EXPECT_THAT(wrong, ReasonIs("sign_in_refused"));
  const auto first = ProveSignIn(store_, raised, {"lan", kPassword, "", ""});
  ASSERT_OK(first);
  ASSERT_OK(RunAt(Kind::kSignIn, first->entry));
  ASSERT_OK_AND_ASSIGN(const auto stored, FindCredential(store_, "lan"));
  EXPECT_EQ(stored->verifier().memory_kib(), dearer.memory_kib);
  EXPECT_EQ(stored->verifier().passes(), dearer.passes);
  const auto second = ProveSignIn(store_, raised, {"lan", kPassword, "", ""});
  ASSERT_OK(second);
  EXPECT_FALSE(second->entry.has_verifier());
}

TEST_F(CredentialsTest, ASecondFactorIsAskedForAndNoCodeCountsTwice) {
  ASSERT_OK(Set("lan", IssueCode("lan")));
  const auto [secret, recovery] = Enrol("lan");
  EXPECT_THAT(Prove("lan", kPassword), ReasonIs("second_factor_needed"));
  EXPECT_THAT(Prove("lan", "con mèo"), ReasonIs("sign_in_refused")) << "before the second factor";
  EXPECT_THAT(Prove("lan", kPassword, "000000"), ReasonIs("second_factor_wrong"));
  const std::string code = CodeThen(secret);
  ASSERT_OK_AND_ASSIGN(const ProvenSignIn one, Prove("lan", kPassword, code));
  ASSERT_OK_AND_ASSIGN(const ProvenSignIn two,
                       ProveSignIn(store_, state_, {"lan", kPassword, code, "10.7.0.1"}));
  ASSERT_OK(RunAt(Kind::kSignIn, one.entry));
  EXPECT_THAT(RunAt(Kind::kSignIn, two.entry), ReasonIs("second_factor_wrong")) << "at once";
  EXPECT_THAT(ProveSignIn(store_, state_, {"lan", kPassword, code, "10.7.0.1"}),
              ReasonIs("second_factor_wrong"))
      << "replayed";
  EXPECT_OK(SignIn("lan", kPassword, recovery));
  EXPECT_THAT(Prove("lan", kPassword, recovery), ReasonIs("second_factor_wrong"));
  EXPECT_OK(SignIn("lan", kPassword, CodeThen(secret)));
}

TEST_F(CredentialsTest, RolesThatJudgeWaitForTheSecondFactor) {
  ASSERT_OK(Set("lan", IssueCode("lan")));
  ASSERT_OK_AND_ASSIGN(const std::string plain, SignIn("lan", kPassword));
  const Caller half = Verified(plain);
  EXPECT_EQ(half.roles, std::vector<domain::Role>{domain::Role::kClerk});
  EXPECT_EQ(half.withheld, std::vector<domain::Role>{domain::Role::kReviewer});
  EXPECT_OK(RoleFor(half, domain::Permission::kFill, domain::Relation::kOwn));
  EXPECT_THAT(RoleFor(half, domain::Permission::kReview, domain::Relation::kParent),
              ReasonIs(absl::StatusCode::kPermissionDenied, "second_factor_needed_here"));
  EXPECT_THAT(RoleFor(half, domain::Permission::kPublish, domain::Relation::kParent),
              ReasonIs("not_permitted"));
  const auto [secret, recovery] = Enrol("lan");
  EXPECT_THAT(VerifySession(store_, state_.sessions, plain), ReasonIs("session_not_good"))
      << "another's session does not gain by it";
  ASSERT_OK_AND_ASSIGN(const std::string full, SignIn("lan", kPassword, CodeThen(secret)));
  EXPECT_TRUE(Verified(full).withheld.empty());
  EXPECT_EQ(Verified(full).roles.size(), 2u);
}

TEST_F(CredentialsTest, WhatChangesAnAccountEndsItsSessions) {
  ASSERT_OK(Set("lan", IssueCode("lan")));
  Enrol("lan");
  pb::ChangeRolesRequest roles;
  roles.set_account("lan");
  roles.add_roles(pb::ROLE_CLERK);
  pb::ResetSecondFactorRequest reset;
  reset.set_account("lan");
  reset.set_reason("mất điện thoại");
  pb::DisableAccountRequest disable;
  disable.set_account("lan");
  disable.set_reason("nghỉ hưu");
  pb::EnableAccountRequest enable;
  enable.set_account("lan");
  enable.set_reason("trở lại");
  const struct {
    const char* why;
    std::function<absl::Status()> change;
  } rows[] = {
      {"the second factor is reset",
       [&] { return RunAt(Kind::kResetSecondFactor, reset).status(); }},
      {"other roles", [&] { return RunAt(Kind::kChangeRoles, roles).status(); }},
      {"another password", [&] { return Set("lan", IssueCode("lan"), "con chó chạy quanh sân"); }},
      {"disabled and enabled",
       [&] {
         RETURN_IF_ERROR(RunAt(Kind::kDisableAccount, disable).status());
         return RunAt(Kind::kEnableAccount, enable).status();
       }},
  };
  ASSERT_OK_AND_ASSIGN(const auto row, FindCredential(store_, "lan"));
  std::uint64_t epoch = row->epoch();
  for (const auto& change : rows) {
    SCOPED_TRACE(change.why);
    const std::string secret = MakeSessionSecret(random_).Reveal();
    state_.sessions.Begin(secret, {.account = "lan", .address = "", .epoch = epoch});
    (void)Verified(secret);
    ASSERT_OK(change.change());
    EXPECT_THAT(VerifySession(store_, state_.sessions, secret), ReasonIs("session_not_good"));
    ASSERT_OK_AND_ASSIGN(const auto after, FindCredential(store_, "lan"));
    epoch = after->epoch();
  }
}

TEST_F(CredentialsTest, ChangingAPasswordTakesTheOldOneAndNothingElseMeanwhile) {
  ASSERT_OK(Set("lan", IssueCode("lan")));
  const auto change = [&](const std::string& old, const std::string& fresh) {
    return ProveChange(store_, state_, {"lan", old, "", "10.0.0.1"}, fresh, {"lan"});
  };
  EXPECT_THAT(change("sai", "con chó chạy quanh sân"), ReasonIs("sign_in_refused"));
  EXPECT_THAT(change(kPassword, "ngắn"), ReasonIs("password_too_short"));
  const auto one = change(kPassword, "con chó chạy quanh sân");
  const auto two = change(kPassword, "con gà gáy buổi sáng");
  ASSERT_OK_AND_ASSIGN(const ProvenSignIn before, Prove("lan", kPassword));
  ASSERT_OK(RunAt(Kind::kChangePassword, *one));
  EXPECT_THAT(RunAt(Kind::kChangePassword, *two), ReasonIs("credential_changed"));
  EXPECT_THAT(RunAt(Kind::kSignIn, before.entry), ReasonIs("credential_changed"));
  EXPECT_THAT(Prove("lan", kPassword), ReasonIs("sign_in_refused"));
  EXPECT_OK(Prove("lan", "con chó chạy quanh sân"));
}

TEST_F(CredentialsTest, NobodyAdministersHimself) {
  pb::ChangeRolesRequest roles;
  roles.set_account("lan");
  roles.add_roles(pb::ROLE_COUNCIL);
  pb::ResetSecondFactorRequest reset;
  reset.set_account("lan");
  reset.set_reason("mất điện thoại");
  EXPECT_THAT(RunAt(Kind::kChangeRoles, roles, "lan"),
              ReasonIs(absl::StatusCode::kPermissionDenied, "account_own_roles"));
  EXPECT_THAT(RunAt(Kind::kResetSecondFactor, reset, "lan"),
              ReasonIs(absl::StatusCode::kPermissionDenied, "account_own_factor"));
  EXPECT_THAT(RunAt(Kind::kResetSecondFactor, reset), ReasonIs("second_factor_not_there"));
  EXPECT_OK(RunAt(Kind::kChangeRoles, roles));
  EXPECT_THAT(Add(Person("hai-vai", "la-ha", {pb::ROLE_COUNCIL, pb::ROLE_ADMINISTRATOR})),
              ReasonIs("account_administrator_scores"));
}

TEST_F(CredentialsTest, EntriesHoldNoSecret) {
  const std::string code = IssueCode("lan");
  ASSERT_OK(Set("lan", code));
  const auto [secret, recovery] = Enrol("lan");
  ASSERT_OK_AND_ASSIGN(const std::string session, SignIn("lan", kPassword, CodeThen(secret)));
  for (const std::string& one : {std::string(kPassword), code, secret, recovery, session}) {
    EXPECT_EQ(entries_.find(one), std::string::npos);
  }
  EXPECT_THAT(ProveSignIn(store_, state_, {"lan", kPassword, "1", "10.0.0.1"}).status(),
              ReasonIs("second_factor_wrong"));
}

}  // namespace
}  // namespace par::identity
