// Goal: only so many sessions begin at once, the others come back at different times, and one peer
// cannot say hello without end.
// Method: a clock set by hand; children are counted in and out.
#include "common/node/admission.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/support/manual_clock.h"

namespace par::node {
namespace {

class AdmissionTest : public ::testing::Test {
 protected:
  AdmissionTest() { clock_.Advance(1'000'000); }
  par::testing::ManualClock clock_;
  SeededRandom random_{11};
  Admission admission_{clock_, random_, 10'598};
};

TEST_F(AdmissionTest, TheOthersAreToldToComeBackAtDifferentTimes) {
  std::set<std::uint64_t> waits;
  for (int i = 0; i < 1000; ++i) {
    if (const auto wait = admission_.Enter("child" + std::to_string(i))) {
      waits.insert(*wait);
      EXPECT_GE(*wait, 200u);
      EXPECT_LE(*wait, 200u + 3 * 10'598);
    }
  }
  EXPECT_EQ(admission_.inside(), kMostCatchingUp);
  EXPECT_GT(waits.size(), 900u) << "hardly two at the same millisecond";
  admission_.Leave();
  EXPECT_FALSE(admission_.Enter("one of those").has_value());
  EXPECT_TRUE(admission_.Enter("the next").has_value());
  EXPECT_EQ(admission_.inside(), kMostCatchingUp);
}

TEST_F(AdmissionTest, OnePeerSaysHelloOnlySoOften) {
  int taken = 0;
  for (int i = 0; i < 1000; ++i) {
    if (admission_.Enter("flood").has_value()) continue;
    ++taken;
    admission_.Leave();
  }
  EXPECT_EQ(taken, kHelloBurst);
  EXPECT_FALSE(admission_.Enter("sibling").has_value());
  admission_.Leave();
  clock_.Advance(kMicrosPerHello);
  EXPECT_FALSE(admission_.Enter("flood").has_value());
  EXPECT_TRUE(admission_.Enter("flood").has_value());
}

}  // namespace
}  // namespace par::node
