// `parctl evidence add`: documents that prove what a unit declares. An upload goes on where it
// stopped. The other commands have files of their own (evidence_parts.h).
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/sha256.h"
#include "common/domain/refusal.h"
#include "common/evidence/file_kind.h"
#include "par/evidence/v1/evidence.grpc.pb.h"
#include "parctl/evidence_parts.h"
#include "parctl/node.h"
#include "parctl/progress.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using evidence::v1::EvidenceService;

constexpr std::size_t kChunk = std::size_t{256} << 10u;

struct EvidenceOptions {
  std::string file;
  std::string unit;
  std::string number;
  std::string issuer;
  std::string date;
  std::string subject;
  std::string media_type;
  std::uint32_t pages = 0;
  bool progress = false;
};

std::string BaseName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

std::string MediaTypeOf(const std::string& name) {
  const auto kind = par::evidence::KindOfName(name);
  return kind.has_value() ? std::string(par::evidence::MediaType(*kind))
                          : "application/octet-stream";
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

void AddDocument(Session& session, const EvidenceOptions& options) {
  const auto facts = Measure(options.file);
  if (!facts.ok()) return PrintRefusal(session, "", facts.status());
  evidence::v1::AddDocumentRequest request;
  evidence::v1::Document& document = *request.mutable_document();
  document.set_unit(options.unit);
  document.set_file_name(BaseName(options.file));
  document.set_media_type(options.media_type.empty() ? MediaTypeOf(document.file_name())
                                                     : options.media_type);
  document.set_size(facts->size);
  document.set_sha256(facts->hash.ToBytes());
  if (!UploadFile(session, options.file, document, options.progress)) return;
  document.set_number(options.number);
  document.set_issuer(options.issuer);
  document.set_issue_date(options.date);
  document.set_subject(options.subject);
  document.set_pages(options.pages);
  const auto answer = Change(session, &EvidenceService::Stub::AddDocument, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  evidence::v1::ListedDocument listed;
  *listed.mutable_document() = answer->document();
  listed.set_standing(evidence::v1::FILE_STANDING_HERE);
  listed.set_bytes_here(facts->size);
  PrintDocuments(session, {listed});
}

void AddAdd(Command group, Session& session, const std::shared_ptr<EvidenceOptions>& options) {
  const Command add = AddVerb(
      group, session, "add",
      {"Nộp tài liệu kiểm chứng; đứt giữa chừng thì lần sau đi tiếp từ chỗ dừng. Nộp lại tệp đã có "
       "với số, ngày, cơ quan hoặc trích yếu khác là sửa những điều đã khai về nó",
       "Add a document; a broken upload goes on where it stopped. The same file again with another "
       "number, date, issuer or subject puts right what was stated of it"},
      {"parctl evidence add ke-hoach.pdf --unit la-ha --number 12/KH-UBND --date 2023-01-13 "
       "--issuer \"UBND thị trấn La Hà\" --subject \"Kế hoạch CCHC năm 2023\""});
  Take(add, session, "file", options->file, {"Tệp", "File"}, "FILE").Required();
  TakeUnit(add, session, options->unit, true);
  Take(add, session, "--number", options->number, {"Số, ký hiệu", "Number"}, "TEXT");
  Take(add, session, "--issuer", options->issuer, {"Cơ quan ban hành", "Issuer"}, "TEXT");
  Take(add, session, "--date", options->date, {"Ngày ban hành", "Date of issue"}, "2023-01-13");
  Take(add, session, "--subject", options->subject, {"Trích yếu", "Subject"}, "TEXT");
  Take(add, session, "--media-type", options->media_type,
       {"Loại tệp; mặc định theo tên", "Media type; by the name unless given"}, "TYPE");
  Take(add, session, "--pages", options->pages, {"Số trang", "Pages"}, "N");
  TakeFlag(add, session, "--progress", options->progress,
           {"In dòng tiến độ cuối cùng dù không ở màn hình",
            "Write the last line of progress even off a terminal"});
  add.Does([options, &session] { AddDocument(session, *options); });
}

}  // namespace

bool UploadFile(Session& session, const std::string& path, const evidence::v1::Document& document,
                bool progress) {
  evidence::v1::BeginUploadRequest begin;
  begin.set_sha256(document.sha256());
  begin.set_size(document.size());
  begin.set_file_name(document.file_name());
  begin.set_unit(document.unit());
  const auto begun = Ask(session, &EvidenceService::Stub::BeginUpload, begin);
  if (!begun.has_value()) return false;
  Progress bar(session.output.err, SystemClock(), session.output.language,
               {.label = begin.file_name(), .counted = Counted::kBytes, .total = begin.size()},
               isatty(STDERR_FILENO) == 1, progress);
  std::ifstream file(path, std::ios::binary);
  std::string piece(kChunk, '\0');
  std::uint64_t offset = begun->durable_offset();
  while (!begun->complete() && offset < begin.size()) {
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(file.gcount());
    if (count == 0) {
      PrintRefusal(session, "", Unreadable(path, "read"));
      return false;
    }
    evidence::v1::PutChunkRequest chunk;
    chunk.set_sha256(begin.sha256());
    chunk.set_unit(begin.unit());
    chunk.set_size(begin.size());
    chunk.set_offset(offset);
    chunk.set_data(piece.data(), count);
    const auto put = Ask(session, &EvidenceService::Stub::PutChunk, chunk);
    if (!put.has_value()) return false;
    offset = put->durable_offset();
    bar.Report(offset);
  }
  bar.Finish(begin.size());
  return true;
}

void AddEvidenceCommands(Command app, Session& session) {
  const Command group =
      AddGroup(app, session, "evidence", {"Tài liệu kiểm chứng", "Documents that prove"});
  AddAdd(group, session, std::make_shared<EvidenceOptions>());
  AddEvidenceCheck(group, session);
  AddEvidenceCheckUnit(group, session);
  AddEvidenceCompare(group, session);
  AddEvidenceReading(group, session);
}

}  // namespace par::parctl
