// Goal: every file that is here is checked once, whenever it came, and again when what is trusted
// changes; what cannot be checked says so and is tried again; nothing is entered that is no news.
// Method: the checks over rows and files of the test's own, with the real pdf-check or a program in
// its place, and a submit that carries commands out at once; each start is a new object.
#include "common/node/evidence_checks.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/check.h"
#include "common/ledger/overlay.h"
#include "common/services/documents.h"
#include "common/services/evidence_checks.h"
#include "common/storage/memory_store.h"
#include "tests/support/patience.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/signing_office.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {
namespace {

using par::testing::Eventually;
using par::testing::InVietnam;

class EvidenceChecksTest : public ::testing::Test {
 protected:
  EvidenceChecksTest() : files_(OpenFiles(folder_)) {
    config_.node_id = "nut-la-ha";
    config_.units = {"la-ha"};
    services::RegisterEvidenceChecks(commands_);
  }
  ~EvidenceChecksTest() override { checks_.reset(); }

  static evidence::EvidenceStore OpenFiles(const par::testing::TempDir& folder) {
    auto opened = evidence::EvidenceStore::Open(folder / "evidence");
    PAR_CHECK(opened.ok());
    return *std::move(opened);
  }
  void Start(const std::filesystem::path& program) {
    checks_.reset();
    checks_ = std::make_unique<EvidenceChecks>(EvidenceChecks::Ports{
        .config = config_,
        .store = store_,
        .files = files_,
        .clock = SystemClock(),
        .random = SystemRandom(),
        .submit = [this](const ledger::Command& command,
                         const rpc::SubmitDone& done) { done(Carry(command)); },
        .program = program});
    checks_->Start();
  }
  absl::StatusOr<std::string> Carry(const ledger::Command& command) {
    const std::lock_guard lock(mutex_);
    if (busy_) return domain::Refusal(absl::StatusCode::kResourceExhausted, "ledger_busy");
    EXPECT_EQ(command.actor.role, "node");
    ledger::Overlay rows(store_);
    ledger::Entry entry;
    entry.command = command;
    auto answer = commands_.Apply(entry, rows);
    EXPECT_OK(answer);
    rows.KeepStep();
    EXPECT_EQ(store_.Commit(rows.TakeBatch(), {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
    ++entries_;
    return answer;
  }
  // A document that is known, whose file may come later.
  Sha256 Know(const std::string& bytes) {
    const Sha256 file = Sha256::Of(bytes);
    evidence::v1::Document document;
    document.set_unit("la-ha");
    document.set_id(services::DocumentId(file));
    document.set_sha256(file.ToBytes());
    const std::lock_guard lock(mutex_);
    ledger::Overlay rows(store_);
    services::WriteDocument(rows, services::DocumentSide::kHeld, document);
    rows.KeepStep();
    EXPECT_EQ(store_.Commit(rows.TakeBatch(), {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
    return file;
  }
  Sha256 Bring(const std::string& bytes) {
    const Sha256 file = Sha256::Of(bytes);
    EXPECT_OK(files_.Put(file, bytes.size(), 0, bytes));
    EXPECT_OK(files_.Finish(file, bytes.size(), evidence::FileKind::kPdf));
    return file;
  }
  // Without what makes it last.
  void Place(const std::string& bytes) const {
    const std::filesystem::path path = files_.PathOf(Sha256::Of(bytes));
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }
  // "unknown", "pdf_damaged", or nothing.
  std::string Found(const Sha256& file) const {
    const auto check = services::FindCheck(store_, file);
    if (!check.ok() || !check->has_value()) return {};
    const domain::SignatureReport& report = (*check)->report;
    if (!report.refusal.empty()) return report.refusal;
    return report.signatures.empty() ? "unsigned"
                                     : std::string(Name(report.signatures.front().trust));
  }
  void WaitFor(const Sha256& file, const std::string& what) {
    ASSERT_TRUE(Eventually([&] { return Found(file) == what; })) << Found(file) << " for " << what;
  }
  // Until there is nothing to do: then the trust is noted last.
  void WaitForTrust(const std::string& pem) {
    ASSERT_TRUE(Eventually(
        [&] { return services::TrustOfChecks(store_).value() == Sha256::Of(pem).ToBytes(); }));
  }
  int entries() {
    const std::lock_guard lock(mutex_);
    return entries_;
  }
  void SetBusy(bool busy) {
    const std::lock_guard lock(mutex_);
    busy_ = busy;
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / (name + ".new"), std::ios::binary) << text;
    std::filesystem::rename(folder_ / (name + ".new"), folder_ / name);
  }
  const par::testing::TempDir folder_;
  const par::testing::SigningOffice office_;
  const par::testing::Certified chairman_ = office_.Certify({});
  // Made once: no two signatures have the same bytes.
  const std::string signed_file_ = [this] {
    par::testing::PdfWriter pdf;
    pdf.Sign({}, office_.By(chairman_, {.at = InVietnam("2023-10-19")}));
    return pdf.bytes();
  }();
  config::Config config_;
  evidence::EvidenceStore files_;
  storage::MemoryStore store_;
  services::CommandRouter commands_;
  std::mutex mutex_;  // Guards what follows.
  int entries_ = 0;
  bool busy_ = false;
  std::unique_ptr<EvidenceChecks> checks_;
};

TEST_F(EvidenceChecksTest, WhatWasThereBeforeIsMadeUpForOnce) {
  const Sha256 before = Know(signed_file_);
  Bring(signed_file_);
  const Sha256 later = Know("%PDF-1.7\nlater");
  Start(PDF_CHECK);
  ASSERT_NO_FATAL_FAILURE(WaitFor(before, "not_asked"));
  ASSERT_NO_FATAL_FAILURE(WaitForTrust(""));
  EXPECT_EQ(Found(later), "") << "its file is not here";
  Bring("%PDF-1.7\nlater");
  checks_->Arrived(later);
  ASSERT_NO_FATAL_FAILURE(WaitFor(later, "pdf_damaged"));
  EXPECT_EQ(entries(), 3) << "two files, and what they were checked under";
  // A stop before the row: nobody says that it arrived.
  const std::string cut = "%PDF-1.7\nbrought while nobody looked";
  const Sha256 missed = Know(cut);
  checks_.reset();
  Bring(cut);
  Start(PDF_CHECK);
  ASSERT_NO_FATAL_FAILURE(WaitFor(missed, "pdf_damaged"));
  EXPECT_EQ(entries(), 4) << "the others are known";
}

TEST_F(EvidenceChecksTest, WithoutItsProgramItSaysSoAndTriesAgain) {
  const Sha256 file = Know(signed_file_);
  Bring(signed_file_);
  Start(folder_ / "none");
  ASSERT_NO_FATAL_FAILURE(WaitFor(file, "pdf_check_not_run"));
  Start(PDF_CHECK);
  ASSERT_NO_FATAL_FAILURE(WaitFor(file, "not_asked"));
  Start(folder_ / "none");
  checks_->Arrived(file);
  checks_.reset();
  EXPECT_EQ(Found(file), "not_asked") << "what is known is worth more";
}

TEST_F(EvidenceChecksTest, WhenTheAnchorsChangeEveryFileIsCheckedAgain) {
  const std::string unsigned_bytes = "%PDF-1.7\ndamaged";
  const Sha256 file = Know(signed_file_);
  const Sha256 other = Know(unsigned_bytes);
  Bring(signed_file_);
  Bring(unsigned_bytes);
  config_.evidence.anchors = folder_ / "ca.pem";
  Start(PDF_CHECK);
  ASSERT_NO_FATAL_FAILURE(WaitFor(file, "pdf_check_no_anchors"));
  ASSERT_NO_FATAL_FAILURE(WaitFor(other, "pdf_check_no_anchors"));
  Write("ca.pem", office_.AnchorPem());
  checks_->Tick();
  ASSERT_NO_FATAL_FAILURE(WaitForTrust(office_.AnchorPem()));
  EXPECT_EQ(Found(file), "trusted");
  EXPECT_EQ(Found(other), "pdf_damaged");
  const int before = entries();
  const par::testing::SigningOffice stranger("CA lạ");
  Write("ca.pem", stranger.AnchorPem() + "\n");  // Another length: written within a clock's step.
  checks_->Tick();
  ASSERT_NO_FATAL_FAILURE(WaitForTrust(stranger.AnchorPem() + "\n"));
  EXPECT_EQ(Found(file), "unknown");
  EXPECT_EQ(entries(), before + 2) << "one came out differently; and the trust";
  // What cannot be used changes nothing, nor does a start with it.
  Write("ca.pem", "no certificate");
  checks_->Tick();
  Start(PDF_CHECK);
  checks_->Arrived(file);
  const Sha256 new_one = Know("%PDF-1.7\nnew");
  Bring("%PDF-1.7\nnew");
  checks_->Arrived(new_one);
  ASSERT_NO_FATAL_FAILURE(WaitFor(new_one, "pdf_check_no_anchors"));
  EXPECT_EQ(Found(file), "unknown");
  // A revocation list counts as soon as it is named.
  Write("ca.pem", office_.AnchorPem());
  Write("ca.crl", office_.RevocationList(
                      {{&chairman_, InVietnam("2023-10-01")}},
                      {.from = InVietnam("2023-01-01"), .until = InVietnam("2199-01-01")}));
  config_.evidence.revocation_lists = {folder_ / "ca.crl"};
  Start(PDF_CHECK);
  ASSERT_NO_FATAL_FAILURE(WaitFor(file, "revoked"));
  ASSERT_NO_FATAL_FAILURE(WaitFor(new_one, "pdf_damaged"));
}

TEST_F(EvidenceChecksTest, ABusyLedgerGetsItWithTheNextTick) {
  const Sha256 file = Know(signed_file_);
  Bring(signed_file_);
  SetBusy(true);
  Start(PDF_CHECK);
  checks_->Tick();
  SetBusy(false);
  ASSERT_TRUE(Eventually([&] {
    checks_->Tick();
    return Found(file) == "not_asked";
  }));
}

TEST_F(EvidenceChecksTest, MoreThanItKeepsInMindAreFoundInTheRows) {
  Start("/bin/true");  // Says nothing, which is a report too.
  std::vector<Sha256> files;
  for (std::size_t i = 0; i < EvidenceChecks::kMostWaiting + 10; ++i) {
    const std::string bytes = "%PDF-1.7\n" + std::to_string(i);
    files.push_back(Know(bytes));
    Place(bytes);
  }
  for (const Sha256& file : files) checks_->Arrived(file);
  for (const Sha256& file : files) {
    ASSERT_NO_FATAL_FAILURE(WaitFor(file, "pdf_beyond_limits"));
  }
}

TEST_F(EvidenceChecksTest, AStopDoesNotWaitForACheck) {
  const Sha256 file = Know(signed_file_);
  Bring(signed_file_);
  Start("/bin/sleep");  // Its argument is the time: it would sleep for decades.
  checks_->Arrived(file);
  checks_.reset();
  EXPECT_EQ(Found(file), "") << "given up, not found wanting";
}

}  // namespace
}  // namespace par::node
