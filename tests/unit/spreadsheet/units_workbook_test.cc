// Goal: the unit tree goes into a workbook and comes back as it was, as a tree and as the text that
// a node takes; what is wrong in a row is named by its cell.
// Method: the trees under criteria/units and one with everything a tree may hold, round trip; then
// one cell changed in each row of a table.
#include "common/spreadsheet/units_workbook.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

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
      {"no such parent", 0, 4, 4, {.text = "quang-nam"}, {"a.xlsx: Đơn vị!A2: "}},
      {"no day of a change", 2, 0, 0, {.text = "hôm qua"}, {"a.xlsx: Sáp nhập, chia tách!A3: "}},
  };
  const domain::UnitsFile file = domain::ReadUnits(kUnitsWithEverything, "units.yaml");
  ASSERT_TRUE(file.tree.has_value());
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    Book book = UnitsBook(&*file.tree);
    book.sheets[c.sheet].rows[c.row][c.column] = c.cell;
    const UnitsAsText read = ReadUnitsFile(BytesOf(book), "a.xlsx");
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

TEST(UnitsWorkbook, ATemplateHoldsNoUnits) {
  const UnitsAsText read = ReadUnitsFile(BytesOf(UnitsBook(nullptr)), "a.xlsx");
  ExpectNoFindings(read.file.findings);
  ASSERT_TRUE(read.file.tree.has_value());
  EXPECT_TRUE(read.file.tree->units().empty());
}

}  // namespace
}  // namespace par::spreadsheet
