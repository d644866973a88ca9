// Text that goes into a document: checked, and in one form, so that equal texts are equal bytes.
// Composing is done by common/base/composed.h. Safe to call from any thread.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace par::document {

// `text` in NFC, with a space for each line feed and tab and U+FFFD for what XML cannot hold, so
// that nobody's words keep a document from being made. INVALID_ARGUMENT document_text_refused
// {text, problem}: it is not UTF-8, or holds control characters.
[[nodiscard]] absl::StatusOr<std::string> CleanText(std::string_view text);

// In capitals; `text` as CleanText gives it.
[[nodiscard]] std::string Capitals(std::string_view text);

}  // namespace par::document
