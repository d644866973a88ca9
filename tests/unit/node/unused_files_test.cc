// Goal: a file that nothing relies on goes after 30 days of the node's own time, and no other ever
// does, whatever the clock does, whoever comes meanwhile, and whatever a stop left. Method: real
// files in a folder of the test's own, rows in a store that lets something happen just before a
// snapshot is taken, a submit that carries commands out at once, and a clock that is moved by hand.
#include "common/node/unused_files.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/exchange/rows.h"
#include "common/ledger/overlay.h"
#include "common/services/document_use.h"
#include "common/services/documents.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "common/storage/memory_store.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/support/manual_clock.h"
#include "tests/support/patience.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {
namespace {

constexpr std::int64_t kPause = UnusedFiles::kLongestPause;
constexpr int kLooksUntilItGoes = static_cast<int>(UnusedFiles::kWaitMicros / kPause);

// Rows, and something that happens before a snapshot of them.
class WatchedStore final : public storage::Store {
 public:
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return rows_.Get(key);
  }
  absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                     const storage::PageLimit& limit) const override {
    return rows_.Scan(range, limit);
  }
  std::unique_ptr<storage::Snapshot> NewSnapshot() const override {
    if (before_snapshot) before_snapshot();
    return rows_.NewSnapshot();
  }
  storage::Outcome Commit(const storage::Batch& batch, const std::vector<storage::Guard>& guards,
                          storage::Durability durability) override {
    return rows_.Commit(batch, guards, durability);
  }
  std::function<void()> before_snapshot;

 private:
  storage::MemoryStore rows_;
};

class UnusedFilesTest : public ::testing::Test {
 protected:
  UnusedFilesTest() : files_(OpenFiles()) {
    config_.node_id = "nut-la-ha";
    config_.units = {"la-ha"};
    services::RegisterLettingGo(commands_);
    Start();
  }

  evidence::EvidenceStore OpenFiles() {
    auto opened = evidence::EvidenceStore::Open(folder_ / "evidence", clock_);
    PAR_CHECK(opened.ok());
    return *std::move(opened);
  }
  void Start() {
    unused_.reset();
    unused_ = std::make_unique<UnusedFiles>(
        UnusedFiles::Ports{.config = config_,
                           .store = store_,
                           .files = files_,
                           .clock = clock_,
                           .random = SystemRandom(),
                           .submit = [this](const ledger::Command& command,
                                            const rpc::SubmitDone& done) { done(Carry(command)); },
                           .counts = folder_ / "unused-files"});
  }
  absl::StatusOr<std::string> Carry(const ledger::Command& command) {
    if (before_command) std::exchange(before_command, nullptr)();
    EXPECT_EQ(command.actor.role, "node");
    ledger::Overlay rows(store_);
    ledger::Entry entry;
    entry.command = command;
    auto answer = commands_.Apply(entry, rows);
    if (answer.ok()) Keep(rows);
    return answer;
  }
  void Keep(ledger::Overlay& rows) {
    rows.KeepStep();
    EXPECT_EQ(store_.Commit(rows.TakeBatch(), {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
  }
  Sha256 Bring(const std::string& text) {
    const std::string bytes = "%PDF-1.7 " + text;
    const Sha256 file = Sha256::Of(bytes);
    if (!files_.Has(file)) {
      EXPECT_OK(files_.Put(file, bytes.size(), 0, bytes));
    }
    EXPECT_OK(files_.Finish(file, bytes.size(), evidence::FileKind::kPdf));
    return file;
  }
  static evidence::v1::Document DocumentOf(const Sha256& file) {
    evidence::v1::Document document;
    document.set_unit("la-ha");
    document.set_id(services::DocumentId(file));
    document.set_sha256(file.ToBytes());
    document.set_file_name(file.Hex().substr(40) + ".pdf");
    return document;
  }
  void Add(const Sha256& file) {
    ledger::Overlay rows(store_);
    services::WriteDocument(rows, services::DocumentSide::kOwn, DocumentOf(file));
    Keep(rows);
  }
  // Nothing: the draft names no file.
  void SaveDraft(const std::optional<Sha256>& file) {
    record::v1::OwnDossier dossier;
    auto* declaration = dossier.mutable_answers()->add_declarations();
    if (file.has_value()) declaration->add_evidence()->set_sha256(file->ToBytes());
    ledger::Overlay rows(store_);
    services::WriteRow(
        rows, storage::KeyWriter(storage::Prefix::kOwnDossier).Text("2024").Text("la-ha").Take(),
        dossier);
    Keep(rows);
  }
  // An item of `unit` over its line, sent or received long ago.
  void HandUp(const Sha256& file, const std::string& unit = "la-ha") {
    ledger::Overlay rows(store_);
    const exchange::StreamView up(rows, exchange::Side::kLower, exchange::UpOf(unit));
    exchange::record::StreamRow stream;
    stream.set_length(1);
    stream.set_head(file.ToBytes());
    rows.Put(up.RowKey(), exchange::EncodeRow(stream));
    exchange::record::EventRow event;
    event.mutable_item()->add_blobs()->set_sha256(file.ToBytes());
    rows.Put(up.EventKey(1), exchange::EncodeRow(event));
    Keep(rows);
  }
  bool IsADocument(const Sha256& file) {
    const auto found = services::FindDocument(store_, services::DocumentSide::kOwn, "la-ha", file);
    EXPECT_OK(found);
    return found.ok() && found->has_value();
  }
  // Each after a pause.
  void Look(int times) {
    for (int i = 0; i < times; ++i) {
      clock_.Advance(kPause);
      unused_->Look();
    }
  }
  void LookUntilItGoes() { Look(kLooksUntilItGoes + 2); }

  const par::testing::TempDir folder_;
  par::testing::ManualClock clock_;
  config::Config config_;
  WatchedStore store_;
  evidence::EvidenceStore files_;
  services::CommandRouter commands_;
  std::function<void()> before_command;
  std::unique_ptr<UnusedFiles> unused_;
};

TEST_F(UnusedFilesTest, AFileOfNoDocumentGoesAfterThirtyDays) {
  const Sha256 file = Bring("tải lên rồi bỏ dở");
  Look(1);
  EXPECT_EQ(unused_->waiting().files, 1u);
  EXPECT_EQ(unused_->waiting().bytes, files_.SizeOf(file).value());
  Look(kLooksUntilItGoes - 1);
  EXPECT_TRUE(files_.Has(file));
  Look(1);
  EXPECT_FALSE(files_.Has(file));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "evidence" / "leaving"));
  Look(1);
  EXPECT_EQ(unused_->waiting().files, 0u);
}

TEST_F(UnusedFilesTest, WhatADraftLetGoOfIsNoDocumentAnyMoreAndThenGoes) {
  const Sha256 file = Bring("nhầm tệp");
  Add(file);
  SaveDraft(file);
  LookUntilItGoes();
  EXPECT_EQ(unused_->waiting().files, 0u) << "the draft relies on it";
  EXPECT_TRUE(IsADocument(file));
  SaveDraft(std::nullopt);
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(IsADocument(file)) << "the days count from when nothing relied on it";
  Look(1);
  EXPECT_FALSE(IsADocument(file));
  EXPECT_TRUE(files_.Has(file)) << "one look later";
  Look(1);
  EXPECT_FALSE(files_.Has(file));
}

TEST_F(UnusedFilesTest, WhatAnythingReliesOnStays) {
  const struct {
    const char* why;
    std::function<void(const Sha256&)> rely;
  } rows[] = {
      {"a draft", [this](const Sha256& file) { SaveDraft(file); }},
      {"only an old submission", [this](const Sha256& file) { HandUp(file); }},
      {"an item of another unit on its way through",
       [this](const Sha256& file) { HandUp(file, "song-ve"); }},
      {"what is held of a unit below",
       [this](const Sha256& file) {
         ledger::Overlay held(store_);
         services::WriteDocument(held, services::DocumentSide::kHeld, DocumentOf(file));
         Keep(held);
       }},
      {"a kind of row that nobody knows here, in digits",
       [this](const Sha256& file) {
         ledger::Overlay unknown(store_);
         unknown.Put(
             "\x7e"
             "row",
             "{\"file\": \"" + file.Hex() + "\"}");
         Keep(unknown);
       }},
  };
  for (const bool is_document : {true, false}) {
    for (const auto& row : rows) {
      SCOPED_TRACE(row.why);
      const Sha256 file = Bring(std::string(row.why) + (is_document ? "" : ", a file alone"));
      if (is_document) Add(file);
      row.rely(file);
      LookUntilItGoes();
      EXPECT_TRUE(files_.Has(file));
      EXPECT_EQ(IsADocument(file), is_document);
    }
  }
}

TEST_F(UnusedFilesTest, ADraftThatNamesTheDocumentJustBeforeTheCommandKeepsIt) {
  const Sha256 file = Bring("đính lại vào phút chót");
  Add(file);
  before_command = [&] { SaveDraft(file); };
  LookUntilItGoes();
  EXPECT_FALSE(before_command) << "it came to the command";
  EXPECT_TRUE(IsADocument(file));
  EXPECT_TRUE(files_.Has(file));
}

TEST_F(UnusedFilesTest, WhatComesWhileTheFileIsOutOfSightBringsItBack) {
  const struct {
    const char* why;
    std::function<void(const Sha256&)> come;
  } rows[] = {
      {"an item that refers to it", [this](const Sha256& file) { HandUp(file, "song-ve"); }},
      {"its document, whose file was looked at before", [this](const Sha256& file) { Add(file); }},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const Sha256 file = Bring(row.why);
    bool came = false;
    store_.before_snapshot = [&] {
      if (came || files_.Has(file)) return;
      came = true;
      row.come(file);
    };
    LookUntilItGoes();
    EXPECT_TRUE(came);
    EXPECT_OK(files_.Verify(file));
    store_.before_snapshot = nullptr;
  }
}

TEST_F(UnusedFilesTest, WhoBringsItAgainHasThirtyDaysAgain) {
  const Sha256 file = Bring("tải lên lần hai");
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(files_.Has(file));
  Bring("tải lên lần hai");
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(files_.Has(file));
  Look(2);
  EXPECT_FALSE(files_.Has(file));
}

TEST_F(UnusedFilesTest, NoJumpOfAClockLetsAFileGo) {
  const Sha256 file = Bring("năm 2031");
  constexpr std::int64_t kFiveYears = std::int64_t{5} * 365 * 24 * 3600 * 1'000'000;
  Look(1);
  clock_.SetWall(clock_.WallMicros() + kFiveYears);
  Look(1);
  clock_.Advance(kFiveYears);  // The machine slept, and its monotonic clock did not.
  Look(1);
  EXPECT_TRUE(files_.Has(file));
  Look(kLooksUntilItGoes - 3);
  EXPECT_TRUE(files_.Has(file)) << "one look counts for two hours at most";
  Look(1);
  EXPECT_FALSE(files_.Has(file));
}

TEST_F(UnusedFilesTest, TheDaysOutliveAStopAndBeginAnewWhereTheyCannotBeRead) {
  const Sha256 file = Bring("khởi động lại");
  Look(kLooksUntilItGoes / 2 + 1);
  Start();
  Look(kLooksUntilItGoes / 2);
  EXPECT_TRUE(files_.Has(file)) << "while the node stood still no time passed";
  std::fstream(folder_ / "unused-files", std::ios::in | std::ios::out).seekp(30).put('~');
  Start();
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(files_.Has(file));
  Look(1);
  EXPECT_FALSE(files_.Has(file));
}

TEST_F(UnusedFilesTest, ManyGoALittleAtATime) {
  for (std::size_t i = 0; i < UnusedFiles::kMostAtOnce + 1; ++i) Bring(std::to_string(i));
  Look(kLooksUntilItGoes + 1);
  EXPECT_TRUE(files_.Next(std::nullopt).has_value());
  Look(1);
  EXPECT_FALSE(files_.Next(std::nullopt).has_value());
}

TEST_F(UnusedFilesTest, WhatIsDamagedIsLeftToWhoeverMendsIt) {
  const Sha256 file = Bring("đĩa hỏng");
  Add(file);
  std::fstream(files_.PathOf(file), std::ios::in | std::ios::out).seekp(10).put('~');
  EXPECT_FALSE(files_.Verify(file).ok());
  LookUntilItGoes();
  EXPECT_EQ(unused_->waiting().files, 0u);
  EXPECT_TRUE(IsADocument(file));
  EXPECT_EQ(files_.Damaged().count(file), 1u);
}

TEST_F(UnusedFilesTest, RowsThatCannotBeReadLetNothingGo) {
  const Sha256 file = Bring("cơ sở dữ liệu hỏng");
  ledger::Overlay rows(store_);
  rows.Put(storage::KeyWriter(storage::Prefix::kOwnDocument).Text("la-ha").Text("d-0").Take(),
           "\x01\xff\xff");
  Keep(rows);
  LookUntilItGoes();
  EXPECT_TRUE(files_.Has(file));
}

TEST_F(UnusedFilesTest, ATickLooksOnceAnHour) {
  const Sha256 file = Bring("một giờ một lần");
  std::atomic<int> looks = 0;
  store_.before_snapshot = [&] { ++looks; };
  unused_->Tick();
  ASSERT_TRUE(par::testing::Eventually([&] { return unused_->waiting().files == 1; }));
  unused_->Tick();
  unused_->Stop();
  EXPECT_EQ(looks, 1);
  EXPECT_TRUE(files_.Has(file));
}

}  // namespace
}  // namespace par::node
