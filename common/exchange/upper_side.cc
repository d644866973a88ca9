// The upper side of a line: it grants sessions, numbers what comes up and knows how far what it
// sent down has come.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/exchange/common_position.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/limits.h"
#include "common/exchange/log_writer.h"
#include "common/exchange/queries.h"
#include "common/exchange/received.h"
#include "common/exchange/witness.h"
#include "common/ledger/overlay.h"

namespace par::exchange {
namespace {

// An answer is at most 64 KiB: an Ack that grows beyond this ends its batch.
constexpr std::size_t kMaxAckBytes = std::size_t{48} << 10u;
// Of what one entry may change; the rest is for what else a hello writes.
constexpr std::size_t kMostTakenOver = ledger::kMaxStepBytes / 2;

absl::Status TakeMachine(const v1::Hello& hello, record::PeerRow& peer) {
  for (const std::string& replaced : peer.replaced()) {
    if (replaced == hello.machine_id()) {
      return domain::Refusal(absl::StatusCode::kPermissionDenied, "exchange_fenced",
                             {{"node", hello.node_id()}});
    }
  }
  if (!peer.machine_id().empty() && peer.machine_id() != hello.machine_id()) {
    peer.add_replaced(peer.machine_id());
    const int beyond = peer.replaced_size() - kMaxReplacedMachines;
    if (beyond > 0) peer.mutable_replaced()->DeleteSubrange(0, beyond);
  }
  peer.set_machine_id(hello.machine_id());
  peer.set_boot_nonce(hello.boot_nonce());
  peer.set_sessions(peer.sessions() + 1);
  return absl::OkStatus();
}

}  // namespace

// A node that is new, or replaces a lost one, first takes over what the node above holds; else it
// would number anew what has a number already.
absl::StatusOr<bool> ExchangeState::Recovering(const storage::Reader& state,
                                               const Topology& topology, const StreamId& stream) {
  if (stream.direction != Direction::kUp) return false;
  ASSIGN_OR_RETURN(const std::optional<StreamId> lower, RelayedInto(state, topology, stream));
  if (!lower.has_value()) return false;
  ASSIGN_OR_RETURN(const record::StreamRow row, StreamView(state, Side::kLower, *lower).Row());
  return !row.joined();
}

// The child holds more of what this node sent down than this node: it comes back first. What comes
// up is judged by it.
absl::StatusOr<bool> ExchangeState::LostWhatItSent(const storage::Reader& state,
                                                   const DescribedStreams& described,
                                                   const StreamId& stream) {
  if (stream.direction != Direction::kUp) return false;
  const auto down = described.find(DownOf(stream.hop));
  if (down == described.end()) return false;
  ASSIGN_OR_RETURN(const Position common,
                   CommonPosition(StreamView(state, Side::kUpper, down->first), *down->second));
  return common != FromWire(down->second->position());
}

absl::StatusOr<std::string> ExchangeState::GrantSession(const ledger::Entry& entry,
                                                        ledger::Transaction& tx) {
  record::GrantSession grant;
  RETURN_IF_ERROR(ParsePayload(entry, grant));
  const v1::Hello& hello = grant.hello();
  if (grant.randoms_size() != hello.streams_size()) return Malformed("randoms");
  ASSIGN_OR_RETURN(record::PeerRow peer, ReadPeer(tx, hello.node_id()));
  const Speaker speaker{.restarted = peer.boot_nonce() != hello.boot_nonce(),
                        .another_machine = peer.machine_id() != hello.machine_id()};
  RETURN_IF_ERROR(TakeMachine(hello, peer));
  if (hello.has_ledger()) {
    RETURN_IF_ERROR(TakeWord(tx, hello.node_id(), hello.ledger(), speaker, entry.time));
  }
  DescribedStreams described;  // Where an older entry names one twice the first counts.
  for (const v1::HelloStream& one : hello.streams()) {
    const std::optional<StreamId> stream = FromWire(one.stream());
    if (!stream.has_value()) return Malformed("stream");
    described.emplace(*stream, &one);
  }
  std::vector<StreamId> unsettled;
  std::map<std::string, std::vector<std::string>> former;  // By the hop.
  std::size_t room = kMostTakenOver;
  std::string granted(static_cast<std::size_t>(hello.streams_size()), kNotGranted);
  for (int i = 0; i < hello.streams_size(); ++i) {
    const std::optional<StreamId> stream = FromWire(hello.streams(i).stream());
    ASSIGN_OR_RETURN(const bool recovering, Recovering(tx, topology_, *stream));
    if (recovering) continue;
    ASSIGN_OR_RETURN(const bool lost, LostWhatItSent(tx, described, *stream));
    if (lost) continue;
    if (!former.contains(stream->hop)) {
      ASSIGN_OR_RETURN(former[stream->hop], topology_.FormerParentsOf(tx, stream->hop));
    }
    ASSIGN_OR_RETURN(const bool taken_over, TakeOver(tx, *stream, former[stream->hop], room));
    if (!taken_over) continue;
    granted[static_cast<std::size_t>(i)] = kGranted;
    ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kUpper, *stream));
    v1::Session* session = log.row().mutable_session();
    session->set_counter(session->counter() + 1);
    session->set_random(grant.randoms(i));
    if (log.row().unsettled()) {
      log.row().set_unsettled(false);
      unsettled.push_back(*stream);
    }
    if (stream->direction == Direction::kDown) {
      ASSIGN_OR_RETURN(const Position common, CommonPosition(log.view(), hello.streams(i)));
      *log.row().mutable_delivered() = ToWire(common);
      // The child holds nothing but what this node holds: nothing of what waits can be its own.
      if (common == FromWire(hello.streams(i).position())) RETURN_IF_ERROR(PlaceWaiting(log));
    }
    log.Save();
  }
  tx.Put(PeerKey(hello.node_id()), EncodeRow(peer));
  for (const StreamId& stream : unsettled) RETURN_IF_ERROR(Settle(entry, tx, stream));
  return granted;
}

// What came back from above was sent up by the child, and all that was said about it is back: what
// nothing accounts for has its effect now.
absl::Status ExchangeState::Settle(const ledger::Entry& entry, ledger::Transaction& tx,
                                   const StreamId& stream) {
  const LedgerPayloads payloads;
  const StreamView view(tx, Side::kUpper, stream);
  ASSIGN_OR_RETURN(const Position end, view.End());
  for (std::uint64_t seq = 1; seq <= end.length; ++seq) {
    ASSIGN_OR_RETURN(const auto event, ReadEvent(tx, payloads, Side::kUpper, stream, seq));
    if (!event.has_value() || event->result().verdict() != v1::VERDICT_APPLIED) continue;
    RETURN_IF_ERROR(sink_
                        .Receive(entry,
                                 {.stream = stream,
                                  .event = *event,
                                  .side = Side::kUpper,
                                  .restored = true,
                                  .settled = true},
                                 tx)
                        .status());
  }
  return absl::OkStatus();
}

// Its session may be older than the day on which it came under a unit that lives elsewhere.
absl::StatusOr<bool> ExchangeState::HasLeft(const storage::Reader& state,
                                            const std::string& unit) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> former, topology_.FormerParentsOf(state, unit));
  if (former.empty()) return false;
  ASSIGN_OR_RETURN(const std::optional<std::string> parent, topology_.ParentOf(state, unit));
  if (!parent.has_value()) return true;
  ASSIGN_OR_RETURN(const std::optional<std::string> host, topology_.NodeOf(state, *parent));
  return host != node_id_;
}

absl::StatusOr<std::string> ExchangeState::ReceivePush(const ledger::Entry& entry,
                                                       ledger::Transaction& tx) {
  ASSIGN_OR_RETURN(const Received push, ParseReceived(entry, Direction::kUp));
  ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kUpper, push.stream));
  if (!SameSession(push.events.session(), log.row().session())) return SessionMismatch(push.stream);
  ASSIGN_OR_RETURN(const bool left, HasLeft(tx, push.stream.hop));
  if (left) return SessionMismatch(push.stream);
  ASSIGN_OR_RETURN(const bool holds, log.view().Holds(push.base));
  if (!holds) return BaseMismatch(push.stream);
  ASSIGN_OR_RETURN(const std::optional<StreamId> onward, RelayedInto(tx, topology_, push.stream));
  std::optional<LogWriter> relay;
  if (onward.has_value()) {
    ASSIGN_OR_RETURN(LogWriter opened, LogWriter::Open(tx, Side::kLower, *onward));
    relay.emplace(std::move(opened));
  }
  v1::Ack ack;
  *ack.mutable_stream() = push.events.stream();
  *ack.mutable_session() = push.events.session();
  std::size_t cursor = 0;
  for (int i = 0; i < push.events.events_size() && ack.ByteSizeLong() < kMaxAckBytes; ++i) {
    const v1::Event& event = push.events.events(i);
    const std::string& id = event.item().submission_id();
    const std::uint64_t seq = push.base.length + static_cast<std::uint64_t>(i) + 1;
    if (seq <= log.end().length) {  // It came before; the answer got lost.
      ASSIGN_OR_RETURN(const std::optional<record::EventRow> held, log.view().Event(seq));
      if (held->hash() != event.hash()) return BaseMismatch(push.stream);
      *ack.add_results() = held->result();
      continue;
    }
    ASSIGN_OR_RETURN(std::optional<record::SubmissionRow> known, log.view().Submission(id));
    if (known.has_value() && known->seq() != 0) {
      v1::Result* result = ack.add_results();
      *result = known->result();
      result->set_submission_id(id);
      result->set_seq(known->seq());
      result->set_verdict(v1::VERDICT_DUPLICATE);
      break;
    }
    ASSIGN_OR_RETURN(record::EventRow row,
                     RowOf(entry, push.events, i, push.stream, log.end(), cursor));
    record::SubmissionRow submission = known.value_or(record::SubmissionRow());
    if (!submission.applied_here()) {
      ASSIGN_OR_RETURN(
          *submission.mutable_result(),
          Judge(entry,
                {.stream = push.stream, .event = event, .body_sha256 = push.events.body_sha256(i)},
                tx));
      submission.set_applied_here(true);
    }
    submission.set_seq(seq);
    submission.mutable_result()->set_seq(seq);
    *row.mutable_result() = submission.result();
    *ack.add_results() = submission.result();
    if (relay.has_value()) {
      ASSIGN_OR_RETURN(const std::optional<record::SubmissionRow> there,
                       relay->view().Submission(id));
      if (!there.has_value()) {
        record::StagedItem staged;
        *staged.mutable_item() = row.item();
        *staged.mutable_body() = row.body();
        staged.set_body_sha256(row.body_sha256());
        *staged.mutable_below() = row.has_below() ? row.below() : row.result();
        record::SubmissionRow waiting;
        waiting.set_applied_here(true);
        relay->Stage(staged, waiting);
        relay->PutSubmission(id, waiting);
      }
    }
    log.Append(std::move(row));
    log.PutSubmission(id, submission);
  }
  log.Save();
  if (relay.has_value()) relay->Save();
  *ack.mutable_durable() = ToWire(log.end());
  return ack.SerializeAsString();
}

absl::StatusOr<std::string> ExchangeState::TakeDownAck(const ledger::Entry& entry,
                                                       ledger::Transaction& tx) {
  v1::DownAck ack;
  RETURN_IF_ERROR(ParsePayload(entry, ack));
  const std::optional<StreamId> stream = FromWire(ack.stream());
  if (!stream.has_value() || stream->direction != Direction::kDown) return Malformed("stream");
  ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kUpper, *stream));
  if (!SameSession(ack.session(), log.row().session())) return SessionMismatch(*stream);
  const Position durable = FromWire(ack.durable());
  ASSIGN_OR_RETURN(const bool holds, log.view().Holds(durable));
  if (!holds) return BaseMismatch(*stream);
  for (const v1::Result& result : ack.results()) {
    ASSIGN_OR_RETURN(std::optional<record::SubmissionRow> found,
                     log.view().Submission(result.submission_id()));
    if (!found.has_value() || found->seq() != result.seq()) continue;
    *found->mutable_result() = result;
    log.PutSubmission(result.submission_id(), *found);
  }
  *log.row().mutable_delivered() = ToWire(durable);
  log.Save();
  return std::string();
}

}  // namespace par::exchange
