// Goal: an office issues indicators, a unit declares its figures and the office sees them added up;
// it issues a survey, takes its results in by Excel and lets a council vote; a district issues a
// plan, its communes report on its tasks, and it sees what is done, overdue and not reported, and
// what all of them lost: all with the words that a person types. Method: the real parctl against a
// real district's node, on which song-ve lives, la-ha on a node of its own; the real indicators and
// the figures of the fourteen communes, the sample survey.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/identity/secret_file.h"
#include "par/remediation/v1/remediation.grpc.pb.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/read_text.h"
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
  [[nodiscard]] std::string Path(const std::string& name) const { return folder_ / name; }
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
  const std::string book = desk.Path("ket-qua.xlsx");
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
  const std::string book = desk.Path("q3.xlsx");
  const CommandResult made =
      run(kLeader, {"convert", "--indicators", kIndicators,
                    "figures/tu-nghia-communes-2023-q3.yaml", "--xlsx", book});
  ASSERT_EQ(made.exit, 0) << made.err;
  const CommandResult empty =
      run(kLeader, {"template", "--id", "par-report-district-2023", "--unit", "song-ve", "--period",
                    "2023-Q4", "--out", desk.Path("empty.xlsx")});
  EXPECT_EQ(empty.exit, 0) << empty.err;
  const CommandResult nothing = run(kLeader, {"declare", "--indicators", kIndicators, "--unit",
                                              "song-ve", desk.Path("empty.xlsx")});
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
  save.insert(save.end(), {"--xlsx", desk.Path("node.xlsx")});
  (void)run(kReviewer, save);
  const CommandResult paper = run(
      kReviewer, {"document", "--indicators", kIndicators, desk.Path("node.xlsx"), "--particulars",
                  "criteria/documents/report.yaml", "--out", desk.Path("report.docx")});
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

// The real catalogue, whose communes are the district's on a node, with a unit's figures of it.
TEST(ParctlReport, WhatWasReportedIsShownBesideTheAssessmentAndTakenIntoEmptyInputs) {
  const OfficeDesk desk;
  std::string text = ReadText(kIndicators);
  const std::string of = "of: communes\n";
  text.replace(text.find(of), of.size(), "of: tu-nghia\n");
  const std::string indicators = desk.File("he.yaml", text);
  desk.Expect(0, kPublisher, {"figures", "issue", indicators}, "lần 1");
  const auto assess = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "assess");
    words.insert(words.end(), {"--cycle", kOneCycle, "--unit", "song-ve"});
    return words;
  };
  const std::vector<std::string> take = assess({"fill", "--from-reports", "--leaves"});
  desk.Expect(0, kClerk, take, "Đã lấy vào ô trống: 0 số đã báo cáo");
  for (const auto& [period, resolved] : {std::pair("2023-H1", "800"), std::pair("2023-Q3", "90")}) {
    const std::string figures =
        desk.File("ky.yaml",
                  "format: parnet/figures/1\nindicators: par-report-district-2023\ntitle: S\n"
                  "period: " +
                      std::string(period) +
                      "\nunits:\n  - {id: song-ve, title: Sông Vệ}\nfigures:\n"
                      "  song-ve: {files_resolved: " +
                      resolved + ", files_on_time: " + resolved + "}\n");
    desk.Expect(0, kLeader,
                {"figures", "declare", "--indicators", indicators, "--unit", "song-ve", figures},
                "Đã lưu số liệu kỳ");
  }
  desk.Expect(0, kClerk, assess({"show"}), "Đơn vị đã báo cáo 2 số mà hồ sơ này hỏi");
  desk.Expect(1, kReviewer, assess({"fill", "--from-reports"}), "Không có quyền");
  desk.Expect(2, kClerk, assess({"fill"}), "--from-reports");
  // The sum to date of what the real indicator adds up; the working shows that it counts.
  desk.Expect(0, kClerk, take, "Đã lấy vào ô trống: 2 số đã báo cáo");
  desk.Expect(0, kClerk, take, "Đã lấy vào ô trống: 0 số đã báo cáo");
  desk.Expect(0, kClerk, assess({"show", "--leaves"}),
              "lũy kế đến hết quý III năm 2023, Nguyễn Thị Lan (binh) ");
  desk.Expect(0, kClerk, assess({"show", "--leaves"}), "890/890");
  const std::string other =
      desk.File("khac.yaml",
                "format: parnet/answers/1\nset: commune-sample-2023\nunit: song-ve\n"
                "figures: {tthc.commune.resolved: 900, tthc.commune.on_time: 890}\n");
  desk.Expect(0, kClerk, assess({"fill", other}), "");
  desk.Expect(0, kClerk, assess({"show"}), "số kê khai 900 khác số đã báo cáo 890");
  desk.Expect(0, kClerk, take, "Đã lấy vào ô trống: 0 số đã báo cáo");
  desk.Expect(0, kClerk, assess({"show"}), "số kê khai 900 khác số đã báo cáo 890");
  // The reviewer is shown the same, by the same tables.
  for (const char* step : {"approve", "submit"}) desk.Expect(0, kLeader, assess({step}), "");
  const auto open = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"review", "open", "--cycle", kOneCycle, "--unit", "song-ve"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  CycleWorld::WaitFor("the dossier at the district",
                      [&] { return desk.Run(kReviewer, open({})).exit == 0; });
  desk.Expect(0, kReviewer, open({}), "Đơn vị đã báo cáo 2 số mà hồ sơ này hỏi (xem: --leaves)");
  desk.Expect(0, kReviewer, open({"--leaves"}),
              "lũy kế đến hết quý III năm 2023, Nguyễn Thị Lan (binh) ");
  desk.Expect(0, kReviewer, {"review", "accept", "--cycle", kOneCycle, "--unit", "song-ve"}, "");
  const CommandResult accepted = desk.Run(kReviewer, open({}));
  for (const char* part : {"tiếp nhận", "Nguyễn Thị Lan (tham-dinh)"}) {
    EXPECT_NE(accepted.out.find(part), std::string::npos) << part << '\n' << accepted.out;
  }
}

constexpr char kTownsPlan[] = R"(format: parnet/remediation-plan/1
title: Khắc phục năm 2024
unit: tu-nghia
year: 2024
indexes: [{id: par, title: PAR}]
offices:
  - {id: song-ve, name: Thị trấn Sông Vệ}
  - {id: cac-xa, name: Các xã, units: [la-ha, song-ve]}
tasks:
  - {id: nv-1, index: par, measure: Số hóa hồ sơ, lead: song-ve, deadline: 2024-06-30}
  - {id: nv-2, index: par, measure: Niêm yết thủ tục, lead: cac-xa, deadline: 2024-09-30}
)";

class ParctlPlan : public ::testing::Test {
 protected:
  CommandResult Run(const std::string& account, const std::vector<std::string>& words) {
    EXPECT_OK(identity::WriteFileDurably(folder_ / account, "token-" + account,
                                         identity::Secrecy::kSecret));
    std::vector<std::string> all = {
        PARCTL,         "--node",          "127.0.0.1:" + std::to_string(world_.upper_port()),
        "--token-file", folder_ / account, "remediation"};
    all.insert(all.end(), words.begin(), words.end());
    return RunCommand(all, {});
  }
  void ExpectSaid(const CommandResult& result, const std::vector<std::string>& said) {
    for (const std::string& one : said) {
      EXPECT_NE(result.out.find(one), std::string::npos) << one << '\n' << result.out << result.err;
    }
  }
  void SubmitBoth();
  void BeginReview();

  CycleWorld world_;
  TempDir folder_;
};

TEST_F(ParctlPlan, TasksGoDownToTwoNodesAndProgressComesUp) {
  world_.StartCommune();
  const std::string file = folder_ / "ke-hoach.yaml";
  ASSERT_OK(identity::WriteFileDurably(file, kTownsPlan, identity::Secrecy::kPublic));
  EXPECT_EQ(Run(kReviewer, {"issue", file}).exit, 1) << "not the publisher";
  const CommandResult issued = Run(kPublisher, {"issue", file});
  ASSERT_EQ(issued.exit, 0) << issued.err;
  ExpectSaid(issued, {"Đã ban hành kế hoạch năm 2024, lần 1: 2 nhiệm vụ, 2 đơn vị"});
  CycleWorld::WaitFor("the plan at la-ha's node", [&] {
    const auto plans =
        world_.Commune(kLaHaLeader, &remediation::v1::RemediationService::Stub::ListPlans,
                       remediation::v1::ListPlansRequest());
    return plans.ok() && plans->plans_size() == 1;
  });
  remediation::v1::ReportProgressRequest request;
  request.set_request_id(rpc::NewRequestId());
  remediation::v1::TaskReport& report = *request.mutable_report();
  report.set_unit("la-ha");
  report.set_issuer("tu-nghia");
  report.set_year(2024);
  report.set_task("nv-2");
  report.set_as_of("2024-08-31");
  report.set_state("done");
  report.set_percent(100);
  report.set_product("12/BC-UBND ngày 30/8/2024");
  report.mutable_by()->set_account("minh");  // Who it is says the node, not the caller.
  report.mutable_by()->set_full_name("Ai Đó");
  ASSERT_OK(world_.Commune(kLaHaLeader, &remediation::v1::RemediationService::Stub::ReportProgress,
                           request));
  const std::vector<std::string> progress = {
      "progress", "--of",      "tu-nghia",  "--year", "2024",    "--task",    "nv-1",
      "--state",  "under_way", "--percent", "40",     "--as-of", "2024-07-31"};
  EXPECT_EQ(Run(kLeader, progress).exit, 1) << "late, and no word of why";
  std::vector<std::string> explained = progress;
  explained.insert(explained.end(), {"--delay", "thiếu máy quét"});
  EXPECT_EQ(Run(kLeader, explained).exit, 0);
  const std::vector<std::string> status = {"status", "--year", "2024", "--on", "2024-09-01"};
  CycleWorld::WaitFor("both reports at the district", [&] {
    const CommandResult shown = Run(kPublisher, status);
    return shown.out.find("đang làm, quá hạn") != std::string::npos &&
           shown.out.find("1/2") != std::string::npos;
  });
  ExpectSaid(Run(kPublisher, {"tasks", "--year", "2024", "--unit", "la-ha", "--on", "2024-09-01"}),
             {"12/BC-UBND ngày 30/8/2024 – Nguyễn Thị Lan (minh)", "xong"});
  EXPECT_EQ(Run(kPublisher, {"extend", "--year", "2024", "--task", "nv-1", "--deadline",
                             "2024-10-31", "--reason", "chờ trang bị"})
                .exit,
            0);
  const CommandResult extended = Run(kPublisher, status);
  ExpectSaid(extended, {"31/10/2024 *",
                        "nv-1: gia hạn đến 31/10/2024 (chờ trang bị) – Nguyễn Thị Lan (cong-bo)"});
  EXPECT_EQ(extended.out.find("quá hạn\n"), std::string::npos) << extended.out;
  SubmitBoth();
  ExpectSaid(Run(kReviewer, {"draft", "--cycle", kBothCycle, "--unit", "song-ve"}),
             {"unit: song-ve\nset: commune-sample-2023@1\n", "  - id: \"nv-"});
  const CommandResult systemic =
      Run(kReviewer, {"systemic", "--cycle", kBothCycle, "--format", "json"});
  ExpectSaid(systemic, {"\"la-ha\",", "\"song-ve\"", "\"units\": 2,"});
  const std::size_t first = systemic.out.find("\"criterion\": \"");
  ASSERT_NE(first, std::string::npos) << systemic.out;
  const std::string leaf =
      systemic.out.substr(first + 14, systemic.out.find('"', first + 14) - first - 14);
  BeginReview();
  const std::vector<std::string> waive = {"systemic", "--cycle", kBothCycle, "--waive", leaf};
  EXPECT_EQ(Run(kCouncil, waive).exit, 1) << "no legal basis";
  std::vector<std::string> based = waive;
  based.insert(based.end(), {"--basis", "1500/QĐ-UBND ngày 1/11/2023"});
  ExpectSaid(Run(kCouncil, based), {"la-ha: đã miễn trừ " + leaf, "song-ve: đã miễn trừ " + leaf});
  EXPECT_EQ(Run(kReviewer, {"systemic", "--cycle", kBothCycle}).out.find('\n' + leaf + ' '),
            std::string::npos)
      << "what is waived is lost by nobody";
  ExpectSaid(Run(kCouncil, based), {"la-ha: đã được miễn trừ từ trước " + leaf,
                                    "song-ve: đã được miễn trừ từ trước " + leaf});
}

void ParctlPlan::SubmitBoth() {
  using assessment::v1::AssessmentService;
  using dossier::v1::DossierService;
  ASSERT_OK(world_.Upper(kClerk, &AssessmentService::Stub::FillAnswers,
                         world_.Fill(kBothCycle, "song-ve")));
  ASSERT_OK(world_.Commune(kLaHaClerk, &AssessmentService::Stub::FillAnswers,
                           world_.Fill(kBothCycle, "la-ha")));
  for (const char* kind : {"approve", "submit"}) {
    ASSERT_OK(world_.Upper(kLeader, &DossierService::Stub::Act,
                           CycleWorld::Action(kBothCycle, "song-ve", kind)));
    ASSERT_OK(world_.Commune(kLaHaLeader, &DossierService::Stub::Act,
                             CycleWorld::Action(kBothCycle, "la-ha", kind)));
  }
  for (const char* unit : {"song-ve", "la-ha"}) {
    CycleWorld::WaitFor("both dossiers at the district", [&] {
      dossier::v1::OpenDossierRequest open;
      open.set_cycle(kBothCycle);
      open.set_unit(unit);
      return world_.Upper(kReviewer, &DossierService::Stub::OpenDossier, open).ok();
    });
  }
}

void ParctlPlan::BeginReview() {
  for (const char* kind : {"accept", "begin_review"}) {
    for (const char* unit : {"song-ve", "la-ha"}) {
      ASSERT_OK(world_.Upper(kReviewer, &dossier::v1::DossierService::Stub::Act,
                             CycleWorld::Action(kBothCycle, unit, kind)));
    }
  }
  world_.MoveCycle(kBothCycle, "in_review");
}

}  // namespace
}  // namespace par::testing
