// Goal: a RocksDB whose newest log was cut, damaged or removed opens as if nothing were wrong, and
// the ledger on it still says that acknowledged entries are lost; untouched, it goes on.
// Method: a ledger on real files, closed; one kind of damage per row; opened again.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>

#include "common/domain/refusal.h"
#include "common/ledger/file_mark.h"
#include "common/ledger/ledger.h"
#include "common/ledger/rebuild.h"
#include "common/ledger/verify.h"
#include "common/storage/memory_store.h"
#include "common/storage/rocks/rocks_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::ledger {
namespace {

namespace fs = std::filesystem;
using testing::ReasonIs;

constexpr std::uint64_t kEntries = 40;

class RocksDamageTest : public ::testing::Test {
 protected:
  // One entry per batch, so that each is a record of the log.
  void WriteLedger(std::size_t length = 1000) {
    ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::Open(dir_ / "db"));
    ASSERT_OK_AND_ASSIGN(const auto mark, FileMark::Open(dir_ / "mark"));
    ASSERT_OK_AND_ASSIGN(const auto ledger, Ledger::Open(*store, *mark, machine_, clock_));
    for (std::uint64_t id = 1; id <= kEntries; ++id) {
      const std::string text(length, static_cast<char>('a' + id % 26));
      ledger->Submit(NoteCommand(id, kSet, std::to_string(id) + "=" + text),
                     [](const auto& answer) { EXPECT_OK(answer); });
      ledger->CommitWaiting();
    }
  }
  absl::Status OpenAgain() {
    auto store = storage::RocksStore::Open(dir_ / "db");
    EXPECT_OK(store) << "RocksDB itself notices nothing";
    if (!store.ok()) return store.status();
    auto mark = FileMark::Open(dir_ / "mark");
    if (!mark.ok()) return mark.status();
    return Ledger::Open(**store, **mark, machine_, clock_).status();
  }
  fs::path NewestLog() const {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(dir_ / "db")) {
      if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
    }
    return newest;
  }

  testing::TempDir dir_;
  NotesMachine machine_;
  testing::ManualClock clock_;
};

TEST_F(RocksDamageTest, AnUntouchedLedgerGoesOn) {
  WriteLedger();
  EXPECT_OK(OpenAgain());
  ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::Open(dir_ / "db"));
  ASSERT_OK_AND_ASSIGN(const auto mark, FileMark::Open(dir_ / "mark"));
  ASSERT_OK_AND_ASSIGN(const auto head, mark->Read());
  ASSERT_OK_AND_ASSIGN(const VerifyReport report, VerifyLedger(*store->NewSnapshot(), *head));
  EXPECT_EQ(report.entries, kEntries);
  storage::MemoryStore empty;
  ASSERT_OK_AND_ASSIGN(const RebuildReport rebuilt,
                       RebuildAndCompare(*store->NewSnapshot(), machine_, empty));
  EXPECT_FALSE(rebuilt.difference.has_value());
  EXPECT_OK(store->VerifyChecksums());
}

TEST_F(RocksDamageTest, ADamagedLogIsNoticed) {
  const struct {
    const char* why;
    std::function<void(const fs::path&)> damage;
  } cases[] = {
      {"cut to half", [](const fs::path& log) { fs::resize_file(log, fs::file_size(log) / 2); }},
      {"the last record cut",
       [](const fs::path& log) { fs::resize_file(log, fs::file_size(log) - 1); }},
      {"emptied", [](const fs::path& log) { fs::resize_file(log, 0); }},
      {"removed", [](const fs::path& log) { fs::remove(log); }},
      {"a byte changed in the middle",
       [](const fs::path& log) {
         std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
         file.seekp(static_cast<std::streamoff>(fs::file_size(log) / 2));
         file.put('\x7f');
         ASSERT_TRUE(file.good());
       }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    fs::remove_all(dir_ / "db");
    fs::remove(dir_ / "mark");
    WriteLedger();
    const fs::path log = NewestLog();
    ASSERT_GT(fs::file_size(log), kEntries * 1000) << "the entries are in this log";
    c.damage(log);
    const absl::Status opened = OpenAgain();
    EXPECT_THAT(opened, ReasonIs(absl::StatusCode::kDataLoss, "ledger_behind_mark"));
    const auto parameters = domain::ParametersOf(opened);
    ASSERT_EQ(parameters.size(), 2u);
    EXPECT_LT(std::stoull(parameters[0].value), kEntries);
    EXPECT_EQ(parameters[1].value, std::to_string(kEntries));
  }
}

// An old disk is evidence, and may be full or dying.
TEST_F(RocksDamageTest, LookingAtADamagedStoreChangesNothingThere) {
  const auto files = [this] {
    std::map<std::string, std::string> bytes;
    for (const auto& entry : fs::directory_iterator(dir_ / "db")) {
      std::ostringstream content;
      content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      bytes[entry.path().filename().string()] = content.str();
    }
    return bytes;
  };
  WriteLedger();
  const fs::path log = NewestLog();
  {
    std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(log) / 2));
    file.put('\x7f');
    ASSERT_TRUE(file.good());
  }
  const auto before = files();
  {
    ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::OpenReadOnly(dir_ / "db"));
    ASSERT_OK_AND_ASSIGN(const storage::Page rows, store->Scan({}, {}));
    EXPECT_FALSE(rows.rows.empty()) << "what came before the damage is there to be read";
    EXPECT_OK(store->VerifyChecksums());
  }
  const auto after = files();
  for (const auto& [name, bytes] : after) {
    const auto was = before.find(name);
    EXPECT_TRUE(was != before.end() && was->second == bytes) << name << " was written to";
  }
  EXPECT_EQ(after.size(), before.size());
}

TEST_F(RocksDamageTest, ADamagedLargeValueIsNoticed) {
  WriteLedger(5000);
  {
    // Opening again moves the rows from the log into their files.
    ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::Open(dir_ / "db"));
    ASSERT_OK(store->VerifyChecksums());
  }
  fs::path values;
  for (const auto& entry : fs::directory_iterator(dir_ / "db")) {
    if (entry.path().extension() == ".blob") values = entry.path();
  }
  ASSERT_FALSE(values.empty()) << "large values have a file of their own";
  ASSERT_GT(fs::file_size(values), kEntries * 5000);
  {
    std::fstream file(values, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(values) / 2));
    file.put('\x7f');
    ASSERT_TRUE(file.good());
  }
  ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::Open(dir_ / "db"));
  EXPECT_TRUE(absl::IsDataLoss(store->VerifyChecksums()));
  ASSERT_OK_AND_ASSIGN(const auto mark, FileMark::Open(dir_ / "mark"));
  ASSERT_OK_AND_ASSIGN(const auto head, mark->Read());
  EXPECT_FALSE(VerifyLedger(*store->NewSnapshot(), *head).ok()) << "never a wrong value";
}

}  // namespace
}  // namespace par::ledger
