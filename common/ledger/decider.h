// Decides commands one after the other and gathers the rows they change into one batch. The ledger
// runs it on its store; a rebuild runs the same code on an empty one.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/ledger/entry.h"
#include "common/ledger/overlay.h"
#include "common/ledger/state_machine.h"

namespace par::ledger {

// A command that was carried out and will survive a power cut.
struct Committed {
  std::uint64_t number = 0;  // Of its entry.
  Sha256 hash;               // Of its entry.
  std::string response;      // What the state machine answered.
  bool repeated = false;     // The entry was written for an earlier command with the same id.
};

// One thread at a time. Everything given must outlive it.
class Decider {
 public:
  Decider(const storage::Reader& base, const Mark& head, StateMachine& machine)
      : overlay_(base), head_(head), machine_(machine) {}

  // What the command will be answered once the batch is committed. A refusal (the state machine's,
  // command_id_reused, command_too_large) writes nothing. `time` is the entry's.
  [[nodiscard]] absl::StatusOr<Committed> Decide(PreparedCommand command, std::int64_t time);

  // Not OK: the store could not be read, and nothing decided since may be committed or answered.
  [[nodiscard]] const absl::Status& read_error() const { return overlay_.read_error(); }

  [[nodiscard]] const Mark& head() const { return head_; }
  [[nodiscard]] std::size_t bytes() const { return overlay_.bytes(); }
  // The rows of everything decided so far, the head's included.
  [[nodiscard]] storage::Batch TakeBatch();

 private:
  Overlay overlay_;
  Mark head_;
  StateMachine& machine_;
};

}  // namespace par::ledger
