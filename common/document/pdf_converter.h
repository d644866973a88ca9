// DOCX to PDF/A-2b, tagged, by LibreOffice: a process of its own with a profile of its own, one at
// a time for each account of the machine, ended when it takes too long. Where LibreOffice is not
// installed everything else works, and this says so.
//
// Safe to call from any thread, by several processes at once; blocks.
#pragma once

#include <chrono>
#include <string>

#include "absl/status/statusor.h"

namespace par::document {

struct PdfOptions {
  std::string program;                         // Empty: soffice or libreoffice, as PATH has them.
  std::chrono::milliseconds limit{60'000};     // For one document, once it is its turn.
  std::chrono::milliseconds waiting{300'000};  // For its turn.
};

// The bytes of the PDF. FAILED_PRECONDITION:
//   document_converter_missing   no LibreOffice in PATH: install it, or make the PDF elsewhere
//   document_converter_too_slow  {seconds}: it was ended
//   document_pdf_not_made            {reason}: what it said last
// ABORTED document_converter_busy {seconds}: others are at it; try again later.
// INTERNAL document_folder_unusable {reason}: no temporary folder can be made or written.
[[nodiscard]] absl::StatusOr<std::string> PdfOf(const std::string& docx,
                                                const PdfOptions& options = {});

}  // namespace par::document
