#include "tests/support/workbook_maker.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/document/zip_file.h"

namespace par::testing {
namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kMain =
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

std::string Relation(std::string_view id, std::string_view type, std::string_view target) {
  return "<Relationship Id=\"" + std::string(id) +
         "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" +
         std::string(type) + "\" Target=\"" + std::string(target) + "\"/>";
}

std::string Relations(const std::string& inside) {
  return std::string(kHead) +
         "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" +
         inside + "</Relationships>";
}

std::string Element(std::string_view name, const std::string& inside) {
  return std::string(kHead) + "<" + std::string(name) + " " + std::string(kMain) + ">" + inside +
         "</" + std::string(name) + ">";
}

}  // namespace

std::string ZipOf(const Parts& parts) {
  std::vector<document::ZipEntry> entries;
  for (const auto& [name, content] : parts) entries.push_back({.name = name, .bytes = content});
  auto bytes = document::ZipOf(entries);
  PAR_CHECK(bytes.ok());
  return *std::move(bytes);
}

Parts PartsOf(const WorkbookXml& workbook) {
  Parts parts = {{"[Content_Types].xml", std::string(kHead) + "<Types/>"},
                 {"_rels/.rels", Relations(Relation("rId1", "officeDocument", "xl/workbook.xml"))}};
  std::string list;
  std::string relations;
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    const SheetXml& sheet = workbook.sheets[i];
    const std::string number = std::to_string(i + 1);
    list +=
        "<sheet name=\"" + sheet.name + "\" sheetId=\"" + number + "\" r:id=\"s" + number + "\"/>";
    relations += Relation("s" + number, "worksheet", "worksheets/sheet" + number + ".xml");
    parts.emplace_back(
        "xl/worksheets/sheet" + number + ".xml",
        Element("worksheet", "<sheetData>" + sheet.rows + "</sheetData>" + sheet.after));
  }
  relations += Relation("st", "styles", "styles.xml");
  relations += Relation("ss", "sharedStrings", "sharedStrings.xml");
  parts.emplace_back("xl/workbook.xml",
                     Element("workbook", workbook.properties + "<sheets>" + list + "</sheets>"));
  parts.emplace_back("xl/_rels/workbook.xml.rels", Relations(relations));
  parts.emplace_back("xl/sharedStrings.xml", Element("sst", workbook.strings));
  parts.emplace_back("xl/styles.xml",
                     Element("styleSheet", "<numFmts>" + workbook.own_formats +
                                               "</numFmts><cellXfs><xf numFmtId=\"0\"/>" +
                                               workbook.formats + "</cellXfs>"));
  for (const auto& one : workbook.more) {
    const auto same = std::find_if(parts.begin(), parts.end(),
                                   [&](const auto& part) { return part.first == one.first; });
    if (same == parts.end()) {
      parts.push_back(one);
    } else {
      same->second = one.second;
    }
  }
  return parts;
}

std::string WorkbookOf(const WorkbookXml& workbook) { return ZipOf(PartsOf(workbook)); }

std::string WorkbookOfRows(std::string_view rows) {
  return WorkbookOf({.sheets = {{.name = "S", .rows = std::string(rows)}}});
}

std::string WithCentralBytes(std::string zip, std::string_view name, std::size_t offset,
                             std::string_view bytes) {
  constexpr std::size_t kNameAt = 46;
  constexpr std::string_view kRecord = "PK\x01\x02";
  for (std::size_t at = zip.find(kRecord); at != std::string::npos;
       at = zip.find(kRecord, at + 1)) {
    if (zip.compare(at + kNameAt, name.size(), name) != 0) continue;
    return zip.replace(at + offset, bytes.size(), bytes);
  }
  PAR_CHECK(false);
  return zip;
}

}  // namespace par::testing
