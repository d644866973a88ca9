#include "common/exchange/received.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/catalogue.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/limits.h"

namespace par::exchange {

absl::Status Malformed(std::string_view what) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_malformed",
                         {{"field", std::string(what)}});
}
absl::Status SessionMismatch(const StreamId& stream) {
  return domain::Refusal(absl::StatusCode::kAborted, "exchange_session",
                         {{"stream", Name(stream)}});
}
absl::Status BaseMismatch(const StreamId& stream) {
  return domain::Refusal(absl::StatusCode::kAborted, "exchange_base_mismatch",
                         {{"stream", Name(stream)}});
}

absl::Status ReasonGiven(std::string_view reason,
                         const google::protobuf::RepeatedPtrField<v1::Parameter>& parameters) {
  if (domain::FindText(reason) == nullptr) {
    return absl::FailedPreconditionError(absl::string_view(reason.data(), reason.size()));
  }
  std::vector<domain::Parameter> given;
  for (const v1::Parameter& parameter : parameters) {
    given.push_back({.name = parameter.name(), .value = parameter.value()});
  }
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, std::string(reason),
                         std::move(given));
}

bool SameSession(const v1::Session& a, const v1::Session& b) {
  return a.counter() == b.counter() && a.random() == b.random();
}

absl::Status ParsePayload(const ledger::Entry& entry, google::protobuf::MessageLite& message) {
  const std::string& payload = entry.command.payload;
  if (!message.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return Malformed("payload");
  }
  return absl::OkStatus();
}

absl::StatusOr<Received> ParseReceived(const ledger::Entry& entry, Direction direction) {
  Received received;
  RETURN_IF_ERROR(ParsePayload(entry, received.events));
  const std::optional<StreamId> stream = FromWire(received.events.stream());
  if (!stream.has_value() || stream->direction != direction) return Malformed("stream");
  if (received.events.events_size() != received.events.body_sha256_size()) {
    return Malformed("body_sha256");
  }
  received.stream = *stream;
  received.base = FromWire(received.events.base());
  return received;
}

v1::Item WithoutBody(const v1::Item& item) {
  v1::Item bare;
  bare.set_submission_id(item.submission_id());
  bare.set_type(item.type());
  bare.set_schema_version(item.schema_version());
  bare.set_base_version(item.base_version());
  *bare.mutable_blobs() = item.blobs();
  bare.set_author(item.author());
  bare.set_unit(item.unit());
  bare.set_origin_node(item.origin_node());
  bare.set_wall_time(item.wall_time());
  bare.set_clock_quality(item.clock_quality());
  bare.set_origin_signature(item.origin_signature());
  return bare;
}

absl::StatusOr<record::EventRow> RowOf(const ledger::Entry& entry,
                                       const record::ReceivedEvents& events, int index,
                                       const StreamId& stream, const Position& end,
                                       std::size_t& cursor) {
  const v1::Event& event = events.events(index);
  RETURN_IF_ERROR(CheckItem(event.item()));
  const std::string& body_sha256 = events.body_sha256(index);
  if (body_sha256.size() != sizeof(Sha256::bytes)) return Malformed("body_sha256");
  const Sha256 hash = EventHash(stream, end, event.item(), Sha256::FromBytes(body_sha256));
  if (event.seq() != end.length + 1 || event.hash() != hash.ToBytes()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_hash_wrong",
                           {{"stream", Name(stream)}, {"seq", std::to_string(event.seq())}});
  }
  record::EventRow row;
  *row.mutable_item() = WithoutBody(event.item());
  *row.mutable_body() = PlaceBody(entry, event.item().body(), cursor);
  row.set_body_sha256(body_sha256);
  if (event.has_below()) *row.mutable_below() = event.below();
  return row;
}

}  // namespace par::exchange
