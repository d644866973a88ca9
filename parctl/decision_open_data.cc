// `parctl decision open-data`: a published decision as tables that anyone may take.
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "common/domain/open_data.h"
#include "common/domain/open_data_files.h"
#include "common/domain/refusal.h"
#include "parctl/decision_verify.h"
#include "parctl/files.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

namespace fs = std::filesystem;

struct OpenDataOptions {
  VerifyWish decision;
  std::string out;
  bool for_excel = false;
};

absl::Status FolderRefused(std::string_view reason, const fs::path& folder,
                           const std::error_code& why = {}) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, reason,
                         {{"folder", folder.string()}, {"why", why.message()}});
}

// Writes beside `folder` and renames: it is there whole or not at all. False, with the refusal
// printed, where it cannot; a folder that holds something is not touched.
bool WriteFolder(Session& session, const std::vector<domain::NamedFile>& files,
                 const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    PrintRefusal(session, "", FolderRefused("folder_not_empty", folder));
    return false;
  }
  const fs::path beside = folder.string() + ".part";
  fs::remove_all(beside, error);
  bool written = fs::create_directory(beside, error);
  if (!written) PrintRefusal(session, "", FolderRefused("folder_not_made", beside, error));
  for (const domain::NamedFile& file : files) {
    written = written && SavedFor(session, beside / file.name, file.bytes);
  }
  if (written) {
    fs::rename(beside, folder, error);
    if (!error) return true;
    PrintRefusal(session, "", FolderRefused("folder_not_made", folder, error));
  }
  fs::remove_all(beside, error);
  return false;
}

void WriteOpenData(Session& session, const OpenDataOptions& options) {
  const auto confirmed = Confirmed(session, options.decision);
  if (!confirmed.has_value()) return;
  const auto files = domain::OpenDataFiles(
      domain::OpenTablesOf(confirmed->decision, confirmed->set, confirmed->signature),
      options.for_excel ? domain::CsvStart::kByteOrderMark : domain::CsvStart::kPlain,
      {{"decision.bin", confirmed->file}});
  fs::path folder(options.out);
  if (!folder.has_filename()) folder = folder.parent_path();  // "a/" is "a".
  if (!WriteFolder(session, files, folder)) return;
  const std::string& replaced = confirmed->signature.superseded_by;
  if (PrintedAsJson(session, {{"folder", folder.string()},
                              {"decision", confirmed->decision.number.value()},
                              {"superseded_by", replaced}})) {
    return;
  }
  for (const domain::NamedFile& file : files) {
    session.output.out << (folder / file.name).string() << "  " << file.bytes.size() << " byte\n";
  }
  if (!replaced.empty()) {
    session.output.err << session.Say("Quyết định này đã bị thay bởi ",
                                      "This decision was superseded by ")
                       << replaced << '\n';
  }
}

}  // namespace

void AddOpenData(Command decision, Session& session) {
  auto options = std::make_shared<OpenDataOptions>();
  const Command verb = AddVerb(
      decision, session, "open-data",
      {"Ghi kết quả đã công bố thành dữ liệu mở: CSV, JSON, từ điển dữ liệu, quyết định đã ký",
       "Write the published results as open data: CSV, JSON, dictionary, the signed decision"},
      {"parctl decision open-data 123/QĐ-UBND --out ket-qua-2023",
       "parctl decision open-data --file qd.bin --authority ca.crt --criteria bo-chi-so.yaml "
       "--out ket-qua-2023 --excel"});
  TakeDecision(verb, session, options->decision);
  Take(verb, session, "--out", options->out,
       {"Thư mục sẽ ghi; chưa có hoặc đang trống", "The folder to write; new or empty"}, "FOLDER")
      .Required();
  TakeFlag(verb, session, "--excel", options->for_excel,
           {"Thêm BOM ở đầu tệp CSV để Excel đọc đúng chữ Việt",
            "Put a byte order mark before the CSV files, for Excel"});
  verb.Does([options, &session] {
    NeedDecision(options->decision);
    WriteOpenData(session, *options);
  });
}

}  // namespace par::parctl
