// The number of an official document (số, ký hiệu), as Decree 30/2020 has it written: "12/KH-UBND",
// "05/2023/QĐ-UBND", "2766/UBND-NC". The number runs through a year; what follows says the type of
// document and who issued it.
//
// Pure. Safe to call from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace par::domain {

struct DocumentNumber {
  std::uint32_t number = 0;  // From 1.
  std::string suffix;        // "a" of "12a/KH-UBND": put between 12 and 13. Mostly empty.
  std::string symbol;        // "KH-UBND"; without the year that laws carry.

  // Nothing if `text` is not written so.
  [[nodiscard]] static std::optional<DocumentNumber> Parse(std::string_view text);
  // In the order in which a register gives them out.
  [[nodiscard]] std::weak_ordering Compare(const DocumentNumber& other) const;
};

// The type (loại văn bản) that a symbol names, in Vietnamese: "kế hoạch" of "KH-UBND", "công văn"
// where no type stands, as in "UBND-NC".
[[nodiscard]] std::string_view DocumentType(const DocumentNumber& number);

}  // namespace par::domain
