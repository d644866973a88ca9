// Goal: tables of earlier years come in from Excel and CSV, or are named with every fault and then
// nothing is written; ranks over the years go out as a table, JSON and a workbook with charts.
// Method: the real program on tables made here and on the unit tree of Quảng Ngãi.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/spreadsheet/book.h"
#include "common/spreadsheet/package.h"
#include "common/spreadsheet/workbook.h"
#include "tests/integration/parctl.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using testing::CommandResult;
using testing::Parctl;

constexpr char kUnits[] = "criteria/units/quang-ngai-2023.yaml";

class HistoryTest : public ::testing::Test {
 protected:
  CommandResult Import(const std::string& table, const std::string& year,
                       const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"history", "import",    table,       "--units", kUnits,
                                      "--year",  year,        "--index",   "par",     "--group",
                                      "xã",      "--number",  "1/QĐ-UBND", "--into",  years_,
                                      "--under", "nghia-hanh"};
    words.insert(words.end(), more.begin(), more.end());
    return Parctl(words);
  }
  std::string Csv(const std::string& name, const std::string& rows) {
    const std::string path = folder_ / name;
    std::ofstream(path) << "Tên xã,Tổng điểm,Xếp hạng\r\n" + rows;
    return path;
  }
  testing::TempDir folder_;
  std::string years_ = folder_ / "cac-nam.yaml";
};

TEST_F(HistoryTest, TablesComeInAndRanksGoOut) {
  ASSERT_EQ(Import(Csv("2021.csv", "Chợ Chùa,\"80,5\",1\r\nHành Thuận,70,2\r\nHành Minh,60,3\r\n"),
                   "2021", {"--maximum", "100"})
                .exit,
            0);
  // The next year as a workbook, whose second table is another one.
  spreadsheet::Book book{.title = "Bảng", .sheets = {}};
  spreadsheet::BookSheet sheet{.name = "Xếp hạng", .lines = {"Phụ lục"}};
  sheet.columns = {
      {.title = "Đơn vị"}, {.title = "Điểm"}, {.title = "Hạng"}, {.title = "Xếp loại"}};
  sheet.rows = {{{.text = "UBND xã Hành Thuận"},
                 {.text = "45", .ink = spreadsheet::Ink::kNumber},
                 {.text = "1", .ink = spreadsheet::Ink::kNumber},
                 {.text = "Tốt"}},
                {{.text = "TT. Chợ Chùa"},
                 {.text = "40", .ink = spreadsheet::Ink::kNumber},
                 {.text = "2", .ink = spreadsheet::Ink::kNumber},
                 {.text = "Khá"}}};
  book.sheets = {sheet};
  const std::string xlsx = folder_ / "2022.xlsx";
  ASSERT_TRUE(spreadsheet::WriteBook(book, xlsx).ok());
  const CommandResult second = Import(xlsx, "2022", {"--maximum", "50", "--set", "bộ mới"});
  ASSERT_EQ(second.exit, 0) << second.err;
  EXPECT_EQ(second.out, "Đã nhập 2 đơn vị vào " + years_ + "\n");
  const std::string kept = testing::ReadText(years_);
  EXPECT_NE(kept.find("sha256: "), std::string::npos);
  EXPECT_NE(kept.find("2022.xlsx"), std::string::npos);

  const CommandResult twice = Import(xlsx, "2022");
  EXPECT_EQ(twice.exit, 1);
  EXPECT_NE(twice.err.find("đã có bảng năm 2022"), std::string::npos) << twice.err;
  EXPECT_EQ(testing::ReadText(years_), kept);
  EXPECT_EQ(Import(xlsx, "2022", {"--maximum", "50", "--set", "bộ mới", "--replace"}).exit, 0);
  EXPECT_EQ(testing::ReadText(years_), kept);

  const CommandResult shown = Parctl({"history", "show", "--years", years_, "--unit", "cho-chua"});
  EXPECT_EQ(shown.exit, 0) << shown.err;
  for (const std::string text : {"80,5", "80,00", "-1", "-0,50 điểm %", "so theo %", "Khá"}) {
    EXPECT_NE(shown.out.find(text), std::string::npos) << text << "\n" << shown.out;
  }
  const CommandResult json =
      Parctl({"history", "show", "--years", years_, "--unit", "cho-chua", "--format", "json"});
  EXPECT_NE(json.out.find("\"format\": \"parnet/rank-history/1\""), std::string::npos);
  EXPECT_NE(json.out.find("\"percent\": 80.00,\n"), std::string::npos) << json.out;

  const std::string out = folder_ / "so-sanh.xlsx";
  const CommandResult compared = Parctl(
      {"history", "compare", "--years", years_, "--index", "par", "--group", "xã", "--xlsx", out});
  EXPECT_EQ(compared.exit, 0) << compared.err;
  domain::FindingList findings(out);
  const std::string bytes = testing::ReadText(out);
  const auto read = spreadsheet::ReadWorkbook(bytes, findings);
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->sheets.size(), 3u);
  ASSERT_EQ(read->sheets[0].last_row(), 5) << "three units below the heading";
  EXPECT_EQ(read->sheets[0].At(2, 2)->text, "2021");
  EXPECT_EQ(read->sheets[0].At(3, 1)->text, "PAR Index · UBND xã Hành Thuận");
  EXPECT_EQ(read->sheets[0].At(3, 2)->text, "2");
  EXPECT_EQ(read->sheets[0].At(3, 3)->text, "1");
  ASSERT_NE(read->sheets[1].At(3, 3), nullptr);
  EXPECT_EQ(read->sheets[1].At(3, 3)->kind, spreadsheet::CellKind::kNumber) << "90.00 % is drawn";
  EXPECT_EQ(read->sheets[1].At(3, 3)->text, "90");
  const auto package = spreadsheet::Package::Open(bytes, findings);
  EXPECT_TRUE(package->Has("xl/charts/chart1.xml"));
}

TEST_F(HistoryTest, WithoutAGroupEveryGroupIsCompared) {
  const std::string years = "criteria/history/published.yaml";
  const CommandResult result = Parctl({"history", "compare", "--years", years, "--index", "par"});
  EXPECT_EQ(result.exit, 0) << result.err;
  for (const std::string group : {"xã, phường, thị trấn (Sóc Sơn)", "Khối"}) {
    EXPECT_NE(result.out.find(group), std::string::npos) << group;
  }
  const CommandResult one = Parctl(
      {"history", "compare", "--years", years, "--index", "par", "--group", "không có khối này"});
  EXPECT_EQ(one.exit, 1) << one.out;
}

TEST_F(HistoryTest, WhatIsWrongIsNamedAndNothingIsWritten) {
  const CommandResult result =
      Import(Csv("sai.csv", "Chợ Chùa,80,2\r\nHành Thuậnn,70,1\r\nLa Hà,1,3\r\n"), "2021");
  EXPECT_EQ(result.exit, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("sai.csv:3:1: Hành Thuậnn: không có đơn vị nào tên như vậy trong năm "
                            "đó; có phải là “hành thuận”?"),
            std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find("sai.csv:4:1: La Hà: "), std::string::npos) << "of another district";
  EXPECT_FALSE(std::filesystem::exists(years_));
  EXPECT_EQ(Import(Csv("a.csv", ""), "2021", {"--date", "hôm qua"}).exit, 2);
  const CommandResult nothing = Parctl(
      {"history", "show", "--years", "criteria/history/published.yaml", "--unit", "khong-co"});
  EXPECT_EQ(nothing.exit, 1);
  EXPECT_EQ(nothing.out, "");
}

}  // namespace
}  // namespace par
