#include "parctl/app.h"

#include "parctl/language.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

// --lang is needed before the commands are made, for their help is in that language.
std::string LanguageOption(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--lang=")) return std::string(word.substr(7));
    if (word == "--lang" && i + 1 < argc) return argv[i + 1];
  }
  return {};
}

void SetFormat(Session& session, const std::string& name) {
  if (name != "table" && name != "json") {
    BadArgument("--format", "\"" + name + "\": table | json");
  }
  session.output.format = name == "json" ? Format::kJson : Format::kTable;
}

std::string Footer(const Session& session) {
  return session.Say(
      "Mã kết thúc:\n"
      "  0  không có gì sai\n"
      "  1  có điểm cần sửa, có chênh lệch, hoặc dữ liệu đầu vào bị từ chối\n"
      "  2  gõ lệnh chưa đúng\n"
      "  3  không kết nối được với máy chủ\n\n"
      "Ví dụ:\n"
      "  parctl criteria lint bo-chi-so.yaml\n"
      "  parctl score --criteria bo-chi-so.yaml --answers xa-a.yaml xa-b.yaml\n"
      "  parctl reconcile bang-cong-bo.yaml\n"
      "  parctl --node unix:/run/parnet/client.sock --token-file ~/.parctl-token status\n"
      "  parctl assess show --cycle KỲ --unit ĐƠN-VỊ --leaves\n"
      "  parctl score --help          (trợ giúp của từng lệnh)\n"
      "  source <(parctl completion bash)\n",
      "Exit codes:\n"
      "  0  nothing is wrong\n"
      "  1  findings, differences, or input that is refused\n"
      "  2  the command was written wrongly\n"
      "  3  the node cannot be reached\n\n"
      "Examples:\n"
      "  parctl criteria lint set.yaml\n"
      "  parctl score --criteria set.yaml --answers commune-a.yaml commune-b.yaml\n"
      "  parctl reconcile published.yaml\n"
      "  parctl --node unix:/run/parnet/client.sock --token-file ~/.parctl-token status\n"
      "  parctl assess show --cycle CYCLE --unit UNIT --leaves\n"
      "  parctl score --help          (help of one command)\n"
      "  source <(parctl completion bash)\n");
}

void AddNodeOptions(Command app, Session& session) {
  Take(app, session, "--node", session.node.address,
       {"Địa chỉ của máy chủ; mặc định theo PARNET_NODE",
        "Address of the node; default PARNET_NODE"},
       session.Say("unix:ĐƯỜNG-DẪN|127.0.0.1:CỔNG", "unix:PATH|127.0.0.1:PORT"));
  Take(app, session, "--token-file", session.node.token_file,
       {"Tệp chứa mã truy cập; mặc định theo PARNET_TOKEN_FILE",
        "File of the access token; default PARNET_TOKEN_FILE"},
       session.Say("TỆP", "FILE"));
  Take(app, session, "--request-id", session.node.request_id,
       {"Mã yêu cầu, để gửi lại đúng yêu cầu trước mà không làm hai lần",
        "Id of the change, to repeat one without doing it twice"},
       "HEX");
}

void AddGroups(Command app, Session& session) {
  AddCriteriaCommands(app, session);
  AddUnitCommands(app, session);
  AddCycleCommands(app, session);
  AddFiguresCommands(app, session);
  AddAssessCommands(app, session);
  AddExplainCommands(app, session);
  AddReceiptCommands(app, session);
  AddEvidenceCommands(app, session);
  AddReviewCommands(app, session);
  AddSessionCommands(app, session);
  AddRankCommands(app, session);
  AddDecisionCommands(app, session);
  AddHistoryCommands(app, session);
  AddAccountCommands(app, session);
  AddNodeCommands(app, session);
  AddAuthorityCommands(app, session);
  AddRecoveryCommands(app, session);
  AddBackupCommands(app, session);
  AddScoreCommand(app, session);
  AddReconcileCommand(app, session);
  AddRemediationCommands(app, session);
  AddSurveyCommands(app, session);
  AddCouncilCommands(app, session);
  AddTokenCommands(app, session);
  AddCompletionCommand(app, session);
}

}  // namespace

int RunParctl(int argc, const char* const* argv, const Environment& environment, std::ostream& out,
              std::ostream& err) {
  const std::string option = LanguageOption(argc, argv);
  const auto language = ChooseLanguage(option, environment.language);
  if (!language.has_value()) {
    err << "parctl: " << (option.empty() ? "PARNET_LANG" : "--lang") << ": \""
        << (option.empty() ? environment.language : option) << "\": vi | en\n";
    return kUsage;
  }
  Session session{
      .output = {.out = out, .err = err, .language = *language, .width = TerminalWidth()},
      .node = {.address = environment.node, .token_file = environment.token_file}};
  CommandLine line(session,
                   session.Say("Chấm, thẩm định và công bố Chỉ số cải cách hành chính",
                               "Score, review and publish the administrative reform index"));
  const Command app = line.root();
  app.EndHelpWith(Footer(session));
  app.NeedsCommand();
  std::string lang;  // Read above; declared so that it stands in the help and is no error.
  Take(app, session, "--lang", lang,
       {"Ngôn ngữ: vi hoặc en; mặc định theo PARNET_LANG, nếu không có thì vi",
        "Language: vi or en; default PARNET_LANG, otherwise vi"},
       "vi|en");
  app.Take(
      "--format", [&session](const std::string& name) { SetFormat(session, name); },
      session.Say("Dạng kết quả: table (bảng) hoặc json", "Form of the answer: table or json"),
      "table|json");
  line.AddVersion("parctl " PAR_VERSION, session.Say("In phiên bản", "Print the version"));
  AddNodeOptions(app, session);
  AddGroups(app, session);
  return line.Run(argc, argv);
}

}  // namespace par::parctl
