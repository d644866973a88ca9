// Whether the ledger holds, and whether the state is what its entries make of it: at once, or in
// pieces that let others work in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "common/base/sha256.h"
#include "common/ledger/mark.h"
#include "common/ledger/rebuild.h"
#include "common/ledger/state_machine.h"
#include "common/ledger/verify.h"
#include "common/storage/memory_store.h"
#include "common/storage/store.h"

namespace par::node {

struct LedgerCheck {
  std::uint64_t entries = 0;
  Sha256 head;
  std::uint64_t rows_compared = 0;
  absl::Status fault;  // OK: everything holds. Otherwise the first thing that does not.
};

// What a check does one after the other.
enum class CheckStage : std::uint8_t {
  kChain,   // Follows the chain of entries.
  kReplay,  // Carries every entry out again, into an empty store in memory.
  kRows,    // Compares every row.
};

class LedgerChecking {
 public:
  // The chain against `mark`; with a `machine` also the state. All outlive it; `state` does not
  // change meanwhile, and the machine is not at work elsewhere.
  LedgerChecking(const storage::Reader& state, const ledger::Mark& mark,
                 ledger::StateMachine* machine);
  LedgerChecking(const LedgerChecking&) = delete;
  LedgerChecking& operator=(const LedgerChecking&) = delete;

  // Goes on by up to so many entries or rows; nothing once it is finished.
  void Next(std::size_t most);
  [[nodiscard]] bool finished() const { return finished_; }

  [[nodiscard]] CheckStage stage() const { return stage_; }
  // Of this stage: entries or rows.
  [[nodiscard]] std::uint64_t done() const;
  [[nodiscard]] std::uint64_t all() const;
  // Whole once it is finished.
  [[nodiscard]] const LedgerCheck& check() const { return check_; }

 private:
  [[nodiscard]] absl::Status GoOn(std::size_t most);
  [[nodiscard]] absl::Status Compare(std::size_t most);

  const storage::Reader& state_;
  ledger::StateMachine* const machine_;
  std::optional<ledger::ChainWalk> chain_;
  storage::MemoryStore empty_;
  std::optional<ledger::Replay> replay_;
  std::optional<ledger::RowComparison> rows_;
  CheckStage stage_ = CheckStage::kChain;
  bool finished_ = false;
  LedgerCheck check_;
};

// All of it.
[[nodiscard]] LedgerCheck CheckLedger(const storage::Reader& state, const ledger::Mark& mark,
                                      ledger::StateMachine* machine);

}  // namespace par::node
