// A node that lost the end of what it sent down takes it back from the unit that received it, and
// its desks take back what they had said. What it numbered anew meanwhile waits and then follows:
// what a unit was told keeps its place.
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/log_writer.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

constexpr std::size_t kPageItems = 256;

// True if this database did not know the item.
absl::StatusOr<bool> Adopt(LogWriter& log, record::EventRow row) {
  const std::string id = row.item().submission_id();
  ASSIGN_OR_RETURN(const std::optional<record::SubmissionRow> found, log.view().Submission(id));
  record::SubmissionRow submission = found.value_or(record::SubmissionRow());
  const bool unknown = !submission.applied_here();
  if (submission.seq() != 0) return Malformed("submission_id");  // Twice in one stream.
  RETURN_IF_ERROR(log.Unstage(submission));
  log.Append(std::move(row));
  submission.set_seq(log.end().length);
  submission.set_applied_here(true);
  log.PutSubmission(id, submission);
  return unknown;
}

}  // namespace

absl::Status ExchangeState::PlaceWaiting(LogWriter& log) {
  while (log.row().staged_items() != 0) {
    ASSIGN_OR_RETURN(std::vector<Staged> page, log.view().StagedFrom(0, kPageItems));
    if (page.empty()) break;
    for (Staged& staged : page) {
      record::EventRow row;
      *row.mutable_item() = std::move(*staged.item.mutable_item());
      *row.mutable_body() = std::move(*staged.item.mutable_body());
      row.set_body_sha256(staged.item.body_sha256());
      RETURN_IF_ERROR(Adopt(log, std::move(row)).status());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ExchangeState::TakeDownTail(const ledger::Entry& entry,
                                                        ledger::Transaction& tx) {
  ASSIGN_OR_RETURN(const Received tail, ParseReceived(entry, Direction::kDown));
  ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kUpper, tail.stream));
  if (!SameSession(tail.events.session(), log.row().session())) return SessionMismatch(tail.stream);
  ASSIGN_OR_RETURN(const bool holds, log.view().Holds(tail.base));
  if (!holds) return BaseMismatch(tail.stream);
  ASSIGN_OR_RETURN(const auto speaker, topology_.ParentOf(tx, tail.stream.unit));
  Position at = tail.base;
  std::size_t cursor = 0;
  std::vector<const v1::Event*> unknown_events;
  for (int i = 0; i < tail.events.events_size(); ++i) {
    ASSIGN_OR_RETURN(record::EventRow row, RowOf(entry, tail.events, i, tail.stream, at, cursor));
    const Position next{.length = at.length + 1,
                        .head = Sha256::FromBytes(tail.events.events(i).hash())};
    ASSIGN_OR_RETURN(const bool here, log.view().Holds(next));
    if (!here) {
      RETURN_IF_ERROR(log.CutTo(at.length, /*put_back=*/true));
      ASSIGN_OR_RETURN(const bool unknown, Adopt(log, std::move(row)));
      // What another unit said, below which this one stood before, is that unit's to take back.
      const bool own = tail.events.events(i).item().unit() == speaker;
      if (unknown && own) unknown_events.push_back(&tail.events.events(i));
    }
    at = next;
  }
  *log.row().mutable_delivered() = ToWire(at);
  if (at == FromWire(tail.events.end())) RETURN_IF_ERROR(PlaceWaiting(log));
  log.Save();
  // Only now: a desk may send something down this very stream.
  for (const v1::Event* event : unknown_events) {
    RETURN_IF_ERROR(
        Judge(entry,
              {.stream = tail.stream, .event = *event, .side = Side::kUpper, .restored = true}, tx)
            .status());
  }
  return ToWire(at).SerializeAsString();
}

}  // namespace par::exchange
