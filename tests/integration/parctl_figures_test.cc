// Goal: `parctl figures report` and `check` say of the real report what it says itself, find its
// errors, and refuse a wrong file with one clear line.
// Method: the real program on figures/ and on spoilt copies; its output and exit code are compared.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/domain/finding.h"
#include "common/spreadsheet/workbook.h"
#include "tests/integration/parctl.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using testing::CommandResult;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Parctl;

constexpr const char* kIndicators = "figures/indicators-district-2023.yaml";
constexpr const char* kReport = "figures/tu-nghia-2023-q3.yaml";

TEST(ParctlFigures, TheRealReportIsPrintedWithItsErrors) {
  const CommandResult result = Parctl({"figures", "report", "--indicators", kIndicators, kReport});
  EXPECT_EQ(result.exit, 1) << "the report has errors";
  EXPECT_EQ(result.err, "");
  for (const std::string line :
       {"Tổng số hồ sơ tiếp nhận               hồ sơ      527        6.709     8.782  16.018",
        "communes         8.738/8.741          99,97 %",
        "land-office      6.691/6.706          99,78 %", "Bộ phận Một cửa các xã, thị trấn: 14/14",
        "ghi 90,56 %, tính lại 7.941/8.740 được 90,86 %",
        "một bên là 8.740, bên kia là 8.782 - 41 = 8.741",
        "ghi giảm 70,67 %, nhưng đó là tỷ lệ 94/133 = 70,68 %; thực tế giảm 29,32 %"}) {
    EXPECT_THAT(result.out, HasSubstr(line));
  }
}

TEST(ParctlFigures, CheckEndsWith0WhereNothingIsWrong) {
  const testing::TempDir folder;
  std::string text = testing::ReadText(kReport);
  const auto mend = [&](const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  };
  mend("components_due: 8740", "components_due: 8741");
  mend("results_due: 8688", "results_due: 8689");
  mend("says: 70.67", "says: 29.32");
  mend("says: 90.56", "says: 90.85");
  mend("says: 83.94", "says: 83.93");
  const std::string path = folder / "mended.yaml";
  std::ofstream(path) << text;
  const CommandResult result =
      Parctl({"--lang", "en", "figures", "check", "--indicators", kIndicators, path});
  EXPECT_EQ(result.exit, 0) << result.out;
  EXPECT_THAT(result.out, Not(HasSubstr("difference:")));
  EXPECT_THAT(result.out, HasSubstr("every figure of the report agrees"));
}

// One quarter of it: what leaves in the unit's name would be read as the year's figures.
TEST(ParctlFigures, PartOfAPeriodIsNeitherDeclaredNorMadeADocument) {
  const testing::TempDir folder;
  const std::string paper = folder / "bao-cao.docx";
  const CommandResult document =
      Parctl({"figures", "document", "--indicators", kIndicators, kReport, "--period", "2023",
              "--particulars", "criteria/documents/report.yaml", "--out", paper});
  EXPECT_EQ(document.exit, 1);
  EXPECT_THAT(document.err, HasSubstr("còn thiếu: 2023-H1, 2023-Q4"));
  EXPECT_FALSE(std::filesystem::exists(paper));
  const CommandResult declared = Parctl({"figures", "declare", "--indicators", kIndicators,
                                         "figures/tu-nghia-communes-2023-q3.yaml", "--period",
                                         "2023", "--unit", "la-ha", "--node", "127.0.0.1:1"});
  EXPECT_EQ(declared.exit, 1) << "no node was asked: " << declared.err;
  EXPECT_THAT(declared.err, HasSubstr("còn thiếu: 2023-H1, 2023-Q4"));
  const CommandResult report =
      Parctl({"figures", "report", "--indicators", kIndicators, kReport, "--period", "2023"});
  EXPECT_THAT(report.err, HasSubstr("còn thiếu: 2023-H1, 2023-Q4"));
  EXPECT_THAT(report.out, HasSubstr("16.018")) << "what there is may be looked at";
}

TEST(ParctlFigures, ANumberIsFollowedDownToItsUnits) {
  const CommandResult result =
      Parctl({"figures", "report", "--indicators", kIndicators,
              "figures/tu-nghia-communes-2023-q3.yaml", "--figure", "files_overdue"});
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Bộ phận Một cửa các xã, thị trấn        3  cộng 14/14\n"));
  EXPECT_THAT(result.out, HasSubstr("  Xã Nghĩa Lâm                          2  báo cáo\n"));
  const CommandResult rate = Parctl({"figures", "report", "--indicators", kIndicators, kReport,
                                     "--figure", "on_time_rate", "--unit", "communes"});
  EXPECT_THAT(rate.out, HasSubstr("99,97 %  8.738/8.741\n"));
}

TEST(ParctlFigures, JsonCarriesTheSame) {
  const CommandResult report =
      Parctl({"--format", "json", "figures", "report", "--indicators", kIndicators, kReport});
  EXPECT_EQ(report.exit, 1);
  EXPECT_THAT(report.out,
              HasSubstr("\"numerator\": \"8738\",\n          \"denominator\": \"8741\",\n"
                        "          \"percent\": 99.97,"));
  const CommandResult check =
      Parctl({"--format", "json", "figures", "check", "--indicators", kIndicators, kReport});
  EXPECT_EQ(check.exit, 1);
  EXPECT_THAT(check.out, HasSubstr("\"holds\": false"));
  EXPECT_THAT(check.out, HasSubstr("\"reason\": \"stated_share_as_change\""));
  EXPECT_THAT(check.out, HasSubstr("\"computed\": \"90.86 %\""));
}

TEST(ParctlFigures, JsonIsOfTheRowAndFigureAskedFor) {
  const std::vector<std::string> words = {"--format", "json",         "figures",
                                          "report",   "--indicators", kIndicators,
                                          kReport,    "--unit",       "communes"};
  const CommandResult communes = Parctl(words);
  EXPECT_THAT(communes.out, HasSubstr("\"id\": \"la-ha\""));
  EXPECT_THAT(communes.out, Not(HasSubstr("\"id\": \"van-phong\""))) << "not below it";
  EXPECT_THAT(communes.out, HasSubstr("\"owner\": \"Thanh tra huyện\""));
  std::vector<std::string> one = words;
  one.insert(one.end(), {"--figure", "on_time_rate"});
  const CommandResult rate = Parctl(one);
  EXPECT_EQ(rate.exit, 0) << rate.err;
  EXPECT_EQ(rate.out.find('{'), 0u) << "an object, not a table";
  EXPECT_THAT(rate.out, HasSubstr("\"definition\": \"Đúng hạn và đang giải quyết còn hạn trên tiếp "
                                  "nhận trừ rút\""));
  EXPECT_THAT(rate.out, HasSubstr("\"percent\": 99.97,"));
  EXPECT_THAT(rate.out, Not(HasSubstr("overdue_rate")));
  const CommandResult table = Parctl(
      {"figures", "report", "--indicators", kIndicators, kReport, "--figure", "on_time_rate"});
  EXPECT_THAT(table.out, HasSubstr("Phụ trách: Văn phòng HĐND và UBND\n"));
}

TEST(ParctlFigures, TheReportGoesThroughExcelAndComesOutTheSame) {
  const testing::TempDir folder;
  const std::string book = folder / "q3.xlsx";
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin() + 1, {"--indicators", kIndicators});
    words.insert(words.begin(), "figures");
    return Parctl(words);
  };
  ASSERT_EQ(run({"convert", kReport, "--xlsx", book}).exit, 0);
  const CommandResult direct = run({"report", kReport});
  const CommandResult through = run({"report", book, "--xlsx", folder / "report.xlsx"});
  EXPECT_EQ(through.exit, 1);
  const auto figures_of = [](const std::string& out) {
    return out.substr(0, out.find("  chênh lệch: "));
  };
  EXPECT_EQ(figures_of(through.out), figures_of(direct.out));
  EXPECT_THAT(through.out, HasSubstr("chênh lệch: Số liệu!Q38: Bộ phận Một cửa"));
  const CommandResult yaml = run({"convert", book});
  std::ofstream(folder / "back.yaml") << yaml.out;
  EXPECT_EQ(figures_of(run({"report", folder / "back.yaml"}).out), figures_of(direct.out));

  domain::FindingList findings("report.xlsx");
  const auto report =
      spreadsheet::ReadWorkbook(testing::ReadText(folder / "report.xlsx"), findings);
  ASSERT_TRUE(report.has_value());
  ASSERT_EQ(report->sheets.size(), 4u);
  bool found = false;
  for (const spreadsheet::Cell& cell : report->sheets[0].cells) {
    if (cell.text != "on_time_rate") continue;
    found = true;
    const spreadsheet::Cell* rate = report->sheets[0].At(cell.row, 4);
    ASSERT_NE(rate, nullptr);
    EXPECT_EQ(rate->text, "99.89");
    EXPECT_EQ(rate->kind, spreadsheet::CellKind::kNumber);
  }
  EXPECT_TRUE(found);

  const std::string empty = folder / "la-ha.xlsx";
  EXPECT_EQ(run({"template", "--unit", "la-ha", "--title", "Thị trấn La Hà", "--period", "2023-Q4",
                 "--out", empty})
                .exit,
            0);
  EXPECT_THAT(run({"report", empty}).out, HasSubstr("Thị trấn La Hà: 0/1; chưa báo cáo: la-ha"));
  EXPECT_EQ(
      Parctl({"figures", "template", "--unit", "la-ha", "--period", "2023-Q4", "--out", empty})
          .exit,
      2)
      << "of which indicators";
}

TEST(ParctlFigures, TheForecastNamesWhatTheRealFiguresWillLose) {
  const std::vector<std::string> words = {
      "figures",      "forecast",  "--criteria", "criteria/quang-ngai-district-2023-v2.yaml",
      "--indicators", kIndicators, "--figures",  kReport};
  const CommandResult result = Parctl(words);
  EXPECT_EQ(result.exit, 0) << result.err;
  for (const std::string line :
       {"cần thêm 3 hồ sơ: Hồ sơ giải quyết trước hạn, đúng hạn (8.686 → 8.689), được thêm 0,0007 "
        "điểm",
        "cần thêm 2 hồ sơ: Số hồ sơ giải quyết trực tuyến toàn trình (không sử dụng bản giấy) (174 "
        "→ "
        "176), được thêm 0,017 điểm",
        "(94 → 134), được thêm 0,5 điểm", "cần thêm 27.071,2 triệu đồng",
        "Điểm theo số liệu đến nay: 6,4823; sẽ mất: 3,0177; chưa dự báo được: 90,5 điểm"}) {
    EXPECT_THAT(result.out, HasSubstr(line));
  }
  std::vector<std::string> with_answers = words;
  with_answers.insert(with_answers.end(),
                      {"--answers", "criteria/answers/tu-nghia-district-2023.yaml"});
  const CommandResult all = Parctl(with_answers);
  EXPECT_EQ(all.exit, 0) << all.err;
  EXPECT_THAT(all.out, HasSubstr("sẽ mất: 18,2446; chưa dự báo được: 0 điểm\n"));
  with_answers.insert(with_answers.end(), {"--format", "json"});
  EXPECT_THAT(Parctl(with_answers).out, HasSubstr("\"lost\": 18.2446,"));
}

TEST(ParctlFigures, AForecastNeedsFiguresOfTheSet) {
  const std::string set = "criteria/commune-sample-2023.yaml";
  EXPECT_EQ(Parctl({"figures", "forecast", "--criteria", set}).exit, 2);
  EXPECT_EQ(Parctl({"figures", "forecast", "--criteria", set, "--figures", kReport}).exit, 2)
      << "figures without their indicators";
  const CommandResult other = Parctl({"--lang", "en", "figures", "forecast", "--criteria", set,
                                      "--indicators", kIndicators, "--figures", kReport});
  EXPECT_EQ(other.exit, 1);
  EXPECT_EQ(other.out, "");
  EXPECT_EQ(other.err, std::string(kIndicators) +
                           ": criteria.set: is “quang-ngai-district-2023”, the set in use is "
                           "“commune-sample-2023”\n");
}

constexpr std::string_view kMonth =
    "format: parnet/figures/1\nindicators: par-report-district-2023\ntitle: T\nperiod: 2023-07\n"
    "units:\n  - {id: a, title: A}\nfigures:\n  a: {files_new: 5, files_in_progress: 2}\n";

TEST(ParctlFigures, WhatIsWrongIsRefusedWithItsPlaceAndNothingIsPrinted) {
  struct Case {
    std::string_view why;
    std::string from;
    std::string to;
    std::string want;
  };
  const Case cases[] = {
      {"a comma", "files_new: 5", "files_new: \"5,5\"",
       ":8:18: figures.a.files_new: “5,5” has a comma"},
      {"an indicator that is not there", "files_new", "file_new",
       ":8:7: figures.a: there is no figure “file_new”"},
      {"another catalogue", "par-report-district-2023", "other",
       ":2:13: indicators: the file is about the indicators “other”"},
      {"a broken file", "units:", "units: [", "this is not YAML"},
      {"a unit that is not there", "  a: {", "  b: {", ":8:3: figures: the report has no unit “b”"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const testing::TempDir folder;
    std::string text(kMonth);
    text.replace(text.find(c.from), c.from.size(), c.to);
    const std::string path = folder / "month.yaml";
    std::ofstream(path) << text;
    const CommandResult result =
        Parctl({"--lang", "en", "figures", "report", "--indicators", kIndicators, path});
    EXPECT_EQ(result.exit, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr(c.want));
  }
}

TEST(ParctlFigures, PeriodsAreChosenAddedUpAndNotGivenTwice) {
  const testing::TempDir folder;
  const std::string july = folder / "july.yaml";
  const std::string august = folder / "august.yaml";
  std::ofstream(july) << kMonth;
  std::string text(kMonth);
  text.replace(text.find("2023-07"), 7, "2023-08");
  text.replace(text.find("progress: 2"), 11, "progress: 7");
  std::ofstream(august) << text;
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"--lang", "en", "figures", "report", "--indicators", kIndicators});
    return Parctl(words);
  };
  const CommandResult quarter = run({july, august, "--period", "2023-Q3"});
  EXPECT_EQ(quarter.exit, 1) << "September is missing";
  EXPECT_THAT(quarter.err, HasSubstr("The period 2023-Q3 is added up from shorter ones; missing: "
                                     "2023-09"));
  EXPECT_THAT(quarter.out, HasSubstr("Hồ sơ tiếp nhận mới                   hồ sơ     10\n"));
  EXPECT_THAT(quarter.out, HasSubstr("Hồ sơ đang giải quyết                 hồ sơ      7\n"));
  const CommandResult twice = run({july, july});
  EXPECT_EQ(twice.exit, 1);
  EXPECT_EQ(twice.err, july + ": the period 2023-07 is in " + july + " already\n");
  const CommandResult absent = run({july, "--period", "2022-01"});
  EXPECT_EQ(absent.err, "There are no figures of the period 2022-01\n");
  EXPECT_EQ(run({july, "--period", "July"}).exit, 2);
  EXPECT_THAT(run({july, "--unit", "z"}).err, HasSubstr("the report has no unit “z”"));
  EXPECT_THAT(run({july, "--figure", "z"}).err, HasSubstr("there is no indicator “z”"));
}

}  // namespace
}  // namespace par
