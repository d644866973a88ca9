#include "common/exchange/queries.h"

#include <utility>

#include "common/base/status_macros.h"

namespace par::exchange {

std::string_view Name(Standing standing) {
  switch (standing) {
    case Standing::kUnknown:
      return "unknown";
    case Standing::kSaved:
      return "saved";
    case Standing::kReceived:
      return "received";
    case Standing::kDecided:
      return "decided";
  }
  return "";
}

absl::StatusOr<ItemStanding> StandingOf(const storage::Reader& state, std::string_view unit,
                                        std::string_view submission_id) {
  const StreamView view(state, Side::kLower, UpOf(std::string(unit)));
  ASSIGN_OR_RETURN(const std::optional<record::SubmissionRow> row, view.Submission(submission_id));
  ItemStanding found;
  if (!row.has_value()) return found;
  found.result = row->result();
  found.receipt = row->receipt();
  found.receipt_certificate = row->receipt_certificate();
  if (row->seq() == 0) {
    found.standing = Standing::kSaved;
  } else if (row->decided() || row->result().verdict() == v1::VERDICT_REJECTED) {
    found.standing = Standing::kDecided;
  } else {
    found.standing = Standing::kReceived;
  }
  return found;
}

absl::StatusOr<std::optional<std::int64_t>> ClockAge(const storage::Reader& state,
                                                     std::string_view unit, std::int64_t time) {
  const StreamView view(state, Side::kLower, UpOf(std::string(unit)));
  ASSIGN_OR_RETURN(const record::StreamRow row, view.Row());
  if (row.clock_agreed_at() == 0) return std::optional<std::int64_t>();
  return std::optional(time - row.clock_agreed_at());
}

absl::StatusOr<std::vector<StreamState>> StreamStates(const storage::Reader& state) {
  std::vector<StreamState> states;
  for (const Side side : {Side::kLower, Side::kUpper}) {
    ASSIGN_OR_RETURN(auto rows, AllStreams(state, side));
    for (auto& [stream, row] : rows) {
      StreamState one{.stream = std::move(stream),
                      .side = side,
                      .end = EndOf(row),
                      .waiting_items = row.staged_items(),
                      .waiting_bytes = row.staged_bytes(),
                      .delivered = {}};
      if (side == Side::kUpper && one.stream.direction == Direction::kDown) {
        if (row.has_delivered()) one.delivered = FromWire(row.delivered());
        one.waiting_items += row.length() - one.delivered.length;
      }
      states.push_back(std::move(one));
    }
  }
  return states;
}

absl::StatusOr<std::optional<v1::Event>> ReadEvent(const storage::Reader& state,
                                                   const EntryPayloads& payloads, Side side,
                                                   const StreamId& stream, std::uint64_t seq) {
  const StreamView view(state, side, stream);
  ASSIGN_OR_RETURN(std::optional<record::EventRow> row, view.Event(seq));
  ASSIGN_OR_RETURN(const std::optional<Sha256> previous, view.HashAt(seq - 1));
  if (!row.has_value() || !previous.has_value()) return std::optional<v1::Event>();
  v1::Event event;
  event.set_seq(seq);
  event.set_prev_hash(previous->ToBytes());
  event.set_hash(row->hash());
  *event.mutable_item() = std::move(*row->mutable_item());
  ASSIGN_OR_RETURN(*event.mutable_item()->mutable_body(), ReadBody(row->body(), state, payloads));
  if (row->has_below()) *event.mutable_below() = row->below();
  if (row->has_result()) *event.mutable_result() = row->result();
  return std::optional<v1::Event>(std::move(event));
}

}  // namespace par::exchange
