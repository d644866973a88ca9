// A published table as cells with their roles, whether it came from Excel or from CSV. Inside
// common/spreadsheet's reader of year tables only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/finding.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {

enum class Role : std::uint8_t { kIgnored, kUnit, kRank, kTotal, kMaximum, kClass, kArea };

struct Grid {
  int sheet = 0;            // Position::sheet; 0: a CSV file.
  std::vector<Cell> cells;  // By row, then column.
  std::vector<CellRange> merged;
};

struct GridColumn {
  int column = 0;
  Role role = Role::kArea;
  std::string title;
};

// The grids of a file: sheets, or the one of a CSV file, parted by commas, semicolons or tabs:
// whichever gives a table. Empty with findings where it cannot be read.
[[nodiscard]] std::vector<Grid> ReadGrids(std::string_view bytes, std::string_view sheet,
                                          domain::FindingList& findings);

struct GridTable {
  const Grid* grid = nullptr;
  std::vector<GridColumn> columns;  // Of these exactly one is kUnit.
  int first_row = 0;                // Below the heading; nothing need stand in it.
};
// Nothing if the grid holds no heading with a unit and a rank or a total. Repeated columns and
// merged cells below the heading are findings.
[[nodiscard]] std::optional<GridTable> FindTable(const Grid& grid, domain::FindingList& findings);

enum class RowMeaning : std::uint8_t { kUnitRow, kMaximumRow, kNoUnit };
// Of a row by what its unit cell says.
[[nodiscard]] RowMeaning MeaningOf(std::string_view unit_cell, bool first_row);

}  // namespace par::spreadsheet
