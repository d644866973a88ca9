// Goal: whoever rewrites or sets back a node's ledger, mark and all, is found out by the node
// above; a recovered machine has another ledger and no fault; and nobody's ledger grows because of
// it. Method: the rule as a table; rows written by words of every kind; then real ledgers and lines
// of the simulation, whose disks are set back, replaced and cut off at the worst moment.
#include "common/exchange/witness.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/exchange/limits.h"
#include "common/ledger/overlay.h"
#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/exchange/hand_spoken_parent.h"

namespace par::exchange {
namespace {

using par::testing::ReasonIs;

constexpr std::int64_t kWitnessDay = 24 * 3600 * kSecond;

// Entry `number` of the ledger called `name`.
Position HeadOf(std::uint64_t number, const std::string& name = "true") {
  return {.length = number, .head = Sha256::Of(name + std::to_string(number))};
}

struct Told {
  Position witnessed;
  std::string here;
};
v1::LedgerWord Word(const Position& end, const std::optional<Told>& answer = std::nullopt,
                    bool fresh = false) {
  v1::LedgerWord word;
  *word.mutable_end() = ToWire(end);
  word.set_fresh(fresh);
  if (answer.has_value()) {
    *word.mutable_witnessed() = ToWire(answer->witnessed);
    word.set_here(answer->here);
  }
  return word;
}
v1::LedgerWord Holding(const Position& end, const Position& witnessed) {
  return Word(end, Told{witnessed, witnessed.head.ToBytes()});
}

TEST(Witness, JudgesWhatANodeSaysOfItsLedger) {
  const Position ten = HeadOf(10);
  const std::string other = HeadOf(10, "other").head.ToBytes();
  struct Case {
    std::string_view why;
    v1::LedgerWord word;
    bool restarted;
    Witnessing want;
  };
  const Case cases[] = {
      {"the end itself", Word(ten), true, Witnessing::kHolds},
      {"longer, and it says that it goes on from there", Holding(HeadOf(12), ten), false,
       Witnessing::kHolds},
      {"longer, and it has not been asked yet", Word(HeadOf(12)), true, Witnessing::kUnknown},
      {"an answer about what was witnessed before", Holding(HeadOf(12), HeadOf(9)), true,
       Witnessing::kUnknown},
      {"another entry there", Word(HeadOf(12), Told{ten, other}), false, Witnessing::kDiffers},
      {"no entry there", Word(HeadOf(8), Told{ten, ""}), false, Witnessing::kDiffers},
      {"shorter than it was: a process begins with what the disk holds", Word(HeadOf(8)), true,
       Witnessing::kDiffers},
      {"shorter, in a process that has spoken before: a word of earlier comes again",
       Word(HeadOf(8)), false, Witnessing::kUnknown},
      {"as long, with another end", Word(HeadOf(10, "other")), true, Witnessing::kDiffers},
      {"it says that it holds what lies behind its end", Holding(HeadOf(8), ten), true,
       Witnessing::kDiffers},
  };
  record::WitnessRow row;
  row.set_ledger(1);
  *row.mutable_newest() = ToWire(ten);
  for (const Case& c : cases) {
    EXPECT_EQ(Judge(row, c.word, c.restarted), c.want) << c.why;
  }
  EXPECT_EQ(Judge({}, Word(ten), true), Witnessing::kFirst);
}

// The rows of a node above, one word after the other.
class WitnessRows : public ::testing::Test {
 protected:
  void Say(const v1::LedgerWord& word, std::int64_t time, bool restarted = false,
           bool another_machine = false) {
    ledger::Overlay overlay(store_);
    ASSERT_OK(TakeWord(overlay, "C", word,
                       {.restarted = restarted, .another_machine = another_machine}, time));
    overlay.KeepStep();
    ASSERT_EQ(store_.Commit(overlay.TakeBatch(), {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
  }
  [[nodiscard]] record::WitnessRow Row() const { return *ReadWitness(store_, "C"); }
  [[nodiscard]] absl::Status doubt() const { return DoubtOf(Row(), "C"); }
  // "1/10 1/12": ledger and number.
  [[nodiscard]] std::string Kept() const {
    std::string text;
    const std::vector<WitnessedHead> heads = *WitnessedHeads(store_, "C");
    for (const WitnessedHead& head : heads) {
      text += (text.empty() ? "" : " ") + std::to_string(head.ledger) + "/" +
              std::to_string(head.number);
    }
    return text;
  }

  storage::MemoryStore store_;
};

TEST_F(WitnessRows, KeepTheFirstOfADayAndTheNewest) {
  Say(Word(HeadOf(5)), 10 * kWitnessDay);
  Say(Holding(HeadOf(6), HeadOf(5)), 10 * kWitnessDay + kSecond);
  Say(Holding(HeadOf(7), HeadOf(6)), 10 * kWitnessDay + 2 * kSecond);
  EXPECT_EQ(Kept(), "1/5 1/7");
  Say(Holding(HeadOf(9), HeadOf(7)), 11 * kWitnessDay);
  Say(Holding(HeadOf(11), HeadOf(9)), 11 * kWitnessDay + kSecond);
  EXPECT_EQ(Kept(), "1/5 1/9 1/11");
  Say(Word(HeadOf(11)), 11 * kWitnessDay + 2 * kSecond, /*restarted=*/true);
  EXPECT_EQ(Kept(), "1/5 1/9 1/11");
  EXPECT_EQ(Row().newest_at(), 11 * kWitnessDay + 2 * kSecond) << "when it was last seen so";
}

TEST_F(WitnessRows, AreBounded) {
  Say(Word(HeadOf(1)), 0);
  const std::uint64_t days = kMostWitnessedHeads + 5;
  for (std::uint64_t day = 1; day <= days; ++day) {
    Say(Holding(HeadOf(day + 1), HeadOf(day)), static_cast<std::int64_t>(day) * kWitnessDay);
  }
  const auto heads = *WitnessedHeads(store_, "C");
  EXPECT_EQ(heads.size(), kMostWitnessedHeads);
  EXPECT_EQ(heads.front().number, 7u) << "the oldest go";
  EXPECT_EQ(heads.back().number, days + 1);
}

TEST_F(WitnessRows, AFloodOfRecoveriesMakesNothingForgotten) {
  Say(Word(HeadOf(10)), kWitnessDay);
  for (std::uint64_t i = 0; i < kMostWitnessedHeads + 5; ++i) {
    Say(Word(HeadOf(2, "new " + std::to_string(i)), std::nullopt, /*fresh=*/true), 2 * kWitnessDay,
        /*restarted=*/true);
  }
  const auto heads = *WitnessedHeads(store_, "C");
  EXPECT_LE(heads.size(), kMostWitnessedHeads + 1);
  EXPECT_EQ(heads.front().number, 10u);
  EXPECT_EQ(heads.back().hash, FromWire(Row().newest()).head);
}

// The node above came back from a backup that is older than a recovery below.
TEST_F(WitnessRows, AnotherMachineHasAnotherLedgerAlsoWhereTheNodeAboveForgotThat) {
  Say(Word(HeadOf(10)), kWitnessDay);
  Say(Word(HeadOf(7, "new")), 2 * kWitnessDay, /*restarted=*/true, /*another_machine=*/true);
  EXPECT_OK(doubt());
  EXPECT_EQ(Row().ledger(), 2u);
}

TEST_F(WitnessRows, AHeadIsNotTakenBeforeTheOneBeforeItIsSaidToBeHeld) {
  Say(Word(HeadOf(10)), kWitnessDay);
  Say(Word(HeadOf(12, "other")), kWitnessDay, /*restarted=*/true);
  EXPECT_EQ(Row().newest().length(), 10u);
  EXPECT_OK(doubt()) << "it has not been asked";
  Say(Word(HeadOf(13, "other"), Told{HeadOf(10), HeadOf(10, "other").head.ToBytes()}), kWitnessDay);
  EXPECT_THAT(doubt(), ReasonIs(absl::StatusCode::kDataLoss, "ledger_witness_differs"));
  EXPECT_EQ(Row().newest().length(), 10u) << "what was witnessed stays";
}

TEST_F(WitnessRows, ADoubtLastsUntilTheLedgerIsBack) {
  Say(Word(HeadOf(10)), kWitnessDay);
  Say(Word(HeadOf(8)), 2 * kWitnessDay, /*restarted=*/true);
  EXPECT_THAT(doubt(), ReasonIs(absl::StatusCode::kDataLoss, "ledger_witness_behind"));
  Say(Word(HeadOf(20, "other")), 3 * kWitnessDay, /*restarted=*/true);
  EXPECT_FALSE(doubt().ok()) << "having grown past it proves nothing";
  EXPECT_EQ(Row().doubted_since(), 2 * kWitnessDay);
  Say(Holding(HeadOf(11), HeadOf(10)), 4 * kWitnessDay);
  EXPECT_OK(doubt());
  EXPECT_EQ(Row().doubted_until(), 4 * kWitnessDay) << "that it was so is still known";
  EXPECT_EQ(Row().doubted().length(), 10u);
  EXPECT_EQ(Row().ledger(), 1u);
}

TEST_F(WitnessRows, ARecoveredMachineHasAnotherLedgerAndThePastIsKept) {
  Say(Word(HeadOf(10)), kWitnessDay);
  Say(Holding(HeadOf(14), HeadOf(10)), kWitnessDay + 1);
  Say(Word(HeadOf(3, "new"), std::nullopt, /*fresh=*/true), 2 * kWitnessDay, /*restarted=*/true);
  EXPECT_OK(doubt());
  EXPECT_EQ(Kept(), "1/10 1/14 2/3");
  // Its answer was lost, so it says once more that it is new; then it goes on.
  Say(Word(HeadOf(4, "new"), std::nullopt, /*fresh=*/true), 2 * kWitnessDay);
  EXPECT_EQ(Kept(), "1/10 1/14 2/3") << "one, not two";
  Say(Holding(HeadOf(5, "new"), HeadOf(3, "new")), 2 * kWitnessDay + 1);
  EXPECT_EQ(Kept(), "1/10 1/14 2/3 2/5");
  Say(Word(HeadOf(2, "new")), 3 * kWitnessDay, /*restarted=*/true);
  EXPECT_FALSE(doubt().ok()) << "said once, that counts once";
}

TEST_F(WitnessRows, ABackupThatLostNothingIsTheSameLedger) {
  Say(Word(HeadOf(10)), kWitnessDay);
  Say(Word(HeadOf(12), std::nullopt, /*fresh=*/true), 2 * kWitnessDay, /*restarted=*/true);
  Say(Holding(HeadOf(12), HeadOf(10)), 2 * kWitnessDay);
  EXPECT_EQ(Row().ledger(), 1u);
  Say(Word(HeadOf(9)), 3 * kWitnessDay, /*restarted=*/true);
  EXPECT_FALSE(doubt().ok()) << "and the excuse is used up";
}

TEST_F(WitnessRows, ARecoveryEndsADoubt) {
  Say(Word(HeadOf(10)), kWitnessDay);
  Say(Word(HeadOf(8)), 2 * kWitnessDay, /*restarted=*/true);
  EXPECT_FALSE(doubt().ok());
  Say(Word(HeadOf(1, "new"), std::nullopt, /*fresh=*/true), 3 * kWitnessDay, /*restarted=*/true);
  EXPECT_OK(doubt());
  EXPECT_EQ(Row().doubted_since(), 2 * kWitnessDay);
  EXPECT_EQ(Kept(), "1/10 2/1");
}

TEST_F(WitnessRows, WhatIsMalformedTellsNothing) {
  v1::LedgerWord cut = Word(HeadOf(10));
  cut.mutable_end()->set_head("short");
  const v1::LedgerWord none = Word(Position{});
  for (const v1::LedgerWord& word : {v1::LedgerWord(), cut, none}) {
    Say(word, kWitnessDay, /*restarted=*/true);
    EXPECT_EQ(Row().ledger(), 0u);
  }
  Say(Word(HeadOf(10)), kWitnessDay);
  Say(cut, 2 * kWitnessDay, /*restarted=*/true);
  EXPECT_OK(doubt());
  EXPECT_EQ(Row().newest().length(), 10u);
  Say(Word(HeadOf(12), Told{HeadOf(10), "short"}), 3 * kWitnessDay);
  EXPECT_THAT(doubt(), ReasonIs(absl::StatusCode::kDataLoss, "ledger_witness_behind"));
}

TEST(WitnessLines, AHelloCostsTheOneEntryThatItDidAndOlderNodesAreToldNothing) {
  testing::HandSpokenParent node;
  auto link = node.Connect("C");
  v1::LinkMessage hello = testing::HandSpokenParent::Hello("C", "m1", {UpOf("c")});
  const std::uint64_t before = node.entries();
  auto said = node.Hear(*link, hello);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_FALSE(said[0].hello_ack().has_witnessed());
  EXPECT_EQ(ReadWitness(node.store(), "C")->ledger(), 0u);
  *hello.mutable_hello()->mutable_ledger() = Word(HeadOf(10));
  said = node.Hear(*link, hello);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(FromWire(said[0].hello_ack().witnessed()), HeadOf(10));
  EXPECT_EQ(node.entries(), before + 2);
  // What was witnessed, not what is told: the answer to it comes with the next hello.
  hello.mutable_hello()->set_boot_nonce("the next boot");
  *hello.mutable_hello()->mutable_ledger() = Word(HeadOf(12));
  said = node.Hear(*link, hello);
  EXPECT_EQ(FromWire(said.at(0).hello_ack().witnessed()), HeadOf(10));
  EXPECT_OK(link->Standing().ledger_doubt);
  *hello.mutable_hello()->mutable_ledger() =
      Word(HeadOf(12), Told{HeadOf(10), HeadOf(10, "other").head.ToBytes()});
  said = node.Hear(*link, hello);
  EXPECT_EQ(said.at(0).hello_ack().status(), v1::HELLO_STATUS_OK) << "the line goes on";
  EXPECT_EQ(said.at(0).hello_ack().grants_size(), 1);
  EXPECT_FALSE(link->Standing().ledger_doubt.ok());
  EXPECT_FALSE(link->Standing().another_ledger);
  *hello.mutable_hello()->mutable_ledger() = Word(HeadOf(2, "new"), std::nullopt, /*fresh=*/true);
  hello.mutable_hello()->set_boot_nonce("a boot of another machine");
  said = node.Hear(*link, hello);
  EXPECT_TRUE(link->Standing().another_ledger);
  EXPECT_OK(link->Standing().ledger_doubt);
}

}  // namespace
}  // namespace par::exchange
