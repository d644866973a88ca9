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

// One page of entries, decided again and committed as one batch. Nothing needs to be synced: a
// rebuild that is interrupted starts anew.
absl::Status Replay(std::vector<Entry> entries, StateMachine& machine, storage::Store& store,
                    Mark& head) {
  for (Entry& entry : entries) {
    const std::uint64_t number = entry.number;
    if (number != head.number + 1) return FaultWith("ledger_entry_missing", head.number + 1, {});
    Decider decider(store, head, machine);
    const auto answer = decider.Decide(PreparedCommand(std::move(entry.command)), entry.time);
    RETURN_IF_ERROR(decider.read_error());
    if (!answer.ok() || answer->repeated) {
      const std::string cause = answer.ok() ? "repeated" : std::string(answer.status().message());
      return FaultWith("ledger_replay_refused", number, {{.name = "cause", .value = cause}});
    }
    RETURN_IF_ERROR(
        storage::ToStatus(store.Commit(decider.TakeBatch(), {}, storage::Durability::kUnsynced)));
    head = decider.head();
  }
  return absl::OkStatus();
}

// Goes through the rows of one reader in key order, a page at a time.
class Cursor {
 public:
  explicit Cursor(const storage::Reader& reader) : reader_(reader) {
    range_.end = std::string(1, static_cast<char>(storage::kFirstLocal));
  }
  // Null after the last row.
  absl::StatusOr<const std::pair<std::string, std::string>*> Peek() {
    if (at_ == page_.rows.size() && more_) {
      ASSIGN_OR_RETURN(page_, reader_.Scan(range_, {}));
      at_ = 0;
      more_ = page_.resume.has_value();
      if (more_) range_.first = *page_.resume;
    }
    return at_ < page_.rows.size() ? &page_.rows[at_] : nullptr;
  }
  void Next() { ++at_; }

 private:
  const storage::Reader& reader_;
  storage::Range range_;
  storage::Page page_;
  std::size_t at_ = 0;
  bool more_ = true;
};

}  // namespace

absl::StatusOr<RebuildReport> CompareRows(const storage::Reader& live,
                                          const storage::Reader& rebuilt) {
  RebuildReport report;
  Cursor ours(live);
  Cursor theirs(rebuilt);
  while (true) {
    ASSIGN_OR_RETURN(const auto* const a, ours.Peek());
    ASSIGN_OR_RETURN(const auto* const b, theirs.Peek());
    if (a == nullptr && b == nullptr) return report;
    if (a == nullptr || b == nullptr || *a != *b) {
      const bool first_is_live = b == nullptr || (a != nullptr && a->first <= b->first);
      RowDifference difference{
          .key = first_is_live ? a->first : b->first, .live = {}, .rebuilt = {}};
      if (a != nullptr && a->first == difference.key) difference.live = a->second;
      if (b != nullptr && b->first == difference.key) difference.rebuilt = b->second;
      report.difference = std::move(difference);
      return report;
    }
    ++report.rows;
    ours.Next();
    theirs.Next();
  }
}

absl::StatusOr<RebuildReport> RebuildAndCompare(const storage::Reader& live, StateMachine& machine,
                                                storage::Store& empty) {
  ASSIGN_OR_RETURN(const storage::Page nothing, empty.Scan({}, {.rows = 1}));
  PAR_CHECK(nothing.rows.empty());
  RETURN_IF_ERROR(storage::OpenSchema(empty));
  Mark head;
  for (std::optional<std::uint64_t> next = 1; next.has_value();) {
    ASSIGN_OR_RETURN(EntryPage page, ReadEntries(live, *next, {}));
    next = page.next;
    RETURN_IF_ERROR(Replay(std::move(page.entries), machine, empty, head));
  }
  ASSIGN_OR_RETURN(RebuildReport report, CompareRows(live, empty));
  report.entries = head.number;
  return report;
}

}  // namespace par::ledger
