// Goal: a person gets from a one-time code to a session and out of it again over gRPC; what is told
// once is told once; guesses leave lines in the ledger; a hundred at once take bounded memory; all
// of it comes back the same when the state is rebuilt.
// Method: the small world of accounts; the service is called as the gateway calls it.
#include <sys/resource.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "common/identity/second_factor.h"
#include "common/ledger/rebuild.h"
#include "common/oidc/provider.h"
#include "tests/unit/services/account_world.h"

namespace par::services {
namespace {

using par::testing::ReasonIs;

constexpr char kGoodPassword[] = "con mèo ngủ trên mái";
constexpr char kOtherPassword[] = "con chó chạy quanh sân";

std::unique_ptr<grpc::ClientContext> Nobody(const std::string& address = "10.0.0.1") {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  context->AddMetadata(rpc::kAddressMetadata, address);
  return context;
}

class SignInHandlerTest : public AccountWorld {
 protected:
  using Stub = pb::AccountService::Stub;
  // With a session's secret or a token; empty: as nobody.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(const std::string& token,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                Request request) {
    if constexpr (requires { request.set_request_id(""); }) {
      if (request.request_id().empty()) request.set_request_id(rpc::NewRequestId());
    }
    const auto context = token.empty() ? Nobody() : With(token);
    Response response;
    const auto status =
        rpc::FromGrpcStatus((stub_.get()->*method)(context.get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }
  std::string CodeFor(const std::string& account) {
    pb::IssueCodeRequest request;
    request.set_account(account);
    const auto issued = Call("token-quan-tri-huyen", &Stub::IssueCode, request);
    EXPECT_OK(issued);
    return issued.ok() ? issued->code() : "";
  }
  absl::Status SetPassword(const std::string& account, const std::string& code,
                           const std::string& password) {
    pb::SetPasswordRequest request;
    request.set_account(account);
    request.set_code(code);
    request.set_password(password);
    return Call("", &Stub::SetPassword, request).status();
  }
  absl::StatusOr<pb::SignInResponse> SignIn(const std::string& account, const std::string& password,
                                            const std::string& code = "",
                                            const std::string& request_id = "") {
    pb::SignInRequest request;
    request.set_request_id(request_id);
    request.set_account(account);
    request.set_password(password);
    request.set_code(code);
    return Call("", &Stub::SignIn, request);
  }
  absl::StatusOr<pb::WhoAmIResponse> Who(const std::string& token) {
    return Call(token, &Stub::WhoAmI, pb::WhoAmIRequest());
  }
  // Names of all commands in the ledger with that kind, and their payloads.
  std::vector<std::string> PayloadsOf(identity::Kind kind) {
    std::vector<std::string> payloads;
    const auto snapshot = store_.NewSnapshot();
    for (std::uint64_t number = 1; number <= ledger_->head().number; ++number) {
      const auto entry = ledger::ReadEntry(*snapshot, number);
      if (!entry.ok() || !entry->has_value()) {
        ADD_FAILURE() << number;
      } else if ((*entry)->command.kind == static_cast<std::uint32_t>(kind)) {
        payloads.push_back((*entry)->command.payload);
      }
    }
    return payloads;
  }
};

TEST_F(SignInHandlerTest, FromTheCodeToASessionAndOut) {
  const std::string code = CodeFor("chuyen-vien");
  ASSERT_OK_AND_ASSIGN(const auto waiting, Get("quan-tri-huyen", "chuyen-vien"));
  EXPECT_GT(waiting.code_expires_at(), 0);
  EXPECT_FALSE(waiting.password_set());
  ASSERT_OK(SetPassword("chuyen-vien", code, kGoodPassword));
  ASSERT_OK_AND_ASSIGN(const auto done, Get("quan-tri-huyen", "chuyen-vien"));
  EXPECT_EQ(done.code_expires_at(), 0) << "used";
  EXPECT_TRUE(done.password_set());
  EXPECT_FALSE(done.second_factor());
  EXPECT_THAT(SetPassword("chuyen-vien", CodeFor("chuyen-vien"), "Huyện Nhỏ 2026"),
              ReasonIs("password_is_a_name"));
  const std::string id = rpc::NewRequestId();
  ASSERT_OK_AND_ASSIGN(const auto session, SignIn("chuyen-vien", kGoodPassword, "", id));
  EXPECT_EQ(session.session().address(), "10.0.0.1");
  EXPECT_EQ(session.csrf(), identity::CsrfOf(session.secret()));
  EXPECT_THAT(SignIn("chuyen-vien", kGoodPassword, "", id), ReasonIs("command_id_reused"))
      << "a secret is told once";
  ASSERT_OK_AND_ASSIGN(const auto who, Who(session.secret()));
  EXPECT_EQ(who.account().name(), "chuyen-vien");
  EXPECT_TRUE(who.session().current());
  ASSERT_OK_AND_ASSIGN(const auto second, SignIn("chuyen-vien", kGoodPassword));
  EXPECT_NE(second.secret(), session.secret()) << "a session is new at each sign-in";
  ASSERT_OK(Call(session.secret(), &Stub::SignOut, pb::SignOutRequest()));
  EXPECT_THAT(Who(session.secret()), ReasonIs("session_not_good"));
  EXPECT_THAT(Call("token-chuyen-vien", &Stub::SignOut, pb::SignOutRequest()),
              ReasonIs("session_needed"));
  EXPECT_OK(Who(second.secret()));
  clock_.Advance(identity::kSessionIdleMicros);
  EXPECT_THAT(Who(second.secret()), ReasonIs("session_not_good"));
  EXPECT_EQ(PayloadsOf(identity::Kind::kSignIn).size(), 2u);
  EXPECT_EQ(PayloadsOf(identity::Kind::kEndSession).size(), 1u);
}

TEST_F(SignInHandlerTest, SessionsAreListedAndEndedByTheirOwnerAndHisAdministrator) {
  ASSERT_OK(SetPassword("chuyen-vien", CodeFor("chuyen-vien"), kGoodPassword));
  ASSERT_OK_AND_ASSIGN(const auto one, SignIn("chuyen-vien", kGoodPassword));
  ASSERT_OK_AND_ASSIGN(const auto two, SignIn("chuyen-vien", kGoodPassword));
  ASSERT_OK_AND_ASSIGN(const auto own,
                       Call(one.secret(), &Stub::ListSessions, pb::ListSessionsRequest()));
  ASSERT_EQ(own.sessions_size(), 2);
  EXPECT_EQ(own.sessions(0).current(), own.sessions(0).id() == one.session().id());
  pb::ListSessionsRequest his;
  his.set_account("chuyen-vien");
  EXPECT_OK(Call("token-quan-tri-huyen", &Stub::ListSessions, his));
  pb::ListSessionsRequest administrators;
  administrators.set_account("quan-tri-huyen");
  EXPECT_THAT(Call(one.secret(), &Stub::ListSessions, administrators), ReasonIs("not_permitted"));
  pb::EndSessionRequest end;
  end.set_account("chuyen-vien");
  end.set_session_id(one.session().id());
  ASSERT_OK(Call("token-quan-tri-huyen", &Stub::EndSession, end));
  EXPECT_THAT(Who(one.secret()), ReasonIs("session_not_good"));
  EXPECT_THAT(Call(two.secret(), &Stub::EndSession, end), ReasonIs("session_unknown"));
  pb::ChangePasswordRequest change;
  change.set_password(kGoodPassword);
  change.set_new_password(kOtherPassword);
  ASSERT_OK_AND_ASSIGN(const auto three, SignIn("chuyen-vien", kGoodPassword));
  ASSERT_OK(Call(two.secret(), &Stub::ChangePassword, change));
  EXPECT_OK(Who(two.secret())) << "the one it was changed from goes on";
  EXPECT_THAT(Who(three.secret()), ReasonIs("session_not_good"));
  ASSERT_OK(Disable("quan-tri-huyen", "chuyen-vien"));
  EXPECT_THAT(Who(two.secret()), ReasonIs("session_not_good"));
}

TEST_F(SignInHandlerTest, AnAdministratorActsOnlyWithTheSecondFactor) {
  ASSERT_OK(SetPassword("quan-tri-huyen", CodeFor("quan-tri-huyen"), kGoodPassword));
  ASSERT_OK_AND_ASSIGN(const auto half, SignIn("quan-tri-huyen", kGoodPassword));
  ASSERT_EQ(half.withheld_size(), 1);
  EXPECT_EQ(Who(half.secret())->permissions_size(), 0) << "of a role that waits";
  pb::IssueCodeRequest issue;
  issue.set_account("chuyen-vien");
  EXPECT_THAT(Call(half.secret(), &Stub::IssueCode, issue), ReasonIs("second_factor_needed_here"));
  ASSERT_OK_AND_ASSIGN(const auto begun, Call(half.secret(), &Stub::EnrolSecondFactor,
                                              pb::EnrolSecondFactorRequest()));
  ASSERT_TRUE(begun.uri().starts_with("otpauth://totp/parnet%20nut-tinh:quan-tri-huyen?secret="));
  ASSERT_OK_AND_ASSIGN(const auto stored, identity::FindCredential(store_, "quan-tri-huyen"));
  const auto secret = identity::UnsealFactor(sign_in_.factor_keys, stored->pending_factor());
  ASSERT_OK(secret);
  const auto shown = [&] {
    return identity::CodeOf(secret->Reveal(), clock_.WallMicros() / identity::kStepMicros);
  };
  pb::ConfirmSecondFactorRequest confirm;
  confirm.set_code("000000");
  EXPECT_THAT(Call(half.secret(), &Stub::ConfirmSecondFactor, confirm),
              ReasonIs("second_factor_wrong"));
  confirm.set_code(shown());
  confirm.set_request_id(rpc::NewRequestId());
  ASSERT_OK_AND_ASSIGN(const auto confirmed,
                       Call(half.secret(), &Stub::ConfirmSecondFactor, confirm));
  EXPECT_EQ(confirmed.recovery_codes_size(), identity::kRecoveryCodes);
  EXPECT_OK(Call(half.secret(), &Stub::IssueCode, issue)) << "this session has proven it";
  EXPECT_THAT(SignIn("quan-tri-huyen", kGoodPassword), ReasonIs("second_factor_needed"));
  EXPECT_THAT(SignIn("quan-tri-huyen", kGoodPassword, confirm.code()),
              ReasonIs("second_factor_wrong"))
      << "replayed";
  clock_.Advance(identity::kStepMicros);
  ASSERT_OK_AND_ASSIGN(const auto full, SignIn("quan-tri-huyen", kGoodPassword, shown()));
  EXPECT_EQ(full.withheld_size(), 0);
  ASSERT_OK_AND_ASSIGN(const auto who, Who(full.secret()));
  EXPECT_TRUE(who.second_factor());
  EXPECT_THAT(who.permissions(),
              ::testing::ElementsAre("run_cycle", "manage_accounts", "manage_units",
                                     "manage_cycles", "manage_links", "view_audit"));
  EXPECT_EQ(who.recovery_codes(), static_cast<unsigned>(identity::kRecoveryCodes));
  pb::ResetSecondFactorRequest reset;
  reset.set_account("quan-tri-huyen");
  reset.set_reason("mất điện thoại");
  EXPECT_THAT(Call(full.secret(), &Stub::ResetSecondFactor, reset), ReasonIs("account_own_factor"));
  ASSERT_OK(Call("token-quan-tri-tinh", &Stub::ResetSecondFactor, reset));
  EXPECT_THAT(Who(full.secret()), ReasonIs("session_not_good"));
}

TEST_F(SignInHandlerTest, AThousandGuessesAreHeldUpAndAFewStandInTheLedger) {
  ASSERT_OK(SetPassword("chuyen-vien", CodeFor("chuyen-vien"), kGoodPassword));
  const std::uint64_t before = sign_in_.compared;
  int held_up = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto refused = SignIn(i % 2 == 0 ? "chuyen-vien" : "matkhau-go-nham", "sai").status();
    if (domain::ReasonOf(refused) == "sign_in_too_often") ++held_up;
  }
  EXPECT_EQ(held_up, 990);
  EXPECT_EQ(sign_in_.compared - before, 10u);
  EXPECT_THAT(SignIn("chuyen-vien", kGoodPassword), ReasonIs("sign_in_too_often"));
  const std::vector<std::string> lines = PayloadsOf(identity::Kind::kRefuseSignIn);
  ASSERT_EQ(lines.size(), 10u);
  for (const std::string& line : lines) {
    record::v1::RefusedSignInEntry refused;
    ASSERT_TRUE(refused.ParseFromString(line));
    EXPECT_TRUE(refused.account() == "chuyen-vien" || refused.account().empty())
        << "what is no account may be a password";
    EXPECT_EQ(refused.address(), "10.0.0.1");
  }
  clock_.Advance(15 * 60 * std::int64_t{1'000'000});
  EXPECT_OK(SignIn("chuyen-vien", kGoodPassword)) << "nobody is locked out for good";
}

TEST_F(SignInHandlerTest, AHundredAtOnceHashTwoAtATime) {
  rusage before = {};
  getrusage(RUSAGE_SELF, &before);
  constexpr int kPeople = 100;
  absl::BlockingCounter done(kPeople);
  std::atomic<int> refused = 0;
  struct OneCall {
    pb::SignInRequest request;
    pb::SignInResponse response;
    std::unique_ptr<grpc::ClientContext> context;
  };
  std::vector<OneCall> calls(kPeople);
  for (int i = 0; i < kPeople; ++i) {
    OneCall& call = calls[static_cast<std::size_t>(i)];
    call.context = Nobody(absl::StrCat("10.0.", i, ".1"));
    call.request.set_request_id(rpc::NewRequestId());
    call.request.set_account(absl::StrCat("ten-", i));
    call.request.set_password("con mèo");
    stub_->async()->SignIn(call.context.get(), &call.request, &call.response,
                           [&](const grpc::Status& status) {
                             const auto refusal = rpc::FromGrpcStatus(status);
                             if (domain::ReasonOf(refusal) == "sign_in_refused") ++refused;
                             done.DecrementCount();
                           });
  }
  done.Wait();
  EXPECT_EQ(refused, kPeople);
  rusage after = {};
  getrusage(RUSAGE_SELF, &after);
  const long more_mib = (after.ru_maxrss - before.ru_maxrss) / 1024;  // NOLINT: the system's type.
  EXPECT_LT(more_mib, 600) << "each hash takes 19 MiB; all at once would take 1900";
}

TEST_F(SignInHandlerTest, TheStateComesBackFromEntriesThatHoldNoPassword) {
  ASSERT_OK(SetPassword("chuyen-vien", CodeFor("chuyen-vien"), kGoodPassword));
  ASSERT_OK_AND_ASSIGN(const auto session, SignIn("chuyen-vien", kGoodPassword));
  EXPECT_THAT(SignIn("chuyen-vien", kOtherPassword), ReasonIs("sign_in_refused"));
  ASSERT_OK(Call(session.secret(), &Stub::EnrolSecondFactor, pb::EnrolSecondFactorRequest()));
  const auto snapshot = store_.NewSnapshot();
  for (std::uint64_t number = 1; number <= ledger_->head().number; ++number) {
    ASSERT_OK_AND_ASSIGN(const auto entry, ledger::ReadEntry(*snapshot, number));
    for (const std::string& secret : {std::string(kGoodPassword), std::string(kOtherPassword),
                                      session.secret(), session.csrf()}) {
      EXPECT_EQ(entry->command.payload.find(secret), std::string::npos);
    }
  }
  // Rows are compared in the order of their keys, those of identity first.
  storage::MemoryStore empty;
  ASSERT_OK_AND_ASSIGN(const ledger::RebuildReport report,
                       ledger::RebuildAndCompare(*snapshot, router_, empty));
  ASSERT_TRUE(report.difference.has_value());
  EXPECT_EQ(report.difference->key, HostingKey()) << "what the world put there without an entry";
}

// With a provider that nobody can reach.
class ProviderHandlerTest : public SignInHandlerTest {
 protected:
  void SetUp() override {
    calls_.provider = &provider_;
    calls_.outbound = &pool_;
    SignInHandlerTest::SetUp();
  }
  // Of a browser that has lost its cookie, as the gateway brings it.
  absl::Status ProveWithoutATrip(const std::string& address) {
    pb::ProveProviderRequest request;
    request.set_trip("-");
    pb::ProveProviderResponse response;
    return rpc::FromGrpcStatus(stub_->ProveProvider(Nobody(address).get(), request, &response));
  }
  oidc::Provider provider_{oidc::ProviderSettings(), clock_, SystemRandom()};
};

TEST_F(ProviderHandlerTest, ABrowserWithoutATripHoldsUpNobodyElsewhere) {
  for (int i = 0; i < identity::SignInThrottle::kFreeForAccount; ++i) {
    EXPECT_THAT(ProveWithoutATrip("10.0.0.1"), ReasonIs("provider_trip_unknown"));
  }
  EXPECT_THAT(ProveWithoutATrip("10.0.0.1"), ReasonIs("sign_in_too_often"));
  for (const char* other : {"10.0.0.2", "10.0.1.1", "2001:db8::1"}) {
    EXPECT_THAT(ProveWithoutATrip(other), ReasonIs("provider_trip_unknown")) << other;
  }
}

}  // namespace
}  // namespace par::services
