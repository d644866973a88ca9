// An official document as a DOCX file (Office Open XML, WordprocessingML): A4 with the decree's
// margins, Times New Roman, page numbers from the second page on at the top in the middle. The same
// document is the same bytes everywhere.
//
// Safe to call from any thread.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/document/official_document.h"

namespace par::document {

// The bytes of the file. INVALID_ARGUMENT document_text_refused {problem, offset}: a text that is
// not UTF-8 or holds control characters. INTERNAL document_not_packed.
[[nodiscard]] absl::StatusOr<std::string> DocxOf(const OfficialDocument& document);

}  // namespace par::document
