// A table of a command as a sheet of a workbook: what stands to the right are numbers.
#pragma once

#include <string>

#include "common/spreadsheet/book.h"
#include "parctl/table.h"

namespace par::parctl {

// Numbers of `table` must be written plainly ("1234.5"); any other text stays text.
[[nodiscard]] spreadsheet::BookSheet SheetOf(const Table& table, std::string name);

}  // namespace par::parctl
