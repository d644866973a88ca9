// The unit tree as a workbook (docs/formats/workbook.md): written from a tree, and read back
// through the checks of the hand-written file (domain/units_yaml.h), with findings that name sheet
// and cell.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>
#include <string_view>

#include "common/domain/units_yaml.h"
#include "common/spreadsheet/book.h"

namespace par::spreadsheet {

// Rows of their own are left open below what is there. `tree` null: an empty template.
[[nodiscard]] Book UnitsBook(const domain::UnitTree* tree);

struct UnitsAsText {
  domain::UnitsFile file;
  std::string yaml;  // The hand-written form of the same, for whoever takes only that.
};

// In either form: a workbook by its first bytes, otherwise YAML.
[[nodiscard]] UnitsAsText ReadUnitsFile(std::string_view bytes, std::string file_name);

}  // namespace par::spreadsheet
