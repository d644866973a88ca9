#include "common/node/inspection.h"

#include <algorithm>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/entry.h"

namespace par::node {
namespace {

constexpr std::size_t kAtOnce = 1000;

}  // namespace

LedgerChecking::LedgerChecking(const storage::Reader& state, const ledger::Mark& mark,
                               ledger::StateMachine* machine)
    : state_(state), machine_(machine) {
  const absl::StatusOr<ledger::Mark> head = ledger::ReadHead(state);
  if (head.ok()) {
    chain_.emplace(state, ledger::Mark{}, *head, mark);
  } else {
    check_.fault = head.status();
    finished_ = true;
  }
}

void LedgerChecking::Next(std::size_t most) {
  if (finished_) return;
  check_.fault = GoOn(most);
  if (!check_.fault.ok()) finished_ = true;
}

absl::Status LedgerChecking::GoOn(std::size_t most) {
  switch (stage_) {
    case CheckStage::kChain:
      RETURN_IF_ERROR(chain_->Next({.rows = most}));
      if (!chain_->finished()) break;
      check_.entries = chain_->head().number;
      check_.head = chain_->head().hash;
      finished_ = machine_ == nullptr;
      if (finished_) break;
      replay_.emplace(state_, *machine_, empty_);
      stage_ = CheckStage::kReplay;
      break;
    case CheckStage::kReplay:
      RETURN_IF_ERROR(replay_->Next({.rows = most}));
      if (!replay_->finished()) break;
      rows_.emplace(state_, empty_);
      stage_ = CheckStage::kRows;
      break;
    case CheckStage::kRows:
      return Compare(most);
  }
  return absl::OkStatus();
}

absl::Status LedgerChecking::Compare(std::size_t most) {
  RETURN_IF_ERROR(rows_->Next(most));
  finished_ = rows_->finished();
  check_.rows_compared = rows_->report().rows;
  const std::optional<ledger::RowDifference>& difference = rows_->report().difference;
  if (!difference.has_value()) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kDataLoss, "ledger_state_differs",
                         {{"key", ToHex(difference->key)}});
}

std::uint64_t LedgerChecking::done() const {
  if (stage_ == CheckStage::kRows) return rows_->report().rows;
  if (stage_ == CheckStage::kReplay) return replay_->done();
  return chain_.has_value() ? chain_->last().number : 0;
}

std::uint64_t LedgerChecking::all() const {
  if (stage_ == CheckStage::kRows) return std::max<std::uint64_t>(empty_.size(), done());
  return chain_.has_value() ? std::max(chain_->head().number, done()) : 0;
}

LedgerCheck CheckLedger(const storage::Reader& state, const ledger::Mark& mark,
                        ledger::StateMachine* machine) {
  LedgerChecking checking(state, mark, machine);
  while (!checking.finished()) checking.Next(kAtOnce);
  return checking.check();
}

}  // namespace par::node
