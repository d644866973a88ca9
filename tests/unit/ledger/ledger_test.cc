// Goal: commands are decided in order, answered once and only when durable, and a repeat changes
// nothing; the queue is bounded; whoever submits from many threads is served.
// Method: a machine of notes on a memory store; each rule by a test of its own.
#include "common/ledger/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/ledger/entry.h"
#include "common/ledger/verify.h"
#include "common/storage/memory_store.h"
#include "tests/support/faulty_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::ledger {
namespace {

using ::testing::ElementsAre;
using testing::ReasonIs;
using ::testing::SizeIs;
using testing::StatusIs;
using WhenDone = absl::StatusOr<Committed>;

class LedgerTest : public ::testing::Test {
 protected:
  void Open(const LedgerLimits& limits = {}) {
    ledger_.reset();
    auto opened = Ledger::Open(store_, mark_, machine_, clock_, limits);
    ASSERT_OK(opened);
    ledger_ = *std::move(opened);
  }
  // The answer comes into the returned place once it is given.
  std::shared_ptr<std::optional<WhenDone>> Submit(Command command) {
    auto place = std::make_shared<std::optional<WhenDone>>();
    ledger_->Submit(std::move(command), [place](WhenDone answer) {
      EXPECT_FALSE(place->has_value()) << "answered twice";
      *place = std::move(answer);
    });
    return place;
  }
  WhenDone Do(Command command) {
    const auto place = Submit(std::move(command));
    ledger_->CommitWaiting();
    return place->has_value() ? **place : absl::InternalError("no answer");
  }

  storage::MemoryStore memory_;
  testing::FaultyStore store_{memory_};
  MemoryMark mark_;
  NotesMachine machine_;
  testing::ManualClock clock_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerTest, OneBatchSeesItsEarlierEntries) {
  Open();
  const auto first = Submit(NoteCommand(1, kAppend, "a=x"));
  const auto second = Submit(NoteCommand(2, kAppend, "a=y"));
  const auto third = Submit(NoteCommand(3, kCount, "n"));
  EXPECT_FALSE(first->has_value()) << "nothing is answered before it is written";
  EXPECT_EQ(ledger_->CommitWaiting(), 3u);
  EXPECT_EQ((**first)->response, "x");
  EXPECT_EQ((**second)->response, "xy");
  EXPECT_EQ((**third)->response, "1");
  EXPECT_EQ((**third)->number, 3u);
  EXPECT_EQ((**third)->hash, ledger_->head().hash);
}

TEST_F(LedgerTest, NothingIsAnsweredBeforeTheMarkIsSynced) {
  Open();
  const auto answer = Submit(NoteCommand(1, kSet, "a=x"));
  EXPECT_EQ(ledger_->WriteNext(), 1u);
  EXPECT_EQ(NotesIn(memory_).size(), 1u);
  EXPECT_FALSE(answer->has_value());
  const auto repeat = Submit(NoteCommand(1, kSet, "a=x"));
  EXPECT_EQ(ledger_->WriteNext(), 1u);
  EXPECT_FALSE(repeat->has_value()) << "nor is a repeat of it";
  EXPECT_EQ(ledger_->AcknowledgeWritten(), 2u);
  EXPECT_EQ((**answer)->number, 1u);
  EXPECT_TRUE((**repeat)->repeated);
  ASSERT_OK_AND_ASSIGN(const auto mark, mark_.Read());
  EXPECT_EQ(mark, ledger_->head());
}

TEST_F(LedgerTest, ARefusalLeavesNoTrace) {
  Open();
  const auto before = Submit(NoteCommand(1, kSet, "a=x"));
  const auto refused = Submit(NoteCommand(2, kErase, "none"));
  const auto after = Submit(NoteCommand(3, kSet, "b=y"));
  ledger_->CommitWaiting();
  EXPECT_THAT(**refused, ReasonIs(absl::StatusCode::kNotFound, "text_empty"));
  EXPECT_EQ((**after)->number, 2u);
  EXPECT_THAT(NotesIn(memory_), SizeIs(2));
  EXPECT_OK(Do(NoteCommand(4, kSet, "none=z")));
  EXPECT_OK(Do(NoteCommand(2, kErase, "none"))) << "the refusal was not kept: it is decided anew";
}

TEST_F(LedgerTest, ARepeatGetsTheSameAnswerAndChangesNothing) {
  Open();
  ASSERT_OK_AND_ASSIGN(const Committed first, Do(NoteCommand(1, kAppend, "a=x")));
  const auto twice = Submit(NoteCommand(2, kAppend, "a=y"));
  const auto again = Submit(NoteCommand(2, kAppend, "a=y"));
  ledger_->CommitWaiting();
  EXPECT_EQ((**again)->number, (**twice)->number);
  Open();
  ASSERT_OK_AND_ASSIGN(const Committed later, Do(NoteCommand(1, kAppend, "a=x")));
  EXPECT_EQ(later.number, first.number);
  EXPECT_EQ(later.hash, first.hash);
  EXPECT_EQ(later.response, first.response);
  EXPECT_TRUE(later.repeated);
  EXPECT_FALSE(first.repeated);
  EXPECT_EQ(NotesIn(memory_).at("a"), "xy");
  EXPECT_EQ(ledger_->head().number, 2u);
}

TEST_F(LedgerTest, AnIdIsNotUsedForAnotherWish) {
  Open();
  const Command first = NoteCommand(1, kSet, "a=x");
  ASSERT_OK(Do(first));
  struct Case {
    const char* why;
    Command command;
  };
  std::vector<Case> cases(7, Case{"", first});
  cases[0].why = "payload", cases[0].command.payload = "a=y";
  cases[1].why = "kind", cases[1].command.kind = kAppend;
  cases[2].why = "account", cases[2].command.actor.account = "mai";
  cases[3].why = "role", cases[3].command.actor.role = "leader";
  cases[4].why = "actor's unit", cases[4].command.actor.unit = "51";
  cases[5].why = "unit", cases[5].command.unit = "51";
  cases[6].why = "cycle", cases[6].command.cycle = "2023";
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_THAT(Do(c.command), ReasonIs(absl::StatusCode::kAlreadyExists, "command_id_reused"));
  }
  EXPECT_EQ(ledger_->head().number, 1u);
}

TEST_F(LedgerTest, CommandsBeyondTheLimitsAreRefusedAtOnce) {
  Open();
  std::vector<std::pair<Command, const char*>> cases(4, {NoteCommand(1, kSet, "a=x"), ""});
  cases[0].first.id = "short", cases[0].second = "command_id_malformed";
  cases[1].first.payload.assign(kMaxPayloadBytes + 1, 'p'), cases[1].second = "command_too_large";
  cases[2].first.cycle.assign(kMaxFieldBytes + 1, 'c'), cases[2].second = "text_too_long";
  cases[3].first.actor.role.assign(kMaxFieldBytes + 1, 'r'), cases[3].second = "text_too_long";
  for (const auto& [command, reason] : cases) {
    SCOPED_TRACE(reason);
    const auto answer = Submit(command);
    ASSERT_TRUE(answer->has_value());
    EXPECT_THAT(**answer, ReasonIs(absl::StatusCode::kInvalidArgument, reason));
  }
  Command largest = NoteCommand(2, kSet, "");
  largest.actor = {std::string(kMaxFieldBytes, 'u'), std::string(kMaxFieldBytes, 'a'),
                   std::string(kMaxFieldBytes, 'r')};
  largest.unit = largest.cycle = largest.actor.unit;
  largest.payload = "a=" + std::string(kMaxPayloadBytes - 2, 'p');
  EXPECT_OK(Do(largest));
  EXPECT_THAT(Do(NoteCommand(3, kFlood, "a")), ReasonIs("command_too_large"));
  EXPECT_OK(ledger_->status());
}

TEST_F(LedgerTest, AFullQueueRefusesAndRecovers) {
  Open({.waiting_commands = 2});
  const auto first = Submit(NoteCommand(1, kSet, "a=x"));
  const auto second = Submit(NoteCommand(2, kSet, "b=x"));
  const auto third = Submit(NoteCommand(3, kSet, "c=x"));
  ASSERT_TRUE(third->has_value());
  EXPECT_THAT(**third, ReasonIs(absl::StatusCode::kResourceExhausted, "ledger_busy"));
  ledger_->CommitWaiting();
  EXPECT_OK(**first);
  EXPECT_OK(**second);
  EXPECT_OK(Do(NoteCommand(3, kSet, "c=x")));
  Open({.waiting_bytes = 1000});
  EXPECT_THAT(**Submit(NoteCommand(4, kSet, "d=" + std::string(1000, 'x'))),
              ReasonIs("ledger_busy"));
}

TEST_F(LedgerTest, BatchesKeepTheirLimitsAndTheMarkTheirOrder) {
  Open({.batch_commands = 3, .unacknowledged_batches = 2});
  for (std::uint64_t id = 1; id <= 10; ++id) Submit(NoteCommand(id, kAppend, "a=x"));
  EXPECT_EQ(ledger_->WriteNext(), 3u);
  EXPECT_EQ(ledger_->WriteNext(), 3u);
  EXPECT_EQ(ledger_->WriteNext(), 0u) << "two batches wait for the mark";
  EXPECT_EQ(ledger_->AcknowledgeWritten(), 6u);
  EXPECT_EQ(ledger_->CommitWaiting(), 4u);
  EXPECT_EQ(NotesIn(memory_).at("a"), std::string(10, 'x'));
  Open({.batch_bytes = 1});
  Submit(NoteCommand(11, kSet, "a=x"));
  Submit(NoteCommand(12, kSet, "a=x"));
  EXPECT_EQ(ledger_->WriteNext(), 1u);
  ledger_->AcknowledgeWritten();
  EXPECT_EQ(ledger_->CommitWaiting(), 1u);
}

TEST_F(LedgerTest, EntriesTellWhoDidWhatAndWhen) {
  Open();
  clock_.SetWall(1700000000000000);
  const Command command = NoteCommand(1, kSet, "a=x");
  ASSERT_OK(Do(command));
  clock_.SetWall(1600000000000000);
  ASSERT_OK(Do(NoteCommand(2, kSet, "b=y")));
  ASSERT_OK(Do(NoteCommand(3, kSet, "c=z")));
  ASSERT_OK_AND_ASSIGN(const auto entry, ReadEntry(memory_, 1));
  EXPECT_EQ(entry->command.actor, command.actor);
  EXPECT_EQ(entry->command.unit, command.unit);
  EXPECT_EQ(entry->command.cycle, command.cycle);
  EXPECT_EQ(entry->command.payload, command.payload);
  EXPECT_EQ(entry->time, 1700000000000000);
  ASSERT_OK_AND_ASSIGN(const auto none, ReadEntry(memory_, 4));
  EXPECT_FALSE(none.has_value());
  std::vector<std::uint64_t> numbers;
  for (std::optional<std::uint64_t> next = 1; next.has_value();) {
    ASSERT_OK_AND_ASSIGN(const EntryPage page, ReadEntries(memory_, *next, {.rows = 2}));
    for (const Entry& e : page.entries) numbers.push_back(e.number);
    next = page.next;
  }
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3));
}

TEST_F(LedgerTest, ClosingAnswersEveryoneWhoWaits) {
  Open();
  const auto waiting = Submit(NoteCommand(1, kSet, "a=x"));
  const auto written = Submit(NoteCommand(2, kSet, "a=x"));
  ledger_->Close();
  EXPECT_THAT(**waiting, ReasonIs(absl::StatusCode::kUnavailable, "ledger_stopped"));
  EXPECT_THAT(**written, ReasonIs("ledger_stopped"));
  EXPECT_THAT(**Submit(NoteCommand(3, kSet, "a=x")), ReasonIs("ledger_stopped"));
  Open();
  const auto unmarked = Submit(NoteCommand(4, kSet, "a=x"));
  ledger_->WriteNext();
  ledger_.reset();
  EXPECT_THAT(**unmarked, ReasonIs("ledger_stopped"));
}

TEST_F(LedgerTest, AStoreThatCannotBeReadStopsTheLedger) {
  Open();
  const auto first = Submit(NoteCommand(1, kErase, "a"));
  const auto second = Submit(NoteCommand(2, kSet, "a=x"));
  store_.FailReads();
  ledger_->CommitWaiting();
  EXPECT_THAT(**first, ReasonIs("store_corrupt"));
  EXPECT_THAT(**second, ReasonIs("ledger_stopped"));
  EXPECT_THAT(ledger_->status(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(LedgerTest, ServesManyThreads) {
  Open({.batch_commands = 7});
  constexpr std::uint64_t kThreads = 8;
  constexpr std::uint64_t kEach = 50;
  std::thread writer([this] {
    while (ledger_->WaitToWrite()) ledger_->WriteNext();
  });
  std::thread acknowledger([this] {
    while (ledger_->WaitToAcknowledge()) ledger_->AcknowledgeWritten();
  });
  std::atomic<std::uint64_t> committed = 0;
  std::vector<std::thread> clerks;
  for (std::uint64_t t = 0; t < kThreads; ++t) {
    clerks.emplace_back([this, t, &committed] {
      for (std::uint64_t i = 0; i < kEach; ++i) {
        std::promise<void> answered;
        ledger_->Submit(NoteCommand(1 + t * kEach + i, kAppend, "a=x"),
                        [&](const WhenDone& answer) {
                          if (answer.ok()) ++committed;
                          answered.set_value();
                        });
        answered.get_future().wait();
      }
    });
  }
  for (std::thread& clerk : clerks) clerk.join();
  ledger_->Close();
  writer.join();
  acknowledger.join();
  EXPECT_EQ(committed, kThreads * kEach);
  EXPECT_EQ(NotesIn(memory_).at("a").size(), kThreads * kEach);
  ASSERT_OK_AND_ASSIGN(const auto mark, mark_.Read());
  ASSERT_OK_AND_ASSIGN(const VerifyReport report, VerifyLedger(memory_, *mark));
  EXPECT_EQ(report.entries, kThreads * kEach);
}

// The ledger asks for the time while it decides.
class HookedClock final : public Clock {
 public:
  std::int64_t WallMicros() const override {
    if (hook) std::exchange(hook, nullptr)();
    return 0;
  }
  std::int64_t MonotonicMicros() const override { return 0; }
  mutable std::function<void()> hook;
};

// Whoever acknowledges may wake at any moment of it: a hundred times.
TEST_F(LedgerTest, WhatIsWrittenWhileItIsClosedIsStillAcknowledged) {
  for (int round = 0; round < 100; ++round) {
    std::optional<WhenDone> answer;
    const HookedClock clock;
    storage::MemoryStore store;
    MemoryMark mark;
    ASSERT_OK_AND_ASSIGN(const auto ledger, Ledger::Open(store, mark, machine_, clock));
    ledger->Submit(NoteCommand(1, kSet, "a=x"), [&](WhenDone given) { answer = std::move(given); });
    std::thread acknowledger;
    clock.hook = [&] {
      ledger->Close();
      acknowledger = std::thread([&] {
        while (ledger->WaitToAcknowledge()) ledger->AcknowledgeWritten();
      });
      std::this_thread::yield();
    };
    EXPECT_EQ(ledger->WriteNext(), 1u);
    acknowledger.join();
    ASSERT_TRUE(answer.has_value()) << "round " << round;
    EXPECT_OK(answer->status());
  }
}

}  // namespace
}  // namespace par::ledger
