#include "common/spreadsheet/year_grid.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/composed.h"
#include "common/base/unicode.h"
#include "common/domain/csv.h"
#include "common/spreadsheet/table.h"
#include "common/spreadsheet/unit_names.h"

namespace par::spreadsheet {
namespace {

struct Alias {
  Role role;
  std::string_view title;
};

#include "common/spreadsheet/year_table_aliases.inc"

constexpr int kYearHeadingAmong = 20;  // Rows from the top.

Role RoleOf(std::string_view title) {
  const std::string plain = Plainly(title);
  const auto known = std::find_if(std::begin(kColumnAliases), std::end(kColumnAliases),
                                  [&](const Alias& alias) { return alias.title == plain; });
  return known == std::end(kColumnAliases) ? Role::kArea : known->role;
}

Grid GridOfCsv(std::string_view bytes, char separator, domain::FindingList& findings) {
  Grid grid;
  const std::vector<domain::CsvLine> lines = domain::ReadCsv(bytes, findings, separator);
  for (const domain::CsvLine& line : lines) {
    // A cell of several lines puts those behind it further down in the file, not in the table.
    for (std::size_t i = 0; i < line.size(); ++i) {
      const domain::CsvCell& from = line[i];
      if (Trimmed(from.text).empty()) continue;
      Cell cell{.row = line.front().at.line,
                .column = static_cast<int>(i) + 1,
                .kind = CellKind::kText,
                .text = Composed(from.text),
                .reason = {}};
      // An apostrophe that a writer of CSV put before a text.
      if (cell.text.starts_with('\'')) cell.text.erase(0, 1);
      if (FirstControlCharacter(cell.text).has_value()) {
        findings.Add(from.at, "text_control_character", "csv",
                     {{"offset", std::to_string(*FirstControlCharacter(cell.text))}});
        continue;
      }
      grid.cells.push_back(std::move(cell));
    }
  }
  return grid;
}

// The last row of a heading that begins at `row`: cells that are merged downwards make it longer.
int LastHeadingRow(const Grid& grid, int row) {
  int last = row;
  for (const CellRange& range : grid.merged) {
    if (range.first_row == row) last = std::max(last, range.last_row);
  }
  return last;
}

// The lowest title of each column between the two rows.
std::map<int, std::string> Titles(const Grid& grid, int first, int last) {
  std::map<int, std::string> titles;
  for (const Cell& cell : grid.cells) {
    if (cell.row < first || cell.row > last || cell.kind == CellKind::kUnusable) continue;
    const std::string_view text = Trimmed(cell.text);
    if (!text.empty()) titles[cell.column] = std::string(text);
  }
  // A title over several columns stands for none of them where others stand below it.
  for (const CellRange& range : grid.merged) {
    const bool wide = range.first_row >= first && range.last_row <= last &&
                      range.first_column < range.last_column;
    if (!wide) continue;
    const bool has_below = std::any_of(grid.cells.begin(), grid.cells.end(), [&](const Cell& cell) {
      return cell.column == range.first_column && cell.row > range.last_row && cell.row <= last;
    });
    if (!has_below && range.last_row < last) titles.erase(range.first_column);
  }
  return titles;
}

void ReportMerged(const Grid& grid, const GridTable& table, domain::FindingList& findings) {
  const auto [first, last] = std::minmax_element(
      table.columns.begin(), table.columns.end(),
      [](const GridColumn& a, const GridColumn& b) { return a.column < b.column; });
  const int last_row = grid.cells.back().row;
  for (const CellRange& range : grid.merged) {
    const bool beside = range.last_row < table.first_row || range.first_row > last_row ||
                        range.last_column < first->column || range.first_column > last->column;
    if (beside) continue;
    const domain::Position at{
        .line = range.first_row, .column = range.first_column, .sheet = grid.sheet};
    findings.Add(
        at, "sheet_merged", "merged",
        {{"range", domain::CellName(at) + ":" +
                       domain::CellName({.line = range.last_row, .column = range.last_column})}});
  }
}

bool IsOneOf(std::string_view text, const auto& known) {
  return std::find(std::begin(known), std::end(known), text) != std::end(known);
}

}  // namespace

std::vector<Grid> ReadGrids(std::string_view bytes, std::string_view sheet,
                            domain::FindingList& findings) {
  std::vector<Grid> grids;
  if (!LooksLikeWorkbook(bytes)) {
    // Excel writes semicolons where commas are decimal.
    for (const char separator : {',', ';', '\t'}) {
      domain::FindingList tried = findings;
      Grid grid = GridOfCsv(bytes, separator, tried);
      if (!tried.empty() || !FindTable(grid, tried).has_value()) continue;
      grids.push_back(std::move(grid));
      return grids;
    }
    grids.push_back(GridOfCsv(bytes, ',', findings));
    if (!findings.empty()) grids.clear();
    return grids;
  }
  auto workbook = ReadWorkbook(bytes, findings);
  if (!workbook.has_value()) return grids;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < workbook->sheets.size(); ++i) {
    Sheet& one = workbook->sheets[i];
    names.emplace_back(one.name);
    if (!sheet.empty() && Trimmed(one.name) != sheet) continue;
    grids.push_back({.sheet = static_cast<int>(i) + 1,
                     .cells = std::move(one.cells),
                     .merged = std::move(one.merged)});
  }
  if (grids.empty()) {
    const std::string_view near = domain::Nearest(sheet, names);
    findings.Add({}, near.empty() ? "sheet_missing" : "sheet_missing_near", sheet,
                 {{"near", std::string(near)}});
  }
  return grids;
}

std::optional<GridTable> FindTable(const Grid& grid, domain::FindingList& findings) {
  for (int row = 1; row <= kYearHeadingAmong; ++row) {
    const int last = LastHeadingRow(grid, row);
    bool has_unit = false;
    bool has_result = false;
    const std::map<int, std::string> titles = Titles(grid, row, last);
    for (const auto& [column, title] : titles) {
      const Role role = RoleOf(title);
      has_unit = has_unit || role == Role::kUnit;
      has_result = has_result || role == Role::kRank || role == Role::kTotal;
    }
    if (!has_unit || !has_result) continue;
    GridTable table{.grid = &grid, .columns = {}, .first_row = last + 1};
    std::map<Role, int> seen;
    for (const auto& [column, title] : titles) {
      const Role role = RoleOf(title);
      if (role == Role::kIgnored) continue;
      if (role != Role::kArea && ++seen[role] > 1) {
        findings.Add({.line = row, .column = column, .sheet = grid.sheet}, "sheet_column_repeated",
                     title);
      }
      table.columns.push_back({.column = column, .role = role, .title = title});
    }
    ReportMerged(grid, table, findings);
    return table;
  }
  return std::nullopt;
}

RowMeaning MeaningOf(std::string_view unit_cell, bool first_row) {
  const std::string plain = Plainly(unit_cell);
  if (IsOneOf(plain, kMaximumRows)) return RowMeaning::kMaximumRow;
  if (IsOneOf(plain, kSummaryRows)) return RowMeaning::kNoUnit;
  // Columns are numbered below their heading: (1), (2), …
  const bool number = std::all_of(plain.begin(), plain.end(),
                                  [](char c) { return IsDigit(c) || c == '(' || c == ')'; });
  return first_row && number ? RowMeaning::kNoUnit : RowMeaning::kUnitRow;
}

}  // namespace par::spreadsheet
