// Tables as text with commas, or another separator (RFC 4180, UTF-8): read with the place of every
// cell, written so that the same table is the same bytes.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/finding.h"

namespace par::domain {

inline constexpr std::size_t kMostCsvCells = 500'000;

struct CsvCell {
  std::string text;
  Position at;
};
using CsvLine = std::vector<CsvCell>;

// The lines that are not blank; a byte order mark is left out, lines end with LF or CR LF, quoted
// cells may hold commas, quotes and line ends. Findings: text_too_long (over kLongestFile),
// text_not_utf8, yaml_too_many_values (over kMostCsvCells), csv_quote (a quote that does not end,
// or text behind one).
[[nodiscard]] std::vector<CsvLine> ReadCsv(std::string_view text, FindingList& findings,
                                           char separator = ',');

// One line, ended with CR LF. Quoted where RFC 4180 asks for it, or where spaces stand at an end.
[[nodiscard]] std::string CsvLineOf(const std::vector<std::string>& cells);

// A text that no spreadsheet takes for a formula: what begins with = + - @, a tab, a carriage
// return, their full-width forms or an apostrophe gets an apostrophe before it. Taking one
// apostrophe away from a cell that begins with one gives the text back.
[[nodiscard]] std::string GuardedCsvText(std::string_view text);

}  // namespace par::domain
