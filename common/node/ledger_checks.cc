#include "common/node/ledger_checks.h"

#include <algorithm>
#include <utility>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/entry.h"

namespace par::node {
namespace {

constexpr std::int64_t kPieceMicros = 250'000;
constexpr std::size_t kBetweenLooksAtTheClock = 100;  // Entries or rows.
constexpr std::size_t kMostAtOnce = 1000;
constexpr std::size_t kIdBytes = 16;

v1::VerifyLedgerResponse::Stage Told(CheckStage stage) {
  switch (stage) {
    case CheckStage::kChain:
      return v1::VerifyLedgerResponse::STAGE_CHAIN;
    case CheckStage::kReplay:
      return v1::VerifyLedgerResponse::STAGE_REPLAY;
    case CheckStage::kRows:
      break;
  }
  return v1::VerifyLedgerResponse::STAGE_ROWS;
}

}  // namespace

absl::StatusOr<v1::VerifyLedgerResponse> LedgerChecks::Ask(const std::string& caller,
                                                           const v1::VerifyLedgerRequest& asked) {
  const std::lock_guard lock(mutex_);
  if (asked.run().empty()) {
    RETURN_IF_ERROR(Begin(caller, asked.rebuild()));
  } else if (run_ == nullptr || run_->id != asked.run()) {
    return domain::Refusal(absl::StatusCode::kNotFound, "ledger_check_gone");
  }
  if (asked.cancel()) {
    run_ = nullptr;
    return v1::VerifyLedgerResponse();
  }
  GoOn(asked.most());
  run_->asked_at = ports_.clock.MonotonicMicros();
  return Answer();
}

absl::Status LedgerChecks::Begin(const std::string& caller, bool rebuild) {
  if (run_ != nullptr && run_->caller != caller && !run_->checking->finished() && !Forgotten()) {
    return domain::Refusal(absl::StatusCode::kResourceExhausted, "ledger_check_under_way");
  }
  run_ = nullptr;
  auto run = std::make_unique<Run>();
  if (rebuild) {
    ASSIGN_OR_RETURN(run->machine, ports_.new_machine());
  }
  run->id = ToHex(ports_.random.Bytes(kIdBytes));
  run->caller = caller;
  run->state = ports_.store.NewSnapshot();
  // The snapshot's own end: the mark moves on while this reads.
  ASSIGN_OR_RETURN(const ledger::Mark head, ledger::ReadHead(*run->state));
  run->checking = std::make_unique<LedgerChecking>(*run->state, head, run->machine.get());
  run_ = std::move(run);
  return absl::OkStatus();
}

void LedgerChecks::GoOn(std::size_t most) {
  LedgerChecking& checking = *run_->checking;
  if (most > 0) return checking.Next(std::min(most, kMostAtOnce));
  const std::int64_t end = ports_.clock.MonotonicMicros() + kPieceMicros;
  while (!checking.finished() && ports_.clock.MonotonicMicros() < end) {
    checking.Next(kBetweenLooksAtTheClock);
  }
}

v1::VerifyLedgerResponse LedgerChecks::Answer() const {
  const LedgerChecking& checking = *run_->checking;
  const LedgerCheck& check = checking.check();
  v1::VerifyLedgerResponse answer;
  answer.set_stage(Told(checking.stage()));
  answer.set_done(checking.done());
  answer.set_all(checking.all());
  if (!checking.finished()) {
    answer.set_run(run_->id);
    return answer;
  }
  answer.set_entries(check.entries);
  answer.set_head_sha256(check.head.Hex());
  answer.set_holds(check.fault.ok());
  answer.set_rows_compared(check.rows_compared);
  if (!check.fault.ok()) answer.set_fault(domain::TextOf(check.fault, ports_.language));
  return answer;
}

bool LedgerChecks::Forgotten() const {
  return ports_.clock.MonotonicMicros() - run_->asked_at >= kForgottenAfterMicros;
}

void LedgerChecks::Tick() {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock.owns_lock() && run_ != nullptr && Forgotten()) run_ = nullptr;
}

}  // namespace par::node
