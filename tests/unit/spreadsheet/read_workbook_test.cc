// Goal: a workbook is read as the exact values that its cells hold; one that is broken, hostile or
// something else is refused whole with one reason, naming sheet and cell where it can.
// Method: workbooks put together from XML, one thing changed in each row of a table.
#include "common/spreadsheet/workbook.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/workbook_maker.h"

namespace par::spreadsheet {
namespace {

using namespace std::string_literals;
using domain::FindingList;
using domain::Language;
using testing::Parts;
using testing::WorkbookOf;
using testing::WorkbookOfRows;
using testing::WorkbookXml;

// The only cell of a workbook with this cell, strings and formats.
Cell OneCell(const std::string& cell, const WorkbookXml& around = {.sheets = {}}) {
  WorkbookXml xml = around;
  xml.sheets = {{.name = "S", .rows = "<row r=\"3\">" + cell + "</row>"}};
  FindingList findings("a.xlsx");
  const auto workbook = ReadWorkbook(WorkbookOf(xml), findings);
  EXPECT_EQ(findings.count(), 0u);
  if (!workbook.has_value() || workbook->sheets[0].cells.size() != 1) return {};
  return workbook->sheets[0].cells[0];
}

TEST(ReadWorkbook, CellsHoldExactTexts) {
  const WorkbookXml kAround{
      .sheets = {},
      .strings =
          "<si><t>đầu</t></si><si><r><t>một </t></r><r><rPr><b/></rPr><t>hai</t></r>"
          "<rPh sb=\"0\" eb=\"1\"><t>bỏ</t></rPh></si><si><t xml:space=\"preserve\">  </t></si>",
      .formats = "<xf numFmtId=\"14\"/><xf numFmtId=\"9\"/><xf numFmtId=\"164\"/>",
      .own_formats = "<numFmt numFmtId=\"164\" formatCode=\"[$-42A]dd/mm/yyyy;@\"/>"};
  const struct {
    const char* why;
    const char* cell;
    CellKind kind;
    const char* text;
  } kCases[] = {
      {"a number", "<c r=\"B3\"><v>12.350000000000001</v></c>", CellKind::kNumber, "12.35"},
      {"a shared text", "<c r=\"B3\" t=\"s\"><v>0</v></c>", CellKind::kText, "đầu"},
      {"a shared text in runs", "<c r=\"B3\" t=\"s\"><v>1</v></c>", CellKind::kText, "một hai"},
      {"a text of spaces", "<c r=\"B3\" t=\"s\"><v>2</v></c>", CellKind::kText, "  "},
      {"an inline text", "<c r=\"B3\" t=\"inlineStr\"><is><t>trong ô</t></is></c>", CellKind::kText,
       "trong ô"},
      {"a formula's text", "<c r=\"B3\" t=\"str\"><f>A1&amp;A2</f><v>ghép</v></c>", CellKind::kText,
       "ghép"},
      {"a formula's number", "<c r=\"B3\"><f>0.1+0.2</f><v>0.30000000000000004</v></c>",
       CellKind::kNumber, "0.3"},
      {"a day", "<c r=\"B3\" s=\"1\"><v>44939</v></c>", CellKind::kDate, "2023-01-13"},
      {"a day in a format of its own", "<c r=\"B3\" s=\"3\"><v>44939</v></c>", CellKind::kDate,
       "2023-01-13"},
      {"a day as ISO text", "<c r=\"B3\" t=\"d\"><v>2023-01-13T00:00:00</v></c>", CellKind::kDate,
       "2023-01-13"},
      {"a percentage", "<c r=\"B3\" s=\"2\"><v>0.97499999999999998</v></c>", CellKind::kPercent,
       "97.5%"},
      {"a yes", "<c r=\"B3\" t=\"b\"><v>1</v></c>", CellKind::kBool, "true"},
      {"NFD becomes NFC", "<c r=\"B3\" t=\"str\"><v>Hie\u0302\u0323p</v></c>", CellKind::kText,
       "Hiệp"},
      {"XML's own entities", "<c r=\"B3\" t=\"str\"><v>&lt;a&gt; &amp; &#7871;</v></c>",
       CellKind::kText, "<a> & ế"},
      {"elements with a prefix", "<x:c r=\"B3\" t=\"str\"><x:v>a</x:v></x:c>", CellKind::kText,
       "a"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const Cell cell = OneCell(c.cell, kAround);
    EXPECT_EQ(cell.kind, c.kind);
    EXPECT_EQ(cell.text, c.text);
    EXPECT_EQ(cell.row, 3);
    EXPECT_EQ(cell.column, 2);
  }
}

TEST(ReadWorkbook, ACellWithoutAValueSaysWhy) {
  const WorkbookXml kAround{
      .sheets = {},
      .strings = "<si><t>a&#1;b</t></si><si><t>a_x0007_b</t></si><si><t>" +
                 std::string(kLongestCell + 1, 'a') + "</t></si>",
      .formats = "<xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>",
      .own_formats = "<numFmt numFmtId=\"170\" formatCode=\"[&lt;=1]0.0%;0.0\"/>"};
  const struct {
    const char* why;
    std::string cell;
    const char* reason;
  } kCases[] = {
      {"an error", "<c r=\"B3\" t=\"e\"><f>A1</f><v>#REF!</v></c>", "sheet_cell_error"},
      {"a formula never computed", "<c r=\"B3\"><f>A1+1</f></c>", "sheet_formula_without_value"},
      {"a value out of another file", "<c r=\"B3\"><f>[1]Sheet1!A1</f><v>5</v></c>",
       "sheet_external_link"},
      {"no number", "<c r=\"B3\"><v>12,5</v></c>", "number_malformed"},
      {"a number of 16 digits", "<c r=\"B3\"><v>1234567890123456</v></c>",
       "sheet_number_too_precise"},
      {"no day", "<c r=\"B3\" s=\"1\"><v>60</v></c>", "sheet_date_out_of_range"},
      {"a percentage or not, by its value", "<c r=\"B3\" s=\"2\"><v>0.975</v></c>",
       "sheet_format_conditional"},
      {"no ISO day", "<c r=\"B3\" t=\"d\"><v>13/01/2023</v></c>", "sheet_date_out_of_range"},
      {"a control character", "<c r=\"B3\" t=\"s\"><v>0</v></c>", "text_control_character"},
      {"an escaped one", "<c r=\"B3\" t=\"s\"><v>1</v></c>", "text_control_character"},
      {"a text that is not there", "<c r=\"B3\" t=\"s\"><v>99</v></c>", "sheet_cell_error"},
      {"half of a pair", "<c r=\"B3\" t=\"str\"><v>&#xD83D;</v></c>", "text_not_utf8"},
      {"a shared text longer than Excel's cells", "<c r=\"B3\" t=\"s\"><v>2</v></c>",
       "text_too_long"},
      {"longer than Excel's cells",
       "<c r=\"B3\" t=\"str\"><v>" + std::string(kLongestCell + 1, 'a') + "</v></c>",
       "text_too_long"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const Cell cell = OneCell(c.cell, kAround);
    EXPECT_EQ(cell.kind, CellKind::kUnusable);
    EXPECT_EQ(cell.reason, c.reason);
  }
}

TEST(ReadWorkbook, CellsStandWhereTheFileSays) {
  FindingList findings("a.xlsx");
  const auto workbook = ReadWorkbook(
      WorkbookOf({.sheets = {{.name = "Tự chấm",
                              .rows = "<row><c><v>1</v></c><c r=\"D1\"><v>2</v></c><c><v>3</v></c>"
                                      "</row><row r=\"9\"><c r=\"AA9\" s=\"7\"/><c r=\"AB9\"><v>4"
                                      "</v></c></row>",
                              .after = "<mergeCells><mergeCell ref=\"B2:$C$3\"/></mergeCells>"},
                             {.name = "Xe\u0301t", .rows = ""}}}),
      findings);
  ASSERT_TRUE(workbook.has_value());
  const Sheet& sheet = workbook->sheets[0];
  EXPECT_EQ(sheet.name, "Tự chấm");
  EXPECT_EQ(workbook->sheets[1].name, "Xét");
  EXPECT_EQ(sheet.At(1, 1)->text, "1");
  EXPECT_EQ(sheet.At(1, 4)->text, "2");
  EXPECT_EQ(sheet.At(1, 5)->text, "3");
  EXPECT_EQ(sheet.At(9, 28)->text, "4");
  EXPECT_EQ(sheet.At(9, 27), nullptr);
  EXPECT_EQ(sheet.last_row(), 9);
  ASSERT_EQ(sheet.merged.size(), 1u);
  EXPECT_EQ(sheet.merged[0].last_column, 3);
}

std::string Replaced(std::string_view part, std::string content) {
  return WorkbookOf(
      {.sheets = {{.name = "S", .rows = ""}}, .more = {{std::string(part), std::move(content)}}});
}

std::string Compound(std::string_view inside) {
  return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s + std::string(600, '\0') + std::string(inside);
}

std::string ManySheets(std::size_t count) {
  WorkbookXml xml;
  for (std::size_t i = 0; i < count; ++i) {
    xml.sheets.push_back({.name = "S" + std::to_string(i), .rows = ""});
  }
  return WorkbookOf(xml);
}

std::string ManyParts(std::size_t count) {
  Parts parts;
  for (std::size_t i = 0; i < count; ++i) parts.emplace_back("p" + std::to_string(i), "");
  return testing::ZipOf(parts);
}

std::string ManyCells(std::size_t count) {
  std::string rows;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % kMostColumns == 0) rows += i == 0 ? "<row>" : "</row><row>";
    // Different each, so that they do not look like a bomb.
    rows += "<c><v>" + std::to_string(i * 2654435761u % 1'000'000'007u) + "</v></c>";
  }
  return WorkbookOfRows(rows + "</row>");
}

// Cells that all show the one text of the workbook.
WorkbookXml OneTextManyTimes(std::size_t length, std::size_t count) {
  std::string row = "<row>";
  for (std::size_t i = 0; i < count; ++i) row += "<c t=\"s\"><v>0</v></c>";
  return {.sheets = {{.name = "S", .rows = row + "</row>"}, {.name = "T", .rows = row + "</row>"}},
          .strings = "<si><t>" + std::string(length, 'a') + "</t></si>"};
}

constexpr char kBillionLaughs[] =
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
    "<sst><si><t>&b;</t></si></sst>";
constexpr char kOutside[] =
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
    "<worksheet><sheetData><row><c t=\"str\"><v>&f;</v></c></row></sheetData></worksheet>";

struct Refused {
  const char* why;
  std::string bytes;
  const char* reason;
  const char* place;  // How the finding begins.
};

void ExpectRefused(const std::vector<Refused>& cases) {
  for (const Refused& c : cases) {
    SCOPED_TRACE(c.why);
    FindingList findings("a.xlsx");
    EXPECT_FALSE(ReadWorkbook(c.bytes, findings).has_value());
    ASSERT_EQ(findings.count(), 1u);
    EXPECT_EQ(domain::ReasonOf(findings.findings()[0].refusal), c.reason);
    EXPECT_TRUE(domain::TextOf(findings.findings()[0], Language::kVietnamese).starts_with(c.place))
        << domain::TextOf(findings.findings()[0], Language::kVietnamese);
  }
}

TEST(ReadWorkbook, OtherFilesAreNamed) {
  const std::string encrypted = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"s;
  const std::string good = WorkbookOfRows("");
  ExpectRefused({
      {"text", "format: parnet/answers/1", "sheet_not_xlsx", "a.xlsx: "},
      {"nothing", "", "sheet_not_xlsx", "a.xlsx: "},
      {"Excel 97", Compound("W\0o\0r\0k\0b\0o\0o\0k\0"s), "sheet_old_xls", "a.xlsx: "},
      {"a password", Compound(encrypted), "sheet_encrypted", "a.xlsx: "},
      {"a password of the zip",
       testing::WithCentralBytes(good, "xl/workbook.xml", 8, std::string("\x01\x00", 2)),
       "sheet_encrypted", "a.xlsx: "},
      {"OpenDocument", testing::ZipOf({{"mimetype", "application/vnd.oasis.opendocument"}}),
       "sheet_other_kind", "a.xlsx: file: là tệp dạng .ods"},
      {"binary Excel", Replaced("xl/workbook.bin", ""), "sheet_other_kind", "a.xlsx: "},
      {"Word", testing::ZipOf({{"word/document.xml", "<a/>"}}), "sheet_other_kind", "a.xlsx: "},
      {"a zip of anything", testing::ZipOf({{"a.txt", "a"}}), "sheet_damaged", "a.xlsx: "},
      {"an empty zip", "PK\x05\x06"s + std::string(18, '\0'), "sheet_damaged", "a.xlsx: "},
      {"a macro", Replaced("xl/vbaProject.bin", "x"), "sheet_macros", "a.xlsx: "},
      {"a type with macros",
       Replaced("[Content_Types].xml",
                "<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"),
       "sheet_macros", "a.xlsx: "},
  });
}

TEST(ReadWorkbook, BrokenFilesAreRefusedWhole) {
  const std::string good = WorkbookOfRows("<row><c><v>1</v></c></row>");
  std::string flipped = good;  // A byte of the sheet's data, whose CRC then differs.
  flipped[good.find("xl/worksheets/sheet1.xml") + 40] ^= 0x20;
  ExpectRefused({
      {"cut in the middle", good.substr(0, good.size() / 2), "sheet_damaged", "a.xlsx: "},
      {"cut at the end", good.substr(0, good.size() - 10), "sheet_damaged", "a.xlsx: "},
      {"a byte turned", flipped, "sheet_damaged", "a.xlsx: "},
      {"XML that does not end", Replaced("xl/worksheets/sheet1.xml", "<worksheet><a>"),
       "sheet_damaged", "a.xlsx: "},
      {"no XML", Replaced("xl/workbook.xml", "{}"), "sheet_damaged", "a.xlsx: "},
      {"an empty part", Replaced("xl/workbook.xml", ""), "sheet_damaged", "a.xlsx: "},
      {"not UTF-8", Replaced("xl/sharedStrings.xml", "<sst><si><t>\xff</t></si></sst>"),
       "sheet_damaged", "a.xlsx: "},
      {"no sheets", Replaced("xl/workbook.xml", "<workbook/>"), "sheet_damaged", "a.xlsx: "},
      {"a sheet that is not there",
       Replaced("xl/_rels/workbook.xml.rels",
                "<R><r Id=\"s1\" Type=\"a/worksheet\" Target=\"../../../none.xml\"/></R>"),
       "sheet_damaged", "a.xlsx: "},
      {"a cell twice",
       WorkbookOfRows("<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>"),
       "sheet_damaged", "a.xlsx: "},
      {"a cell of another row", WorkbookOfRows("<row r=\"2\"><c r=\"A1\"><v>1</v></c></row>"),
       "sheet_damaged", "a.xlsx: "},
      {"row 0", WorkbookOfRows("<row r=\"0\"><c><v>1</v></c></row>"), "sheet_damaged", "a.xlsx: "},
      {"no row at all", WorkbookOfRows("<row r=\"99999999999999\"><c><v>1</v></c></row>"),
       "sheet_damaged", "a.xlsx: "},
  });
}

TEST(ReadWorkbook, HostileFilesCostNothing) {
  const std::string good = WorkbookOfRows("");
  const std::string part = "xl/worksheets/sheet1.xml";
  std::string twice =
      WorkbookOf({.sheets = {{.name = "A", .rows = ""}, {.name = "B", .rows = ""}}});
  for (std::size_t at = twice.find("sheet2.xml"); at != std::string::npos;
       at = twice.find("sheet2.xml")) {
    twice[at + 5] = '1';
  }
  ExpectRefused({
      {"entities within entities", Replaced("xl/sharedStrings.xml", kBillionLaughs),
       "sheet_doctype", "a.xlsx: "},
      {"an entity that reads a file", Replaced(part, kOutside), "sheet_doctype", "a.xlsx: "},
      {"a zip bomb", Replaced(part, std::string(std::size_t{12} << 20, ' ')), "sheet_bomb",
       "a.xlsx: "},
      {"a part beyond all", Replaced(part, std::string(kLongestPart + 1, ' ')),
       "sheet_part_too_long", "a.xlsx: "},
      {"a head that says less than there is",
       testing::WithCentralBytes(good, part, 24, std::string("\x05\0\0\0", 4)), "sheet_damaged",
       "a.xlsx: "},
      {"a head that says more",
       testing::WithCentralBytes(good, part, 24, std::string("\0\0\x0f\0", 4)), "sheet_damaged",
       "a.xlsx: "},
      {"a head that says four gigabytes",
       testing::WithCentralBytes(good, part, 24, std::string("\xf0\xff\xff\xff", 4)),
       "sheet_part_too_long", "a.xlsx: "},
      {"two parts of one name", twice, "sheet_damaged", "a.xlsx: "},
      {"many sheets", ManySheets(kMostSheets + 1), "sheet_too_many_sheets", "a.xlsx: "},
      {"many parts", ManyParts(kMostParts + 1), "sheet_too_many_parts", "a.xlsx: "},
      {"many cells", ManyCells(kMostCells + 1), "sheet_too_many_cells", "a.xlsx: S!A501: "},
      {"a text of all sheets together beyond all",
       WorkbookOf(OneTextManyTimes(kMostCellBytes / 1000, 501)), "sheet_too_much_text",
       "a.xlsx: T!SF1: "},
      {"a cell far down", WorkbookOfRows("<row r=\"1048576\"><c r=\"D1048576\"><v>1</v></c></row>"),
       "sheet_too_many_rows", "a.xlsx: S!D1048576: "},
      {"a cell far to the right", WorkbookOfRows("<row><c r=\"XFD1\"><v>1</v></c></row>"),
       "sheet_too_many_columns", "a.xlsx: S!XFD1: "},
  });
}

TEST(ReadWorkbook, AsMuchTextAsThereMayBeIsRead) {
  FindingList findings("a.xlsx");
  EXPECT_TRUE(
      ReadWorkbook(WorkbookOf(OneTextManyTimes(kMostCellBytes / 1000, 500)), findings).has_value());
  EXPECT_TRUE(findings.empty());
}

TEST(ReadWorkbook, WhatIsOnlyFormattedDoesNotCount) {
  FindingList findings("a.xlsx");
  const auto workbook = ReadWorkbook(
      WorkbookOfRows("<row r=\"1048576\"><c r=\"XFD1048576\" s=\"0\"/></row>"), findings);
  ASSERT_TRUE(workbook.has_value());
  EXPECT_TRUE(workbook->sheets[0].cells.empty());
}

}  // namespace
}  // namespace par::spreadsheet
