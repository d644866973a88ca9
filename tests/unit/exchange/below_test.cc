// Goal: what a first receiver said of an item (`below`) is told by who hands the item on and by
// nobody else, and however long it is the line carries the item. Method: a real upper node is
// pushed to by hand as a middle level would; a real lower node adopts events with such words by
// hand and is made to push them again.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/exchange/hash.h"
#include "common/exchange/limits.h"
#include "tests/unit/exchange/hand_spoken_child.h"
#include "tests/unit/exchange/hand_spoken_parent.h"

namespace par::exchange {
namespace {

using LowerNode = testing::HandSpokenChild;

// The first event of `stream`, made by `node` for the stream's unit.
v1::Event FirstEvent(const StreamId& stream, const std::string& node, std::string body) {
  v1::Event event;
  v1::Item& item = *event.mutable_item();
  item.set_submission_id(std::string(kSubmissionIdBytes, 'i'));
  item.set_type(sim::kPlainItem);
  item.set_body(std::move(body));
  item.set_unit(stream.unit);
  item.set_origin_node(node);
  const Sha256 sha256 = Sha256::Of(item.body());
  item.set_origin_signature(sim::HashSigner(node).Sign(SignedBytes(item, sha256)));
  event.set_seq(1);
  event.set_hash(EventHash(stream, Position{}, item, sha256).ToBytes());
  return event;
}

// Of `bytes` in all.
v1::Result Rejection(std::size_t bytes) {
  v1::Result below;
  below.set_verdict(v1::VERDICT_REJECTED);
  below.set_reason("exchange_malformed");
  v1::Parameter& field = *below.add_parameters();
  field.set_name("field");
  const std::size_t more = bytes - below.ByteSizeLong();
  // Lengths take bytes themselves.
  for (std::size_t length = more - std::min<std::size_t>(more, 8); below.ByteSizeLong() < bytes;) {
    field.set_value(std::string(length++, 'x'));
  }
  return below;
}

// The node above holds `event`, which the node then takes over.
void AdoptFromAbove(LowerNode& node, const StreamId& stream, const v1::Event& event) {
  const Position end{.length = 1, .head = Sha256::FromBytes(event.hash())};
  const auto hello = node.Step(Connected{});
  v1::LinkMessage ahead = LowerNode::AnswerTo(hello.at(0).hello());
  v1::LinkMessage message;
  v1::Tail& tail = *message.mutable_tail();
  for (v1::StreamGrant& grant : *ahead.mutable_hello_ack()->mutable_grants()) {
    if (FromWire(grant.stream()) != stream) continue;
    *grant.mutable_position() = ToWire(end);
    *tail.mutable_stream() = grant.stream();
    *tail.mutable_session() = grant.session();
  }
  (void)node.Step(MessageIn{ahead});
  *tail.mutable_base() = ToWire(Position{});
  *tail.mutable_end() = ToWire(end);
  *tail.add_events() = event;
  (void)node.Step(MessageIn{message});
}

// On another line; what the node says then.
std::vector<v1::LinkMessage> MeetAnEmptyNodeAbove(LowerNode& node) {
  (void)node.Step(Disconnected{.why = absl::OkStatus()});
  node.Wait(1000 * kSecond);
  (void)node.Step(Tick{});
  const auto hello = node.Step(Connected{});
  v1::LinkMessage empty = LowerNode::AnswerTo(hello.at(0).hello());
  for (v1::StreamGrant& grant : *empty.mutable_hello_ack()->mutable_grants()) {
    *grant.mutable_position() = ToWire(Position{});
    *grant.mutable_common() = ToWire(Position{});
  }
  return node.Step(MessageIn{empty});
}

TEST(Below, IsTakenOfAnItemHandedOnUpToItsBound) {
  struct Row {
    std::string_view why;
    std::size_t bytes;
    bool taken;
  };
  const Row rows[] = {
      {"a reason with a short parameter", 40, true},
      {"as long as a node above takes", kMaxBelowBytes, true},
      {"longer: nothing but this bounds what would have to travel on", kMaxBelowBytes + 1, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    testing::HandSpokenParent node{
        sim::Country({{"p", "", "P"}, {"d", "p", "D"}, {"c", "d", "C"}})};
    const StreamId stream = RelayOf("c", "d");
    const auto link = node.Connect("D");
    const auto granted = node.Hear(*link, testing::HandSpokenParent::Hello("D", "m1", {stream}));
    ASSERT_EQ(granted.at(0).hello_ack().grants_size(), 1);
    v1::LinkMessage message;
    v1::Push& push = *message.mutable_push();
    *push.mutable_stream() = ToWire(stream);
    *push.mutable_session() = granted[0].hello_ack().grants(0).session();
    *push.mutable_base() = ToWire(Position{});
    *push.add_events() = FirstEvent(stream, "C", "one");
    *push.mutable_events(0)->mutable_below() = Rejection(row.bytes);
    ASSERT_EQ(push.events(0).below().ByteSizeLong(), row.bytes);
    const auto said = node.Hear(*link, message);
    ASSERT_EQ(said.size(), 1u);
    if (row.taken) {
      ASSERT_EQ(said[0].ack().results_size(), 1) << said[0].ShortDebugString();
      EXPECT_EQ(said[0].ack().results(0).verdict(), v1::VERDICT_REJECTED);
      continue;
    }
    EXPECT_EQ(said[0].need_hello().reason(), "exchange_malformed");
    ASSERT_EQ(said[0].need_hello().parameters_size(), 1);
    EXPECT_EQ(said[0].need_hello().parameters(0).value(), "below");
  }
}

// The node above hands over what it holds, and has nothing when it is next met.
TEST(Below, IsToldByWhoHandsOnAndFitsBesideTheItem) {
  struct Row {
    std::string_view why;
    StreamId stream;
    std::string origin;
    v1::Result below;
    std::size_t body;
    bool told;
    bool parameters;
  };
  v1::Result endless = Rejection(40);
  endless.set_reason(std::string(400'000, 'x'));
  const std::size_t largest = kMaxItemBytes - 200;
  const Row rows[] = {
      {"its own item: its first receiver is the node above", UpOf("c"), "C", Rejection(40), 10,
       false, false},
      {"handed on: as it is", RelayOf("e", "c"), "E", Rejection(40), 10, true, true},
      {"handed on, the largest item with the longest words", RelayOf("e", "c"), "E",
       Rejection(kMaxBelowBytes), largest, true, true},
      {"handed on, too many parameters, taken before they were bounded", RelayOf("e", "c"), "E",
       Rejection(400'000), largest, true, false},
      {"handed on, an endless reason", RelayOf("e", "c"), "E", endless, largest, true, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    LowerNode node{sim::Country({{"p", "", "P"}, {"c", "p", "C"}, {"e", "c", "E"}})};
    v1::Event event = FirstEvent(row.stream, row.origin, std::string(row.body, 'b'));
    *event.mutable_below() = row.below;
    event.mutable_result()->set_verdict(v1::VERDICT_REJECTED);
    AdoptFromAbove(node, row.stream, event);
    ASSERT_EQ(node.End(row.stream).length, 1u) << node.last_error();
    const auto said = MeetAnEmptyNodeAbove(node);
    const v1::LinkMessage* pushed = nullptr;
    for (const v1::LinkMessage& one : said) {
      if (one.push().events_size() == 1) pushed = &one;
    }
    ASSERT_NE(pushed, nullptr) << node.last_error();
    EXPECT_LE(pushed->ByteSizeLong(), kMaxMessageBytes);
    const v1::Event& told = pushed->push().events(0);
    EXPECT_EQ(told.item().submission_id(), event.item().submission_id());
    EXPECT_EQ(told.has_below(), row.told);
    EXPECT_LE(told.below().ByteSizeLong(), kMaxBelowBytes);
    EXPECT_EQ(told.below().verdict(), row.told ? v1::VERDICT_REJECTED : v1::VERDICT_UNSPECIFIED);
    EXPECT_EQ(told.below().parameters_size(), row.parameters ? 1 : 0);
  }
}

}  // namespace
}  // namespace par::exchange
