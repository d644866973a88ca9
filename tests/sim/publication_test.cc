// Goal: a decision that anybody still holds comes back to its publisher's new machine and reaches
// every unit of its cycle.
// Method: a cycle brought to its decision under the checkers; the district is lost when only its
// commune, or only the province, has received it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/exchange/limits.h"
#include "common/services/kinds.h"
#include "tests/sim/oracle.h"
#include "tests/sim/papers.h"
#include "tests/sim/people.h"

namespace par::sim {
namespace {

using exchange::kSecond;

class Publication : public ::testing::Test {
 protected:
  Publication() {
    people.OpenCycles();
    Enter(world, {"c", "cong-chuc", "clerk"}, services::Kind::kFillAnswers,
          Answers(CycleOf("d"), "c", 200).SerializeAsString(), "c");
    for (const char* kind : {"approve", "submit"}) {
      Enter(world, {"c", "chu-tich", "leader"}, services::Kind::kAct,
            Act(CycleOf("d"), "c", kind).SerializeAsString(), "c");
    }
    world.RunFor(10 * kSecond);
    for (int stage = 0; stage < 2; ++stage) GoOn();  // Reviewed; appeals over.
  }
  void GoOn() {
    end.GoOn("d");
    world.RunFor(10 * kSecond);
  }
  bool Holds(const std::string& node) {
    return world.DesksOf(node).box().InForce(world.StateOf(node), CycleOf("d"), "d").ok();
  }
  void ExpectAgreement() {
    ASSERT_TRUE(world.RunUntilAgreed(600 * kSecond)) << world.Disagreement();
    oracle.CheckAtRest();
    EXPECT_THAT(oracle.violations(), ::testing::IsEmpty());
    for (const char* node : {"P", "D", "C"}) EXPECT_TRUE(Holds(node)) << node;
  }

  World world{Country({{"p", "", "P"}, {"d", "p", "D"}, {"c", "d", "C"}}), 1, /*desks=*/true};
  Oracle oracle{world};
  SeededRandom random{1};
  People people{world, random, true};
  CycleEnd end{world, random};
};

TEST_F(Publication, ADecisionComesBackFromAUnit) {
  world.SetIsolated("P", true);
  GoOn();
  ASSERT_TRUE(Holds("C"));
  ASSERT_FALSE(Holds("P"));
  world.Replace("D", {}, /*machine=*/2);
  world.SetIsolated("P", false);
  ExpectAgreement();
}

TEST_F(Publication, ADecisionComesBackFromAboveAndGoesToTheUnits) {
  world.SetIsolated("C", true);
  GoOn();
  ASSERT_TRUE(Holds("P"));
  ASSERT_FALSE(Holds("C"));
  world.Replace("D", {}, /*machine=*/2);
  world.SetIsolated("C", false);
  ExpectAgreement();
  GoOn();  // The cycle is as before the decision: another one is not made beside it.
  ExpectAgreement();
}

}  // namespace
}  // namespace par::sim
