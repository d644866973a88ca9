// Goal: the offline commands do with the real files what their documents say, in both languages and
// both forms, and are used as --help says.
// Method: the real program is run on criteria/ files; its output and exit code are compared.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/spreadsheet/workbook.h"
#include "tests/integration/parctl.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using testing::CommandResult;
using testing::Parctl;

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> TuNghia() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("criteria/answers/tu-nghia")) {
    files.push_back(entry.path().string());
  }
  return files;
}

std::vector<std::string> ScoreTuNghia(const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"score", "--criteria", "criteria/commune-sample-2023.yaml",
                                    "--answers"};
  for (const std::string& file : TuNghia()) words.push_back(file);
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(ParctlScore, QuangTriHasTheTotalItsDocumentPublishes) {
  const CommandResult result =
      Parctl({"score", "--criteria", "criteria/province-2023.yaml", "--answers",
              "criteria/answers/quang-tri-2023.yaml", "--leaves"});
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(Has(result.out, "86,2482\n"));
  EXPECT_TRUE(Has(result.out, "86,25 %\n"));
  EXPECT_TRUE(Has(result.out, "17.310/17.747 = 0,9754 → × 1,5 = 1,4631")) << result.out;
}

TEST(ParctlSurvey, TheSipasOfQuangTriAndTheSurveyedPointsOfQuangDien) {
  const std::string folder = "criteria/surveys/";
  const CommandResult sipas = Parctl(
      {"survey", "score", "--survey", folder + "sipas-province-2023.yaml", "--results",
       folder + "results/quang-tri-sipas-2023.yaml", "--criteria", "criteria/province-2023.yaml"});
  EXPECT_EQ(sipas.exit, 1) << "79.46 is stated where the components give 79.66";
  EXPECT_EQ(sipas.err, "");
  EXPECT_TRUE(Has(sipas.out, "80,11/100 × 2,5 = 2,0028")) << sipas.out;
  EXPECT_TRUE(Has(sipas.out, "79,66  7,9662")) << sipas.out;
  EXPECT_TRUE(Has(sipas.out, "văn bản ghi chỉ số 79,46, tính lại là 79,66")) << sipas.out;
  const CommandResult ddci =
      Parctl({"--format", "json", "survey", "score", "--survey", folder + "ddci-hue-2023.yaml",
              "--results", folder + "results/quang-dien-ddci-2023.yaml"});
  EXPECT_TRUE(Has(ddci.out, "\"points\": 7.022")) << ddci.out << ddci.err;
  const CommandResult wrong =
      Parctl({"survey", "check", "--survey", folder + "sipas-province-2023.yaml", "--criteria",
              "criteria/hue-district-2023.yaml"});
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_TRUE(Has(wrong.err, "province-2023")) << wrong.err;
  const auto check = [&](const std::string& results) {
    return Parctl({"survey", "check", "--survey", folder + "sipas-province-2023.yaml", "--results",
                   results, "--format", "json"});
  };
  const CommandResult remarked = check(folder + "results/quang-tri-sipas-2023.yaml");
  EXPECT_EQ(remarked.exit, 1);
  EXPECT_TRUE(remarked.out.starts_with("{\n  \"format\": \"parnet/survey-check/1\",\n"))
      << remarked.out;
  EXPECT_TRUE(Has(remarked.out, "\"reason\": \"survey_stated_index\",\n")) << remarked.out;
  const CommandResult unread = check(folder + "sipas-province-2023.yaml");
  EXPECT_EQ(unread.exit, 1);
  EXPECT_EQ(unread.out, "");
  EXPECT_TRUE(unread.err.starts_with("{\n  \"reason\": \"")) << unread.err;
  const CommandResult twice = Parctl({"survey", "score", "--survey", folder + "ddci-hue-2023.yaml",
                                      "--results", folder + "results/quang-dien-ddci-2023.yaml",
                                      folder + "results/quang-dien-ddci-2023.yaml"});
  EXPECT_EQ(twice.exit, 1);
  EXPECT_EQ(twice.out, "") << "nothing is scored unless all is well";
}

TEST(ParctlScore, SeveralUnitsAreRankedAndEqualOnesShareTheirRank) {
  const CommandResult result = Parctl(ScoreTuNghia());
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_TRUE(Has(result.out, "   1  Thị trấn Sông Vệ "));
  EXPECT_TRUE(Has(result.out, "   5  Xã Nghĩa Phương "));
  EXPECT_TRUE(Has(result.out, "   5  Xã Nghĩa Thuận "));
  EXPECT_TRUE(Has(result.out, "   7  Xã Nghĩa Trung "));
  EXPECT_FALSE(Has(result.out, "   6  "));
}

TEST(ParctlScore, JsonCarriesEveryLeafWithItsTrace) {
  const CommandResult result = Parctl(ScoreTuNghia({"--format", "json"}));
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_TRUE(result.out.starts_with("{\n  \"format\": \"parnet/scores/1\",\n"));
  EXPECT_TRUE(Has(result.out, "\"unit\": \"song-ve\",\n"));
  EXPECT_TRUE(Has(result.out, "\"effective_maximum\": 99,\n"));
  EXPECT_TRUE(Has(result.out, "\"state\": \"not_applicable\""));
  EXPECT_TRUE(Has(result.out, "\"exact\": \""));
  EXPECT_TRUE(Has(result.out, "\"class\": \"excellent\""));
  // The order of the files does not matter.
  std::vector<std::string> turned = {
      "--format", "json", "score", "--criteria", "criteria/commune-sample-2023.yaml", "--answers"};
  const std::vector<std::string> files = TuNghia();
  turned.insert(turned.end(), files.rbegin(), files.rend());
  EXPECT_EQ(Parctl(turned).out, result.out);
}

TEST(ParctlScore, AUnitGivenTwiceIsRefusedWhole) {
  const std::string file = "criteria/answers/quang-tri-2023.yaml";
  const CommandResult result =
      Parctl({"score", "--criteria", "criteria/province-2023.yaml", "--answers", file, file});
  EXPECT_EQ(result.exit, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, file + ": đơn vị “quang-tri” đã có trong tệp " + file + "\n");
}

// A file made on a Mac may write its letters in two code points each.
TEST(ParctlScore, AGroupIsOneHoweverItsLettersAreWritten) {
  const testing::TempDir folder;
  const std::string group = "group: \"xã, thị trấn\"";
  const std::string apart = "group: \"xa\u0303, thi\u0323 tra\u0302\u0301n\"";
  std::vector<std::string> words = {"score", "--criteria", "criteria/commune-sample-2023.yaml",
                                    "--answers"};
  for (const std::string& file : TuNghia()) {
    std::string text = testing::ReadText(file);
    if (file.ends_with("song-ve.yaml")) {
      ASSERT_TRUE(Has(text, group));
      text.replace(text.find(group), group.size(), apart);
    }
    const std::string copy = folder / std::filesystem::path(file).filename().string();
    std::ofstream(copy) << text;
    words.push_back(copy);
  }
  const CommandResult result = Parctl(words);
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_TRUE(result.out == Parctl(ScoreTuNghia()).out) << result.out;
}

TEST(ParctlCriteria, TheRealSetsAreReadAndDifferFromEachOther) {
  const std::string province = "criteria/province-2023.yaml";
  const CommandResult same = Parctl({"criteria", "diff", province, province});
  EXPECT_EQ(same.exit, 0) << same.err;
  EXPECT_EQ(same.out, "không có thay đổi\n");
  const CommandResult changed =
      Parctl({"criteria", "diff", province, "criteria/hue-district-2023.yaml"});
  EXPECT_EQ(changed.exit, 1) << changed.err;
  EXPECT_TRUE(Has(changed.out, "Thay đổi"));
  const CommandResult json =
      Parctl({"criteria", "diff", province, "criteria/hue-district-2023.yaml", "--format", "json"});
  EXPECT_EQ(json.exit, 1);
  EXPECT_TRUE(Has(json.out, "\"before\": \"province-2023@1\",\n"));
  EXPECT_TRUE(Has(json.out, "\"field\": \"maximum\""));
}

// What a reader finds in a file comes as objects, too, on standard error.
TEST(ParctlCriteria, LintAsJsonSaysOfEveryFileWhatToMend) {
  const testing::TempDir folder;
  const std::string broken = folder / "hong.yaml";
  std::ofstream(broken) << "format: parnet/criteria-set/1\nversion: một\n";
  const CommandResult result =
      Parctl({"criteria", "lint", "criteria/province-2023.yaml",
              "criteria/quang-ngai-district-2023.yaml", broken, "--format", "json"});
  EXPECT_EQ(result.exit, 1);
  EXPECT_TRUE(result.out.starts_with("{\n  \"format\": \"parnet/criteria-lint/1\",\n"))
      << result.out;
  EXPECT_TRUE(Has(result.out, "\"set\": \"province-2023@1\",\n")) << result.out;
  EXPECT_TRUE(Has(result.out, "\"maximum\": 100,\n")) << result.out;
  EXPECT_TRUE(Has(result.out, "\"severity\": \"warning\",\n")) << result.out;
  EXPECT_TRUE(Has(result.out, "\"set\": null\n")) << result.out;
  EXPECT_FALSE(Has(result.out, ".yaml:")) << "the place is not in the text";
  EXPECT_TRUE(result.err.starts_with("{\n  \"reason\": \"")) << result.err;
  EXPECT_TRUE(Has(result.err, "\"file\": \"" + broken + "\",\n")) << result.err;
  EXPECT_TRUE(Has(result.err, "\"line\": 2,\n")) << result.err;
}

TEST(ParctlCriteria, AChangedMaximumShowsInTotalsAndRanks) {
  const testing::TempDir folder;
  const std::string path = folder / "next.yaml";
  std::ifstream before("criteria/commune-sample-2023.yaml");
  std::ofstream after(path);
  // The new version asks 99 % for "excellent": nobody keeps that class.
  for (std::string line; std::getline(before, line);) {
    if (line == "version: 1") line = "version: 2";
    if (Has(line, "id: excellent")) line = "  - {id: excellent, title: Xuất sắc, from: 99}";
    after << line << '\n';
  }
  after.close();
  std::vector<std::string> words = {"criteria", "diff", "criteria/commune-sample-2023.yaml", path,
                                    "--answers"};
  for (const std::string& file : TuNghia()) words.push_back(file);
  const CommandResult result = Parctl(words);
  EXPECT_EQ(result.exit, 1) << result.err;
  EXPECT_TRUE(Has(result.out, "mức xếp loại")) << result.out;
  EXPECT_TRUE(Has(result.out, "song-ve")) << result.out;
  words.insert(words.end(), {"--format", "json"});
  const CommandResult json = Parctl(words);
  EXPECT_TRUE(Has(json.out, "\"class_before\": \"excellent\",\n      \"class_after\": \"good\""))
      << json.out.substr(0, 3000);
}

TEST(ParctlReconcile, ATableThatAgreesIsExitCode0AndOtherwiseEveryDifferenceIsNamed) {
  const CommandResult good = Parctl({"reconcile", "criteria/published/quang-tri-2023.yaml"});
  EXPECT_EQ(good.exit, 0) << good.err;
  EXPECT_TRUE(Has(good.out, "khớp")) << good.out;
  // The document states 56.7; its eight areas add to 55.74.
  const std::string table = "criteria/published/quang-dien-2023.yaml";
  const CommandResult bad = Parctl({"reconcile", table});
  EXPECT_EQ(bad.exit, 1);
  for (const std::string number : {"56,7", "55,74", "0,96"}) {
    EXPECT_TRUE(Has(bad.out, number)) << bad.out;
  }
  const CommandResult json = Parctl({"reconcile", table, "--format", "json"});
  EXPECT_EQ(json.exit, 1);
  EXPECT_TRUE(Has(json.out, "\"stated\": 56.7,\n"));
  EXPECT_TRUE(Has(json.out, "\"computed\": 55.74,\n"));
  EXPECT_TRUE(Has(json.out, "\"difference\": 0.96,\n"));
  EXPECT_TRUE(Has(json.out, "\"tolerance\": 0.045\n"));
}

TEST(ParctlReconcile, ACsvTableIsReadByItsName) {
  const testing::TempDir folder;
  const std::string path = folder / "bang.csv";
  std::ofstream(path) << "kind,id,parent,title,maximum,score,not_applicable\n"
                         "total,,,Tổng,10,7.25,0\n"
                         "group,1,,Nhóm một,4,3.25,0\n"
                         "group,2,,Nhóm hai,6,5.00,0\n";
  const CommandResult result = Parctl({"reconcile", path, "--lang", "en"});
  EXPECT_EQ(result.exit, 1);
  EXPECT_TRUE(Has(result.out, "7.25")) << result.out << result.err;
  EXPECT_TRUE(Has(result.out, "8.25")) << result.out << result.err;
  std::ofstream(path) << "kind,id\n";
  const CommandResult refused = Parctl({"reconcile", path});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_EQ(refused.out, "");
  EXPECT_TRUE(refused.err.starts_with(path + ":1:")) << refused.err;
}

TEST(ParctlRemediation, ThePlanOfQuangTriWithWhatItBringsBackAndWhatItForgot) {
  const std::vector<std::string> assessed = {"--criteria", "criteria/province-2023.yaml",
                                             "--answers", "criteria/answers/quang-tri-2023.yaml"};
  const auto run = [&](std::vector<std::string> command, const std::vector<std::string>& more) {
    command.insert(command.end(), assessed.begin(), assessed.end());
    command.insert(command.end(), more.begin(), more.end());
    return Parctl(command);
  };
  const std::string plan = "criteria/plans/quang-tri-2024.yaml";
  const CommandResult review = run({"remediation", "review"}, {"--plan", plan});
  EXPECT_EQ(review.exit, 1) << review.err;
  for (const std::string said : {"13,7518", "97,4662 = 86,2482 + 11,218", "nv-6.3.3: chưa có"}) {
    EXPECT_TRUE(Has(review.out, said)) << said << "\n" << review.out;
  }
  const CommandResult json =
      run({"remediation", "review"}, {"--plan", plan, "--format", "json", "--on", "2025-01-01"});
  EXPECT_TRUE(Has(json.out, "\"forecast\": 97.4662,\n")) << json.out;
  EXPECT_TRUE(Has(json.out, "\"overdue\": true,\n")) << json.out;
  const CommandResult day = run({"remediation", "review"}, {"--plan", plan, "--on", "hôm nay"});
  EXPECT_EQ(day.exit, 1);
  EXPECT_EQ(day.out, "");
  // The frame names each loss, and is refused until somebody has filled it in.
  const CommandResult draft = run({"remediation", "draft"}, {});
  EXPECT_EQ(draft.exit, 0) << draft.err;
  EXPECT_TRUE(Has(draft.out, "17.310 → 17.747 (+437)")) << draft.out;
  const testing::TempDir folder;
  const std::string frame = folder / "khung.yaml";
  std::ofstream(frame) << draft.out;
  const CommandResult unfilled = run({"remediation", "review"}, {"--plan", frame});
  EXPECT_EQ(unfilled.exit, 1);
  EXPECT_EQ(unfilled.out, "");
}

TEST(ParctlRemediation, TargetsAreNumbersAndFiguresSayWhetherTheyAreReached) {
  const CommandResult targets =
      Parctl({"remediation", "review", "--plan", "criteria/plans/duc-co-2021.yaml", "--targets",
              "--by-office", "--on", "2022-01-15"});
  EXPECT_EQ(targets.exit, 1) << targets.err;
  for (const std::string said :
       {"84,78 × (1 + 2/100) = 86,4756", "> 6,3 %", "thiếu số gốc", "34/93 chỉ tiêu",
        "Phòng Nội vụ                                 0       0        5"}) {
    EXPECT_TRUE(Has(targets.out, said)) << said << "\n" << targets.out;
  }
  const testing::TempDir folder;
  const std::string plan = folder / "kh.yaml";
  std::ofstream(plan)
      << "format: parnet/remediation-plan/1\ntitle: t\nunit: tu-nghia\nyear: 2023\n"
         "areas: [{id: a, title: A}]\ntargets:\n"
         "  - {id: x, area: a, title: X, aim: at_least, value: 99, unit: \"%\", indicator: "
         "on_time_rate, lead: o, deadline: 2023-12-31}\n"
         "  - {id: y, area: a, title: Y, aim: at_least, value: 100, unit: \"%\", indicator: "
         "on_time_rate, lead: o, deadline: 2023-12-31}\n"
         "tasks: []\n";
  const auto review = [&](const std::string& on) {
    return Parctl({"remediation", "review", "--plan", plan, "--indicators",
                   "figures/indicators-district-2023.yaml", "--figures",
                   "figures/tu-nghia-2023-q3.yaml", "--format", "json", "--on", on});
  };
  const CommandResult before = review("2023-10-01");
  EXPECT_TRUE(Has(before.out, "\"state\": \"reached\"")) << before.out << before.err;
  EXPECT_TRUE(Has(before.out, "\"state\": \"on_the_way\"")) << before.out;
  EXPECT_TRUE(Has(review("2024-01-01").out, "\"state\": \"missed\""));
  const std::string result = folder / "ket-qua.xlsx";
  EXPECT_EQ(Parctl({"remediation", "review", "--plan", plan, "--xlsx", result}).exit, 0);
  domain::FindingList findings("book");
  const auto sheets = spreadsheet::ReadWorkbook(testing::ReadText(result), findings);
  ASSERT_TRUE(sheets.has_value());
  EXPECT_EQ(sheets->sheets.size(), 3u) << "tasks, targets, offices";
  // Into Excel and back: the same review.
  const std::string book = folder / "kh.xlsx";
  EXPECT_EQ(Parctl({"remediation", "convert", "--plan", plan, "--xlsx", book}).exit, 0);
  EXPECT_EQ(Parctl({"remediation", "review", "--targets", "--plan", book}).out,
            Parctl({"remediation", "review", "--targets", "--plan", plan}).out);
  EXPECT_TRUE(Has(Parctl({"remediation", "convert", "--plan", book}).out, "on_time_rate"));
}

TEST(ParctlUsage, TheLanguageIsTheOptionsThenTheEnvironments) {
  EXPECT_TRUE(Has(Parctl({"--help"}).out, "Mã kết thúc:"));
  EXPECT_TRUE(Has(Parctl({"--help"}, {"PARNET_LANG=en"}).out, "Exit codes:"));
  EXPECT_TRUE(Has(Parctl({"--lang", "vi", "--help"}, {"PARNET_LANG=en"}).out, "Mã kết thúc:"));
  EXPECT_TRUE(Has(Parctl({"score", "--help", "--lang=en"}).out, "Examples:"));
  EXPECT_EQ(Parctl({"--help"}, {"PARNET_LANG=fr"}).exit, 2);
}

TEST(ParctlUsage, WhatIsWrittenWronglyIsExitCode2AndShowsTheWay) {
  const struct {
    std::string why;
    std::vector<std::string> words;
    std::string want;
  } kCases[] = {
      {"nothing", {}, "Xem: parctl --help"},
      {"a slip in a command", {"scor"}, "không có lệnh \"scor\"; có phải là \"score\"?"},
      {"a slip below", {"criteria", "lin"}, "có phải là \"lint\"?"},
      {"half a command", {"criteria"}, "Xem: parctl criteria --help"},
      {"points for an appeal that is not upheld",
       {"review", "appeal", "--cycle", "K", "--unit", "la-ha", "--criterion", "3.4.1", "--points",
        "1.25", "--text", "Đúng"},
       "--upheld"},
      {"an appeal rejected as not applicable",
       {"review", "appeal", "--cycle", "K", "--unit", "la-ha", "--criterion", "3.4.1",
        "--not-applicable", "--text", "Đúng"},
       "--upheld"},
      {"an option left out", {"score", "--criteria", "x"}, "--answers"},
      {"an unknown form", {"--format", "xml", "token", "new"}, "\"xml\": table | json"},
      {"an unknown option", {"token", "new", "--colour"}, "--colour"},
      {"an unknown language", {"--lang", "fr", "token", "new"}, "\"fr\": vi | en"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    const CommandResult result = Parctl(c.words);
    EXPECT_EQ(result.exit, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(Has(result.err, c.want)) << result.err;
  }
}

TEST(ParctlToken, PrintsTheTokenAndItsHashApart) {
  const CommandResult first = Parctl({"token", "new"});
  const CommandResult second = Parctl({"token", "new"});
  EXPECT_EQ(first.exit, 0);
  EXPECT_EQ(first.out.size(), 7u + 64u + 1u);
  EXPECT_NE(first.out, second.out);
  EXPECT_EQ(first.err.size(), 14u + 64u + 1u);
  EXPECT_FALSE(Has(first.err, first.out.substr(7, 64)));
}

TEST(ParctlCompletion, ABashScriptKnowsCommandsAndOptions) {
  const std::string ask =
      "source <(" PARCTL
      " completion bash); "
      "COMP_WORDS=(parctl criteria ''); COMP_CWORD=2; _parctl; echo \"${COMPREPLY[*]}\"; "
      "COMP_WORDS=(parctl score --cr); COMP_CWORD=2; _parctl; echo \"${COMPREPLY[*]}\"; "
      "COMP_WORDS=(parctl rec); COMP_CWORD=1; _parctl; echo \"${COMPREPLY[*]}\"";
  const CommandResult result = testing::RunCommand({"/bin/bash", "-c", ask});
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_EQ(result.out,
            "--format --help --lang --node --request-id --token-file --version activate convert "
            "diff import lint list publish show\n--criteria\nreceipt reconcile\n");
}

}  // namespace
}  // namespace par
