// Goal: the upper end of a line grants each unit its own sessions, is not hurried by its clock, and
// sends no more at once than a line may carry. Method: a real ParentLink is spoken to by hand.
#include "common/exchange/parent_link.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/unit/exchange/hand_spoken_child.h"
#include "tests/unit/exchange/hand_spoken_parent.h"

namespace par::exchange {
namespace {

using UpperNode = testing::HandSpokenParent;

// Forty units of one machine, up streams first and down streams the other way round: every third
// holds more than it was sent, so what comes up from it waits, and from no other.
TEST(ParentLink, SessionsAreEachUnitsOwnMatterInWhateverOrderTheyAreNamed) {
  constexpr int kUnits = 40;
  const auto unit = [](int i) { return "c" + std::to_string(i); };
  const auto ahead = [](int i) { return i % 3 == 0; };
  std::vector<sim::UnitPlace> places = {{"p", "", "P"}};
  for (int i = 0; i < kUnits; ++i) places.push_back({unit(i), "p", "C"});
  testing::HandSpokenNode node("P", "p", sim::Country(places), /*superior=*/true);
  ParentLink link(ParentLinkConfig{.node_id = "P", .peer_node = "C", .parent_boot = "boot"},
                  node.ports());
  (void)node.Step(link, Connected{});
  std::vector<StreamId> streams;
  for (int i = 0; i < kUnits; ++i) streams.push_back(UpOf(unit(i)));
  for (int i = kUnits - 1; i >= 0; --i) streams.push_back(DownOf(unit(i)));
  v1::LinkMessage message = UpperNode::Hello("C", "m1", streams);
  for (int i = 0; i < kUnits; ++i) {
    if (!ahead(i)) continue;
    *message.mutable_hello()->mutable_streams(2 * kUnits - 1 - i)->mutable_position() =
        ToWire(Position{.length = 5, .head = Sha256::Of(unit(i))});
  }
  const auto said = node.Step(link, MessageIn{message});
  ASSERT_EQ(said.at(0).hello_ack().status(), v1::HELLO_STATUS_OK);
  std::set<StreamId> granted;
  for (const v1::StreamGrant& grant : said[0].hello_ack().grants()) {
    granted.insert(FromWire(grant.stream()).value());
  }
  for (const StreamId& stream : streams) {
    SCOPED_TRACE(Name(stream));
    const int i = std::stoi(stream.unit.substr(1));
    const bool want = stream.direction == Direction::kDown || !ahead(i);
    EXPECT_EQ(granted.count(stream), want ? 1u : 0u);
    const auto row = StreamView(node.store(), Side::kUpper, stream).Row();
    ASSERT_TRUE(row.ok());
    EXPECT_EQ(row->session().counter(), want ? 1u : 0u);
  }
}

// Those below are served again at once, and not when they happen to ask.
TEST(ParentLink, SaysWhenItIsInStepWithTheNodeAboveIt) {
  testing::HandSpokenNode node("D", "d",
                               sim::Country({{"p", "", "P"}, {"d", "p", "D"}, {"c", "d", "C"}}),
                               /*superior=*/true);
  ParentLink below(ParentLinkConfig{.node_id = "D", .peer_node = "C", .parent_boot = "boot"},
                   node.ports());
  (void)node.Step(below, Connected{});
  const v1::LinkMessage hello = UpperNode::Hello("C", "m1", {UpOf("c")});
  EXPECT_EQ(node.Step(below, MessageIn{hello}).at(0).hello_ack().grants_size(), 0);
  EXPECT_TRUE(node.Step(below, Tick{}).empty());
  ChildLink above({.node_id = "D",
                   .parent_node = "P",
                   .machine_id = "m1",
                   .boot_nonce = "this boot",
                   .retry = {}},
                  node.ports());
  (void)node.Step(above, Tick{});
  const auto said = node.Step(above, Connected{});
  (void)node.Step(above, MessageIn{testing::HandSpokenChild::AnswerTo(said.at(0).hello())});
  const auto told = node.Step(below, StateChanged{});
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(FromWire(told[0].need_hello().stream()), UpOf("c"));
  EXPECT_EQ(told[0].need_hello().why(), v1::NEED_HELLO_REASON_SESSION);
  EXPECT_TRUE(node.Step(below, Tick{}).empty()) << "once";
  EXPECT_EQ(node.Step(below, MessageIn{hello}).at(0).hello_ack().grants_size(), 1);
}

// One that says hello as ever another machine fills no row with them, and is still the last that
// may: whoever takes its place is let in.
TEST(ParentLink, RemembersOfANodesFormerMachinesOnlyTheLast) {
  UpperNode node;
  const auto link = node.Connect("C");
  const auto status = [&](int machine) {
    const auto said =
        node.Hear(*link, UpperNode::Hello("C", "machine " + std::to_string(machine), {UpOf("c")}));
    return said.at(0).hello_ack().status();
  };
  constexpr int kMachines = kMaxReplacedMachines + 10;
  for (int i = 0; i <= kMachines; ++i) ASSERT_EQ(status(i), v1::HELLO_STATUS_OK);
  const auto peer = ReadPeer(node.store(), "C");
  ASSERT_TRUE(peer.ok());
  EXPECT_EQ(peer->replaced_size(), kMaxReplacedMachines);
  EXPECT_EQ(status(kMachines - 1), v1::HELLO_STATUS_FENCED);
  EXPECT_EQ(status(kMachines - kMaxReplacedMachines), v1::HELLO_STATUS_FENCED);
}

// A node ticks all its lines together, also one whose stream it is only just being given.
TEST(ParentLink, ATickBeforeTheLineIsConnectedIsNoSilence) {
  testing::HandSpokenNode node("P", "p", sim::Country({{"p", "", "P"}, {"c", "p", "C"}}),
                               /*superior=*/true);
  node.clock().Advance(100 * kSilenceMicros);  // The process has run for hours.
  ParentLink link({.node_id = "P", .peer_node = "C", .parent_boot = "boot"}, node.ports());
  EXPECT_TRUE(node.Step(link, Tick{}).empty());
  EXPECT_FALSE(link.Status().connected);
  (void)node.Step(link, Connected{});
  EXPECT_TRUE(link.Status().connected);
  const auto said = node.Step(link, MessageIn{UpperNode::Hello("C", "m1", {UpOf("c")})});
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].hello_ack().status(), v1::HELLO_STATUS_OK);
  EXPECT_EQ(node.closes(), 0u) << node.closed();
}

// As for what goes up: the streams of a child share one window.
TEST(ParentLink, AllStreamsDownTogetherKeepToTheWindowOfTheLine) {
  std::vector<sim::UnitPlace> places = {{"p", "", "P"}};
  std::vector<StreamId> streams;
  for (const char* unit : {"c", "c1", "c2", "c3", "c4", "c5"}) {
    places.push_back({unit, "p", "C"});
    streams.push_back(DownOf(unit));
  }
  UpperNode node{sim::Country(places)};
  for (const StreamId& stream : streams) {  // More than the window of one stream, in each.
    for (int i = 0; i < 6; ++i) node.SendDown(stream.unit, std::string(50'000, 'x'));
  }
  const auto link = node.Connect("C");
  std::size_t bytes = 0;
  for (const v1::LinkMessage& message : node.Hear(*link, UpperNode::Hello("C", "m1", streams))) {
    for (const v1::Event& event : message.down_push().events()) bytes += event.ByteSizeLong();
  }
  EXPECT_GE(bytes, kLineWindowBytes) << "the window is used";
  EXPECT_LE(bytes, kLineWindowBytes + kMaxBatchBytes);
}

}  // namespace
}  // namespace par::exchange
