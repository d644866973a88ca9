// Goal: answers go into a workbook and come back as they were, for every file of answers there is;
// what a person does wrong in a workbook is one finding at its cell, and then there are no answers.
// Method: every file under criteria/answers round trip, with figures, points and texts compared;
// then one cell or sheet of a good workbook is changed in each row of a table.
#include "common/spreadsheet/answers_workbook.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "common/domain/score_sheet.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::spreadsheet {
namespace {

using domain::Answers;
using domain::CriteriaSet;
using par::testing::ReadText;
using par::testing::TempDir;

std::string Bytes(const Book& book) {
  const TempDir dir;
  const std::string path = (dir / "a.xlsx").string();
  EXPECT_OK(WriteBook(book, path));
  return ReadText(path);
}

void ExpectSameChildren(const Answers& a, const Answers& b) {
  EXPECT_EQ(a.children_known, b.children_known);
  ASSERT_EQ(a.children.size(), b.children.size());
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    SCOPED_TRACE(a.children[i].unit);
    EXPECT_EQ(a.children[i].unit, b.children[i].unit);
    EXPECT_EQ(a.children[i].index, b.children[i].index);
    EXPECT_EQ(a.children[i].score, b.children[i].score);
    EXPECT_EQ(a.children[i].figures, b.children[i].figures);
  }
}

void ExpectSame(const Answers& a, const Answers& b) {
  EXPECT_EQ(a.set_id, b.set_id);
  EXPECT_EQ(a.set_version, b.set_version);
  EXPECT_EQ(a.unit, b.unit);
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.group, b.group);
  EXPECT_EQ(a.ranked, b.ranked);
  EXPECT_EQ(a.figures, b.figures);
  EXPECT_EQ(a.figure_texts, b.figure_texts);
  EXPECT_EQ(a.previous, b.previous);
  EXPECT_EQ(a.previous_texts, b.previous_texts);
  EXPECT_EQ(a.declarations, b.declarations);
  ExpectSameChildren(a, b);
}

void ExpectRoundTrip(const CriteriaSet& set, const Answers& answers) {
  ASSERT_OK_AND_ASSIGN(const Book book, AnswersBook(set, &answers));
  const domain::AnswersFile back = ReadAnswersFile(Bytes(book), set, "a.xlsx");
  for (const domain::Finding& finding : back.findings) {
    ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
  }
  ASSERT_TRUE(back.answers.has_value());
  ExpectSame(answers, *back.answers);
  EXPECT_EQ(domain::Score(set, answers).total, domain::Score(set, *back.answers).total);
}

TEST(AnswersWorkbook, EveryFileOfAnswersComesBackAsItWas) {
  std::vector<CriteriaSet> sets;
  for (const auto& entry : std::filesystem::directory_iterator("criteria")) {
    if (entry.path().extension() != ".yaml") continue;
    auto read = domain::ReadCriteriaSet(ReadText(entry.path().string()), entry.path().string());
    if (read.set.has_value()) sets.push_back(*std::move(read.set));
  }
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("criteria/answers")) {
    if (entry.path().extension() != ".yaml") continue;
    SCOPED_TRACE(entry.path().string());
    int sets_of_file = 0;
    for (const CriteriaSet& set : sets) {
      const auto read = domain::ReadAnswers(ReadText(entry.path().string()), set, "");
      if (!read.answers.has_value()) continue;
      ++sets_of_file;
      ExpectRoundTrip(set, *read.answers);
    }
    EXPECT_GT(sets_of_file, 0);
    ++files;
  }
  EXPECT_GT(files, 20);
}

// Things that no file above has.
constexpr char kSet[] = R"yaml(format: parnet/criteria-set/1
id: small
version: 3
title: Bộ nhỏ
level: district
year: 2023
basis: [{number: 1/QĐ, date: 2023-01-01, issuer: UBND, subject: Bộ chỉ số}]
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 10
rounding: {leaf: 4, total: 2}
not_applicable: reduced_max
waived: reduced_max
ranking: {ties: gap, tie_break: []}
figures:
  all.n: {title: Số hồ sơ, kind: count, unit: hồ sơ}
  all.p: {title: Tỷ lệ, kind: percent}
  all.y: {title: Có kế hoạch, kind: yes_no}
  all.d: {title: Ngày gửi, kind: date}
  all.s: {title: Tăng giảm, kind: signed}
areas:
  - id: "1"
    title: Một
    maximum: 10
    criteria:
      - {id: "1.1", title: Tỷ lệ, maximum: 2, inputs: {a: {figure: all.n}, p: {figure: all.p}}, rule: "if(a > 0, p * max, 0)"}
      - id: "1.2"
        title: Kế hoạch
        maximum: 2
        inputs: {y: {figure: all.y}, d: {figure: all.d}, s: {figure: all.s}}
        rule: "y * max * if(s > 0, 1, 0) * if(days_late(d, 2023-01-01) = 0, 1, 0)"
      - {id: "1.3", title: Chấm, maximum: 2, rule: {judged: [0, 1, 2]}, may_be_declared_not_applicable: true}
      - {id: "1.4", title: Khảo sát, maximum: 2, source: survey, rule: given}
      - {id: "1.5", title: Cấp dưới, maximum: 2, rule: avg(children.index)/100 * max}
)yaml";

std::optional<CriteriaSet> SmallSet() {
  auto read = domain::ReadCriteriaSet(kSet, "small.yaml");
  for (const domain::Finding& finding : read.findings) {
    ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
  }
  return std::move(read.set);
}

constexpr char kAnswers[] = R"yaml(format: parnet/answers/1
set: small
unit: tu-nghia
title: Huyện Tư Nghĩa
ranked: false
figures: {all.n: 007, all.p: 97.50, all.y: yes, all.d: 1900-01-01, all.s: -123456789012345.678}
previous: {all.n: 16000, all.d: 2022-12-31}
criteria:
  "1.1": {explanation: "=HYPERLINK(\"x\")", evidence: [a.pdf, "b.pdf\ttrang\t3\t"]}
  "1.2": {waived: "căn cứ pháp lý"}
  "1.3": {judged: 1, reason: "lý do\nhai dòng", explanation: " có dấu cách "}
  "1.4": {points: 1.9999, source: "Báo cáo số 124/BC-SNV"}
children:
  - {unit: la-ha, index: 87.123456789, score: 0.5}
  - {unit: song-ve, index: 0}
)yaml";

TEST(AnswersWorkbook, EveryKindOfAnswerComesBackAsItWas) {
  const auto set = SmallSet();
  ASSERT_TRUE(set.has_value());
  const auto read = domain::ReadAnswers(kAnswers, *set, "a.yaml");
  ASSERT_TRUE(read.answers.has_value())
      << domain::TextOf(read.findings.front(), domain::Language::kEnglish);
  ExpectRoundTrip(*set, *read.answers);
}

TEST(AnswersWorkbook, WhatNoCellHoldsIsRefused) {
  const auto set = SmallSet();
  ASSERT_TRUE(set.has_value());
  auto read = domain::ReadAnswers(kAnswers, *set, "a.yaml");
  ASSERT_TRUE(read.answers.has_value());
  read.answers->declarations[0].evidence = {"một\nhai"};
  EXPECT_THAT(AnswersBook(*set, &*read.answers), par::testing::ReasonIs("sheet_text_unfit"));
}

BookSheet& SheetOf(Book& book, std::string_view name) {
  for (BookSheet& sheet : book.sheets) {
    if (sheet.name == name) return sheet;
  }
  ADD_FAILURE() << name;
  return book.sheets.front();
}

struct Case {
  const char* why;
  std::function<void(Book&)> change;
  std::vector<std::string> want;  // Findings in English, each from its beginning.
};

void ExpectFindings(const std::vector<Case>& cases) {
  const auto set = SmallSet();
  ASSERT_TRUE(set.has_value());
  const auto read = domain::ReadAnswers(kAnswers, *set, "a.yaml");
  ASSERT_TRUE(read.answers.has_value());
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    ASSERT_OK_AND_ASSIGN(Book book, AnswersBook(*set, &*read.answers));
    c.change(book);
    const domain::AnswersFile back = ReadAnswersFile(Bytes(book), *set, "a.xlsx");
    EXPECT_FALSE(back.answers.has_value());
    ASSERT_EQ(back.findings.size(), c.want.size());
    EXPECT_EQ(back.finding_count, c.want.size());
    for (std::size_t i = 0; i < c.want.size(); ++i) {
      const std::string text = domain::TextOf(back.findings[i], domain::Language::kEnglish);
      EXPECT_TRUE(text.starts_with(c.want[i])) << text;
    }
  }
}

std::function<void(Book&)> Put(const char* sheet, std::size_t row, std::size_t column,
                               BookCell cell) {
  return [=](Book& book) { SheetOf(book, sheet).rows[row][column] = cell; };
}

TEST(AnswersWorkbook, WhatIsWrongInACellIsNamedByIt) {
  ExpectFindings({
      {"another set", Put("Thông tin", 1, 2, {.text = "other@1"}), {"a.xlsx: Thông tin!C5: set: "}},
      {"another format",
       Put("Thông tin", 0, 2, {.text = "parnet/answers/2"}),
       {"a.xlsx: Thông tin!C4: format: "}},
      {"no unit", Put("Thông tin", 2, 2, {.text = " "}), {"a.xlsx: Thông tin!C6: unit: must not"}},
      {"a key that is not known",
       Put("Thông tin", 3, 0, {.text = "titel"}),
       {"a.xlsx: Thông tin!A7: titel: there is no such key here; is “title” meant?"}},
      {"neither yes nor no",
       Put("Thông tin", 5, 2, {.text = "chắc thế"}),
       {"a.xlsx: Thông tin!C9: ranked: "}},
      {"neither yes nor no about the units below",
       Put("Thông tin", 6, 2, {.text = "co"}),
       {"a.xlsx: Thông tin!C10: children: “co” must be one of: có, không"}},
      {"a comma in a number",
       Put("Số liệu", 0, 5, {.text = "1,5"}),
       {"a.xlsx: Số liệu!F3: all.n: “1,5” has a comma"}},
      {"a number with a fraction for a count",
       Put("Số liệu", 0, 5, {.text = "1.5", .ink = Ink::kNumber}),
       {"a.xlsx: Số liệu!F3: all.n: "}},
      {"a day for a count",
       Put("Số liệu", 0, 5, {.text = "2023-12-20", .ink = Ink::kDay}),
       {"a.xlsx: Số liệu!F3: all.n: “2023-12-20” is not a decimal number"}},
      {"a number for a day",
       Put("Số liệu", 3, 5, {.text = "44939", .ink = Ink::kNumber}),
       {"a.xlsx: Số liệu!F6: all.d: "}},
      {"no such figure",
       Put("Số liệu", 0, 0, {.text = "all.m"}),
       {"a.xlsx: Số liệu!A3: figures: ", "a.xlsx: Số liệu!A3: previous: "}},
      {"no such criterion",
       Put("Tự chấm", 0, 0, {.text = "9.9"}),
       {"a.xlsx: Tự chấm!A3: criteria: "}},
      {"an area", Put("Tự chấm", 0, 0, {.text = "1"}), {"a.xlsx: Tự chấm!A3: criteria: "}},
      {"a criterion twice",
       Put("Tự chấm", 1, 0, {.text = "1.1"}),
       {"a.xlsx: Tự chấm!A4: 1.1: a row with this id stands at A3 already"}},
      {"no id", Put("Tự chấm", 1, 0, {.text = ""}), {"a.xlsx: Tự chấm!A4: Mã: "}},
      {"no such declaration",
       Put("Tự chấm", 1, 4, {.text = "Bỏ qua"}),
       {"a.xlsx: Tự chấm!E4: 1.2: "}},
      {"points without saying what they are",
       Put("Tự chấm", 2, 4, {.text = ""}),
       {"a.xlsx: Tự chấm!E5: 1.3: points or a reason are given"}},
      {"points where none belong",
       Put("Tự chấm", 1, 5, {.text = "1"}),
       {"a.xlsx: Tự chấm!F4: 1.2: with “Được miễn trừ” no points are given"}},
      {"points beyond the maximum",
       Put("Tự chấm", 3, 5, {.text = "2.5", .ink = Ink::kNumber}),
       {"a.xlsx: Tự chấm!F6: 1.4.points: "}},
      {"points that are no step",
       Put("Tự chấm", 2, 5, {.text = "1.5", .ink = Ink::kNumber}),
       {"a.xlsx: Tự chấm!F5: 1.3.judged: "}},
      {"no points",
       Put("Tự chấm", 2, 5, {.text = ""}),
       {"a.xlsx: Tự chấm!F5: 1.3.judged: must not"}},
      {"no reason",
       Put("Tự chấm", 2, 6, {.text = ""}),
       {"a.xlsx: Tự chấm!G5: 1.3.reason: must not"}},
      {"a child twice", Put("Cấp dưới", 1, 0, {.text = "la-ha"}), {"a.xlsx: Cấp dưới!A4: la-ha: "}},
      {"no number for a child",
       Put("Cấp dưới", 0, 1, {.text = "cao"}),
       {"a.xlsx: Cấp dưới!B3: children.index: "}},
  });
}

TEST(AnswersWorkbook, AWrongSheetOrTableIsNamed) {
  ExpectFindings({
      {"a sheet renamed",
       [](Book& book) { SheetOf(book, "Số liệu").name = "Số liệu 2"; },
       {"a.xlsx: Số liệu: the workbook has no such sheet; is “Số liệu 2” meant?"}},
      {"a sheet gone",
       [](Book& book) { book.sheets.erase(book.sheets.begin() + 1); },
       {"a.xlsx: Tự chấm: the workbook has no such sheet"}},
      {"all sheets gone",
       [](Book& book) {
         book.sheets.resize(1);
         book.sheets[0].name = "Sheet1";
       },
       {"a.xlsx: Thông tin: ", "a.xlsx: Tự chấm: ", "a.xlsx: Số liệu: "}},
      {"a column renamed",
       [](Book& book) { SheetOf(book, "Tự chấm").columns[7].title = "Giải trinh"; },
       {"a.xlsx: Tự chấm!2: Giải trình: the heading row lacks",
        "a.xlsx: Tự chấm!H2: Giải trinh: the table has no such column; is “Giải trình” meant?"}},
      {"no heading row",
       [](Book& book) { SheetOf(book, "Tự chấm").columns[0].title = "STT"; },
       {"a.xlsx: Tự chấm: Mã: no heading row"}},
      {"a column twice",
       [](Book& book) { SheetOf(book, "Tự chấm").columns.push_back({.title = "Điểm"}); },
       {"a.xlsx: Tự chấm!J2: Điểm: this column stands further left already"}},
      {"a value beside the table",
       [](Book& book) { SheetOf(book, "Tự chấm").rows[0].push_back({.text = "ghi chú"}); },
       {"a.xlsx: Tự chấm!J3: Tự chấm: this cell holds something"}},
  });
}

TEST(AnswersWorkbook, AFileThatIsNoWorkbookIsReadAsYaml) {
  const auto set = SmallSet();
  ASSERT_TRUE(set.has_value());
  EXPECT_TRUE(ReadAnswersFile(kAnswers, *set, "a.yaml").answers.has_value());
  const auto wrong = ReadAnswersFile("format: x", *set, "a.yaml");
  EXPECT_FALSE(wrong.findings.empty());
  EXPECT_EQ(wrong.findings.front().sheet, "");
  const auto broken = ReadAnswersFile("PK\x03\x04 but no zip", *set, "a.xlsx");
  ASSERT_EQ(broken.findings.size(), 1u);
  EXPECT_EQ(domain::ReasonOf(broken.findings.front().refusal), "sheet_damaged");
}

}  // namespace
}  // namespace par::spreadsheet
