// Goal: what is written is read back exactly, is the same bytes each time, and no text becomes a
// formula; what no workbook can hold is refused before anything is written.
// Method: books are written to files and read with our reader; the raw XML is looked at where a
// reader would hide it.
#include "common/spreadsheet/book.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/spreadsheet/package.h"
#include "common/spreadsheet/workbook.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::spreadsheet {
namespace {

using par::testing::ReasonIs;
using par::testing::TempDir;

Book OneColumn(const std::vector<BookCell>& cells) {
  BookSheet sheet{.name = "Trang tính", .columns = {{.title = "Cột"}}};
  for (const BookCell& cell : cells) sheet.rows.push_back({cell});
  return {.title = "Thử", .sheets = {sheet}};
}

std::string Written(const Book& book) {
  const TempDir dir;
  const std::string path = (dir / "a.xlsx").string();
  const absl::Status status = WriteBook(book, path);
  EXPECT_OK(status);
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  return status.ok() ? par::testing::ReadText(path) : "";
}

Workbook ReadBack(const std::string& bytes) {
  domain::FindingList findings("a.xlsx");
  auto workbook = ReadWorkbook(bytes, findings);
  EXPECT_EQ(findings.count(), 0u);
  return workbook.has_value() ? *std::move(workbook) : Workbook();
}

std::string Part(const std::string& bytes, const std::string& name) {
  domain::FindingList findings("a.xlsx");
  const auto package = Package::Open(bytes, findings);
  return package.has_value() ? package->Read(name, findings).value_or("") : "";
}

TEST(WriteBook, ValuesComeBackExactly) {
  const struct {
    const char* why;
    BookCell cell;
    CellKind kind;
  } kCases[] = {
      {"a number", {.text = "12.35", .ink = Ink::kNumber}, CellKind::kNumber},
      {"a count", {.text = "8741", .ink = Ink::kNumber}, CellKind::kNumber},
      {"fifteen digits", {.text = "123456789.123456", .ink = Ink::kNumber}, CellKind::kNumber},
      {"more than Excel keeps",
       {.text = "123456789012345.678", .ink = Ink::kNumber},
       CellKind::kText},
      {"zeros at the end say something", {.text = "12.50", .ink = Ink::kNumber}, CellKind::kText},
      {"no number", {.text = "12,5", .ink = Ink::kNumber}, CellKind::kText},
      {"a day", {.text = "2023-12-20", .ink = Ink::kDay}, CellKind::kDate},
      {"a day before Excel's", {.text = "1900-01-01", .ink = Ink::kDay}, CellKind::kText},
      {"no day", {.text = "hôm qua", .ink = Ink::kDay}, CellKind::kText},
      {"an id that Excel would make a day", {.text = "1.2.2023"}, CellKind::kText},
      {"lines", {.text = "một\nhai\tba"}, CellKind::kText},
      {"spaces at the ends", {.text = "  a  "}, CellKind::kText},
      {"XML", {.text = "<a href=\"b\">&amp;'</a>"}, CellKind::kText},
      {"an escape of Excel's", {.text = "_x000D_ _x0041_"}, CellKind::kText},
      {"Vietnamese", {.text = "Nghĩa Hiệp, Đức Phổ, Ỷ Ỗ ỹ"}, CellKind::kText},
      {"beyond the first plane", {.text = "\U0001F600"}, CellKind::kText},
      {"a formula", {.text = "=1+1"}, CellKind::kText},
      {"a command", {.text = "=cmd|' /C calc'!A0"}, CellKind::kText},
      {"a plus", {.text = "+84 255"}, CellKind::kText},
      {"a minus", {.text = "-1+1"}, CellKind::kText},
      {"an at", {.text = "@SUM(A1)"}, CellKind::kText},
      {"a link", {.text = "https://example.vn"}, CellKind::kText},
      {"a braced formula", {.text = "{=1+1}"}, CellKind::kText},
      {"a formula as a number", {.text = "=1+1", .ink = Ink::kNumber}, CellKind::kText},
  };
  std::vector<BookCell> cells;
  for (const auto& c : kCases) cells.push_back(c.cell);
  const std::string bytes = Written(OneColumn(cells));
  const Workbook workbook = ReadBack(bytes);
  ASSERT_EQ(workbook.sheets.size(), 1u);
  EXPECT_EQ(workbook.sheets[0].name, "Trang tính");
  for (std::size_t i = 0; i < std::size(kCases); ++i) {
    SCOPED_TRACE(kCases[i].why);
    const Cell* const cell = workbook.sheets[0].At(static_cast<int>(i) + 2, 1);
    ASSERT_NE(cell, nullptr);
    EXPECT_EQ(cell->text, kCases[i].cell.text);
    EXPECT_EQ(cell->kind, kCases[i].kind);
  }
  EXPECT_EQ(Part(bytes, "xl/worksheets/sheet1.xml").find("<f>"), std::string::npos);
}

TEST(WriteBook, TheSameBookIsTheSameBytes) {
  const Book book = OneColumn({{.text = "1", .ink = Ink::kNumber}, {.text = "a"}});
  EXPECT_EQ(Written(book), Written(book));
}

TEST(WriteBook, OnlyAnswersAreOpenAndChoicesAreOffered) {
  Book book = OneColumn({{.text = "1.1"}, {.text = "", .look = Look::kAnswer}});
  book.sheets[0].protect = true;
  book.sheets[0].choices = {{.row = 1, .column = 0, .list = {"có", "không"}}};
  const std::string bytes = Written(book);
  const std::string sheet = Part(bytes, "xl/worksheets/sheet1.xml");
  EXPECT_NE(sheet.find("<sheetProtection sheet=\"1\""), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("<formula1>\"có,không\"</formula1>"), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("sqref=\"A3\""), std::string::npos) << sheet;
  EXPECT_NE(Part(bytes, "xl/styles.xml").find("<protection locked=\"0\"/>"), std::string::npos);
}

TEST(WriteBook, WhatNoWorkbookHoldsIsRefused) {
  const TempDir dir;
  const std::string path = (dir / "a.xlsx").string();
  const struct {
    const char* why;
    std::string sheet;
    std::string text;
    const char* reason;
  } kCases[] = {
      {"a text longer than a cell", "S", std::string(32'768, 'a'), "sheet_text_too_long"},
      {"a slash in a name", "a/b", "", "sheet_name_bad"},
      {"no name", "", "", "sheet_name_bad"},
      {"a long name", std::string(32, 'a'), "", "sheet_name_bad"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    Book book = OneColumn({{.text = c.text}});
    book.sheets[0].name = c.sheet;
    EXPECT_THAT(WriteBook(book, path), ReasonIs(c.reason));
    EXPECT_FALSE(std::filesystem::exists(path));
  }
  Book twice = OneColumn({{.text = "a"}});
  twice.sheets.push_back(twice.sheets[0]);
  EXPECT_THAT(WriteBook(twice, path), ReasonIs("sheet_name_bad"));
  EXPECT_THAT(WriteBook(OneColumn({}), (dir / "none/a.xlsx").string()),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "sheet_not_written"));
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

}  // namespace
}  // namespace par::spreadsheet
