#include "common/exchange/stream.h"

#include <utility>

#include "common/exchange/limits.h"

namespace par::exchange {

StreamId UpOf(std::string unit) {
  StreamId stream{.direction = Direction::kUp, .unit = unit, .hop = {}};
  stream.hop = std::move(unit);
  return stream;
}

StreamId DownOf(std::string unit) {
  StreamId stream = UpOf(std::move(unit));
  stream.direction = Direction::kDown;
  return stream;
}

StreamId RelayOf(std::string unit, std::string hop) {
  return {.direction = Direction::kUp, .unit = std::move(unit), .hop = std::move(hop)};
}

std::string Name(const StreamId& stream) {
  std::string name = stream.direction == Direction::kUp ? "up:" : "down:";
  name += stream.unit;
  if (stream.hop != stream.unit) name += "@" + stream.hop;
  return name;
}

std::optional<StreamId> FromWire(const v1::Stream& stream) {
  const bool up = stream.direction() == v1::DIRECTION_UP;
  if (!up && stream.direction() != v1::DIRECTION_DOWN) return std::nullopt;
  if (stream.unit().empty() || stream.unit().size() > kMaxNameBytes) return std::nullopt;
  if (stream.hop().empty() || stream.hop().size() > kMaxNameBytes) return std::nullopt;
  if (!up && stream.hop() != stream.unit()) return std::nullopt;
  return StreamId{.direction = up ? Direction::kUp : Direction::kDown,
                  .unit = stream.unit(),
                  .hop = stream.hop()};
}

v1::Stream ToWire(const StreamId& stream) {
  v1::Stream wire;
  wire.set_direction(stream.direction == Direction::kUp ? v1::DIRECTION_UP : v1::DIRECTION_DOWN);
  wire.set_unit(stream.unit);
  wire.set_hop(stream.hop);
  return wire;
}

}  // namespace par::exchange
