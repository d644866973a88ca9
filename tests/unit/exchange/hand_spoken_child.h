// A real lower node (ledger, exchange state, ChildLink) whose node above is spoken by hand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/exchange/child_link.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "tests/unit/exchange/hand_spoken_node.h"

namespace par::exchange::testing {

// Node C with unit c and whatever other units the country gives it, below unit p of node P; it has
// not been connected yet.
class HandSpokenChild {
 public:
  explicit HandSpokenChild(const sim::Country& country = sim::Country({{"p", "", "P"},
                                                                       {"c", "p", "C"}}))
      : node_("C", "c", country, /*superior=*/false),
        link_({.node_id = "C",
               .parent_node = "P",
               .machine_id = "m1",
               .boot_nonce = "this boot",
               .retry = {}},
              node_.ports()) {
    (void)Step(Tick{});
  }

  void Save(const std::string& body, const std::string& unit = "c") {
    v1::Item item;
    item.set_submission_id(node_.NewId());
    item.set_type(sim::kPlainItem);
    item.set_body(body);
    item.set_unit(unit);
    node_.Enter(static_cast<std::uint32_t>(sim::SimKind::kStage), item.SerializeAsString());
  }

  std::vector<v1::LinkMessage> Step(LinkInput input) { return node_.Step(link_, std::move(input)); }

  // All streams granted: both sides agree on what the node has.
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
  [[nodiscard]] std::int64_t wall() { return node_.clock().WallMicros(); }
  // Since its clock agreed with that of the node above, as an item of unit c would have it now.
  [[nodiscard]] std::optional<std::int64_t> clock_age() {
    return *ClockAge(node_.store(), "c", wall());
  }
  [[nodiscard]] LinkStatus status() const { return link_.Status(); }
  [[nodiscard]] bool in_session() const { return link_.Status().in_session; }
  [[nodiscard]] absl::Status last_error() const { return link_.Status().last_error; }
  [[nodiscard]] const absl::Status& closed() const { return node_.closed(); }
  [[nodiscard]] std::size_t dials() const { return node_.dials(); }
  [[nodiscard]] std::uint64_t entries() const { return node_.entries(); }
  [[nodiscard]] const storage::MemoryStore& store() const { return node_.store(); }
  [[nodiscard]] std::uint64_t length() const { return End(UpOf("c")).length; }
  [[nodiscard]] Position DownEnd() const { return End(DownOf("c")); }

  [[nodiscard]] Position End(const StreamId& stream, Side side = Side::kLower) const {
    return *StreamView(node_.store(), side, stream).End();
  }

 private:
  HandSpokenNode node_;
  ChildLink link_;
};

}  // namespace par::exchange::testing
