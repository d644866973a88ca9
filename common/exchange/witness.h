// What a node has witnessed of the ledgers of the nodes below it: which entry stood last, and when.
// Who holds a machine can rewrite its ledger and its mark together, but not these rows.
// docs/formats/exchange.md, "The witnessed ledger".
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/hash.h"
#include "common/exchange/rows.h"
#include "common/ledger/state_machine.h"

namespace par::exchange {

// Whether it can be an entry of a ledger: what is malformed (common/exchange/hash.h) cannot.
[[nodiscard]] bool IsEntry(const Position& position);

// How what a node says of its ledger goes with the newest head that was witnessed of it.
enum class Witnessing : std::uint8_t {
  kFirst,    // Nothing was witnessed before.
  kHolds,    // The ledger goes on from there.
  kDiffers,  // It has another entry there, or none.
  kUnknown,  // It has not said: it has yet to be told what was witnessed.
};
// `restarted`: this is the first word of a process. Only such a one tells of a loss by its end
// alone: a ledger at work never gets shorter, and an earlier word may come once more.
[[nodiscard]] Witnessing Judge(const record::WitnessRow& row, const v1::LedgerWord& word,
                               bool restarted);

struct Speaker {
  bool restarted = false;        // As for Judge.
  bool another_machine = false;  // Than the one that last spoke for the node.
};
// Inside the application of the entry that brought `word` of `node`, made at `time`.
[[nodiscard]] absl::Status TakeWord(ledger::Transaction& transaction, std::string_view node,
                                    const v1::LedgerWord& word, Speaker speaker, std::int64_t time);

// Nothing was witnessed of a node: an empty row.
[[nodiscard]] absl::StatusOr<record::WitnessRow> ReadWitness(const storage::Reader& state,
                                                             std::string_view node);
// OK, or DATA_LOSS ledger_witness_differs, ledger_witness_behind: what was witnessed of `node` is
// not in its ledger any more.
[[nodiscard]] absl::Status DoubtOf(const record::WitnessRow& row, std::string_view node);
// The same for an entry that is not there, or has the hash `here` (empty: there is none).
[[nodiscard]] absl::Status Doubt(std::string_view node, std::uint64_t entry, std::string_view here);

// The nodes of which something was witnessed, from `after` on (not itself), in their order, until
// `use` returns false.
[[nodiscard]] absl::Status ForEachWitness(
    const storage::Reader& state, std::string_view after,
    const std::function<bool(const std::string& node, const record::WitnessRow& row)>& use);

struct WitnessedHead {
  std::uint64_t ledger = 0;
  std::uint64_t number = 0;
  Sha256 hash;
  std::int64_t at = 0;  // UTC microseconds.
};
// What is kept of `node`, the newest included, in order of ledger and number.
[[nodiscard]] absl::StatusOr<std::vector<WitnessedHead>> WitnessedHeads(
    const storage::Reader& state, std::string_view node);

}  // namespace par::exchange
