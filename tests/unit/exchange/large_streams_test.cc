// Goal: a stream of more rows than one ledger entry may change comes back to a machine that lost
// it, and waits again where the node above lost it; however large, it never holds the line up.
// Method: a real middle node (ledger, exchange state, ChildLink); the test speaks as the node above
// about a stream that it hands on, of few items with very many file references.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/exchange/hash.h"
#include "common/exchange/limits.h"
#include "common/ledger/overlay.h"
#include "tests/unit/exchange/hand_spoken_child.h"

namespace par::exchange {
namespace {

const StreamId kBelow = UpOf("x");            // As it comes from unit x to this node.
const StreamId kOnwards = RelayOf("x", "c");  // As this node hands it on.

// A stream of unit x whose rows are more than one entry may change.
std::vector<v1::Event> LargeStream() {
  std::vector<v1::Event> events;
  Position end;
  for (std::size_t bytes = 0; bytes <= ledger::kMaxStepBytes * 5 / 4;) {
    v1::Event& event = events.emplace_back();
    v1::Item& item = *event.mutable_item();
    const std::string id = std::to_string(events.size());
    item.set_submission_id(std::string(kSubmissionIdBytes - id.size(), 'x') + id);
    item.set_type(sim::kPlainItem);
    item.set_unit("x");
    item.set_origin_node("X");
    for (std::size_t i = 0; i < kMaxItemBlobs; ++i) {
      v1::BlobRef& blob = *item.add_blobs();
      blob.set_sha256(Sha256::Of(std::to_string(i)).ToBytes());
      blob.set_size(i);
      blob.set_media_type(std::string(kMaxNameBytes, 'm'));
    }
    const Sha256 body = Sha256::Of("");
    item.set_origin_signature(sim::HashSigner("X").Sign(SignedBytes(item, body)));
    event.set_seq(end.length + 1);
    event.set_prev_hash(end.head.ToBytes());
    end = {.length = end.length + 1, .head = EventHash(kBelow, end, item, body)};
    event.set_hash(end.head.ToBytes());
    event.mutable_result()->set_verdict(v1::VERDICT_APPLIED);
    bytes += event.ByteSizeLong();
  }
  return events;
}

// The node below P and above X, and what P says to it.
class MiddleNode : public testing::HandSpokenChild {
 public:
  explicit MiddleNode(const std::vector<v1::Event>& stream)
      : HandSpokenChild(sim::Country({{"p", "", "P"}, {"c", "p", "C"}, {"x", "c", "X"}})),
        stream_(stream) {}

  [[nodiscard]] Position At(std::uint64_t length) const {
    if (length == 0) return {};
    return {.length = length, .head = Sha256::FromBytes(stream_.at(length - 1).hash())};
  }
  // Says hello and hears that the node above holds the first `above` events. What it says then.
  std::vector<v1::LinkMessage> Begin(std::uint64_t above) {
    const auto hello = Step(Connected{});
    v1::LinkMessage answer = AnswerTo(hello.at(0).hello());
    for (v1::StreamGrant& grant : *answer.mutable_hello_ack()->mutable_grants()) {
      if (*FromWire(grant.stream()) != kOnwards) continue;
      if (grant.common().length() > above) *grant.mutable_common() = ToWire(At(above));
      *grant.mutable_position() = ToWire(At(above));
    }
    return Step(MessageIn{answer});
  }
  // Gives what it asks for, until it holds the first `until` events or asks no more.
  void Give(std::vector<v1::LinkMessage> said, std::uint64_t until) {
    while (!said.empty()) {
      const v1::LinkMessage asked = said.back();
      said.pop_back();
      if (!asked.has_tail() || asked.tail().base().length() >= until) continue;
      v1::LinkMessage tail = asked;
      *tail.mutable_tail()->add_events() = stream_.at(asked.tail().base().length());
      *tail.mutable_tail()->mutable_end() = ToWire(At(stream_.size()));
      for (v1::LinkMessage& more : Step(MessageIn{tail})) said.push_back(std::move(more));
    }
  }
  void Break() {
    (void)Step(Disconnected{});
    Wait(kMostAwayMs * 1000);
    (void)Step(Tick{});
  }

 private:
  const std::vector<v1::Event>& stream_;
};

TEST(LargeStreams, AMachineThatLostOneGetsItBackOnBothSides) {
  const std::vector<v1::Event> stream = LargeStream();
  MiddleNode node(stream);
  const std::uint64_t broken_at = stream.size() / 2;
  node.Give(node.Begin(stream.size()), broken_at);
  EXPECT_EQ(node.End(kOnwards), node.At(broken_at));
  node.Break();
  node.Give(node.Begin(stream.size()), stream.size());
  EXPECT_EQ(domain::ReasonOf(node.closed()), "");
  EXPECT_EQ(node.End(kOnwards), node.At(stream.size()));
  EXPECT_EQ(node.End(kBelow, Side::kUpper), node.At(stream.size()));
  EXPECT_TRUE(node.in_session());
}

TEST(LargeStreams, WhatTheNodeAboveLostWaitsAgainInItsOrder) {
  constexpr std::uint64_t kLeft = 3;  // The node above has no more of it.
  const std::vector<v1::Event> stream = LargeStream();
  MiddleNode node(stream);
  node.Give(node.Begin(stream.size()), stream.size());
  ASSERT_EQ(node.End(kOnwards), node.At(stream.size()));
  node.Break();
  const std::vector<v1::LinkMessage> said = node.Begin(kLeft);
  EXPECT_EQ(domain::ReasonOf(node.closed()), "");
  EXPECT_TRUE(node.in_session());
  EXPECT_EQ(node.End(kOnwards), node.At(kLeft));
  EXPECT_EQ(node.End(kBelow, Side::kUpper), node.At(stream.size())) << "below nothing changed";
  EXPECT_EQ(node.status().items_waiting, stream.size() - kLeft);
  std::vector<std::string> sent;
  for (const v1::LinkMessage& message : said) {
    for (const v1::Event& event : message.push().events()) sent.push_back(event.hash());
  }
  ASSERT_GE(sent.size(), 2u);
  EXPECT_EQ(sent[0], stream[kLeft].hash());
  EXPECT_EQ(sent[1], stream[kLeft + 1].hash());
}

}  // namespace
}  // namespace par::exchange
