#include "common/exchange/batch.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/limits.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

constexpr int kMostLevels = 8;  // Of a country's tree; there are four.

// False: the batch is full without it.
bool AddToBatch(Batch& batch, v1::Event event) {
  const std::size_t bytes = event.ByteSizeLong();
  if (!batch.events.empty() && batch.bytes + bytes > kMaxBatchBytes) return false;
  batch.bytes += bytes;
  batch.end = {.length = event.seq(), .head = Sha256::FromBytes(event.hash())};
  batch.events.Add(std::move(event));
  return true;
}

// Else the receiver is the first, and nobody has said anything of the item before.
bool HandedOn(const StreamId& stream) {
  return stream.direction == Direction::kUp && stream.hop != stream.unit;
}

// The verdict is what counts above: of what would not fit beside the item it is all that is told.
void TellBelow(const v1::Result& below, const StreamId& stream, v1::Event& event) {
  if (!HandedOn(stream)) return;  // A node that was restored may hold it with its units' items.
  v1::Result& told = *event.mutable_below();
  told = below;
  if (told.ByteSizeLong() > kMaxBelowBytes) told.clear_parameters();
  if (told.ByteSizeLong() <= kMaxBelowBytes) return;
  told.Clear();
  told.set_verdict(below.verdict());
}

// It is neither hashed nor signed.
absl::Status CheckBelow(const v1::Event& event, const StreamId& stream) {
  if (!event.has_below()) return absl::OkStatus();
  if (!HandedOn(stream) || event.below().ByteSizeLong() > kMaxBelowBytes) {
    return Malformed("below");
  }
  return absl::OkStatus();
}

void Seal(v1::Item& item, std::string_view body_sha256, std::string_view node_id,
          const Signer& signer) {
  if (item.origin_node() != node_id || !item.origin_signature().empty()) return;
  item.set_origin_signature(signer.Sign(SignedBytes(item, Sha256::FromBytes(body_sha256))));
}

absl::Status TypeNewer(const v1::Item& item) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, kTypeNewer,
                         {{"type", std::to_string(item.type())}});
}

absl::Status NotEntitled(std::string_view node, const StreamId& stream) {
  return domain::Refusal(absl::StatusCode::kPermissionDenied, "exchange_not_entitled",
                         {{"node", std::string(node)}, {"stream", Name(stream)}});
}

// The unit in whose name items of `stream` are made.
absl::StatusOr<std::optional<std::string>> SpeakerOf(const StreamId& stream,
                                                     const storage::Reader& state,
                                                     const Topology& topology) {
  if (stream.direction == Direction::kUp) return std::optional<std::string>(stream.unit);
  return topology.ParentOf(state, stream.unit);
}

// Whether `item` went down to the unit when it stood below another one, and was made where that one
// lives. Where it lives only the nodes above still know: below, its signature says enough, for
// whoever hands it down took it from this very unit.
absl::StatusOr<bool> MadeByFormerSpeaker(const v1::Item& item, Side side, const StreamId& stream,
                                         const storage::Reader& state, const Topology& topology) {
  if (stream.direction == Direction::kUp) return false;
  ASSIGN_OR_RETURN(const std::vector<std::string> former,
                   topology.FormerParentsOf(state, stream.unit));
  if (std::find(former.begin(), former.end(), item.unit()) == former.end()) return false;
  if (side == Side::kLower) return true;
  ASSIGN_OR_RETURN(const std::optional<std::string> host, topology.NodeOf(state, item.unit()));
  return host == item.origin_node();
}

// Whether `unit` is `above`, or stands or stood somewhere below it: what was handed on for it there
// still goes its way.
absl::StatusOr<bool> StoodWithin(const std::string& unit, const std::string& above,
                                 const storage::Reader& state, const Topology& topology,
                                 int levels) {
  if (unit == above) return true;
  if (levels == 0) return false;
  ASSIGN_OR_RETURN(const std::optional<std::string> parent, topology.ParentOf(state, unit));
  if (parent.has_value()) {
    ASSIGN_OR_RETURN(const bool within, StoodWithin(*parent, above, state, topology, levels - 1));
    if (within) return true;
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> former, topology.FormerParentsOf(state, unit));
  for (const std::string& one : former) {
    ASSIGN_OR_RETURN(const bool within, StoodWithin(one, above, state, topology, levels - 1));
    if (within) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Batch> BatchOfStaged(const StreamView& view, std::uint64_t from,
                                    const Position& base, std::string_view node_id,
                                    const storage::Reader& state, const LinkPorts& ports) {
  Batch batch;
  batch.end = base;
  batch.next_staged = from;
  ASSIGN_OR_RETURN(std::vector<Staged> waiting, view.StagedFrom(from, kMaxBatchEvents));
  for (Staged& staged : waiting) {
    v1::Event event;
    event.set_seq(batch.end.length + 1);
    event.set_prev_hash(batch.end.head.ToBytes());
    *event.mutable_item() = std::move(*staged.item.mutable_item());
    const Sha256 body_sha256 = Sha256::FromBytes(staged.item.body_sha256());
    event.set_hash(EventHash(view.stream(), batch.end, event.item(), body_sha256).ToBytes());
    Seal(*event.mutable_item(), staged.item.body_sha256(), node_id, ports.signer);
    if (staged.item.has_below()) TellBelow(staged.item.below(), view.stream(), event);
    ASSIGN_OR_RETURN(*event.mutable_item()->mutable_body(),
                     ReadBody(staged.item.body(), state, ports.payloads));
    if (!AddToBatch(batch, std::move(event))) break;
    batch.next_staged = staged.number + 1;
  }
  return batch;
}

absl::StatusOr<Batch> BatchOfEvents(const StreamView& view, const Position& base,
                                    std::string_view node_id, const storage::Reader& state,
                                    const LinkPorts& ports) {
  Batch batch;
  batch.end = base;
  while (static_cast<std::size_t>(batch.events.size()) < kMaxBatchEvents) {
    ASSIGN_OR_RETURN(std::optional<record::EventRow> row, view.Event(batch.end.length + 1));
    if (!row.has_value()) break;
    v1::Event event;
    event.set_seq(batch.end.length + 1);
    event.set_prev_hash(batch.end.head.ToBytes());
    event.set_hash(row->hash());
    *event.mutable_item() = std::move(*row->mutable_item());
    Seal(*event.mutable_item(), row->body_sha256(), node_id, ports.signer);
    if (row->has_below()) TellBelow(row->below(), view.stream(), event);
    if (row->has_result()) *event.mutable_result() = row->result();
    ASSIGN_OR_RETURN(*event.mutable_item()->mutable_body(),
                     ReadBody(row->body(), state, ports.payloads));
    if (!AddToBatch(batch, std::move(event))) break;
  }
  return batch;
}

absl::StatusOr<bool> MaySpeak(const StreamId& stream, std::string_view peer, std::string_view here,
                              const storage::Reader& state, const Topology& topology) {
  ASSIGN_OR_RETURN(const std::optional<std::string> host, topology.NodeOf(state, stream.hop));
  if (host != peer) return false;
  ASSIGN_OR_RETURN(const std::optional<std::string> above, topology.ParentOf(state, stream.hop));
  if (!above.has_value()) return false;
  ASSIGN_OR_RETURN(const std::optional<std::string> above_host, topology.NodeOf(state, *above));
  if (above_host != here) return false;
  return StoodWithin(stream.unit, stream.hop, state, topology, kMostLevels);
}

absl::Status CheckEvents(google::protobuf::RepeatedPtrField<v1::Event> events, Side side,
                         const StreamId& stream, const storage::Reader& state,
                         const LinkPorts& ports, record::ReceivedEvents& checked,
                         std::string& submission_id) {
  if (events.size() > static_cast<int>(kMaxBatchEvents)) return Malformed("events");
  ASSIGN_OR_RETURN(const std::optional<std::string> speaker,
                   SpeakerOf(stream, state, ports.topology));
  if (!speaker.has_value()) return NotEntitled("", stream);
  ASSIGN_OR_RETURN(const std::optional<std::string> host, ports.topology.NodeOf(state, *speaker));
  *checked.mutable_stream() = ToWire(stream);
  for (int i = 0; i < events.size(); ++i) {
    const v1::Item& item = events.Get(i).item();
    submission_id = item.submission_id();
    RETURN_IF_ERROR(CheckItem(item));
    if (side == Side::kUpper) RETURN_IF_ERROR(CheckBelow(events.Get(i), stream));
    if (ports.types != nullptr && !ports.types->Knows(item.type())) {
      if (i == 0) return TypeNewer(item);
      events.DeleteSubrange(i, events.size() - i);  // What comes before it is taken.
      break;
    }
    if (item.unit() != *speaker || host != item.origin_node()) {
      ASSIGN_OR_RETURN(const bool before,
                       MadeByFormerSpeaker(item, side, stream, state, ports.topology));
      if (!before) return NotEntitled(item.origin_node(), stream);
    }
    const Sha256 body_sha256 = Sha256::Of(item.body());
    if (!ports.verifier.Verify(item.origin_node(), SignedBytes(item, body_sha256),
                               item.origin_signature())) {
      return domain::Refusal(absl::StatusCode::kPermissionDenied, "exchange_signature_wrong",
                             {{"node", item.origin_node()}});
    }
    checked.add_body_sha256(body_sha256.ToBytes());
  }
  *checked.mutable_events() = std::move(events);
  return absl::OkStatus();
}

ledger::Command MakeCommand(std::uint32_t kind, const StreamId& stream, std::string_view peer,
                            std::string payload, Random& random) {
  return {.id = random.Bytes(kSubmissionIdBytes),
          .actor = {.unit = std::string(peer), .account = {}, .role = "node"},
          .unit = stream.unit,
          .cycle = {},
          .kind = kind,
          .payload = std::move(payload)};
}

}  // namespace par::exchange
