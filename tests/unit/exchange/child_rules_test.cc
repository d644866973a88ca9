// Goal: the lower end takes what comes down exactly when every rule holds; what breaks one changes
// nothing and has its answer. Method: a real lower node (ledger, exchange state, ChildLink) in
// session is spoken to by hand; each row spoils one thing of a push that would otherwise be taken.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/refusal.h"
#include "common/exchange/child_link.h"
#include "common/exchange/hash.h"
#include "common/exchange/rows.h"
#include "tests/unit/exchange/hand_spoken_child.h"

namespace par::exchange {
namespace {

// Its hello has been answered, and both sides agree that there is nothing yet.
class GreetedNode : public testing::HandSpokenChild {
 public:
  GreetedNode() { (void)Step(MessageIn{AnswerTo(Step(Connected{}).at(0).hello())}); }
};

// What the node above sends down, numbered, hashed and signed as it should be.
v1::LinkMessage DownPushFrom(const Position& end, const std::string& signer = "P") {
  v1::LinkMessage message;
  v1::DownPush& push = *message.mutable_down_push();
  *push.mutable_stream() = ToWire(DownOf("c"));
  push.mutable_session()->set_counter(1);
  *push.mutable_base() = ToWire(end);
  v1::Event& event = *push.add_events();
  v1::Item& item = *event.mutable_item();
  item.set_submission_id(std::string(kSubmissionIdBytes, 'd'));
  item.set_type(sim::kPlainItem);
  item.set_body("a decision");
  item.set_unit("p");
  item.set_origin_node(signer);
  const Sha256 body = Sha256::Of(item.body());
  item.set_origin_signature(sim::HashSigner(signer).Sign(SignedBytes(item, body)));
  event.set_seq(end.length + 1);
  event.set_hash(EventHash(DownOf("c"), end, item, body).ToBytes());
  return message;
}

TEST(ChildRules, WhatComesDownWronglyIsNotTaken) {
  enum class Then { kNothing, kComparesAgain, kEndsTheLine };
  struct Row {
    std::string_view why;
    std::function<void(v1::DownPush&)> spoil;
    Then then;
    std::string_view reason;
  };
  const auto item = [](v1::DownPush& p) { return p.mutable_events(0)->mutable_item(); };
  const Row rows[] = {
      {"an older session", [](v1::DownPush& p) { p.mutable_session()->set_counter(0); },
       Then::kNothing, ""},
      {"a guessed session", [](v1::DownPush& p) { p.mutable_session()->set_random(7); },
       Then::kNothing, ""},
      {"another unit's stream",
       [](v1::DownPush& p) { *p.mutable_stream() = ToWire(DownOf("other")); }, Then::kNothing, ""},
      {"the unit's own stream", [](v1::DownPush& p) { *p.mutable_stream() = ToWire(UpOf("c")); },
       Then::kNothing, ""},
      {"no stream", [](v1::DownPush& p) { p.clear_stream(); }, Then::kNothing, ""},
      {"a gap", [](v1::DownPush& p) { p.mutable_base()->set_length(3); }, Then::kComparesAgain, ""},
      {"the largest length there is",
       [](v1::DownPush& p) { p.mutable_base()->set_length(UINT64_MAX); }, Then::kComparesAgain, ""},
      {"a head that is no hash", [](v1::DownPush& p) { p.mutable_base()->set_head("x"); },
       Then::kComparesAgain, ""},
      {"a body changed after signing", [&](v1::DownPush& p) { item(p)->set_body("changed"); },
       Then::kEndsTheLine, "exchange_signature_wrong"},
      {"no signature", [&](v1::DownPush& p) { item(p)->clear_origin_signature(); },
       Then::kEndsTheLine, "exchange_signature_wrong"},
      {"signed by another node",
       [&](v1::DownPush& p) {
         item(p)->set_origin_signature(
             sim::HashSigner("O").Sign(SignedBytes(*item(p), Sha256::Of(item(p)->body()))));
       },
       Then::kEndsTheLine, "exchange_signature_wrong"},
      {"an id that is too short", [&](v1::DownPush& p) { item(p)->set_submission_id("short"); },
       Then::kEndsTheLine, "exchange_malformed"},
      {"no type", [&](v1::DownPush& p) { item(p)->set_type(0); }, Then::kEndsTheLine,
       "exchange_malformed"},
      {"no item", [](v1::DownPush& p) { p.mutable_events(0)->clear_item(); }, Then::kEndsTheLine,
       "exchange_malformed"},
      {"a blob's hash of the wrong length", [&](v1::DownPush& p) { item(p)->add_blobs(); },
       Then::kEndsTheLine, "exchange_malformed"},
      {"too large an item",
       [&](v1::DownPush& p) { item(p)->set_body(std::string(kMaxItemBytes, 'x')); },
       Then::kEndsTheLine, "exchange_item_too_large"},
      {"too many events",
       [](v1::DownPush& p) {
         const v1::Event event = p.events(0);
         while (p.events_size() <= static_cast<int>(kMaxBatchEvents)) *p.add_events() = event;
       },
       Then::kEndsTheLine, "exchange_malformed"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    GreetedNode node;
    const Position before = node.DownEnd();
    const std::uint64_t entries = node.entries();
    v1::LinkMessage push = DownPushFrom(before);
    row.spoil(*push.mutable_down_push());
    const auto said = node.Step(MessageIn{push});
    EXPECT_EQ(node.DownEnd(), before);
    EXPECT_EQ(node.entries(), entries);
    EXPECT_EQ(domain::ReasonOf(node.closed()), row.reason);
    EXPECT_EQ(node.in_session(), row.then == Then::kNothing);
    ASSERT_EQ(said.size(), row.then == Then::kComparesAgain ? 1u : 0u);
    if (row.then == Then::kComparesAgain) {
      EXPECT_TRUE(said[0].has_hello());
    }
  }
  // Nobody spoils it.
  GreetedNode node;
  const auto said = node.Step(MessageIn{DownPushFrom(node.DownEnd())});
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].down_ack().durable().length(), 1u);
  EXPECT_EQ(node.DownEnd().length, 1u);
}

// It comes again in every session, and each is an entry above.
TEST(ChildRules, WhatIsNotTakenIsAskedForLessAndLessOften) {
  GreetedNode node;
  const std::function<void(const std::vector<v1::LinkMessage>&)> answer =
      [&](const std::vector<v1::LinkMessage>& said) {
        for (const v1::LinkMessage& message : said) {
          v1::LinkMessage back;
          if (message.has_hello()) back = node.AnswerTo(message.hello());
          if (message.has_push()) {
            *back.mutable_ack()->mutable_stream() = message.push().stream();
            *back.mutable_ack()->mutable_session() = message.push().session();
            *back.mutable_ack()->mutable_durable() = message.push().base();
          }
          answer(node.Step(MessageIn{back}));
        }
      };
  const auto dials_in = [&](int seconds, bool rightly_signed) {
    const std::size_t before = node.dials();
    for (int second = 0; second < seconds; ++second) {
      const std::size_t dialled = node.dials();
      node.Wait(kSecond);
      answer(node.Step(Tick{}));
      if (node.dials() == dialled) continue;
      answer(node.Step(Connected{}));
      if (!rightly_signed) (void)node.Step(MessageIn{DownPushFrom(node.DownEnd(), "O")});
    }
    return node.dials() - before;
  };
  (void)node.Step(MessageIn{DownPushFrom(node.DownEnd(), "O")});
  EXPECT_FALSE(node.in_session());
  EXPECT_LE(dials_in(3600, false), 25u);
  EXPECT_LE(dials_in(3600, false), 12u);
  EXPECT_EQ(dials_in(1000, true), 1u) << "now nothing is wrong";
  ASSERT_TRUE(node.in_session());
  (void)node.Step(Disconnected{});
  EXPECT_EQ(dials_in(3, true), 1u) << "a line that is cut is dialled at once";
}

// What is in a stream twice could not be taken back from it.
TEST(ChildRules, AStreamWithAnItemTwiceIsNotTakenBack) {
  for (const bool twice : {false, true}) {
    SCOPED_TRACE(twice);
    testing::HandSpokenChild node;
    v1::LinkMessage tail;
    Position end;
    for (int i = 0; i < 2; ++i) {
      v1::Event& event = *tail.mutable_tail()->add_events();
      v1::Item& item = *event.mutable_item();
      item.set_submission_id(std::string(kSubmissionIdBytes, i == 0 || twice ? 'a' : 'b'));
      item.set_type(sim::kPlainItem);
      item.set_unit("c");
      item.set_origin_node("C");
      const Sha256 body = Sha256::Of("");
      item.set_origin_signature(sim::HashSigner("C").Sign(SignedBytes(item, body)));
      end = {.length = end.length + 1, .head = EventHash(UpOf("c"), end, item, body)};
      event.set_seq(end.length);
      event.set_hash(end.head.ToBytes());
    }
    v1::LinkMessage answer = node.AnswerTo(node.Step(Connected{}).at(0).hello());
    for (v1::StreamGrant& grant : *answer.mutable_hello_ack()->mutable_grants()) {
      if (*FromWire(grant.stream()) == UpOf("c")) *grant.mutable_position() = ToWire(end);
    }
    const auto asked = node.Step(MessageIn{answer});
    ASSERT_EQ(asked.size(), 1u);
    *tail.mutable_tail()->mutable_stream() = asked[0].tail().stream();
    *tail.mutable_tail()->mutable_session() = asked[0].tail().session();
    *tail.mutable_tail()->mutable_base() = asked[0].tail().base();
    *tail.mutable_tail()->mutable_end() = ToWire(end);
    (void)node.Step(MessageIn{tail});
    EXPECT_EQ(domain::ReasonOf(node.closed()), twice ? "exchange_malformed" : "");
    EXPECT_EQ(node.length(), twice ? 0u : 2u);
  }
}

TEST(ChildRules, MessagesThatOnlyAChildSendsEndTheLine) {
  v1::LinkMessage rows[4];
  rows[0].mutable_hello();
  rows[1].mutable_push();
  rows[2].mutable_down_ack();  // The last says nothing at all.
  for (const v1::LinkMessage& message : rows) {
    GreetedNode node;
    EXPECT_TRUE(node.Step(MessageIn{message}).empty());
    EXPECT_EQ(domain::ReasonOf(node.closed()), "exchange_unexpected");
  }
}

TEST(ChildRules, AMessageThatCouldNotBeUnpackedEndsTheLine) {
  GreetedNode node;
  v1::LinkMessage message;
  message.mutable_packed();
  EXPECT_TRUE(node.Step(MessageIn{message}).empty());
  EXPECT_EQ(domain::ReasonOf(node.closed()), "exchange_malformed");
}

TEST(ChildRules, NoNodeAboveSendsOneAwayForEver) {
  constexpr std::uint64_t kThirtyYearsMs = 1'000'000'000'000;
  for (const v1::HelloStatus status : {v1::HELLO_STATUS_BUSY, v1::HELLO_STATUS_FENCED}) {
    for (const std::uint64_t wait : {kThirtyYearsMs, UINT64_MAX}) {
      SCOPED_TRACE(v1::HelloStatus_Name(status) + " " + std::to_string(wait));
      testing::HandSpokenChild node;
      v1::LinkMessage answer = node.AnswerTo(node.Step(Connected{}).at(0).hello());
      answer.mutable_hello_ack()->set_status(status);
      answer.mutable_hello_ack()->set_retry_after_ms(wait);
      EXPECT_TRUE(node.Step(MessageIn{answer}).empty()) << "it stays away";
      node.Wait(static_cast<std::int64_t>(kMostAwayMs) * 1000);
      std::vector<v1::LinkMessage> said = node.Step(Tick{});
      if (said.empty()) said = node.Step(Connected{});  // It dialled.
      ASSERT_EQ(said.size(), 1u);
      EXPECT_TRUE(said[0].has_hello());
    }
  }
}

}  // namespace
}  // namespace par::exchange
