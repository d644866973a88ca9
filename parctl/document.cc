#include "parctl/document.h"

#include "common/base/sha256.h"
#include "common/document/docx.h"
#include "common/document/pdf_converter.h"
#include "parctl/app.h"
#include "parctl/files.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/verbs.h"

namespace par::parctl {
void TakeDocument(Command verb, const Session& session, DocumentWish& wish) {
  Take(verb, session, "--particulars", wish.particulars,
       {"Tệp YAML ghi cơ quan ban hành, căn cứ, người ký, nơi nhận (docs/formats/document.md)",
        "YAML file with issuing body, bases, signers, recipients (docs/formats/document.md)"},
       "FILE")
      .Required();
  Take(verb, session, "--out", wish.docx, {"Tệp DOCX cần ghi", "DOCX file to write"}, "FILE")
      .Required();
  Take(verb, session, "--pdf", wish.pdf,
       {"Tệp PDF/A cần ghi thêm, bằng LibreOffice", "PDF/A file to write too, by LibreOffice"},
       "FILE");
}

std::optional<document::Particulars> ReadParticulars(Session& session, const DocumentWish& wish,
                                                     document::DocumentKind kind) {
  if (wish.pdf == wish.docx) BadArgument("--pdf", wish.pdf);
  const auto text = ReadFile(wish.particulars);
  if (!text.ok()) {
    PrintRefusal(session, "", text.status());
    return std::nullopt;
  }
  document::ParticularsFile file = document::ReadParticulars(*text, kind, wish.particulars);
  PrintFindings(session, file.findings, file.finding_count);
  return std::move(file.particulars);
}

void WriteDocument(Session& session, const document::OfficialDocument& document,
                   const DocumentWish& wish) {
  const auto docx = document::DocxOf(document);
  if (!docx.ok()) return PrintRefusal(session, "", docx.status());
  if (!SavedFor(session, wish.docx, *docx)) return;
  std::string pdf_hash;
  if (!wish.pdf.empty()) {
    const auto pdf = document::PdfOf(*docx);
    if (!pdf.ok()) PrintRefusal(session, "", pdf.status());
    if (pdf.ok() && SavedFor(session, wish.pdf, *pdf)) pdf_hash = Sha256::Of(*pdf).Hex();
  }
  const std::string hash = Sha256::Of(*docx).Hex();
  const std::string pdf = pdf_hash.empty() ? "" : wish.pdf;
  if (PrintedAsJson(
          session,
          {{"docx", wish.docx}, {"docx_sha256", hash}, {"pdf", pdf}, {"pdf_sha256", pdf_hash}})) {
    return;
  }
  session.output.out << wish.docx << "  SHA-256 " << hash << '\n';
  if (!pdf.empty()) session.output.out << pdf << "  SHA-256 " << pdf_hash << '\n';
}

}  // namespace par::parctl
