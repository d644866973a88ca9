// The cycle in which a submission comes, and what makes one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/ledger/state_machine.h"
#include "tests/unit/exchange/hand_spoken_node.h"

namespace par::fuzz {

// The criteria set of the simulation, which a node must know to open a cycle or to fill in.
void KnowTheSet(exchange::testing::HandSpokenNode& node);
// Opens unit p's cycle and begins its self-assessment.
void OpenCycleOfP(exchange::testing::HandSpokenNode& upper);

struct EnteredCommand {
  std::uint32_t kind;
  ledger::Actor actor;
  std::string payload;
};
// What the people of unit c enter to hand their answers in.
[[nodiscard]] std::vector<EnteredCommand> SubmissionOfC();

}  // namespace par::fuzz
