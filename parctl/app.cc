#include "parctl/app.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "common/domain/finding.h"
#include "parctl/language.h"

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
    throw CLI::ValidationError("--format", "\"" + name + "\": table | json");
  }
  session.output.format = name == "json" ? Format::kJson : Format::kTable;
}

// The headings of the help, of this command and all below it.
void TranslateHelp(CLI::App& app, const Session& session) {
  app.get_help_ptr()->group(session.Say("Tùy chọn", "Options"));
  app.get_help_ptr()->description(session.Say("In phần trợ giúp này", "Print this help"));
  if (app.get_parent() != nullptr) app.group(session.Say("Lệnh", "Commands"));
  for (CLI::App* sub : app.get_subcommands({})) TranslateHelp(*sub, session);
}

void TranslateLabels(const CLI::App& app, const Session& session) {
  if (!session.vietnamese()) return;
  const std::vector<std::pair<std::string, std::string>> labels = {
      {"Usage", "Cách dùng"}, {"OPTIONS", "TÙY CHỌN"}, {"Positionals", "Tham số"},
      {"SUBCOMMAND", "LỆNH"}, {"SUBCOMMANDS", "LỆNH"}, {"REQUIRED", "bắt buộc"}};
  for (const auto& [label, text] : labels) app.get_formatter()->label(label, text);
}

std::string Footer(const Session& session) {
  return session.Say(
      "Mã kết thúc:\n"
      "  0  không có gì sai\n"
      "  1  có điểm cần sửa, có chênh lệch, hoặc dữ liệu đầu vào bị từ chối\n"
      "  2  gõ lệnh chưa đúng\n"
      "  3  không kết nối được với nút\n\n"
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

const CLI::App& Chosen(const CLI::App& app) {
  const auto& chosen = app.get_subcommands();
  return chosen.empty() ? app : Chosen(*chosen.front());
}

// The first word that stands where a command should and is none; empty if there is no such word.
std::string UnknownCommand(const CLI::App& root, const CLI::App& app) {
  if (!app.get_subcommands().empty() || app.get_subcommands({}).empty()) return {};
  for (const std::string& word : root.remaining(true)) {
    if (!word.starts_with('-')) return word;
  }
  return {};
}

// What was written wrongly, in the language of the run. The library's own words come only where it
// knows more than the kind of error.
std::string UsageText(const CLI::App& root, const CLI::ParseError& error, const Session& session) {
  const CLI::App& app = Chosen(root);
  if (const std::string word = UnknownCommand(root, app); !word.empty()) {
    std::vector<std::string_view> known;
    for (const CLI::App* sub : app.get_subcommands({})) known.emplace_back(sub->get_name());
    const std::string_view nearest = domain::Nearest(word, known);
    std::string text = "parctl: " + session.Say("không có lệnh", "there is no command");
    text += " \"" + word + "\"";
    if (nearest.empty()) return text;
    return text + session.Say("; có phải là \"", "; is it \"") + std::string(nearest) + "\"?";
  }
  const std::string what = error.what();
  if (!session.vietnamese()) return "parctl: " + what;
  const std::string kind = error.get_name();
  std::string text = "gõ lệnh chưa đúng";
  if (kind == "RequiredError") text = "thiếu phần bắt buộc";
  if (kind == "ExtrasError") text = "có phần không hiểu được";
  if (kind == "ConversionError" || kind == "ValidationError") text = "giá trị không dùng được";
  if (kind == "ArgumentMismatch") text = "số tham số không đúng";
  return "parctl: " + text + " (" + what + ")";
}

int Parse(CLI::App& app, int argc, const char* const* argv, Session& session) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    session.output.out << app.help();
    return kFine;
  } catch (const CLI::CallForVersion& version) {
    session.output.out << version.what() << '\n';
    return kFine;
  } catch (const CLI::ParseError& error) {
    std::string path;
    for (const CLI::App* part = &Chosen(app); part != nullptr; part = part->get_parent()) {
      path = part->get_name() + (path.empty() ? "" : " ") + path;
    }
    session.output.err << UsageText(app, error, session) << '\n'
                       << session.Say("Xem: ", "See: ") << path << " --help\n";
    return kUsage;
  }
  return session.exit;
}

void AddNodeOptions(CLI::App& app, Session& session) {
  app.add_option("--node", session.node.address,
                 session.Say("Địa chỉ của nút; mặc định theo PARNET_NODE",
                             "Address of the node; default PARNET_NODE"))
      ->option_text(session.Say("unix:ĐƯỜNG-DẪN|máy:cổng", "unix:PATH|host:port"));
  app.add_option("--token-file", session.node.token_file,
                 session.Say("Tệp chứa mã truy cập; mặc định theo PARNET_TOKEN_FILE",
                             "File of the access token; default PARNET_TOKEN_FILE"))
      ->option_text(session.Say("TỆP", "FILE"));
  app.add_option("--request-id", session.node.request_id,
                 session.Say("Mã yêu cầu, để gửi lại đúng yêu cầu trước mà không làm hai lần",
                             "Id of the change, to repeat one without doing it twice"))
      ->option_text("HEX");
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
  CLI::App app(session.Say("Chấm, thẩm định và công bố Chỉ số cải cách hành chính",
                           "Score, review and publish the administrative reform index"),
               "parctl");
  TranslateLabels(app, session);
  app.option_defaults()->group(session.Say("Tùy chọn", "Options"));
  app.footer(Footer(session));
  app.require_subcommand(1);
  app.fallthrough();
  std::string lang;  // Read above; declared so that it stands in the help and is no error.
  app.add_option("--lang", lang,
                 session.Say("Ngôn ngữ: vi hoặc en; mặc định theo PARNET_LANG, nếu không có thì vi",
                             "Language: vi or en; default PARNET_LANG, otherwise vi"))
      ->option_text("vi|en");
  app.add_option_function<std::string>(
         "--format", [&session](const std::string& name) { SetFormat(session, name); },
         session.Say("Dạng kết quả: table (bảng) hoặc json", "Form of the answer: table or json"))
      ->option_text("table|json");
  app.set_version_flag("--version", "parctl " PAR_VERSION,
                       session.Say("In phiên bản", "Print the version"));
  AddNodeOptions(app, session);
  AddCriteriaCommands(app, session);
  AddUnitCommands(app, session);
  AddCycleCommands(app, session);
  AddFiguresCommands(app, session);
  AddAssessCommands(app, session);
  AddExplainCommands(app, session);
  AddEvidenceCommands(app, session);
  AddReviewCommands(app, session);
  AddRankCommands(app, session);
  AddDecisionCommands(app, session);
  AddAccountCommands(app, session);
  AddNodeCommands(app, session);
  AddAuthorityCommands(app, session);
  AddScoreCommand(app, session);
  AddReconcileCommand(app, session);
  AddTokenCommands(app, session);
  AddCompletionCommand(app, session);
  TranslateHelp(app, session);
  return Parse(app, argc, argv, session);
}

}  // namespace par::parctl
