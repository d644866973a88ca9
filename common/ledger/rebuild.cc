#include "common/ledger/rebuild.h"

#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/decider.h"
#include "common/ledger/entry.h"
#include "common/storage/schema.h"

namespace par::ledger {
namespace {

absl::Status FaultWith(const char* reason, std::uint64_t number,
                       std::vector<domain::Parameter> more) {
  more.push_back({.name = "number", .value = std::to_string(number)});
  return domain::Refusal(absl::StatusCode::kDataLoss, reason, std::move(more));
}

constexpr std::size_t kRowsAtOnce = 1000;

}  // namespace

// One page of entries, decided again and committed as one batch. Nothing needs to be synced: a
// rebuild that is interrupted starts anew.
absl::Status Replay::CarryOut(std::vector<Entry> entries) {
  for (Entry& entry : entries) {
    const std::uint64_t number = entry.number;
    if (number != head_.number + 1) return FaultWith("ledger_entry_missing", head_.number + 1, {});
    Decider decider(store_, head_, machine_);
    const auto answer = decider.Decide(PreparedCommand(std::move(entry.command)), entry.time);
    RETURN_IF_ERROR(decider.read_error());
    if (!answer.ok() || answer->repeated) {
      const std::string cause = answer.ok() ? "repeated" : std::string(answer.status().message());
      return FaultWith("ledger_replay_refused", number, {{.name = "cause", .value = cause}});
    }
    RETURN_IF_ERROR(
        storage::ToStatus(store_.Commit(decider.TakeBatch(), {}, storage::Durability::kUnsynced)));
    head_ = decider.head();
  }
  return absl::OkStatus();
}

absl::Status Replay::Next(const storage::PageLimit& limit) {
  if (!next_.has_value()) return absl::OkStatus();
  if (*next_ == 1) {
    ASSIGN_OR_RETURN(const storage::Page nothing, store_.Scan({}, {.rows = 1}));
    PAR_CHECK(nothing.rows.empty());
    RETURN_IF_ERROR(storage::OpenSchema(store_));
  }
  ASSIGN_OR_RETURN(EntryPage page, ReadEntries(live_, *next_, limit));
  next_ = page.next;
  return CarryOut(std::move(page.entries));
}

RowComparison::Cursor::Cursor(const storage::Reader& reader) : reader_(reader) {
  rest_.end = std::string(1, static_cast<char>(storage::kFirstLocal));
}

absl::StatusOr<const std::pair<std::string, std::string>*> RowComparison::Cursor::Peek() {
  if (at_ == page_.rows.size() && more_) {
    ASSIGN_OR_RETURN(page_, reader_.Scan(rest_, {}));
    at_ = 0;
    more_ = page_.resume.has_value();
    if (more_) rest_.first = *page_.resume;
  }
  return at_ < page_.rows.size() ? &page_.rows[at_] : nullptr;
}

absl::Status RowComparison::Next(std::size_t rows) {
  for (; rows > 0 && !finished_; --rows) {
    ASSIGN_OR_RETURN(const auto* const a, live_.Peek());
    ASSIGN_OR_RETURN(const auto* const b, rebuilt_.Peek());
    finished_ = a == nullptr || b == nullptr || *a != *b;
    if (!finished_) {
      ++report_.rows;
      live_.Pass();
      rebuilt_.Pass();
    } else if (a != nullptr || b != nullptr) {
      const bool first_is_live = b == nullptr || (a != nullptr && a->first <= b->first);
      RowDifference difference{
          .key = first_is_live ? a->first : b->first, .live = {}, .rebuilt = {}};
      if (a != nullptr && a->first == difference.key) difference.live = a->second;
      if (b != nullptr && b->first == difference.key) difference.rebuilt = b->second;
      report_.difference = std::move(difference);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<RebuildReport> CompareRows(const storage::Reader& live,
                                          const storage::Reader& rebuilt) {
  RowComparison comparison(live, rebuilt);
  while (!comparison.finished()) RETURN_IF_ERROR(comparison.Next(kRowsAtOnce));
  return comparison.report();
}

absl::StatusOr<RebuildReport> RebuildAndCompare(const storage::Reader& live, StateMachine& machine,
                                                storage::Store& empty) {
  Replay replay(live, machine, empty);
  while (!replay.finished()) RETURN_IF_ERROR(replay.Next({}));
  ASSIGN_OR_RETURN(RebuildReport report, CompareRows(live, empty));
  report.entries = replay.done();
  return report;
}

}  // namespace par::ledger
