// Goal: an item that a node's program does not know yet waits with its sender, and with it what
// follows, until that node has been upgraded; the line and its other streams go on.
// Method: two and three levels with programs of two versions, under the simulation's checkers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/exchange/limits.h"
#include "common/exchange/received.h"
#include "tests/sim/oracle.h"
#include "tests/sim/world.h"

namespace par::exchange {
namespace {

using sim::Version;

class Versions : public ::testing::Test {
 protected:
  void ExpectAgreement() {
    ASSERT_TRUE(world.RunUntilAgreed(60 * kSecond)) << world.Disagreement();
    oracle.CheckAtRest();
    EXPECT_THAT(oracle.violations(), ::testing::IsEmpty());
  }
  Standing StandingOfC(const std::string& id) {
    return StandingOf(world.StateOf("C"), "c", id)->standing;
  }
  std::string ErrorOfLink() { return domain::ReasonOf(world.UpLink("C", "D").last_error); }

  sim::World world{sim::Country({{"p", "", "P"}, {"d", "p", "D"}, {"c", "d", "C"}}), 1};
  sim::Oracle oracle{world};
};

TEST_F(Versions, WhatGoesUpWaitsAndTheLineGoesOn) {
  world.SetVersion("D", Version::kOlder);
  world.RunFor(30 * kSecond);
  world.SetIsolated("D", true);
  const std::string before = world.Stage("c", "of the older program");
  world.SetVersion("C", Version::kNewer);
  const std::string newer = world.Stage("c", "of the newer program");
  world.SetIsolated("D", false);
  world.RunFor(60 * kSecond);
  EXPECT_EQ(StandingOfC(before), Standing::kReceived);
  EXPECT_EQ(StandingOfC(newer), Standing::kSaved);
  EXPECT_EQ(ErrorOfLink(), kTypeNewer);
  EXPECT_FALSE(world.UpLink("C", "D").in_step);
  const std::int64_t session_since = world.UpLink("C", "D").session_since;
  EXPECT_NE(session_since, 0);
  world.SendDown("c", "from above");
  world.RunFor(1000 * kSecond);
  EXPECT_EQ(world.EndOf("C", Side::kLower, DownOf("c")).length, 1u);
  EXPECT_EQ(world.UpLink("C", "D").session_since, session_since) << "never broken";
  EXPECT_EQ(StandingOfC(newer), Standing::kSaved);

  world.SetVersion("D", Version::kNewer);
  ExpectAgreement();
  EXPECT_EQ(StandingOfC(newer), Standing::kReceived);
  EXPECT_EQ(sim::EffectsOf(world.StateOf("D"), UpOf("c"), newer), 1);
}

TEST_F(Versions, WhatGoesDownWaitsAndTheLineGoesOn) {
  world.SetVersion("C", Version::kOlder);
  world.SetVersion("D", Version::kNewer);
  world.RunFor(60 * kSecond);
  const std::string newer = world.SendDown("c", "of the newer program");
  world.RunFor(10 * kSecond);
  EXPECT_EQ(ErrorOfLink(), kTypeNewer);
  const std::int64_t session_since = world.UpLink("C", "D").session_since;
  EXPECT_NE(session_since, 0);
  const std::string up = world.Stage("c", "of the older program");
  world.RunFor(1000 * kSecond);
  EXPECT_EQ(StandingOfC(up), Standing::kReceived);
  EXPECT_EQ(world.EndOf("C", Side::kLower, DownOf("c")).length, 0u);
  EXPECT_EQ(world.UpLink("C", "D").session_since, session_since) << "never broken";

  world.SetVersion("C", Version::kNewer);
  ExpectAgreement();
  EXPECT_EQ(sim::EffectsOf(world.StateOf("C"), DownOf("c"), newer), 1);
}

TEST_F(Versions, NobodyHandsOnWhatHeDoesNotKnow) {
  for (const std::string last : {"D", "P"}) {
    SCOPED_TRACE(last);
    for (const std::string node : {"P", "D", "C"}) {
      world.SetVersion(node, node == last ? Version::kOlder : Version::kNewer);
    }
    const std::string newer = world.Stage("c", "of the newer program");
    world.RunFor(200 * kSecond);
    EXPECT_EQ(StandingOfC(newer), last == "D" ? Standing::kSaved : Standing::kReceived);
    EXPECT_EQ(sim::EffectsOf(world.StateOf("P"), RelayOf("c", "d"), newer), 0);
    world.SetVersion(last, Version::kNewer);
    ExpectAgreement();
    EXPECT_EQ(sim::EffectsOf(world.StateOf("P"), RelayOf("c", "d"), newer), 1);
  }
}

}  // namespace
}  // namespace par::exchange
