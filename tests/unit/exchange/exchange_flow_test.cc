// Goal: whatever the line does, everything saved arrives once, in one order, on every level.
// Method: a small country with real ledgers and exchange state on memory stores; first named
// scenarios, then seeds that mix drops, copies, reordering, cuts and crashes, then peace, in which
// all must agree. A failing seed is printed.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "common/exchange/limits.h"
#include "tests/unit/exchange/world.h"

namespace par::exchange::testing {
namespace {

// Commune c under district d under province p, each with a machine of its own.
std::vector<TableTopology::Row> ThreeLevels() {
  return {{"p", "", "P"}, {"d", "p", "D"}, {"c", "d", "C"}};
}
// Commune straight under the province.
std::vector<TableTopology::Row> TwoLevels() { return {{"p", "", "P"}, {"c", "p", "C"}}; }

// Without faults nothing may wait for a silence to run out.
void ExpectAgreement(World& world, std::int64_t limit = 60 * kSecond) {
  ASSERT_TRUE(world.RunUntilAgreed(limit)) << world.Disagreement();
  EXPECT_EQ(world.Lost(), "");
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
      HashVerifier().Verify("P", SignedBytes(received.receipt), received.receipt.signature()));
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
  EXPECT_EQ(EffectsOf(world.StateOf("P"), RelayOf("c", "d"), bad), 0);
  EXPECT_EQ(EffectsOf(world.StateOf("P"), RelayOf("c", "d"), good), 1);
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
  World world({{"p", "", "P"}, {"d", "p", "P"}, {"c1", "d", "P"}, {"c2", "d", "C"}}, 5);
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
  const World::Disk old = world.Copy("C");
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
  const World::Disk old = world.Copy("C");
  world.Replace("C", {}, /*machine=*/2);
  ExpectAgreement(world);
  EXPECT_EQ(world.EndOf("C", Side::kLower, UpOf("c")).length, 150u);
  // The old machine wakes up: same disk as before, same name, but its place is taken.
  world.Replace("C", old, /*machine=*/1);
  world.Stage("c", "from the grave");
  world.RunFor(120 * kSecond);
  EXPECT_EQ(world.EndOf("P", Side::kUpper, UpOf("c")).length, 150u);
  EXPECT_EQ(world.UpLink("C", "P").last_error.message(), "exchange_fenced");
}

TEST(ExchangeFlow, WhatTheNodeAboveForgotWaitsAgainAndTakesNewPlaces) {
  World world(TwoLevels(), 8);
  world.Stage("c", "one");
  ExpectAgreement(world);
  const World::Disk old = world.Copy("P");
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

TEST(ExchangeFlow, ADistrictThatForgotTakesTheProvincesOrderAndItsCommuneFollows) {
  World world(ThreeLevels(), 10);
  for (int i = 0; i < 5; ++i) world.Stage("c", "first " + std::to_string(i));
  ExpectAgreement(world);
  const World::Disk commune = world.Copy("C");
  const World::Disk district = world.Copy("D");
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

// One run: faults for a while, then peace.
void RunSeed(std::uint64_t seed, const std::vector<TableTopology::Row>& units) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  World world(units, seed);
  SeededRandom random(seed * 7919 + 1);
  const auto draw = [&](std::uint64_t below) { return random.Uint64() % below; };
  if (draw(5) != 0) {
    world.faults = {.drop_percent = static_cast<int>(draw(20)),
                    .double_percent = static_cast<int>(draw(15)),
                    .reorder_percent = static_cast<int>(draw(15)),
                    .longest_delay = 1000 + static_cast<std::int64_t>(draw(500'000))};
  }
  for (int round = 0; round < 12; ++round) {
    const TableTopology::Row& row = units[draw(units.size())];
    if (!row.parent.empty()) {
      const std::size_t size = draw(20) == 0 ? 70'000 : draw(900);
      const std::string body = (draw(8) == 0 ? "reject" : "") + random.Bytes(size);
      if (draw(3) == 0) {
        world.SendDown(row.unit, body);
      } else {
        world.Stage(row.unit, body);
      }
    }
    switch (draw(8)) {
      case 0:
        world.Crash(row.node);
        break;
      case 1:
        world.CutLine(row.node);
        break;
      case 2:
        world.SetIsolated(row.node, true);
        world.RunFor(static_cast<std::int64_t>(draw(20'000'000)));
        world.SetIsolated(row.node, false);
        break;
      default:
        break;
    }
    world.RunFor(static_cast<std::int64_t>(draw(3'000'000)));
  }
  world.faults = {};
  ASSERT_TRUE(world.RunUntilAgreed(3600 * kSecond)) << world.Disagreement();
  ASSERT_EQ(world.Lost(), "");
  if (seed % 10 == 0) {
    ASSERT_EQ(world.RebuildFault(), "");
  }
}

TEST(ExchangeFlow, SeedsOfTroubleEndInAgreement) {
  const std::vector<std::vector<TableTopology::Row>> countries = {
      TwoLevels(),
      ThreeLevels(),
      {{"p", "", "P"}, {"d", "p", "D"}, {"c1", "d", "C"}, {"c2", "d", "D"}, {"c3", "d", "C"}},
  };
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    RunSeed(seed, countries[seed % countries.size()]);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(ExchangeFlow, TheSameSeedGivesTheSameRun) {
  std::vector<std::uint64_t> delivered;
  std::vector<World::Disk> disks;
  for (int run = 0; run < 2; ++run) {
    World world(ThreeLevels(), 77);
    world.faults = {.drop_percent = 10, .double_percent = 10, .reorder_percent = 10};
    for (int i = 0; i < 10; ++i) {
      world.Stage("c", "item " + std::to_string(i));
      world.RunFor(kSecond);
    }
    delivered.push_back(world.delivered());
    disks.push_back(world.Copy("P"));
  }
  EXPECT_EQ(delivered[0], delivered[1]);
  EXPECT_EQ(disks[0], disks[1]);
}

}  // namespace
}  // namespace par::exchange::testing
