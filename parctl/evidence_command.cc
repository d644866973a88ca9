// `parctl evidence`: documents that prove what a unit declares. An upload goes on where it stopped.
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/sha256.h"
#include "common/domain/refusal.h"
#include "par/evidence/v1/evidence.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/progress.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using evidence::v1::EvidenceService;

constexpr std::size_t kChunk = std::size_t{256} << 10u;

struct Options {
  std::string file;
  std::string unit;
  std::string number;
  std::string issuer;
  std::string date;
  std::string subject;
  std::string sha256;
  std::string media_type;
  std::uint32_t pages = 0;
  bool progress = false;
};

std::string BaseName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

std::string MediaType(const std::string& name) {
  const auto ends = [&name](std::string_view with) { return name.ends_with(with); };
  if (ends(".pdf") || ends(".PDF")) return "application/pdf";
  if (ends(".xlsx")) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (ends(".png")) return "image/png";
  if (ends(".jpg") || ends(".jpeg")) return "image/jpeg";
  return "application/octet-stream";
}

absl::Status Unreadable(const std::string& path, const std::string& why) {
  return domain::Refusal(absl::StatusCode::kNotFound, "file_unreadable",
                         {{"path", path}, {"reason", why}});
}

struct FileFacts {
  std::uint64_t size = 0;
  Sha256 hash;
};

absl::StatusOr<FileFacts> Measure(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Unreadable(path, "open");
  FileFacts facts;
  Sha256Stream hasher;
  std::string piece(kChunk, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    const auto count = static_cast<std::size_t>(file.gcount());
    hasher.Add(std::string_view(piece).substr(0, count));
    facts.size += count;
  }
  if (file.bad()) return Unreadable(path, "read");
  facts.hash = hasher.Finish();
  return facts;
}

// False if the node refused or the file could not be read; that is then printed.
bool Upload(Session& session, const Options& options, const FileFacts& facts) {
  evidence::v1::BeginUploadRequest begin;
  begin.set_sha256(facts.hash.ToBytes());
  begin.set_size(facts.size);
  begin.set_file_name(BaseName(options.file));
  begin.set_unit(options.unit);
  const auto begun = Ask(session, &EvidenceService::Stub::BeginUpload, begin);
  if (!begun.has_value()) return false;
  Progress progress(session.output.err, SystemClock(), session.output.language,
                    {.label = begin.file_name(), .counted = Counted::kBytes, .total = facts.size},
                    isatty(STDERR_FILENO) == 1, options.progress);
  std::ifstream file(options.file, std::ios::binary);
  std::string piece(kChunk, '\0');
  std::uint64_t offset = begun->durable_offset();
  while (!begun->complete() && offset < facts.size) {
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(file.gcount());
    if (count == 0) {
      PrintRefusal(session, "", Unreadable(options.file, "read"));
      return false;
    }
    evidence::v1::PutChunkRequest chunk;
    chunk.set_sha256(begin.sha256());
    chunk.set_unit(options.unit);
    chunk.set_size(facts.size);
    chunk.set_offset(offset);
    chunk.set_data(piece.data(), count);
    const auto put = Ask(session, &EvidenceService::Stub::PutChunk, chunk);
    if (!put.has_value()) return false;
    offset = put->durable_offset();
    progress.Report(offset);
  }
  progress.Finish(facts.size);
  return true;
}

void PrintDocuments(Session& session, const std::vector<evidence::v1::Document>& documents) {
  Table table({{.title = session.Say("Tài liệu", "Document")},
               {.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Số, ký hiệu", "Number")},
               {.title = session.Say("Ngày", "Date")},
               {.title = session.Say("Trích yếu", "Subject"), .may_shrink = true},
               {.title = session.Say("Tệp", "File"), .may_shrink = true},
               {.title = session.Say("Số byte", "Bytes"), .to_the_right = true},
               {.title = "SHA-256"}});
  for (const evidence::v1::Document& one : documents) {
    table.Add({one.id(), one.unit(), one.number(), one.issue_date(), one.subject(), one.file_name(),
               std::to_string(one.size()), ToHex(one.sha256()).substr(0, 16)});
  }
  session.output.out << table.Text(session.output.width);
}

void Add(Session& session, const Options& options) {
  const auto facts = Measure(options.file);
  if (!facts.ok()) return PrintRefusal(session, "", facts.status());
  if (!Upload(session, options, *facts)) return;
  evidence::v1::AddDocumentRequest request;
  evidence::v1::Document& document = *request.mutable_document();
  document.set_unit(options.unit);
  document.set_file_name(BaseName(options.file));
  document.set_media_type(options.media_type.empty() ? MediaType(document.file_name())
                                                     : options.media_type);
  document.set_size(facts->size);
  document.set_sha256(facts->hash.ToBytes());
  document.set_number(options.number);
  document.set_issuer(options.issuer);
  document.set_issue_date(options.date);
  document.set_subject(options.subject);
  document.set_pages(options.pages);
  const auto answer = Change(session, &EvidenceService::Stub::AddDocument, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintDocuments(session, {answer->document()});
}

void List(Session& session, const Options& options) {
  evidence::v1::ListDocumentsRequest request;
  request.set_unit(options.unit);
  const auto answer = Ask(session, &EvidenceService::Stub::ListDocuments, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintDocuments(session, {answer->documents().begin(), answer->documents().end()});
}

std::optional<std::string> HashGiven(Session& session, const Options& options) {
  const auto bytes = FromHex(options.sha256);
  if (bytes.has_value() && bytes->size() == 32) return bytes;
  throw CLI::ValidationError(
      "sha256", session.Say("cần 64 chữ số thập lục phân", "64 hexadecimal digits are needed"));
}

void Get(Session& session, const Options& options) {
  const auto hash = HashGiven(session, options);
  if (!hash.has_value()) return;
  std::ofstream file(options.file, std::ios::binary | std::ios::trunc);
  evidence::v1::ReadDocumentRequest request;
  request.set_sha256(*hash);
  request.set_unit(options.unit);
  Sha256Stream hasher;
  std::uint64_t done = 0;
  while (true) {
    request.set_offset(done);
    const auto piece = Ask(session, &EvidenceService::Stub::ReadDocument, request);
    if (!piece.has_value()) return;
    if (piece->data().empty()) break;
    file << piece->data();
    hasher.Add(piece->data());
    done += piece->data().size();
  }
  if (!file.flush()) return PrintRefusal(session, "", Unreadable(options.file, "write"));
  if (hasher.Finish().ToBytes() != *hash) {
    session.exit = kFindings;
    session.output.err << session.Say("nội dung nhận được không khớp SHA-256\n",
                                      "what came does not have this SHA-256\n");
    return;
  }
  session.output.out << options.file << ": " << done << " byte\n";
}

void Verify(Session& session, const Options& options) {
  const auto hash = HashGiven(session, options);
  if (!hash.has_value()) return;
  evidence::v1::VerifyDocumentRequest request;
  request.set_sha256(*hash);
  request.set_unit(options.unit);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &EvidenceService::Stub::VerifyDocument, request);
  if (!answer.has_value()) return;
  if (!answer->intact()) session.exit = kFindings;
  if (PrintedAsJson(session, *answer)) return;
  session.output.out << (answer->intact()
                             ? session.Say("nguyên vẹn", "intact")
                             : session.Say("không nguyên vẹn: ", "not intact: ") + answer->text())
                     << '\n';
}

void AddAdd(CLI::App& group, Session& session, const std::shared_ptr<Options>& options) {
  CLI::App& add = AddVerb(
      group, session, "add",
      {"Nộp tài liệu kiểm chứng; đứt giữa chừng thì lần sau đi tiếp từ chỗ dừng",
       "Add a document; a broken upload goes on where it stopped"},
      {"parctl evidence add ke-hoach.pdf --unit la-ha --number 12/KH-UBND --date 2023-01-13 "
       "--issuer \"UBND thị trấn La Hà\" --subject \"Kế hoạch CCHC năm 2023\""});
  Take(add, session, "file", options->file, {"Tệp", "File"}, "FILE").required();
  TakeUnit(add, session, options->unit, true);
  Take(add, session, "--number", options->number, {"Số, ký hiệu", "Number"}, "TEXT");
  Take(add, session, "--issuer", options->issuer, {"Cơ quan ban hành", "Issuer"}, "TEXT");
  Take(add, session, "--date", options->date, {"Ngày ban hành", "Date of issue"}, "2023-01-13");
  Take(add, session, "--subject", options->subject, {"Trích yếu", "Subject"}, "TEXT");
  Take(add, session, "--media-type", options->media_type,
       {"Loại tệp; mặc định theo tên", "Media type; by the name unless given"}, "TYPE");
  add.add_option("--pages", options->pages, session.Say("Số trang", "Pages"))->option_text("N");
  add.add_flag("--progress", options->progress,
               session.Say("In dòng tiến độ cuối cùng dù không ở màn hình",
                           "Write the last line of progress even off a terminal"));
  add.callback([options, &session] { Add(session, *options); });
}

}  // namespace

void AddEvidenceCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App& group =
      AddGroup(app, session, "evidence", {"Tài liệu kiểm chứng", "Documents that prove"});
  AddAdd(group, session, options);
  CLI::App& list = AddVerb(group, session, "list", {"Tài liệu của đơn vị", "Documents of a unit"},
                           {"parctl evidence list --unit la-ha"});
  TakeUnit(list, session, options->unit, true);
  list.callback([options, &session] { List(session, *options); });
  CLI::App& get = AddVerb(group, session, "get",
                          {"Lấy tài liệu về, so lại SHA-256", "Fetch a document, check its hash"},
                          {"parctl evidence get 9f86d081… --unit la-ha --to ke-hoach.pdf"});
  Take(get, session, "sha256", options->sha256, {"SHA-256", "SHA-256"}, "HEX").required();
  Take(get, session, "--to", options->file, {"Ghi vào tệp", "File to write"}, "FILE").required();
  TakeUnit(get, session, options->unit, true);
  get.callback([options, &session] { Get(session, *options); });
  CLI::App& verify = AddVerb(group, session, "verify",
                             {"Nút đọc lại tệp và so SHA-256", "The node reads the file again"},
                             {"parctl evidence verify 9f86d081… --unit la-ha"});
  Take(verify, session, "sha256", options->sha256, {"SHA-256", "SHA-256"}, "HEX").required();
  TakeUnit(verify, session, options->unit, true);
  verify.callback([options, &session] { Verify(session, *options); });
}

}  // namespace par::parctl
