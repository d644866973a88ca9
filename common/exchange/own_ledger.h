// The lower end of a line tells of its node's ledger, and looks whether the ledger still holds what
// the node above has witnessed of it. Reads rows only, and never stops a line.
// docs/formats/exchange.md, "The witnessed ledger".
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/exchange/hash.h"
#include "common/storage/store.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::exchange {

class OwnLedger {
 public:
  explicit OwnLedger(std::string node) : node_(std::move(node)) {}

  // What a hello says of it. `fresh`: as LedgerWord.fresh.
  void Describe(const storage::Reader& state, bool fresh, v1::Hello& hello);
  // The answer came at `now` (monotonic).
  void Take(const storage::Reader& state, const v1::HelloAck& ack, std::int64_t now);
  // The node above has not been told something that it should know: a hello more is due. Without
  // more than a look at the clock where it is not.
  [[nodiscard]] bool Due(const storage::Reader& state, std::int64_t now);

  // OK, or DATA_LOSS ledger_witness_differs, ledger_witness_behind.
  [[nodiscard]] const absl::Status& doubt() const { return doubt_; }
  // The last entry that the node above has witnessed; 0: none that it told of.
  [[nodiscard]] std::uint64_t witnessed() const {
    return witnessed_.has_value() ? witnessed_->length : 0;
  }
  // When Due may next be true; 0: never, before the next answer.
  [[nodiscard]] std::int64_t due_at() const { return due_at_; }

 private:
  const std::string node_;
  std::optional<Position> witnessed_;  // As the node above last said,
  std::string here_;                   // and what stands there in this ledger; empty: nothing.
  Position told_end_;                  // In the last hello, as the next two.
  std::optional<Position> told_witnessed_;
  bool told_fresh_ = false;
  std::int64_t due_at_ = 0;
  absl::Status doubt_;
};

}  // namespace par::exchange
