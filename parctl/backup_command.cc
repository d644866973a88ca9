// `parctl backup`, `parctl restore`: a node's copy as one file that only the holder of a private
// key can read, and back into a new machine's empty folders.
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "common/base/clock.h"
#include "common/base/json_writer.h"
#include "common/base/random.h"
#include "common/config/reader.h"
#include "common/domain/refusal.h"
#include "common/identity/sealed.h"
#include "common/identity/secret_file.h"
#include "common/node/sealed_backup.h"
#include "par/node/v1/node.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/node_copy.h"
#include "parctl/progress.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/verbs.h"
#include "parctl/work_folder.h"

namespace par::parctl {
namespace {

struct BackupOptions {
  std::string file;
  std::string key;
  std::string recipient;
  std::string work;
  std::string config;
};

// A bar that learns its total with the first report.
node::BackupProgress Bar(Session& session, const std::string& label) {
  auto bar = std::make_shared<std::optional<Progress>>();
  return [bar, &session, label](std::uint64_t done, std::uint64_t total) {
    if (!bar->has_value()) {
      bar->emplace(session.output.err, SystemClock(), session.output.language,
                   ProgressPlan{.label = label, .counted = Counted::kBytes, .total = total},
                   isatty(STDERR_FILENO) == 1, false);
    }
    done == total ? (*bar)->Finish(done) : (*bar)->Report(done);
  };
}

void PrintManifest(Session& session, const std::string& file,
                   const node::BackupManifest& manifest) {
  const node::BackupHead& head = manifest.head;
  if (session.output.format == Format::kJson) {
    JsonWriter json;
    json.BeginObject().Key("file").String(file).Key("node").String(head.node);
    json.Key("level").String(head.level).Key("units").BeginArray();
    for (const std::string& unit : head.units) json.String(unit);
    json.EndArray().Key("made_at").String(std::to_string(head.made));
    json.Key("entries").String(std::to_string(head.ledger.number));
    json.Key("head_sha256").String(head.ledger.hash.Hex());
    json.Key("files").Int(static_cast<std::int64_t>(manifest.files.size()));
    json.Key("bytes").String(std::to_string(manifest.bytes())).EndObject();
    session.output.out << json.Take();
    return;
  }
  session.output.out << file << ": " << head.node << session.Say(", lập lúc ", ", made ")
                     << TimeText(head.made) << ", " << head.ledger.number
                     << session.Say(" bút toán, ", " entries, ") << manifest.files.size()
                     << session.Say(" tệp, ", " files, ")
                     << AmountText(manifest.bytes(), Counted::kBytes, session.output.language)
                     << '\n';
}

void Keygen(Session& session, const BackupOptions& options) {
  const std::filesystem::path secret(options.file);
  const std::filesystem::path open = options.file + ".pub";
  if (!IsFree(session, secret.string()) || !IsFree(session, open.string())) return;
  const identity::SealKeys keys = identity::MakeSealKeys(SystemRandom());
  absl::Status written =
      identity::WriteFileDurably(secret, keys.private_pem, identity::Secrecy::kSecret);
  if (written.ok()) {
    written = identity::WriteFileDurably(open, keys.public_pem, identity::Secrecy::kPublic);
  }
  if (!written.ok()) return PrintRefusal(session, "", written);
  session.output.out << secret.string() << ", " << open.string() << '\n';
  session.output.err << session.Say(
      "Khóa riêng cất nơi khác, không để trên máy chủ: mất khóa riêng thì không mở được bản "
      "sao lưu nào.\n",
      "Keep the private key elsewhere, never on the node's machine: without it no backup can be "
      "opened.\n");
}

// From the root on: the node stands in another folder. Nothing where it is no path, which is
// printed.
std::optional<std::filesystem::path> WholePath(Session& session, const std::string& path) {
  std::error_code failed;
  std::filesystem::path whole = std::filesystem::absolute(path, failed);
  if (!failed) return whole;
  PrintRefusal(session, "",
               domain::Refusal(absl::StatusCode::kInvalidArgument, "file_not_written",
                               {{"file", path}, {"why", failed.message()}}));
  return std::nullopt;
}

// The folder is the node's to name unless `work` does.
std::optional<std::filesystem::path> MakeCopy(Session& session, const std::string& work) {
  node::v1::ExportRequest request;
  if (!work.empty()) {
    const auto folder = WholePath(session, work);
    if (!folder.has_value()) return std::nullopt;
    request.set_folder(folder->string());
  }
  const auto made = Copied(session, std::move(request));
  return made.has_value() ? std::optional<std::filesystem::path>(made->folder()) : std::nullopt;
}

void Make(Session& session, const BackupOptions& options) {
  const auto pem = ReadFile(options.recipient);
  if (!pem.ok()) return PrintRefusal(session, "", pem.status());
  const auto recipient = identity::ReadSealPublicKey(*pem);
  if (!recipient.ok()) return PrintRefusal(session, options.recipient, recipient.status());
  const auto to = WholePath(session, options.file);
  if (!to.has_value() || !IsFree(session, to->string()))
    return;         // Before the node copies all it has.
  WorkFolder work;  // Before the line to the node: its threads must not take the signals.
  const auto copy = MakeCopy(session, options.work);
  if (!copy.has_value()) return;
  work.Hold(*copy);  // Of links, mostly; the node made it for us.
  const auto sealed = node::SealBackup(*copy, *recipient, *to, SystemRandom(),
                                       Bar(session, to->filename().string()));
  if (!sealed.ok()) return PrintRefusal(session, "", sealed.status());
  PrintManifest(session, to->string(), *sealed);
}

void Check(Session& session, const BackupOptions& options) {
  const auto key = identity::ReadWholeFile(options.key, identity::Secrecy::kSecret);
  if (!key.ok()) return PrintRefusal(session, "", key.status());
  const auto manifest = node::CheckBackup(options.file, *key, Bar(session, options.file));
  if (!manifest.ok()) return PrintRefusal(session, options.file, manifest.status());
  PrintManifest(session, options.file, *manifest);
}

void Restore(Session& session, const BackupOptions& options) {
  const config::Reading reading = config::ReadConfigFile(options.config);
  if (!reading.problems.empty()) {
    session.output.err << config::CheckConfigText(reading, options.config, session.output.language);
    session.exit = kFindings;
    return;
  }
  const auto key = identity::ReadWholeFile(options.key, identity::Secrecy::kSecret);
  if (!key.ok()) return PrintRefusal(session, "", key.status());
  const auto manifest = node::RestoreBackup(options.file, *key, reading.config, SystemRandom(),
                                            Bar(session, options.file));
  if (!manifest.ok()) return PrintRefusal(session, options.file, manifest.status());
  PrintManifest(session, reading.config.data_directory, *manifest);
  session.output.err << session.Say(
      "Đã đối chiếu mọi mã băm. Việc sau lúc sao lưu: những gì cấp trên và cấp dưới đã nhận sẽ tự "
      "về khi máy chủ chạy; bản nháp, tài khoản và mật khẩu đổi sau đó thì không.\n",
      "Every hash was compared. What happened after the backup: whatever the levels above and "
      "below received comes back by itself once the node runs; drafts and accounts changed since "
      "do not.\n");
}

}  // namespace

void AddBackupCommands(Command app, Session& session) {
  auto options = std::make_shared<BackupOptions>();
  const Command group =
      AddGroup(app, session, "backup",
               {"Sao lưu mã hóa của máy chủ", "Encrypted backups of a node (docs/operations)"});
  const Command keygen = AddVerb(
      group, session, "keygen",
      {"Tạo cặp khóa sao lưu: khóa riêng cất nơi khác, khóa công khai (.pub) để trên máy chủ",
       "Make the keys of backups: the private one is kept elsewhere, the public one (.pub) lies on "
       "the node's machine"},
      {"parctl backup keygen sao-luu.key"});
  Take(keygen, session, "file", options->file,
       {"Tệp khóa riêng mới", "New file of the private key"}, "FILE")
      .Required();
  keygen.Does([options, &session] { Keygen(session, *options); });

  const Command make = AddVerb(
      group, session, "make",
      {"Sao lưu máy chủ đang chạy thành một tệp chỉ người giữ khóa riêng mở được. Chạy ngay "
       "trên máy chủ, bằng tài khoản hệ thống của phần mềm (parnet)",
       "Back up a running node into one file that only the private key opens. Run it on the node's "
       "machine as the node's system user"},
      {"parctl backup make /mnt/usb/la-ha.parbak --for sao-luu.key.pub"});
  Take(make, session, "file", options->file, {"Tệp mới", "New file"}, "FILE").Required();
  Take(make, session, "--for", options->recipient, {"Khóa công khai", "Public key"}, "FILE")
      .Required();
  Take(make, session, "--work", options->work,
       {"Thư mục tạm mới, chứa dữ liệu chưa mã hóa; mặc định nằm trong thư mục dữ liệu của máy chủ",
        "New scratch folder, of data that is not sealed; default: in the node's data folder"},
       "FOLDER");
  make.Does([options, &session] { Make(session, *options); });

  const Command check = AddVerb(group, session, "check",
                                {"Đọc hết một bản sao lưu và đối chiếu mọi mã băm, không ghi gì",
                                 "Read all of a backup and compare every hash; writes nothing"},
                                {"parctl backup check la-ha.parbak --key sao-luu.key"});
  Take(check, session, "file", options->file, {"Bản sao lưu", "The backup"}, "FILE").Required();
  Take(check, session, "--key", options->key, {"Khóa riêng", "Private key"}, "FILE").Required();
  check.Does([options, &session] { Check(session, *options); });

  const Command restore = AddVerb(
      app, session, "restore",
      {"Khôi phục bản sao lưu vào máy chưa có dữ liệu (máy chủ chưa chạy); có gì sai thì không ghi "
       "gì",
       "Restore a backup on a machine without data, before its node runs; if anything is wrong "
       "nothing is written"},
      {"parctl restore la-ha.parbak --key sao-luu.key --config /etc/parnet/node.yaml"});
  Take(restore, session, "file", options->file, {"Bản sao lưu", "The backup"}, "FILE").Required();
  Take(restore, session, "--key", options->key, {"Khóa riêng", "Private key"}, "FILE").Required();
  Take(restore, session, "--config", options->config,
       {"Cấu hình của máy chủ trên máy mới", "The node's configuration on the new machine"}, "FILE")
      .Required();
  restore.Does([options, &session] { Restore(session, *options); });
}

}  // namespace par::parctl
