// Workbooks made by hand, right ones and broken ones: a zip of the parts given, and the parts of a
// small workbook around rows given as XML.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace par::testing {

using Parts = std::vector<std::pair<std::string, std::string>>;  // Name and content.

[[nodiscard]] std::string ZipOf(const Parts& parts);

struct SheetXml {
  std::string name;
  std::string rows;        // Inside sheetData.
  std::string after = {};  // Behind it: mergeCells.
};

struct WorkbookXml {
  std::vector<SheetXml> sheets;
  std::string strings = {};      // Inside sst.
  std::string formats = {};      // cellXfs' xf elements behind the plain one.
  std::string own_formats = {};  // numFmt elements.
  std::string properties = {};   // Of workbook.xml: <workbookPr/>.
  Parts more = {};               // Put in place of parts of the same name, or beside them.
};

[[nodiscard]] Parts PartsOf(const WorkbookXml& workbook);
[[nodiscard]] std::string WorkbookOf(const WorkbookXml& workbook);
// One sheet "S" with these rows.
[[nodiscard]] std::string WorkbookOfRows(std::string_view rows);

// The zip with bytes of the central directory's record of part `name` put in place.
[[nodiscard]] std::string WithCentralBytes(std::string zip, std::string_view name,
                                           std::size_t offset, std::string_view bytes);

}  // namespace par::testing
