// Goal: officials work in Excel: the template goes out, comes back filled in and scores as the
// hand-written file does; rankings and matrices go out exactly; what is wrong is named by sheet and
// cell with exit code 1, and no file is written.
// Method: the real program on criteria/ files; workbooks it writes are read and changed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "common/spreadsheet/answers_workbook.h"
#include "common/spreadsheet/package.h"
#include "common/spreadsheet/workbook.h"
#include "tests/integration/parctl.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"
#include "tests/support/workbook_maker.h"

namespace par {
namespace {

using spreadsheet::CellKind;
using spreadsheet::Workbook;
using testing::CommandResult;
using testing::Parctl;
using testing::ReadText;
using testing::TempDir;

const std::string kCommuneSet = "criteria/commune-sample-2023.yaml";
const std::string kLaHa = "criteria/answers/tu-nghia/la-ha.yaml";

Workbook ReadFile(const std::string& path) {
  domain::FindingList findings(path);
  auto workbook = spreadsheet::ReadWorkbook(ReadText(path), findings);
  EXPECT_TRUE(workbook.has_value()) << path;
  return workbook.has_value() ? *std::move(workbook) : Workbook();
}

std::string TextAt(const spreadsheet::Sheet& sheet, int row, int column) {
  const spreadsheet::Cell* const cell = sheet.At(row, column);
  return cell == nullptr ? "" : cell->text;
}

TEST(ParctlWorkbook, AFilledTemplateScoresAsTheHandWrittenFile) {
  const TempDir dir;
  const std::string file = (dir / "la-ha.xlsx").string();
  const CommandResult made =
      Parctl({"assess", "template", "--criteria", kCommuneSet, "--answers", kLaHa, "--out", file});
  EXPECT_EQ(made.exit, 0) << made.err;
  EXPECT_EQ(made.err, "Đã ghi " + file + "\n");
  const CommandResult by_hand =
      Parctl({"score", "--criteria", kCommuneSet, "--answers", kLaHa, "--leaves"});
  const CommandResult by_excel =
      Parctl({"score", "--criteria", kCommuneSet, "--answers", file, "--leaves"});
  EXPECT_EQ(by_excel.exit, 0) << by_excel.err;
  EXPECT_EQ(by_excel.out, by_hand.out);
  EXPECT_NE(by_hand.out.find("80,4969"), std::string::npos);
}

TEST(ParctlWorkbook, AnEmptyTemplateSaysWhatIsMissing) {
  const TempDir dir;
  const std::string file = (dir / "mau.xlsx").string();
  EXPECT_EQ(Parctl({"assess", "template", "--criteria", kCommuneSet, "--out", file}).exit, 0);
  const CommandResult scored = Parctl({"score", "--criteria", kCommuneSet, "--answers", file});
  EXPECT_EQ(scored.exit, 1);
  EXPECT_EQ(scored.out, "");
  EXPECT_EQ(scored.err, file + ": Thông tin!C6: unit: không được để trống\n");
}

TEST(ParctlWorkbook, RankingAndMatrixGoOutExactly) {
  const TempDir dir;
  const std::string file = (dir / "ket-qua.xlsx").string();
  std::vector<std::string> words = {"score",  "--criteria", kCommuneSet,
                                    "--xlsx", file,         "--answers"};
  for (const auto& entry : std::filesystem::directory_iterator("criteria/answers/tu-nghia")) {
    words.push_back(entry.path().string());
  }
  const CommandResult scored = Parctl(words);
  EXPECT_EQ(scored.exit, 0) << scored.err;
  const Workbook book = ReadFile(file);
  ASSERT_EQ(book.sheets.size(), 3u);
  const spreadsheet::Sheet& ranking = book.sheets[0];
  EXPECT_EQ(ranking.name, "Xếp hạng");
  EXPECT_EQ(TextAt(ranking, 3, 1), "Hạng");
  EXPECT_EQ(TextAt(ranking, 4, 1), "1");
  EXPECT_EQ(TextAt(ranking, 4, 4), "Thị trấn Sông Vệ");
  EXPECT_EQ(TextAt(ranking, 8, 1), "5");  // Two that are equal share the rank.
  EXPECT_EQ(TextAt(ranking, 9, 1), "5");
  EXPECT_EQ(TextAt(ranking, 10, 1), "7");
  ASSERT_NE(ranking.At(4, 5), nullptr);
  EXPECT_EQ(ranking.At(4, 5)->kind, CellKind::kNumber);
  const spreadsheet::Sheet& areas = book.sheets[1];
  EXPECT_EQ(TextAt(areas, 3, 3), "1");
  EXPECT_EQ(TextAt(areas, 4, 3), "Công tác chỉ đạo, điều hành CCHC");
  EXPECT_EQ(TextAt(areas, 5, 3), "12");
  const spreadsheet::Sheet& criteria = book.sheets[2];
  EXPECT_EQ(criteria.last_row(), 5 + 14);
  EXPECT_EQ(TextAt(criteria, 3, 3), "1.1.1");
  int not_arisen = 0;
  for (const spreadsheet::Cell& cell : criteria.cells) not_arisen += cell.text == "không phát sinh";
  EXPECT_EQ(not_arisen, 1);  // Sông Vệ's.
}

TEST(ParctlWorkbook, ATextThatLooksLikeAFormulaStaysAText) {
  const TempDir dir;
  std::string answers = ReadText(kLaHa);
  const std::string title = "title: Thị trấn La Hà";
  answers.replace(answers.find(title), title.size(), "title: \"=cmd|' /C calc'!A0\"");
  std::ofstream(dir / "a.yaml") << answers;
  const std::string file = (dir / "a.xlsx").string();
  const CommandResult scored = Parctl(
      {"score", "--criteria", kCommuneSet, "--answers", (dir / "a.yaml").string(), "--xlsx", file});
  EXPECT_EQ(scored.exit, 0) << scored.err;
  const Workbook book = ReadFile(file);
  const spreadsheet::Cell* const cell = book.sheets[0].At(4, 4);
  ASSERT_NE(cell, nullptr);
  EXPECT_EQ(cell->kind, CellKind::kText);
  EXPECT_EQ(cell->text, "=cmd|' /C calc'!A0");
}

TEST(ParctlWorkbook, WhatIsWrongIsNamedAndNothingIsWritten) {
  const TempDir dir;
  const auto set = domain::ReadCriteriaSet(ReadText(kCommuneSet), kCommuneSet);
  ASSERT_TRUE(set.set.has_value());
  const auto answers = domain::ReadAnswers(ReadText(kLaHa), *set.set, kLaHa);
  ASSERT_TRUE(answers.answers.has_value());
  auto book = spreadsheet::AnswersBook(*set.set, &*answers.answers);
  ASSERT_TRUE(book.ok());
  book->sheets[1].rows[0][4] = {.text = "Bỏ qua"};
  book->sheets[2].rows[0][5] = {.text = "1.050,5"};
  const std::string wrong = (dir / "sai.xlsx").string();
  ASSERT_TRUE(spreadsheet::WriteBook(*book, wrong).ok());
  const std::string out = (dir / "ket-qua.xlsx").string();
  const CommandResult scored =
      Parctl({"score", "--criteria", kCommuneSet, "--answers", wrong, "--xlsx", out});
  EXPECT_EQ(scored.exit, 1);
  EXPECT_EQ(scored.out, "");
  EXPECT_NE(scored.err.find("sai.xlsx: Tự chấm!E3: 1.1.1: “Bỏ qua” phải là một trong"),
            std::string::npos)
      << scored.err;
  EXPECT_NE(scored.err.find("sai.xlsx: Số liệu!F3: tthc.commune.received: “1.050,5” có dấu phẩy"),
            std::string::npos)
      << scored.err;
  EXPECT_FALSE(std::filesystem::exists(out));
}

// The parts of the workbook that our writer makes of La Hà's answers.
testing::Parts PartsOfLaHa() {
  const auto set = domain::ReadCriteriaSet(ReadText(kCommuneSet), kCommuneSet);
  const auto answers = domain::ReadAnswers(ReadText(kLaHa), *set.set, kLaHa);
  const auto book = spreadsheet::AnswersBook(*set.set, &*answers.answers);
  const TempDir dir;
  const std::string path = (dir / "a.xlsx").string();
  EXPECT_TRUE(spreadsheet::WriteBook(*book, path).ok());
  const std::string bytes = ReadText(path);
  domain::FindingList findings("a.xlsx");
  const auto package = spreadsheet::Package::Open(bytes, findings);
  testing::Parts parts;
  for (const std::string name :
       {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
        "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"}) {
    parts.emplace_back(name, package->Read(name, findings).value_or(""));
  }
  EXPECT_TRUE(findings.empty());
  return parts;
}

// One place of one part put anew; all of the part where `from` is empty.
testing::Parts Spoilt(testing::Parts parts, const std::string& name, const std::string& from,
                      const std::string& to) {
  for (auto& [part, content] : parts) {
    if (part != name) continue;
    const std::size_t at = content.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    content.replace(at, from.empty() ? content.size() : from.size(), to);
  }
  return parts;
}

TEST(ParctlWorkbook, EachBadFileIsOneErrorAndChangesNothing) {
  const testing::Parts good = PartsOfLaHa();
  const std::string figures = "xl/worksheets/sheet3.xml";
  const std::string number = "<c r=\"F3\"";  // The first figure: a count.
  const auto at = good.back().second.find(number);
  ASSERT_NE(at, std::string::npos);
  const std::string cell =
      good.back().second.substr(at, good.back().second.find("</c>", at) + 4 - at);
  const struct {
    const char* why;
    testing::Parts parts;
    std::string says;
  } kCases[] = {
      {"a zip bomb", Spoilt(good, "xl/styles.xml", "", std::string(std::size_t{12} << 20, ' ')),
       "phần xl/styles.xml nén quá mức bình thường"},
      {"an entity that reads a file of the machine",
       Spoilt(good, "xl/sharedStrings.xml", "<sst",
              "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><sst"),
       "phần xl/sharedStrings.xml có khai báo DTD"},
      {"a sheet renamed", Spoilt(good, "xl/workbook.xml", "\"Số liệu\"", "\"Số liệu 2\""),
       "Số liệu: tệp không có trang tính này; có phải là “Số liệu 2”?"},
      {"merged cells",
       Spoilt(good, figures, "</sheetData>",
              "</sheetData><mergeCells><mergeCell ref=\"F3:F4\"/></mergeCells>"),
       "Số liệu!F3: Số liệu: các ô F3:F4 bị gộp"},
      {"a day where a count belongs",
       Spoilt(good, figures, cell, "<c r=\"F3\" t=\"d\"><v>2023-10-24</v></c>"),
       "Số liệu!F3: tthc.commune.received: “2023-10-24”"},
      {"a fraction that is no noise of Excel's",
       Spoilt(good, figures, cell, "<c r=\"F3\"><v>1050.5000000000001</v></c>"),
       "Số liệu!F3: tthc.commune.received: “1050.5”"},
      {"a value of another file",
       Spoilt(good, figures, cell, "<c r=\"F3\"><f>[1]Sheet1!A1</f><v>1050</v></c>"),
       "Số liệu!F3: Giá trị: ô lấy giá trị từ tệp khác"},
      {"a formula that was never computed",
       Spoilt(good, figures, cell, "<c r=\"F3\"><f>1+1</f></c>"), "Số liệu!F3: "},
      {"a macro",
       Spoilt(good, "[Content_Types].xml", "</Types>",
              "<Default ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/>"
              "</Types>"),
       "tệp chứa macro"},
  };
  const TempDir dir;
  const std::string file = (dir / "xau.xlsx").string();
  const std::string out = (dir / "ket-qua.xlsx").string();
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    std::ofstream(file, std::ios::binary) << testing::ZipOf(c.parts);
    const CommandResult scored =
        Parctl({"score", "--criteria", kCommuneSet, "--answers", file, "--xlsx", out});
    EXPECT_EQ(scored.exit, 1);
    EXPECT_EQ(scored.out, "");
    EXPECT_EQ(std::count(scored.err.begin(), scored.err.end(), '\n'), 1) << scored.err;
    EXPECT_NE(scored.err.find(c.says), std::string::npos) << scored.err;
    EXPECT_FALSE(std::filesystem::exists(out));
  }
  // 12.350000000000001 and letters typed apart are no faults: the file itself scores.
  std::ofstream(file, std::ios::binary)
      << testing::ZipOf(Spoilt(good, figures, cell, "<c r=\"F3\"><v>1050.0000000000001</v></c>"));
  EXPECT_EQ(Parctl({"score", "--criteria", kCommuneSet, "--answers", file}).exit, 0);
}

TEST(ParctlWorkbook, OtherFilesOfExcelAreNamed) {
  const TempDir dir;
  const std::string compound("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
  std::ofstream(dir / "cu.xls", std::ios::binary) << compound;
  std::ofstream(dir / "hong.xlsx", std::ios::binary) << "PK\x03\x04";
  const CommandResult old = Parctl(
      {"score", "--criteria", kCommuneSet, "--answers", (dir / "cu.xls").string(), "--lang=en"});
  EXPECT_EQ(old.exit, 1);
  EXPECT_NE(old.err.find("this is an old Excel file (.xls)"), std::string::npos) << old.err;
  const CommandResult broken =
      Parctl({"score", "--criteria", kCommuneSet, "--answers", (dir / "hong.xlsx").string()});
  EXPECT_EQ(broken.exit, 1);
  EXPECT_NE(broken.err.find("tệp Excel bị hỏng"), std::string::npos) << broken.err;
}

TEST(ParctlWorkbook, UnitsGoOutAndComeBack) {
  const TempDir dir;
  const std::string first = (dir / "1.xlsx").string();
  const std::string second = (dir / "2.xlsx").string();
  const CommandResult made = Parctl(
      {"units", "template", "--file", "criteria/units/quang-ngai-2023.yaml", "--out", first});
  EXPECT_EQ(made.exit, 0) << made.err;
  const CommandResult again = Parctl({"units", "template", "--file", first, "--out", second});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_EQ(ReadText(first), ReadText(second));
}

TEST(ParctlWorkbook, ACriteriaSetInExcelScoresAsTheHandWrittenOne) {
  const TempDir dir;
  const std::string set = (dir / "bo.xlsx").string();
  const CommandResult made =
      Parctl({"criteria", "convert", "criteria/province-2023.yaml", "--xlsx", set});
  EXPECT_EQ(made.exit, 0) << made.err;
  const std::string answers = "criteria/answers/quang-tri-2023.yaml";
  const CommandResult scored =
      Parctl({"score", "--criteria", set, "--answers", answers, "--leaves"});
  EXPECT_EQ(scored.exit, 0) << scored.err;
  EXPECT_EQ(scored.out, Parctl({"score", "--criteria", "criteria/province-2023.yaml", "--answers",
                                answers, "--leaves"})
                            .out);
  const CommandResult text = Parctl({"criteria", "convert", set});
  EXPECT_EQ(text.exit, 0) << text.err;
  std::ofstream(dir / "bo.yaml") << text.out;
  const CommandResult again =
      Parctl({"criteria", "convert", (dir / "bo.yaml").string(), "--xlsx", set + ".2.xlsx"});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_EQ(ReadText(set + ".2.xlsx"), ReadText(set));
}

// It may be the one that somebody has filled in.
TEST(ParctlWorkbook, OneToWorkInNeverReplacesAFile) {
  const TempDir dir;
  const std::string file = (dir / "la-ha.xlsx").string();
  {
    std::ofstream(file) << "filled in";
  }
  constexpr char kReportIndicators[] = "figures/indicators-district-2023.yaml";
  const std::vector<std::string> commands[] = {
      {"assess", "template", "--criteria", kCommuneSet, "--out"},
      {"criteria", "convert", kCommuneSet, "--xlsx"},
      {"units", "template", "--out"},
      {"survey", "template", "--survey", "criteria/surveys/sipas-province-2023.yaml", "--out"},
      {"remediation", "convert", "--plan", "criteria/plans/duc-co-2021.yaml", "--xlsx"},
      {"figures", "template", "--indicators", kReportIndicators, "--unit", "la-ha", "--period",
       "2023-Q4", "--out"},
  };
  for (std::vector<std::string> words : commands) {
    words.push_back(file);
    const CommandResult refused = Parctl(words);
    EXPECT_EQ(refused.exit, 1) << words[0] << ' ' << words[1];
    EXPECT_EQ(refused.err, file + ": đã có, không ghi đè\n");
    EXPECT_EQ(ReadText(file), "filled in");
  }
}

TEST(ParctlWorkbook, AFileThatCannotBeWrittenIsSaid) {
  const TempDir dir;
  const CommandResult made = Parctl(
      {"assess", "template", "--criteria", kCommuneSet, "--out", (dir / "none/mau.xlsx").string()});
  EXPECT_EQ(made.exit, 1);
  EXPECT_NE(made.err.find("không ghi được tệp"), std::string::npos) << made.err;
  EXPECT_EQ(Parctl({"assess", "template", "--out", (dir / "mau.xlsx").string()}).exit, 2);
}

}  // namespace
}  // namespace par
