// The name of a stream on one line. A line joins a unit (the hop) to the unit above it; over it run
// up:<hop> and down:<hop>, and up:<unit> of every unit below the hop. One database may hold both
// sides of a line, and the same stream on several lines: rows are kept per side and hop.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "par/exchange/v1/exchange.pb.h"

namespace par::exchange {

enum class Direction { kUp = 1, kDown = 2 };  // Stored in keys: never renumber.
enum class Side { kLower = 1, kUpper = 2 };   // Stored in keys: never renumber.

struct StreamId {
  Direction direction = Direction::kUp;
  std::string unit;
  std::string hop;
  friend auto operator<=>(const StreamId&, const StreamId&) = default;
  friend bool operator==(const StreamId&, const StreamId&) = default;
};

[[nodiscard]] StreamId UpOf(std::string unit);
[[nodiscard]] StreamId DownOf(std::string unit);
// up:<unit> where `hop` hands it on to the unit above.
[[nodiscard]] StreamId RelayOf(std::string unit, std::string hop);

// "up:25001" or, relayed, "up:25001@250".
[[nodiscard]] std::string Name(const StreamId& stream);

// Nothing if the direction is unknown, a name is empty or too long, or a down stream is relayed.
[[nodiscard]] std::optional<StreamId> FromWire(const v1::Stream& stream);
[[nodiscard]] v1::Stream ToWire(const StreamId& stream);

}  // namespace par::exchange
