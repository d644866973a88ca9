// Packing rows into messages and checking what comes in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/link.h"
#include "common/exchange/rows.h"
#include "par/exchange/v1/exchange.pb.h"
#include "par/record/v1/exchange_record.pb.h"

namespace par::exchange {

// Events that follow one another, at most kMaxBatchEvents and kMaxBatchBytes (one larger event
// stands alone).
struct Batch {
  google::protobuf::RepeatedPtrField<v1::Event> events;
  Position end;                   // After the last event.
  std::uint64_t next_staged = 0;  // Where to go on.
  std::size_t bytes = 0;
};

// Waiting items numbered from `from` on, as the events that would follow `base`.
[[nodiscard]] absl::StatusOr<Batch> BatchOfStaged(const StreamView& view, std::uint64_t from,
                                                  const Position& base, std::string_view node_id,
                                                  const storage::Reader& state,
                                                  const LinkPorts& ports);

// Events of the stream after `base`, which it holds.
[[nodiscard]] absl::StatusOr<Batch> BatchOfEvents(const StreamView& view, const Position& base,
                                                  std::string_view node_id,
                                                  const storage::Reader& state,
                                                  const LinkPorts& ports);

// May `peer`, at the lower end of a line to this node, speak for `stream`?
[[nodiscard]] absl::StatusOr<bool> MaySpeak(const StreamId& stream, std::string_view peer,
                                            std::string_view here, const storage::Reader& state,
                                            const Topology& topology);

// Checks batch and item limits, that on this node's upper side only an item that is handed on comes
// with what was said of it below (at most kMaxBelowBytes), that each item is of the unit that may
// speak in `stream` and of the node that hosts it, and its signature; adds the events with the
// hashes of their bodies to `checked`. Events from the first of an unknown type on are left out.
// Fails with exchange_malformed, exchange_item_too_large, exchange_not_entitled or
// exchange_signature_wrong, or exchange_type_newer if the first is such; `submission_id` is then
// the item's.
[[nodiscard]] absl::Status CheckEvents(google::protobuf::RepeatedPtrField<v1::Event> events,
                                       Side side, const StreamId& stream,
                                       const storage::Reader& state, const LinkPorts& ports,
                                       record::ReceivedEvents& checked, std::string& submission_id);

// A command of this exchange with a fresh id, on behalf of `peer`.
[[nodiscard]] ledger::Command MakeCommand(std::uint32_t kind, const StreamId& stream,
                                          std::string_view peer, std::string payload,
                                          Random& random);

}  // namespace par::exchange
