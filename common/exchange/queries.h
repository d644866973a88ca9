// What people ask about the exchange. Reads only; safe from any thread with a reader of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/exchange/hash.h"
#include "common/exchange/ports.h"
#include "common/exchange/receipt.h"
#include "common/exchange/rows.h"
#include "common/exchange/stream.h"

namespace par::exchange {

// Where an item of a unit stands, as its user is told. Only from kReceived on is it safe against
// the loss of this machine.
enum class Standing {
  kUnknown,   // Never saved here.
  kSaved,     // Durable on this machine, not yet acknowledged above.
  kReceived,  // The node above holds it; there is a receipt.
  kDecided,   // What it asked for has been decided (or it was rejected on arrival).
};
[[nodiscard]] std::string_view Name(Standing standing);

struct ItemStanding {
  Standing standing = Standing::kUnknown;
  v1::Result result;                // From kReceived on.
  v1::Receipt receipt;              // From kReceived on.
  std::string receipt_certificate;  // DER, of the key that signed it; may be empty.
};

[[nodiscard]] absl::StatusOr<ItemStanding> StandingOf(const storage::Reader& state,
                                                      std::string_view unit,
                                                      std::string_view submission_id);

// How long before `time` (UTC microseconds) this node's clock last agreed with that of the node
// above the unit, as was noted: while the two are in session, at most a day or so ago. Nothing if
// it never has.
[[nodiscard]] absl::StatusOr<std::optional<std::int64_t>> ClockAge(const storage::Reader& state,
                                                                   std::string_view unit,
                                                                   std::int64_t time);

struct StreamState {
  StreamId stream;
  Side side = Side::kLower;
  Position end;
  std::uint64_t waiting_items = 0;  // Lower side: staged. Upper side, down: not yet acknowledged.
  std::uint64_t waiting_bytes = 0;  // Lower side only.
  Position delivered;               // Upper side, down.
};
// Every stream with rows, lower side first, in key order.
[[nodiscard]] absl::StatusOr<std::vector<StreamState>> StreamStates(const storage::Reader& state);

// The event with its body; nothing beyond the end.
[[nodiscard]] absl::StatusOr<std::optional<v1::Event>> ReadEvent(const storage::Reader& state,
                                                                 const EntryPayloads& payloads,
                                                                 Side side, const StreamId& stream,
                                                                 std::uint64_t seq);

}  // namespace par::exchange
