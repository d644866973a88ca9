#include "parctl/table_sheet.h"

#include <utility>

namespace par::parctl {

spreadsheet::BookSheet SheetOf(const Table& table, std::string name) {
  spreadsheet::BookSheet sheet{.name = std::move(name)};
  for (const Column& column : table.columns()) {
    sheet.columns.push_back({.title = column.title,
                             .width = column.may_shrink ? 40.0 : 14.0,
                             .wraps = column.may_shrink});
  }
  for (const std::vector<std::string>& cells : table.cells()) {
    std::vector<spreadsheet::BookCell>& row = sheet.rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      row.push_back({.text = cells[i],
                     .ink = table.columns()[i].to_the_right ? spreadsheet::Ink::kNumber
                                                            : spreadsheet::Ink::kText});
    }
  }
  return sheet;
}

}  // namespace par::parctl
