// Goal: the lower end believes only answers to its own questions, and goes back to comparing when
// an answer does not fit. Method: a real lower node (ledger, exchange state, ChildLink) is answered
// by hand.
#include "common/exchange/child_link.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/exchange/hash.h"
#include "common/exchange/limits.h"
#include "common/exchange/rows.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/exchange/hand_spoken_node.h"

namespace par::exchange {
namespace {

class LowerNode {
 public:
  LowerNode()
      : node_("C", "c", sim::Country({{"p", "", "P"}, {"c", "p", "C"}}), /*superior=*/false),
        link_({.node_id = "C",
               .parent_node = "P",
               .machine_id = "m1",
               .boot_nonce = "this boot",
               .retry = {}},
              node_.ports()) {
    (void)Step(Tick{});
  }

  void Save(const std::string& body) {
    v1::Item item;
    item.set_submission_id(node_.NewId());
    item.set_type(sim::kPlainItem);
    item.set_body(body);
    item.set_unit("c");
    node_.Enter(static_cast<std::uint32_t>(sim::SimKind::kStage), item.SerializeAsString());
  }

  std::vector<v1::LinkMessage> Step(LinkInput input) { return node_.Step(link_, std::move(input)); }

  static v1::LinkMessage AnswerTo(const v1::Hello& hello) {
    v1::LinkMessage message;
    v1::HelloAck& ack = *message.mutable_hello_ack();
    ack.set_echo_boot_nonce(hello.boot_nonce());
    ack.set_status(v1::HELLO_STATUS_OK);
    for (const v1::HelloStream& described : hello.streams()) {
      v1::StreamGrant& grant = *ack.add_grants();
      *grant.mutable_stream() = described.stream();
      grant.mutable_session()->set_counter(1);
      *grant.mutable_position() = described.position();
      *grant.mutable_common() = described.position();
    }
    return message;
  }

  void Wait(std::int64_t micros) { node_.clock().Advance(micros); }
  [[nodiscard]] LinkStatus status() const { return link_.Status(); }
  [[nodiscard]] bool in_session() const { return link_.Status().in_session; }
  [[nodiscard]] absl::Status last_error() const { return link_.Status().last_error; }
  [[nodiscard]] std::uint64_t length() const {
    return StreamView(node_.store(), Side::kLower, UpOf("c")).End()->length;
  }

 private:
  testing::HandSpokenNode node_;
  ChildLink link_;
};

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
  v1::LinkMessage part;
  v1::Ack& ack = *part.mutable_ack();
  *ack.mutable_stream() = push.stream();
  *ack.mutable_session() = push.session();
  ack.mutable_durable()->set_length(1);
  ack.mutable_durable()->set_head(push.events(0).hash());
  v1::Result& result = *ack.add_results();
  result.set_submission_id(push.events(0).item().submission_id());
  result.set_seq(1);
  result.set_verdict(v1::VERDICT_APPLIED);
  const auto next = node.Step(MessageIn{part});
  EXPECT_EQ(node.length(), 1u);
  ASSERT_EQ(next.size(), 1u);
  EXPECT_TRUE(next[0].has_hello());
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
    v1::LinkMessage answer;
    v1::Ack& ack = *answer.mutable_ack();
    *ack.mutable_stream() = push.stream();
    *ack.mutable_session() = push.session();
    ack.mutable_durable()->set_length(1);
    ack.mutable_durable()->set_head(push.events(0).hash());
    v1::Result& result = *ack.add_results();
    result.set_submission_id(push.events(0).item().submission_id());
    result.set_seq(1);
    result.set_verdict(v1::VERDICT_APPLIED);
    v1::Receipt& receipt = *ack.add_receipts();
    receipt.set_submission_id(result.submission_id());
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
