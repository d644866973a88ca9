#include "common/exchange/witness.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/limits.h"
#include "common/storage/key.h"

namespace par::exchange {
namespace {

using storage::KeyReader;
using storage::KeyWriter;
using storage::Prefix;

constexpr std::int64_t kDayMicros = 24 * 3600 * kSecond;

std::string WitnessKey(std::string_view node) {
  return KeyWriter(Prefix::kExchangeWitness).Text(node).Take();
}
std::string HeadKey(std::string_view node, std::uint64_t ledger, std::uint64_t number) {
  return KeyWriter(Prefix::kExchangeWitnessed).Text(node).Number(ledger).Number(number).Take();
}
// All of them, or those of one ledger.
storage::Range HeadsOf(std::string_view node) {
  return storage::PrefixRange(KeyWriter(Prefix::kExchangeWitnessed).Text(node).Take());
}
storage::Range HeadsOf(std::string_view node, std::uint64_t ledger) {
  return storage::PrefixRange(
      KeyWriter(Prefix::kExchangeWitnessed).Text(node).Number(ledger).Take());
}

absl::Status UnreadableWitness() {
  return domain::Refusal(absl::StatusCode::kDataLoss, "exchange_row_unreadable");
}

// Where there would be too many the oldest of this ledger goes, for later ones prove it too. Those
// of earlier ledgers stay: a machine that says again and again that it was recovered shall not be
// able to have them forgotten.
absl::Status Keep(ledger::Transaction& tx, std::string_view node, record::WitnessRow& row) {
  record::WitnessedHead head;
  head.set_hash(row.newest().head());
  head.set_at(row.newest_at());
  const std::string key = HeadKey(node, row.ledger(), row.newest().length());
  ASSIGN_OR_RETURN(const std::optional<std::string> kept, tx.Get(key));
  if (kept.has_value()) return absl::OkStatus();
  tx.Put(key, EncodeRow(head));
  row.set_kept(row.kept() + 1);
  row.set_kept_at(row.newest_at());
  if (row.kept() <= kMostWitnessedHeads) return absl::OkStatus();
  ASSIGN_OR_RETURN(const storage::Page page, tx.Scan(HeadsOf(node, row.ledger()), {.rows = 1}));
  if (page.rows.empty()) return absl::OkStatus();
  tx.Erase(page.rows.front().first);
  row.set_kept(row.kept() - 1);
  return absl::OkStatus();
}

// `first`: of a ledger of which nothing was witnessed before.
absl::Status Advance(ledger::Transaction& tx, std::string_view node, const Position& end,
                     std::int64_t time, bool first, record::WitnessRow& row) {
  *row.mutable_newest() = ToWire(end);
  row.set_newest_at(time);
  // The first of a day. A clock that jumps keeps one more, and that is all that it does.
  if (!first && time / kDayMicros == row.kept_at() / kDayMicros) return absl::OkStatus();
  return Keep(tx, node, row);
}

void EndDoubt(record::WitnessRow& row, std::int64_t time) {
  row.set_may_differ(false);
  if (row.doubted_since() != 0 && row.doubted_until() == 0) row.set_doubted_until(time);
}

// It came as a recovered machine does: this is another ledger. What was last known of the one
// before is kept.
absl::Status BeginAnother(ledger::Transaction& tx, std::string_view node, const Position& end,
                          std::int64_t time, record::WitnessRow& row) {
  RETURN_IF_ERROR(Keep(tx, node, row));
  EndDoubt(row, time);
  row.set_ledger(row.ledger() + 1);
  return Advance(tx, node, end, time, /*first=*/true, row);
}

// It has been told what was witnessed, and says what it has there.
bool Answers(const record::WitnessRow& row, const v1::LedgerWord& word) {
  return word.has_witnessed() && FromWire(word.witnessed()) == FromWire(row.newest());
}

void BeginDoubt(const v1::LedgerWord& word, std::int64_t time, record::WitnessRow& row) {
  if (row.doubted_since() != 0 && row.doubted_until() == 0) return;
  row.set_doubted_since(time);
  row.set_doubted_until(0);
  *row.mutable_doubted() = row.newest();
  row.clear_here();
  if (word.end().length() == row.newest().length()) row.set_here(word.end().head());
  if (Answers(row, word) && word.here().size() == sizeof(Sha256::bytes)) row.set_here(word.here());
}

}  // namespace

bool IsEntry(const Position& position) {
  return position.length != 0 && position.length != std::numeric_limits<std::uint64_t>::max();
}

Witnessing Judge(const record::WitnessRow& row, const v1::LedgerWord& word, bool restarted) {
  if (row.ledger() == 0) return Witnessing::kFirst;
  const Position newest = FromWire(row.newest());
  const Position end = FromWire(word.end());
  if (end == newest) return Witnessing::kHolds;
  const bool answers = Answers(row, word);
  if (answers && word.here() != row.newest().head()) return Witnessing::kDiffers;
  if (end.length <= newest.length) return restarted ? Witnessing::kDiffers : Witnessing::kUnknown;
  return answers ? Witnessing::kHolds : Witnessing::kUnknown;
}

absl::Status TakeWord(ledger::Transaction& tx, std::string_view node, const v1::LedgerWord& word,
                      Speaker speaker, std::int64_t time) {
  const Position end = FromWire(word.end());
  if (!IsEntry(end)) return absl::OkStatus();
  ASSIGN_OR_RETURN(record::WitnessRow row, ReadWitness(tx, node));
  const Witnessing judged = Judge(row, word, speaker.restarted);
  const bool recovered = word.fresh() || speaker.another_machine;
  if (judged != Witnessing::kFirst && recovered) row.set_may_differ(true);
  switch (judged) {
    case Witnessing::kFirst:
      row.set_ledger(1);
      RETURN_IF_ERROR(Advance(tx, node, end, time, /*first=*/true, row));
      break;
    case Witnessing::kHolds:
      EndDoubt(row, time);
      RETURN_IF_ERROR(Advance(tx, node, end, time, /*first=*/false, row));
      break;
    case Witnessing::kDiffers:
      if (row.may_differ()) {
        RETURN_IF_ERROR(BeginAnother(tx, node, end, time, row));
      } else {
        BeginDoubt(word, time, row);
      }
      break;
    case Witnessing::kUnknown:
      break;
  }
  tx.Put(WitnessKey(node), EncodeRow(row));
  return absl::OkStatus();
}

absl::StatusOr<record::WitnessRow> ReadWitness(const storage::Reader& state,
                                               std::string_view node) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, state.Get(WitnessKey(node)));
  record::WitnessRow row;
  if (value.has_value()) RETURN_IF_ERROR(DecodeRow(*value, row));
  return row;
}

absl::Status Doubt(std::string_view node, std::uint64_t entry, std::string_view here) {
  return domain::Refusal(absl::StatusCode::kDataLoss,
                         here.empty() ? "ledger_witness_behind" : "ledger_witness_differs",
                         {{"node", std::string(node)}, {"entry", std::to_string(entry)}});
}

absl::Status DoubtOf(const record::WitnessRow& row, std::string_view node) {
  if (row.doubted_since() == 0 || row.doubted_until() != 0) return absl::OkStatus();
  return Doubt(node, row.doubted().length(), row.here());
}

absl::Status ForEachWitness(
    const storage::Reader& state, std::string_view after,
    const std::function<bool(const std::string& node, const record::WitnessRow& row)>& use) {
  storage::Range range = storage::PrefixRange(KeyWriter(Prefix::kExchangeWitness).Take());
  if (!after.empty()) range.first = WitnessKey(after);
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, state.Scan(range, {}));
    for (const auto& [key, value] : page.rows) {
      KeyReader reader(key);
      (void)reader.TakePrefix(Prefix::kExchangeWitness);
      const std::string node = reader.TakeText().value_or("");
      if (!reader.AtEnd()) return UnreadableWitness();
      if (node == after) continue;
      record::WitnessRow row;
      RETURN_IF_ERROR(DecodeRow(value, row));
      if (!use(node, row)) return absl::OkStatus();
    }
    if (!page.resume.has_value()) return absl::OkStatus();
    range.first = *page.resume;
  }
}

absl::StatusOr<std::vector<WitnessedHead>> WitnessedHeads(const storage::Reader& state,
                                                          std::string_view node) {
  std::vector<WitnessedHead> heads;
  storage::Range range = HeadsOf(node);
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, state.Scan(range, {}));
    for (const auto& [key, value] : page.rows) {
      KeyReader reader(key);
      (void)reader.TakePrefix(Prefix::kExchangeWitnessed);
      (void)reader.TakeText();
      WitnessedHead head{.ledger = reader.TakeNumber().value_or(0),
                         .number = reader.TakeNumber().value_or(0),
                         .hash = {},
                         .at = 0};
      record::WitnessedHead row;
      RETURN_IF_ERROR(DecodeRow(value, row));
      if (!reader.AtEnd() || row.hash().size() != sizeof(Sha256::bytes)) return UnreadableWitness();
      head.hash = Sha256::FromBytes(row.hash());
      head.at = row.at();
      heads.push_back(head);
    }
    if (!page.resume.has_value()) break;
    range.first = *page.resume;
  }
  ASSIGN_OR_RETURN(const record::WitnessRow row, ReadWitness(state, node));
  const Position newest = FromWire(row.newest());
  if (row.ledger() != 0 && (heads.empty() || heads.back().ledger != row.ledger() ||
                            heads.back().number != newest.length)) {
    heads.push_back({.ledger = row.ledger(),
                     .number = newest.length,
                     .hash = newest.head,
                     .at = row.newest_at()});
  }
  return heads;
}

}  // namespace par::exchange
