// Official documents as commands write them: the particulars from a person's file, the document as
// DOCX and, where it is wanted, as PDF.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/document/official_document.h"
#include "common/document/particulars.h"
#include "parctl/command_line.h"

namespace par::parctl {

struct Session;

struct DocumentWish {
  std::string particulars;
  std::string docx;
  std::string pdf;  // Empty: none.
};

// The options of every command that makes a document.
void TakeDocument(Command verb, const Session& session, DocumentWish& wish);

// Nothing if the file has findings, which are then printed. A usage error where DOCX and PDF are to
// go into one file.
[[nodiscard]] std::optional<document::Particulars> ReadParticulars(Session& session,
                                                                   const DocumentWish& wish,
                                                                   document::DocumentKind kind);

// Writes the files and says their names and SHA-256. The DOCX is there also when the PDF could not
// be made, which is then printed.
void WriteDocument(Session& session, const document::OfficialDocument& document,
                   const DocumentWish& wish);

}  // namespace par::parctl
