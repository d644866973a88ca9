// Goal: a table of ranks that somebody published is read as it is meant, its units are matched
// without guessing and its sums are checked; what is wrong is named by sheet, row and cell.
// Method: small tables as Excel and CSV against a tree with names that are alike, one thing changed
// in each row.
#include "common/spreadsheet/year_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/domain/csv.h"
#include "common/domain/units_yaml.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"
#include "tests/support/workbook_maker.h"

namespace par::spreadsheet {
namespace {

using domain::Language;

constexpr char kAlikeTree[] = R"yaml(format: parnet/units/1
units:
  - {id: tinh-a, name: Tỉnh A, kind: tinh}
  - {id: huyen-a, name: Huyện Hòa Bình, kind: huyen, parent: tinh-a}
  - {id: thi-xa-a, name: Thị xã Hòa Bình, kind: thi-xa, parent: tinh-a}
  - {id: dong-ha, name: Thành phố Đông Hà, kind: thanh-pho, parent: tinh-a}
  - {id: vinh-thuy, name: Huyện Vĩnh Thủy - Lâm, kind: huyen, parent: tinh-a}
  - {id: huyen-moi, name: Huyện Mới, kind: huyen, parent: tinh-a, from: 2024-01-01}
)yaml";

domain::UnitTree AlikeTree() {
  domain::UnitsFile file = domain::ReadUnits(kAlikeTree, "units.yaml");
  EXPECT_TRUE(file.tree.has_value());
  return file.tree.value_or(domain::UnitTree());
}

YearTableWish Wish() {
  YearTableWish wish;
  wish.about.year = 2022;
  wish.about.index = "par";
  wish.about.document = "1/QĐ-UBND";
  wish.about.file = "bang.csv";
  return wish;
}

YearTableRead ReadCsvTable(const std::string& text, const YearTableWish& wish = Wish()) {
  return ReadYearTable(text, "bang.csv", AlikeTree(), wish);
}

std::vector<std::string> SaidOf(const std::vector<domain::Finding>& findings) {
  std::vector<std::string> said;
  for (const domain::Finding& one : findings) said.push_back(TextOf(one, Language::kEnglish));
  return said;
}

constexpr char kGoodTable[] =
    "QUYẾT ĐỊNH 1/QĐ-UBND,,,,,\r\n"
    "STT,Tên đơn vị,Lĩnh vực 1,Lĩnh vực 2,Tổng điểm,Xếp hạng\r\n"
    "(1),(2),(3),(4),(5),(6)\r\n"
    ",Điểm tối đa,50,50,100,\r\n"
    "1,UBND H. Hoà Bình,\"45,00\",\"40,26\",\"85,27\",1/4\r\n"
    "2,TX Hòa Bình,40,40.5,80.5,2\r\n"
    "3,TP. Đông Hà,40,40,80,3\r\n"
    "4,Huyện Vĩnh Thuỷ – Lâm,30,30,60,4\r\n"
    ",Trung bình,,,76.44,\r\n";

TEST(YearTable, ATableOfAProvinceIsReadAndMatched) {
  const YearTableRead read = ReadCsvTable(kGoodTable);
  EXPECT_EQ(SaidOf(read.findings), std::vector<std::string>());
  ASSERT_TRUE(read.table.has_value());
  const domain::YearTable& table = *read.table;
  EXPECT_EQ(table.group_size, 4);
  EXPECT_EQ(table.maximum->Text(), "100");
  EXPECT_EQ(table.file_hash.size(), 64u);
  ASSERT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.rows[0].unit.value(), "huyen-a");
  EXPECT_EQ(table.rows[0].name, "UBND H. Hoà Bình");
  EXPECT_EQ(table.rows[0].total->Text(), "85.27") << "0.01 more than its rounded areas";
  EXPECT_EQ(table.rows[0].rank, 1);
  ASSERT_EQ(table.rows[0].areas.size(), 2u);
  EXPECT_EQ(table.rows[0].areas[1].first, "Lĩnh vực 2");
  EXPECT_EQ(table.rows[1].unit.value(), "thi-xa-a");
  EXPECT_EQ(table.rows[2].unit.value(), "dong-ha");
  EXPECT_EQ(table.rows[3].unit.value(), "vinh-thuy") << "dash and tone mark as people type them";
}

std::string Changed(const std::string& from, const std::string& to) {
  std::string text = kGoodTable;
  EXPECT_NE(text.find(from), std::string::npos) << from;
  return text.replace(text.find(from), from.size(), to);
}

TEST(YearTable, ACellOfSeveralLinesLeavesItsRowTogether) {
  const YearTableRead read = ReadCsvTable(Changed("Lĩnh vực 1", "\"Lĩnh\nvực 1\""));
  EXPECT_EQ(SaidOf(read.findings), std::vector<std::string>());
  ASSERT_TRUE(read.table.has_value());
  ASSERT_EQ(read.table->rows.size(), 4u);
  EXPECT_EQ(read.table->rows[0].areas.size(), 2u);
  EXPECT_EQ(read.table->rows[0].total->Text(), "85.27");
  EXPECT_EQ(read.table->rows[0].rank, 1);
  // And what is wrong in a row below is named by its own line.
  const YearTableRead wrong = ReadCsvTable(
      Changed("STT,Tên đơn vị", "STT,\"Tên\nđơn vị\"").replace(0, 0, "\"Phụ\nlục\",,,,,\r\n") +
      "5,Huyện Xa Lạ,30,30,60,5\r\n");
  EXPECT_EQ(SaidOf(wrong.findings),
            (std::vector<std::string>{
                "bang.csv:13:2: Huyện Xa Lạ: no unit of that year bears this name"}));
}

TEST(YearTable, WhatIsWrongIsNamedAndNothingIsGuessed) {
  const struct {
    const char* why;
    std::string table;
    std::vector<std::string> said;
  } kCases[] = {
      {"a name of two units",
       Changed("TX Hòa Bình", "Hòa Bình"),
       {"bang.csv:6:2: Hòa Bình: this name fits several units: Huyện Hòa Bình (huyen-a), Thị xã "
        "Hòa Bình (thi-xa-a); give the kind of unit or use --under"}},
      {"another kind than the unit's",
       Changed("TP. Đông Hà", "Huyện Đông Hà"),
       {"bang.csv:7:2: Huyện Đông Hà: no unit of that year bears this name; is “đông hà” meant?"}},
      {"a slip",
       Changed("TP. Đông Hà", "TP. Đôngg Hà"),
       {"bang.csv:7:2: TP. Đôngg Hà: no unit of that year bears this name; is “đông hà” meant?"}},
      {"a unit of later years",
       Changed("TP. Đông Hà", "Huyện Mới"),
       {"bang.csv:7:2: Huyện Mới: Huyện Mới (huyen-moi) did not exist at the end of 2022 (merged, "
        "split or renamed)"}},
      {"a unit twice",
       Changed("TX Hòa Bình", "Huyện Hòa Bình"),
       {"bang.csv:6:2: Huyện Hòa Bình: this unit stands at B5 already"}},
      {"no unit",
       Changed("3,TP. Đông Hà", "3,"),
       {"bang.csv:7:2: unit: the row holds numbers but no unit"}},
      {"areas that do not add up",
       Changed("40,40.5,80.5", "40,40.5,80.9"),
       {"bang.csv:6:2: TX Hòa Bình: total 80.9 stated, its areas add to 80.5 (by 0.4, more than "
        "rounding explains)"}},
      {"ranks that do not follow",
       Changed("80.5,2\r\n3,TP. Đông Hà,40,40,80,3", "80.5,3\r\n3,TP. Đông Hà,40,40,80,2"),
       {"bang.csv:6:2: TX Hòa Bình: rank 3 stated, 2 by the totals",
        "bang.csv:7:2: TP. Đông Hà: rank 2 stated, 3 by the totals"}},
      {"thousands",
       Changed("40,40,80,3", "40,40,\"1.080,00\",3"),
       {"bang.csv:7:5: Tổng điểm: “1.080,00” has a comma; write decimals with a dot and thousands "
        "without a separator (1234.5)"}},
      {"no rank",
       Changed("80,3\r", "80,ba\r"),
       {"bang.csv:7:6: rank: “ba” must be a whole number from 1 to 4"}},
      {"another size of the group",
       Changed("80,3\r", "80,3/5\r"),
       {"bang.csv:7:6: rank: “3/5” must be a whole number from 1 to 4"}},
      {"two columns of totals",
       Changed("Lĩnh vực 2", "Tổng"),
       {"bang.csv:2:5: Tổng điểm: this column stands further left already; each stands once"}},
      {"no table",
       "a,b\r\n1,2\r\n",
       {"bang.csv: sheet: no table with a column of units and one of ranks or totals among the "
        "first 20 rows"}},
      {"a quote that does not end", Changed("\"85,27\"", "\"85,27"), {}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const YearTableRead read = ReadCsvTable(c.table);
    EXPECT_FALSE(read.table.has_value());
    EXPECT_GE(read.finding_count, 1u);
    if (!c.said.empty()) {
      EXPECT_EQ(SaidOf(read.findings), c.said);
    }
  }
}

TEST(YearTable, ACsvFileMayBePartedAsExcelPartsItHere) {
  for (const std::string separator : {";", "\t"}) {
    SCOPED_TRACE(separator);
    const YearTableRead read =
        ReadCsvTable("\xef\xbb\xbfHuyện" + separator + "Tổng điểm" + separator + "Hạng\r\n" +
                     "H. Hòa Bình" + separator + "85,27" + separator + "1\r\n");
    EXPECT_EQ(SaidOf(read.findings), std::vector<std::string>());
    ASSERT_TRUE(read.table.has_value());
    EXPECT_EQ(read.table->rows.at(0).unit.value(), "huyen-a");
    EXPECT_EQ(read.table->rows.at(0).total->Text(), "85.27");
  }
  const YearTableRead many = ReadCsvTable(std::string(domain::kMostCsvCells + 1, ','));
  EXPECT_EQ(many.finding_count, 1u);
}

TEST(YearTable, ADifferenceMayBeAcceptedAndIsThenMarked) {
  YearTableWish wish = Wish();
  wish.accept_differences = true;
  const YearTableRead read = ReadCsvTable(Changed("40,40.5,80.5", "40,40.5,80.9"), wish);
  ASSERT_TRUE(read.table.has_value());
  EXPECT_EQ(read.accepted.size(), 1u);
  EXPECT_TRUE(read.table->rows[1].differs);
  EXPECT_FALSE(read.table->rows[0].differs);
}

std::string TextXml(const std::string& at, const std::string& text) {
  return "<c r=\"" + at + "\" t=\"str\"><v>" + text + "</v></c>";
}
std::string NumberXml(const std::string& at, const std::string& number) {
  return "<c r=\"" + at + "\"><v>" + number + "</v></c>";
}

// A heading over two rows, its cells merged as ministries print it.
std::string MinistryTable(const std::string& merged = "") {
  const std::string rows = "<row>" + TextXml("A1", "STT") + TextXml("B1", "Đơn vị") +
                           TextXml("C1", "Điểm các lĩnh vực") + TextXml("E1", "Tổng điểm") +
                           TextXml("F1", "Xếp hạng") + "</row><row r=\"2\">" +
                           TextXml("C2", "Thể chế") + TextXml("D2", "Thủ tục") +
                           "</row><row r=\"3\">" + NumberXml("A3", "1") +
                           // NFD, as some keyboards type it.
                           TextXml("B3", "Tha\u0300nh ph\u00f4\u0301 \u0110\u00f4ng Ha\u0300") +
                           NumberXml("C3", "12.350000000000001") + NumberXml("D3", "10") +
                           NumberXml("E3", "22.35") + NumberXml("F3", "1") + "</row>";
  return testing::WorkbookOf(
      {.sheets = {{.name = "Bìa", .rows = "<row>" + TextXml("A1", "Phụ lục") + "</row>"},
                  {.name = "Xếp hạng",
                   .rows = rows,
                   .after = "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/>"
                            "<mergeCell ref=\"C1:D1\"/><mergeCell ref=\"E1:E2\"/>" +
                            merged + "</mergeCells>"}}});
}

TEST(YearTable, AHeadingOverTwoRowsIsReadAndMergedNumbersAreNot) {
  const YearTableRead read = ReadYearTable(MinistryTable(), "bang.xlsx", AlikeTree(), Wish());
  EXPECT_EQ(SaidOf(read.findings), std::vector<std::string>());
  ASSERT_TRUE(read.table.has_value());
  ASSERT_EQ(read.table->rows.size(), 1u);
  const domain::YearRow& row = read.table->rows[0];
  EXPECT_EQ(row.unit.value(), "dong-ha");
  ASSERT_EQ(row.areas.size(), 2u);
  EXPECT_EQ(row.areas[0].first, "Thể chế");
  EXPECT_EQ(row.areas[0].second.Text(), "12.35");
  const YearTableRead merged =
      ReadYearTable(MinistryTable("<mergeCell ref=\"C3:D3\"/>"), "bang.xlsx", AlikeTree(), Wish());
  EXPECT_EQ(SaidOf(merged.findings),
            (std::vector<std::string>{"bang.xlsx: Xếp hạng!C3: merged: the cells C3:D3 are merged; "
                                      "unmerge them, every value stands in a cell of its own"}));
  YearTableWish wish = Wish();
  wish.sheet = "Xep hang";
  EXPECT_EQ(SaidOf(ReadYearTable(MinistryTable(), "bang.xlsx", AlikeTree(), wish).findings),
            (std::vector<std::string>{"bang.xlsx: Xep hang: the workbook has no such sheet"}));
}

}  // namespace
}  // namespace par::spreadsheet
