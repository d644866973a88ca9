// Goal: workbooks as LibreOffice writes them are read: every kind of cell, and a self-assessment
// that went through it gives the same answers as the hand-written file.
// Method: the samples kept in tests/data/spreadsheet (its README says how they were made).
#include <gtest/gtest.h>

#include <string>

#include "common/domain/criteria_yaml.h"
#include "common/domain/set_diff.h"
#include "common/domain/units_yaml.h"
#include "common/spreadsheet/answers_workbook.h"
#include "common/spreadsheet/criteria_workbook.h"
#include "common/spreadsheet/units_workbook.h"
#include "common/spreadsheet/workbook.h"
#include "common/spreadsheet/year_table.h"
#include "tests/support/read_text.h"

namespace par::spreadsheet {
namespace {

using par::testing::ReadText;

TEST(LibreOffice, EveryKindOfCellIsRead) {
  domain::FindingList findings("cells.xlsx");
  const auto workbook =
      ReadWorkbook(ReadText("tests/data/spreadsheet/libreoffice-cells.xlsx"), findings);
  ASSERT_TRUE(workbook.has_value());
  ASSERT_EQ(workbook->sheets.size(), 1u);
  const Sheet& sheet = workbook->sheets[0];
  EXPECT_EQ(sheet.name, "Số liệu quý 3");
  ASSERT_EQ(sheet.merged.size(), 1u);
  EXPECT_EQ(sheet.merged[0].last_column, 2);
  const struct {
    const char* why;
    int row;
    CellKind kind;
    const char* text;
  } kCases[] = {
      {"a count", 3, CellKind::kNumber, "8782"},
      {"a difference", 5, CellKind::kNumber, "8741"},
      {"a sum of tenths", 6, CellKind::kNumber, "0.3"},
      {"a sum of decimals", 7, CellKind::kNumber, "12.35"},
      {"a percentage", 8, CellKind::kPercent, "97.5%"},
      {"a day", 9, CellKind::kDate, "2023-10-24"},
      {"letters and marks apart", 11, CellKind::kText, "Xã Nghĩa Hiệp"},
      {"a formula's text", 12, CellKind::kText, "Tiếp nhận - Rút"},
      {"a division by 0", 13, CellKind::kUnusable, "#DIV/0!"},
      {"two lines", 14, CellKind::kText, "dòng một\ndòng hai"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const Cell* const cell = sheet.At(c.row, 2);
    ASSERT_NE(cell, nullptr);
    EXPECT_EQ(cell->kind, c.kind);
    EXPECT_EQ(cell->text, c.text);
  }
}

TEST(LibreOffice, ASelfAssessmentComesBackAsItWas) {
  const auto set =
      domain::ReadCriteriaSet(ReadText("criteria/commune-sample-2023.yaml"), "set.yaml");
  ASSERT_TRUE(set.set.has_value());
  const auto wanted =
      domain::ReadAnswers(ReadText("criteria/answers/tu-nghia/la-ha.yaml"), *set.set, "la-ha.yaml");
  const auto read = ReadAnswersFile(ReadText("tests/data/spreadsheet/libreoffice-la-ha.xlsx"),
                                    *set.set, "la-ha.xlsx");
  for (const domain::Finding& finding : read.findings) {
    ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
  }
  ASSERT_TRUE(wanted.answers.has_value());
  ASSERT_TRUE(read.answers.has_value());
  EXPECT_EQ(read.answers->unit, wanted.answers->unit);
  EXPECT_EQ(read.answers->title, wanted.answers->title);
  EXPECT_EQ(read.answers->figures, wanted.answers->figures);
  EXPECT_EQ(read.answers->figure_texts, wanted.answers->figure_texts);
  EXPECT_EQ(read.answers->declarations, wanted.answers->declarations);
}

void ExpectNone(const std::vector<domain::Finding>& findings) {
  for (const domain::Finding& finding : findings) {
    ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
  }
}

TEST(LibreOffice, UnitsComeBackAsTheyWere) {
  const auto wanted = domain::ReadUnits(ReadText("criteria/units/quang-ngai-2023.yaml"), "u.yaml");
  const UnitsAsText read =
      ReadUnitsFile(ReadText("tests/data/spreadsheet/libreoffice-units.xlsx"), "units.xlsx");
  ExpectNone(read.file.findings);
  ASSERT_TRUE(read.file.tree.has_value());
  EXPECT_EQ(read.file.tree->units(), wanted.tree->units());
  EXPECT_EQ(read.file.tree->changes(), wanted.tree->changes());
}

TEST(LibreOffice, ACriteriaSetComesBackAsItWas) {
  const std::string yaml = ReadText("criteria/hue-district-2023.yaml");
  const CriteriaRead read =
      ReadCriteriaFile(ReadText("tests/data/spreadsheet/libreoffice-set.xlsx"), "set.xlsx");
  ExpectNone(read.file.findings);
  ASSERT_TRUE(read.file.set.has_value());
  const auto wanted = domain::ReadCriteriaSet(yaml, "set.yaml");
  ASSERT_TRUE(wanted.set.has_value());
  EXPECT_TRUE(domain::Differences(*wanted.set, *read.file.set).empty());
}

TEST(LibreOffice, ARankingIsATableOfAnEarlierYear) {
  const auto units = domain::ReadUnits(ReadText("criteria/units/quang-ngai-2023.yaml"), "u.yaml");
  YearTableWish wish;
  wish.about.year = 2023;
  wish.about.index = "par";
  wish.about.document = "2873/QĐ-UBND";
  wish.about.file = "ranking.xlsx";
  const YearTableRead read =
      ReadYearTable(ReadText("tests/data/spreadsheet/libreoffice-ranking.xlsx"), "ranking.xlsx",
                    *units.tree, wish);
  ExpectNone(read.findings);
  ASSERT_TRUE(read.table.has_value());
  ASSERT_EQ(read.table->rows.size(), 14u);
  EXPECT_EQ(read.table->rows[0].unit.value(), "song-ve");
  EXPECT_EQ(read.table->rows[0].rank, 1);
  EXPECT_EQ(read.table->rows[4].rank, 5) << "two share it";
  EXPECT_EQ(read.table->rows[5].rank, 5);
}

}  // namespace
}  // namespace par::spreadsheet
