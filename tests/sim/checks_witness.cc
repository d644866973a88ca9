// What the Oracle checks of the ledgers that nodes above have witnessed, S19.
#include "common/base/check.h"
#include "common/exchange/witness.h"
#include "common/ledger/entry.h"
#include "common/storage/key.h"
#include "tests/sim/oracle.h"

namespace par::sim {
namespace {

using exchange::Position;

bool IsIn(const Disk& disk, const Position& position) {
  const auto entry = ledger::ReadEntry(disk, position.length);
  PAR_CHECK(entry.ok());
  return entry->has_value() && (*entry)->hash == position.head;
}

}  // namespace

// The rows keep the first of a day and the newest; what each was when it was the newest is kept
// here.
void Oracle::NoteWitnessed(const std::string& process, const storage::Write& write) {
  storage::KeyReader key(write.key);
  (void)key.TakePrefix(storage::Prefix::kExchangeWitness);
  exchange::record::WitnessRow row;
  PAR_CHECK(exchange::DecodeRow(*write.value, row).ok());
  Witnessed& witnessed = witnessed_[{process, key.TakeText().value_or("")}];
  if (witnessed.ledger != row.ledger()) witnessed = {.ledger = row.ledger(), .heads = {}};
  const Position newest = exchange::FromWire(row.newest());
  witnessed.heads.emplace(newest.length, newest.head);
}

// Every node's ledger is witnessed above; what was witnessed is in it, or the node above knows that
// it is not. A ledger that was never lost is never another one.
void Oracle::CheckWitnesses() {
  for (const std::string& node : country_.Nodes()) {
    const auto above = country_.UpperNode(node);
    if (!above.has_value()) continue;
    const auto row = exchange::ReadWitness(world_.StateOf(*above), node);
    PAR_CHECK(row.ok());
    if (row->ledger() == 0) {
      Report("S19: " + *above + " has witnessed nothing of " + node);
      continue;
    }
    const Disk& disk = world_.DiskOf(node);
    const bool doubted = !exchange::DoubtOf(*row, node).ok();
    const bool holds = IsIn(disk, exchange::FromWire(row->newest()));
    if (holds == doubted) {
      Report("S19: " + node + (holds ? " holds" : " does not hold") + " entry " +
             std::to_string(row->newest().length()) + " as witnessed, and " + *above +
             (doubted ? " doubts it" : " has not noticed"));
    }
    if (expect_order_ && (row->ledger() != 1 || row->doubted_since() != 0)) {
      Report("S19: " + *above + " takes the ledger of " + node + " for another one");
    }
    const Witnessed& witnessed = witnessed_[{*above, node}];
    if (doubted || witnessed.ledger != row->ledger()) continue;
    for (const auto& [number, hash] : witnessed.heads) {
      if (IsIn(disk, {.length = number, .head = hash})) continue;
      Report("S19: entry " + std::to_string(number) + " of " + node + " was witnessed by " +
             *above + ", is another one now, and nobody has noticed");
    }
  }
}

}  // namespace par::sim
