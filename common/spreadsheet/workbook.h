// An Excel workbook (.xlsx) as its values: sheets of cells, every cell an exact text. Nothing is
// computed and nothing is converted to binary: 12.350000000000001 is "12.35", a day is
// "2023-12-20", 97.5 % is "97.5%", a yes is "true".
//
// Bad input: the file's bytes come from outside and nothing in them is trusted. Everything is
// bounded (the limits below) before memory is taken for it; DTDs, entities, macros and passwords
// are refused; values of other files are not used. Reasons: catalogue/spreadsheet.inc.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/finding.h"

namespace par::spreadsheet {

// The file itself is bounded by who reads it (domain::kLongestFile).
inline constexpr std::size_t kMostParts = 1000;                        // Files in the package.
inline constexpr std::size_t kLongestPart = std::size_t{16} << 20;     // Inflated.
inline constexpr std::size_t kLongestPackage = std::size_t{64} << 20;  // All parts, inflated.
// What inflates further than this is no table that a person filled in; small parts are let be.
inline constexpr std::size_t kHighestRatio = 300;
inline constexpr std::size_t kRatioMatters = std::size_t{1} << 20;
inline constexpr std::size_t kMostSheets = 64;
inline constexpr int kMostRows = 50'000;
inline constexpr int kMostColumns = 1000;
inline constexpr std::size_t kMostCells = 500'000;                    // Filled ones, of all sheets.
inline constexpr std::size_t kMostCellBytes = std::size_t{64} << 20;  // Their texts together.
inline constexpr std::size_t kMostStrings = 300'000;
inline constexpr std::size_t kLongestCellText = 32'767;  // UTF-16 units: Excel's own limit.
inline constexpr std::size_t kLongestCell = 3 * kLongestCellText;  // Bytes.

enum class CellKind : std::uint8_t {
  kText,
  kNumber,    // Plain decimal: "1050", "12.35", "-0.5".
  kPercent,   // Shown as a percentage: "97.5%".
  kDate,      // "2023-12-20"; "2023-12-20 08:30:00" where there is a time of day.
  kBool,      // "true", "false".
  kUnusable,  // `reason` says why; whoever needs the cell reports it.
};

struct Cell {
  int row = 0;  // From 1, as is the column.
  int column = 0;
  CellKind kind = CellKind::kText;
  std::string text;  // Never empty. NFC, UTF-8 without control characters but tab and line feed.
  std::string_view reason;  // Of kUnusable, in the catalogue; `text` is its {value}.
};

struct CellRange {
  int first_row = 0;
  int first_column = 0;
  int last_row = 0;
  int last_column = 0;
};

struct Sheet {
  std::string name;
  std::vector<Cell> cells;  // By row, then column; empty ones are absent.
  std::vector<CellRange> merged;

  // Null where nothing stands. Logarithmic.
  [[nodiscard]] const Cell* At(int row, int column) const;
  [[nodiscard]] int last_row() const { return cells.empty() ? 0 : cells.back().row; }
};

struct Workbook {
  std::vector<Sheet> sheets;  // In the workbook's order; charts are left out.
};

// Whether these bytes are meant as a workbook (or as a file of an office program that a person may
// take for one): ReadWorkbook then says what is wrong with it. Hand-written text never looks so.
[[nodiscard]] bool LooksLikeWorkbook(std::string_view bytes);

// Nothing if the file cannot be read as a whole; `findings` says why. It then knows the sheets'
// names; sheet n of the workbook is Position::sheet n + 1.
[[nodiscard]] std::optional<Workbook> ReadWorkbook(std::string_view bytes,
                                                   domain::FindingList& findings);

}  // namespace par::spreadsheet
