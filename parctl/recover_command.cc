// `parctl node recover`: a new machine takes the place of a lost one, step by step.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "common/base/clock.h"
#include "common/base/json_writer.h"
#include "common/base/random.h"
#include "common/config/reader.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/enrolment_files.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "par/node/v1/node.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/progress.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

namespace fs = std::filesystem;

struct RecoverOptions {
  std::string config;
  std::string code;
  std::string answer;
  std::string to;
  bool files = false;
  bool once = false;
};

std::optional<config::Config> ReadConfig(Session& session, const std::string& file) {
  const config::Reading reading = config::ReadConfigFile(file);
  if (reading.problems.empty()) return reading.config;
  session.output.err << config::CheckConfigText(reading, file, session.output.language);
  session.exit = kFindings;
  return std::nullopt;
}

fs::path SigningKeyOf(const config::Config& config) {
  return config.signing_key.empty() ? fs::path(config.data_directory) / "signing.key"
                                    : fs::path(config.signing_key);
}

std::string WhatComesBack(const Session& session) {
  return session.Say(
      "Lấy lại được từ cấp trên: mọi hồ sơ, thẩm định, quyết định đã có biên nhận hoặc đã gửi "
      "xuống; "
      "tệp kiểm chứng đã gửi lên (dùng --files).\n"
      "Không lấy lại được từ cấp trên: bản nháp và mục chưa gửi, tệp kiểm chứng chưa gửi (còn đĩa "
      "cũ "
      "thì dùng parctl node salvage), tài khoản lập trên máy cũ (lập lại, hoặc khôi phục từ bản "
      "sao "
      "lưu bằng parctl restore thay cho lệnh này).\n",
      "Comes back from the level above: every dossier, review and decision that has a receipt or "
      "was sent down; evidence files that were sent up (with --files).\n"
      "Does not: drafts and items that were not sent, files that were not sent (with the old disk "
      "at "
      "hand: parctl node salvage), accounts made on the old machine (make them again, or restore a "
      "backup with parctl restore in place of this).\n");
}

absl::Status Refused(std::string_view reason, const fs::path& file) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, reason,
                         {{"folder", file.string()}, {"file", file.string()}});
}

// The key in `file`, made where there is none. One that is there stays: an answer to the request
// that was made with it may be on its way.
absl::StatusOr<identity::KeyAndRequest> KeyIn(const fs::path& file) {
  const auto there = identity::IsThere(file);
  if (!there.ok()) return there.status();
  if (!*there) {
    identity::KeyAndRequest key = identity::MakeKeyAndRequest();
    absl::Status written =
        identity::WriteFileDurably(file, key.key_pem, identity::Secrecy::kSecret);
    if (!written.ok()) return written;
    return key;
  }
  const auto pem = identity::ReadWholeFile(file, identity::Secrecy::kSecret);
  if (!pem.ok()) return pem.status();
  auto known = identity::RequestFor(*pem);
  if (known.has_value()) return *std::move(known);
  return Refused("key_file_unreadable", file);
}

// Step 1: keys on this machine, and a request for the authority that the code vouches for.
void MakeRequest(Session& session, const RecoverOptions& options, const config::Config& config) {
  const fs::path database = fs::path(config.data_directory) / "db";
  const std::pair<fs::path, std::string_view> taken[] = {
      {database, "restore_not_empty"}, {config.certificates.certificate, "file_exists"}};
  for (const auto& [path, reason] : taken) {
    const auto there = identity::IsThere(path);
    if (!there.ok()) return PrintRefusal(session, "", there.status());
    if (*there) return PrintRefusal(session, "", Refused(reason, path));
  }
  std::error_code error;
  fs::create_directories(fs::path(config.certificates.key).parent_path(), error);
  fs::create_directories(SigningKeyOf(config).parent_path(), error);
  const auto key = KeyIn(config.certificates.key);
  if (!key.ok()) return PrintRefusal(session, "", key.status());
  const auto signer = identity::SigningKey::OpenOrMake(SigningKeyOf(config), SystemRandom());
  if (!signer.ok()) return PrintRefusal(session, "", signer.status());
  const std::string file = options.to.empty() ? config.node_id + ".request" : options.to;
  const std::string request = identity::ToText({.node_id = config.node_id,
                                                .connection_pem = key->request_pem,
                                                .signing_pem = (*signer)->Request()},
                                               options.code);
  if (!SavedFor(session, file, request)) return;
  if (PrintedAsJson(session, {{"node", config.node_id}, {"file", file}})) return;
  session.output.out << file << '\n';
  session.output.err << session.Say(
                            "Bước tiếp: gửi tệp này cho người giữ cơ quan chứng thực; họ chạy\n"
                            "  parctl ca answer ",
                            "Next: send this file to whoever keeps the authority; they run\n"
                            "  parctl ca answer ")
                     << fs::path(file).filename().string()
                     << session.Say(
                            " --folder CA --to TRẢ-LỜI\nrồi chạy lại lệnh này với --answer "
                            "TRẢ-LỜI.\n",
                            " --folder CA --to ANSWER\nthen run this again with --answer "
                            "ANSWER.\n")
                     << WhatComesBack(session);
}

// Step 2: the certificates that came back are put where the configuration wants them.
void TakeAnswer(Session& session, const RecoverOptions& options, const config::Config& config) {
  const auto text = ReadFile(options.answer);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const auto answer = identity::ReadEnrolmentAnswer(*text);
  if (!answer.ok()) return PrintRefusal(session, options.answer, answer.status());
  const auto key = identity::ReadWholeFile(config.certificates.key, identity::Secrecy::kSecret);
  if (!key.ok()) return PrintRefusal(session, "", key.status());
  if (answer->node_id != config.node_id ||
      !identity::KeyBelongsTo(*key, answer->connection_certificate)) {
    return PrintRefusal(
        session, options.answer,
        domain::Refusal(absl::StatusCode::kFailedPrecondition, "enrolment_answer_other",
                        {{"node", config.node_id}, {"other", answer->node_id}}));
  }
  const std::pair<std::string, const std::string*> files[] = {
      {config.certificates.authority, &answer->authority},
      {config.signing_certificate, &answer->signing_certificate},
      {config.node_keys, &answer->node_keys},
      {config.certificates.certificate, &answer->connection_certificate}};
  JsonWriter json;
  json.BeginObject().Key("node").String(config.node_id).Key("files").BeginArray();
  const bool as_json = session.output.format == Format::kJson;
  for (const auto& [path, content] : files) {
    if (path.empty()) continue;
    if (!SavedFor(session, path, *content)) return;
    json.String(path);
    if (!as_json) session.output.out << path << '\n';
  }
  if (as_json) {
    session.output.out << json.EndArray().EndObject().Take();
    return;
  }
  session.output.err << session.Say(
      "Bước tiếp: chạy máy chủ, rồi chạy lại lệnh này (không có --answer) để xem tiến độ.\n"
      "Các máy chủ cấp trên và cấp dưới cũng cần node-keys.txt mới của cơ quan chứng thực; máy cũ "
      "bị "
      "chặn khi máy này nối được.\n",
      "Next: start the node, then run this again (without --answer) to watch.\n"
      "The nodes above and below need the authority's new node-keys.txt too; the old machine is "
      "shut out as soon as this one has connected.\n");
}

// Redrawn as the numbers come; a new bar where the whole has become known to be larger.
class Bars {
 public:
  explicit Bars(Session& session) : session_(session) {}
  void Show(const std::string& label, Counted counted, std::uint64_t done, std::uint64_t total) {
    if (total == 0) return;
    if (!bar_.has_value() || total != total_ || label != label_) {
      if (bar_.has_value() && label != label_) bar_->Finish(total_);
      bar_.emplace(session_.output.err, SystemClock(), session_.output.language,
                   ProgressPlan{.label = label, .counted = counted, .total = total},
                   isatty(STDERR_FILENO) == 1, false);
      label_ = label;
      total_ = total;
    }
    bar_->Report(done);
  }

 private:
  Session& session_;
  std::optional<Progress> bar_;
  std::string label_;
  std::uint64_t total_ = 0;
};

void PrintState(Session& session, const node::v1::GetRecoveryResponse& state) {
  if (PrintedAsJson(session, state)) return;
  if (state.upper_node().empty()) {
    session.output.out << session.Say(
        "Máy chủ này không có máy chủ cấp trên: không có gì để lấy lại từ cấp trên. Hồ sơ của các "
        "đơn vị "
        "cấp dưới do máy chủ của họ tự gửi lại; phần còn lại có trong bản sao lưu (parctl "
        "restore).\n",
        "This node has no node above: nothing comes back from there. The nodes below send their "
        "units' dossiers again by themselves; the rest is in a backup (parctl restore).\n");
    return;
  }
  const domain::Language language = session.output.language;
  session.output.out << (state.in_step()
                             ? session.Say("Đã khớp với máy chủ ", "In step with node ")
                             : session.Say("Chưa khớp với máy chủ ", "Not yet in step with node "))
                     << state.upper_node() << ": " << state.items_here() << '/'
                     << state.items_above() << session.Say(" mục, nhận ", " items, received ")
                     << AmountText(state.bytes_received(), Counted::kBytes, language) << '\n';
  if (state.files_missing() > 0) {
    session.output.out << state.files_missing()
                       << session.Say(" tệp kiểm chứng chưa ở đây (", " evidence files not here (")
                       << AmountText(state.bytes_missing(), Counted::kBytes, language)
                       << session.Say("), đang lấy ", "), being fetched: ") << state.files_asked()
                       << '\n';
  }
}

// Why it does not go on, each reason once.
void PrintNewErrors(Session& session, const node::v1::GetRecoveryResponse& state,
                    std::set<std::string>& said) {
  for (const std::string& error : {state.last_error(), state.file_error()}) {
    if (!error.empty() && said.insert(error).second) session.output.err << error << '\n';
  }
}

// Step 3: until every stream is as the node above holds it.
void Watch(Session& session, const RecoverOptions& options, const config::Config& config) {
  if (session.node.address.empty()) session.node.address = config.client_listen;
  Bars bars(session);
  std::set<std::string> said;
  int done = 0;  // Answers in a row: which files are missing is known a moment after the entries.
  while (true) {
    node::v1::GetRecoveryRequest request;
    request.set_fetch_files(options.files);
    request.set_language(session.vietnamese() ? "vi" : "en");
    const auto state = Ask(session, &node::v1::NodeService::Stub::GetRecovery, request);
    if (!state.has_value()) return;
    PrintNewErrors(session, *state, said);
    if (state->upper_node().empty()) return PrintState(session, *state);
    const bool files_done = !options.files || state->files_asked() == 0;
    done = state->in_step() && files_done ? done + 1 : 0;
    if (options.once || done == (options.files ? 3 : 1)) {
      PrintState(session, *state);
      if (!state->in_step()) session.exit = kFindings;
      if (session.output.format == Format::kTable) session.output.err << WhatComesBack(session);
      return;
    }
    if (!state->in_step()) {
      bars.Show(session.Say("mục", "items"), Counted::kRows, state->items_here(),
                state->items_above());
    } else {
      bars.Show(session.Say("tệp", "files"), Counted::kBytes, state->bytes_fetched(),
                state->bytes_fetched() + state->bytes_missing());
    }
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

void Recover(Session& session, const RecoverOptions& options) {
  const auto config = ReadConfig(session, options.config);
  if (!config.has_value()) return;
  if (config->certificates.key.empty()) {
    return PrintRefusal(session, "",
                        domain::Refusal(absl::StatusCode::kFailedPrecondition,
                                        "recover_no_certificates", {{"file", options.config}}));
  }
  if (!options.code.empty()) return MakeRequest(session, options, *config);
  if (!options.answer.empty()) return TakeAnswer(session, options, *config);
  const auto there = identity::IsThere(config->certificates.certificate);
  if (!there.ok()) return PrintRefusal(session, "", there.status());
  if (!*there) {
    return PrintRefusal(
        session, "",
        domain::Refusal(absl::StatusCode::kFailedPrecondition, "recover_no_certificate",
                        {{"file", config->certificates.certificate}}));
  }
  Watch(session, options, *config);
}

}  // namespace

void AddRecoveryCommands(Command app, Session& session) {
  auto options = std::make_shared<RecoverOptions>();
  const Command group = AddGroup(app, session, "node",
                                 {"Thay máy bị mất, cứu dữ liệu từ đĩa cũ",
                                  "Replace a lost machine, save what lies on its disk"});
  const Command recover = AddVerb(
      group, session, "recover",
      {"Máy mới thay máy bị mất, ba bước: --code (mã kết nạp) lập khóa và yêu cầu; --answer nhận "
       "chứng thư; chạy máy chủ rồi gọi không tùy chọn để xem dữ liệu về từ cấp trên. Máy cũ bị "
       "chặn "
       "nhưng giữ nguyên dữ liệu. Xem docs/operations/lost-machine.md",
       "A new machine takes the place of a lost one, in three steps: --code (the enrolment code) "
       "makes keys and a request; --answer takes the certificates; with the node running and "
       "neither, watch the data come back from above. The old machine is shut out and keeps its "
       "data. See docs/operations/lost-machine.md"},
      {"parctl node recover --config node.yaml --code 8Z3KQ-…",
       "parctl node recover --config node.yaml --answer la-ha.answer",
       "parctl node recover --config node.yaml --files"});
  Take(recover, session, "--config", options->config,
       {"Cấu hình của máy chủ", "The node's configuration"}, "FILE")
      .Required();
  Take(recover, session, "--code", options->code,
       {"Bước 1: mã kết nạp (parctl ca enrol)", "Step 1: the enrolment code (parctl ca enrol)"},
       "CODE");
  Take(recover, session, "--to", options->to,
       {"Bước 1: tệp yêu cầu; mặc định NÚT.request", "Step 1: file of the request; NODE.request"},
       "FILE");
  Take(recover, session, "--answer", options->answer,
       {"Bước 2: tệp trả lời (parctl ca answer)", "Step 2: the answer (parctl ca answer)"}, "FILE");
  TakeFlag(recover, session, "--files", options->files,
           {"Bước 3: lấy cả tệp kiểm chứng", "Step 3: fetch the evidence files too"});
  TakeFlag(recover, session, "--once", options->once,
           {"Bước 3: chỉ in tình trạng lúc này", "Step 3: only print how it stands now"});
  recover.Does([options, &session] { Recover(session, *options); });
  AddSalvageCommand(group, session);
}

}  // namespace par::parctl
