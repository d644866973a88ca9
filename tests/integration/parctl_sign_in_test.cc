// Goal: an administrator hands out a code, a person sets and changes a password, sessions and
// second factors are looked after, with the words that a person types and no secret on the command
// line; people come from a file and are named anew. Method: the real parctl against a real node;
// secrets in files, as of a script.
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/identity/secret_file.h"
#include "common/identity/token.h"
#include "common/rpc/caller.h"
#include "common/rpc/status_mapping.h"
#include "par/account/v1/account.grpc.pb.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

class ParctlSignIn : public ::testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& text) {
    EXPECT_OK(identity::WriteFileDurably(folder_ / name, text + "\n", identity::Secrecy::kSecret));
    return folder_ / name;
  }
  CommandResult Account(const std::string& account, const std::vector<std::string>& words) {
    std::vector<std::string> all = {PARCTL,
                                    "--node",
                                    "127.0.0.1:" + std::to_string(world_.upper_port()),
                                    "--token-file",
                                    File(account, "token-" + account),
                                    "account"};
    all.insert(all.end(), words.begin(), words.end());
    return RunCommand(all, {});
  }
  absl::StatusOr<account::v1::SignInResponse> SignIn(const std::string& password) {
    account::v1::SignInRequest request;
    request.set_request_id(rpc::NewRequestId());
    request.set_account(kReviewer);
    request.set_password(password);
    account::v1::AccountService::Stub stub(
        rpc::DialLocal("127.0.0.1:" + std::to_string(world_.upper_port())));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    context.AddMetadata(rpc::kAddressMetadata, "9.9.9.9");  // From outside it counts for nothing.
    account::v1::SignInResponse response;
    const absl::Status status = rpc::FromGrpcStatus(stub.SignIn(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  // A file of people, one of them twice; then one is named anew.
  void TakesPeopleFromAFile() {
    const std::string file =
        File("can-bo",
             "format: parnet/accounts/1\naccounts:\n"
             "  - {account: mai, full_name: Trần Thị Mai, position: Thanh tra "
             "viên, unit: tu-nghia, roles: [reviewer]}\n"
             "  - {account: mai, full_name: Ai Đó, unit: tu-nghia, roles: "
             "[clerk]}\n"
             "  - {account: le-binh, full_name: Lê Bình, unit: tu-nghia, roles: "
             "[council]}");
    EXPECT_EQ(Account(kReviewer, {"import", file}).exit, 1) << "only who looks after accounts";
    const CommandResult imported = Account(kAdministrator, {"import", file});
    EXPECT_EQ(imported.exit, 1) << "one name twice";
    EXPECT_NE(imported.err.find("mai"), std::string::npos) << imported.err;
    EXPECT_NE(imported.out.find("Thanh tra viên"), std::string::npos) << imported.out;
    EXPECT_NE(imported.out.find("Lê Bình"), std::string::npos) << "the rest is added";
    EXPECT_EQ(Account(kAdministrator, {"import", File("hong", "format: khac")}).exit, 1);

    const CommandResult named =
        Account(kAdministrator,
                {"person", "mai", "--full-name", "Trần Mai Anh", "--position", "Chánh Thanh tra"});
    EXPECT_EQ(named.exit, 0) << named.err;
    const CommandResult listed = Account(kAdministrator, {"list", "--unit", "tu-nghia"});
    EXPECT_NE(listed.out.find("Trần Mai Anh"), std::string::npos) << listed.out;
    EXPECT_NE(listed.out.find("Chánh Thanh tra"), std::string::npos) << listed.out;
    EXPECT_EQ(listed.out.find("Ai Đó"), std::string::npos) << listed.out;
  }

  const TempDir folder_;
  CycleWorld world_;
};

// A run makes several changes, and is repeated whole: one of them is refused each time, the others
// are done once.
TEST_F(ParctlSignIn, ARunOfSeveralChangesIsRepeatedByOneRequestId) {
  const std::string token = identity::HashOfToken("token-bon").Hex();
  const std::string file =
      File("can-bo",
           "format: parnet/accounts/1\naccounts:\n"
           "  - {account: ba, full_name: Ba, unit: nowhere, roles: [clerk]}\n"
           "  - {account: bon, full_name: Bốn, unit: tu-nghia, roles: [clerk], "
           "token_sha256: " +
               token +
               "}\n"
               "  - {account: nam, full_name: Năm, unit: tu-nghia, roles: "
               "[clerk]}");
  const std::vector<std::string> words = {"import", file, "--request-id",
                                          "00112233445566778899aabbccddeeff"};
  const CommandResult first = Account(kAdministrator, words);
  EXPECT_EQ(first.exit, 1) << "one unit is none";
  EXPECT_NE(first.out.find("Bốn"), std::string::npos) << first.out << first.err;
  EXPECT_NE(first.out.find("Năm"), std::string::npos) << first.out << first.err;
  EXPECT_EQ(first.err.find("mã yêu cầu"), std::string::npos) << first.err;
  const CommandResult again = Account(kAdministrator, words);
  EXPECT_EQ(again.exit, 1);
  EXPECT_EQ(again.out, first.out) << "what was done is answered as before";
  EXPECT_EQ(again.err, first.err) << "and nothing else is refused";
  EXPECT_EQ(Account("bon", {"list"}).err.find("token"), std::string::npos) << "its token opens";
}

TEST_F(ParctlSignIn, FromAFileOfPeopleToASecondFactor) {
  TakesPeopleFromAFile();
  EXPECT_EQ(Account(kReviewer, {"code", kReviewer}).exit, 1) << "only who looks after it";
  const CommandResult issued = Account(kAdministrator, {"code", kReviewer});
  ASSERT_EQ(issued.exit, 0) << issued.err;
  const std::string label = "mã một lần: ";
  ASSERT_TRUE(issued.out.starts_with(label)) << issued.out;
  const std::string code = issued.out.substr(label.size(), issued.out.find('\n') - label.size());
  const std::vector<std::string> set = {"set-password",    kReviewer,
                                        "--code-file",     File("ma", code),
                                        "--password-file", File("mk", "con mèo ngủ trên mái")};
  ASSERT_EQ(Account(kReviewer, set).exit, 0);
  const CommandResult again = Account(kReviewer, set);
  EXPECT_EQ(again.exit, 1);
  EXPECT_NE(again.err.find("mã một lần không đúng"), std::string::npos) << again.err;
  ASSERT_OK_AND_ASSIGN(const auto session, SignIn("con mèo ngủ trên mái"));
  EXPECT_EQ(session.withheld_size(), 1) << "a reviewer has no second factor yet";
  EXPECT_EQ(session.session().address(), "127.0.0.1");

  const CommandResult listed = Account(kAdministrator, {"sessions", kReviewer});
  EXPECT_NE(listed.out.find(session.session().id()), std::string::npos) << listed.out;
  EXPECT_NE(listed.out.find("127.0.0.1"), std::string::npos) << listed.out;
  EXPECT_EQ(Account(kLeader, {"sessions", kReviewer}).exit, 1);
  const std::vector<std::string> end = {"end-session", kReviewer, "--session",
                                        session.session().id()};
  EXPECT_EQ(Account(kReviewer, end).exit, 0);
  EXPECT_EQ(Account(kReviewer, end).exit, 1) << "it has ended";

  const CommandResult changed =
      Account(kReviewer, {"change-password", "--password-file", File("mk", "con mèo ngủ trên mái"),
                          "--new-password-file", File("moi", "con chó chạy quanh sân")});
  EXPECT_EQ(changed.exit, 0) << changed.err;
  EXPECT_THAT(SignIn("con mèo ngủ trên mái"), ReasonIs("sign_in_refused"));
  EXPECT_OK(SignIn("con chó chạy quanh sân"));

  const CommandResult begun = Account(kReviewer, {"totp", "enrol"});
  EXPECT_TRUE(begun.out.starts_with("otpauth://totp/parnet%20nut-tren:tham-dinh?secret="))
      << begun.out << begun.err;
  EXPECT_EQ(Account(kReviewer, {"totp", "confirm", "--code-file", File("so", "000000")}).exit, 1);
  EXPECT_EQ(Account(kReviewer, {"totp", "reset", kReviewer, "--reason", "thử"}).exit, 1);
  EXPECT_EQ(Account(kAdministrator, {"totp", "reset", kReviewer, "--reason", "mất máy"}).exit, 0);
}

TEST(ParctlSignInWords, HelpTeachesAndSecretsAreNoArguments) {
  const CommandResult help = RunCommand({PARCTL, "account", "set-password", "--help"});
  EXPECT_EQ(help.exit, 0);
  EXPECT_NE(help.out.find("không ghi trên dòng lệnh"), std::string::npos) << help.out;
  EXPECT_EQ(RunCommand({PARCTL, "account", "set-password", "a", "--password", "b"}).exit, 2);
  EXPECT_EQ(RunCommand({PARCTL, "account", "set-password", "a"}).exit, 2)
      << "neither a file nor a terminal";
}

}  // namespace
}  // namespace par::testing
