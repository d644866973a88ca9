#include <algorithm>
#include <utility>

#include "common/spreadsheet/package.h"
#include "common/spreadsheet/parts.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kZip = "PK\x03\x04"sv;
constexpr std::string_view kEmptyZip = "PK\x05\x06"sv;
constexpr std::string_view kCompound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv;
// A stream's name in a compound file: an Excel workbook under a password is one.
constexpr std::string_view kEncrypted = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;

}  // namespace

const Cell* Sheet::At(int row, int column) const {
  const auto at = std::lower_bound(cells.begin(), cells.end(), std::pair(row, column),
                                   [](const Cell& cell, const auto& wanted) {
                                     return std::pair(cell.row, cell.column) < wanted;
                                   });
  return at != cells.end() && at->row == row && at->column == column ? &*at : nullptr;
}

bool LooksLikeWorkbook(std::string_view bytes) {
  return bytes.starts_with(kZip) || bytes.starts_with(kEmptyZip) || bytes.starts_with(kCompound);
}

std::optional<Workbook> ReadWorkbook(std::string_view bytes, domain::FindingList& findings) {
  if (bytes.starts_with(kCompound)) {
    const bool encrypted = bytes.find(kEncrypted) != std::string_view::npos;
    findings.Add({}, encrypted ? "sheet_encrypted" : "sheet_old_xls", kWholeWorkbook);
    return std::nullopt;
  }
  if (!LooksLikeWorkbook(bytes)) {
    findings.Add({}, "sheet_not_xlsx", kWholeWorkbook);
    return std::nullopt;
  }
  const auto package = Package::Open(bytes, findings);
  if (!package.has_value()) return std::nullopt;
  const auto outline = ReadOutline(*package, findings);
  if (!outline.has_value()) return std::nullopt;
  const auto shared = ReadSharedParts(*package, *outline, findings);
  if (!shared.has_value()) return std::nullopt;
  std::vector<std::string> names;
  for (const SheetPlace& place : outline->sheets) names.push_back(place.name);
  findings.NameSheets(std::move(names));
  Workbook workbook;
  TakenCells taken;
  for (const SheetPlace& place : outline->sheets) {
    const int number = static_cast<int>(workbook.sheets.size()) + 1;
    Sheet& sheet = workbook.sheets.emplace_back();
    sheet.name = place.name;
    if (!ReadCells(*package, place.part, *shared, number, taken, sheet, findings)) {
      return std::nullopt;
    }
  }
  return workbook;
}

}  // namespace par::spreadsheet
