// Goal: guessing passwords gets slow and stays possible, for an account and for a network, in
// bounded memory.
// Method: a clock that the test moves; a thousand guesses by somebody who waits as he is told.
#include "common/identity/sign_in_throttle.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/domain/refusal.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace par::identity {
namespace {

constexpr std::int64_t kSecondMicros = 1'000'000;

class SignInThrottleTest : public ::testing::Test {
 protected:
  // The seconds that somebody is told to wait; 0: he may try.
  std::int64_t Told(const std::string& account, const std::string& address) {
    const absl::Status admitted = throttle_.Admit(account, address);
    if (admitted.ok()) return 0;
    EXPECT_EQ(domain::ReasonOf(admitted), "sign_in_too_often");
    return std::stoll(domain::ParametersOf(admitted).at(0).value);
  }

  testing::ManualClock clock_;
  SignInThrottle throttle_{clock_};
};

TEST_F(SignInThrottleTest, AThousandGuessesTakeDays) {
  std::int64_t waited = 0;
  std::int64_t longest = 0;
  int guesses = 0;
  while (guesses < 1000) {
    // Each from another network: the account alone slows him down.
    const std::int64_t told =
        Told("lan", absl::StrCat("10.", guesses / 250, ".", guesses % 250, ".1"));
    if (told == 0) {
      ++guesses;
      continue;
    }
    waited += told;
    longest = std::max(longest, told);
    clock_.Advance(told * kSecondMicros);
  }
  EXPECT_EQ(longest, 15 * 60) << "nobody is locked out for longer";
  EXPECT_GT(waited, std::int64_t{10} * 24 * 60 * 60);
}

TEST_F(SignInThrottleTest, PausesDoubleAndTheOwnerBeginsAnew) {
  for (int i = 0; i < SignInThrottle::kFreeForAccount; ++i) EXPECT_EQ(Told("lan", "10.0.0.1"), 0);
  for (const std::int64_t pause : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
    EXPECT_EQ(Told("lan", "10.9.9.9"), pause);
    EXPECT_EQ(Told("minh", absl::StrCat("10.0.", pause, ".1")), 0) << "others are not held up";
    throttle_.Succeeded("minh", absl::StrCat("10.0.", pause, ".1"));
    clock_.Advance(pause * kSecondMicros);
    EXPECT_EQ(Told("lan", absl::StrCat("10.1.", clock_.MonotonicMicros() % 251, ".1")), 0);
  }
  clock_.Advance(900 * kSecondMicros);
  EXPECT_EQ(Told("lan", "10.2.0.1"), 0);
  throttle_.Succeeded("lan", "10.2.0.1");
  for (int i = 0; i < SignInThrottle::kFreeForAccount; ++i) EXPECT_EQ(Told("lan", "10.0.0.1"), 0);
  EXPECT_EQ(Told("lan", "10.0.0.1"), 1);
}

TEST_F(SignInThrottleTest, ANetworkIsSlowedDownWhateverNamesItTries) {
  for (int i = 0; i < SignInThrottle::kFreeForNetwork; ++i) {
    EXPECT_EQ(Told(absl::StrCat("ten-", i), absl::StrCat("10.0.0.", i)), 0);
  }
  EXPECT_EQ(Told("lan", "10.0.0.200"), 1) << "the same /24";
  EXPECT_EQ(Told("lan", "::ffff:10.0.0.7"), 1) << "written as IPv6";
  EXPECT_EQ(Told("lan", "10.0.1.1"), 0) << "its neighbour";
}

TEST_F(SignInThrottleTest, AnOfficeThatMistypesEveryDayIsNotHeldUp) {
  for (int minute = 0; minute < 7 * 24 * 60; ++minute) {
    const std::string account = absl::StrCat("ten-", minute % 100);
    ASSERT_EQ(Told(account, "10.0.0.1"), 0) << minute;
    // One in eight mistypes, and is right with the next.
    if (minute % 8 == 0) {
      ASSERT_EQ(Told(account, "10.0.0.1"), 0) << minute;
    }
    throttle_.Succeeded(account, "10.0.0.1");
    clock_.Advance(60 * kSecondMicros);
  }
}

TEST_F(SignInThrottleTest, ANetworkThatGoesOnGuessingIsSlowedDownForGood) {
  int guesses = 0;
  for (std::int64_t waited = 0; waited < 24 * 60 * 60;) {
    const std::int64_t told = Told(absl::StrCat("ten-", guesses), "10.0.0.1");
    if (told == 0) ++guesses;
    waited += told;
    clock_.Advance(told * kSecondMicros);
  }
  EXPECT_LT(guesses, 30 + 24 * 60 / 5 + 20);
}

TEST_F(SignInThrottleTest, FailuresOfAnAccountDoNotFade) {
  for (int i = 0; i < SignInThrottle::kFreeForAccount; ++i) EXPECT_EQ(Told("lan", "10.0.0.1"), 0);
  clock_.Advance(SignInThrottle::kForgottenMicros / 2);
  EXPECT_EQ(Told("lan", "10.0.0.1"), 0);
  EXPECT_EQ(Told("lan", "10.0.0.1"), 2) << "the sixth";
}

TEST_F(SignInThrottleTest, SettingTheWallClockShortensNoPause) {
  for (int i = 0; i < SignInThrottle::kFreeForAccount + 1; ++i) (void)Told("lan", "10.0.0.1");
  clock_.SetWall(clock_.WallMicros() + 3600 * kSecondMicros);
  EXPECT_EQ(Told("lan", "10.0.0.1"), 1);
}

TEST_F(SignInThrottleTest, ADayWithoutAttemptsIsForgotten) {
  for (int i = 0; i < 8; ++i) clock_.Advance(Told("lan", "10.0.0.1") * kSecondMicros);
  clock_.Advance(SignInThrottle::kForgottenMicros);
  for (int i = 0; i < SignInThrottle::kFreeForAccount; ++i) EXPECT_EQ(Told("lan", "10.0.0.1"), 0);
}

TEST_F(SignInThrottleTest, MemoryIsBoundedWhateverIsTyped) {
  for (int i = 0; i < 25'000; ++i) {
    (void)Told(std::string(1000, 'x') + std::to_string(i), absl::StrCat("fd00:", i % 9999, "::1"));
  }
  EXPECT_EQ(throttle_.kept(), SignInThrottle::kMostKept);
}

TEST_F(SignInThrottleTest, AttemptsThatWereTakenBackPushOutNobodysPause) {
  for (int i = 0; i < SignInThrottle::kFreeForAccount; ++i) EXPECT_EQ(Told("lan", "10.0.0.1"), 0);
  for (int i = 0; i < 25'000; ++i) {
    const std::string name = absl::StrCat("lượt ", i);
    const std::string address = absl::StrCat("fd00:", i % 9999, "::1");
    EXPECT_EQ(Told(name, address), 0);
    (i % 2 == 0) ? throttle_.TakeBack(name, address) : throttle_.Succeeded(name, address);
  }
  EXPECT_EQ(throttle_.kept(), 2u) << "lan and her network";
  EXPECT_EQ(Told("lan", "10.9.9.9"), 1);
}

TEST(NetworkOf, IsA24OrA48) {
  EXPECT_EQ(NetworkOf("10.1.2.3"), NetworkOf("10.1.2.254"));
  EXPECT_NE(NetworkOf("10.1.2.3"), NetworkOf("10.1.3.3"));
  EXPECT_EQ(NetworkOf("2001:db8:1:2::3"), NetworkOf("2001:db8:1:ffff::"));
  EXPECT_NE(NetworkOf("2001:db8:1::"), NetworkOf("2001:db8:2::"));
  EXPECT_EQ(NetworkOf("local"), "local");
}

}  // namespace
}  // namespace par::identity
