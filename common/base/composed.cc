#include "common/base/composed.h"

#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <cstdint>

#include "common/base/check.h"

namespace par {
namespace {

// The letter at `at`, which moves behind it.
std::uint32_t NextLetter(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  std::uint32_t letter = first & (first < 0xE0 ? 0x1Fu : first < 0xF0 ? 0x0Fu : 0x07u);
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
    letter = (letter << 6u) | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
  }
  return letter;
}

// A mark is what ICU puts in order or joins with what stands before it. Its own combining class
// does not say so: U+0F73 has none, and comes apart into two marks.
bool HasMoreThanMostMarks(const icu::Normalizer2& nfc, std::string_view text) {
  std::size_t marks = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto letter = static_cast<UChar32>(NextLetter(text, at));
    marks = letter >= 0x300 && !nfc.hasBoundaryBefore(letter) ? marks + 1 : 0;
    if (marks > kMostMarks) return true;
  }
  return false;
}

}  // namespace

std::string Composed(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(error);
  PAR_CHECK(U_SUCCESS(error));  // ICU's own tables.
  if (HasMoreThanMostMarks(*nfc, text)) return std::string(text);
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
