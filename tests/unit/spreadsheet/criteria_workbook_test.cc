// Goal: a criteria set goes into a workbook and comes back with every key and text as it was, for
// every set there is; what is wrong in a row is named by its cell.
// Method: the trees of the files under criteria/, compared without the order of keys; then one cell
// changed in each row of a table.
#include "common/spreadsheet/criteria_workbook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/domain/yaml_writer.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::spreadsheet {
namespace {

using domain::YamlKind;
using domain::YamlValue;
using par::testing::ReadText;

std::string WrittenBytes(const Book& book) {
  const par::testing::TempDir dir;
  const std::string path = (dir / "a.xlsx").string();
  EXPECT_OK(WriteBook(book, path));
  return ReadText(path);
}

// One text for a tree, whatever the order of its keys; what is empty is left out, as its absence
// says the same. The order of inputs is that of the criterion's sheet and stays.
std::string Ordered(const YamlValue& value, bool keep = false) {
  if (value.kind == YamlKind::kNothing) return "";
  if (value.kind == YamlKind::kText) return "'" + std::string(value.text) + "'";
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const bool map = value.kind == YamlKind::kMap;
    const std::string inside = Ordered(value.items[i], map && value.keys[i] == "inputs");
    if (!inside.empty()) parts.push_back((map ? std::string(value.keys[i]) + ":" : "") + inside);
  }
  if (value.kind == YamlKind::kMap && !keep) std::sort(parts.begin(), parts.end());
  std::string text;
  for (const std::string& part : parts) text += part + ",";
  return text.empty() ? "" : "(" + text + ")";
}

YamlValue TreeOf(const std::string& text, domain::YamlFile& keeper) {
  domain::FindingList findings("set.yaml");
  auto file = domain::ReadYaml(text, findings);
  EXPECT_TRUE(file.has_value());
  keeper = *std::move(file);
  return keeper.root;
}

TEST(CriteriaWorkbook, EverySetComesBackAsItWas) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("criteria")) {
    if (entry.path().extension() != ".yaml") continue;
    SCOPED_TRACE(entry.path().string());
    const std::string text = ReadText(entry.path().string());
    domain::YamlFile original;
    const YamlValue tree = TreeOf(text, original);
    const CriteriaRead back = ReadCriteriaFile(WrittenBytes(CriteriaBook(tree)), "a.xlsx");
    for (const domain::Finding& finding : back.file.findings) {
      ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
    }
    ASSERT_TRUE(back.file.set.has_value());
    domain::YamlFile returned;
    EXPECT_EQ(Ordered(TreeOf(domain::WriteYaml(back.tree->root), returned)), Ordered(tree));
    ++files;
  }
  EXPECT_GE(files, 6);
}

TEST(CriteriaWorkbook, OffersWhatACellMaySayAndLinesForMore) {
  domain::YamlFile file;
  const Book book =
      CriteriaBook(TreeOf(testing::ReadText("criteria/commune-sample-2023.yaml"), file));
  for (const BookSheet& sheet : book.sheets) {
    SCOPED_TRACE(sheet.name);
    EXPECT_TRUE(sheet.protect);
    EXPECT_EQ(sheet.rows.back().back().look, Look::kAnswer) << "what is locked cannot be filled in";
  }
  const BookSheet& nodes = book.sheets[4];
  ASSERT_FALSE(nodes.choices.empty());
  EXPECT_EQ(nodes.choices.front().list.front(), "self_assessed");
  EXPECT_EQ(nodes.choices.front().list.size(), 6u);
  EXPECT_EQ(book.sheets[3].choices.front().list.size(), 7u) << "kinds of figures";
}

TEST(CriteriaWorkbook, WhatIsWrongIsNamedByItsCell) {
  const struct {
    const char* why;
    std::function<void(Book&)> change;
    const char* want;  // How some finding begins.
  } kCases[] = {
      {"an unknown key", [](Book& b) { b.sheets[0].rows[3][0] = {.text = "titel"}; },
       "a.xlsx: Bộ chỉ số!A6: titel: there is no such key here; is “title” meant?"},
      {"no such level", [](Book& b) { b.sheets[0].rows[5][2] = {.text = "xã"}; },
       "a.xlsx: Bộ chỉ số!C8: level: “xã” must be one of"},
      {"a day that never was", [](Book& b) { b.sheets[1].rows[0][1] = {.text = "30/02/2023"}; },
       "a.xlsx: Căn cứ!B3: basis.date: "},
      {"a class without a name", [](Book& b) { b.sheets[2].rows[0][1] = {.text = ""}; },
       "a.xlsx: Xếp loại!A3: classes.title: "},
      {"no such kind of figure", [](Book& b) { b.sheets[3].rows[0][2] = {.text = "số"}; },
       "a.xlsx: Số liệu chung!C3: tthc.commune.received.kind: "},
      {"a maximum that does not add up", [](Book& b) { b.sheets[4].rows[2][3] = {.text = "9"}; },
       "a.xlsx: Tiêu chí!A4: 1.1: "},
      {"a comma in a maximum", [](Book& b) { b.sheets[4].rows[2][3] = {.text = "1,5"}; },
       "a.xlsx: Tiêu chí!D5: 1.1.1.maximum: “1,5” has a comma"},
      {"a criterion of nobody", [](Book& b) { b.sheets[4].rows[2][1] = {.text = "7.7"}; },
       "a.xlsx: Tiêu chí!B5: 1.1.1: belongs to “7.7”"},
      {"a criterion of its own", [](Book& b) { b.sheets[4].rows[2][1] = {.text = "1.1.1"}; },
       "a.xlsx: Tiêu chí!B5: 1.1.1: belongs to “1.1.1”"},
      {"a rule that cannot be read",
       [](Book& b) { b.sheets[4].rows[4][5] = {.text = "(b/a * max"}; },
       "a.xlsx: Tiêu chí!F7: 1.1.3: "},
      {"cases that nothing uses", [](Book& b) { b.sheets[4].rows[4][5] = {.text = "(b/a) * max"}; },
       "a.xlsx: Trường hợp chấm điểm!A6: Mã tiêu chí: “1.1.3” is no criterion that uses this row"},
      {"an input twice", [](Book& b) { b.sheets[5].rows[2][1] = {.text = "a"}; },
       "a.xlsx: Số liệu của tiêu chí!B5: a: this key stands above already"},
      {"an input of nobody", [](Book& b) { b.sheets[5].rows[0][0] = {.text = "7.7"}; },
       "a.xlsx: Số liệu của tiêu chí!A3: Mã tiêu chí: “7.7” is no criterion"},
      {"a sheet gone", [](Book& b) { b.sheets.pop_back(); },
       "a.xlsx: Trường hợp chấm điểm: the workbook has no such sheet"},
  };
  domain::YamlFile original;
  const YamlValue tree = TreeOf(ReadText("criteria/commune-sample-2023.yaml"), original);
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    Book book = CriteriaBook(tree);
    c.change(book);
    const CriteriaRead read = ReadCriteriaFile(WrittenBytes(book), "a.xlsx");
    EXPECT_FALSE(read.file.set.has_value());
    std::string all;
    bool found = false;
    for (const domain::Finding& finding : read.file.findings) {
      const std::string text = domain::TextOf(finding, domain::Language::kEnglish);
      found = found || text.starts_with(c.want);
      all += text + "\n";
    }
    EXPECT_TRUE(found) << all;
  }
}

}  // namespace
}  // namespace par::spreadsheet
