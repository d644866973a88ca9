#include "common/ledger/verify.h"

#include <optional>
#include <string>
#include <string_view>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/entry.h"
#include "common/storage/key.h"

namespace par::ledger {
namespace {

absl::Status FaultAt(std::string_view reason, std::uint64_t number) {
  return domain::Refusal(absl::StatusCode::kDataLoss, reason, {{"number", std::to_string(number)}});
}

absl::Status NotBehind(const Mark& head, const Mark& mark) {
  if (mark.number <= head.number) return absl::OkStatus();
  return domain::Refusal(
      absl::StatusCode::kDataLoss, "ledger_behind_mark",
      {{"head", std::to_string(head.number)}, {"mark", std::to_string(mark.number)}});
}

// One step along the chain: the row must be entry number last.number + 1.
absl::Status Step(std::string_view key, std::string_view row, Mark& last) {
  const std::uint64_t number = last.number + 1;
  if (key != EntryKey(number)) return FaultAt("ledger_entry_missing", number);
  ASSIGN_OR_RETURN(const Entry entry, DecodeEntry(number, row));
  RETURN_IF_ERROR(CheckEntry(entry, row, last));
  last = {.number = number, .hash = entry.hash};
  return absl::OkStatus();
}

absl::Status WalkToEnd(ChainWalk walk) {
  while (!walk.finished()) RETURN_IF_ERROR(walk.Next({}));
  return absl::OkStatus();
}

}  // namespace

ChainWalk::ChainWalk(const storage::Reader& reader, const Mark& from, const Mark& head,
                     const Mark& mark)
    : reader_(reader),
      rest_(storage::PrefixRange(storage::KeyWriter(storage::Prefix::kEntry).Take())),
      last_(from),
      head_(head),
      mark_(mark) {
  rest_.first = EntryKey(from.number + 1);
}

absl::Status ChainWalk::Next(const storage::PageLimit& limit) {
  if (finished_) return absl::OkStatus();
  ASSIGN_OR_RETURN(const storage::Page page, reader_.Scan(rest_, limit));
  for (const auto& [key, row] : page.rows) {
    RETURN_IF_ERROR(Step(key, row, last_));
    if (last_.number == mark_.number && last_.hash != mark_.hash) {
      return FaultAt("ledger_mark_differs", mark_.number);
    }
  }
  if (page.resume.has_value()) {
    rest_.first = *page.resume;
    return absl::OkStatus();
  }
  finished_ = true;
  if (last_.number < head_.number) return FaultAt("ledger_entry_missing", last_.number + 1);
  if (last_ != head_) return FaultAt("ledger_head_differs", head_.number);
  return NotBehind(head_, mark_);
}

absl::StatusOr<VerifyReport> VerifyLedger(const storage::Reader& reader, const Mark& mark) {
  ASSIGN_OR_RETURN(const Mark head, ReadHead(reader));
  RETURN_IF_ERROR(WalkToEnd({reader, Mark{}, head, mark}));
  return VerifyReport{.entries = head.number, .head = head.hash};
}

absl::Status CheckTail(const storage::Reader& reader, const Mark& head, const Mark& mark) {
  RETURN_IF_ERROR(NotBehind(head, mark));
  if (mark.number == 0) return WalkToEnd({reader, Mark{}, head, mark});
  // The marked entry itself is read again, so that its own hash is checked too.
  ASSIGN_OR_RETURN(const std::optional<Entry> marked, ReadEntry(reader, mark.number));
  if (!marked.has_value()) return FaultAt("ledger_entry_missing", mark.number);
  if (marked->hash != mark.hash) return FaultAt("ledger_mark_differs", mark.number);
  const Mark before{.number = mark.number - 1, .hash = marked->previous};
  return WalkToEnd({reader, before, head, mark});
}

}  // namespace par::ledger
