// Goal: on a full disk, or after a sync that failed, nothing is acknowledged any more, the answer
// has a stable reason, and after a start with space everything goes on from what was told.
// Method: a node's storage on the watched disk; one call fails per row; then the process ends, with
// the power or without it, and the next one is asked for everything.
#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <random>
#include <string>

#include "common/config/config.h"
#include "common/ledger/entry.h"
#include "common/ledger/ledger.h"
#include "common/ledger/verify.h"
#include "common/node/storage.h"
#include "tests/power/disk.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::power {
namespace {

using ledger::Committed;
using ledger::NoteCommand;
using par::testing::ReasonIs;

class TroubleTest : public ::testing::Test {
 protected:
  TroubleTest() {
    config_.data_directory = dir_ / "data";
    config_.mark_directory = dir_ / "mark";
  }
  void Open() {
    ASSERT_OK_AND_ASSIGN(storage_, node::OpenStorage(config_, node::IfMissing::kMake));
    ASSERT_OK_AND_ASSIGN(ledger_,
                         ledger::Ledger::Open(*storage_.store, *storage_.mark, machine_, clock_));
  }
  absl::StatusOr<Committed> Do(std::uint64_t id) {
    absl::StatusOr<Committed> got = absl::InternalError("no answer");
    ledger_->Submit(NoteCommand(id, ledger::kSet, "a=" + std::string(100, 'x')),
                    [&](absl::StatusOr<Committed> answer) { got = std::move(answer); });
    ledger_->CommitWaiting();
    return got;
  }
  // Moves the rows into tables, as a node does by itself when many have gathered.
  void Flush() { (void)node::CopyStore(*storage_.store, dir_ / "copy"); }
  void End(bool with_the_power) {
    disk_.CutNow();
    ledger_.reset();
    storage_ = {};
    with_the_power ? disk_.Restart(random_) : disk_.Resume();
  }

  testing::TempDir dir_;
  Disk disk_{dir_.path()};
  std::mt19937_64 random_{1};
  config::Config config_;
  ledger::NotesMachine machine_;
  testing::ManualClock clock_;
  node::NodeStorage storage_;
  std::unique_ptr<ledger::Ledger> ledger_;
};

TEST_F(TroubleTest, NothingIsAcknowledgedAfterACallThatFailed) {
  using enum Fault::Call;
  const struct {
    const char* why;
    Fault fault;
    bool flush;
    const char* reason;
  } rows[] = {
      {"no room in the log", {kWrite, ".log", ENOSPC}, false, "store_no_space"},
      {"room for a part of the record", {kWrite, ".log", ENOSPC, 50}, false, "store_no_space"},
      {"no room found when syncing the log", {kSync, ".log", ENOSPC}, false, "store_no_space"},
      {"the log is not synced", {kSync, ".log", EIO}, false, "store_unknown"},
      {"the log is not synced once", {kSync, ".log", EIO, 0, true}, false, "store_unknown"},
      {"no room in a table", {kWrite, ".sst", ENOSPC}, true, "store_no_space"},
      {"a table is not synced", {kSync, ".sst", EIO}, true, "store_unknown"},
      {"the list of files is not synced", {kSync, "MANIFEST", EIO}, true, "store_unknown"},
      {"no room anywhere", {kWrite, "", ENOSPC}, false, "store_no_space"},
      {"the mark is not synced", {kSync, "ledger.mark", EIO}, false, "mark_unusable"},
      {"no room for the mark", {kWrite, "ledger.mark", ENOSPC}, false, "mark_unusable"},
  };
  for (const auto& row : rows) {
    for (const bool power : {false, true}) {
      SCOPED_TRACE(std::string(row.why) + (power ? ", then a power cut" : ""));
      disk_.Replace();
      Open();
      for (std::uint64_t id = 1; id <= 5; ++id) ASSERT_OK(Do(id));
      disk_.Fail(row.fault);
      if (row.flush) Flush();
      EXPECT_THAT(Do(6), ReasonIs(row.reason));
      EXPECT_THAT(ledger_->status(), ReasonIs(row.reason)) << "what the process ends with";
      disk_.Heal();
      EXPECT_THAT(Do(6), ReasonIs("ledger_stopped")) << "too late: nobody knows what was kept";
      EXPECT_FALSE(ledger_->WaitToWrite());
      End(power);
      Open();
      ASSERT_OK_AND_ASSIGN(const ledger::VerifyReport report,
                           ledger::VerifyLedger(*storage_.store, ledger_->head()));
      EXPECT_GE(report.entries, 5u) << "what was told";
      EXPECT_LE(report.entries, 6u);
      ASSERT_OK_AND_ASSIGN(const Committed again, Do(6));
      EXPECT_EQ(again.repeated, report.entries == 6) << "once, whoever asks how often";
      EXPECT_EQ(again.number, 6u);
      ASSERT_OK(Do(7));
      End(power);
    }
  }
}

TEST_F(TroubleTest, ANodeThatCannotBeginSaysWhy) {
  const struct {
    const char* why;
    Fault fault;
  } rows[] = {{"no room for the database", {Fault::Call::kWrite, "/db/", ENOSPC}},
              {"no room for the mark", {Fault::Call::kWrite, "ledger.mark", ENOSPC}},
              {"the folder of the data is not synced", {Fault::Call::kSync, "", EIO}}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    disk_.Replace();
    disk_.Fail(row.fault);
    auto storage = node::OpenStorage(config_, node::IfMissing::kMake);
    absl::Status begun = storage.status();
    if (storage.ok()) {
      begun = ledger::Ledger::Open(*storage->store, *storage->mark, machine_, clock_).status();
    }
    EXPECT_FALSE(domain::ReasonOf(begun).empty()) << begun;
    storage = absl::CancelledError();
    End(true);
    Open();
    EXPECT_OK(Do(1)) << "with space it begins";
    End(true);
  }
}

TEST_F(TroubleTest, EvidenceGoesOnWhenThereIsSpace) {
  const std::string file = "%PDF-1.7\n" + std::string(5000, 'x');
  const Sha256 hash = Sha256::Of(file);
  const auto put = [&](evidence::EvidenceStore& store, std::uint64_t from, std::size_t bytes) {
    return store.Put(hash, file.size(), from, std::string_view(file).substr(from, bytes));
  };
  ASSERT_OK_AND_ASSIGN(evidence::EvidenceStore store, node::OpenEvidence(config_));
  ASSERT_OK(put(store, 0, 2000));
  disk_.Fail({Fault::Call::kWrite, ".part", ENOSPC, 500});
  EXPECT_THAT(put(store, 2000, 2000),
              ReasonIs(absl::StatusCode::kResourceExhausted, "evidence_disk_full"));
  ASSERT_OK_AND_ASSIGN(const evidence::Intake intake, store.Begin(hash, file.size()));
  EXPECT_EQ(intake.durable_offset, 2000u) << "what was confirmed, and nothing of the rest";
  disk_.Heal();
  ASSERT_OK(put(store, 2000, 2000)) << "without a new start";
  disk_.Fail({Fault::Call::kSync, ".part", EIO, 0, true});
  EXPECT_THAT(put(store, 4000, 500), ReasonIs(absl::StatusCode::kInternal, "evidence_disk"));
  ASSERT_OK_AND_ASSIGN(const evidence::Intake anew, store.Begin(hash, file.size()));
  EXPECT_EQ(anew.durable_offset, 0u) << "after a sync that failed nobody knows what is there";
  ASSERT_OK(put(store, 0, file.size()));
  disk_.Fail({Fault::Call::kSync, "/sha256/", EIO, 0, true});
  EXPECT_THAT(store.Finish(hash, file.size(), evidence::FileKind::kPdf), ReasonIs("evidence_disk"));
  ASSERT_OK_AND_ASSIGN(const evidence::Intake waiting, store.Begin(hash, file.size()));
  EXPECT_FALSE(waiting.complete);
  ASSERT_OK(store.Finish(hash, file.size(), evidence::FileKind::kPdf));
  disk_.CutNow();
  disk_.Restart(random_);
  EXPECT_OK(store.Verify(hash));
}

}  // namespace
}  // namespace par::power
