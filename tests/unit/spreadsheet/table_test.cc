// Goal: a sheet is read as the table that a person sees, wherever its columns stand, and whatever
// would be lost silently is one finding at its cell.
// Method: small sheets put together from XML; a finding's text is compared from its beginning.
#include "common/spreadsheet/table.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/support/workbook_maker.h"

namespace par::spreadsheet {
namespace {

// Cells of a row as texts; an empty text is no cell, one that begins with '<' is a cell's XML.
std::string RowXml(int row, const std::vector<std::string>& cells) {
  std::string xml = "<row r=\"" + std::to_string(row) + "\">";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const std::string place = domain::CellName({.line = row, .column = static_cast<int>(i) + 1});
    if (cells[i].front() == '<') {
      xml += "<c r=\"" + place + "\"" + cells[i].substr(1);
    } else {
      xml += "<c r=\"" + place + "\" t=\"str\"><v>" + cells[i] + "</v></c>";
    }
  }
  return xml + "</row>";
}

struct Read {
  std::optional<Workbook> workbook;  // The table refers to it.
  domain::FindingList findings{"a.xlsx"};
  std::optional<Table> table;
};

void ReadTable(const std::string& rows, const std::string& after, Read& read) {
  read.workbook = ReadWorkbook(
      testing::WorkbookOf({.sheets = {{.name = "Khác", .rows = ""},
                                      {.name = "Bảng ", .rows = rows, .after = after}}}),
      read.findings);
  ASSERT_TRUE(read.workbook.has_value());
  read.table = Table::Find(*read.workbook, "Bảng", {"Mã", "Tên", "Điểm"}, read.findings);
}

TEST(Table, IsFoundBelowItsHeadingsWithColumnsInAnyOrder) {
  Read read;
  ReadTable(RowXml(1, {"Bảng điểm"}) + RowXml(3, {"", " Điểm", "Mã\u00a0", "Tên"}) +
                RowXml(4, {"", "<><v>1.5</v></c>", " 1.1 ", "Một"}) + RowXml(6, {"", "", "1.2"}),
            "<mergeCells><mergeCell ref=\"A1:D1\"/></mergeCells>", read);
  EXPECT_EQ(read.findings.count(), 0u);
  ASSERT_TRUE(read.table.has_value());
  ASSERT_EQ(read.table->rows().size(), 2u);
  const Table::Row& first = read.table->rows()[0];
  EXPECT_EQ(first.id, "1.1");
  EXPECT_EQ(read.table->At(first, 1).text, "Một");
  EXPECT_EQ(read.table->At(first, 2).text, "1.5");
  EXPECT_EQ(read.table->At(first, 2).at, (domain::Position{.line = 4, .column = 2, .sheet = 2}));
  const Entry nothing = read.table->At(read.table->rows()[1], 2);
  EXPECT_TRUE(nothing.usable);
  EXPECT_EQ(nothing.text, "");
}

TEST(Table, WhatWouldBeLostIsNamed) {
  const std::string head = RowXml(1, {"Mã", "Tên", "Điểm"});
  const struct {
    const char* why;
    std::string rows;
    const char* merged;
    std::vector<const char*> want;
  } kCases[] = {
      {"cells merged down a column",
       head + RowXml(2, {"1", "a"}) + RowXml(3, {"2"}),
       "B2:B3",
       {"a.xlsx: Bảng !B2: Bảng : the cells B2:B3 are merged"}},
      {"cells merged over columns",
       head + RowXml(2, {"1", "a"}),
       "A2:C2",
       {"a.xlsx: Bảng !A2: Bảng : the cells A2:C2 are merged"}},
      {"a heading merged",
       head + RowXml(2, {"1", "a"}),
       "B1:C1",
       {"a.xlsx: Bảng !B1: Bảng : the cells B1:C1 are merged"}},
      {"a value beside the table",
       head + RowXml(2, {"1", "a", "", "?"}),
       nullptr,
       {"a.xlsx: Bảng !D2: Bảng : this cell holds something"}},
      {"a heading that is an error",
       RowXml(1, {"Mã", "Tên", "Điểm", "< t=\"e\"><v>#N/A</v></c>"}),
       nullptr,
       {"a.xlsx: Bảng !D1: #N/A: the table has no such column"}},
      {"no table among the first rows",
       RowXml(21, {"Mã", "Tên", "Điểm"}),
       nullptr,
       {"a.xlsx: Bảng : Mã: no heading row"}},
      {"an empty sheet", "", nullptr, {"a.xlsx: Bảng : Mã: no heading row"}},
      {"an id that is an error",
       head + RowXml(2, {"< t=\"e\"><v>#REF!</v></c>", "a"}),
       nullptr,
       {"a.xlsx: Bảng !A2: Mã: the cell shows Excel's error #REF!"}},
      {"rows without id, and twice",
       head + RowXml(2, {"1"}) + RowXml(3, {"", "a"}) + RowXml(4, {"1"}),
       nullptr,
       {"a.xlsx: Bảng !A3: Mã: the row holds something but no id",
        "a.xlsx: Bảng !A4: 1: a row with this id stands at A2 already"}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    Read read;
    const std::string after = c.merged == nullptr ? ""
                                                  : "<mergeCells><mergeCell ref=\"" +
                                                        std::string(c.merged) + "\"/></mergeCells>";
    ReadTable(c.rows, after, read);
    const auto findings = std::move(read.findings).TakeSorted();
    ASSERT_EQ(findings.size(), c.want.size());
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const std::string text = domain::TextOf(findings[i], domain::Language::kEnglish);
      EXPECT_TRUE(text.starts_with(c.want[i])) << text;
    }
  }
}

TEST(Table, ACellWithoutAValueIsNamedWhenItIsAskedFor) {
  Read read;
  ReadTable(RowXml(1, {"Mã", "Tên", "Điểm"}) + RowXml(2, {"1", "< t=\"e\"><v>#REF!</v></c>"}) +
                RowXml(3, {"2", "<><f>[2]Sheet1!B2</f><v>4</v></c>"}),
            "", read);
  ASSERT_TRUE(read.table.has_value());
  EXPECT_EQ(read.findings.count(), 0u);
  const Entry entry = read.table->At(read.table->rows()[0], 1);
  EXPECT_FALSE(entry.usable);
  EXPECT_FALSE(read.table->At(read.table->rows()[1], 1).usable);
  const auto findings = std::move(read.findings).TakeSorted();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(
      domain::TextOf(findings[0], domain::Language::kVietnamese),
      "a.xlsx: Bảng !B2: Tên: ô báo lỗi #REF! của Excel; hãy sửa công thức hoặc nhập giá trị");
  EXPECT_EQ(domain::TextOf(findings[1], domain::Language::kVietnamese),
            "a.xlsx: Bảng !B3: Tên: ô lấy giá trị từ tệp khác; hãy thay bằng giá trị");
}

}  // namespace
}  // namespace par::spreadsheet
