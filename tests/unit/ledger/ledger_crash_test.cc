// Goal: wherever the process dies, what was answered is there afterwards, nothing is half done, and
// a store that lost answered entries is never carried on.
// Method: stores that fail at the n-th commit, before or after it took effect, and marks that fail,
// lag or run ahead; then random commands with a crash at a random step, compared with a model.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/domain/refusal.h"
#include "common/ledger/entry.h"
#include "common/ledger/ledger.h"
#include "common/ledger/rebuild.h"
#include "common/ledger/verify.h"
#include "common/storage/memory_store.h"
#include "common/storage/schema.h"
#include "tests/support/faulty_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::ledger {
namespace {

using storage::Durability;
using storage::MemoryStore;
using storage::Outcome;
using testing::FaultyStore;
using testing::ReasonIs;
using testing::Strike;

// A mark that fails at the n-th write from now, before or after it took effect.
class FaultyMark final : public HighWaterMark {
 public:
  explicit FaultyMark(HighWaterMark& mark) : mark_(mark) {}
  void FailAt(std::size_t write, Strike strike) { left_ = write, strike_ = strike; }
  absl::StatusOr<std::optional<Mark>> Read() const override { return mark_.Read(); }
  absl::Status Write(const Mark& mark) override {
    if (left_ > 1 || left_ == 0) {
      if (left_ > 1) --left_;
      return mark_.Write(mark);
    }
    if (strike_ == Strike::kAfter) (void)mark_.Write(mark);
    strike_ = Strike::kBefore;
    return domain::Refusal(absl::StatusCode::kUnavailable, "mark_unusable");
  }

 private:
  HighWaterMark& mark_;
  std::size_t left_ = 0;  // 0: never; 1: now and ever after.
  Strike strike_ = Strike::kBefore;
};

struct Node {
  MemoryStore memory;
  MemoryMark mark;
  NotesMachine machine;
  testing::ManualClock clock;
};

absl::StatusOr<Committed> Do(Ledger& ledger, const Command& command) {
  absl::StatusOr<Committed> got = absl::InternalError("no answer");
  ledger.Submit(command, [&](absl::StatusOr<Committed> answer) { got = std::move(answer); });
  ledger.CommitWaiting();
  return got;
}

void ExpectSound(Node& node, const NotesModel& model) {
  EXPECT_EQ(NotesIn(node.memory), model.notes());
  ASSERT_OK_AND_ASSIGN(const auto mark, node.mark.Read());
  EXPECT_OK(VerifyLedger(node.memory, mark.value_or(Mark{})));
  MemoryStore empty;
  ASSERT_OK_AND_ASSIGN(const RebuildReport report,
                       RebuildAndCompare(node.memory, node.machine, empty));
  EXPECT_FALSE(report.difference.has_value()) << report.difference->key;
}

TEST(LedgerCrash, EveryOutcomeButOkStopsTheLedgerForGood) {
  constexpr struct {
    Outcome outcome;
    const char* reason;
  } kCases[] = {{Outcome::kConflict, "store_conflict"},
                {Outcome::kUnknown, "store_unknown"},
                {Outcome::kNoSpace, "store_no_space"},
                {Outcome::kFenced, "store_fenced"},
                {Outcome::kCorrupt, "store_corrupt"}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.reason);
    Node node;
    FaultyStore store(node.memory);
    auto ledger = Ledger::Open(store, node.mark, node.machine, node.clock, {.batch_commands = 2});
    ASSERT_OK(ledger);
    store.FailAt(1, Strike::kBefore, c.outcome);
    std::vector<absl::Status> answers;
    for (std::uint64_t id = 1; id <= 3; ++id) {
      (*ledger)->Submit(NoteCommand(id, kSet, "a=x"),
                        [&](const auto& answer) { answers.push_back(answer.status()); });
    }
    (*ledger)->CommitWaiting();
    ASSERT_EQ(answers.size(), 3u);
    EXPECT_THAT(answers[0], ReasonIs(c.reason));
    EXPECT_THAT(answers[1], ReasonIs(c.reason));
    EXPECT_THAT(answers[2], ReasonIs("ledger_stopped")) << "it was never tried";
    EXPECT_THAT((*ledger)->status(), ReasonIs(c.reason));
    EXPECT_THAT(Do(**ledger, NoteCommand(4, kSet, "a=x")), ReasonIs("ledger_stopped"));
    EXPECT_FALSE((*ledger)->WaitToWrite());
    EXPECT_FALSE((*ledger)->WaitToAcknowledge());
  }
}

TEST(LedgerCrash, AMarkThatCannotBeWrittenStopsTheLedger) {
  Node node;
  FaultyMark mark(node.mark);
  auto ledger = Ledger::Open(node.memory, mark, node.machine, node.clock);
  ASSERT_OK(ledger);
  mark.FailAt(1, Strike::kBefore);
  EXPECT_THAT(Do(**ledger, NoteCommand(1, kSet, "a=x")), ReasonIs("mark_unusable"));
  EXPECT_THAT(Do(**ledger, NoteCommand(1, kSet, "a=x")), ReasonIs("ledger_stopped"));
  // The entry is durable though nobody was told: the repeat after the restart says so.
  auto again = Ledger::Open(node.memory, node.mark, node.machine, node.clock);
  ASSERT_OK(again);
  ASSERT_OK_AND_ASSIGN(const Committed answer, Do(**again, NoteCommand(1, kSet, "a=x")));
  EXPECT_TRUE(answer.repeated);
}

TEST(LedgerCrash, AStoreBehindItsMarkIsRefusedWithBothNumbers) {
  Node node;
  ASSERT_OK(node.mark.Write({.number = 7, .hash = Sha256::Of("seven")}));
  const auto opened = Ledger::Open(node.memory, node.mark, node.machine, node.clock);
  EXPECT_THAT(opened, ReasonIs(absl::StatusCode::kDataLoss, "ledger_behind_mark"));
  EXPECT_EQ(domain::ParametersOf(opened.status()),
            (std::vector<domain::Parameter>{{"head", "0"}, {"mark", "7"}}));
  ASSERT_OK(AcceptHead(node.memory, node.mark));
  EXPECT_OK(Ledger::Open(node.memory, node.mark, node.machine, node.clock));
}

TEST(LedgerCrash, AStoreThatGoesOnAfterTheMarkIsCheckedAndTheMarkFollows) {
  Node node;
  Mark first;
  {
    auto ledger = Ledger::Open(node.memory, node.mark, node.machine, node.clock);
    ASSERT_OK(ledger);
    ASSERT_OK(Do(**ledger, NoteCommand(1, kSet, "a=x")));
    first = (*ledger)->head();
    ASSERT_OK(Do(**ledger, NoteCommand(2, kSet, "b=x")));
    ASSERT_OK(Do(**ledger, NoteCommand(3, kSet, "c=x")));
  }
  ASSERT_OK_AND_ASSIGN(const auto last, node.mark.Read());
  ASSERT_OK(node.mark.Write(first));
  EXPECT_OK(Ledger::Open(node.memory, node.mark, node.machine, node.clock));
  EXPECT_THAT(node.mark.Read(), testing::IsOkAndHolds(last));

  ASSERT_OK(node.mark.Write({.number = 1, .hash = Sha256::Of("another chain")}));
  EXPECT_THAT(Ledger::Open(node.memory, node.mark, node.machine, node.clock),
              ReasonIs(absl::StatusCode::kDataLoss, "ledger_mark_differs"));
  ASSERT_OK(node.mark.Write(first));
  ASSERT_EQ(node.memory.Commit({{EntryKey(2), {}}}, {}, Durability::kSynced), Outcome::kOk);
  EXPECT_THAT(Ledger::Open(node.memory, node.mark, node.machine, node.clock),
              ReasonIs(absl::StatusCode::kDataLoss, "ledger_entry_missing"));
  MemoryMark lost;
  EXPECT_THAT(Ledger::Open(node.memory, lost, node.machine, node.clock),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "ledger_mark_missing"));
}

Command RandomCommand(std::mt19937_64& random, std::uint64_t id) {
  const std::string name(1, static_cast<char>('a' + random() % 5));
  const std::uint32_t kind = kSet + static_cast<std::uint32_t>(random() % 4);
  const bool has_text = kind == kSet || kind == kAppend;
  return NoteCommand(id, kind, has_text ? name + "=" + std::to_string(random() % 100) : name);
}

TEST(LedgerCrash, RandomRunsEndAsTheModelSays) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int run = 0; run < 60; ++run) {
    Node node;
    NotesModel model;
    std::vector<Command> unsure;  // Not known to be carried out: repeated after each restart.
    std::vector<Mark> told;       // Entries that somebody was told of.
    std::uint64_t next_id = 1;
    for (int life = 0; life < 4; ++life) {
      FaultyStore store(node.memory);
      FaultyMark mark(node.mark);
      const LedgerLimits limits{.batch_commands = 1 + random() % 5};
      auto ledger = Ledger::Open(store, mark, node.machine, node.clock, limits);
      ASSERT_OK(ledger);
      const Strike strike = random() % 2 == 0 ? Strike::kBefore : Strike::kAfter;
      const bool last = life == 3;
      if (!last && random() % 2 == 0) store.FailAt(1 + random() % 8, strike, Outcome::kUnknown);
      if (!last && random() % 2 == 0) mark.FailAt(1 + random() % 8, strike);

      std::vector<Command> wishes = std::move(unsure);
      unsure.clear();
      for (int i = 0; i < 20; ++i) wishes.push_back(RandomCommand(random, next_id++));
      for (const Command& wish : wishes) {
        (*ledger)->Submit(wish, [&, wish](const absl::StatusOr<Committed>& answer) {
          if (answer.status().code() == absl::StatusCode::kUnavailable) {
            unsure.push_back(wish);
          } else if (answer.ok()) {
            told.push_back({.number = answer->number, .hash = answer->hash});
          }
        });
        if (random() % 4 == 0) (*ledger)->CommitWaiting();
      }
      (*ledger)->CommitWaiting();
    }
    EXPECT_TRUE(unsure.empty());
    // The model is told by the entries in their order; the rows were made as they came.
    ASSERT_OK_AND_ASSIGN(const EntryPage entries, ReadEntries(node.memory, 1, {}));
    ASSERT_FALSE(entries.next.has_value());
    std::set<std::string> ids;
    for (const Entry& entry : entries.entries) {
      model.Carry(entry.command);
      EXPECT_TRUE(ids.insert(entry.command.id).second) << "carried out twice";
    }
    for (const Mark& mark : told) {
      ASSERT_LE(mark.number, entries.entries.size()) << "told of, and lost";
      EXPECT_EQ(entries.entries[mark.number - 1].hash, mark.hash);
    }
    ExpectSound(node, model);
  }
}

}  // namespace
}  // namespace par::ledger
