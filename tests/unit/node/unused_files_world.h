// Real files in a folder of the test's own, rows in a store that lets something happen just before
// a snapshot is taken, a submit that carries commands out at once, and a clock that is moved by
// hand: for the tests of UnusedFiles.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/log.h"
#include "common/exchange/rows.h"
#include "common/ledger/overlay.h"
#include "common/node/unused_files.h"
#include "common/services/document_use.h"
#include "common/services/documents.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "common/storage/memory_store.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {

inline constexpr std::int64_t kPause = UnusedFiles::kLongestPause;
inline constexpr int kLooksUntilItGoes = static_cast<int>(UnusedFiles::kWaitMicros / kPause);

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

class NotedLog final : public Log {
 public:
  void Write(LogEvent event, const std::vector<LogField>& fields) override {
    EXPECT_EQ(event, LogEvent::kEvidenceRemoved);
    for (const LogField& field : fields)
      said.push_back(std::string(field.name) + "=" + field.value);
  }
  std::vector<std::string> said;
};

class UnusedFilesTest : public ::testing::Test {
 protected:
  UnusedFilesTest() {
    config_.node_id = "nut-la-ha";
    config_.units = {"la-ha"};
    services::RegisterLettingGo(commands_);
    Start();
  }

  // A new process: it knows what is on the disk.
  void Start() {
    unused_.reset();
    auto opened = evidence::EvidenceStore::Open(folder_ / "evidence", clock_);
    PAR_CHECK(opened.ok());
    files_ = std::make_unique<evidence::EvidenceStore>(*std::move(opened));
    unused_ = std::make_unique<UnusedFiles>(
        UnusedFiles::Ports{.config = config_,
                           .store = store_,
                           .files = *files_,
                           .clock = clock_,
                           .random = SystemRandom(),
                           .submit = [this](const ledger::Command& command,
                                            const rpc::SubmitDone& done) { done(Carry(command)); },
                           .log = log_,
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
    if (!files_->Has(file)) {
      EXPECT_OK(files_->Put(file, bytes.size(), 0, bytes));
    }
    EXPECT_OK(files_->Finish(file, bytes.size(), evidence::FileKind::kPdf));
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
  NotedLog log_;
  std::unique_ptr<evidence::EvidenceStore> files_;
  services::CommandRouter commands_;
  std::function<void()> before_command;
  std::unique_ptr<UnusedFiles> unused_;
};

}  // namespace par::node
