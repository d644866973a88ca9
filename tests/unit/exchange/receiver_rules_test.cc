// Goal: the receiver takes a push exactly when every rule holds; each broken rule gets its own
// answer and changes nothing. Method: a real upper node (ledger, exchange state, ParentLink) is
// spoken to by hand; each row spoils one thing of a push that would otherwise be taken.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/exchange/parent_link.h"
#include "tests/unit/exchange/hand_spoken_parent.h"

namespace par::exchange {
namespace {

using UpperNode = testing::HandSpokenParent;

v1::Item ItemOf(const std::string& id, const std::string& body) {
  v1::Item item;
  item.set_submission_id(id + std::string(kSubmissionIdBytes - id.size(), '.'));
  item.set_type(sim::kPlainItem);
  item.set_body(body);
  item.set_unit("c");
  item.set_origin_node("C");
  return item;
}

// Numbers, hashes and signs as an honest child does.
void AddEvent(v1::Push& push, Position& end, v1::Item item, const std::string& signer = "C") {
  const Sha256 body = Sha256::Of(item.body());
  item.set_origin_signature(sim::HashSigner(signer).Sign(SignedBytes(item, body)));
  v1::Event& event = *push.add_events();
  event.set_seq(end.length + 1);
  const Sha256 hash = EventHash(UpOf("c"), end, item, body);
  event.set_hash(hash.ToBytes());
  *event.mutable_item() = std::move(item);
  end = {.length = end.length + 1, .head = hash};
}

class ReceiverRules : public ::testing::Test {
 protected:
  // After a hello and two items taken.
  void SetUp() override {
    link_ = node_.Connect("C");
    const auto said = node_.Hear(*link_, UpperNode::Hello("C", "m1", {UpOf("c")}));
    ASSERT_EQ(said.size(), 1u);
    ASSERT_EQ(said[0].hello_ack().status(), v1::HELLO_STATUS_OK);
    session_ = said[0].hello_ack().grants(0).session();
    v1::Push first = PushFrom(Position{});
    Position end;
    AddEvent(first, end, ItemOf("a", "one"));
    AddEvent(first, end, ItemOf("b", "two"));
    ASSERT_EQ(Say(first).ack().durable().length(), 2u);
  }

  v1::Push PushFrom(const Position& base) const {
    v1::Push push;
    *push.mutable_stream() = ToWire(UpOf("c"));
    *push.mutable_session() = session_;
    *push.mutable_base() = ToWire(base);
    return push;
  }
  v1::LinkMessage Say(const v1::Push& push) {
    v1::LinkMessage message;
    *message.mutable_push() = push;
    const auto said = node_.Hear(*link_, message);
    EXPECT_EQ(said.size(), 1u);
    return said.empty() ? v1::LinkMessage() : said[0];
  }

  UpperNode node_;
  std::unique_ptr<ParentLink> link_;
  v1::Session session_;
};

TEST_F(ReceiverRules, EachBrokenRuleHasItsAnswerAndChangesNothing) {
  struct Row {
    std::string_view why;
    std::function<void(v1::Push&)> spoil;
    v1::NeedHelloReason want;
    std::string_view reason;
  };
  using R = v1::NeedHelloReason;
  const R kSession = v1::NEED_HELLO_REASON_SESSION;
  const R kBase = v1::NEED_HELLO_REASON_BASE_MISMATCH;
  const R kRefused = v1::NEED_HELLO_REASON_REFUSED;
  const auto item = [](v1::Push& p) { return p.mutable_events(0)->mutable_item(); };
  const auto resign = [](v1::Push& p, const std::string& as) {
    v1::Item& signed_item = *p.mutable_events(0)->mutable_item();
    signed_item.set_origin_signature(
        sim::HashSigner(as).Sign(SignedBytes(signed_item, Sha256::Of(signed_item.body()))));
  };
  const Row rows[] = {
      {"an older session", [](v1::Push& p) { p.mutable_session()->set_counter(0); }, kSession, ""},
      {"a guessed session", [](v1::Push& p) { p.mutable_session()->set_random(7); }, kSession, ""},
      {"another unit's stream", [](v1::Push& p) { *p.mutable_stream() = ToWire(UpOf("other")); },
       kSession, ""},
      {"a down stream", [](v1::Push& p) { *p.mutable_stream() = ToWire(DownOf("c")); }, kSession,
       ""},
      {"a gap", [](v1::Push& p) { p.mutable_base()->set_length(3); }, kBase, ""},
      {"the right length on another history",
       [](v1::Push& p) { p.mutable_base()->set_head(std::string(32, 'x')); }, kBase, ""},
      {"a head that is no hash", [](v1::Push& p) { p.mutable_base()->set_head("x"); }, kBase, ""},
      {"the largest length there is", [](v1::Push& p) { p.mutable_base()->set_length(UINT64_MAX); },
       kBase, ""},
      {"a body changed after signing", [&](v1::Push& p) { item(p)->set_body("changed"); }, kRefused,
       "exchange_signature_wrong"},
      {"no signature", [&](v1::Push& p) { item(p)->clear_origin_signature(); }, kRefused,
       "exchange_signature_wrong"},
      {"signed by another node", [&](v1::Push& p) { resign(p, "O"); }, kRefused,
       "exchange_signature_wrong"},
      {"made by another node in its own name",
       [&](v1::Push& p) {
         item(p)->set_origin_node("O");
         resign(p, "O");
       },
       kRefused, "exchange_not_entitled"},
      {"in another unit's name",
       [&](v1::Push& p) {
         item(p)->set_unit("other");
         resign(p, "C");
       },
       kRefused, "exchange_not_entitled"},
      {"an id that is too short", [&](v1::Push& p) { item(p)->set_submission_id("short"); },
       kRefused, "exchange_malformed"},
      {"no type", [&](v1::Push& p) { item(p)->set_type(0); }, kRefused, "exchange_malformed"},
      {"what its own receiver is said to have decided, who has not seen it yet",
       [](v1::Push& p) { p.mutable_events(0)->mutable_below()->set_verdict(v1::VERDICT_APPLIED); },
       kRefused, "exchange_malformed"},
      {"a blob's hash of the wrong length", [&](v1::Push& p) { item(p)->add_blobs(); }, kRefused,
       "exchange_malformed"},
      {"too large an item",
       [&](v1::Push& p) { item(p)->set_body(std::string(kMaxItemBytes, 'x')); }, kRefused,
       "exchange_item_too_large"},
      {"too many events",
       [](v1::Push& p) {
         while (p.events_size() <= static_cast<int>(kMaxBatchEvents)) *p.add_events() = p.events(0);
       },
       kRefused, "exchange_malformed"},
      {"a number that does not follow", [](v1::Push& p) { p.mutable_events(0)->set_seq(9); },
       kRefused, "exchange_hash_wrong"},
      {"a hash that does not follow",
       [](v1::Push& p) { p.mutable_events(0)->set_hash(std::string(32, 'x')); }, kRefused,
       "exchange_hash_wrong"},
      {"another event in a place already taken",
       [](v1::Push& p) { *p.mutable_base() = ToWire(Position{}); }, kBase, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const Position before = node_.End();
    const std::uint64_t entries = node_.entries();
    Position end = before;
    v1::Push push = PushFrom(before);
    AddEvent(push, end, ItemOf("c", "three"));
    row.spoil(push);
    const v1::LinkMessage answer = Say(push);
    ASSERT_TRUE(answer.has_need_hello()) << answer.ShortDebugString();
    EXPECT_EQ(answer.need_hello().why(), row.want);
    EXPECT_EQ(answer.need_hello().reason(), row.reason);
    EXPECT_EQ(node_.End(), before);
    EXPECT_EQ(node_.entries(), entries);
  }
  // The push that was spoiled so often is taken when nobody spoils it.
  Position end = node_.End();
  v1::Push push = PushFrom(end);
  AddEvent(push, end, ItemOf("c", "three"));
  EXPECT_EQ(Say(push).ack().durable().length(), 3u);
}

TEST_F(ReceiverRules, AReplayIsAnsweredAsTheFirstTimeAndCountsOnce) {
  Position end;
  v1::Push again = PushFrom(Position{});
  AddEvent(again, end, ItemOf("a", "one"));
  AddEvent(again, end, ItemOf("b", "two"));
  const v1::LinkMessage answer = Say(again);
  ASSERT_EQ(answer.ack().results_size(), 2);
  EXPECT_EQ(answer.ack().results(1).verdict(), v1::VERDICT_APPLIED);
  EXPECT_EQ(answer.ack().results(1).seq(), 2u);
  EXPECT_EQ(node_.End().length, 2u);
  EXPECT_EQ(sim::EffectsOf(node_.store(), UpOf("c"), ItemOf("a", "").submission_id()), 1);
}

TEST_F(ReceiverRules, AnIdAlreadyTakenThroughAnEarlierSessionIsADuplicateAndEndsTheBatch) {
  const auto said = node_.Hear(*link_, UpperNode::Hello("C", "m1", {UpOf("c")}));
  ASSERT_EQ(said.size(), 1u);
  session_ = said[0].hello_ack().grants(0).session();
  Position end = node_.End();
  v1::Push push = PushFrom(end);
  AddEvent(push, end, ItemOf("c", "three"));
  AddEvent(push, end, ItemOf("a", "one"));
  AddEvent(push, end, ItemOf("d", "four"));
  const v1::Ack ack = Say(push).ack();
  ASSERT_EQ(ack.results_size(), 2);
  EXPECT_EQ(ack.results(0).verdict(), v1::VERDICT_APPLIED);
  EXPECT_EQ(ack.results(1).verdict(), v1::VERDICT_DUPLICATE);
  EXPECT_EQ(ack.results(1).seq(), 1u);
  EXPECT_EQ(ack.durable().length(), 3u);
  EXPECT_EQ(sim::EffectsOf(node_.store(), UpOf("c"), ItemOf("a", "").submission_id()), 1);
}

TEST_F(ReceiverRules, ANewSessionEndsTheOldOneOnAnotherConnection) {
  auto newer = node_.Connect("C");
  const auto said = node_.Hear(*newer, UpperNode::Hello("C", "m2", {UpOf("c")}));
  ASSERT_EQ(said[0].hello_ack().status(), v1::HELLO_STATUS_OK);
  // The old connection wakes up with an identical history: only its session betrays it.
  Position end = node_.End();
  v1::Push push = PushFrom(end);
  AddEvent(push, end, ItemOf("z", "zombie"));
  EXPECT_EQ(Say(push).need_hello().why(), v1::NEED_HELLO_REASON_SESSION);
  const auto refused = node_.Hear(*link_, UpperNode::Hello("C", "m1", {UpOf("c")}));
  EXPECT_EQ(refused[0].hello_ack().status(), v1::HELLO_STATUS_FENCED);
  EXPECT_EQ(node_.End().length, 2u);
}

TEST_F(ReceiverRules, AHelloMustBeOfTheCertificatesNodeForItsOwnStreamsInAKnownVersion) {
  struct Row {
    std::string_view why;
    std::string node;
    std::vector<StreamId> streams;
    std::uint32_t minimum, maximum;
    v1::HelloStatus want;
    std::string_view reason;
  };
  const Row rows[] = {
      {"its own", "C", {UpOf("c"), DownOf("c")}, 1, 1, v1::HELLO_STATUS_OK, ""},
      {"a wider range that holds ours", "C", {UpOf("c")}, 1, 9, v1::HELLO_STATUS_OK, ""},
      {"another node's name",
       "O",
       {UpOf("c")},
       1,
       1,
       v1::HELLO_STATUS_REFUSED,
       "exchange_wrong_node"},
      {"another unit's stream",
       "C",
       {UpOf("c"), UpOf("other")},
       1,
       1,
       v1::HELLO_STATUS_REFUSED,
       "exchange_not_entitled"},
      {"a unit nobody knows",
       "C",
       {UpOf("nowhere")},
       1,
       1,
       v1::HELLO_STATUS_REFUSED,
       "exchange_not_entitled"},
      {"another unit relayed by this one",
       "C",
       {RelayOf("other", "c")},
       1,
       1,
       v1::HELLO_STATUS_REFUSED,
       "exchange_not_entitled"},
      {"the top's own stream",
       "C",
       {UpOf("p")},
       1,
       1,
       v1::HELLO_STATUS_REFUSED,
       "exchange_not_entitled"},
      {"only newer versions", "C", {UpOf("c")}, 3, 4, v1::HELLO_STATUS_UPGRADE, "exchange_upgrade"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    v1::LinkMessage hello = UpperNode::Hello(row.node, "m1", row.streams);
    hello.mutable_hello()->set_protocol_minimum(row.minimum);
    hello.mutable_hello()->set_protocol_maximum(row.maximum);
    const std::uint64_t entries = node_.entries();
    auto link = node_.Connect("C");
    const auto said = node_.Hear(*link, hello);
    ASSERT_GE(said.size(), 1u);
    EXPECT_EQ(said[0].hello_ack().status(), row.want);
    EXPECT_EQ(said[0].hello_ack().reason(), row.reason);
    const bool granted = row.want == v1::HELLO_STATUS_OK;
    EXPECT_EQ(said[0].hello_ack().grants_size(), granted ? int(row.streams.size()) : 0);
    EXPECT_EQ(node_.entries(), entries + (granted ? 1 : 0));
  }
}

// Each position is looked up on the ledger's thread, those of a stream down with every stream up.
TEST_F(ReceiverRules, AHelloNamesAStreamOnceWithAsManyPositionsAsDoublingGives) {
  struct Row {
    std::string_view why;
    std::vector<StreamId> streams;
    int earlier;
    std::string_view field;
  };
  const Row rows[] = {
      {"as many as the longest stream has", {UpOf("c"), DownOf("c")}, kMaxEarlierPositions, ""},
      {"one more", {UpOf("c"), DownOf("c")}, kMaxEarlierPositions + 1, "streams.earlier"},
      {"up twice", {UpOf("c"), DownOf("c"), UpOf("c")}, 0, "streams"},
      {"down twice", {DownOf("c"), UpOf("c"), DownOf("c")}, 0, "streams"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    v1::LinkMessage hello = UpperNode::Hello("C", "m1", row.streams);
    v1::HelloStream& last = *hello.mutable_hello()->mutable_streams()->rbegin();
    for (int i = 0; i < row.earlier; ++i) *last.add_earlier() = ToWire(Position{});
    const std::uint64_t entries = node_.entries();
    auto link = node_.Connect("C");
    const auto said = node_.Hear(*link, hello);
    ASSERT_GE(said.size(), 1u);
    const v1::HelloAck& ack = said[0].hello_ack();
    EXPECT_EQ(ack.status(), row.field.empty() ? v1::HELLO_STATUS_OK : v1::HELLO_STATUS_REFUSED);
    EXPECT_EQ(ack.reason(), row.field.empty() ? "" : "exchange_malformed");
    EXPECT_EQ(ack.parameters_size() == 0 ? "" : ack.parameters(0).value(), row.field);
    EXPECT_EQ(node_.entries(), entries + (row.field.empty() ? 1 : 0));
  }
}

// Its place went to another item when a machine was replaced, and it comes again behind that.
TEST_F(ReceiverRules, AnItemThatCountedBeforeCountsNoSecondTimeInItsNewPlace) {
  const v1::Item item = ItemOf("again", "three");
  v1::Result before;
  before.set_verdict(v1::VERDICT_REJECTED);
  before.set_reason("as decided then");
  node_.CountBefore(item.submission_id(), before);
  Position end = node_.End();
  v1::Push push = PushFrom(end);
  AddEvent(push, end, item);
  const v1::Ack ack = Say(push).ack();
  ASSERT_EQ(ack.results_size(), 1);
  EXPECT_EQ(ack.durable().length(), 3u);
  EXPECT_EQ(ack.results(0).verdict(), v1::VERDICT_REJECTED);
  EXPECT_EQ(ack.results(0).reason(), "as decided then");
  EXPECT_EQ(ack.results(0).seq(), 3u);
}

// A child that lost the end of its stream asks for it.
TEST_F(ReceiverRules, AnEventThatCannotBeReadEndsTheLineWithTheReason) {
  v1::LinkMessage message;
  v1::Tail& tail = *message.mutable_tail();
  *tail.mutable_stream() = ToWire(UpOf("c"));
  *tail.mutable_session() = session_;
  const StreamView view(node_.store(), Side::kUpper, UpOf("c"));
  *tail.mutable_base() = ToWire(Position{.length = 1, .head = **view.HashAt(1)});
  const auto said = node_.Hear(*link_, message);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].tail().events_size(), 1);
  node_.SpoilEvent(1);  // What is asked for follows it and is well.
  EXPECT_TRUE(node_.Hear(*link_, message).empty());
  EXPECT_EQ(domain::ReasonOf(node_.closed()), "exchange_row_unreadable");
}

TEST_F(ReceiverRules, MessagesThatOnlyAParentSendsEndTheLine) {
  v1::LinkMessage message;
  message.mutable_ack();
  EXPECT_TRUE(node_.Hear(*link_, message).empty());
  EXPECT_EQ(domain::ReasonOf(node_.closed()), "exchange_unexpected");
}

TEST_F(ReceiverRules, AMessageThatCouldNotBeUnpackedEndsTheLine) {
  v1::LinkMessage message;
  message.mutable_packed();
  EXPECT_TRUE(node_.Hear(*link_, message).empty());
  EXPECT_EQ(domain::ReasonOf(node_.closed()), "exchange_malformed");
}

TEST_F(ReceiverRules, TheHighestVersionThatBothSpeakIsSpoken) {
  struct Row {
    std::uint32_t theirs;
    std::uint32_t want;
  };
  for (const Row& row : {Row{1, 1}, Row{2, 2}, Row{3, kProtocolMaximum}}) {
    v1::LinkMessage hello = UpperNode::Hello("C", "m1", {UpOf("c")});
    hello.mutable_hello()->set_protocol_maximum(row.theirs);
    auto link = node_.Connect("C");
    const auto said = node_.Hear(*link, hello);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].hello_ack().protocol(), row.want) << row.theirs;
  }
}

}  // namespace
}  // namespace par::exchange
