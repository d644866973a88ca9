// Goal: what Excel itself is known to write, and other programs do not, is read as it is meant.
// Method: packages put together by hand after ECMA-376 and files of Excel 2007 to 365: strict and
// transitional namespaces, absolute targets, markup compatibility, hidden sheets, rich and phonetic
// texts, days since 1904. Each row is one way, around the same table.
#include <gtest/gtest.h>

#include <string>

#include "common/spreadsheet/workbook.h"
#include "tests/support/workbook_maker.h"

namespace par::spreadsheet {
namespace {

using testing::Parts;

constexpr char kUsual[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
    "<row r=\"1\" spans=\"1:2\" x14ac:dyDescent=\"0.25\"><c r=\"A1\" t=\"s\"><v>0</v></c>"
    "<c r=\"B1\" s=\"1\"><v>45280</v></c></row></sheetData></worksheet>";
constexpr char kStrings[] =
    "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"1\" "
    "uniqueCount=\"1\"><si><t>Nghĩa Hiệp</t></si></sst>";

struct Way {
  const char* why;
  Parts more;
  const char* first = "Nghĩa Hiệp";
  const char* second = "2023-12-20";
  const char* properties = "";
};

std::string StringsPart(const std::string& item) {
  std::string text = kStrings;
  const std::string usual = "<si><t>Nghĩa Hiệp</t></si>";
  return text.replace(text.find(usual), usual.size(), item);
}

std::string SheetPart(const std::string& from, const std::string& to) {
  std::string text = kUsual;
  return text.replace(text.find(from), from.size(), to);
}

std::string RelationsPart(const std::string& base, const std::string& target) {
  const auto one = [&](const std::string& id, const std::string& type, const std::string& where) {
    return "<Relationship Id=\"" + id + "\" Type=\"" + base + type + "\" Target=\"" + where +
           "\"/>";
  };
  return "<Relationships "
         "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" +
         one("s1", "worksheet", target + "worksheets/sheet1.xml") +
         one("ss", "sharedStrings", target + "sharedStrings.xml") +
         one("st", "styles", target + "styles.xml") + "</Relationships>";
}

std::string BookPart(const std::string& before, const std::string& sheet,
                     const std::string& after) {
  return "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
         "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
         "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">" +
         before + "<sheets>" + sheet + "</sheets>" + after + "</workbook>";
}

constexpr char kTransitional[] =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr char kStrict[] = "http://purl.oclc.org/ooxml/officeDocument/relationships/";
constexpr char kOneSheet[] = "<sheet name=\"S\" sheetId=\"7\" r:id=\"s1\"/>";

std::vector<Way> TextWays() {
  return {
      {"the usual one", {}},
      {"rich text in runs",
       {{"xl/sharedStrings.xml",
         StringsPart(
             "<si><r><rPr><b/><sz val=\"11\"/></rPr><t xml:space=\"preserve\">Nghĩa </t></r>"
             "<r><rPr><i/></rPr><t>Hiệp</t></r></si>")}}},
      {"phonetic hints are no text",
       {{"xl/sharedStrings.xml",
         StringsPart("<si><t>Nghĩa Hiệp</t><rPh sb=\"0\" eb=\"2\"><t>ngia</t></rPh>"
                     "<phoneticPr fontId=\"1\"/></si>")}}},
      {"spaces that are kept",
       {{"xl/sharedStrings.xml",
         StringsPart("<si><t xml:space=\"preserve\"> Nghĩa Hiệp </t></si>")}},
       " Nghĩa Hiệp "},
      {"a text parted by a comment",
       {{"xl/sharedStrings.xml", StringsPart("<si><t>Nghĩa<!-- x --> Hiệp</t></si>")}}},
      {"a line end typed in a cell",
       {{"xl/sharedStrings.xml", StringsPart("<si><t>Nghĩa_x000D_\r\nHiệp</t></si>")}},
       "Nghĩa\nHiệp"},
      {"a text in the cell itself",
       {{"xl/worksheets/sheet1.xml",
         SheetPart("t=\"s\"><v>0</v>",
                   "t=\"inlineStr\"><is><r><t>Nghĩa </t></r><r><t>Hiệp</t></r></is>")}}},
      {"a formula's text with its value",
       {{"xl/worksheets/sheet1.xml",
         SheetPart("t=\"s\"><v>0</v>",
                   "t=\"str\"><f>CONCATENATE(\"Nghĩa \",\"Hiệp\")</f><v>Nghĩa Hiệp</v>")}}},
      {"a shared formula told once",
       {{"xl/worksheets/sheet1.xml",
         SheetPart("t=\"s\"><v>0</v>",
                   "t=\"str\"><f t=\"shared\" ref=\"A1:A9\" si=\"0\">X1</f><v>Nghĩa Hiệp</v>")}}},
      {"the column of a table that is named by a year",
       {{"xl/worksheets/sheet1.xml",
         SheetPart("t=\"s\"><v>0</v>", "t=\"str\"><f>Bang1[2023]</f><v>Nghĩa Hiệp</v>")}}},
      {"a day as text of ISO, as the strict form has it",
       {{"xl/worksheets/sheet1.xml",
         SheetPart("s=\"1\"><v>45280</v>", "s=\"1\" t=\"d\"><v>2023-12-20T00:00:00</v>")}}},
  };
}

std::vector<Way> PackageWays() {
  return {
      {"targets from the root of the package",
       {{"xl/_rels/workbook.xml.rels", RelationsPart(kTransitional, "/xl/")}}},
      {"the strict form of the standard",
       {{"xl/_rels/workbook.xml.rels", RelationsPart(kStrict, "")},
        {"xl/worksheets/sheet1.xml",
         SheetPart("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                   "http://purl.oclc.org/ooxml/spreadsheetml/main")}}},
      {"a byte order mark", {{"xl/worksheets/sheet1.xml", std::string("\xef\xbb\xbf") + kUsual}}},
      {"what newer versions add",
       {{"xl/workbook.xml",
         BookPart("<mc:AlternateContent><mc:Choice Requires=\"x15\"><x15ac:absPath url=\"C:\\\"/>"
                  "</mc:Choice></mc:AlternateContent>",
                  kOneSheet,
                  "<definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">S!$A$1"
                  "</definedName></definedNames><extLst><ext uri=\"{x}\"/></extLst>")},
        {"xl/worksheets/sheet1.xml",
         SheetPart("</sheetData>",
                   "</sheetData><mc:AlternateContent><mc:Fallback/>"
                   "</mc:AlternateContent><extLst><ext uri=\"{y}\"><x14:sparklineGroups/>"
                   "</ext></extLst>")}}},
      {"a hidden sheet is read as any other",
       {{"xl/workbook.xml",
         BookPart("", "<sheet name=\"S\" sheetId=\"1\" state=\"veryHidden\" r:id=\"s1\"/>", "")}}},
      {"a sheet of a chart is none",
       {{"xl/workbook.xml",
         BookPart("", std::string(kOneSheet) + "<sheet name=\"Biểu đồ\" sheetId=\"2\" r:id=\"c\"/>",
                  "")}}},
      {"days since 1904", {}, "Nghĩa Hiệp", "2027-12-21", "<workbookPr date1904=\"1\"/>"},
      {"a day in a format of its own in another language", {}},
  };
}

void ExpectRead(const std::vector<Way>& ways) {
  for (const Way& way : ways) {
    SCOPED_TRACE(way.why);
    testing::WorkbookXml xml{
        .sheets = {{.name = "S", .rows = ""}},
        .formats = "<xf numFmtId=\"165\"/>",
        .own_formats = "<numFmt numFmtId=\"165\" formatCode=\"[$-1010000]d/m/yyyy;@\"/>",
        .properties = way.properties,
        .more = {{"xl/worksheets/sheet1.xml", kUsual}, {"xl/sharedStrings.xml", kStrings}}};
    for (const auto& part : way.more) xml.more.push_back(part);
    domain::FindingList findings("a.xlsx");
    const auto workbook = ReadWorkbook(testing::WorkbookOf(xml), findings);
    for (const domain::Finding& finding : findings.findings()) {
      ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
    }
    ASSERT_TRUE(workbook.has_value());
    ASSERT_EQ(workbook->sheets.size(), 1u);
    ASSERT_EQ(workbook->sheets[0].cells.size(), 2u);
    EXPECT_EQ(workbook->sheets[0].cells[0].text, way.first);
    EXPECT_EQ(workbook->sheets[0].cells[1].text, way.second);
    EXPECT_EQ(workbook->sheets[0].cells[1].kind, CellKind::kDate);
  }
}

TEST(ExcelWays, TextsOfCellsAreWhatPeopleSee) { ExpectRead(TextWays()); }

TEST(ExcelWays, PackagesAreReadHoweverTheyArePut) { ExpectRead(PackageWays()); }

TEST(ExcelWays, ATableIsToldFromAnotherFile) {
  const struct {
    const char* why;
    const char* formula;
    bool outside;
  } kCases[] = {
      {"a column named by a year", "Bang1[2023]", false},
      {"a column of this row", "Bang1[[#This Row],[2023]]", false},
      {"columns from one to another", "SUM(Bảng[[2022]:[2023]])", false},
      {"brackets in a text", "\"[1]x\"&amp;A1", false},
      {"a number format in a text", "TEXT(A1,\"[1]0\")", false},
      {"a sheet of another file", "[1]Sheet1!A1", true},
      {"one with blanks in its name", "'[2]Bảng kê'!A1", true},
      {"a name of another file", "[1]!Tong", true},
      {"behind a sheet with a quotation mark in its name", "'a\"b'!A1+[1]S!A1", true},
      {"an apostrophe in a text", "\"'\"&amp;\"[1]x\"", false},
      {"as a second argument", "SUM(A1,[3]S!B2)", true},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    domain::FindingList findings("a.xlsx");
    const auto workbook =
        ReadWorkbook(testing::WorkbookOfRows("<row><c t=\"str\"><f>" + std::string(c.formula) +
                                             "</f><v>5</v></c></row>"),
                     findings);
    ASSERT_TRUE(workbook.has_value());
    const Cell& cell = workbook->sheets[0].cells.at(0);
    EXPECT_EQ(cell.kind == CellKind::kUnusable, c.outside);
    EXPECT_EQ(cell.reason, c.outside ? "sheet_external_link" : "");
  }
}

TEST(ExcelWays, WhatAMessageQuotesIsCutBetweenLetters) {
  const std::string letters = "€€€€€€€€€€€€€€€€€€€€";  // Three bytes each: byte 40 is within one.
  for (const std::string type : {"e", "d"}) {
    SCOPED_TRACE(type);
    domain::FindingList findings("a.xlsx");
    const auto workbook = ReadWorkbook(
        testing::WorkbookOfRows("<row><c t=\"" + type + "\"><v>" + letters + "</v></c></row>"),
        findings);
    ASSERT_TRUE(workbook.has_value());
    EXPECT_EQ(workbook->sheets[0].cells.at(0).kind, CellKind::kUnusable);
    EXPECT_EQ(workbook->sheets[0].cells.at(0).text, letters.substr(0, 39));
  }
  domain::FindingList findings("a.xlsx");
  const auto workbook = ReadWorkbook(
      testing::WorkbookOfRows("<row><c t=\"d\"><v>2023-12-20T08:3€€€</v></c></row>"), findings);
  ASSERT_TRUE(workbook.has_value());
  EXPECT_EQ(workbook->sheets[0].cells.at(0).reason, "sheet_date_out_of_range");
}

}  // namespace
}  // namespace par::spreadsheet
