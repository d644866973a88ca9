// Goal: a node tells the one above of its ledger, answers what was witnessed of it, and is found
// out when its disk was set back or rewritten; its line goes on, and no ledger grows by it. Method:
// a real node below whose node above is spoken by hand; then real ledgers and lines of the
// simulation, whose disks are set back, replaced and cut off at the worst moment.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/exchange/limits.h"
#include "common/exchange/witness.h"
#include "common/ledger/entry.h"
#include "tests/sim/world.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/exchange/hand_spoken_child.h"

namespace par::exchange {
namespace {

using par::testing::ReasonIs;

// What the node above says when it has taken all of a push.
v1::LinkMessage AckOfAll(const v1::Push& push) {
  v1::LinkMessage message;
  v1::Ack& ack = *message.mutable_ack();
  *ack.mutable_stream() = push.stream();
  *ack.mutable_session() = push.session();
  *ack.mutable_durable() = push.base();
  for (const v1::Event& event : push.events()) {
    ack.mutable_durable()->set_length(event.seq());
    ack.mutable_durable()->set_head(event.hash());
    v1::Result& result = *ack.add_results();
    result.set_submission_id(event.item().submission_id());
    result.set_seq(event.seq());
    result.set_verdict(v1::VERDICT_APPLIED);
  }
  return message;
}

// A real node below; the test speaks as the node above.
class OwnLedgerTest : public ::testing::Test {
 protected:
  // The hello in what it says; its pushes are acknowledged.
  std::optional<v1::Hello> HelloIn(std::vector<v1::LinkMessage> said) {
    std::optional<v1::Hello> hello;
    for (std::size_t i = 0; i < said.size(); ++i) {
      if (said[i].has_hello()) hello = said[i].hello();
      if (!said[i].has_push()) continue;
      for (v1::LinkMessage& more : node_.Step(MessageIn{AckOfAll(said[i].push())})) {
        said.push_back(std::move(more));
      }
    }
    return hello;
  }
  std::optional<v1::Hello> Answer(const v1::Hello& hello, const Position& witnessed) {
    v1::LinkMessage answer = testing::HandSpokenChild::AnswerTo(hello);
    *answer.mutable_hello_ack()->mutable_witnessed() = ToWire(witnessed);
    return HelloIn(node_.Step(MessageIn{answer}));
  }
  std::optional<v1::Hello> HelloWithin(std::int64_t micros) {
    for (std::int64_t lived = 0; lived < micros; lived += 20 * kSecond) {
      node_.Wait(20 * kSecond);
      if (auto hello = HelloIn(node_.Step(Tick{})); hello.has_value()) return hello;
    }
    return std::nullopt;
  }

  testing::HandSpokenChild node_;
};

TEST_F(OwnLedgerTest, IsToldWithTheHelloAndAgainWhenItHasGrown) {
  const v1::Hello first = *HelloIn(node_.Step(Connected{}));
  ASSERT_TRUE(first.has_ledger());
  EXPECT_EQ(first.ledger().end().length(), node_.entries());
  EXPECT_TRUE(first.ledger().fresh());
  EXPECT_FALSE(first.ledger().has_witnessed());
  const Position end = FromWire(first.ledger().end());
  (void)Answer(first, end);  // The first that was ever witnessed.
  EXPECT_EQ(node_.status().witnessed, end.length);
  node_.Save("more");
  const auto next = HelloWithin(2 * kTellOfLedgerMicros);
  ASSERT_TRUE(next.has_value()) << "an hour later, for it has grown";
  EXPECT_FALSE(next->ledger().fresh());
  EXPECT_EQ(FromWire(next->ledger().witnessed()), end);
  EXPECT_EQ(next->ledger().here(), end.head.ToBytes());
  EXPECT_GT(next->ledger().end().length(), end.length);
  (void)Answer(*next, end);  // It could not write it down.
  EXPECT_FALSE(HelloWithin(10 * 60 * kSecond).has_value()) << "it has just said so";
}

TEST_F(OwnLedgerTest, AProcessThatJustBeganAnswersAMinuteLater) {
  node_.Save("one");
  const v1::Hello hello = *HelloIn(node_.Step(Connected{}));
  const ledger::Entry first = **ledger::ReadEntry(node_.store(), 1);
  const Position witnessed{.length = 1, .head = first.hash};
  (void)Answer(hello, witnessed);
  EXPECT_FALSE(HelloWithin(kAnswerOfLedgerMicros - 20 * kSecond).has_value());
  const auto answer = HelloWithin(60 * kSecond);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(FromWire(answer->ledger().witnessed()), witnessed);
  EXPECT_EQ(answer->ledger().here(), first.hash.ToBytes());
}

TEST_F(OwnLedgerTest, ALedgerThatRestsSaysNothingMore) {
  v1::Hello hello = *HelloIn(node_.Step(Connected{}));
  (void)Answer(hello, FromWire(hello.ledger().end()));
  // The first comparison is an entry of its own: that much it has grown.
  const auto next = HelloWithin(2 * kTellOfLedgerMicros);
  ASSERT_TRUE(next.has_value());
  (void)Answer(*next, FromWire(next->ledger().end()));
  EXPECT_FALSE(HelloWithin(20 * kTellOfLedgerMicros).has_value());
}

TEST_F(OwnLedgerTest, AnOlderNodeAboveIsNotTroubled) {
  const v1::Hello hello = *HelloIn(node_.Step(Connected{}));
  (void)HelloIn(node_.Step(MessageIn{testing::HandSpokenChild::AnswerTo(hello)}));
  node_.Save("more");
  EXPECT_FALSE(HelloWithin(20 * kTellOfLedgerMicros).has_value());
  EXPECT_OK(node_.status().ledger_doubt);
}

TEST_F(OwnLedgerTest, WhatIsNotInItIsSaidAtOnceAndOnce) {
  v1::Hello hello = *HelloIn(node_.Step(Connected{}));
  (void)Answer(hello, FromWire(hello.ledger().end()));  // Compared: it is not new any more.
  (void)node_.Step(Disconnected{});
  node_.Wait(kMostAwayMs * 1000);
  (void)node_.Step(Tick{});
  hello = *HelloIn(node_.Step(Connected{}));
  EXPECT_FALSE(hello.ledger().fresh());
  const Position ahead = Position{.length = node_.entries() + 5, .head = Sha256::Of("another")};
  const auto again = Answer(hello, ahead);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(FromWire(again->ledger().witnessed()), ahead);
  EXPECT_EQ(again->ledger().here(), "");
  EXPECT_THAT(node_.status().ledger_doubt,
              ReasonIs(absl::StatusCode::kDataLoss, "ledger_witness_behind"));
  EXPECT_FALSE(Answer(*again, ahead).has_value());
  EXPECT_TRUE(node_.in_session()) << "the line goes on";
  EXPECT_FALSE(HelloWithin(5 * kTellOfLedgerMicros).has_value()) << "nothing is new";
  EXPECT_FALSE(node_.status().ledger_doubt.ok());
}

// Real ledgers on both ends.
class WitnessedCountry : public ::testing::Test {
 protected:
  void Agree() {
    ASSERT_TRUE(world_.RunUntilAgreed(900 * kSecond)) << world_.Disagreement();
    world_.RunFor(3 * kAnswerOfLedgerMicros);
  }
  // Items of c, until its ledger has so many entries more, and the node above has heard of it.
  void Grow(int items, const std::string& body) {
    for (int i = 0; i < items; ++i) world_.Stage("c", body + std::to_string(i));
    Agree();
    world_.SetTick(20 * kSecond);
    world_.RunFor(2 * kTellOfLedgerMicros);
    world_.SetTick(kSecond);
  }
  [[nodiscard]] record::WitnessRow Row(const std::string& above = "D",
                                       const std::string& node = "C") const {
    return *ReadWitness(world_.StateOf(above), node);
  }
  [[nodiscard]] std::uint64_t Entries(const std::string& node) const {
    return ledger::ReadHead(world_.StateOf(node))->number;
  }

  sim::World world_{sim::Country({{"p", "", "P"}, {"d", "p", "D"}, {"c", "d", "C"}}), 7};
};

TEST_F(WitnessedCountry, EachIsWitnessedByTheOneAboveAndNobodyGrowsByIt) {
  Grow(3, "item ");
  world_.SetTick(30 * kSecond);
  world_.RunFor(5 * kTellOfLedgerMicros);  // Each hour one more of them has something to tell.
  for (const auto& [above, node] : {std::pair("D", "C"), std::pair("P", "D")}) {
    EXPECT_EQ(Row(above, node).newest().length(), Entries(node)) << node;
    EXPECT_EQ(Row(above, node).ledger(), 1u);
    EXPECT_EQ(Row(above, node).doubted_since(), 0);
  }
  const std::uint64_t before[] = {Entries("P"), Entries("D"), Entries("C")};
  world_.RunFor(14 * kTellOfLedgerMicros);
  const std::uint64_t after[] = {Entries("P"), Entries("D"), Entries("C")};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(after[i], before[i]) << i;
  EXPECT_EQ(world_.RebuildFault(), "");
}

TEST_F(WitnessedCountry, ADiskThatWasSetBackIsDoubtedOnBothEndsAndTheLineGoesOn) {
  Grow(2, "early ");
  const sim::Rows copy = world_.Copy("C");
  Grow(5, "late ");
  const std::uint64_t witnessed = Row().newest().length();
  world_.Replace("C", copy, /*machine=*/1);
  Agree();
  EXPECT_THAT(DoubtOf(Row(), "C"), ReasonIs(absl::StatusCode::kDataLoss, "ledger_witness_behind"));
  EXPECT_FALSE(world_.UpLink("C", "D").ledger_doubt.ok());
  EXPECT_TRUE(world_.UpLink("C", "D").in_session);
  Grow(20, "afterwards ");
  EXPECT_GT(Entries("C"), witnessed);
  EXPECT_FALSE(DoubtOf(Row(), "C").ok()) << "growing past it does not heal it";
  EXPECT_EQ(Row().newest().length(), witnessed);
  // What helps: the machine is recovered as a lost one is.
  world_.Replace("C", {}, /*machine=*/2);
  Agree();
  EXPECT_OK(DoubtOf(Row(), "C"));
  EXPECT_OK(world_.UpLink("C", "D").ledger_doubt);
  EXPECT_EQ(Row().ledger(), 2u);
  EXPECT_EQ(world_.RebuildFault(), "");
}

TEST_F(WitnessedCountry, ALedgerThatWasRewrittenIsFoundOutHoweverLongItIs) {
  Grow(2, "early ");
  const sim::Rows copy = world_.Copy("C");
  Grow(5, "late ");
  const std::uint64_t witnessed = Row().newest().length();
  world_.SetIsolated("C", true);
  world_.Replace("C", copy, /*machine=*/1);
  for (int i = 0; i < 40; ++i) world_.Stage("c", "rewritten " + std::to_string(i));
  world_.RunFor(kSecond);
  ASSERT_GT(Entries("C"), witnessed);
  // It dies before it hears what was witnessed: the node above must not take what it said for true.
  world_.SetDeaf("C", /*up=*/false, true);
  world_.SetIsolated("C", false);
  world_.RunFor(60 * kSecond);
  world_.Crash("C");
  world_.SetDeaf("C", /*up=*/false, false);
  Agree();
  EXPECT_THAT(DoubtOf(Row(), "C"), ReasonIs(absl::StatusCode::kDataLoss, "ledger_witness_differs"));
  EXPECT_EQ(Row().newest().length(), witnessed);
  EXPECT_FALSE(world_.UpLink("C", "D").ledger_doubt.ok());
}

TEST_F(WitnessedCountry, ALostMachineOfAnyLevelIsNoFault) {
  Grow(4, "item ");
  for (const char* node : {"C", "D"}) {
    world_.Replace(node, {}, /*machine=*/2);
    Agree();
  }
  EXPECT_OK(DoubtOf(Row("D", "C"), "C"));
  EXPECT_OK(DoubtOf(Row("P", "D"), "D"));
  EXPECT_EQ(Row("P", "D").ledger(), 2u);
  EXPECT_EQ(Row("D", "C").ledger(), 1u) << "the new district has witnessed one only";
}

}  // namespace
}  // namespace par::exchange
