// The looks of a document's paragraphs: sizes, weights and spaces of Decree 30/2020, annex I,
// appendix V (decree's table of sizes and styles). For the DOCX writer only.
#pragma once

#include <cstdint>
#include <string>

namespace par::document {

enum class Style : std::uint8_t {
  kPageNumber,
  kSuperior,
  kIssuer,
  kNation,  // Quốc hiệu.
  kMotto,   // Tiêu ngữ.
  kNumber,
  kPlaceAndDate,
  kRule,  // A line below a text, the paragraph's lower border.
  kGap,   // Nothing, as low as can be: after a table and at the end of a section.
  kKind,
  kSubject,
  kAuthority,
  kBasis,
  kResolution,
  kBody,
  kSection,
  kNote,
  kTableTitle,
  kTableCell,
  kSmallTitle,
  kSmallCell,
  kSigner,
  kSignerName,
  kRecipients,
  kRecipient,
  kAppendix,
  kAppendixTitle,
  kAppendixOf,
};

// The style's id in styles.xml.
[[nodiscard]] const char* IdOf(Style style);

// word/styles.xml
[[nodiscard]] std::string StylesXml();

}  // namespace par::document
