// Goal: whatever the line does, everything saved arrives once, in one order, on every level.
// Method: a small country with real ledgers and exchange state on memory stores; first named
// scenarios, then seeds that mix drops, copies, reordering, cuts and crashes, then peace, in which
// all must agree. A failing seed is printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "common/exchange/kinds.h"
#include "common/exchange/limits.h"
#include "common/ledger/entry.h"
#include "tests/sim/oracle.h"
#include "tests/sim/world.h"

namespace par::exchange {
namespace {

// Watched by the simulation's checkers from its first moment.
class World : public sim::World {
 public:
  using sim::World::World;
  sim::Oracle oracle{*this};
};

// Commune c under district d under province p, each with a machine of its own.
sim::Country ThreeLevels() {
  return sim::Country({{"p", "", "P"}, {"d", "p", "D"}, {"c", "d", "C"}});
}
// Commune straight under the province.
sim::Country TwoLevels() { return sim::Country({{"p", "", "P"}, {"c", "p", "C"}}); }

// Without faults nothing may wait for a silence to run out.
void ExpectAgreement(World& world, std::int64_t limit = 60 * kSecond) {
  ASSERT_TRUE(world.RunUntilAgreed(limit)) << world.Disagreement();
  world.oracle.CheckAtRest();
  EXPECT_THAT(world.oracle.violations(), ::testing::IsEmpty());
}

TEST(ExchangeFlow, AnItemIsSavedThenReceivedThenDecided) {
  World world(TwoLevels(), 1);
  world.SetIsolated("P", true);
  const std::string id = world.Stage("c", std::string(2000, 'a'));
  world.RunFor(kSecond);
  EXPECT_EQ(StandingOf(world.StateOf("C"), "c", id)->standing, Standing::kSaved);
  world.SetIsolated("P", false);
  ExpectAgreement(world);
  const ItemStanding received = *StandingOf(world.StateOf("C"), "c", id);
  EXPECT_EQ(received.standing, Standing::kReceived);
  EXPECT_EQ(ReceiptNumber(received.receipt), "up:c-1");
  EXPECT_TRUE(
      sim::HashVerifier().Verify("P", SignedBytes(received.receipt), received.receipt.signature()));
}

TEST(ExchangeFlow, ReceiptsComeBackToANewMachine) {
  World world(TwoLevels(), 30);
  const std::string id = world.Stage("c", std::string(2000, 'a'));
  ExpectAgreement(world);
  const v1::Receipt first = StandingOf(world.StateOf("C"), "c", id)->receipt;
  world.Replace("C", {}, /*machine=*/2);
  ExpectAgreement(world, 600 * kSecond);
  const ItemStanding back = *StandingOf(world.StateOf("C"), "c", id);
  EXPECT_EQ(back.standing, Standing::kReceived);
  EXPECT_EQ(ReceiptNumber(back.receipt), "up:c-1");
  EXPECT_EQ(back.receipt.head(), first.head());
  EXPECT_EQ(back.receipt.received_at(), first.received_at());
  EXPECT_TRUE(sim::HashVerifier().Verify("P", SignedBytes(back.receipt), back.receipt.signature()));
  EXPECT_EQ(back.receipt_certificate, "certificate of P");
}

TEST(ExchangeFlow, ARejectionIsAnAnswerAndHoldsUpNothing) {
  World world(ThreeLevels(), 2);
  const std::string bad = world.Stage("c", "reject me");
  const std::string good = world.Stage("c", "fine");
  ExpectAgreement(world);
  const ItemStanding answer = *StandingOf(world.StateOf("C"), "c", bad);
  EXPECT_EQ(answer.standing, Standing::kDecided);
  EXPECT_EQ(answer.result.verdict(), v1::VERDICT_REJECTED);
  EXPECT_EQ(answer.result.reason(), "exchange_type_unknown");
  ASSERT_EQ(answer.result.parameters_size(), 1);
  EXPECT_EQ(answer.result.parameters(0).value(), "77");
  EXPECT_EQ(StandingOf(world.StateOf("C"), "c", good)->standing, Standing::kReceived);
  // What the district rejected is not counted by the province either.
  EXPECT_EQ(sim::EffectsOf(world.StateOf("P"), RelayOf("c", "d"), bad), 0);
  EXPECT_EQ(sim::EffectsOf(world.StateOf("P"), RelayOf("c", "d"), good), 1);
}

TEST(ExchangeFlow, ADistrictHandsOnItsCommunesStreamUnchanged) {
  World world(ThreeLevels(), 3);
  for (int i = 0; i < 20; ++i) world.Stage("c", "item " + std::to_string(i));
  world.Stage("d", "of the district itself");
  ExpectAgreement(world);
  EXPECT_EQ(world.EndOf("C", Side::kLower, UpOf("c")),
            world.EndOf("P", Side::kUpper, RelayOf("c", "d")));
  EXPECT_EQ(world.EndOf("P", Side::kUpper, RelayOf("c", "d")).length, 20u);
  EXPECT_EQ(world.EndOf("P", Side::kUpper, UpOf("d")).length, 1u);
}

TEST(ExchangeFlow, ALargeBodyTravelsAloneAndIsKeptOnce) {
  World world(TwoLevels(), 4);
  const std::string body(400'000, 'b');
  const std::string id = world.Stage("c", body);
  world.Stage("c", std::string(80'000, 'x'));
  world.Stage("c", "small");
  ExpectAgreement(world);
  for (const std::string node : {"C", "P"}) {
    SCOPED_TRACE(node);
    std::size_t rows = 0;
    for (const auto& [key, value] : world.Copy(node)) {
      if (value.find(body) != std::string::npos) ++rows;
    }
    EXPECT_EQ(rows, 1u);
  }
  const auto event =
      ReadEvent(world.StateOf("P"), LedgerPayloads(), Side::kUpper, UpOf("c"), 1).value();
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->item().submission_id(), id);
  EXPECT_EQ(event->item().body(), body);
}

TEST(ExchangeFlow, SeveralUnitsOnOneNodeUseALineToThemselves) {
  World world(sim::Country({{"p", "", "P"}, {"d", "p", "P"}, {"c1", "d", "P"}, {"c2", "d", "C"}}),
              5);
  for (int i = 0; i < 5; ++i) {
    world.Stage("c1", "hosted " + std::to_string(i));
    world.Stage("c2", "own machine " + std::to_string(i));
    world.SendDown("c1", "down " + std::to_string(i));
    world.SendDown("d", "down " + std::to_string(i));
  }
  ExpectAgreement(world);
  EXPECT_EQ(world.EndOf("P", Side::kUpper, RelayOf("c1", "d")).length, 5u);
  EXPECT_EQ(world.EndOf("P", Side::kUpper, RelayOf("c2", "d")).length, 5u);
}

TEST(ExchangeFlow, ARolledBackChildAdoptsTheLogAbove) {
  World world(TwoLevels(), 6);
  world.Stage("c", "one");
  ExpectAgreement(world);
  const sim::Rows old = world.Copy("C");
  world.Stage("c", "two");
  world.SendDown("c", "three");
  ExpectAgreement(world);
  const Position before = world.EndOf("P", Side::kUpper, UpOf("c"));
  world.Replace("C", old, /*machine=*/1);
  world.Stage("c", "four");
  ExpectAgreement(world);
  EXPECT_EQ(world.EndOf("C", Side::kLower, UpOf("c")).length, 3u);
  EXPECT_TRUE(StreamView(world.StateOf("P"), Side::kUpper, UpOf("c")).Holds(before).value());
}

TEST(ExchangeFlow, ANewMachineTakesOverTheWholeLogAndTheOldOneIsFenced) {
  World world(TwoLevels(), 7);
  for (int i = 0; i < 150; ++i) world.Stage("c", std::string(1000, 'a'));
  world.SendDown("c", "decision");
  ExpectAgreement(world);
  const sim::Rows old = world.Copy("C");
  world.Replace("C", {}, /*machine=*/2);
  ExpectAgreement(world);
  EXPECT_EQ(world.EndOf("C", Side::kLower, UpOf("c")).length, 150u);
  // The old machine wakes up: same disk as before, same name, but its place is taken.
  world.Replace("C", old, /*machine=*/1);
  world.Stage("c", "from the grave");
  world.RunFor(120 * kSecond);
  EXPECT_EQ(world.EndOf("P", Side::kUpper, UpOf("c")).length, 150u);
  EXPECT_EQ(domain::ReasonOf(world.UpLink("C", "P").last_error), "exchange_fenced");
}

TEST(ExchangeFlow, WhatTheNodeAboveForgotWaitsAgainAndTakesNewPlaces) {
  World world(TwoLevels(), 8);
  world.Stage("c", "one");
  ExpectAgreement(world);
  const sim::Rows old = world.Copy("P");
  const std::string two = world.Stage("c", "two");
  world.SendDown("c", "a decision that only the commune still has");
  ExpectAgreement(world);
  world.Replace("P", old, /*machine=*/1);
  world.Stage("c", "three");
  ExpectAgreement(world);
  EXPECT_EQ(world.EndOf("P", Side::kUpper, UpOf("c")).length, 3u);
  EXPECT_EQ(world.EndOf("P", Side::kUpper, DownOf("c")).length, 1u);
  EXPECT_EQ(StandingOf(world.StateOf("C"), "c", two)->standing, Standing::kReceived);
}

// Positions are described 1, 2, 4 … back: what the node above still has may lie between two of
// them.
TEST(ExchangeFlow, TheNodeAboveTakesBackAnyNumberOfItemsItSentDown) {
  for (int kept = 0; kept <= 7; ++kept) {
    SCOPED_TRACE(kept);
    World world(TwoLevels(), 11);
    for (int i = 0; i < kept; ++i) world.SendDown("c", "kept " + std::to_string(i));
    ExpectAgreement(world);
    const sim::Rows old = world.Copy("P");
    for (int i = kept; i < 7; ++i) world.SendDown("c", "forgotten " + std::to_string(i));
    ExpectAgreement(world);
    const Position told = world.EndOf("C", Side::kLower, DownOf("c"));
    world.Replace("P", old, /*machine=*/1);
    ExpectAgreement(world);
    EXPECT_EQ(world.EndOf("P", Side::kUpper, DownOf("c")), told);
  }
}

// The numbers of P's ledger entries of that kind, from `from` on.
std::vector<std::uint64_t> EntriesOf(const World& world, Kind kind, std::uint64_t from) {
  std::vector<std::uint64_t> numbers;
  while (true) {
    const auto page = ledger::ReadEntries(world.StateOf("P"), from, {});
    for (const ledger::Entry& entry : page->entries) {
      from = entry.number + 1;
      if (entry.command.kind == static_cast<std::uint32_t>(kind)) numbers.push_back(entry.number);
    }
    if (page->entries.empty()) return numbers;
  }
}

TEST(ExchangeFlow, ANodeThatForgotHearsAgainWhatItSaidBeforeItJudgesWhatComesUp) {
  World world(TwoLevels(), 21);
  ExpectAgreement(world);
  const sim::Rows old = world.Copy("P");
  const std::uint64_t head = ledger::ReadHead(world.StateOf("P"))->number;
  const std::string said = world.SendDown("c", "said");
  for (int i = 0; i < 150; ++i) world.SendDown("c", std::string(900, 'f'));  // Several batches.
  const std::string up = world.Stage("c", "handed in");
  ExpectAgreement(world);
  world.Replace("P", old, /*machine=*/1);
  ExpectAgreement(world);
  EXPECT_EQ(sim::EffectsOf(world.StateOf("P"), DownOf("c"), said, sim::Came::kBack), 1);
  EXPECT_EQ(sim::EffectsOf(world.StateOf("P"), UpOf("c"), up), 1);
  const auto back = EntriesOf(world, Kind::kTakeDownTail, head + 1);
  const auto judged = EntriesOf(world, Kind::kReceivePush, head + 1);
  ASSERT_GE(back.size(), 2u);
  ASSERT_FALSE(judged.empty());
  EXPECT_LT(back.back(), judged.front());
}

TEST(ExchangeFlow, ALostDistrictLooksAgainAtWhatTheProvinceGaveBackWhenItsCommuneHasBeenHeard) {
  World world(ThreeLevels(), 22);
  const std::string taken = world.Stage("c", "taken");
  const std::string bad = world.Stage("c", "reject me");
  ExpectAgreement(world);
  world.SetIsolated("C", true);
  world.Replace("D", {}, /*machine=*/2);
  world.RunFor(120 * kSecond);
  const auto looked = [&](const std::string& id) {
    return sim::EffectsOf(world.StateOf("D"), UpOf("c"), id, sim::Came::kBackAndSettled);
  };
  EXPECT_EQ(world.EndOf("D", Side::kUpper, UpOf("c")).length, 2u);
  EXPECT_EQ(looked(taken), 0) << "the commune may yet know what was said about it";
  world.SetIsolated("C", false);
  world.RunFor(600 *
               kSecond);  // All that is to come is there already: wait for the commune's hello.
  ExpectAgreement(world);
  EXPECT_EQ(looked(taken), 1);
  EXPECT_EQ(looked(bad), 0);
  world.Crash("C");
  ExpectAgreement(world);
  EXPECT_EQ(looked(taken), 1) << "once";
}

TEST(ExchangeFlow, WhatIsSentDownByANodeThatForgotFollowsWhatItsUnitWasToldBefore) {
  World world(TwoLevels(), 12);
  for (int i = 0; i < 3; ++i) world.SendDown("c", "before " + std::to_string(i));
  ExpectAgreement(world);
  const sim::Rows old = world.Copy("P");
  for (int i = 0; i < 150; ++i) world.SendDown("c", std::string(900, 'f'));
  ExpectAgreement(world);
  const Position told = world.EndOf("C", Side::kLower, DownOf("c"));
  world.SetIsolated("C", true);
  world.Replace("P", old, /*machine=*/1);
  for (int i = 0; i < 2; ++i) world.SendDown("c", "after " + std::to_string(i));
  world.SetIsolated("C", false);
  ExpectAgreement(world);
  const StreamView view(world.StateOf("C"), Side::kLower, DownOf("c"));
  EXPECT_TRUE(view.Holds(told).value());
  EXPECT_EQ(view.End()->length, 155u);
  EXPECT_EQ(world.RebuildFault(), "");
}

TEST(ExchangeFlow, ANewDistrictMachineTakesOverFromTheProvinceBeforeItServes) {
  World world(ThreeLevels(), 9);
  for (int i = 0; i < 10; ++i) world.Stage("c", "before " + std::to_string(i));
  ExpectAgreement(world);
  const Position before = world.EndOf("P", Side::kUpper, RelayOf("c", "d"));
  world.SetIsolated("P", true);
  world.Replace("D", {}, /*machine=*/2);
  world.Stage("c", "meanwhile");
  world.RunFor(120 * kSecond);
  EXPECT_EQ(world.EndOf("D", Side::kUpper, UpOf("c")).length, 0u);
  world.SetIsolated("P", false);
  ExpectAgreement(world);
  EXPECT_TRUE(
      StreamView(world.StateOf("P"), Side::kUpper, RelayOf("c", "d")).Holds(before).value());
  EXPECT_EQ(world.EndOf("D", Side::kUpper, UpOf("c")).length, 11u);
}

TEST(ExchangeFlow, ADistrictRestoredFromABackupServesNobodyBeforeItHasAskedTheProvince) {
  World world(ThreeLevels(), 23);
  world.Stage("c", "one");
  ExpectAgreement(world);
  world.SetIsolated("P", true);
  world.Replace("D", world.Copy("D"), /*machine=*/1);
  record::Restored note;
  note.set_made_at(1);
  ASSERT_TRUE(world
                  .Run("D", {.unit = "D", .account = {}, .role = "node"}, Kind::kNoteRestored,
                       note.SerializeAsString())
                  .ok());
  world.Stage("c", "two");
  world.RunFor(120 * kSecond);
  EXPECT_EQ(world.EndOf("D", Side::kUpper, UpOf("c")).length, 1u);
  world.SetIsolated("P", false);
  ExpectAgreement(world);
  EXPECT_EQ(world.EndOf("D", Side::kUpper, UpOf("c")).length, 2u);
}

TEST(ExchangeFlow, ADistrictThatForgotTakesTheProvincesOrderAndItsCommuneFollows) {
  World world(ThreeLevels(), 10);
  for (int i = 0; i < 5; ++i) world.Stage("c", "first " + std::to_string(i));
  ExpectAgreement(world);
  const sim::Rows commune = world.Copy("C");
  const sim::Rows district = world.Copy("D");
  for (int i = 0; i < 3; ++i) world.Stage("c", "forgotten " + std::to_string(i));
  ExpectAgreement(world);
  const Position province = world.EndOf("P", Side::kUpper, RelayOf("c", "d"));
  // Both lose their ends while the province cannot be asked; the places are given anew.
  world.SetIsolated("P", true);
  world.Replace("D", district, /*machine=*/1);
  world.Replace("C", commune, /*machine=*/1);
  world.Stage("c", "sixth, as far as they know");
  world.RunFor(60 * kSecond);
  EXPECT_EQ(world.EndOf("D", Side::kUpper, UpOf("c")).length, 6u);
  world.SetIsolated("P", false);
  // The commune is connected and idle: only the next heartbeat tells it.
  ExpectAgreement(world, kHeartbeatMicros + 60 * kSecond);
  EXPECT_EQ(world.EndOf("C", Side::kLower, UpOf("c")).length, 9u);
  EXPECT_TRUE(StreamView(world.StateOf("C"), Side::kLower, UpOf("c")).Holds(province).value());
  EXPECT_TRUE(StreamView(world.StateOf("D"), Side::kUpper, UpOf("c")).Holds(province).value());
  EXPECT_EQ(world.RebuildFault(), "");
}

// A district that was set back takes the province's log back in two parts, and hears of an item
// from its commune between them.
TEST(ExchangeFlow, AnItemThatComesBackOverTwoLinesCountsOnce) {
  World world(ThreeLevels(), 13);
  world.Stage("c", "first");
  ExpectAgreement(world);
  const sim::Rows district = world.Copy("D");
  world.Stage("c", std::string(70'000, 'a'));  // Each a part of its own.
  world.Stage("c", std::string(70'000, 'b'));
  ExpectAgreement(world);
  world.SetIsolated("C", true);
  world.Replace("D", district, /*machine=*/1);
  const StreamId relayed = RelayOf("c", "d");
  while (world.EndOf("D", Side::kLower, relayed).length < 2) world.RunFor(kSecond / 1000);
  ASSERT_EQ(world.EndOf("D", Side::kLower, relayed).length, 2u);
  world.SetDeaf("D", /*up=*/false, true);
  world.SetIsolated("C", false);
  world.RunFor(60 * kSecond);
  world.SetDeaf("D", /*up=*/false, false);
  ExpectAgreement(world, kSilenceMicros + 60 * kSecond);
}

}  // namespace
}  // namespace par::exchange
