// Goal: the lower end believes only answers to its own questions, and goes back to comparing when
// an answer does not fit. Method: a real lower node (ledger, exchange state, ChildLink) is answered
// by hand.
#include "common/exchange/child_link.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "common/exchange/hash.h"
#include "common/exchange/limits.h"
#include "common/exchange/rows.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/exchange/hand_spoken_child.h"

namespace par::exchange {
namespace {

using LowerNode = testing::HandSpokenChild;

// What the node above says when it has taken the first `events` of a push.
v1::LinkMessage AckOf(const v1::Push& push, int events) {
  v1::LinkMessage message;
  v1::Ack& ack = *message.mutable_ack();
  *ack.mutable_stream() = push.stream();
  *ack.mutable_session() = push.session();
  for (int i = 0; i < events; ++i) {
    const v1::Event& event = push.events(i);
    ack.mutable_durable()->set_length(event.seq());
    ack.mutable_durable()->set_head(event.hash());
    v1::Result& result = *ack.add_results();
    result.set_submission_id(event.item().submission_id());
    result.set_seq(event.seq());
    result.set_verdict(v1::VERDICT_APPLIED);
  }
  return message;
}

TEST(ChildLink, AnAnswerToAnotherBootsHelloMeansNothing) {
  LowerNode node;
  const auto hello = node.Step(Connected{});
  ASSERT_EQ(hello.size(), 1u);
  ASSERT_TRUE(hello[0].has_hello());
  v1::LinkMessage stale = LowerNode::AnswerTo(hello[0].hello());
  stale.mutable_hello_ack()->set_echo_boot_nonce("an earlier boot");
  EXPECT_TRUE(node.Step(MessageIn{stale}).empty());
  EXPECT_FALSE(node.in_session());
  (void)node.Step(MessageIn{LowerNode::AnswerTo(hello[0].hello())});
  EXPECT_TRUE(node.in_session());
}

TEST(ChildLink, CountsWhatWaitsBeforeThereIsALine) {
  LowerNode node;
  node.Save("one");
  node.Save("two");
  EXPECT_EQ(node.status().items_waiting, 2u);
  EXPECT_GT(node.status().bytes_waiting, 0u);
  EXPECT_FALSE(node.status().in_step);
}

TEST(ChildLink, WhereOnlyAPartOfABatchWasTakenTheTwoCompareAgain) {
  LowerNode node;
  node.Save("one");
  node.Save("two");
  const auto hello = node.Step(Connected{});
  const auto said = node.Step(MessageIn{LowerNode::AnswerTo(hello.at(0).hello())});
  ASSERT_EQ(said.size(), 1u);
  const v1::Push& push = said[0].push();
  ASSERT_EQ(push.events_size(), 2);
  const auto next = node.Step(MessageIn{AckOf(push, 1)});
  EXPECT_EQ(node.length(), 1u);
  ASSERT_EQ(next.size(), 1u);
  EXPECT_TRUE(next[0].has_hello());
}

// A node with many units has a stream for each. Whatever waits in them, the node above must keep
// no more for this line at once than its window.
TEST(ChildLink, AllStreamsTogetherKeepToTheWindowOfTheLine) {
  const std::vector<std::string> units = {"c", "c1", "c2", "c3", "c4", "c5"};
  constexpr std::size_t kItems = 6;  // Of each unit, one to a batch: more than its stream's window.
  std::vector<sim::UnitPlace> places = {{"p", "", "P"}};
  for (const std::string& unit : units) places.push_back({unit, "p", "C"});
  LowerNode node{sim::Country(places)};
  for (const std::string& unit : units) {
    for (std::size_t i = 0; i < kItems; ++i) node.Save(std::string(50'000, 'x'), unit);
  }
  std::deque<v1::Push> unanswered;
  std::size_t under_way = 0;
  const auto bytes_of = [](const v1::Push& push) {
    std::size_t bytes = 0;
    for (const v1::Event& event : push.events()) bytes += event.ByteSizeLong();
    return bytes;
  };
  const auto note = [&](const std::vector<v1::LinkMessage>& said) {
    for (const v1::LinkMessage& message : said) {
      if (message.push().events().empty()) continue;
      under_way += bytes_of(unanswered.emplace_back(message.push()));
    }
  };
  const auto hello = node.Step(Connected{});
  note(node.Step(MessageIn{LowerNode::AnswerTo(hello.at(0).hello())}));
  EXPECT_GE(under_way, kLineWindowBytes) << "the window is used";
  std::size_t items = 0;
  for (; !unanswered.empty(); unanswered.pop_front()) {
    EXPECT_LE(under_way, kLineWindowBytes + kMaxBatchBytes);
    const v1::Push& push = unanswered.front();
    under_way -= bytes_of(push);
    items += static_cast<std::size_t>(push.events_size());
    note(node.Step(MessageIn{AckOf(push, push.events_size())}));
  }
  EXPECT_EQ(items, units.size() * kItems) << "what is answered makes room for the rest";
}

// A node above that waits for days for the node above it would write an entry for each hello.
TEST(ChildLink, ForAStreamWithoutASessionItAsksAgainLessAndLessOften) {
  LowerNode node;
  std::size_t hellos = 0;
  const auto answer = [&](const std::vector<v1::LinkMessage>& said) {
    for (const v1::LinkMessage& message : said) {
      if (!message.has_hello()) continue;
      ++hellos;
      v1::LinkMessage ack = LowerNode::AnswerTo(message.hello());
      auto& grants = *ack.mutable_hello_ack()->mutable_grants();
      for (int i = grants.size() - 1; i >= 0; --i) {
        if (grants.Get(i).stream().direction() == v1::DIRECTION_UP) grants.DeleteSubrange(i, 1);
      }
      (void)node.Step(MessageIn{ack});
    }
  };
  answer(node.Step(Connected{}));
  const auto seconds = [&](int count) {
    const std::size_t before = hellos;
    for (int second = 0; second < count; ++second) {
      node.Wait(kSecond);
      answer(node.Step(Tick{}));
    }
    return hellos - before;
  };
  EXPECT_EQ(seconds(15), 2u);
  const std::size_t in_an_hour = seconds(3600);
  EXPECT_GE(in_an_hour, 12u);
  EXPECT_LE(in_an_hour, 20u);
  EXPECT_TRUE(node.in_session());
}

// An item that the node above does not take holds up what follows it, and nothing else: what was
// sent behind it does not fit there either, and is no reason to say hello again and again.
TEST(ChildLink, ARefusedItemHoldsItsStreamAndNoOther) {
  for (const char* reason : {"exchange_type_newer", "exchange_signature_wrong"}) {
    SCOPED_TRACE(reason);
    LowerNode node{sim::Country({{"p", "", "P"}, {"c", "p", "C"}, {"c1", "p", "C"}})};
    node.Save(std::string(50'000, 'x'));
    node.Save(std::string(50'000, 'y'));
    const auto hello = node.Step(Connected{});
    std::vector<v1::Push> pushes;
    for (v1::LinkMessage& said : node.Step(MessageIn{LowerNode::AnswerTo(hello.at(0).hello())})) {
      if (said.push().events_size() > 0) pushes.push_back(said.push());
    }
    ASSERT_EQ(pushes.size(), 2u);
    const auto need_hello = [&](v1::NeedHelloReason why, const std::string& word) {
      v1::LinkMessage message;
      *message.mutable_need_hello()->mutable_stream() = pushes[0].stream();
      message.mutable_need_hello()->set_why(why);
      message.mutable_need_hello()->set_reason(word);
      return node.Step(MessageIn{message});
    };
    const std::uint64_t entries = node.entries();
    EXPECT_TRUE(need_hello(v1::NEED_HELLO_REASON_REFUSED, reason).empty());
    EXPECT_TRUE(need_hello(v1::NEED_HELLO_REASON_BASE_MISMATCH, "").empty());
    EXPECT_TRUE(need_hello(v1::NEED_HELLO_REASON_REFUSED, reason).empty());
    EXPECT_TRUE(node.in_session());
    EXPECT_EQ(domain::ReasonOf(node.last_error()), reason);
    EXPECT_EQ(node.entries(), entries);
    node.Save("of another unit", "c1");
    const auto other = node.Step(Tick{});
    ASSERT_EQ(other.size(), 1u);
    EXPECT_EQ(other[0].push().stream().unit(), "c1");
    std::size_t hellos = 0;
    for (int second = 0; second < 100; ++second) {
      node.Wait(kSecond);
      for (const v1::LinkMessage& said : node.Step(Tick{})) hellos += said.has_hello() ? 1 : 0;
    }
    EXPECT_EQ(hellos, 1u) << "perhaps it was mended";
  }
}

// The receipt is what the unit may one day have to show.
TEST(ChildLink, AReceiptThatTheNodeAboveDidNotSignIsNotKept) {
  struct Case {
    const char* why;
    const char* claims;
    const char* signs;
    bool kept;
  };
  const Case cases[] = {{"the node above", "P", "P", true},
                        {"somebody else signed it", "P", "Q", false},
                        {"it is another node's", "Q", "Q", false}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    LowerNode node;
    node.Save("one");
    const auto hello = node.Step(Connected{});
    const auto said = node.Step(MessageIn{LowerNode::AnswerTo(hello.at(0).hello())});
    const v1::Push& push = said.at(0).push();
    v1::LinkMessage answer = AckOf(push, 1);
    v1::Receipt& receipt = *answer.mutable_ack()->add_receipts();
    receipt.set_submission_id(push.events(0).item().submission_id());
    *receipt.mutable_stream() = push.stream();
    receipt.set_seq(1);
    receipt.set_head(push.events(0).hash());
    receipt.set_node_id(c.claims);
    receipt.set_signature(sim::HashSigner(c.signs).Sign(SignedBytes(receipt)));
    (void)node.Step(MessageIn{answer});
    EXPECT_EQ(node.length(), c.kept ? 1u : 0u);
    EXPECT_EQ(node.in_session(), c.kept);
    EXPECT_EQ(domain::ReasonOf(node.last_error()), c.kept ? "" : "exchange_receipt_wrong");
  }
}

TEST(ChildLink, ShowsWhyTheNodeAboveRefuses) {
  LowerNode node;
  const auto hello = node.Step(Connected{});
  v1::LinkMessage refused;
  v1::HelloAck& ack = *refused.mutable_hello_ack();
  ack.set_echo_boot_nonce(hello.at(0).hello().boot_nonce());
  ack.set_status(v1::HELLO_STATUS_FENCED);
  ack.set_reason("exchange_fenced");
  ack.add_parameters()->set_name("node");
  ack.mutable_parameters(0)->set_value("C");
  (void)node.Step(MessageIn{refused});
  EXPECT_EQ(domain::TextOf(node.last_error(), domain::Language::kEnglish),
            "Another machine has taken the place of node C; this one may not send any more");
}

// After a restart of the node above, thousands come back at once: those that must wait keep their
// connection, which was dear, and only say hello again.
TEST(ChildLink, ToldToWaitItSaysHelloAgainOnTheSameLine) {
  LowerNode node;
  const auto hello = node.Step(Connected{});
  v1::LinkMessage busy;
  v1::HelloAck& ack = *busy.mutable_hello_ack();
  ack.set_echo_boot_nonce(hello.at(0).hello().boot_nonce());
  ack.set_status(v1::HELLO_STATUS_BUSY);
  ack.set_retry_after_ms(7000);
  ack.set_reason("exchange_many_at_once");
  ack.add_parameters()->set_name("seconds");
  ack.mutable_parameters(0)->set_value("7");
  EXPECT_TRUE(node.Step(MessageIn{busy}).empty());
  EXPECT_EQ(domain::ReasonOf(node.last_error()), "exchange_many_at_once");
  node.Wait(6 * kSecond);
  EXPECT_TRUE(node.Step(Tick{}).empty());
  node.Wait(2 * kSecond);
  const auto again = node.Step(Tick{});
  ASSERT_EQ(again.size(), 1u);
  EXPECT_TRUE(again[0].has_hello());
  (void)node.Step(MessageIn{LowerNode::AnswerTo(again[0].hello())});
  EXPECT_TRUE(node.in_session());
  EXPECT_OK(node.last_error());
}

}  // namespace
}  // namespace par::exchange
