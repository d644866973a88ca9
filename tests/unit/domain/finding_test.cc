// Goal: a finding names its place as people know it: line and column of a text, sheet and cell of a
// workbook; findings come in the order of the file. Method: tables of places.
#include "common/domain/finding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace par::domain {
namespace {

TEST(CellName, IsTheOneThatExcelShows) {
  const struct {
    int line;
    int column;
    const char* name;
  } kCases[] = {{1, 1, "A1"},       {12, 4, "D12"},  {3, 26, "Z3"},
                {3, 27, "AA3"},     {3, 702, "ZZ3"}, {3, 703, "AAA3"},
                {7, 16384, "XFD7"}, {7, 0, "7"},     {0, 0, ""}};
  for (const auto& c : kCases) {
    EXPECT_EQ(CellName({.line = c.line, .column = c.column}), c.name);
  }
}

std::vector<std::string> Texts(FindingList findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : std::move(findings).TakeSorted()) {
    texts.push_back(TextOf(finding, Language::kEnglish));
  }
  return texts;
}

TEST(Findings, OfATextNameLineAndColumn) {
  FindingList findings("a.yaml");
  findings.Add({.line = 12, .column = 5}, "text_empty", "unit");
  findings.Add({.line = 3, .column = 9}, "text_empty", "set");
  findings.Add({}, "text_empty", "file");
  EXPECT_EQ(Texts(std::move(findings)),
            (std::vector<std::string>{"a.yaml: file: must not be empty",
                                      "a.yaml:3:9: set: must not be empty",
                                      "a.yaml:12:5: unit: must not be empty"}));
}

// A form that made the file finds its row by the line; a workbook's place is a cell.
TEST(Findings, AsARefusalKnowTheirLine) {
  FindingList text("a.yaml");
  text.Add({.line = 12, .column = 5}, "text_empty", "unit");
  text.Add({}, "text_empty", "file");
  FindingList book("a.xlsx");
  book.NameSheets({"Thông tin"});
  book.Add({.line = 12, .column = 4, .sheet = 1}, "text_empty", "1.1");
  const auto line = [](const Finding& finding) {
    for (const Parameter& one : ParametersOf(PlacedRefusal(finding))) {
      if (one.name == "line") return one.value;
    }
    return std::string("none");
  };
  EXPECT_EQ(line(text.findings()[0]), "12");
  EXPECT_EQ(line(text.findings()[1]), "none");
  EXPECT_EQ(line(book.findings()[0]), "none");
  EXPECT_EQ(TextOf(PlacedRefusal(text.findings()[0]), Language::kEnglish),
            "unit: must not be empty");
}

TEST(Findings, OfAWorkbookNameSheetAndCell) {
  FindingList findings("a.xlsx");
  findings.NameSheets({"Thông tin", "Tự chấm"});
  findings.Add({.line = 12, .column = 4, .sheet = 2}, "text_empty", "1.1");
  findings.Add({.line = 90, .column = 1, .sheet = 1}, "text_empty", "unit");
  findings.Add({.line = 0, .column = 0, .sheet = 2}, "text_empty", "bảng");
  findings.Add({.line = 1, .column = 1, .sheet = 3}, "text_empty", "x");  // No name is known.
  EXPECT_EQ(Texts(std::move(findings)),
            (std::vector<std::string>{"a.xlsx: Thông tin!A90: unit: must not be empty",
                                      "a.xlsx: Tự chấm: bảng: must not be empty",
                                      "a.xlsx: Tự chấm!D12: 1.1: must not be empty",
                                      "a.xlsx:1:1: x: must not be empty"}));
}

}  // namespace
}  // namespace par::domain
