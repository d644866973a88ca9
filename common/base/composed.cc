#include "common/base/composed.h"

#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "common/base/check.h"

namespace par {

std::string Composed(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(error);
  PAR_CHECK(U_SUCCESS(error));  // ICU's own tables.
  const icu::StringPiece piece(text.data(), static_cast<int32_t>(text.size()));
  if (nfc->isNormalizedUTF8(piece, error)) return std::string(text);
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed);
  nfc->normalizeUTF8(0, piece, sink, nullptr, error);
  PAR_CHECK(U_SUCCESS(error));
  return composed;
}

std::string InSmallLetters(std::string_view text) {
  std::string small;
  icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())))
      .toLower(icu::Locale("vi"))
      .toUTF8String(small);
  return Composed(small);
}

std::string WithoutNoncharacters(std::string text) {
  constexpr std::string_view kStart = "\xEF\xBF";
  for (std::size_t at = text.find(kStart); at != std::string::npos;
       at = text.find(kStart, at + 1)) {
    if (at + 2 >= text.size()) break;
    char& last = text[at + 2];
    if (last == '\xBE' || last == '\xBF') last = '\xBD';
  }
  return text;
}

}  // namespace par
