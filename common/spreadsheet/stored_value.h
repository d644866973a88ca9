// How a workbook stores numbers, days and texts, and what they say exactly.
//
// Source: ECMA-376 part 1, 18.3.1.96 (v), 18.8.30 (numFmt), 22.9.2.19 (ST_Xstring). Pure. Safe to
// call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace par::spreadsheet {

// Excel computes with doubles and keeps 15 significant digits; files hold up to 17.
inline constexpr int kExcelDigits = 15;

struct StoredNumber {
  std::string text;         // A plain decimal without needless zeros; empty where refused.
  std::string_view reason;  // sheet_number_too_precise (a whole number of more than 15 digits),
                            // number_malformed; empty if the text is right.
};
// "1.2350000000000001E1" is "12.35". A number beyond 40 characters is malformed.
[[nodiscard]] StoredNumber ExactNumber(std::string_view stored);

// `number` shifted by two places: "0.975" is "97.5".
[[nodiscard]] std::string TimesHundred(std::string_view number);

// The day of a serial number as ExactNumber gives it: "2023-12-20", with " 08:30:00" where it has a
// time of day. Nothing before 1900-03-01 (Excel counts a 29 February 1900 that never was) and after
// 2199-12-31. `since_1904`: the workbook counts from 1904-01-01.
[[nodiscard]] std::optional<std::string> DayOfSerial(std::string_view number, bool since_1904);
// The serial number of a day "2023-12-20" in a workbook of 1900; nothing if it has none.
[[nodiscard]] std::optional<int> SerialOfDay(std::string_view iso);

// kUnclear: a format with conditions that shows some values in one shape and some in another.
enum class NumberShape : std::uint8_t { kPlain, kPercent, kDay, kUnclear };
// Of a built-in format, of one with its own code.
[[nodiscard]] NumberShape ShapeOfFormat(int id);
[[nodiscard]] NumberShape ShapeOfFormat(std::string_view code);

// "_x000D_" and the like become what they stand for; line ends become line feeds; composed form
// (NFC), so that "ế" is the same however it was typed. `text` must be well-formed UTF-8.
[[nodiscard]] std::string PlainText(std::string_view text);
// `text` as PlainText reads it back: what looks like an escape is escaped. What XML
// cannot hold (U+FFFE, U+FFFF) becomes U+FFFD.
[[nodiscard]] std::string Escaped(std::string_view text);

}  // namespace par::spreadsheet
