#include "common/exchange/hello_steps.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/exchange/hash.h"
#include "common/exchange/rows.h"
#include "common/exchange/stream.h"
#include "common/ledger/overlay.h"

namespace par::exchange {
namespace {

// What is counted is an event's row. Its keys, the waiting item that it becomes and what is known
// of its submission are about as much again where it is large, and within this where it is small.
constexpr std::size_t kBesidesARow = 2048;
constexpr std::size_t kMostInAStep = ledger::kMaxStepBytes / 4;

}  // namespace

absl::StatusOr<std::vector<v1::HelloAck>> InSteps(const storage::Reader& state,
                                                  const v1::HelloAck& ack) {
  std::vector<v1::HelloAck> steps;
  v1::HelloAck step;
  std::size_t bytes = 0;
  for (const v1::StreamGrant& grant : ack.grants()) {
    const std::optional<StreamId> stream = FromWire(grant.stream());
    if (!stream.has_value() || stream->direction != Direction::kUp) continue;
    const StreamView view(state, Side::kLower, *stream);
    ASSIGN_OR_RETURN(const Position end, view.End());
    const Position common = FromWire(grant.common());
    ASSIGN_OR_RETURN(const bool holds, view.Holds(common));
    if (!holds) return std::vector<v1::HelloAck>{ack};  // It will be refused.
    // The node above is said to hold what it does not: so no step but the last joins the stream.
    const auto cut_to = [&](const Position& position) {
      v1::StreamGrant& cut = *step.add_grants();
      *cut.mutable_stream() = grant.stream();
      *cut.mutable_position() = ToWire(end);
      *cut.mutable_common() = ToWire(position);
    };
    for (std::uint64_t seq = end.length; seq > common.length; --seq) {
      ASSIGN_OR_RETURN(const std::optional<record::EventRow> event, view.Event(seq));
      ASSIGN_OR_RETURN(const std::optional<Sha256> before, view.HashAt(seq - 1));
      bytes += kBesidesARow + (event.has_value() ? event->ByteSizeLong() : 0);
      if (bytes < kMostInAStep) continue;
      cut_to({.length = seq - 1, .head = before.value_or(Sha256())});
      steps.push_back(std::exchange(step, {}));
      bytes = 0;
    }
    if (common.length < end.length) cut_to(common);
  }
  steps.push_back(ack);
  return steps;
}

}  // namespace par::exchange
