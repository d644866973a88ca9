// `parctl account code|set-password|change-password|sessions|end-session|totp`: what people in
// browsers sign in with. Scripts need none of it: they call with a token.
#include <memory>
#include <string>

#include "par/account/v1/account.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/secret_input.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using account::v1::AccountService;

struct SignInOptions {
  std::string name;
  std::string session_id;
  std::string reason;
  std::string code_file;
  std::string password_file;
  std::string new_password_file;
};

const Words kAccountName = {"Tên tài khoản", "Name of the account"};

void IssueCode(Session& session, const SignInOptions& options) {
  account::v1::IssueCodeRequest request;
  request.set_account(options.name);
  const auto answer = Change(session, &AccountService::Stub::IssueCode, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("mã một lần: ", "one-time code: ") << answer->code() << '\n'
                     << session.Say("hết hạn: ", "good until: ") << TimeText(answer->expires_at())
                     << '\n';
}

void SetPassword(Session& session, const SignInOptions& options) {
  const auto code =
      ReadSecret(session, options.code_file, "--code-file", {"Mã một lần", "One-time code"});
  if (!code.has_value()) return;
  const auto password = ReadNewPassword(session, options.password_file, "--password-file");
  if (!password.has_value()) return;
  account::v1::SetPasswordRequest request;
  request.set_account(options.name);
  request.set_code(*code);
  request.set_password(*password);
  const auto answer = Change(session, &AccountService::Stub::SetPassword, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.name << ": "
                     << session.Say("đã đặt mật khẩu", "the password is set") << '\n';
}

void ChangePassword(Session& session, const SignInOptions& options) {
  const auto old = ReadSecret(session, options.password_file, "--password-file",
                              {"Mật khẩu hiện tại", "Present password"});
  if (!old.has_value()) return;
  const auto fresh = ReadNewPassword(session, options.new_password_file, "--new-password-file");
  if (!fresh.has_value()) return;
  account::v1::ChangePasswordRequest request;
  request.set_password(*old);
  request.set_new_password(*fresh);
  const auto answer = Change(session, &AccountService::Stub::ChangePassword, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("đã đổi mật khẩu; các phiên khác đã kết thúc\n",
                                    "the password is changed; other sessions have ended\n");
}

void ListSessions(Session& session, const SignInOptions& options) {
  account::v1::ListSessionsRequest request;
  request.set_account(options.name);
  const auto answer = Ask(session, &AccountService::Stub::ListSessions, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Phiên", "Session")},
               {.title = session.Say("Tài khoản", "Account")},
               {.title = session.Say("Từ máy", "From")},
               {.title = session.Say("Đăng nhập lúc", "Signed in")},
               {.title = session.Say("Dùng lần cuối", "Last used")},
               {.title = session.Say("Hai lớp", "Second factor")}});
  for (const account::v1::Session& one : answer->sessions()) {
    table.Add({one.id(), one.account(), one.address(), TimeText(one.started_at()),
               TimeText(one.last_used_at()), one.second_factor() ? session.Say("có", "yes") : "-"});
  }
  session.output.out << table.Text(session.output.width);
}

void EndSession(Session& session, const SignInOptions& options) {
  account::v1::EndSessionRequest request;
  request.set_account(options.name);
  request.set_session_id(options.session_id);
  const auto answer = Change(session, &AccountService::Stub::EndSession, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("đã kết thúc ", "ended ") << options.session_id << '\n';
}

void EnrolFactor(Session& session) {
  const auto answer = Change(session, &AccountService::Stub::EnrolSecondFactor,
                             account::v1::EnrolSecondFactorRequest());
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << answer->uri() << '\n';
  session.output.err << session.Say(
      "Thêm vào ứng dụng xác thực trên điện thoại, rồi: parctl account totp confirm\n",
      "Add it to the authenticator on the telephone, then: parctl account totp confirm\n");
}

void ConfirmFactor(Session& session, const SignInOptions& options) {
  const auto code = ReadSecret(session, options.code_file, "--code-file",
                               {"Mã sáu chữ số trên điện thoại", "The telephone's six digits"});
  if (!code.has_value()) return;
  account::v1::ConfirmSecondFactorRequest request;
  request.set_code(*code);
  const auto answer =
      Change(session, &AccountService::Stub::ConfirmSecondFactor, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("mã dự phòng, mỗi mã dùng một lần:\n",
                                    "recovery codes, each good once:\n");
  for (const std::string& one : answer->recovery_codes()) session.output.out << one << '\n';
}

void ResetFactor(Session& session, const SignInOptions& options) {
  account::v1::ResetSecondFactorRequest request;
  request.set_account(options.name);
  request.set_reason(options.reason);
  const auto answer = Change(session, &AccountService::Stub::ResetSecondFactor, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.name << ": "
                     << session.Say("đã bỏ xác thực lớp hai", "the second factor is reset") << '\n';
}

using Shared = std::shared_ptr<SignInOptions>;

void AddPasswords(Command group, Session& session, const Shared& options) {
  const Command code = AddVerb(
      group, session, "code",
      {"Cấp mã một lần để người dùng tự đặt mật khẩu: đọc qua điện thoại, dùng một lần trong 24 "
       "giờ",
       "Issue a one-time code with which a person sets a password: told by telephone, good once "
       "within 24 hours"},
      {"parctl account code tham-dinh"});
  Take(code, session, "name", options->name, kAccountName, "NAME").Required();
  code.Does([options, &session] { IssueCode(session, *options); });

  const Words from_file = {"Tệp chứa mật khẩu, chỉ chủ tệp đọc được; mặc định hỏi trên màn hình",
                           "File with the password, readable by its owner only; otherwise asked"};
  const Command set = AddVerb(
      group, session, "set-password",
      {"Đặt mật khẩu bằng mã một lần. Mã và mật khẩu được hỏi trên màn hình, không ghi trên dòng "
       "lệnh. Từ 8 đến 128 ký tự; một câu ngắn dễ nhớ là tốt nhất",
       "Set a password with a one-time code. Both are asked for, never written on the command "
       "line. 8 to 128 characters; a short sentence is best"},
      {"parctl account set-password tham-dinh",
       "parctl account set-password tham-dinh --code-file ma.txt --password-file mk.txt"});
  Take(set, session, "name", options->name, kAccountName, "NAME").Required();
  Take(set, session, "--code-file", options->code_file,
       {"Tệp chứa mã một lần", "File with the one-time code"}, "FILE");
  Take(set, session, "--password-file", options->password_file, from_file, "FILE");
  set.Does([options, &session] { SetPassword(session, *options); });

  const Command change = AddVerb(group, session, "change-password",
                                 {"Đổi mật khẩu của mình; các phiên đăng nhập khác kết thúc",
                                  "Change one's own password; all other sessions end"},
                                 {"parctl account change-password"});
  Take(change, session, "--password-file", options->password_file, from_file, "FILE");
  Take(change, session, "--new-password-file", options->new_password_file,
       {"Tệp chứa mật khẩu mới", "File with the new password"}, "FILE");
  change.Does([options, &session] { ChangePassword(session, *options); });
}

void AddSessions(Command group, Session& session, const Shared& options) {
  const Command list = AddVerb(group, session, "sessions",
                               {"Các phiên đăng nhập của mình, hoặc của tài khoản mình quản lý",
                                "One's own sessions, or those of an account one looks after"},
                               {"parctl account sessions", "parctl account sessions tham-dinh"});
  Take(list, session, "name", options->name, kAccountName, "NAME");
  list.Does([options, &session] { ListSessions(session, *options); });

  const Command end =
      AddVerb(group, session, "end-session", {"Kết thúc một phiên đăng nhập", "End a session"},
              {"parctl account end-session tham-dinh --session 9f86d081884c7d65"});
  Take(end, session, "name", options->name, kAccountName, "NAME").Required();
  Take(end, session, "--session", options->session_id, {"Mã phiên", "Id of the session"}, "ID")
      .Required();
  end.Does([options, &session] { EndSession(session, *options); });
}

void AddFactor(Command group, Session& session, const Shared& options) {
  const Command totp = AddGroup(
      group, session, "totp",
      {"Xác thực lớp hai: mã sáu chữ số trên điện thoại. Người thẩm định, hội đồng, người công bố "
       "và quản trị viên phải có mới thực hiện được vai trò trong trình duyệt",
       "The second factor: six digits on a telephone. Reviewers, the council, publishers and "
       "administrators act in a browser only with one"});
  const Command enrol = AddVerb(totp, session, "enrol",
                                {"Bắt đầu thiết lập: in địa chỉ otpauth:// một lần duy nhất",
                                 "Begin: prints the otpauth:// address, once"},
                                {"parctl account totp enrol | qrencode -t utf8"});
  enrol.Does([&session] { EnrolFactor(session); });

  const Command confirm = AddVerb(
      totp, session, "confirm",
      {"Xác nhận bằng mã trên điện thoại; in các mã dự phòng một lần duy nhất, hãy cất kỹ",
       "Confirm with the telephone's code; prints the recovery codes, once: keep them safe"},
      {"parctl account totp confirm"});
  Take(confirm, session, "--code-file", options->code_file,
       {"Tệp chứa mã; mặc định hỏi trên màn hình", "File with the code; otherwise asked for"},
       "FILE");
  confirm.Does([options, &session] { ConfirmFactor(session, *options); });

  const Command reset =
      AddVerb(totp, session, "reset",
              {"Quản trị viên bỏ xác thực lớp hai của người khác (mất điện thoại và mã dự phòng)",
               "An administrator resets another person's (telephone and recovery codes are lost)"},
              {"parctl account totp reset tham-dinh --reason \"mất điện thoại\""});
  Take(reset, session, "name", options->name, kAccountName, "NAME").Required();
  Take(reset, session, "--reason", options->reason, {"Lý do", "Why"}, "TEXT").Required();
  reset.Does([options, &session] { ResetFactor(session, *options); });
}

}  // namespace

void AddSignInCommands(Command account, Session& session) {
  const auto options = std::make_shared<SignInOptions>();
  AddPasswords(account, session, options);
  AddSessions(account, session, options);
  AddFactor(account, session, options);
}

}  // namespace par::parctl
