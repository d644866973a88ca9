// The real upper end of a line for tests that speak as the node below it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/exchange/parent_link.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "tests/unit/exchange/hand_spoken_node.h"

namespace par::exchange::testing {

// Node P with unit p above the units of a country; nobody has connected yet.
class HandSpokenParent {
 public:
  explicit HandSpokenParent(const sim::Country& country = sim::Country(
                                {{"p", "", "P"}, {"c", "p", "C"}, {"other", "p", "O"}}))
      : node_("P", "p", country, /*superior=*/true) {}

  std::unique_ptr<ParentLink> Connect(const std::string& peer) {
    auto link = std::make_unique<ParentLink>(
        ParentLinkConfig{.node_id = "P", .peer_node = peer, .parent_boot = "boot"}, node_.ports());
    (void)node_.Step(*link, Connected{});
    return link;
  }

  std::vector<v1::LinkMessage> Hear(ParentLink& link, const v1::LinkMessage& message) {
    return node_.Step(link, MessageIn{message});
  }

  static v1::LinkMessage Hello(const std::string& node, const std::string& machine,
                               const std::vector<StreamId>& streams) {
    v1::LinkMessage message;
    v1::Hello& hello = *message.mutable_hello();
    hello.set_node_id(node);
    hello.set_machine_id(machine);
    hello.set_boot_nonce("nonce");
    hello.set_protocol_minimum(1);
    hello.set_protocol_maximum(1);
    for (const StreamId& stream : streams) {
      *hello.add_streams()->mutable_stream() = ToWire(stream);
      *hello.mutable_streams()->rbegin()->mutable_position() = ToWire(Position{});
    }
    return message;
  }

  void SpoilEvent(std::uint64_t seq) {
    node_.Spoil(StreamView(node_.store(), Side::kUpper, UpOf("c")).EventKey(seq));
  }
  // An item of c's that was counted here and has no place in c's stream any more, nor yet another.
  void CountBefore(const std::string& submission_id, const v1::Result& result) {
    record::SubmissionRow row;
    row.set_applied_here(true);
    *row.mutable_result() = result;
    const std::string key =
        StreamView(node_.store(), Side::kUpper, UpOf("c")).SubmissionKey(submission_id);
    node_.Enter(static_cast<std::uint32_t>(sim::SimKind::kPutRow),
                std::string(1, static_cast<char>(key.size())) + key + EncodeRow(row));
  }
  void SendDown(const std::string& unit, const std::string& body) {
    v1::Item item;
    item.set_submission_id(node_.NewId());
    item.set_type(sim::kPlainItem);
    item.set_body(body);
    item.set_unit("p");
    node_.EnterAs({.unit = "P", .account = {}, .role = "node"},
                  static_cast<std::uint32_t>(sim::SimKind::kSendDown), item.SerializeAsString(),
                  unit);
  }

  Position End() const { return StreamView(node_.store(), Side::kUpper, UpOf("c")).End().value(); }
  std::uint64_t entries() const { return node_.entries(); }
  const storage::MemoryStore& store() const { return node_.store(); }
  const absl::Status& closed() const { return node_.closed(); }

 private:
  HandSpokenNode node_;
};

}  // namespace par::exchange::testing
