// Goal: a document is entered only if its file is whole and what it says, for a unit that is here
// by one who fills in for it; what is wrong changes nothing; a damaged file is found. Method: a
// real ledger in memory and real files in a folder of the test's own; one fault per row of a table,
// and all rows are compared before and after.
#include "common/services/evidence_desk.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <memory>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/ledger/ledger.h"
#include "common/ledger/rebuild.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/memory_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::services {
namespace {

using evidence::v1::Document;
using par::testing::IsOk;
using par::testing::ReasonIs;

enum class SeedKind : std::uint32_t { kSeed = 990, kTakeHeld = 991 };

constexpr char kUnits[] = R"(format: parnet/units/1
units:
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen}
  - {id: la-ha, name: Thị trấn La Hà, kind: thi-tran, parent: tu-nghia}
  - {id: song-ve, name: Thị trấn Sông Vệ, kind: thi-tran, parent: tu-nghia}
)";
const DocumentsSeen kLaHa{DocumentSide::kOwn, "la-ha"};
const DocumentsSeen kSongVe{DocumentSide::kOwn, "song-ve"};
constexpr auto kVietnamese = domain::Language::kVietnamese;
const std::string kFile = "%PDF-1.7\nKế hoạch cải cách hành chính";

class EvidenceDeskTest : public ::testing::Test {
 protected:
  EvidenceDeskTest() : files_(OpenFiles(folder_)), desk_(units_, files_) {
    desk_.Register(commands_);
    commands_.On(SeedKind::kSeed, "test.seed",
                 [](const ledger::Entry&, ledger::Transaction& transaction) {
                   record::v1::Hosting hosting;
                   hosting.set_node("la-ha-node");
                   hosting.set_level("commune");
                   hosting.add_units("la-ha");
                   WriteRow(transaction, HostingKey(), hosting);
                   record::v1::UnitsRow units;
                   units.set_units_yaml(kUnits);
                   WriteRow(transaction, UnitsKey(), units);
                   return absl::StatusOr<std::string>("");
                 });
    // As a node above does with a submission that comes up.
    commands_.On(SeedKind::kTakeHeld, "test.take_held",
                 [](const ledger::Entry& entry,
                    ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                   assessment::v1::Submission submission;
                   PAR_CHECK(submission.ParseFromString(entry.command.payload));
                   exchange::v1::Item item;
                   item.set_body(entry.command.payload);
                   for (const Document& document : submission.documents()) {
                     item.add_blobs()->set_sha256(document.sha256());
                     item.mutable_blobs()->rbegin()->set_size(document.size());
                   }
                   RETURN_IF_ERROR(TakeDocuments(submission, item, DocumentSide::kHeld, entry.time,
                                                 transaction));
                   return std::string();
                 });
    auto opened = ledger::Ledger::Open(store_, mark_, commands_, clock_);
    PAR_CHECK(opened.ok());
    ledger_ = *std::move(opened);
    PAR_CHECK(Run(SeedKind::kSeed, "").ok());
  }

  static evidence::EvidenceStore OpenFiles(const par::testing::TempDir& folder) {
    auto opened = evidence::EvidenceStore::Open(folder.path() / "evidence");
    PAR_CHECK(opened.ok());
    return *std::move(opened);
  }

  absl::StatusOr<ledger::Committed> Run(CommandKind kind, const std::string& payload,
                                        const std::string& unit = "la-ha",
                                        const std::string& role = "clerk") {
    absl::StatusOr<ledger::Committed> answer = absl::UnknownError("not answered");
    std::string id = std::to_string(++commands_run_);
    id.resize(16, '.');
    ledger_->Submit({.id = id,
                     .actor = {.unit = unit, .account = "lan", .role = role},
                     .unit = "la-ha",
                     .cycle = "",
                     .kind = kind.number(),
                     .payload = payload},
                    [&](absl::StatusOr<ledger::Committed> given) { answer = std::move(given); });
    ledger_->CommitWaiting();
    return answer;
  }

  // As the handler does: the file first, then the command.
  absl::Status Add(const Document& document, const std::string& unit = "la-ha",
                   const std::string& role = "clerk") {
    RETURN_IF_ERROR(desk_.CheckFile(document));
    evidence::v1::AddDocumentRequest request;
    *request.mutable_document() = document;
    return Run(Kind::kAddDocument, request.SerializeAsString(), unit, role).status();
  }

  absl::StatusOr<evidence::v1::VerifyDocumentResponse> Verify(domain::Language language) {
    return desk_.Verify(store_, kLaHa, Good().sha256(), language);
  }
  void Upload(const std::string& bytes) {
    ASSERT_OK(files_.Put(Sha256::Of(bytes), bytes.size(), 0, bytes));
  }

  static Document Good() {
    Document document;
    document.set_unit("la-ha");
    document.set_file_name("ke-hoach.pdf");
    document.set_media_type("application/pdf");
    document.set_size(kFile.size());
    document.set_sha256(Sha256::Of(kFile).ToBytes());
    document.set_number("12/KH-UBND");
    document.set_issue_date("2023-01-13");
    return document;
  }

  const par::testing::TempDir folder_;
  evidence::EvidenceStore files_;
  Units units_;
  EvidenceDesk desk_;
  CommandRouter commands_;
  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  par::testing::ManualClock clock_;
  std::unique_ptr<ledger::Ledger> ledger_;
  int commands_run_ = 0;
};

TEST_F(EvidenceDeskTest, AnAddedDocumentIsListedForItsUnitOnly) {
  Upload(kFile);
  ASSERT_OK(Add(Good()));
  ASSERT_OK(Add(Good()));  // The same again is no fault.
  ASSERT_OK_AND_ASSIGN(const auto listed, desk_.List(store_, kLaHa, kVietnamese));
  ASSERT_EQ(listed.documents_size(), 1);
  Document expected = Good();
  expected.set_id("d-" + Sha256::Of(kFile).Hex().substr(0, 16));
  EXPECT_EQ(listed.documents(0).document().SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(listed.documents(0).standing(), evidence::v1::FILE_STANDING_HERE);
  EXPECT_EQ(listed.documents(0).bytes_here(), kFile.size());
  ASSERT_OK_AND_ASSIGN(const auto others, desk_.List(store_, kSongVe, kVietnamese));
  EXPECT_EQ(others.documents_size(), 0);
  EXPECT_THAT(desk_.Read(store_, kSongVe, Good().sha256(), 0, 10),
              ReasonIs("evidence_document_unknown"));
  EXPECT_THAT(desk_.Read(store_, {DocumentSide::kHeld, "la-ha"}, Good().sha256(), 0, 10),
              ReasonIs("evidence_document_unknown"))
      << "a unit above sees only what was handed up";
}

// What somebody typed wrong is not wrong for good; what was handed in is what it was.
TEST_F(EvidenceDeskTest, TheSameFileAgainPutsRightWhatWasSaidOfIt) {
  Upload(kFile);
  ASSERT_OK(Add(Good()));
  assessment::v1::Submission handed_in;
  handed_in.set_cycle("2023");
  handed_in.set_unit("la-ha");
  *handed_in.add_documents() = Good();
  handed_in.mutable_documents(0)->set_id(DocumentId(Sha256::Of(kFile)));
  ASSERT_OK(Run(SeedKind::kTakeHeld, handed_in.SerializeAsString()));
  Document right = Good();
  right.set_file_name("ban-sao.pdf");
  right.set_number("21/KH-UBND");
  right.set_subject("Kế hoạch cải cách hành chính");
  ASSERT_OK(Add(right));
  ASSERT_OK_AND_ASSIGN(const auto own, desk_.List(store_, kLaHa, kVietnamese));
  ASSERT_EQ(own.documents_size(), 1);
  EXPECT_EQ(own.documents(0).document().number(), "21/KH-UBND");
  EXPECT_EQ(own.documents(0).document().subject(), "Kế hoạch cải cách hành chính");
  EXPECT_EQ(own.documents(0).document().file_name(), "ke-hoach.pdf") << "answers may name it so";
  ASSERT_OK_AND_ASSIGN(const auto held,
                       desk_.List(store_, {DocumentSide::kHeld, "la-ha"}, kVietnamese));
  ASSERT_EQ(held.documents_size(), 1);
  EXPECT_EQ(held.documents(0).document().number(), "12/KH-UBND");
}

TEST_F(EvidenceDeskTest, RefusesWhatIsWrongAndChangesNothing) {
  struct Fault {
    std::string_view why;
    std::function<void(Document&)> change;
    std::string_view reason;
    std::string unit = "la-ha";
    std::string role = "clerk";
  };
  const Fault faults[] = {
      {"kind not kept", [](Document& d) { d.set_file_name("a.exe"); }, "evidence_kind_unknown"},
      {"stated kind is not the name's", [](Document& d) { d.set_media_type("image/png"); },
       "evidence_kind_unknown"},
      {"the bytes are a PDF",
       [](Document& d) {
         d.set_file_name("a.png");
         d.set_media_type("image/png");
       },
       "evidence_not_what_it_says"},
      {"a path", [](Document& d) { d.set_file_name("../a.pdf"); }, "evidence_file_name_path"},
      {"a path from the root", [](Document& d) { d.set_file_name("/etc/passwd.pdf"); },
       "evidence_file_name_path"},
      {"a path of Windows", [](Document& d) { d.set_file_name("C:\\a.pdf"); },
       "evidence_file_name_path"},
      {"a line feed", [](Document& d) { d.set_file_name("a\r\nSet-Cookie: b.pdf"); },
       "evidence_field_invalid"},
      {"a NUL", [](Document& d) { d.set_file_name(std::string("a\0.pdf", 6)); },
       "evidence_field_invalid"},
      {"read backwards it is a picture", [](Document& d) { d.set_file_name("a\u202Egnp.pdf"); },
       "evidence_field_invalid"},
      {"longer than a name may be",
       [](Document& d) { d.set_file_name(std::string(400, 'a') + ".pdf"); },
       "evidence_field_invalid"},
      {"size", [](Document& d) { d.set_size(d.size() + 1); }, "evidence_size_differs"},
      {"hash of nothing that came",
       [](Document& d) { d.set_sha256(Sha256::Of("other").ToBytes()); }, "evidence_offset"},
      {"half a hash", [](Document& d) { d.set_sha256(d.sha256().substr(16)); },
       "evidence_hash_invalid"},
      {"no such day", [](Document& d) { d.set_issue_date("2023-02-30"); }, "evidence_date_invalid"},
      {"control character", [](Document& d) { d.set_subject("a\x01"); }, "evidence_field_invalid"},
      {"another unit's", [](Document& d) { d.set_unit("song-ve"); }, "not_permitted"},
      {"a unit that is not here", [](Document& d) { d.set_unit("song-ve"); }, "unit_not_hosted",
       "song-ve"},
      {"one who only judges", [](Document&) {}, "not_permitted", "tu-nghia", "reviewer"},
  };
  Upload(kFile);
  ASSERT_OK(Add(Good()));
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.why);
    const auto before = store_.NewSnapshot();
    Document document = Good();
    fault.change(document);
    EXPECT_THAT(Add(document, fault.unit, fault.role), ReasonIs(fault.reason));
    ASSERT_OK_AND_ASSIGN(const auto report, ledger::CompareRows(*before, store_));
    EXPECT_FALSE(report.difference.has_value());
  }
}

TEST_F(EvidenceDeskTest, BytesThatAreNotThoseStatedAreRefusedAndThrownAway) {
  ASSERT_OK(files_.Put(Sha256::Of(kFile), kFile.size(), 0, std::string(kFile.size(), 'x')));
  EXPECT_THAT(Add(Good()), ReasonIs("evidence_hash_differs"));
  ASSERT_OK_AND_ASSIGN(const auto listed, desk_.List(store_, kLaHa, kVietnamese));
  EXPECT_EQ(listed.documents_size(), 0);
  Upload(kFile);  // The true file begins at its first byte.
  EXPECT_OK(Add(Good()));
}

TEST_F(EvidenceDeskTest, VerifyFindsADamagedAndAMissingFile) {
  Upload(kFile);
  ASSERT_OK(Add(Good()));
  ASSERT_OK_AND_ASSIGN(const auto whole, Verify(domain::Language::kVietnamese));
  EXPECT_TRUE(whole.intact());
  const auto path = files_.PathOf(Sha256::Of(kFile));
  std::fstream(path, std::ios::binary | std::ios::in | std::ios::out).seekp(10).put('X');
  ASSERT_OK_AND_ASSIGN(const auto damaged, Verify(domain::Language::kVietnamese));
  EXPECT_FALSE(damaged.intact());
  ASSERT_OK_AND_ASSIGN(const auto english, Verify(domain::Language::kEnglish));
  EXPECT_FALSE(english.text().empty());
  EXPECT_NE(english.text(), damaged.text());
  std::filesystem::remove(path);
  ASSERT_OK_AND_ASSIGN(const auto missing, Verify(domain::Language::kVietnamese));
  EXPECT_FALSE(missing.intact());
  ASSERT_OK_AND_ASSIGN(const auto listed, desk_.List(store_, kLaHa, kVietnamese));
  EXPECT_EQ(listed.documents(0).standing(), evidence::v1::FILE_STANDING_MISSING);
}

TEST_F(EvidenceDeskTest, WhatIsHeldSaysWhereInWhichCycleItCounts) {
  const auto submission = [](const std::string& cycle, const std::vector<std::string>& criteria) {
    assessment::v1::Submission made;
    made.set_cycle(cycle);
    made.set_unit("song-ve");
    Document& document = *made.add_documents() = Good();
    document.set_unit("song-ve");
    document.set_id(DocumentId(Sha256::FromBytes(document.sha256())));
    document.add_places()->set_cycle("what the unit says of this is nothing");
    for (const std::string& criterion : criteria) {
      assessment::v1::Declaration& one = *made.mutable_answers()->add_declarations();
      one.set_criterion(criterion);
      one.add_evidence()->set_document(document.file_name());
    }
    return made.SerializeAsString();
  };
  const auto places = [this] {
    std::string text;
    const auto held = DocumentsOf(store_, DocumentSide::kHeld, "song-ve");
    for (const auto& place : held->at(0).places()) {
      text += place.cycle() + " " + place.criterion() + ";";
    }
    return text;
  };
  ASSERT_OK(Run(SeedKind::kTakeHeld, submission("2023", {"1.1", "1.2"})));
  EXPECT_EQ(places(), "2023 1.1;2023 1.2;");
  ASSERT_OK(Run(SeedKind::kTakeHeld, submission("2024", {"2.1"})));
  EXPECT_EQ(places(), "2023 1.1;2023 1.2;2024 2.1;");
  ASSERT_OK(Run(SeedKind::kTakeHeld, submission("2023", {"1.3"})));
  EXPECT_EQ(places(), "2024 2.1;2023 1.3;") << "the last submission of a cycle counts";

  const DocumentsSeen seen{DocumentSide::kHeld, "song-ve"};
  ASSERT_OK_AND_ASSIGN(auto listed, desk_.List(store_, seen, kVietnamese));
  ASSERT_EQ(listed.documents_size(), 1);
  EXPECT_EQ(listed.documents(0).standing(), evidence::v1::FILE_STANDING_ON_ITS_WAY);
  EXPECT_EQ(listed.documents(0).received_at(), clock_.WallMicros());
  files_.NoteLost(Sha256::Of(kFile));
  ASSERT_OK_AND_ASSIGN(listed, desk_.List(store_, seen, kVietnamese));
  EXPECT_EQ(listed.documents(0).standing(), evidence::v1::FILE_STANDING_MISSING);
  ASSERT_NO_FATAL_FAILURE(Upload(kFile));
  ASSERT_OK(files_.Finish(Sha256::Of(kFile), kFile.size(), evidence::FileKind::kPdf));
  ASSERT_OK_AND_ASSIGN(listed, desk_.List(store_, seen, kVietnamese));
  EXPECT_EQ(listed.documents(0).standing(), evidence::v1::FILE_STANDING_HERE) << "after all";
}

}  // namespace
}  // namespace par::services
