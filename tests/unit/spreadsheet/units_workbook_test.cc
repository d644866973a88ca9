// Goal: the unit tree goes into a workbook and comes back as it was, as a tree and as the text that
// a node takes; what is wrong in a row is named by its cell; it says where it was taken away.
// Method: the trees under criteria/units and one with everything a tree may hold, round trip; then
// one cell changed in each row of a table; rows as Excel stores them; as many as the country has.
#include "common/spreadsheet/units_workbook.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/workbook_maker.h"

namespace par::spreadsheet {
namespace {

using par::testing::ReadText;

constexpr char kUnitsWithEverything[] = R"yaml(format: parnet/units/1
units:
  - {id: quang-ngai, code: "051", name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: so-noi-vu, name: "Sở \"Nội vụ\"", kind: so, parent: quang-ngai, group: Khối sở}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai, until: 2025-06-30}
  - id: nghia-son
    name: Xã Nghĩa Sơn
    kind: xa
    from: 1999-01-01
    until: 2025-06-30
    parent: tu-nghia
  - id: la-ha
    name: Thị trấn La Hà
    kind: thi-tran
    parents:
      - {id: tu-nghia, until: 2025-06-30}
      - {id: quang-ngai, from: 2025-07-01}
  - {id: tra-giang, name: Xã Trà Giang, kind: xa, from: 2025-07-01, parent: quang-ngai}
changes:
  - {on: 2025-07-01, basis: "Nghị quyết số 1, mục 2", before: [nghia-son, la-ha], after: [tra-giang, la-ha]}
)yaml";

std::string BytesOf(const Book& book) {
  const par::testing::TempDir dir;
  const std::string path = (dir / "a.xlsx").string();
  EXPECT_OK(WriteBook(book, path));
  return ReadText(path);
}

void ExpectNoFindings(const std::vector<domain::Finding>& findings) {
  for (const domain::Finding& finding : findings) {
    ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
  }
}

void ExpectTreeRoundTrip(const std::string& yaml) {
  const domain::UnitsFile file = domain::ReadUnits(yaml, "units.yaml");
  ExpectNoFindings(file.findings);
  ASSERT_TRUE(file.tree.has_value());
  const UnitsAsText back = ReadUnitsFile(BytesOf(UnitsBook(&*file.tree)), "units.xlsx");
  ExpectNoFindings(back.file.findings);
  ASSERT_TRUE(back.file.tree.has_value());
  EXPECT_EQ(back.file.tree->units(), file.tree->units());
  EXPECT_EQ(back.file.tree->changes(), file.tree->changes());
  const domain::UnitsFile sent = domain::ReadUnits(back.yaml, "sent.yaml");
  ExpectNoFindings(sent.findings);
  ASSERT_TRUE(sent.tree.has_value());
  EXPECT_EQ(sent.tree->units(), file.tree->units());
  EXPECT_EQ(sent.tree->changes(), file.tree->changes());
}

TEST(UnitsWorkbook, TreesComeBackAsTheyWere) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("criteria/units")) {
    SCOPED_TRACE(entry.path().string());
    ExpectTreeRoundTrip(ReadText(entry.path().string()));
    ++files;
  }
  EXPECT_GE(files, 2);
  ExpectTreeRoundTrip(kUnitsWithEverything);
}

TEST(UnitsWorkbook, WhatIsWrongIsNamedByItsCell) {
  const struct {
    const char* why;
    std::size_t sheet;
    std::size_t row;
    std::size_t column;
    BookCell cell;
    std::vector<std::string> want;
  } kCases[] = {
      {"no name", 0, 0, 2, {.text = ""}, {"a.xlsx: Đơn vị!C3: units[0].name: must not be empty"}},
      {"no such kind", 0, 0, 3, {.text = "tổ dân phố"}, {"a.xlsx: Đơn vị!D3: units[0].kind: "}},
      {"no such day", 0, 0, 6, {.text = "31/02/2023"}, {"a.xlsx: Đơn vị!G3: units[0].from: "}},
      {"an id twice",
       0,
       1,
       0,
       {.text = "la-ha"},
       {"a.xlsx: Đơn vị!A4: la-ha: a row with this id stands at A3"}},
      {"a row without id", 0, 10, 2, {.text = "Xã"}, {"a.xlsx: Đơn vị!A13: Mã: the row holds"}},
      {"a parent of nobody", 1, 0, 0, {.text = "khong-co"}, {"a.xlsx: Đổi cấp trên!A3: Mã: "}},
      {"no such parent",
       0,
       4,
       4,
       {.text = "quang-nam"},
       {"a.xlsx: Đơn vị!E7: tra-giang: there is"}},
      {"a number where a day belongs",
       0,
       0,
       6,
       {.text = "1,5"},
       {"a.xlsx: Đơn vị!G3: units[0].from: “1,5”"}},
      {"a number stored as one where a day belongs",
       0,
       0,
       7,
       {.text = "1.5", .ink = Ink::kNumber},
       {"a.xlsx: Đơn vị!H3: units[0].until: “1.5”"}},
      {"an id with capitals",
       0,
       3,
       0,
       {.text = "So-Noi-Vu"},
       {"a.xlsx: Đơn vị!A6: Unit id \"So-Noi-Vu\""}},
      {"ends before it begins",
       0,
       4,
       7,
       {.text = "30/06/2025"},
       {"a.xlsx: Đơn vị!H7: Unit \"tra-giang\": the first day 2025-07-01"}},
      {"a change into nobody",
       2,
       0,
       3,
       {.text = "tra-giang, la-ha, khong-co"},
       {"a.xlsx: Sáp nhập, chia tách!D3: changes: 2025-07-01: there is no unit"}},
      {"a membership below nobody",
       1,
       0,
       1,
       {.text = "quang-nam"},
       {"a.xlsx: Đổi cấp trên!B3: la-ha: there is no unit"}},
      {"another kind of workbook",
       3,
       0,
       2,
       {.text = "parnet/answers/1"},
       {"a.xlsx: Thông tin!C3: format: is"}},
      {"a version that is none", 3, 2, 2, {.text = "1,5"}, {"a.xlsx: Thông tin!C5: version: "}},
      {"taken away at another node",
       3,
       1,
       2,
       {.text = "quang-tri"},
       {"a.xlsx: Thông tin!C4: unit: the file was taken from the node of unit"}},
      {"no day of a change", 2, 0, 0, {.text = "hôm qua"}, {"a.xlsx: Sáp nhập, chia tách!A3: "}},
  };
  const domain::UnitsFile file = domain::ReadUnits(kUnitsWithEverything, "units.yaml");
  ASSERT_TRUE(file.tree.has_value());
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    Book book = UnitsBook(&*file.tree);
    book.sheets[c.sheet].rows[c.row][c.column] = c.cell;
    const UnitsAsText read = ReadUnitsFile(BytesOf(book), "a.xlsx", "quang-ngai");
    EXPECT_FALSE(read.file.tree.has_value());
    EXPECT_EQ(read.yaml, "");
    ASSERT_FALSE(read.file.findings.empty());
    const std::string text = domain::TextOf(read.file.findings.front(), domain::Language::kEnglish);
    EXPECT_TRUE(text.starts_with(c.want.front())) << text;
  }
}

TEST(UnitsWorkbook, FindingsBeyondThoseKeptAreCounted) {
  constexpr std::size_t kWrong = 600;  // More than are kept.
  Book book = UnitsBook(nullptr);
  std::vector<std::vector<BookCell>>& rows = book.sheets[0].rows;
  rows.clear();
  for (std::size_t i = 0; i < kWrong; ++i) {
    rows.push_back({{.text = "u" + std::to_string(i)}, {}, {.text = "Xã"}, {.text = "làng"}});
  }
  const UnitsAsText read = ReadUnitsFile(BytesOf(book), "a.xlsx");
  EXPECT_LT(read.file.findings.size(), kWrong);
  EXPECT_EQ(read.file.finding_count, kWrong);
}

TEST(UnitsWorkbook, SaysWhereItWasTakenAway) {
  const UnitsOrigin origin{.unit = "quang-ngai", .version = 7};
  const UnitsAsText read = ReadUnitsFile(BytesOf(UnitsBook(nullptr, origin)), "a.xlsx");
  ExpectNoFindings(read.file.findings);
  EXPECT_EQ(read.origin.unit, "quang-ngai");
  EXPECT_EQ(read.origin.version, 7u);
  // One from before the sheets, or made by hand: it says nothing, and is taken.
  Book book = UnitsBook(nullptr);
  book.sheets.resize(3);
  const UnitsAsText old = ReadUnitsFile(BytesOf(book), "a.xlsx", "quang-ngai");
  ExpectNoFindings(old.file.findings);
  EXPECT_EQ(old.origin.unit, "");
  EXPECT_FALSE(old.origin.version.has_value());
}

// Rows as Excel stores what people type and do: each of them means the same tree.
TEST(UnitsWorkbook, WhatExcelStoresIsReadAsItIsMeant) {
  const auto text = [](const char* at, const std::string& said) {
    return std::string("<c r=\"") + at + "\" t=\"str\"><v>" + said + "</v></c>";
  };
  const std::string heading = "<row r=\"1\">" + text("A1", "Mã") + text("B1", "Mã hành chính") +
                              text("C1", "Tên đơn vị") + text("D1", "Loại") +
                              text("E1", "Trực thuộc") + text("F1", "Nhóm xếp hạng") +
                              text("G1", "Từ ngày") + text("H1", "Đến ngày") + "</row>";
  const struct {
    const char* why;
    std::string row;    // Its attributes.
    std::string code;   // The cell B2.
    std::string until;  // The cell H2.
    const char* want_code = "051";
  } kRows[] = {
      {"a day as Excel stores it", "", text("B2", "051"), "<c r=\"H2\" s=\"1\"><v>45838</v></c>"},
      {"a day as text", "", text("B2", "051"), text("H2", "30/6/2025")},
      {"a day as files have it", "", text("B2", " 051 "), text("H2", "2025-06-30")},
      {"a day by a formula", "", text("B2", "051"),
       "<c r=\"H2\" s=\"1\"><f>DATE(2025,6,30)</f><v>45838</v></c>"},
      {"a hidden row counts as any other", " hidden=\"1\"", text("B2", "051"),
       text("H2", "30/06/2025")},
      {"a code that Excel made a number, which the comparison then shows", "",
       "<c r=\"B2\"><v>51</v></c>", text("H2", "30/06/2025"), "51"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.why);
    const std::string bytes = par::testing::WorkbookOf(
        {.sheets = {{.name = "Đơn vị",
                     .rows = heading + "<row r=\"2\"" + row.row + ">" + text("A2", "xa") +
                             row.code + text("C2", "Xã") + text("D2", "xã") + row.until + "</row>"},
                    {.name = "Đổi cấp trên",
                     .rows = "<row r=\"1\">" + text("A1", "Mã") + text("B1", "Trực thuộc") +
                             text("C1", "Từ ngày") + text("D1", "Đến ngày") + "</row>"},
                    {.name = "Sáp nhập, chia tách",
                     .rows = "<row r=\"1\">" + text("A1", "Ngày") + text("B1", "Văn bản") +
                             text("C1", "Mã đơn vị trước") + text("D1", "Mã đơn vị sau") +
                             "</row>"}},
         .formats = "<xf numFmtId=\"14\"/>"});
    const UnitsAsText read = ReadUnitsFile(bytes, "a.xlsx");
    ExpectNoFindings(read.file.findings);
    ASSERT_TRUE(read.file.tree.has_value());
    ASSERT_EQ(read.file.tree->units().size(), 1u);
    EXPECT_EQ(read.file.tree->units()[0].code, row.want_code);
    EXPECT_EQ(read.file.tree->units()[0].existence.until.Iso(), "2025-06-30");
  }
}

TEST(UnitsWorkbook, ACodeKeepsTheZerosThatArePutBeforeIt) {
  const domain::UnitsFile file = domain::ReadUnits(kUnitsWithEverything, "units.yaml");
  const Book book = UnitsBook(&*file.tree);
  for (const std::vector<BookCell>& row : book.sheets[0].rows) EXPECT_EQ(row[1].ink, Ink::kCode);
}

// All communes, districts and provinces that the country had before 1 July 2025.
TEST(UnitsWorkbook, TheWholeCountryGoesOutAndComesBack) {
  constexpr int kCommunes = 10'598;
  std::string yaml = "format: parnet/units/1\nunits:\n  - {id: tinh, name: Tỉnh, kind: tinh}\n";
  for (int i = 0; i < kCommunes; ++i) {
    const std::string id = "xa-" + std::to_string(i);
    yaml += "  - {id: " + id + ", name: Xã " + id + ", kind: xa, parent: tinh}\n";
  }
  const domain::UnitsFile file = domain::ReadUnits(yaml, "units.yaml");
  ExpectNoFindings(file.findings);
  ASSERT_TRUE(file.tree.has_value());
  Book book = UnitsBook(&*file.tree);
  const std::string bytes = BytesOf(book);
  EXPECT_LT(bytes.size(), std::size_t{1} << 20);
  const UnitsAsText back = ReadUnitsFile(bytes, "a.xlsx");
  ExpectNoFindings(back.file.findings);
  ASSERT_TRUE(back.file.tree.has_value());
  EXPECT_EQ(back.file.tree->units(), file.tree->units());
  book.sheets[0].rows[kCommunes][4] = {.text = "huyen"};
  const UnitsAsText wrong = ReadUnitsFile(BytesOf(book), "a.xlsx");
  ASSERT_EQ(wrong.file.finding_count, 1u);
  EXPECT_EQ(domain::CellName(wrong.file.findings[0].at), "E10601") << "the last of its rows";
}

TEST(UnitsWorkbook, ATemplateHoldsNoUnits) {
  const UnitsAsText read = ReadUnitsFile(BytesOf(UnitsBook(nullptr)), "a.xlsx");
  ExpectNoFindings(read.file.findings);
  ASSERT_TRUE(read.file.tree.has_value());
  EXPECT_TRUE(read.file.tree->units().empty());
}

}  // namespace
}  // namespace par::spreadsheet
