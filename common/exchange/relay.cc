// A stream that a middle level hands on unchanged. It stands there twice: on the upper side of the
// line from below, and on the lower side of the line to above. The first is always the second
// followed by what waits in it; so the numbers and hashes are the same on every line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/log_writer.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

// The length up to which both are equal. Chains: a binary search finds it.
absl::StatusOr<std::uint64_t> CommonLength(const LogWriter& a, const LogWriter& b) {
  std::uint64_t equal = 0;
  std::uint64_t beyond = std::min(a.end().length, b.end().length) + 1;
  while (beyond - equal > 1) {
    const std::uint64_t middle = equal + (beyond - equal) / 2;
    ASSIGN_OR_RETURN(const std::optional<Sha256> left, a.view().HashAt(middle));
    ASSIGN_OR_RETURN(const std::optional<Sha256> right, b.view().HashAt(middle));
    (left == right ? equal : beyond) = middle;
  }
  return equal;
}

// `row` is an event of the lower side; its place on the upper side comes next.
absl::Status AppendUpper(LogWriter& upper, record::EventRow row) {
  const std::string id = row.item().submission_id();
  ASSIGN_OR_RETURN(const std::optional<record::SubmissionRow> found, upper.view().Submission(id));
  record::SubmissionRow submission = found.value_or(record::SubmissionRow());
  submission.set_seq(upper.end().length + 1);
  submission.mutable_result()->set_submission_id(id);
  submission.mutable_result()->set_seq(submission.seq());
  *row.mutable_result() = submission.result();
  upper.Append(std::move(row));
  upper.PutSubmission(id, submission);
  return absl::OkStatus();
}

// What is written besides its row: keys, and what is known of its submission.
constexpr std::size_t kBesidesAnEvent = 2048;

void AppendTakenOver(LogWriter& log, record::EventRow row) {
  record::SubmissionRow submission;
  submission.set_seq(log.end().length + 1);
  submission.set_applied_here(true);
  *submission.mutable_result() = row.result();
  submission.mutable_result()->set_submission_id(row.item().submission_id());
  submission.mutable_result()->set_seq(submission.seq());
  *row.mutable_result() = submission.result();
  const std::string id = row.item().submission_id();
  log.Append(std::move(row));
  log.PutSubmission(id, submission);
}

}  // namespace

absl::StatusOr<std::optional<StreamId>> ExchangeState::RelayedInto(const storage::Reader& state,
                                                                   const Topology& topology,
                                                                   const StreamId& upper) {
  ASSIGN_OR_RETURN(const std::optional<std::string> receiver, topology.ParentOf(state, upper.hop));
  if (!receiver.has_value()) return std::optional<StreamId>();
  ASSIGN_OR_RETURN(const std::optional<std::string> above, topology.ParentOf(state, *receiver));
  if (!above.has_value()) return std::optional<StreamId>();
  return std::optional<StreamId>(RelayOf(upper.unit, *receiver));
}

absl::StatusOr<std::optional<StreamId>> ExchangeState::RelayedFrom(const storage::Reader& state,
                                                                   const StreamId& lower) const {
  std::string unit = lower.unit;
  while (unit != lower.hop) {
    ASSIGN_OR_RETURN(const std::optional<std::string> parent, topology_.ParentOf(state, unit));
    if (!parent.has_value()) break;
    if (*parent == lower.hop) return std::optional<StreamId>(RelayOf(lower.unit, unit));
    unit = *parent;
  }
  return std::optional<StreamId>();
}

absl::StatusOr<bool> ExchangeState::TakeOver(ledger::Transaction& tx, const StreamId& stream,
                                             const std::vector<std::string>& former,
                                             std::size_t& room) {
  if (stream.direction != Direction::kUp) return true;
  for (const std::string& hop : former) {
    const StreamView source(tx, Side::kUpper, RelayOf(stream.unit, hop));
    ASSIGN_OR_RETURN(const Position end, source.End());
    if (end.length == 0) continue;
    ASSIGN_OR_RETURN(LogWriter log, LogWriter::Open(tx, Side::kUpper, stream));
    // Otherwise it has gone on since.
    ASSIGN_OR_RETURN(const bool begins_so, source.Holds(log.end()));
    if (!begins_so) return true;
    while (log.end().length < end.length) {
      ASSIGN_OR_RETURN(std::optional<record::EventRow> row, source.Event(log.end().length + 1));
      if (!row.has_value()) return Malformed("stream");
      const std::size_t bytes = kBesidesAnEvent + row->ByteSizeLong();
      if (bytes > room) {
        log.Save();
        return false;
      }
      room -= bytes;
      // The unit was told what its superior of then made of it.
      if (row->has_below()) *row->mutable_result() = row->below();
      row->clear_below();
      AppendTakenOver(log, *std::move(row));
    }
    log.Save();
    return true;
  }
  return true;
}

absl::Status ExchangeState::RebuildRelayed(ledger::Transaction& tx, const LogWriter& lower) const {
  ASSIGN_OR_RETURN(const std::optional<StreamId> stream, RelayedFrom(tx, lower.stream()));
  if (!stream.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(LogWriter upper, LogWriter::Open(tx, Side::kUpper, *stream));
  ASSIGN_OR_RETURN(const std::uint64_t common, CommonLength(upper, lower));
  // What waits below keeps its order, so where the lower stream is the beginning of the upper one
  // the rest of that one is what waits, as it should be.
  if (common == lower.end().length) return absl::OkStatus();
  RETURN_IF_ERROR(upper.CutTo(common, /*put_back=*/false));
  for (std::uint64_t seq = common + 1; seq <= lower.end().length; ++seq) {
    ASSIGN_OR_RETURN(std::optional<record::EventRow> row, lower.view().Event(seq));
    RETURN_IF_ERROR(AppendUpper(upper, *std::move(row)));
  }
  RETURN_IF_ERROR(lower.view().ForEachStaged([&](record::StagedItem& staged) {
    record::EventRow row;
    *row.mutable_item() = std::move(*staged.mutable_item());
    *row.mutable_body() = std::move(*staged.mutable_body());
    row.set_body_sha256(staged.body_sha256());
    if (staged.has_below()) *row.mutable_below() = staged.below();
    return AppendUpper(upper, std::move(row));
  }));
  upper.Save();
  return absl::OkStatus();
}

}  // namespace par::exchange
