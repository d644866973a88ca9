// Goal: a session lasts as long as the rules say and not longer, whatever the clocks do.
// Method: a table of what passes between two uses; two clocks that the test moves.
#include "common/identity/sessions.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace par::identity {
namespace {

constexpr std::int64_t kMinute = std::int64_t{60} * 1'000'000;

class SessionsTest : public ::testing::Test {
 protected:
  std::string Begin(const std::string& account, std::uint64_t epoch = 0) {
    const Secret secret = MakeSessionSecret(random_);
    book_.Begin(secret.Reveal(), {.account = account, .address = "10.0.0.1", .epoch = epoch});
    return secret.Reveal();
  }
  bool Lives(const std::string& secret) { return book_.Use(secret).has_value(); }

  testing::ManualClock clock_;
  SeededRandom random_{5};
  SessionBook book_{clock_};
};

TEST_F(SessionsTest, EndsWithoutUseAndAfterItsDayWhateverTheClockSays) {
  const struct {
    const char* why;
    int uses;             // Before the last, at equal distances.
    std::int64_t apart;   // Minutes of real time between two.
    std::int64_t set_to;  // Minutes by which the wall clock is moved after the first use.
    bool lives;
  } rows[] = {
      {"just used", 1, 0, 0, true},
      {"a short pause", 1, 29, 0, true},
      {"half an hour", 1, 30, 0, false},
      {"used all day", 35, 20, 0, true},
      {"twelve hours are the end", 36, 20, 0, false},
      {"a clock set back does not wake it", 1, 31, -60, false},
      {"nor lengthen its day", 36, 20, -600, false},
      {"a machine that slept: only the wall clock went on", 1, 0, 31, false},
      {"a little forward", 1, 5, 20, true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const std::string secret = Begin("lan");
    ASSERT_TRUE(Lives(secret));
    clock_.SetWall(clock_.WallMicros() + row.set_to * kMinute);
    for (int i = 1; i < row.uses; ++i) {
      clock_.Advance(row.apart * kMinute);
      ASSERT_TRUE(Lives(secret)) << i;
    }
    clock_.Advance(row.apart * kMinute);
    EXPECT_EQ(Lives(secret), row.lives);
    EXPECT_EQ(Lives(secret), row.lives) << "what ended stays so";
  }
}

TEST_F(SessionsTest, LookingAtItDoesNotKeepItAlive) {
  const std::string secret = Begin("lan");
  const std::int64_t begun = clock_.WallMicros();
  for (int minute = 1; minute < 30; ++minute) {
    clock_.Advance(kMinute);
    const auto session = book_.Look(secret);
    ASSERT_TRUE(session.has_value()) << minute;
    EXPECT_EQ(session->used_micros, begun);
  }
  clock_.Advance(kMinute);
  EXPECT_FALSE(book_.Look(secret).has_value());
  EXPECT_FALSE(Lives(secret));
  EXPECT_FALSE(book_.Look(Begin("minh") + "0").has_value()) << "nobody's";
}

TEST_F(SessionsTest, ASecretIsNewAndOneByteOffIsNobodys) {
  const std::string first = Begin("lan");
  const std::string second = Begin("lan");
  EXPECT_NE(first, second);
  EXPECT_TRUE(IsSessionSecret(first));
  EXPECT_FALSE(IsSessionSecret("parnet_" + first));
  EXPECT_EQ(first.size(), std::string("session_").size() + 64) << "256 bits";
  std::string off = first;
  off.back() = off.back() == '0' ? '1' : '0';
  EXPECT_FALSE(Lives(off));
  EXPECT_FALSE(Lives(""));
  EXPECT_TRUE(Lives(first));
  EXPECT_TRUE(IsCsrfOf(CsrfOf(first), first));
  EXPECT_FALSE(IsCsrfOf(CsrfOf(second), first));
  EXPECT_FALSE(IsCsrfOf("", first));
}

TEST_F(SessionsTest, EndsOneAndKeepsOne) {
  const std::string first = Begin("lan");
  clock_.Advance(1);
  const std::string second = Begin("lan");
  const std::string other = Begin("minh");
  ASSERT_EQ(book_.Of("lan").size(), 2u);
  EXPECT_EQ(book_.Of("lan").front().id, SessionId(first));
  EXPECT_FALSE(book_.End("minh", SessionId(first))) << "it is not his";
  EXPECT_TRUE(book_.End("lan", SessionId(first)));
  EXPECT_FALSE(book_.End("lan", SessionId(first)));
  EXPECT_FALSE(Lives(first));
  const std::string third = Begin("lan");
  book_.KeepOnly("lan", SessionId(second), 7, true);
  EXPECT_FALSE(Lives(third));
  ASSERT_TRUE(Lives(second));
  EXPECT_EQ(book_.Use(second)->epoch, 7u);
  EXPECT_TRUE(book_.Use(second)->second_factor);
  EXPECT_TRUE(Lives(other));
}

TEST_F(SessionsTest, TheOneLongestUnusedMakesRoom) {
  std::vector<std::string> secrets;
  for (std::size_t i = 0; i < kMostSessionsOfOne; ++i) {
    secrets.push_back(Begin("lan"));
    clock_.Advance(1);
  }
  const std::string other = Begin("minh");
  ASSERT_TRUE(Lives(secrets.front())) << "and is used now";
  clock_.Advance(1);
  secrets.push_back(Begin("lan"));
  EXPECT_TRUE(Lives(secrets.front()));
  EXPECT_FALSE(Lives(secrets.at(1)));
  EXPECT_TRUE(Lives(secrets.back()));
  EXPECT_TRUE(Lives(other));
  EXPECT_EQ(book_.Of("lan").size(), kMostSessionsOfOne);
}

}  // namespace
}  // namespace par::identity
