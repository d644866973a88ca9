#include "tests/support/workbook_maker.h"

#include <zip.h>

#include <algorithm>

#include "common/base/check.h"

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
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  PAR_CHECK(memory != nullptr);
  zip_source_keep(memory);
  zip_t* const archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
  PAR_CHECK(archive != nullptr);
  for (const auto& [name, content] : parts) {
    zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
    PAR_CHECK(zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0);
  }
  PAR_CHECK(zip_close(archive) == 0);
  zip_stat_t stat;
  PAR_CHECK(zip_source_stat(memory, &stat) == 0);
  std::string bytes(static_cast<std::size_t>(stat.size), '\0');
  PAR_CHECK(zip_source_open(memory) == 0);
  PAR_CHECK(zip_source_read(memory, bytes.data(), bytes.size()) ==
            static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(memory);
  zip_source_free(memory);
  return bytes;
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
