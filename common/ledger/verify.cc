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

// Follows the chain from after `from` to its end, which must be `head`, and must pass `mark`.
absl::Status Follow(const storage::Reader& reader, const Mark& from, const Mark& head,
                    const Mark& mark) {
  Mark last = from;
  storage::Range range = storage::PrefixRange(storage::KeyWriter(storage::Prefix::kEntry).Take());
  range.first = EntryKey(from.number + 1);
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, reader.Scan(range, {}));
    for (const auto& [key, row] : page.rows) {
      RETURN_IF_ERROR(Step(key, row, last));
      if (last.number == mark.number && last.hash != mark.hash) {
        return FaultAt("ledger_mark_differs", mark.number);
      }
    }
    if (!page.resume.has_value()) break;
    range.first = *page.resume;
  }
  if (last.number < head.number) return FaultAt("ledger_entry_missing", last.number + 1);
  return last == head ? absl::OkStatus() : FaultAt("ledger_head_differs", head.number);
}

}  // namespace

absl::StatusOr<VerifyReport> VerifyLedger(const storage::Reader& reader, const Mark& mark) {
  ASSIGN_OR_RETURN(const Mark head, ReadHead(reader));
  RETURN_IF_ERROR(Follow(reader, Mark{}, head, mark));
  RETURN_IF_ERROR(NotBehind(head, mark));
  return VerifyReport{.entries = head.number, .head = head.hash};
}

absl::Status CheckTail(const storage::Reader& reader, const Mark& head, const Mark& mark) {
  RETURN_IF_ERROR(NotBehind(head, mark));
  if (mark.number == 0) return Follow(reader, Mark{}, head, mark);
  // The marked entry itself is read again, so that its own hash is checked too.
  ASSIGN_OR_RETURN(const std::optional<Entry> marked, ReadEntry(reader, mark.number));
  if (!marked.has_value()) return FaultAt("ledger_entry_missing", mark.number);
  if (marked->hash != mark.hash) return FaultAt("ledger_mark_differs", mark.number);
  return Follow(reader, {.number = mark.number - 1, .hash = marked->previous}, head, mark);
}

}  // namespace par::ledger
