// Helpers that both sides share when events arrive inside an entry.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/log_writer.h"
#include "common/exchange/rows.h"

namespace par::exchange {

// The reason with which an item of a newer version is not taken; see ItemTypes.
inline constexpr const char* kTypeNewer = "exchange_type_newer";

[[nodiscard]] absl::Status Malformed(std::string_view what);
[[nodiscard]] absl::Status SessionMismatch(const StreamId& stream);
[[nodiscard]] absl::Status BaseMismatch(const StreamId& stream);

// What the other side gave as its reason: a refusal of our catalogue, or the bare code where this
// build does not know it.
[[nodiscard]] absl::Status ReasonGiven(
    std::string_view reason, const google::protobuf::RepeatedPtrField<v1::Parameter>& parameters);

[[nodiscard]] bool SameSession(const v1::Session& a, const v1::Session& b);

// The payload of the entry as `message`. INVALID_ARGUMENT exchange_malformed.
[[nodiscard]] absl::Status ParsePayload(const ledger::Entry& entry,
                                        google::protobuf::MessageLite& message);

// A payload of received events whose stream is well formed and flows in `direction`.
struct Received {
  record::ReceivedEvents events;
  StreamId stream;
  Position base;
};
[[nodiscard]] absl::StatusOr<Received> ParseReceived(const ledger::Entry& entry,
                                                     Direction direction);

// The row of event number `index` of `events`, without result; `cursor` as in PlaceBody.
// INVALID_ARGUMENT exchange_hash_wrong: the sender's number or hash is not the one that follows
// from `end`.
[[nodiscard]] absl::StatusOr<record::EventRow> RowOf(const ledger::Entry& entry,
                                                     const record::ReceivedEvents& events,
                                                     int index, const StreamId& stream,
                                                     const Position& end, std::size_t& cursor);

// A copy of `item` without its body.
[[nodiscard]] v1::Item WithoutBody(const v1::Item& item);

}  // namespace par::exchange
