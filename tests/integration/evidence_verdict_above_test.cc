// Goal: what is wrong with a document is said to the unit before it submits, by its own node, and
// to the reviewer by the node above, which finds it by itself; a restart and a rebuild change
// nothing. Method: two real nodes over mutual TLS that trust one authority; their own pdf-check on
// files that the test signs; people ask over gRPC, and with the real parctl.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "common/identity/secret_file.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/signing_office.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using assessment::v1::AssessmentService;
using dossier::v1::DossierService;
using evidence::v1::Document;

// Two plans: one signed a week after its deadline, one by an authority that nobody knows.
class EvidenceVerdictTest : public ::testing::Test {
 protected:
  EvidenceVerdictTest() {
    const std::string ca = folder_ / "ca.pem";
    std::ofstream(ca) << office_.AnchorPem();
    world_ =
        std::make_unique<CycleWorld>(config::EvidenceTrust{.anchors = ca, .revocation_lists = {}});
    world_->StartCommune();
  }
  std::string SignedBy(const SigningOffice& office, std::string_view day) const {
    const Certified chairman = office.Certify({.name = "UBND thị trấn La Hà"});
    PdfWriter pdf("Ke hoach " + std::string(day));
    pdf.Sign({}, office.By(chairman, {.at = InVietnam(day), .stamped_at = InVietnam(day)}));
    return pdf.bytes();
  }
  void AddPlan(const std::string& bytes, const char* file, const char* number, const char* day) {
    Document document = CycleWorld::DocumentOf("la-ha", bytes);
    document.set_file_name(file);
    document.set_number(number);
    document.set_issue_date(day);
    ASSERT_OK(AddDocument(
        [this](auto method, const auto& request) {
          return world_->Commune(kLaHaClerk, method, request);
        },
        document, bytes));
  }
  // What the unit's own people see before they submit: "1.1.1 evidence_signed_late".
  std::vector<std::string> OwnFindings() {
    assessment::v1::GetAssessmentRequest request;
    request.set_cycle(kBothCycle);
    request.set_unit("la-ha");
    const auto own = world_->Commune(kLaHaClerk, &AssessmentService::Stub::GetAssessment, request);
    EXPECT_OK(own);
    return OfDocuments(own->findings());
  }
  // What the reviewer above sees.
  std::vector<std::string> FindingsAbove() {
    dossier::v1::OpenDossierRequest request;
    request.set_cycle(kBothCycle);
    request.set_unit("la-ha");
    const auto open = world_->Upper(kReviewer, &DossierService::Stub::OpenDossier, request);
    return open.ok() ? OfDocuments(open->findings()) : std::vector<std::string>();
  }
  template <typename Findings>
  static std::vector<std::string> OfDocuments(const Findings& findings) {
    std::vector<std::string> texts;
    for (const assessment::v1::Finding& one : findings) {
      EXPECT_FALSE(one.blocks_submission());
      if (one.reason().starts_with("evidence_")) {
        texts.push_back(one.criterion() + " " + one.reason());
      }
    }
    return texts;
  }
  dossier::v1::QueueRow Queue() {
    dossier::v1::ListQueueRequest request;
    request.set_cycle(kBothCycle);
    const auto queue = world_->Upper(kReviewer, &DossierService::Stub::ListQueue, request);
    EXPECT_OK(queue);
    for (const dossier::v1::QueueRow& row : queue->rows()) {
      if (row.unit() == "la-ha") return row;
    }
    return {};
  }

  const TempDir folder_;
  const SigningOffice office_;
  const SigningOffice stranger_{"CA lạ"};
  std::unique_ptr<CycleWorld> world_;
};

TEST_F(EvidenceVerdictTest, TheUnitIsWarnedBeforeItSubmitsAndTheNodeAboveFindsTheSameByItself) {
  // 1.1.1 wants its plan signed by 20 January, 2.2.2 its list by 31 January.
  AddPlan(SignedBy(office_, "2023-01-27"), "ke-hoach.pdf", "12/KH-UBND", "2023-01-27");
  AddPlan(SignedBy(stranger_, "2023-01-30"), "danh-muc.pdf", "13/KH-UBND", "2023-01-30");
  assessment::v1::FillAnswersRequest fill = world_->Fill(kBothCycle, "la-ha");
  for (assessment::v1::Declaration& one : *fill.mutable_answers()->mutable_declarations()) {
    one.clear_evidence();
  }
  for (const auto& [criterion, file] :
       {std::pair("1.1.1", "ke-hoach.pdf"), std::pair("1.1.3", "ke-hoach.pdf"),
        std::pair("2.2.2", "danh-muc.pdf")}) {
    auto& declarations = *fill.mutable_answers()->mutable_declarations();
    auto one = std::find_if(declarations.begin(), declarations.end(),
                            [&](const auto& each) { return each.criterion() == criterion; });
    if (one == declarations.end()) {
      declarations.Add()->set_criterion(criterion);
      one = declarations.end() - 1;
    }
    one->add_evidence()->set_document(file);
  }
  ASSERT_OK(world_->Commune(kLaHaClerk, &AssessmentService::Stub::FillAnswers, fill));
  const std::vector<std::string> want = {"1.1.1 evidence_signed_late",
                                         "2.2.2 evidence_signer_unknown"};
  CycleWorld::WaitFor("the check on the unit's own node",
                      [&] { return OwnFindings().size() == want.size(); });
  EXPECT_THAT(OwnFindings(), ::testing::UnorderedElementsAreArray(want));
  EXPECT_TRUE(FindingsAbove().empty()) << "nothing was handed up";
  for (const char* step : {"approve", "submit"}) {
    ASSERT_OK(world_->Commune(kLaHaLeader, &DossierService::Stub::Act,
                              CycleWorld::Action(kBothCycle, "la-ha", step)));
  }
  CycleWorld::WaitFor("the check on the node above",
                      [&] { return FindingsAbove().size() == want.size(); });
  EXPECT_THAT(FindingsAbove(), ::testing::UnorderedElementsAreArray(want));
  EXPECT_EQ(Queue().doubtful_documents(), 2u);
  EXPECT_EQ(Queue().unchecked_documents(), 0u);

  world_->RestartBoth();
  EXPECT_THAT(OwnFindings(), ::testing::UnorderedElementsAreArray(want)) << "after a restart";
  EXPECT_THAT(FindingsAbove(), ::testing::UnorderedElementsAreArray(want)) << "after a restart";
  ASSERT_OK(identity::WriteFileDurably(folder_ / "token", std::string("token-") + kReviewer,
                                       identity::Secrecy::kSecret));
  const auto parctl = [this](std::vector<std::string> words) {
    std::vector<std::string> all = {PARCTL, "--node",
                                    "127.0.0.1:" + std::to_string(world_->upper_port()),
                                    "--token-file", folder_ / "token"};
    all.insert(all.end(), words.begin(), words.end());
    return RunCommand(all, {});
  };
  const struct {
    std::vector<std::string> words;
    std::vector<const char*> parts;
  } shown[] = {
      {{"evidence", "list", "--unit", "la-ha", "--cycle", kBothCycle},
       {"1.1.1: ký chậm 7 ngày; 1.1.3: hợp lệ", "chữ ký không hợp lệ",
        "- 12/KH-UBND: Ký số ngày 27/01/2023, chậm 7 ngày so với hạn 20/01/2023"}},
      {{"review", "open", "--unit", "la-ha", "--cycle", kBothCycle},
       {"12/KH-UBND: Ký số ngày 27/01/2023, chậm 7 ngày", "do “CA lạ” cấp không thuộc"}},
      {{"review", "queue", "--cycle", kBothCycle}, {"Tài liệu cần xem"}},
  };
  for (const auto& one : shown) {
    const CommandResult result = parctl(one.words);
    EXPECT_EQ(result.exit, 0) << result.err;
    for (const char* part : one.parts) {
      EXPECT_NE(result.out.find(part), std::string::npos) << part << "\n" << result.out;
    }
  }
}

}  // namespace
}  // namespace par::testing
