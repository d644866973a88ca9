// Goal: an office issues indicators, a unit declares its figures and the office sees them added up;
// it issues a survey, takes its results in by Excel and lets a council vote, all with the words
// that a person types. Method: the real parctl against a real district's node, on which song-ve
// lives; the real indicators and the figures of the fourteen communes, the sample survey.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/identity/secret_file.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

constexpr const char* kIndicators = "figures/indicators-district-2023.yaml";

// Runs parctl as an account of the world's upper node.
class OfficeDesk {
 public:
  CommandResult Run(const std::string& account, const std::vector<std::string>& words) const {
    EXPECT_OK(identity::WriteFileDurably(folder_ / account, "token-" + account,
                                         identity::Secrecy::kSecret));
    std::vector<std::string> all = {PARCTL, "--node",
                                    "127.0.0.1:" + std::to_string(world_.upper_port()),
                                    "--token-file", folder_ / account};
    all.insert(all.end(), words.begin(), words.end());
    return RunCommand(all, {});
  }
  // The exit code, and that a part stands in what was printed.
  void Expect(int exit, const std::string& account, const std::vector<std::string>& words,
              const std::string& part) const {
    const CommandResult result = Run(account, words);
    EXPECT_EQ(result.exit, exit) << result.out << result.err;
    EXPECT_NE((result.out + result.err).find(part), std::string::npos) << part << "\n"
                                                                       << result.out << result.err;
  }
  [[nodiscard]] std::string File(const std::string& name, const std::string& text) const {
    EXPECT_OK(identity::WriteFileDurably(folder_ / name, text, identity::Secrecy::kPublic));
    return folder_ / name;
  }

 private:
  CycleWorld world_;
  TempDir folder_;
};

void ScoreBySurvey(const OfficeDesk& desk) {
  const std::string survey = "sipas-commune-sample-2023";
  const std::string definition = "criteria/surveys/" + survey + ".yaml";
  const std::vector<std::string> enter = {"survey", "enter", "--cycle", kOneCycle, "--id", survey};
  desk.Expect(1, kCouncil, enter, "không có cuộc điều tra");
  desk.Expect(0, kPublisher, {"survey", "issue", definition}, survey + ", lần 1");
  const std::string book = desk.File("ket-qua.xlsx", "");
  desk.Expect(0, kCouncil,
              {"survey", "template", "--survey", definition, "--results",
               "criteria/surveys/results/commune-sample-sipas-2023.yaml", "--out", book},
              "Đã ghi");
  desk.Expect(0, kCouncil, {"survey", "import", book, "--id", survey}, "lần 1");
  desk.Expect(1, kReviewer, enter, "Không có quyền");
  desk.Expect(0, kCouncil, enter, "hồ sơ thay đổi 1, điểm tiêu chí 5, không chấm 0");
  desk.Expect(0, kReviewer, {"survey", "show", "--id", survey},
              "74,4444/100 × 2 = 1,4889 (n = 180/220)");
  desk.Expect(1, kCouncil,
              {"review", "enter", "--cycle", kOneCycle, "--unit", "song-ve", "--criterion", "8.1.1",
               "--points", "2", "--source", "Báo cáo"},
              "không nhập tay được");
}

void ScoreByVotes(const OfficeDesk& desk) {
  const std::string council =
      desk.File("hoi-dong.yaml",
                "format: parnet/council/1\ntitle: Hội đồng đánh giá\ncycle: song-ve-alone\nbasis: "
                "12/QĐ-UBND\nmembers:\n  - {account: hoi-dong, name: An, role: Chủ tịch}\n"
                "  - {account: tham-dinh, name: Bình, role: Ủy viên}\nquorum: 1/1\nmethod: mean\n"
                "deadline: 2199-12-31\n");
  desk.Expect(0, kCouncil, {"council", "open", council}, "2 thành viên, 1 đơn vị, tiêu chí 8.6");
  const std::string ballot =
      desk.File("phieu.yaml", "format: parnet/ballot/1\nvotes:\n  song-ve: {\"8.6\": 2.5}\n");
  desk.Expect(0, kCouncil, {"council", "vote", "--cycle", kOneCycle, "--file", ballot}, "1/1");
  desk.Expect(1, kLeader, {"council", "show", "--cycle", kOneCycle}, "Không có quyền");
  desk.Expect(0, kReviewer,
              {"council", "vote", "--cycle", kOneCycle, "--unit", "song-ve", "--criterion", "8.6",
               "--points", "2.75"},
              "1/1");
  desk.Expect(0, kCouncil, {"council", "close", "--cycle", kOneCycle}, "1 điểm của 1 đơn vị");
  desk.Expect(0, kReviewer, {"council", "show", "--cycle", kOneCycle}, "2 phiếu; trung bình 2,625");
  desk.Expect(0, kCouncil,
              {"council", "reopen", "--cycle", kOneCycle, "--reason", "Chấm nhầm", "--deadline",
               "2199-12-31"},
              "Đã mở lại");
}

TEST(ParctlReport, IndicatorsAreIssuedFiguresDeclaredAndTheReportShown) {
  const OfficeDesk desk;
  const auto run = [&](const std::string& account, std::vector<std::string> words) {
    words.insert(words.begin(), "figures");
    return desk.Run(account, words);
  };
  const CommandResult refused = run(kReviewer, {"issue", kIndicators});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_EQ(refused.out, "");
  const CommandResult issued = run(kPublisher, {"issue", kIndicators});
  ASSERT_EQ(issued.exit, 0) << issued.err;
  EXPECT_NE(issued.out.find("par-report-district-2023, lần 1"), std::string::npos) << issued.out;
  const CommandResult printed = run(kLeader, {"indicators", "--id", "par-report-district-2023"});
  EXPECT_EQ(printed.out.find("# "), 0u) << printed.err;
  const std::string book = folder / "q3.xlsx";
  const CommandResult made =
      run(kLeader, {"convert", "--indicators", kIndicators,
                    "figures/tu-nghia-communes-2023-q3.yaml", "--xlsx", book});
  ASSERT_EQ(made.exit, 0) << made.err;
  const CommandResult empty =
      run(kLeader, {"template", "--id", "par-report-district-2023", "--unit", "song-ve", "--period",
                    "2023-Q4", "--out", folder / "empty.xlsx"});
  EXPECT_EQ(empty.exit, 0) << empty.err;
  const CommandResult nothing = run(kLeader, {"declare", "--indicators", kIndicators, "--unit",
                                              "song-ve", folder / "empty.xlsx"});
  EXPECT_EQ(nothing.exit, 1) << "a template that nobody filled in declares nothing";
  const CommandResult declared =
      run(kLeader, {"declare", "--indicators", kIndicators, "--unit", "song-ve", book});
  // Sông Vệ's figures hold the real report's fault: one file too few to digitise.
  EXPECT_EQ(declared.exit, 1) << declared.err;
  EXPECT_NE(declared.out.find("Đã lưu số liệu kỳ quý III năm 2023"), std::string::npos)
      << declared.out << declared.err;
  EXPECT_NE(declared.out.find("  chênh lệch: "), std::string::npos) << declared.out;
  const CommandResult in_json = run(kLeader, {"declare", "--indicators", kIndicators, "--unit",
                                              "song-ve", book, "--format", "json"});
  EXPECT_EQ(in_json.exit, 1) << "in every format";
  const std::vector<std::string> show = {
      "show", "--id", "par-report-district-2023", "--period", "2023-Q3", "--unit", "tu-nghia"};
  // From unit to unit the figures travel as between nodes.
  CycleWorld::WaitFor("the figures at the district", [&] {
    return run(kReviewer, show).out.find("Đã báo cáo: 1/2; chưa: la-ha") != std::string::npos;
  });
  const CommandResult shown = run(kReviewer, show);
  EXPECT_EQ(shown.exit, 1) << "with a fault";
  EXPECT_NE(shown.out.find("Ngày chốt số liệu: 30/09/2023, đã quá "), std::string::npos)
      << shown.out;
  EXPECT_NE(shown.out.find("  song-ve: khai trễ "), std::string::npos) << shown.out;
  // What the node holds becomes the district's official report.
  std::vector<std::string> save = show;
  save.insert(save.end(), {"--xlsx", folder / "node.xlsx"});
  (void)run(kReviewer, save);
  const CommandResult paper = run(
      kReviewer, {"document", "--indicators", kIndicators, folder / "node.xlsx", "--particulars",
                  "criteria/documents/report.yaml", "--out", folder / "report.docx"});
  EXPECT_EQ(paper.exit, 1) << "with its fault" << paper.out;
  EXPECT_NE(paper.out.find("report.docx  SHA-256 "), std::string::npos) << paper.err;
  EXPECT_NE(paper.err.find("  chênh lệch: Số liệu!"), std::string::npos) << paper.err;
  std::vector<std::string> as_json = show;
  as_json.insert(as_json.end(), {"--format", "json"});
  EXPECT_EQ(run(kReviewer, as_json).exit, 1) << "in every format";
  std::vector<std::string> down = show;
  down.insert(down.end(), {"--figure", "files_received"});
  const CommandResult drilled = run(kReviewer, down);
  EXPECT_EQ(drilled.exit, 0) << drilled.err;
  EXPECT_NE(drilled.out.find("song-ve"), std::string::npos) << drilled.out;
  ScoreBySurvey(desk);
  ScoreByVotes(desk);
}

}  // namespace
}  // namespace par::testing
