#include "common/document/text.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <utility>

#include "common/base/composed.h"
#include "common/base/unicode.h"
#include "common/domain/refusal.h"

namespace par::document {
namespace {

icu::UnicodeString FromUtf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

absl::Status Refused(std::string_view problem, std::size_t at) {
  return domain::Invalid("document_text_refused",
                         {{"problem", std::string(problem)}, {"offset", std::to_string(at)}});
}

}  // namespace

absl::StatusOr<std::string> CleanText(std::string_view text) {
  if (const auto at = FirstInvalidUtf8(text)) return Refused("UTF-8", *at);
  if (const auto at = FirstControlCharacter(text)) return Refused("U+0000–U+009F", *at);
  std::string clean = Composed(text);
  for (char& c : clean) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return WithoutNoncharacters(std::move(clean));
}

std::string Capitals(std::string_view text) {
  std::string capitals;
  FromUtf8(text).toUpper(icu::Locale("vi")).toUTF8String(capitals);
  return capitals;
}

}  // namespace par::document
