// Goal: what a unit made before a deadline and could not send counts as delivered late, so a node
// that was in touch until then must know that its clock was right; and that costs at most an entry
// a day. Method: a real lower node (ledger, exchange state, ChildLink) lives for weeks while the
// test answers as the node above, whose clock differs by so much.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "common/exchange/limits.h"
#include "tests/unit/exchange/hand_spoken_child.h"

namespace par::exchange {
namespace {

constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

class LivingNode : public testing::HandSpokenChild {
 public:
  explicit LivingNode(std::int64_t apart) : apart_(apart) {}

  void Begin() { Answer(Step(Connected{})); }
  // It dials again and says hello.
  void Break() {
    (void)Step(Disconnected{});
    Wait(kMostAwayMs * 1000);
    (void)Step(Tick{});
    Begin();
  }
  // In touch for so long; true if it was in session at every moment.
  [[nodiscard]] bool Live(std::int64_t micros) {
    constexpr std::int64_t kStep = 3 * kMinute;
    bool in_session_always = true;
    for (std::int64_t lived = 0; lived < micros; lived += kStep) {
      Wait(kStep);
      Answer(Step(Tick{}));
      in_session_always = in_session_always && in_session();
    }
    return in_session_always;
  }
  [[nodiscard]] int hellos() const { return hellos_; }

 private:
  void Answer(const std::vector<v1::LinkMessage>& said) {
    for (const v1::LinkMessage& message : said) {
      v1::LinkMessage answer;
      if (message.has_hello()) {
        ++hellos_;
        answer = AnswerTo(message.hello());
        answer.mutable_hello_ack()->set_wall_time(apart_ == INT64_MIN ? apart_ : wall() + apart_);
      } else {
        ASSERT_TRUE(message.has_push());
        *answer.mutable_ack()->mutable_stream() = message.push().stream();
        *answer.mutable_ack()->mutable_session() = message.push().session();
        *answer.mutable_ack()->mutable_durable() = message.push().base();
      }
      Answer(Step(MessageIn{answer}));
    }
  }

  const std::int64_t apart_;
  int hellos_ = 0;
};

TEST(Clocks, AreComparedEveryDayOnALineThatNeverBreaks) {
  LivingNode node(kMinute);
  EXPECT_EQ(node.clock_age(), std::nullopt) << "it has spoken to nobody yet";
  node.Begin();
  EXPECT_EQ(node.clock_age(), 0);
  const std::uint64_t entries = node.entries();
  for (int day = 1; day <= 21; ++day) {
    EXPECT_TRUE(node.Live(kDay));
    EXPECT_LE(node.clock_age().value(), kDay + 10 * kMinute) << "day " << day;
  }
  EXPECT_GE(node.hellos(), 20);
  EXPECT_LE(node.hellos(), 22);
  EXPECT_LE(node.entries() - entries, 21u);
}

TEST(Clocks, ThatDifferAreComparedAsOftenAndNoAgreementIsKept) {
  for (const std::int64_t apart : {3 * kMinute, -3 * kMinute, kDay, INT64_MIN}) {
    SCOPED_TRACE(apart);
    LivingNode node(apart);
    node.Begin();
    const std::uint64_t entries = node.entries();
    EXPECT_TRUE(node.Live(5 * kDay));
    EXPECT_LE(node.hellos(), 6);
    EXPECT_EQ(node.clock_age(), std::nullopt);
    EXPECT_LE(node.entries() - entries, 5u);
  }
}

// Nothing is new of the streams when it comes back, so nothing else would be written.
TEST(Clocks, AreKeptAnewAtAHelloOnceADayHasPassed) {
  LivingNode node(0);
  node.Begin();
  const std::uint64_t entries = node.entries();
  for (int hour = 1; hour < 20; ++hour) {
    ASSERT_TRUE(node.Live(60 * kMinute));
    node.Break();
    ASSERT_TRUE(node.in_session());
  }
  EXPECT_EQ(node.hellos(), 20);
  EXPECT_EQ(node.entries(), entries) << "no entry for every break";
  node.Wait(kDay);
  node.Break();
  EXPECT_EQ(node.entries(), entries + 1);
  EXPECT_EQ(node.clock_age(), 0);
}

}  // namespace
}  // namespace par::exchange
