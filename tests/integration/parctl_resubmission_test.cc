// Goal: a reviewer reads what a unit with a node of its own corrected after its dossier was
// returned: figures, points, reason and documents, before and now; and reads the same of a node
// whose rows were built anew.
// Method: la-ha hands in, is asked to explain and hands in again with one thing of each kind
// changed; the real parctl against the district's node; then both nodes verify their ledgers and
// build their rows anew.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/identity/secret_file.h"
#include "common/services/documents.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

using assessment::v1::AssessmentService;
using dossier::v1::DossierService;

const std::string kResubmittedPlan = "%PDF-1.7\nKế hoạch\n%%EOF";
const std::string kAmended = "%PDF-1.7\nKế hoạch đã sửa\n%%EOF";

class ParctlResubmission : public ::testing::Test {
 protected:
  absl::StatusOr<dossier::v1::OpenDossierResponse> Opened() {
    dossier::v1::OpenDossierRequest request;
    request.set_cycle(kBothCycle);
    request.set_unit("la-ha");
    return world.Upper(kReviewer, &DossierService::Stub::OpenDossier, request);
  }
  void Reaches(const std::string& state) {
    CycleWorld::WaitFor(state + " above", [&] {
      const auto opened = Opened();
      return opened.ok() && opened->dossier().state() == state;
    });
    CycleWorld::WaitFor(state + " at the unit", [&] {
      assessment::v1::GetAssessmentRequest request;
      request.set_cycle(kBothCycle);
      request.set_unit("la-ha");
      const auto own = world.Commune(kLaHaClerk, &AssessmentService::Stub::GetAssessment, request);
      return own.ok() && own->state() == state;
    });
  }
  void Act(const std::string& kind) {
    dossier::v1::ActRequest request = CycleWorld::Action(kBothCycle, "la-ha", kind);
    request.mutable_action()->set_text("Bổ sung kế hoạch");
    ASSERT_OK(world.Upper(kCouncil, &DossierService::Stub::Act, request));
  }
  // With so many tasks done, and a plan for which there is this reason and this file.
  void HandIn(const std::string& tasks, const std::string& reason, const std::string& file) {
    const evidence::v1::Document plan = CycleWorld::DocumentOf("la-ha", file);
    ASSERT_OK(AddDocument(
        [this](auto method, const auto& request) {
          return world.Commune(kLaHaClerk, method, request);
        },
        plan, file));
    assessment::v1::FillAnswersRequest fill = world.Fill(kBothCycle, "la-ha");
    for (auto& figure : *fill.mutable_answers()->mutable_figures()) {
      if (figure.figure() == "1.1.3.b") figure.set_value(tasks);
    }
    for (auto& declared : *fill.mutable_answers()->mutable_declarations()) {
      if (declared.criterion() != "1.1.2") continue;
      declared.set_reason(reason);
      assessment::v1::EvidenceUse& use = *declared.add_evidence();
      use.set_document(services::DocumentId(Sha256::Of(file)));
      use.set_sha256(plan.sha256());
      use.set_page(2);
    }
    ASSERT_OK(world.Commune(kLaHaClerk, &AssessmentService::Stub::FillAnswers, fill));
    for (const char* step : {"approve", "submit"}) {
      ASSERT_OK(world.Commune(kLaHaLeader, &DossierService::Stub::Act,
                              CycleWorld::Action(kBothCycle, "la-ha", step)));
    }
  }
  CommandResult Open(const std::string& format) {
    EXPECT_OK(identity::WriteFileDurably(folder / "token", std::string("token-") + kReviewer,
                                         identity::Secrecy::kSecret));
    return RunCommand({PARCTL, "--node", "127.0.0.1:" + std::to_string(world.upper_port()),
                       "--token-file", folder / "token", "--format", format, "review", "open",
                       "--cycle", kBothCycle, "--unit", "la-ha"},
                      {"PARNET_LANG=vi"});
  }
  CycleWorld world;
  const TempDir folder;
};

TEST_F(ParctlResubmission, ReviewOpenSaysWhatStoodBeforeAndWhatStandsNow) {
  world.StartCommune();
  HandIn("29", "Kế hoạch đủ nội dung", kResubmittedPlan);
  Reaches("submitted");
  EXPECT_EQ(Open("table").out.find("Trước"), std::string::npos) << "nothing was returned yet";
  for (const char* kind : {"accept", "begin_review", "return"}) Act(kind);
  Reaches("returned");
  HandIn("28", "Kế hoạch bổ sung phân công", kAmended);
  Reaches("resubmitted");

  const CommandResult shown = Open("table");
  EXPECT_EQ(shown.exit, 0) << shown.err;
  for (const char* part : {"Khác bản gửi trước, lập lúc", "Tiêu chí", "Nội dung", "Trước", "Nay",
                           "Điểm tự chấm", "Số nhiệm vụ đã hoàn thành", "Kế hoạch đủ nội dung",
                           "Kế hoạch bổ sung phân công", "Tài liệu bỏ ra", "Tài liệu thêm vào",
                           "ke-hoach.pdf (12/KH-UBND) tr. 2", "tệp khác cùng tên"}) {
    EXPECT_NE(shown.out.find(part), std::string::npos) << part << "\n" << shown.out;
  }
  const CommandResult json = Open("json");
  for (const char* part : {"\"earlier\"", "\"self_before\"", "\"before\": \"29\"",
                           "\"now\": \"28\"", "\"taken_away\"", "\"added\""}) {
    EXPECT_NE(json.out.find(part), std::string::npos) << part;
  }
  ASSERT_OK_AND_ASSIGN(const auto before, Opened());
  ASSERT_EQ(before.earlier().changes_size(), 2);
  world.RestartBoth();
  ASSERT_OK_AND_ASSIGN(const auto rebuilt, Opened());
  EXPECT_EQ(rebuilt.earlier().SerializeAsString(), before.earlier().SerializeAsString());
}

}  // namespace
}  // namespace par::testing
