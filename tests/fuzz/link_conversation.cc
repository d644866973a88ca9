#include "tests/fuzz/link_conversation.h"

#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/exchange/hash.h"
#include "common/rpc/packing.h"

namespace par::fuzz {
namespace {

using exchange::v1::LinkMessage;

constexpr std::size_t kMostSaidAtOnce = 16;

// Of the message's stream, session, base and events, where it has them.
struct Parts {
  exchange::v1::Stream* stream = nullptr;
  exchange::v1::Session* session = nullptr;
  exchange::v1::Position* base = nullptr;
  google::protobuf::RepeatedPtrField<exchange::v1::Event>* events = nullptr;
};

template <typename Message>
Parts PartsOf(Message& message) {
  return {message.mutable_stream(), message.mutable_session(), message.mutable_base(),
          message.mutable_events()};
}

Parts PartsOf(LinkMessage& message) {
  switch (message.message_case()) {
    case LinkMessage::kTail:
      return PartsOf(*message.mutable_tail());
    case LinkMessage::kPush:
      return PartsOf(*message.mutable_push());
    case LinkMessage::kDownPush:
      return PartsOf(*message.mutable_down_push());
    case LinkMessage::kAck:
      return {message.mutable_ack()->mutable_stream(), message.mutable_ack()->mutable_session(),
              message.mutable_ack()->mutable_durable()};
    case LinkMessage::kDownAck:
      return {message.mutable_down_ack()->mutable_stream(),
              message.mutable_down_ack()->mutable_session(),
              message.mutable_down_ack()->mutable_durable()};
    default:
      return {};
  }
}

}  // namespace

sim::Country SmallCountry() {
  return sim::Country({{"p", "", "P"}, {"c", "p", "C"}, {"other", "p", "O"}});
}

exchange::testing::HandSpokenNode UpperNode() { return {"P", "p", SmallCountry(), true}; }
exchange::testing::HandSpokenNode LowerNode() { return {"C", "c", SmallCountry(), false}; }

exchange::ParentLinkConfig UpperConfig() {
  return {.node_id = "P", .peer_node = "C", .parent_boot = "boot of the upper"};
}

exchange::ChildLinkConfig LowerConfig() {
  return {.node_id = "C",
          .parent_node = "P",
          .machine_id = "machine",
          .boot_nonce = "boot of the lower",
          .retry = {}};
}

std::string SaveItem(exchange::testing::HandSpokenNode& lower, const std::string& body) {
  exchange::v1::Item item;
  item.set_submission_id(lower.NewId());
  item.set_type(sim::kPlainItem);
  item.set_body(body);
  item.set_unit("c");
  lower.Enter(static_cast<std::uint32_t>(sim::SimKind::kStage), item.SerializeAsString());
  return item.submission_id();
}

void SendDown(exchange::testing::HandSpokenNode& upper, const std::string& body) {
  exchange::v1::Item item;
  item.set_submission_id(upper.NewId());
  item.set_type(sim::kPlainItem);
  item.set_body(body);
  item.set_unit("p");
  upper.EnterAs({.unit = "P", .account = {}, .role = "node"},
                static_cast<std::uint32_t>(sim::SimKind::kSendDown), item.SerializeAsString(), "c");
}

bool ReadMessage(std::string_view bytes, LinkMessage& message) {
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  if (!message.has_packed()) return true;
  std::optional<LinkMessage> unpacked = rpc::Unpack(message.packed());
  if (unpacked.has_value()) message = *std::move(unpacked);
  return true;
}

void Fit(unsigned how, const LineFacts& facts, const std::string& signer, LinkMessage& message) {
  const Parts parts = PartsOf(message);
  if (parts.stream == nullptr) return;
  const bool down = message.has_down_push() || message.has_down_ack();
  const exchange::StreamId id = down ? exchange::DownOf("c") : exchange::UpOf("c");
  const auto end = facts.ends.find(id);
  exchange::Position at = end == facts.ends.end() ? exchange::Position{} : end->second;
  if ((how & kFit) != 0) {
    *parts.stream = exchange::ToWire(id);
    const auto session = facts.sessions.find(id);
    if (session != facts.sessions.end()) *parts.session = session->second;
    *parts.base = exchange::ToWire(at);
  }
  if (parts.events == nullptr) return;
  for (exchange::v1::Event& event : *parts.events) {
    exchange::v1::Item& item = *event.mutable_item();
    if ((how & kSign) != 0) {
      item.mutable_submission_id()->resize(exchange::kSubmissionIdBytes, '.');
      if (item.type() == 0) item.set_type(sim::kPlainItem);
      item.set_unit(down ? "p" : "c");
      item.set_origin_node(signer);
      item.set_origin_signature(
          sim::HashSigner(signer).Sign(exchange::SignedBytes(item, Sha256::Of(item.body()))));
    }
    if ((how & kChain) != 0) {
      event.set_seq(at.length + 1);
      const Sha256 hash = exchange::EventHash(id, at, item, Sha256::Of(item.body()));
      event.set_hash(hash.ToBytes());
      at = {.length = at.length + 1, .head = hash};
    }
  }
}

void CheckSaid(const std::vector<LinkMessage>& said) {
  PAR_CHECK(said.size() <= kMostSaidAtOnce);
  for (const LinkMessage& message : said) {
    PAR_CHECK(message.ByteSizeLong() <= exchange::kMaxMessageBytes);
  }
}

}  // namespace par::fuzz
