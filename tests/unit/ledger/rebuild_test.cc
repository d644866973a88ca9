// Goal: a state that is not what its entries make of it is found, whichever row differs; local rows
// and nothing else are left out.
// Method: a ledger of notes whose rows are then changed behind its back.
#include "common/ledger/rebuild.h"

#include <gtest/gtest.h>

#include <string>

#include "common/ledger/entry.h"
#include "common/ledger/ledger.h"
#include "common/storage/memory_store.h"
#include "common/storage/schema.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::ledger {
namespace {

using storage::MemoryStore;

class RebuildTest : public ::testing::Test {
 protected:
  RebuildTest() {
    auto ledger = Ledger::Open(store_, mark_, machine_, clock_);
    EXPECT_OK(ledger);
    std::uint64_t id = 0;
    for (const auto& [kind, payload] :
         {std::pair(kSet, "a=1"), {kAppend, "a=2"}, {kSet, "b=1"}, {kErase, "b"}, {kCount, "n"}}) {
      clock_.Advance(1000);
      (*ledger)->Submit(NoteCommand(++id, kind, payload),
                        [](const auto& answer) { EXPECT_OK(answer); });
      (*ledger)->CommitWaiting();
    }
  }
  void Put(const storage::Write& row) {
    ASSERT_EQ(store_.Commit({row}, {}, storage::Durability::kSynced), storage::Outcome::kOk);
  }
  absl::StatusOr<RebuildReport> Rebuild() {
    MemoryStore empty;
    return RebuildAndCompare(store_, machine_, empty);
  }

  MemoryStore store_;
  MemoryMark mark_;
  NotesMachine machine_;
  testing::ManualClock clock_;
};

TEST_F(RebuildTest, AnUntouchedStateIsWhatItsEntriesMake) {
  ASSERT_OK_AND_ASSIGN(const RebuildReport report, Rebuild());
  EXPECT_EQ(report.entries, 5u);
  EXPECT_FALSE(report.difference.has_value());
  // Schema, head, five entries, five answers, and the notes a, n and "last erased".
  EXPECT_EQ(report.rows, 15u);
}

TEST_F(RebuildTest, FindsARowThatNoEntryMade) {
  const std::string notes(kNotes);
  const struct {
    const char* why;
    storage::Write row;
  } cases[] = {{"changed", {notes + "a", "13"}},
               {"erased", {notes + "a", {}}},
               {"added", {notes + "zzz", "1"}},
               {"the answer to a command", AnswerRow(NoteCommand(1, kSet, "").id, Answer())},
               {"a ledger row that is too many", {"\x05", ""}}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    const auto before = *store_.Get(c.row.key);
    Put(c.row);
    ASSERT_OK_AND_ASSIGN(const RebuildReport report, Rebuild());
    ASSERT_TRUE(report.difference.has_value());
    EXPECT_EQ(report.difference->key, c.row.key);
    EXPECT_EQ(report.difference->live, c.row.value);
    EXPECT_EQ(report.difference->rebuilt, before);
    Put({c.row.key, before});
  }
}

TEST_F(RebuildTest, LocalRowsAreLeftOut) {
  Put({"\x80session", "1"});
  ASSERT_OK_AND_ASSIGN(const RebuildReport report, Rebuild());
  EXPECT_FALSE(report.difference.has_value());
}

TEST_F(RebuildTest, AnEntryThatIsNowRefusedIsNamed) {
  Put({EntryKey(3), PreparedCommand(NoteCommand(9, kErase, "none")).Place({2, {}}, 0).row});
  EXPECT_THAT(Rebuild(), testing::ReasonIs(absl::StatusCode::kDataLoss, "ledger_replay_refused"));
  Put({EntryKey(2), {}});
  EXPECT_THAT(Rebuild(), testing::ReasonIs("ledger_entry_missing"));
}

}  // namespace
}  // namespace par::ledger
