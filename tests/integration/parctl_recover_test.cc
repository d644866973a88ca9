// Goal: a person brings back a lost machine with parctl alone: the data from above, what lay unsent
// on the old disk, a sealed backup; and everything that may go wrong there is said in words.
// Method: the real parctl, beside real nodes.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "common/exchange/entry_payloads.h"
#include "common/exchange/rows.h"
#include "common/identity/secret_file.h"
#include "common/node/salvage.h"
#include "common/node/storage.h"
#include "par/node/v1/node.grpc.pb.h"
#include "par/report/v1/report.grpc.pb.h"
#include "tests/integration/recovering.h"
#include "tests/support/cycle_world.h"
#include "tests/support/four_nodes.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

namespace fs = std::filesystem;

class ParctlWithNodes : public ::testing::Test {
 protected:
  // As somebody of la-ha on its node.
  CommandResult LaHa(const std::string& role, const std::vector<std::string>& words,
                     const std::string& err = "") {
    EXPECT_TRUE(identity::WriteFileDurably(place_ / role, "token-" + role + "-la-ha",
                                           identity::Secrecy::kSecret)
                    .ok());
    std::vector<std::string> all = {
        "--node", "127.0.0.1:" + std::to_string(country_.node(kLaHa).client_port()), "--token-file",
        place_ / role};
    all.insert(all.end(), words.begin(), words.end());
    return InEnglish(all, err);
  }
  // The machine is gone but for its disk, and a new one stands in its place.
  fs::path ReplaceLaHa() {
    country_.Stop(kLaHa);
    const fs::path folder = fs::path(country_.config(kLaHa).data_directory).parent_path();
    fs::rename(folder, place_ / "old");
    country_.NewMachine(kLaHa);
    return place_ / "old";
  }
  void WaitForLaHaAbove() {
    CycleWorld::WaitFor("la-ha's dossier at the district",
                        [&] { return country_.HeldState(kLaHa) == "submitted"; });
  }

  TempDir place_;
  FourNodes country_;
};

TEST_F(ParctlWithNodes, WhatWasSavedAndNotSentIsSalvagedOnce) {
  using report::v1::ReportService;
  report::v1::IssueIndicatorsRequest issue;
  issue.set_actor_unit(kProvince);
  issue.set_indicators_yaml(ReadText("figures/indicators-district-2023.yaml"));
  ASSERT_OK(country_.Change(kProvince, "publisher", &ReportService::Stub::IssueIndicators, issue));
  const auto wait_for_indicators = [&] {
    report::v1::GetIndicatorsRequest request;
    request.set_id("par-report-district-2023");
    CycleWorld::WaitFor("the province's indicators at la-ha", [&] {
      return country_.Call(kLaHa, "leader", &ReportService::Stub::GetIndicators, request).ok();
    });
  };
  wait_for_indicators();
  country_.Stop(kDistrict);
  country_.HandIn(kLaHa);  // "Saved here", and nobody above hears of it.
  report::v1::DeclareFiguresRequest declare;
  declare.set_unit(kLaHa);
  declare.set_catalogue("par-report-district-2023");
  declare.set_period("2023-Q3");
  report::v1::Figure& figure = *declare.add_figures();
  figure.set_indicator("files_new");
  figure.set_value("1044");
  ASSERT_OK(country_.Change(kLaHa, "leader", &ReportService::Stub::DeclareFigures, declare));
  const fs::path old = ReplaceLaHa();
  country_.Start(kDistrict);
  country_.Start(kLaHa);
  CycleWorld::WaitFor("the cycle on the new machine",
                      [&] { return !country_.OwnState(kLaHa).empty(); });
  wait_for_indicators();
  const std::string from = old / "data";
  const auto files = [&] {
    std::map<std::string, fs::file_time_type> all;
    for (const auto& entry : fs::recursive_directory_iterator(old)) {
      all[entry.path().string()] = entry.last_write_time();
    }
    return all;
  };
  const auto before = files();
  const CommandResult looked = InEnglish({"node", "salvage", "--from", from});
  EXPECT_EQ(looked.exit, 0) << looked.err;
  EXPECT_NE(looked.out.find("submission, not sent"), std::string::npos) << looked.out;
  EXPECT_NE(looked.out.find("figures of 2023-Q3"), std::string::npos) << looked.out;
  EXPECT_NE(looked.err.find("Only looked"), std::string::npos) << looked.err;
  EXPECT_NE(country_.OwnState(kLaHa), "submitted");
  EXPECT_EQ(files(), before) << "the old disk is only read";

  const CommandResult clerk = LaHa("clerk", {"node", "salvage", "--from", from, "--all"});
  EXPECT_EQ(clerk.exit, 1) << "handing in is the leader's";
  const CommandResult unknown = LaHa("leader", {"node", "salvage", "--from", from, "--take", "x"});
  EXPECT_EQ(unknown.exit, 1);
  EXPECT_NE(unknown.err.find("Only 0 of the 1"), std::string::npos) << unknown.err;

  const CommandResult taken = LaHa("leader", {"node", "salvage", "--from", from, "--all"});
  EXPECT_EQ(taken.exit, 0) << taken.err;
  EXPECT_NE(taken.out.find("put forward"), std::string::npos) << taken.out;
  WaitForLaHaAbove();
  const CommandResult again = LaHa("leader", {"node", "salvage", "--from", from, "--all"});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_NE(again.out.find("known already"), std::string::npos) << again.out;
  // From la-ha through the district to the province, which adds them up.
  report::v1::GetReportRequest wish;
  wish.set_catalogue("par-report-district-2023");
  wish.set_period("2023-Q3");
  wish.set_unit(kProvince);
  wish.set_figure("files_new");
  CycleWorld::WaitFor("la-ha's figures at the province", [&] {
    const auto report = country_.Call(kProvince, "reviewer", &ReportService::Stub::GetReport, wish);
    return report.ok() && report->reported() == 1 && report->rows(0).cells_size() == 1 &&
           report->rows(0).cells(0).value() == "1.044";
  });
  country_.Stop(kLaHa);
  const std::string knows = country_.Knows(kLaHa);
  EXPECT_EQ(knows.find("type 10 "), knows.rfind("type 10 ")) << "handed in once\n" << knows;
}

TEST_F(ParctlWithNodes, ADraftIsFilledInAgainAndNeverOverNewerWork) {
  country_.Stop(kDistrict);
  auto fill = country_.Answers(kLaHa);
  fill.set_request_id(country_.NextId());
  CycleWorld::WaitFor("the cycle at la-ha", [&] {
    return country_
        .Call(kLaHa, "clerk", &assessment::v1::AssessmentService::Stub::FillAnswers, fill)
        .ok();
  });
  const fs::path old = ReplaceLaHa();
  country_.Start(kDistrict);
  country_.Start(kLaHa);
  CycleWorld::WaitFor("the cycle on the new machine",
                      [&] { return !country_.OwnState(kLaHa).empty(); });
  const std::string from = old / "data";
  const CommandResult taken = LaHa("clerk", {"node", "salvage", "--from", from, "--all"});
  EXPECT_EQ(taken.exit, 0) << taken.err;
  EXPECT_NE(taken.out.find("filled in again"), std::string::npos) << taken.out;
  EXPECT_EQ(country_.OwnState(kLaHa), "self_assessing");
  const CommandResult again = LaHa("clerk", {"node", "salvage", "--from", from, "--all"});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_NE(again.out.find("answers of its own"), std::string::npos) << again.out;
}

TEST_F(ParctlWithNodes, TheNewMachineHasItsEntriesAndFetchesItsFiles) {
  const std::string plan = "%PDF-1.7\nKế hoạch cải cách hành chính năm 2023\n%%EOF";
  const auto as_clerk = [this](auto method, const auto& request) {
    return country_.Call(kLaHa, "clerk", method, request);
  };
  const evidence::v1::Document document = CycleWorld::DocumentOf(kLaHa, plan);
  CycleWorld::WaitFor("the cycle at la-ha", [&] { return !country_.OwnState(kLaHa).empty(); });
  ASSERT_OK(AddDocument(as_clerk, document, plan));
  auto fill = country_.Answers(kLaHa);
  fill.mutable_answers()->mutable_declarations(0)->add_evidence()->set_document(
      document.file_name());
  ASSERT_OK(
      country_.Change(kLaHa, "clerk", &assessment::v1::AssessmentService::Stub::FillAnswers, fill));
  for (const char* step : {"approve", "submit"}) {
    ASSERT_OK(country_.Change(kLaHa, "leader", &dossier::v1::DossierService::Stub::Act,
                              FourNodes::Action(kLaHa, step)));
  }
  WaitForLaHaAbove();
  evidence::v1::ReadDocumentRequest read;
  read.set_unit(kLaHa);
  read.set_sha256(document.sha256());
  const auto read_at = [&](const std::string& unit, const std::string& role) {
    return country_.Call(unit, role, &evidence::v1::EvidenceService::Stub::ReadDocument, read);
  };
  CycleWorld::WaitFor("the file above", [&] { return read_at(kDistrict, "reviewer").ok(); });
  ReplaceLaHa();
  country_.Start(kLaHa);
  CycleWorld::WaitFor("the dossier on the new machine",
                      [&] { return country_.OwnState(kLaHa) == "submitted"; });
  EXPECT_FALSE(read_at(kLaHa, "clerk").ok()) << "the entries are back, the files are not";

  const std::string config = WriteConfig(
      place_ / "machine", "127.0.0.1:" + std::to_string(country_.node(kLaHa).client_port()));
  fs::create_directories(place_ / "machine" / "keys");
  fs::copy(country_.config(kLaHa).certificates.certificate, place_ / "machine/keys/node.crt");
  CycleWorld::WaitFor("that the machine says what it misses", [&] {
    const CommandResult now = LaHa(
        "administrator", {"--format", "json", "node", "recover", "--config", config, "--once"});
    return now.out.find("\"files_missing\": \"1\"") != std::string::npos;
  });
  const CommandResult watched =
      LaHa("administrator", {"node", "recover", "--config", config, "--files"});
  EXPECT_EQ(watched.exit, 0) << watched.err;
  EXPECT_NE(watched.out.find("In step with node nut-tu-nghia"), std::string::npos) << watched.out;
  ASSERT_OK_AND_ASSIGN(const auto back, read_at(kLaHa, "clerk"));
  EXPECT_EQ(back.data(), plan);
}

// Its item went up before it, and only the disk that was lost has it. As a telephone names it.
TEST_F(ParctlWithNodes, AFileOfASentItemThatDidNotComeUpIsSalvaged) {
  const std::string photo = place_ / "ANH.JPG";
  const std::string bytes = "\xff\xd8\xff\xe0 công khai tại trụ sở";
  ASSERT_OK(identity::WriteFileDurably(photo, bytes, identity::Secrecy::kPublic));
  const Sha256 sha256 = Sha256::Of(bytes);
  CycleWorld::WaitFor("the cycle at la-ha", [&] { return !country_.OwnState(kLaHa).empty(); });
  const CommandResult added = LaHa("clerk", {"evidence", "add", photo, "--unit", kLaHa});
  ASSERT_EQ(added.exit, 0) << added.err;
  auto fill = country_.Answers(kLaHa);
  fill.mutable_answers()->mutable_declarations(0)->add_evidence()->set_document("ANH.JPG");
  ASSERT_OK(
      country_.Change(kLaHa, "clerk", &assessment::v1::AssessmentService::Stub::FillAnswers, fill));
  for (const char* step : {"approve", "submit"}) {
    ASSERT_OK(country_.Change(kLaHa, "leader", &dossier::v1::DossierService::Stub::Act,
                              FourNodes::Action(kLaHa, step)));
  }
  WaitForLaHaAbove();
  const auto above = node::SalvagedFilePath(country_.config(kDistrict).data_directory, sha256);
  CycleWorld::WaitFor("the file above", [&] { return fs::exists(above); });
  country_.Stop(kDistrict);
  fs::remove(above);  // As if it had not come yet.
  const std::string from = ReplaceLaHa() / "data";
  country_.Start(kDistrict);
  country_.Start(kLaHa);
  CycleWorld::WaitFor("the dossier on the new machine",
                      [&] { return country_.OwnState(kLaHa) == "submitted"; });

  const CommandResult looked = InEnglish({"node", "salvage", "--from", from});
  EXPECT_NE(looked.out.find("items that were sent, on this disk: 1."), std::string::npos)
      << looked.out;
  const CommandResult taken = LaHa("clerk", {"node", "salvage", "--from", from, "--all"});
  EXPECT_EQ(taken.exit, 0) << taken.err;
  EXPECT_NE(taken.out.find("file copied"), std::string::npos) << taken.out;
  CycleWorld::WaitFor("the file above again", [&] { return fs::exists(above); });
  const CommandResult again = LaHa("clerk", {"node", "salvage", "--from", from, "--all"});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_EQ(again.out.find("file copied"), std::string::npos) << "it has it\n" << again.out;
}

TEST_F(ParctlWithNodes, AWatchThatGetsNowhereSaysWhyOnce) {
  country_.Stop(kDistrict);
  ReplaceLaHa();
  country_.Start(kLaHa);
  CycleWorld::WaitFor("that the line has failed",
                      [&] { return !country_.node(kLaHa).Lines().front().link.last_error.ok(); });
  const std::string config = WriteConfig(place_ / "machine", "127.0.0.1:1");
  fs::create_directories(place_ / "machine" / "keys");
  fs::copy(country_.config(kLaHa).certificates.certificate, place_ / "machine/keys/node.crt");
  const std::string said = place_ / "said";
  CommandResult watched;
  std::thread watching(
      [&] { watched = LaHa("administrator", {"node", "recover", "--config", config}, said); });
  CycleWorld::WaitFor("what the watch says",
                      [&] { return fs::exists(said) && fs::file_size(said) > 0; });
  country_.Start(kDistrict);
  watching.join();
  EXPECT_EQ(watched.exit, 0) << ReadText(said);
  std::map<std::string, int> lines;
  std::istringstream text(ReadText(said));
  for (std::string line; std::getline(text, line);) ++lines[line];
  for (const auto& [line, times] : lines) EXPECT_EQ(times, 1) << line;
}

// What lies on an old disk may be anybody's bytes.
TEST_F(ParctlWithNodes, AnItemWithHalfAHashIsRefusedAndNotTheEndOfParctl) {
  country_.Stop(kDistrict);
  country_.HandIn(kLaHa);
  country_.Stop(kLaHa);
  {
    ASSERT_OK_AND_ASSIGN(const auto opened,
                         node::OpenStorage(country_.config(kLaHa), node::IfMissing::kRefuse));
    const exchange::StreamView view(*opened.store, exchange::Side::kLower, exchange::UpOf(kLaHa));
    ASSERT_OK_AND_ASSIGN(auto waiting, view.StagedFrom(0, 1));
    ASSERT_EQ(waiting.size(), 1u);
    ASSERT_OK_AND_ASSIGN(
        const std::string body,
        exchange::ReadBody(waiting[0].item.body(), *opened.store, exchange::LedgerPayloads()));
    assessment::v1::Submission submission;
    ASSERT_TRUE(submission.ParseFromString(body));
    evidence::v1::Document& document = *submission.add_documents();
    document.set_unit(kLaHa);
    document.set_sha256("ab");
    waiting[0].item.mutable_body()->Clear();
    waiting[0].item.mutable_body()->set_inline_(submission.SerializeAsString());
    ASSERT_EQ(opened.store->Commit(
                  {{view.StagedKey(waiting[0].number), exchange::EncodeRow(waiting[0].item)}}, {},
                  storage::Durability::kSynced),
              storage::Outcome::kOk);
  }
  const fs::path folder = fs::path(country_.config(kLaHa).data_directory).parent_path();
  fs::rename(folder, place_ / "old");
  country_.NewMachine(kLaHa);
  country_.Start(kDistrict);
  country_.Start(kLaHa);
  CycleWorld::WaitFor("the cycle on the new machine",
                      [&] { return !country_.OwnState(kLaHa).empty(); });
  const CommandResult taken =
      LaHa("leader", {"node", "salvage", "--from", place_ / "old" / "data", "--all"});
  EXPECT_EQ(taken.exit, 1) << taken.err;
  EXPECT_NE(taken.err.find("A SHA-256 has 32 bytes"), std::string::npos) << taken.err;
}

TEST_F(ParctlWithNodes, ABackupIsMadeCheckedAndRestoredByHand) {
  country_.HandIn(kLaHa);
  WaitForLaHaAbove();
  const std::string key = place_ / "backup.key";
  const std::string file = place_ / "la-ha.parbak";
  ASSERT_EQ(InEnglish({"backup", "keygen", key}).exit, 0);
  EXPECT_EQ(InEnglish({"backup", "keygen", key}).exit, 1) << "a key is never replaced";
  const CommandResult made = LaHa("administrator", {"backup", "make", file, "--for", key + ".pub"});
  ASSERT_EQ(made.exit, 0) << made.err;
  EXPECT_EQ(LaHa("administrator", {"backup", "make", file, "--for", key + ".pub"}).exit, 1)
      << "a backup is never replaced";
  for (const auto& entry : fs::directory_iterator(country_.config(kLaHa).data_directory)) {
    EXPECT_NE(entry.path().filename().string().substr(0, 5), "copy-") << "left unsealed";
  }
  const CommandResult checked =
      InEnglish({"--format", "json", "backup", "check", file, "--key", key});
  EXPECT_EQ(checked.exit, 0) << checked.err;
  EXPECT_NE(checked.out.find("\"node\": \"nut-la-ha\""), std::string::npos) << checked.out;
  country_.Stop(kLaHa);
  const std::string before = country_.Knows(kLaHa);

  const std::string config = WriteConfig(place_ / "machine", "127.0.0.1:1");
  const CommandResult wrong =
      InEnglish({"restore", file, "--key", key + ".pub", "--config", config});
  EXPECT_EQ(wrong.exit, 1) << wrong.out;
  EXPECT_FALSE(fs::exists(place_ / "machine" / "data"));
  const CommandResult restored = InEnglish({"restore", file, "--key", key, "--config", config});
  ASSERT_EQ(restored.exit, 0) << restored.err;
  EXPECT_EQ(InEnglish({"restore", file, "--key", key, "--config", config}).exit, 1)
      << "never over data";
  country_.config(kLaHa).data_directory = place_ / "machine" / "data";
  country_.config(kLaHa).mark_directory = place_ / "machine" / "mark";
  EXPECT_EQ(country_.Knows(kLaHa), before);
  country_.Start(kLaHa);
  CycleWorld::WaitFor("the line",
                      [&] { return country_.node(kLaHa).Lines().front().link.in_step; });
  EXPECT_EQ(country_.OwnState(kLaHa), "submitted");
}

}  // namespace
}  // namespace par::testing
