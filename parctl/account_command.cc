// `parctl account`: accounts of a node and their tokens.
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/base/hex.h"
#include "common/domain/yaml_writer.h"
#include "common/identity/account_commands.h"
#include "common/identity/bootstrap_file.h"
#include "common/identity/secret_file.h"
#include "common/identity/token.h"
#include "par/account/v1/account.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using account::v1::AccountService;

struct AccountOptions {
  std::string name;
  std::string full_name;
  std::string position;
  std::string unit;
  std::vector<std::string> roles;
  std::vector<std::string> areas;
  std::vector<std::string> home_units;
  std::string to;
  std::string label;
  std::string sha256;
  std::string reason;
  std::string token_id;
};

std::string RoleName(int role) {
  std::string name = account::v1::Role_Name(static_cast<account::v1::Role>(role));
  if (name.starts_with("ROLE_")) name = name.substr(5);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

account::v1::Role RoleNamed(const std::string& name) {
  for (int role = account::v1::Role_MIN; role <= account::v1::Role_MAX; ++role) {
    if (account::v1::Role_IsValid(role) && role != 0 && RoleName(role) == name) {
      return static_cast<account::v1::Role>(role);
    }
  }
  BadArgument("--role",
              "\"" + name + "\": clerk | leader | reviewer | council | publisher | administrator");
}

// A new token in the new file `path`, which only its owner may read; its hash. Nothing if that
// failed (printed): a file that is there may hold the token that somebody signs in with.
std::optional<std::string> NewTokenIn(Session& session, const std::string& path) {
  if (!IsFree(session, path)) return std::nullopt;
  const identity::Secret secret = identity::MakeToken(SystemRandom());
  const absl::Status written =
      identity::WriteFileDurably(path, secret.Reveal() + "\n", identity::Secrecy::kSecret);
  if (!written.ok()) {
    PrintRefusal(session, "", written);
    return std::nullopt;
  }
  return identity::HashOfToken(secret.Reveal()).ToBytes();
}

void PrintAccounts(Session& session, const std::vector<account::v1::Account>& accounts) {
  Table table({{.title = session.Say("Tài khoản", "Account")},
               {.title = session.Say("Họ và tên", "Name"), .may_shrink = true},
               {.title = session.Say("Chức vụ", "Position"), .may_shrink = true},
               {.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Vai trò", "Roles")},
               {.title = session.Say("Lĩnh vực", "Areas")},
               {.title = session.Say("Khóa", "Disabled")}});
  for (const account::v1::Account& one : accounts) {
    std::vector<std::string> roles;
    for (const int role : one.roles()) roles.push_back(RoleName(role));
    table.Add({one.name(), one.full_name(), one.position(), one.unit(), absl::StrJoin(roles, ", "),
               absl::StrJoin(one.areas(), ", "), one.disabled() ? session.Say("có", "yes") : "-"});
  }
  session.output.out << table.Text(session.output.width);
}

// Adds one account to a file of first accounts, with its token: offline.
void Bootstrap(Session& session, const AccountOptions& options) {
  for (const std::string& role : options.roles) (void)RoleNamed(role);
  const absl::Status person = identity::CheckPerson(options.full_name, options.position);
  if (!person.ok()) return PrintRefusal(session, "", person);
  const auto there = identity::IsThere(options.to);
  if (!there.ok()) return PrintRefusal(session, "", there.status());
  const auto hash = NewTokenIn(session, options.token_id);
  if (!hash.has_value()) return;
  std::ofstream file(options.to, std::ios::app);
  if (!*there) file << "format: parnet/accounts/1\naccounts:\n";
  const auto quoted = [](const std::string& text) { return domain::QuotedYaml(text); };
  file << "  - {account: " << quoted(options.name) << ", full_name: " << quoted(options.full_name)
       << (options.position.empty() ? "" : ", position: " + quoted(options.position))
       << ", unit: " << quoted(options.unit) << ", roles: [" << absl::StrJoin(options.roles, ", ")
       << "], token_sha256: " << ToHex(*hash) << "}\n";
  if (!file.flush()) {
    return PrintRefusal(session, options.to, absl::InternalError("write"));
  }
  session.output.out << options.to << ": " << options.name << '\n';
}

void AddAccount(Session& session, const AccountOptions& options) {
  account::v1::AddAccountRequest request;
  account::v1::Account& account = *request.mutable_account();
  account.set_name(options.name);
  account.set_full_name(options.full_name);
  account.set_position(options.position);
  account.set_unit(options.unit);
  for (const std::string& role : options.roles) account.add_roles(RoleNamed(role));
  for (const std::string& area : options.areas) account.add_areas(area);
  for (const std::string& unit : options.home_units) account.add_home_units(unit);
  const auto answer = Change(session, &AccountService::Stub::AddAccount, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintAccounts(session, {answer->account()});
}

// Account by account: one that is refused is printed and keeps none of the others from being added.
void ImportAccounts(Session& session, const std::string& path) {
  const auto text = ReadFile(path);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const identity::BootstrapFile file = identity::ReadBootstrapFile(*text, path);
  PrintFindings(session, file.findings, file.findings.size());
  if (!file.request.has_value()) return;
  account::v1::ListAccountsResponse added;
  for (const account::v1::FirstAccount& one : file.request->accounts()) {
    account::v1::AddAccountRequest request;
    *request.mutable_account() = one.account();
    const auto answer = Change(session, &AccountService::Stub::AddAccount, std::move(request));
    if (!answer.has_value()) continue;
    *added.add_accounts() = answer->account();
    if (one.token_sha256().empty()) continue;
    account::v1::IssueTokenRequest token;
    token.set_account(one.account().name());
    token.set_token_sha256(one.token_sha256());
    token.set_label("import");
    (void)Change(session, &AccountService::Stub::IssueToken, std::move(token));
  }
  if (PrintedAsJson(session, added)) return;
  PrintAccounts(session, {added.accounts().begin(), added.accounts().end()});
}

void ChangePerson(Session& session, const AccountOptions& options) {
  account::v1::ChangePersonRequest request;
  request.set_account(options.name);
  request.set_full_name(options.full_name);
  request.set_position(options.position);
  const auto answer = Change(session, &AccountService::Stub::ChangePerson, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintAccounts(session, {answer->account()});
}

void Token(Session& session, const AccountOptions& options) {
  // What is wrong with the call is said before there is a token.
  if (LineOf(session) == nullptr) return;
  CheckRequestId(session);
  const auto hash =
      options.sha256.empty() ? NewTokenIn(session, options.to) : FromHex(options.sha256);
  if (!hash.has_value()) {
    if (!options.sha256.empty()) BadArgument("--sha256", options.sha256);
    return;
  }
  account::v1::IssueTokenRequest request;
  request.set_account(options.name);
  request.set_token_sha256(*hash);
  request.set_label(options.label);
  const auto answer = Change(session, &AccountService::Stub::IssueToken, std::move(request));
  if (!answer.has_value() && options.sha256.empty()) {
    std::error_code none;
    std::filesystem::remove(options.to, none);  // Nothing that is known to open anything.
  }
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.name << ": " << session.Say("mã truy cập ", "token ")
                     << answer->token().id() << '\n';
}

void Revoke(Session& session, const AccountOptions& options) {
  account::v1::RevokeTokenRequest request;
  request.set_account(options.name);
  request.set_token_id(options.token_id);
  const auto answer = Change(session, &AccountService::Stub::RevokeToken, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("đã thu hồi ", "revoked ") << answer->token().id() << '\n';
}

void ListAccounts(Session& session, const AccountOptions& options) {
  account::v1::ListAccountsRequest request;
  request.set_unit(options.unit);
  account::v1::ListAccountsResponse all;
  const bool whole =
      EachPage(session, &AccountService::Stub::ListAccounts, std::move(request),
               [&](const auto& page) { all.mutable_accounts()->MergeFrom(page.accounts()); });
  if (!whole) return;
  if (PrintedAsJson(session, all)) return;
  PrintAccounts(session, {all.accounts().begin(), all.accounts().end()});
}

void TakePosition(Command verb, const Session& session, AccountOptions& options) {
  Take(verb, session, "--position", options.position,
       {"Chức vụ, như \"Trưởng phòng Nội vụ\"", "Position, such as \"Trưởng phòng Nội vụ\""},
       "TEXT");
}

void TakePerson(Command verb, const Session& session, AccountOptions& options) {
  Take(verb, session, "name", options.name, {"Tên tài khoản", "Name of the account"}, "NAME")
      .Required();
  Take(verb, session, "--full-name", options.full_name, {"Họ và tên", "Full name"}, "TEXT")
      .Required();
  TakePosition(verb, session, options);
  TakeUnit(verb, session, options.unit, true);
  TakeMany(verb, session, "--role", options.roles,
           {"clerk, leader, reviewer, council, publisher, administrator",
            "clerk, leader, reviewer, council, publisher, administrator"},
           "ROLE")
      .Required();
}

void AddMaking(Command group, Session& session, const std::shared_ptr<AccountOptions>& options) {
  const Command first =
      AddVerb(group, session, "bootstrap",
              {"Ghi thêm một tài khoản ban đầu vào tệp của máy chủ, tạo luôn mã truy cập (không "
               "cần máy chủ)",
               "Add one first account to a node's file and make its token (needs no node)"},
              {"parctl account bootstrap quan-tri --full-name \"Nguyễn Thị Lan\" --unit tu-nghia "
               "--role administrator --to accounts.yaml --token-to quan-tri.token"});
  TakePerson(first, session, *options);
  Take(first, session, "--to", options->to, {"Tệp tài khoản ban đầu", "File of first accounts"},
       "FILE")
      .Required();
  Take(first, session, "--token-to", options->token_id,
       {"Tệp mới để cất mã truy cập", "New file that keeps the token"}, "FILE")
      .Required();
  first.Does([options, &session] { Bootstrap(session, *options); });

  const Command add = AddVerb(group, session, "add", {"Thêm tài khoản", "Add an account"},
                              {"parctl account add tham-dinh --full-name \"Trần Văn Minh\" "
                               "--unit tu-nghia --role reviewer --areas 3 7"});
  TakePerson(add, session, *options);
  TakeMany(add, session, "--areas", options->areas,
           {"Lĩnh vực được giao; mặc định tất cả", "Areas of a reviewer; all unless given"}, "ID");
  TakeMany(add, session, "--home-unit", options->home_units,
           {"Đơn vị khác nơi người đó đang hoặc từng công tác (không được thẩm định)",
            "Another unit where the person works or worked (may not review it)"},
           "ID");
  add.Does([options, &session] { AddAccount(session, *options); });
}

void AddPeople(Command group, Session& session, const std::shared_ptr<AccountOptions>& options) {
  const Command import = AddVerb(
      group, session, "import",
      {"Thêm nhiều tài khoản từ tệp, dạng như tệp tài khoản ban đầu (docs/formats/accounts.md)",
       "Add accounts from a file, in the form of first accounts (docs/formats/accounts.md)"},
      {"parctl account import can-bo.yaml"});
  Take(import, session, "file", options->to, {"Tệp tài khoản", "File of accounts"}, "FILE")
      .Required();
  import.Does([options, &session] { ImportAccounts(session, options->to); });

  const Command person = AddVerb(group, session, "person",
                                 {"Sửa họ tên, chức vụ; vai trò và phiên làm việc giữ nguyên",
                                  "Correct full name and position; roles and sessions stay"},
                                 {"parctl account person tham-dinh --full-name \"Trần Văn Minh\" "
                                  "--position \"Phó Trưởng phòng Nội vụ\""});
  Take(person, session, "name", options->name, {"Tên tài khoản", "Name of the account"}, "NAME")
      .Required();
  Take(person, session, "--full-name", options->full_name, {"Họ và tên", "Full name"}, "TEXT")
      .Required();
  TakePosition(person, session, *options);
  person.Does([options, &session] { ChangePerson(session, *options); });
}

void AddTokens(Command group, Session& session, const std::shared_ptr<AccountOptions>& options) {
  const Words name = {"Tên tài khoản", "Name of the account"};
  const Command token =
      AddVerb(group, session, "token",
              {"Cấp mã truy cập: tạo mới vào tệp, hoặc ghi nhận mã băm do người dùng đưa",
               "Issue a token: a new one into a file, or the hash that its user gave"},
              {"parctl account token tham-dinh --to tham-dinh.token --label \"máy văn phòng\"",
               "parctl account token tham-dinh --sha256 9f86d081…"});
  Take(token, session, "name", options->name, name, "NAME").Required();
  const Argument to =
      Take(token, session, "--to", options->to, {"Tệp mới để ghi", "New file to write"}, "FILE");
  const Argument hash =
      Take(token, session, "--sha256", options->sha256, {"Mã băm", "Its hash"}, "HEX");
  hash.Excludes(to);
  Take(token, session, "--label", options->label, {"Dùng ở đâu", "Where it is used"}, "TEXT");
  token.Does([options, &session] {
    if (options->to.empty() && options->sha256.empty()) MissingArgument("--to, --sha256");
    Token(session, *options);
  });
  const Command revoke =
      AddVerb(group, session, "revoke", {"Thu hồi mã truy cập", "Revoke a token"},
              {"parctl account revoke tham-dinh --token 9f86d081884c7d65"});
  Take(revoke, session, "name", options->name, name, "NAME").Required();
  Take(revoke, session, "--token", options->token_id, {"Mã nhận dạng", "Id of the token"}, "ID")
      .Required();
  revoke.Does([options, &session] { Revoke(session, *options); });
}

}  // namespace

void AddAccountCommands(Command app, Session& session) {
  auto options = std::make_shared<AccountOptions>();
  const Command group = AddGroup(app, session, "account", {"Tài khoản", "Accounts"});
  AddMaking(group, session, options);
  AddPeople(group, session, options);
  AddTokens(group, session, options);
  AddSignInCommands(group, session);
  const Command list = AddVerb(group, session, "list", {"Các tài khoản", "The accounts"},
                               {"parctl account list --unit tu-nghia"});
  TakeUnit(list, session, options->unit, false);
  list.Does([options, &session] { ListAccounts(session, *options); });
}

}  // namespace par::parctl
