#include "common/exchange/common_position.h"

#include "common/base/check.h"
#include "common/base/status_macros.h"

namespace par::exchange {

absl::StatusOr<v1::HelloStream> Describe(const StreamView& view) {
  v1::HelloStream described;
  *described.mutable_stream() = ToWire(view.stream());
  ASSIGN_OR_RETURN(const Position end, view.End());
  *described.mutable_position() = ToWire(end);
  for (std::uint64_t back = 1; back < end.length; back *= 2) {
    ASSIGN_OR_RETURN(const std::optional<Sha256> hash, view.HashAt(end.length - back));
    PAR_CHECK(hash.has_value());
    *described.add_earlier() = ToWire(Position{.length = end.length - back, .head = *hash});
  }
  return described;
}

absl::StatusOr<Position> CommonPosition(const StreamView& view, const v1::HelloStream& theirs) {
  const Position end = FromWire(theirs.position());
  ASSIGN_OR_RETURN(const bool holds_end, view.Holds(end));
  if (holds_end) return end;
  Position best;
  for (const v1::Position& wire : theirs.earlier()) {
    const Position earlier = FromWire(wire);
    if (earlier.length <= best.length) continue;
    ASSIGN_OR_RETURN(const bool holds, view.Holds(earlier));
    if (holds) best = earlier;
  }
  return best;
}

}  // namespace par::exchange
