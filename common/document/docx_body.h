// word/document.xml: everything of a document that stands on its pages. For the DOCX writer only.
#pragma once

#include <string>

#include "common/document/official_document.h"

namespace par::document {

// Every text of `document` must be clean (text.h).
[[nodiscard]] std::string BodyXml(const OfficialDocument& document);

}  // namespace par::document
