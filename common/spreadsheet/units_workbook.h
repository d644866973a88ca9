// The unit tree as a workbook (docs/formats/workbook.md): written from a tree, and read back
// through the checks of the hand-written file (domain/units_yaml.h), with findings that name sheet
// and cell.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/domain/units_yaml.h"
#include "common/spreadsheet/book.h"

namespace par::spreadsheet {

// From where a workbook was taken away, which it carries on its sheet "Thông tin".
struct UnitsOrigin {
  std::string unit;                      // By which the node is known; empty: it does not say.
  std::optional<std::uint64_t> version;  // Of the tree in it, as that node counts.
};

// Rows of their own are left open below what is there. `tree` null: an empty template.
[[nodiscard]] Book UnitsBook(const domain::UnitTree* tree, const UnitsOrigin& origin = {});

struct UnitsAsText {
  domain::UnitsFile file;
  std::string yaml;    // The hand-written form of the same, for whoever takes only that.
  UnitsOrigin origin;  // Of a workbook.
};

// In either form: a workbook by its first bytes, otherwise YAML. A workbook from another node than
// `for_unit`'s is a finding, units_of_another_node, unless `for_unit` is empty.
[[nodiscard]] UnitsAsText ReadUnitsFile(std::string_view bytes, std::string file_name,
                                        std::string_view for_unit = "");

}  // namespace par::spreadsheet
