#include "common/exchange/own_ledger.h"

#include <optional>
#include <utility>

#include "common/exchange/limits.h"
#include "common/exchange/witness.h"
#include "common/ledger/entry.h"

namespace par::exchange {
namespace {

std::optional<Position> EndOfLedger(const storage::Reader& state) {
  const absl::StatusOr<ledger::Mark> head = ledger::ReadHead(state);
  if (!head.ok() || head->number == 0) return std::nullopt;
  return Position{.length = head->number, .head = head->hash};
}

// What the last hello told says all of `witnessed`.
bool Answered(const std::optional<Position>& told_witnessed, const Position& told_end,
              const std::optional<Position>& witnessed) {
  return told_witnessed == witnessed || told_end == witnessed;
}

}  // namespace

void OwnLedger::Describe(const storage::Reader& state, bool fresh, v1::Hello& hello) {
  const std::optional<Position> end = EndOfLedger(state);
  if (!end.has_value()) return;
  v1::LedgerWord& word = *hello.mutable_ledger();
  *word.mutable_end() = ToWire(*end);
  word.set_fresh(fresh);
  if (witnessed_.has_value()) {
    *word.mutable_witnessed() = ToWire(*witnessed_);
    word.set_here(here_);
  }
  told_end_ = *end;
  told_witnessed_ = witnessed_;
  told_fresh_ = fresh;
}

void OwnLedger::Take(const storage::Reader& state, const v1::HelloAck& ack, std::int64_t now) {
  due_at_ = 0;
  witnessed_.reset();
  here_.clear();
  const Position told = FromWire(ack.witnessed());
  // It keeps no such rows, or says nothing of use: there is nothing to answer.
  if (!ack.has_witnessed() || !IsEntry(told)) return;
  witnessed_ = told;
  const auto entry = ledger::ReadEntry(state, witnessed_->length);
  if (entry.ok() && entry->has_value()) here_ = (*entry)->hash.ToBytes();
  const bool holds = here_ == ack.witnessed().head();
  const bool answered = Answered(told_witnessed_, told_end_, witnessed_);
  if (holds) doubt_ = absl::OkStatus();
  // A machine that was recovered says first that it is one: then it is another ledger, no fault.
  if (!holds && (answered || !told_fresh_)) doubt_ = Doubt(node_, witnessed_->length, here_);
  due_at_ = now + (answered ? kTellOfLedgerMicros : holds ? kAnswerOfLedgerMicros : 0);
}

bool OwnLedger::Due(const storage::Reader& state, std::int64_t now) {
  if (due_at_ == 0 || now < due_at_) return false;
  const std::optional<Position> end = EndOfLedger(state);
  const bool answered = Answered(told_witnessed_, told_end_, witnessed_);
  // Grown since, or what was asked is not answered yet. A ledger that rests says nothing.
  if (end.has_value() && *end != (answered ? told_end_ : *witnessed_)) return true;
  due_at_ = now + kTellOfLedgerMicros;
  return false;
}

}  // namespace par::exchange
