// Goal: every way a stored entry can be altered, removed or put in is found and named by number.
// Method: a sound ledger of a few entries, one alteration per row.
#include "common/ledger/verify.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/domain/refusal.h"
#include "common/ledger/entry.h"
#include "common/ledger/ledger.h"
#include "common/storage/memory_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::ledger {
namespace {

using storage::MemoryStore;

constexpr std::uint64_t kEntries = 5;

struct Written {
  MemoryStore store;
  MemoryMark mark;
  NotesMachine machine;
  testing::ManualClock clock;

  Written() {
    auto ledger = Ledger::Open(store, mark, machine, clock);
    EXPECT_OK(ledger);
    for (std::uint64_t id = 1; id <= kEntries; ++id) {
      (*ledger)->Submit(NoteCommand(id, kAppend, "a=some text"),
                        [](const auto& answer) { EXPECT_OK(answer); });
    }
    (*ledger)->CommitWaiting();
  }
  [[nodiscard]] Mark Marked() const { return **mark.Read(); }
  [[nodiscard]] std::string Row(std::uint64_t number) const {
    return **store.Get(EntryKey(number));
  }
  void Put(const storage::Write& row) {
    ASSERT_EQ(store.Commit({row}, {}, storage::Durability::kSynced), storage::Outcome::kOk);
  }
  // Changes one byte of an entry's row.
  void Alter(std::uint64_t number, std::size_t offset) {
    std::string row = Row(number);
    row.at(offset) = static_cast<char>(row.at(offset) ^ 1);
    Put({EntryKey(number), row});
  }
};

TEST(Verify, ASoundLedgerIsReportedWithItsHead) {
  const Written written;
  ASSERT_OK_AND_ASSIGN(const VerifyReport report, VerifyLedger(written.store, written.Marked()));
  EXPECT_EQ(report.entries, kEntries);
  EXPECT_EQ(report.head, written.Marked().hash);
  const MemoryStore empty;
  EXPECT_OK(VerifyLedger(empty, Mark{}));
}

TEST(Verify, NamesTheFirstFault) {
  // Offsets as in docs/formats/ledger.md.
  const struct {
    const char* why;
    std::function<void(Written&)> alter;
    const char* reason;
    const char* number;
  } cases[] = {
      {"an entry is gone", [](Written& w) { w.Put({EntryKey(3), {}}); }, "ledger_entry_missing",
       "3"},
      {"the first is gone", [](Written& w) { w.Put({EntryKey(1), {}}); }, "ledger_entry_missing",
       "1"},
      {"the last is gone", [](Written& w) { w.Put({EntryKey(5), {}}); }, "ledger_entry_missing",
       "5"},
      {"an entry more than the head says",
       [](Written& w) {
         w.Put(
             {EntryKey(6), PreparedCommand(NoteCommand(9, kSet, "x=y")).Place(w.Marked(), 0).row});
       },
       "ledger_head_differs", "5"},
      {"the version", [](Written& w) { w.Alter(2, 0); }, "ledger_entry_malformed", "2"},
      {"the number", [](Written& w) { w.Alter(2, 8); }, "ledger_entry_malformed", "2"},
      {"the time", [](Written& w) { w.Alter(2, 16); }, "ledger_entry_altered", "2"},
      {"the previous hash", [](Written& w) { w.Alter(2, 17); }, "ledger_entry_altered", "2"},
      {"its own hash", [](Written& w) { w.Alter(2, 49); }, "ledger_entry_altered", "2"},
      {"the kind", [](Written& w) { w.Alter(2, 84); }, "ledger_entry_altered", "2"},
      {"the command id", [](Written& w) { w.Alter(2, 85); }, "ledger_entry_altered", "2"},
      {"the payload's hash", [](Written& w) { w.Alter(2, 101); }, "ledger_payload_altered", "2"},
      {"the actor's unit", [](Written& w) { w.Alter(2, 135); }, "ledger_entry_altered", "2"},
      {"the payload", [](Written& w) { w.Alter(2, w.Row(2).size() - 1); }, "ledger_payload_altered",
       "2"},
      {"cut short", [](Written& w) { w.Put({EntryKey(2), w.Row(2).substr(0, 120)}); },
       "ledger_entry_malformed", "2"},
      {"another entry, sound in itself",
       [](Written& w) {
         const Mark before{.number = 3, .hash = Sha256::Of("another chain")};
         w.Put({EntryKey(4), PreparedCommand(NoteCommand(9, kSet, "x=y")).Place(before, 0).row});
       },
       "ledger_chain_broken", "4"},
      {"the head's hash", [](Written& w) { w.Put(HeadRow({5, Sha256::Of("")})); },
       "ledger_head_differs", "5"},
      {"the head's number", [](Written& w) { w.Put(HeadRow({4, w.Marked().hash})); },
       "ledger_head_differs", "4"},
      {"the mark's hash", [](Written& w) { EXPECT_OK(w.mark.Write({2, Sha256::Of("")})); },
       "ledger_mark_differs", "2"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    Written written;
    c.alter(written);
    const auto report = VerifyLedger(written.store, written.Marked());
    EXPECT_THAT(report, testing::ReasonIs(absl::StatusCode::kDataLoss, c.reason));
    const auto parameters = domain::ParametersOf(report.status());
    ASSERT_FALSE(parameters.empty());
    EXPECT_EQ(parameters.front(), (domain::Parameter{"number", c.number}));
  }
}

TEST(Verify, AMarkAheadMeansThatEntriesAreLost) {
  Written written;
  ASSERT_OK(written.mark.Write({9, Sha256::Of("")}));
  EXPECT_THAT(VerifyLedger(written.store, written.Marked()),
              testing::ReasonIs("ledger_behind_mark"));
}

}  // namespace
}  // namespace par::ledger
