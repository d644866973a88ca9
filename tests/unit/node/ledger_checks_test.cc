// Goal: a check of the ledger goes on for as long as it takes and says how far it is; a node works
// on one at a time, which can be given up, and keeps none that nobody asks for.
// Method: a ledger of notes in memory, checked in pieces of a few entries under a clock that stands
// still until it is moved.
#include "common/node/ledger_checks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/ledger/entry.h"
#include "common/ledger/ledger.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::node {
namespace {

using par::testing::ReasonIs;
using CheckAnswer = v1::VerifyLedgerResponse;

constexpr std::uint64_t kNotesWritten = 25;
// What the rebuilt state holds: schema, head, the entries, their answers, and one note.
constexpr std::uint64_t kRowsOfNotes = 2 + 2 * kNotesWritten + 1;

class LedgerChecksTest : public ::testing::Test {
 protected:
  LedgerChecksTest() {
    auto ledger = ledger::Ledger::Open(store_, mark_, machine_, clock_);
    EXPECT_OK(ledger);
    for (std::uint64_t id = 1; id <= kNotesWritten; ++id) {
      (*ledger)->Submit(ledger::NoteCommand(id, ledger::kAppend, "a=x"),
                        [](const auto& answer) { EXPECT_OK(answer); });
    }
    (*ledger)->CommitWaiting();
  }
  absl::StatusOr<CheckAnswer> Ask(const std::string& caller, const std::string& run,
                                  std::uint32_t most, bool rebuild = false) {
    v1::VerifyLedgerRequest request;
    request.set_run(run);
    request.set_most(most);
    request.set_rebuild(rebuild);
    return checks_.Ask(caller, request);
  }
  absl::StatusOr<CheckAnswer> Cancel(const std::string& run) {
    v1::VerifyLedgerRequest request;
    request.set_run(run);
    request.set_cancel(true);
    return checks_.Ask("lan", request);
  }

  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  ledger::NotesMachine machine_;
  par::testing::ManualClock clock_;
  SeededRandom random_{7};
  LedgerChecks checks_{{.store = store_,
                        .clock = clock_,
                        .random = random_,
                        .new_machine = [] { return std::make_shared<ledger::NotesMachine>(); },
                        .language = domain::Language::kEnglish}};
};

TEST_F(LedgerChecksTest, SaysHowFarItIsUntilTheVerdict) {
  std::vector<std::string> told;
  std::string run;
  CheckAnswer last;
  do {
    ASSERT_OK_AND_ASSIGN(last, Ask("lan", run, 10, /*rebuild=*/true));
    told.push_back(CheckAnswer::Stage_Name(last.stage()).substr(6) + " " +
                   std::to_string(last.done()) + "/" + std::to_string(last.all()));
    if (run.empty()) run = last.run();
    clock_.Advance(LedgerChecks::kForgottenAfterMicros - 1);  // However long it takes in all.
    checks_.Tick();
  } while (!last.run().empty());
  EXPECT_EQ(told,
            (std::vector<std::string>{"CHAIN 10/25", "CHAIN 20/25", "REPLAY 0/25", "REPLAY 10/25",
                                      "REPLAY 20/25", "ROWS 0/53", "ROWS 10/53", "ROWS 20/53",
                                      "ROWS 30/53", "ROWS 40/53", "ROWS 50/53", "ROWS 53/53"}));
  EXPECT_TRUE(last.holds()) << last.fault();
  EXPECT_EQ(last.entries(), kNotesWritten);
  EXPECT_EQ(last.rows_compared(), kRowsOfNotes);
  ASSERT_OK_AND_ASSIGN(const CheckAnswer again, Ask("lan", run, 0));
  EXPECT_EQ(again.SerializeAsString(), last.SerializeAsString()) << "the answer may be lost";
}

TEST_F(LedgerChecksTest, AsMuchAsAQuarterOfASecondAllowsWhereNobodySaysHowMuch) {
  ASSERT_OK_AND_ASSIGN(const CheckAnswer answer, Ask("lan", "", 0));
  EXPECT_TRUE(answer.holds() && answer.run().empty()) << "a clock that stands allows all of it";
}

TEST_F(LedgerChecksTest, OneAtATimeOnANode) {
  ASSERT_OK_AND_ASSIGN(const CheckAnswer first, Ask("lan", "", 1));
  EXPECT_THAT(Ask("minh", "", 1), ReasonIs("ledger_check_under_way"));
  ASSERT_OK_AND_ASSIGN(const CheckAnswer newer, Ask("lan", "", 1));
  EXPECT_THAT(Ask("lan", first.run(), 1), ReasonIs("ledger_check_gone")) << "begun anew";
  EXPECT_THAT(Cancel(first.run()), ReasonIs("ledger_check_gone"));
  EXPECT_THAT(Ask("minh", "", 1), ReasonIs("ledger_check_under_way"));
  ASSERT_OK(Ask("lan", newer.run(), 0));
  EXPECT_OK(Ask("minh", "", 1)) << "the one before is finished";
}

TEST_F(LedgerChecksTest, GivenUpOrForgottenItHindersNobody) {
  ASSERT_OK_AND_ASSIGN(const CheckAnswer given_up, Ask("lan", "", 1, true));
  ASSERT_OK(Cancel(given_up.run()));
  ASSERT_OK_AND_ASSIGN(const CheckAnswer left, Ask("minh", "", 1));
  EXPECT_THAT(Ask("lan", "", 1), ReasonIs("ledger_check_under_way"));
  clock_.Advance(LedgerChecks::kForgottenAfterMicros);
  checks_.Tick();
  EXPECT_THAT(Ask("minh", left.run(), 1), ReasonIs("ledger_check_gone"));
  EXPECT_OK(Ask("lan", "", 1));
}

TEST_F(LedgerChecksTest, AFaultEndsItWithItsText) {
  ASSERT_OK_AND_ASSIGN(const CheckAnswer begun, Ask("lan", "", 1, true));
  ASSERT_OK(Ask("lan", begun.run(), 100));
  ASSERT_EQ(store_.Commit({{ledger::EntryKey(3), std::nullopt}}, {}, storage::Durability::kSynced),
            storage::Outcome::kOk);
  ASSERT_OK_AND_ASSIGN(const CheckAnswer sound, Ask("lan", begun.run(), 0));
  EXPECT_TRUE(sound.holds()) << "it looks at the ledger as it was when it began";
  ASSERT_OK_AND_ASSIGN(const CheckAnswer broken, Ask("lan", "", 0, true));
  EXPECT_FALSE(broken.holds());
  EXPECT_EQ(broken.fault(), "entry 3 is missing");
  EXPECT_EQ(broken.run(), "");
}

}  // namespace
}  // namespace par::node
