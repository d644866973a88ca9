// The lower side of a line: what waits gets its place when the node above has given it one; on
// every doubt the node above is right, and what it does not have waits again.
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/limits.h"
#include "common/exchange/log_writer.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

record::EventRow Placed(const record::StagedItem& staged, const v1::Result& result) {
  record::EventRow row;
  *row.mutable_item() = staged.item();
  *row.mutable_body() = staged.body();
  row.set_body_sha256(staged.body_sha256());
  if (staged.has_below()) *row.mutable_below() = staged.below();
  *row.mutable_result() = result;
  return row;
}

// An Ack's or a Tail's, if it has one for the item.
template <typename Message>
void KeepReceipt(const Message& from, const std::string& submission_id,
                 record::SubmissionRow& submission) {
  for (const v1::Receipt& receipt : from.receipts()) {
    if (receipt.submission_id() != submission_id) continue;
    *submission.mutable_receipt() = receipt;
    submission.set_receipt_certificate(from.signer_certificate());
    return;
  }
}

}  // namespace

// False: the answer does not fit what this side holds, the two must compare.
absl::StatusOr<bool> ExchangeState::TakeAckResult(LogWriter& log, const v1::Result& result,
                                                  const v1::Ack& ack) {
  const std::string& id = result.submission_id();
  ASSIGN_OR_RETURN(std::optional<record::SubmissionRow> found, log.view().Submission(id));
  if (!found.has_value()) return false;
  if (found->seq() == 0) {
    const bool next = result.seq() == log.end().length + 1;
    if (found->staged_number() == 0 || !next || result.verdict() == v1::VERDICT_DUPLICATE) {
      return false;
    }
    ASSIGN_OR_RETURN(const std::optional<record::StagedItem> staged,
                     log.view().StagedAt(found->staged_number()));
    if (!staged.has_value()) return false;
    RETURN_IF_ERROR(log.Unstage(*found));
    log.Append(Placed(*staged, result));
    found->set_seq(result.seq());
    *found->mutable_result() = result;
  } else if (found->seq() != result.seq()) {
    return false;
  }
  KeepReceipt(ack, id, *found);
  log.PutSubmission(id, *found);
  return true;
}

absl::StatusOr<std::string> ExchangeState::TakeAck(const ledger::Entry& entry,
                                                   ledger::Transaction& tx) {
  v1::Ack ack;
  RETURN_IF_ERROR(ParsePayload(entry, ack));
  const std::optional<StreamId> stream = FromWire(ack.stream());
  if (!stream.has_value() || stream->direction != Direction::kUp) return Malformed("stream");
  ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kLower, *stream));
  for (const v1::Result& result : ack.results()) {
    ASSIGN_OR_RETURN(const bool fits, TakeAckResult(log, result, ack));
    if (!fits) return BaseMismatch(*stream);
  }
  if (log.end() != FromWire(ack.durable())) return BaseMismatch(*stream);
  log.Save();
  return std::string();
}

// What this database holds is old: as a new machine's, its streams count only once they have been
// compared with the node above, and nothing below is served before.
absl::StatusOr<std::string> ExchangeState::NoteRestored(ledger::Transaction& tx) {
  ASSIGN_OR_RETURN(const auto streams, AllStreams(tx, Side::kLower));
  for (const auto& [stream, row] : streams) {
    ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kLower, stream));
    log.row().set_joined(false);
    log.Save();
  }
  return std::string();
}

absl::StatusOr<std::string> ExchangeState::TakeHelloAck(const ledger::Entry& entry,
                                                        ledger::Transaction& tx) {
  v1::HelloAck ack;
  RETURN_IF_ERROR(ParsePayload(entry, ack));
  for (const v1::StreamGrant& grant : ack.grants()) {
    const std::optional<StreamId> stream = FromWire(grant.stream());
    if (!stream.has_value()) return Malformed("stream");
    if (stream->direction != Direction::kUp) continue;
    const Position common = FromWire(grant.common());
    ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kLower, *stream));
    ASSIGN_OR_RETURN(const bool holds, log.view().Holds(common));
    if (!holds) return BaseMismatch(*stream);
    RETURN_IF_ERROR(log.CutTo(common.length, /*put_back=*/true));
    if (grant.position().length() == common.length) {
      log.row().set_joined(true);
      RETURN_IF_ERROR(RebuildRelayed(tx, log));
    }
    if (ClocksAgree(ack.wall_time(), entry.time)) log.row().set_clock_agreed_at(entry.time);
    log.Save();
  }
  return std::string();
}

absl::Status ExchangeState::AdoptEvent(const ledger::Entry& entry, ledger::Transaction& tx,
                                       LogWriter& log, const record::ReceivedEvents& tail,
                                       const v1::Event& event, record::EventRow row) {
  const std::string& id = event.item().submission_id();
  ASSIGN_OR_RETURN(std::optional<record::SubmissionRow> found, log.view().Submission(id));
  record::SubmissionRow submission = found.value_or(record::SubmissionRow());
  if (submission.seq() != 0) return Malformed("submission_id");  // Twice in one stream.
  RETURN_IF_ERROR(log.Unstage(submission));
  *submission.mutable_result() = event.result();
  submission.mutable_result()->set_seq(event.seq());
  submission.mutable_result()->set_submission_id(id);
  submission.set_seq(event.seq());
  KeepReceipt(tail, id, submission);
  *row.mutable_result() = submission.result();
  const bool known = submission.applied_here();
  submission.set_applied_here(true);
  log.Append(std::move(row));
  log.PutSubmission(id, submission);
  if (known) return absl::OkStatus();
  if (log.stream().hop == log.stream().unit) {
    return Judge(entry,
                 {.stream = log.stream(), .event = event, .side = Side::kLower, .restored = true},
                 tx)
        .status();
  }
  // Relayed: its effect here belongs to the side that would have received it from below.
  ASSIGN_OR_RETURN(const std::optional<StreamId> upper, RelayedFrom(tx, log.stream()));
  if (!upper.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(LogWriter there, LogWriter::Open(tx, Side::kUpper, *upper));
  ASSIGN_OR_RETURN(found, there.view().Submission(id));
  if (found.has_value() && found->applied_here()) return absl::OkStatus();
  record::SubmissionRow arrived = found.value_or(record::SubmissionRow());
  ASSIGN_OR_RETURN(
      *arrived.mutable_result(),
      Judge(entry, {.stream = *upper, .event = event, .side = Side::kUpper, .restored = true}, tx));
  // What this node decided before it was lost still holds: its unit was told so.
  if (event.has_below()) *arrived.mutable_result() = event.below();
  arrived.set_applied_here(true);
  there.PutSubmission(id, arrived);
  if (upper->hop == upper->unit) {
    there.row().set_unsettled(true);
    there.Save();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ExchangeState::AdoptTail(const ledger::Entry& entry,
                                                     ledger::Transaction& tx) {
  ASSIGN_OR_RETURN(const Received tail, ParseReceived(entry, Direction::kUp));
  ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kLower, tail.stream));
  if (tail.base != log.end()) return BaseMismatch(tail.stream);
  std::size_t cursor = 0;
  for (int i = 0; i < tail.events.events_size(); ++i) {
    ASSIGN_OR_RETURN(record::EventRow row,
                     RowOf(entry, tail.events, i, tail.stream, log.end(), cursor));
    RETURN_IF_ERROR(AdoptEvent(entry, tx, log, tail.events, tail.events.events(i), std::move(row)));
  }
  const bool ends = log.end() == FromWire(tail.events.end());
  const bool follows = static_cast<Kind>(entry.command.kind) == Kind::kAdoptRelayedTail;
  if (ends) log.row().set_joined(true);
  if (ends || follows) RETURN_IF_ERROR(RebuildRelayed(tx, log));
  log.Save();
  return std::string();
}

absl::StatusOr<std::string> ExchangeState::ReceiveDownPush(const ledger::Entry& entry,
                                                           ledger::Transaction& tx) {
  ASSIGN_OR_RETURN(const Received push, ParseReceived(entry, Direction::kDown));
  ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kLower, push.stream));
  ASSIGN_OR_RETURN(const bool holds, log.view().Holds(push.base));
  if (!holds) return BaseMismatch(push.stream);
  v1::DownAck ack;
  *ack.mutable_stream() = push.events.stream();
  *ack.mutable_session() = push.events.session();
  std::size_t cursor = 0;
  for (int i = 0; i < push.events.events_size(); ++i) {
    const v1::Event& event = push.events.events(i);
    const std::uint64_t seq = push.base.length + static_cast<std::uint64_t>(i) + 1;
    if (seq <= log.end().length) {
      ASSIGN_OR_RETURN(const std::optional<Sha256> held, log.view().HashAt(seq));
      if (!held.has_value() || held->ToBytes() != event.hash()) return BaseMismatch(push.stream);
      continue;
    }
    ASSIGN_OR_RETURN(record::EventRow row,
                     RowOf(entry, push.events, i, push.stream, log.end(), cursor));
    const std::string& id = event.item().submission_id();
    ASSIGN_OR_RETURN(std::optional<record::SubmissionRow> known, log.view().Submission(id));
    record::SubmissionRow submission = known.value_or(record::SubmissionRow());
    if (!submission.applied_here()) {
      ASSIGN_OR_RETURN(
          *submission.mutable_result(),
          Judge(entry, {.stream = push.stream, .event = event, .side = Side::kLower}, tx));
      submission.set_applied_here(true);
    }
    submission.set_seq(seq);
    submission.mutable_result()->set_seq(seq);
    *row.mutable_result() = submission.result();
    // The node above assumes that all went well; only what did not is worth saying, and briefly.
    if (submission.result().verdict() == v1::VERDICT_REJECTED) {
      v1::Result* result = ack.add_results();
      *result = submission.result();
      result->clear_parameters();
    }
    log.Append(std::move(row));
    log.PutSubmission(id, submission);
  }
  log.row().set_joined(true);
  log.Save();
  *ack.mutable_durable() = ToWire(log.end());
  return ack.SerializeAsString();
}

}  // namespace par::exchange
