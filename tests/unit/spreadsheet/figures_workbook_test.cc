// Goal: reported figures go into a workbook and come back as they were, every value exactly; what a
// person does wrong in it is a finding at its cell, and then there is no report.
// Method: the real reports and one with every kind of figure round trip, compared whole; then one
// cell or sheet of a good workbook is changed in each row of a table, and cells that only Excel
// writes come from parts made by hand.
#include "common/spreadsheet/figures_workbook.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/domain/indicators_yaml.h"
#include "common/domain/yaml_writer.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/workbook_maker.h"

namespace par::spreadsheet {
namespace {

using domain::FigureReport;
using domain::IndicatorCatalogue;

std::string BytesOfBook(const Book& book) {
  const par::testing::TempDir dir;
  const std::string path = (dir / "f.xlsx").string();
  EXPECT_OK(WriteBook(book, path));
  return par::testing::ReadText(path);
}

constexpr char kCatalogue[] = R"yaml(format: parnet/indicators/1
id: all-kinds
title: Chỉ tiêu các loại
groups: {g: {title: Nhóm, owner: Văn phòng}}
indicators:
  whole: {title: Số hồ sơ, kind: count, unit: hồ sơ, group: g, definition: Gồm cả chuyển qua}
  part: {title: Đúng hạn, kind: count, unit: hồ sơ, group: g, part_of: whole, source: Phần mềm}
  money: {title: Tiền, kind: amount}
  change: {title: Tăng giảm, kind: signed}
  percent: {title: Tỷ lệ nêu, kind: percent, over_time: last}
  plan: {title: Có kế hoạch, kind: yes_no, over_time: last}
  day: {title: Ngày gửi, kind: date, over_time: last}
  rank: {title: Hạng, kind: rank, over_time: last}
rates: {rate: {title: Tỷ lệ, of: part / whole}}
)yaml";
constexpr char kReportOfAll[] = R"yaml(format: parnet/figures/1
indicators: all-kinds
title: " =Báo cáo"
source: "dòng một\ndòng hai"
sample: true
period: 2023-Q3
window: {from: 2023-07-01, to: 2023-09-25}
windows: {g: {from: 1900-01-01, to: 2023-09-30}}
units:
  - {id: d, title: Huyện, level: district, reported: true}
  - {id: a, title: "+Xã A", level: commune, under: d, reported: false}
  - {id: b, title: Xã B, under: d}
figures:
  a: {whole: 007, part: 3, money: 1234567890123456.25, change: -0.5, percent: 97.50, plan: no}
  b: {whole: 12, money: 0.000000001, plan: yes, day: 1900-02-28, rank: 3, percent: 33.333333333}
year_before:
  b: {day: 2022-12-31, change: 1}
stated:
  - {where: I.1, unit: d, of: rate, says: 25.00}
  - {where: I.1, unit: b, of: money, as: decrease, says: 3.5}
  - {where: I.2, unit: b, of: whole, as: unchanged}
)yaml";

IndicatorCatalogue CatalogueOf(std::string_view text) {
  domain::FindingList findings("c.yaml");
  auto catalogue = domain::ReadIndicators(text, findings);
  for (const domain::Finding& one : findings.findings()) {
    ADD_FAILURE() << domain::TextOf(one, domain::Language::kEnglish);
  }
  return catalogue.value_or(IndicatorCatalogue());
}

FigureReport ReportFrom(std::string_view bytes, const IndicatorCatalogue& catalogue) {
  domain::FindingList findings("f");
  auto report = ReadFiguresFile(bytes, catalogue, findings);
  for (const domain::Finding& one : findings.findings()) {
    ADD_FAILURE() << domain::TextOf(one, domain::Language::kEnglish);
  }
  return report.value_or(FigureReport());
}

void ExpectSameFigures(const domain::ReportedFigures& a, const domain::ReportedFigures& b) {
  ASSERT_EQ(a.size(), b.size());
  for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j) {
    EXPECT_EQ(i->first, j->first);
    EXPECT_EQ(i->second.value, j->second.value);
  }
}

void ExpectSameReport(const FigureReport& a, const FigureReport& b) {
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.source, b.source);
  EXPECT_EQ(a.sample, b.sample);
  EXPECT_EQ(a.period, b.period);
  ASSERT_EQ(a.windows.size(), b.windows.size());
  for (auto i = a.windows.begin(), j = b.windows.begin(); i != a.windows.end(); ++i, ++j) {
    EXPECT_EQ(i->first, j->first);
    EXPECT_EQ(i->second.from, j->second.from);
    EXPECT_EQ(i->second.to, j->second.to);
  }
  ASSERT_EQ(a.units.size(), b.units.size());
  for (std::size_t i = 0; i < a.units.size(); ++i) {
    SCOPED_TRACE(a.units[i].id);
    EXPECT_EQ(a.units[i].id, b.units[i].id);
    EXPECT_EQ(a.units[i].title, b.units[i].title);
    EXPECT_EQ(a.units[i].level, b.units[i].level);
    EXPECT_EQ(a.units[i].parent, b.units[i].parent);
    EXPECT_EQ(a.units[i].reported, b.units[i].reported);
    ExpectSameFigures(a.units[i].figures, b.units[i].figures);
    ExpectSameFigures(a.units[i].year_before, b.units[i].year_before);
  }
  ASSERT_EQ(a.stated.size(), b.stated.size());
  for (std::size_t i = 0; i < a.stated.size(); ++i) {
    EXPECT_EQ(a.stated[i].where, b.stated[i].where);
    EXPECT_EQ(a.stated[i].unit, b.stated[i].unit);
    EXPECT_EQ(a.stated[i].indicator, b.stated[i].indicator);
    EXPECT_EQ(a.stated[i].rate, b.stated[i].rate);
    EXPECT_EQ(a.stated[i].as, b.stated[i].as);
    EXPECT_EQ(a.stated[i].says.Text(), b.stated[i].says.Text());
  }
}

TEST(FiguresWorkbook, EveryReportComesBackAsItWas) {
  struct Row {
    std::string why;
    std::string catalogue;
    std::string report;
  };
  const std::string real = par::testing::ReadText("figures/indicators-district-2023.yaml");
  const Row rows[] = {
      {"every kind of figure and statement", kCatalogue, kReportOfAll},
      {"the real report", real, par::testing::ReadText("figures/tu-nghia-2023-q3.yaml")},
      {"its communes", real, par::testing::ReadText("figures/tu-nghia-communes-2023-q3.yaml")},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const IndicatorCatalogue catalogue = CatalogueOf(row.catalogue);
    const FigureReport report = ReportFrom(row.report, catalogue);
    ASSERT_OK_AND_ASSIGN(const Book book, FiguresBook(catalogue, report, FiguresBookFor::kWork));
    const std::string bytes = BytesOfBook(book);
    ExpectSameReport(report, ReportFrom(bytes, catalogue));
    domain::FindingList findings("f.xlsx");
    const auto tree = FiguresFileTree(bytes, catalogue, findings);
    ASSERT_TRUE(tree.has_value());
    ExpectSameReport(report, ReportFrom(domain::WriteYaml(tree->root), catalogue));
  }
}

TEST(FiguresWorkbook, ATemplateAsksForFiguresOnlyAndSaysWhatTheyAre) {
  const IndicatorCatalogue catalogue = CatalogueOf(kCatalogue);
  FigureReport report;
  report.title = "Báo cáo";
  report.units.resize(1);
  report.units[0].id = "a";
  report.units[0].title = "Xã A";
  ASSERT_OK_AND_ASSIGN(const Book book, FiguresBook(catalogue, report, FiguresBookFor::kFillIn));
  for (const BookSheet& sheet : book.sheets) EXPECT_TRUE(sheet.protect) << sheet.name;
  const BookSheet& units = book.sheets[1];
  for (const BookCell& cell : units.rows[0]) EXPECT_EQ(cell.look, Look::kFixed);
  const BookSheet& figures = book.sheets[2];
  ASSERT_EQ(figures.rows.size(), 1 + catalogue.indicators.size());
  EXPECT_EQ(figures.rows[0][4].text, "Xã A");
  EXPECT_EQ(figures.rows[1][3].text, "Gồm cả chuyển qua\nPhụ trách: Văn phòng");
  EXPECT_EQ(figures.rows[2][3].text,
            "Trong đó của: Số hồ sơ\nNguồn: Phần mềm\nPhụ trách: Văn phòng");
  EXPECT_EQ(figures.rows[1][4].look, Look::kAnswer);
  EXPECT_TRUE(ReportFrom(BytesOfBook(book), catalogue).units[0].figures.empty());
  report.units.resize(kMostUnitColumns + 1);
  EXPECT_THAT(FiguresBook(catalogue, report, FiguresBookFor::kWork),
              par::testing::ReasonIs("sheet_units_too_many"));
}

struct Wrong {
  const char* why;
  std::function<void(Book&)> change;
  std::vector<std::string> want;  // Findings in English, each from its beginning.
};

BookSheet& Named(Book& book, std::string_view name) {
  for (BookSheet& sheet : book.sheets) {
    if (sheet.name == name) return sheet;
  }
  ADD_FAILURE() << name;
  return book.sheets.front();
}

std::function<void(Book&)> Set(const char* sheet, std::size_t row, std::size_t column,
                               BookCell cell) {
  return [=](Book& book) { Named(book, sheet).rows[row][column] = cell; };
}

void ExpectNamed(const std::string& bytes, const IndicatorCatalogue& catalogue,
                 const std::vector<std::string>& want) {
  domain::FindingList findings("f.xlsx");
  EXPECT_FALSE(ReadFiguresFile(bytes, catalogue, findings).has_value());
  std::string all;
  const std::size_t count = findings.count();
  const auto sorted = std::move(findings).TakeSorted();
  for (const domain::Finding& one : sorted) {
    all += domain::TextOf(one, domain::Language::kEnglish) + '\n';
  }
  ASSERT_EQ(count, want.size()) << all;
  for (std::size_t i = 0; i < want.size(); ++i) {
    EXPECT_TRUE(domain::TextOf(sorted[i], domain::Language::kEnglish).starts_with(want[i])) << all;
  }
}

TEST(FiguresWorkbook, WhatIsWrongIsNamedByItsSheetAndCell) {
  const Wrong rows[] = {
      {"another catalogue",
       Set("Thông tin", 1, 2, {.text = "other"}),
       {"f.xlsx: Thông tin!C5: indicators: the file is about"}},
      {"another format",
       Set("Thông tin", 0, 2, {.text = "parnet/figures/2"}),
       {"f.xlsx: Thông tin!C4: format: "}},
      {"no period", Set("Thông tin", 3, 2, {.text = ""}), {"f.xlsx: Thông tin!C7: period: "}},
      {"a month that is none",
       Set("Thông tin", 3, 2, {.text = "2023-13"}),
       {"f.xlsx: Thông tin!C7: period: "}},
      {"a key that is not known",
       Set("Thông tin", 4, 0, {.text = "sourse"}),
       {"f.xlsx: Thông tin!A8: sourse: there is no such key"}},
      {"a number with a comma",
       Set("Số liệu", 1, 5, {.text = "1,5"}),
       {"f.xlsx: Số liệu!F5: figures.a.whole: “1,5” has a comma"}},
      {"a fraction for a count",
       Set("Số liệu", 1, 5, {.text = "1.5", .ink = Ink::kNumber}),
       {"f.xlsx: Số liệu!F5: figures.a.whole: "}},
      {"a day for a count",
       Set("Số liệu", 1, 5, {.text = "2023-12-20", .ink = Ink::kDay}),
       {"f.xlsx: Số liệu!F5: figures.a.whole: “2023-12-20” is not a decimal number"}},
      {"a number for a day",
       Set("Số liệu", 7, 6, {.text = "44939", .ink = Ink::kNumber}),
       {"f.xlsx: Số liệu!G11: figures.b.day: "}},
      {"neither yes nor no",
       Set("Số liệu", 6, 6, {.text = "chắc thế"}),
       {"f.xlsx: Số liệu!G10: figures.b.plan: "}},
      {"two at once",
       [](Book& book) {
         Named(book, "Số liệu").rows[1][5] = {.text = "x"};
         Named(book, "Cùng kỳ năm trước").rows[4][6] = {.text = "y"};
       },
       {"f.xlsx: Số liệu!F5: figures.a.whole: ",
        "f.xlsx: Cùng kỳ năm trước!G8: year_before.b.change: "}},
      {"no such indicator",
       Set("Số liệu", 1, 0, {.text = "hole"}),
       {"f.xlsx: Số liệu!A5: figures: there is no figure “hole”"}},
      {"an indicator twice",
       Set("Số liệu", 2, 0, {.text = "whole"}),
       {"f.xlsx: Số liệu!A6: whole: a row with this id stands at A5 already"}},
      {"a unit that has no column",
       [](Book& book) { Named(book, "Đơn vị").rows[2][0].text = "c"; },
       {"f.xlsx: Số liệu!3: c: the heading row lacks",
        "f.xlsx: Số liệu!G3: b: the table has no such column",
        "f.xlsx: Cùng kỳ năm trước!3: c: the heading row lacks",
        "f.xlsx: Cùng kỳ năm trước!G3: b: the table has no such column"}},
      {"a unit below nothing",
       Set("Đơn vị", 1, 3, {.text = "z"}),
       {"f.xlsx: Đơn vị!D5: units.under: there is no unit “z” above"}},
      {"no such level", Set("Đơn vị", 1, 2, {.text = "cấp thôn"}), {"f.xlsx: Đơn vị!C5: "}},
      {"a window that ends before it begins",
       Set("Khoảng ngày", 0, 3, {.text = "2023-01-01"}),
       {"f.xlsx: Khoảng ngày!A4: window: "}},
      {"a window without an end",
       Set("Khoảng ngày", 1, 3, {.text = ""}),
       {"f.xlsx: Khoảng ngày!A5: windows.g.to: "}},
      {"no such group",
       Set("Khoảng ngày", 1, 0, {.text = "h"}),
       {"f.xlsx: Khoảng ngày!A5: windows: there is no group"}},
      {"a statement about nothing",
       Set("Nêu trong báo cáo", 0, 2, {.text = "rato"}),
       {"f.xlsx: Nêu trong báo cáo!C4: stated.of: there is no indicator “rato”"}},
      {"a statement without its number",
       Set("Nêu trong báo cáo", 0, 4, {.text = ""}),
       {"f.xlsx: Nêu trong báo cáo!A4: stated.says: "}},
      {"a statement of no known kind",
       Set("Nêu trong báo cáo", 0, 3, {.text = "gần bằng"}),
       {"f.xlsx: Nêu trong báo cáo!D4: stated.as: "}},
      {"a sheet renamed",
       [](Book& book) { Named(book, "Nêu trong báo cáo").name = "Nêu báo cáo"; },
       {"f.xlsx: Nêu trong báo cáo: the workbook has no such sheet"}},
      {"another workbook",
       [](Book& book) { book.sheets.resize(1); },
       {"f.xlsx: Đơn vị: ", "f.xlsx: Khoảng ngày: ", "f.xlsx: Nêu trong báo cáo: "}},
      {"a value beside the table",
       [](Book& book) { Named(book, "Số liệu").rows[1].push_back({.text = "ghi chú"}); },
       {"f.xlsx: Số liệu!H5: Số liệu: this cell holds something"}},
  };
  const IndicatorCatalogue catalogue = CatalogueOf(kCatalogue);
  const FigureReport report = ReportFrom(kReportOfAll, catalogue);
  for (const Wrong& row : rows) {
    SCOPED_TRACE(row.why);
    ASSERT_OK_AND_ASSIGN(Book book, FiguresBook(catalogue, report, FiguresBookFor::kWork));
    row.change(book);
    ExpectNamed(BytesOfBook(book), catalogue, row.want);
  }
}

// A cell "r" of the row "whole" or "day" with what only Excel writes in it.
std::string ByExcel(const std::string& cells, const std::string& after = "") {
  const auto text = [](const std::string& at, const std::string& value) {
    return "<c r=\"" + at + "\" t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
  };
  const auto row = [](int number, const std::string& inside) {
    return "<row r=\"" + std::to_string(number) + "\">" + inside + "</row>";
  };
  const auto titles = [&](const std::vector<std::string>& names) {
    std::string inside;
    for (std::size_t i = 0; i < names.size(); ++i) {
      inside += text(std::string(1, static_cast<char>('A' + i)) + "1", names[i]);
    }
    return row(1, inside);
  };
  const auto key = [&](int number, const std::string& name, const std::string& value) {
    const std::string at = std::to_string(number);
    return row(number, text("A" + at, name) + text("C" + at, value));
  };
  const std::string heading = titles({"Mã", "Chỉ tiêu", "ĐVT", "Cách hiểu, nơi phụ trách", "a"});
  return par::testing::WorkbookOf(
      {.sheets = {{.name = "Thông tin",
                   .rows = titles({"Khóa", "Nội dung", "Giá trị"}) +
                           key(2, "format", "parnet/figures/1") +
                           key(3, "indicators", "all-kinds") + key(4, "title", "T") +
                           key(5, "period", "2023-Q3")},
                  // "Xã Ấ" with its marks apart (NFD).
                  {.name = "Đơn vị",
                   .rows = titles({"Mã", "Tên đơn vị", "Cấp", "Trực thuộc", "Đã báo cáo"}) +
                           row(2, text("A2", "a") + text("B2", "Xa\u0303 A\u0302\u0301"))},
                  {.name = "Số liệu", .rows = heading + cells, .after = after},
                  {.name = "Cùng kỳ năm trước", .rows = heading},
                  {.name = "Khoảng ngày",
                   .rows = titles({"Mã nhóm", "Nhóm", "Từ ngày", "Đến ngày"})},
                  {.name = "Nêu trong báo cáo",
                   .rows = titles({"Vị trí", "Đơn vị", "Chỉ tiêu", "Nêu là", "Số nêu"})}},
       .formats = "<xf numFmtId=\"14\"/><xf numFmtId=\"10\"/>"});
}

std::string RowOf(const std::string& id, const std::string& value) {
  return "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>" + id + "</t></is></c>" + value +
         "</row>";
}

TEST(FiguresWorkbook, CellsThatExcelWritesAreReadForWhatTheyShow) {
  const IndicatorCatalogue catalogue = CatalogueOf(kCatalogue);
  struct Row {
    const char* why;
    std::string id;
    std::string cell;
    std::string want;  // As files write it.
  };
  const Row rows[] = {
      {"a double with its tail", "money", R"(<c r="E2"><v>12.350000000000001</v></c>)", "12.35"},
      {"a day as a number", "day", R"(<c r="E2" s="1"><v>45280</v></c>)", "2023-12-20"},
      {"a percentage as a fraction", "percent", R"(<c r="E2" s="2"><v>0.975</v></c>)", "97.5"},
      {"a formula with its result", "whole", R"(<c r="E2"><f>1+2</f><v>3</v></c>)", "3"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const FigureReport report = ReportFrom(ByExcel(RowOf(row.id, row.cell)), catalogue);
    ASSERT_EQ(report.units.size(), 1u);
    EXPECT_EQ(report.units[0].title, "Xã Ấ");
    const std::size_t indicator = catalogue.FindIndicator(row.id);
    ASSERT_TRUE(report.units[0].figures.contains(indicator));
    EXPECT_EQ(domain::FigureInput(catalogue.indicators[indicator].figure.range.kind,
                                  report.units[0].figures.at(indicator).value),
              row.want);
  }
  const std::string error = R"(<c r="E2" t="e"><v>#REF!</v></c>)";
  ExpectNamed(ByExcel(RowOf("whole", error)), catalogue,
              {"f.xlsx: Số liệu!E2: a: the cell shows Excel's error #REF!"});
  ExpectNamed(ByExcel(RowOf("whole", R"(<c r="E2"><v>1</v></c>)"),
                      "<mergeCells><mergeCell ref=\"D2:E2\"/></mergeCells>"),
              catalogue, {"f.xlsx: Số liệu!D2: Số liệu: the cells D2:E2 are merged"});
}

}  // namespace
}  // namespace par::spreadsheet
