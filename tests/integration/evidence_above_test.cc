// Goal: a reviewer at a node above reads the evidence of what was handed up to him: which
// documents, where in the assessment they count, and whether each file is there; nobody else does.
// Method: two real nodes over mutual TLS and a third unit on the upper one. la-ha hands up two
// documents; the file of one is gone from la-ha's disk, so that it can never come, and the other's
// bytes are put at the upper node where the line does not bring them. People ask over gRPC, and
// with the real parctl as they would.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/identity/secret_file.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/read_text.h"
#include "tests/support/signing_office.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using assessment::v1::AssessmentService;
using dossier::v1::DossierService;
using evidence::v1::Document;
using evidence::v1::EvidenceService;

// Signed on the day that it states.
const std::string kPlan = [] {
  const SigningOffice office;
  const Certified chairman = office.Certify({.name = "UBND thị trấn La Hà"});
  PdfWriter pdf("Ke hoach cai cach hanh chinh nam 2023");
  pdf.Sign({}, office.By(chairman, {.at = InVietnam("2023-01-13")}));
  return pdf.bytes();
}();
const std::string kLost = "%PDF-1.7\nBáo cáo tổng kết\n%%EOF";

class EvidenceAboveTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.StartCommune();
    const auto as_clerk = [this](auto method, const auto& request) {
      return world_.Commune(kLaHaClerk, method, request);
    };
    lost_ = CycleWorld::DocumentOf("la-ha", kLost);
    lost_.set_file_name("bao-cao.pdf");
    lost_.set_number("13/BC-UBND");
    ASSERT_OK(AddDocument(as_clerk, plan_, kPlan));
    ASSERT_OK(AddDocument(as_clerk, lost_, kLost));
    Lose(lost_);
    const auto request = Answers();
    ASSERT_OK(world_.Commune(kLaHaClerk, &AssessmentService::Stub::FillAnswers, request));
    for (const char* step : {"approve", "submit"}) {
      ASSERT_OK(world_.Commune(kLaHaLeader, &DossierService::Stub::Act,
                               CycleWorld::Action(kBothCycle, "la-ha", step)));
    }
    CycleWorld::WaitFor("the dossier above", [this] { return Evidence(kReviewer).ok(); });
    CycleWorld::WaitFor("the plan's file above", [this] {
      const auto listed = Evidence(kReviewer);
      return listed.ok() && listed->documents_size() > 0 &&
             listed->documents(0).standing() == evidence::v1::FILE_STANDING_HERE;
    });
    CycleWorld::WaitFor("word that the report is lost", [this] {
      return Evidence(kReviewer)->documents(1).standing() == evidence::v1::FILE_STANDING_MISSING;
    });
    ASSERT_OK(identity::WriteFileDurably(folder_ / "token", std::string("token-") + kReviewer,
                                         identity::Secrecy::kSecret));
  }

  // As if the disk of la-ha's node had lost it.
  void Lose(const Document& document) {
    const auto path =
        std::filesystem::path(world_.commune_config().data_directory) / "evidence" / "sha256";
    const std::string hex = Sha256::FromBytes(document.sha256()).Hex();
    ASSERT_TRUE(std::filesystem::remove(path / hex.substr(0, 2) / hex.substr(2, 2) / hex));
  }

  // One criterion names the plan by its file's name, another by its id and a page, a third names
  // the report and a paper.
  assessment::v1::FillAnswersRequest Answers() {
    assessment::v1::FillAnswersRequest request = world_.Fill(kBothCycle, "la-ha");
    const auto use = [&request](const std::string& criterion, const std::string& document,
                                std::uint32_t page = 0) {
      assessment::v1::Declaration* found = nullptr;
      for (auto& one : *request.mutable_answers()->mutable_declarations()) {
        if (one.criterion() == criterion) found = &one;
      }
      if (found == nullptr) {
        found = request.mutable_answers()->add_declarations();
        found->set_criterion(criterion);
      }
      assessment::v1::EvidenceUse& evidence = *found->add_evidence();
      evidence.set_document(document);
      evidence.set_page(page);
    };
    use("1.1.1", plan_.file_name());
    use("1.1.3", "d-" + Sha256::FromBytes(plan_.sha256()).Hex().substr(0, 16), 3);
    use("1.2.1", lost_.file_name());
    use("1.2.1", "Sổ trực ban 2023");
    return request;
  }

  absl::StatusOr<dossier::v1::ListEvidenceResponse> Evidence(const std::string& account) {
    dossier::v1::ListEvidenceRequest request;
    request.set_cycle(kBothCycle);
    request.set_unit("la-ha");
    return world_.Upper(account, &DossierService::Stub::ListEvidence, request);
  }
  absl::StatusOr<evidence::v1::ReadDocumentResponse> Read(const std::string& account,
                                                          const Document& document) {
    evidence::v1::ReadDocumentRequest request;
    request.set_unit("la-ha");
    request.set_sha256(document.sha256());
    return world_.Upper(account, &EvidenceService::Stub::ReadDocument, request);
  }
  CommandResult Parctl(const std::vector<std::string>& words, const std::string& language = "vi") {
    std::vector<std::string> all = {
        PARCTL,         "--node",          "127.0.0.1:" + std::to_string(world_.upper_port()),
        "--token-file", folder_ / "token", "--lang",
        language};
    all.insert(all.end(), words.begin(), words.end());
    return RunCommand(all, {});
  }

  CycleWorld world_;
  TempDir folder_;
  const Document plan_ = CycleWorld::DocumentOf("la-ha", kPlan);
  Document lost_;
};

TEST_F(EvidenceAboveTest, TheReviewerSeesEachDocumentWithItsParticularsPlacesAndFile) {
  for (const char* account : {kReviewer, kCouncil}) {
    ASSERT_OK_AND_ASSIGN(const auto listed, Evidence(account));
    ASSERT_EQ(listed.documents_size(), 3);
    const evidence::v1::ListedDocument& plan = listed.documents(0);
    EXPECT_EQ(plan.document().number(), "12/KH-UBND");
    EXPECT_EQ(plan.document().issuer(), "UBND thị trấn");
    EXPECT_EQ(plan.document().issue_date(), "2023-01-13");
    EXPECT_EQ(plan.document().media_type(), "application/pdf");
    EXPECT_EQ(plan.document().size(), kPlan.size());
    EXPECT_EQ(plan.document().sha256(), plan_.sha256());
    EXPECT_EQ(plan.standing(), evidence::v1::FILE_STANDING_HERE);
    ASSERT_EQ(plan.pins_size(), 2);
    EXPECT_EQ(plan.pins(0).criterion(), "1.1.1");
    EXPECT_EQ(plan.pins(1).criterion(), "1.1.3");
    EXPECT_EQ(plan.pins(1).page(), 3u);
    EXPECT_EQ(listed.documents(1).document().sha256(), lost_.sha256());
    EXPECT_EQ(listed.documents(1).standing(), evidence::v1::FILE_STANDING_MISSING);
    EXPECT_GT(listed.documents(1).received_at(), 0);
    EXPECT_EQ(listed.documents(2).standing(), evidence::v1::FILE_STANDING_NO_FILE);
    EXPECT_EQ(listed.documents(2).document().id(), "Sổ trực ban 2023");
  }
}

TEST_F(EvidenceAboveTest, TheBytesAreReadWhereTheyAreAndTheRestIsNamedAsLost) {
  for (const char* account : {kReviewer, kCouncil, kProvinceReviewer}) {
    SCOPED_TRACE(account);
    const auto plan = Read(account, plan_);
    if (std::string(account) == kProvinceReviewer) {
      // The stream reaches the province's part of the node a moment later.
      CycleWorld::WaitFor("the evidence at the province",
                          [&] { return Read(account, plan_).ok(); });
      continue;
    }
    ASSERT_OK(plan);
    EXPECT_EQ(plan->data(), kPlan);
    EXPECT_EQ(plan->size(), kPlan.size());
  }
  EXPECT_THAT(Read(kReviewer, lost_), ReasonIs(absl::StatusCode::kNotFound, "evidence_missing"));
}

TEST_F(EvidenceAboveTest, NobodyElseReads) {
  const struct {
    const char* why;
    const char* account;
  } rows[] = {
      {"a sibling's clerk", kClerk},
      {"a sibling's leader", kLeader},
      {"the council of another district", kOtherDistrict},
      {"the administrator takes no part in scoring", kAdministrator},
      {"an account of the unit's own node is none here", kLaHaClerk},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const std::string reason =
        std::string(row.account) == kLaHaClerk ? "token_not_good" : "not_permitted";
    EXPECT_THAT(Evidence(row.account), ReasonIs(reason));
    EXPECT_THAT(Read(row.account, plan_), ReasonIs(reason));
    evidence::v1::ListDocumentsRequest list;
    list.set_unit("la-ha");
    EXPECT_THAT(world_.Upper(row.account, &EvidenceService::Stub::ListDocuments, list),
                ReasonIs(reason));
    evidence::v1::VerifyDocumentRequest verify;
    verify.set_unit("la-ha");
    verify.set_sha256(plan_.sha256());
    EXPECT_THAT(world_.Upper(row.account, &EvidenceService::Stub::VerifyDocument, verify),
                ReasonIs(reason));
  }
}

TEST_F(EvidenceAboveTest, WhatAUnitHereHasNotHandedUpIsItsOwn) {
  // A file is named by its content: what la-ha handed up need not be sent again by song-ve.
  evidence::v1::AddDocumentRequest add;
  add.set_request_id(rpc::NewRequestId());
  *add.mutable_document() = CycleWorld::DocumentOf("song-ve", kPlan);
  ASSERT_OK(world_.Upper(kClerk, &EvidenceService::Stub::AddDocument, add));
  evidence::v1::ListDocumentsRequest list;
  list.set_unit("song-ve");
  ASSERT_OK_AND_ASSIGN(const auto own,
                       world_.Upper(kClerk, &EvidenceService::Stub::ListDocuments, list));
  EXPECT_EQ(own.documents_size(), 1);
  ASSERT_OK_AND_ASSIGN(const auto above,
                       world_.Upper(kReviewer, &EvidenceService::Stub::ListDocuments, list));
  EXPECT_EQ(above.documents_size(), 0);
  evidence::v1::ReadDocumentRequest read;
  read.set_unit("song-ve");
  read.set_sha256(plan_.sha256());
  EXPECT_THAT(world_.Upper(kReviewer, &EvidenceService::Stub::ReadDocument, read),
              ReasonIs("evidence_document_unknown"));
}

TEST_F(EvidenceAboveTest, ParctlListsAndFetches) {
  const CommandResult listed =
      Parctl({"evidence", "list", "--unit", "la-ha", "--cycle", kBothCycle});
  EXPECT_EQ(listed.exit, 0) << listed.err;
  for (const char* part :
       {"ke-hoach.pdf", "12/KH-UBND", "kế hoạch", "tại đây", "nơi gửi không còn tệp", "chỉ nêu tên",
        "Sổ trực ban 2023", "1.1.3 tr. 3"}) {
    EXPECT_NE(listed.out.find(part), std::string::npos) << part << "\n" << listed.out;
  }
  const std::string to = folder_ / "ke-hoach.pdf";
  const std::string hex = Sha256::FromBytes(plan_.sha256()).Hex();
  const CommandResult by_hash = Parctl({"evidence", "get", hex, "--unit", "la-ha", "--to", to});
  EXPECT_EQ(by_hash.exit, 0) << by_hash.err;
  EXPECT_EQ(ReadText(to), kPlan);
  std::filesystem::remove(to);
  const CommandResult by_id = Parctl({"evidence", "get", "d-" + hex.substr(0, 16), "--unit",
                                      "la-ha", "--cycle", kBothCycle, "--to", to});
  EXPECT_EQ(by_id.exit, 0) << by_id.err;
  EXPECT_EQ(ReadText(to), kPlan);
  const CommandResult verified = Parctl({"evidence", "verify", hex, "--unit", "la-ha"});
  EXPECT_EQ(verified.exit, 0) << verified.err;
}

TEST_F(EvidenceAboveTest, ParctlChecksTheDocumentsOfAUnit) {
  std::vector<std::string> words = {"evidence", "check-unit", "--unit",     "la-ha",
                                    "--cycle",  kBothCycle,   "--deadline", "2023-01-31"};
  const CommandResult all = Parctl(words);
  EXPECT_EQ(all.exit, 1) << "a file is missing" << all.err;
  for (const char* part : {"12/KH-UBND", "13/01/2023  13/01/2023  đúng hạn", "13/BC-UBND",
                           "tệp chưa có tại máy chủ"}) {
    EXPECT_NE(all.out.find(part), std::string::npos) << part << "\n" << all.out;
  }
  words.insert(words.end(), {"--criterion", "1.1.3"});
  const CommandResult one = Parctl(words);
  EXPECT_EQ(one.exit, 0) << one.out << one.err;
  EXPECT_EQ(one.out.find("13/BC-UBND"), std::string::npos) << one.out;
  words[7] = "2023-01-10";
  words.insert(words.end(), {"--format", "json"});
  const CommandResult late = Parctl(words, "en");
  EXPECT_EQ(late.exit, 1) << late.err;
  for (const char* part : {"\"verdict\": \"signed_late\"", "\"days_late\": 3",
                           "Signed on 13/01/2023, 3 days after the deadline 10/01/2023"}) {
    EXPECT_NE(late.out.find(part), std::string::npos) << part << "\n" << late.out;
  }
  const CommandResult usage =
      Parctl({"evidence", "check-unit", "--unit", "la-ha", "--criterion", "1.1.3"});
  EXPECT_EQ(usage.exit, 2) << "places are known of a cycle only";
}

TEST_F(EvidenceAboveTest, ParctlComparesTheDocumentsOfTheUnits) {
  const CommandResult alone = Parctl({"evidence", "compare", "--cycle", kBothCycle});
  EXPECT_EQ(alone.exit, 0) << alone.out << alone.err;
  EXPECT_NE(alone.out.find("3 chỗ viện dẫn tài liệu của 1 đơn vị: 0 điểm"), std::string::npos)
      << alone.out;
  // song-ve hands up la-ha's plan as its own, under another number.
  evidence::v1::AddDocumentRequest add;
  add.set_request_id(rpc::NewRequestId());
  Document& copy = *add.mutable_document();
  copy = CycleWorld::DocumentOf("song-ve", kPlan);
  copy.set_number("15/KH-UBND");
  ASSERT_OK(world_.Upper(kClerk, &EvidenceService::Stub::AddDocument, add));
  assessment::v1::FillAnswersRequest fill = world_.Fill(kBothCycle, "song-ve");
  ASSERT_GT(fill.answers().declarations_size(), 0);
  fill.mutable_answers()->mutable_declarations(0)->add_evidence()->set_document(copy.file_name());
  ASSERT_OK(world_.Upper(kClerk, &AssessmentService::Stub::FillAnswers, fill));
  for (const char* step : {"approve", "submit"}) {
    ASSERT_OK(world_.Upper(kLeader, &DossierService::Stub::Act,
                           CycleWorld::Action(kBothCycle, "song-ve", step)));
  }
  CommandResult both;
  CycleWorld::WaitFor("both units' documents", [&] {
    both = Parctl({"evidence", "compare", "--cycle", kBothCycle});
    return both.out.find("2 đơn vị") != std::string::npos;
  });
  EXPECT_EQ(both.exit, 1) << both.err;
  for (const char* part :
       {"la-ha, song-ve  Một tệp (", "là tài liệu kiểm chứng của nhiều đơn vị",
        "“la-ha” khai 12/KH-UBND, 13/01/2023", "khai 15/KH-UBND, 13/01/2023", "2 điểm cần xem"}) {
    EXPECT_NE(both.out.find(part), std::string::npos) << part << "\n" << both.out;
  }
  // Who opens one of the two dossiers need not think of comparing them.
  const CommandResult opened = Parctl({"review", "open", "--cycle", kBothCycle, "--unit", "la-ha"});
  EXPECT_EQ(opened.exit, 0) << opened.err;
  for (const char* part : {"1.1.1", "của nhiều đơn vị: la-ha, song-ve", "khai 15/KH-UBND"}) {
    EXPECT_NE(opened.out.find(part), std::string::npos) << part << "\n" << opened.out;
  }
  const CommandResult json = Parctl({"--format", "json", "evidence", "compare", "--cycle",
                                     kBothCycle, "--unit", "la-ha", "--unit", "song-ve"});
  EXPECT_EQ(json.exit, 1);
  EXPECT_NE(json.out.find("\"reason\": \"evidence_file_stated_twice\""), std::string::npos)
      << json.out;
}

TEST_F(EvidenceAboveTest, ParctlSaysInBothLanguagesWhatIsNotThereAndLeavesNoFile) {
  const std::string to = folder_ / "bao-cao.pdf";
  const std::string lost = Sha256::FromBytes(lost_.sha256()).Hex();
  const struct {
    const char* why;
    const char* language;
    std::string document;
    const char* unit;
    const char* text;
  } rows[] = {
      {"lost", "vi", lost, "la-ha", "Không có tệp"},
      {"lost", "en", lost, "la-ha", "There is no file"},
      {"nobody handed it up", "vi", Sha256::Of("x").Hex(), "la-ha", "không có tài liệu"},
      {"an id nobody has", "en", "d-0000000000000000", "la-ha", "has no document"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    std::ofstream(to) << "trước";
    const CommandResult result =
        Parctl({"evidence", "get", row.document, "--unit", row.unit, "--to", to}, row.language);
    EXPECT_EQ(result.exit, 1) << result.err;
    EXPECT_NE(result.err.find(row.text), std::string::npos) << result.err;
    EXPECT_EQ(ReadText(to), "trước") << "what was there stays";
    EXPECT_FALSE(std::filesystem::exists(to + ".part"));
  }
}

}  // namespace
}  // namespace par::testing
