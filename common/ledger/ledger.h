// The ledger decides commands in order, one at a time, and writes each as an entry of a hash chain
// together with the rows it changes: every command waiting at that moment in one synced batch.
// Nothing is answered before both the batch and the high-water mark are synced.
//
//   node:  thread 1  while (ledger.WaitToWrite()) ledger.WriteNext();
//          thread 2  while (ledger.WaitToAcknowledge()) ledger.AcknowledgeWritten();
//   test:  ledger.Submit(...); ledger.CommitWaiting();
//
// With two threads the mark of one batch is synced while the store syncs the next.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/ledger/decider.h"
#include "common/ledger/mark.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"

namespace par::ledger {

struct LedgerLimits {
  std::size_t waiting_commands = 4096;
  std::size_t waiting_bytes = std::size_t{64} << 20u;
  std::size_t batch_commands = 256;
  std::size_t batch_bytes = std::size_t{4} << 20u;  // Of rows; the command that passes it is last.
  std::size_t unacknowledged_batches = 4;           // Written, and waiting for the mark.
};

// Submit, Close and head may be called from any thread; WriteNext and AcknowledgeWritten each by
// one thread at a time, which may be two different ones.
class Ledger {
 public:
  // Called once, on the thread that acknowledges (or that submits, for what is refused at once).
  // It must not block, nor call the ledger except Submit.
  using Callback = std::function<void(absl::StatusOr<Committed>)>;

  // Opens the schema and checks the end of the chain against the mark. DATA_LOSS: the store lost
  // entries that were acknowledged (ledger_behind_mark names both numbers), or they are not the
  // ones acknowledged (ledger_mark_differs), or the entries since the mark are damaged
  // (common/ledger/verify.h): recover, never go on. FAILED_PRECONDITION ledger_mark_missing: there
  // are entries but no mark. Also what OpenSchema, the store and the mark return.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Ledger>> Open(
      storage::Store& store, HighWaterMark& mark, StateMachine& machine, const Clock& clock,
      const LedgerLimits& limits = {});
  // What was submitted and not yet acknowledged is answered ledger_stopped.
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Asks for `command` to be decided. The answer is Committed, the state machine's refusal, or:
  // RESOURCE_EXHAUSTED ledger_busy (too much is waiting; repeat later); ALREADY_EXISTS
  // command_id_reused; INVALID_ARGUMENT command_id_malformed, command_too_large, text_too_long;
  // UNAVAILABLE ledger_stopped (or the store's or the mark's own error): whether the command was
  // carried out is not known; repeat it with the same id once the node is up again.
  void Submit(Command command, Callback callback);

  // Decides, writes and acknowledges everything waiting; returns the number of commands taken.
  std::size_t CommitWaiting();

  // Decides waiting commands up to the batch limits and writes them in one synced batch; returns
  // how many commands it took, 0 if none waits or too many batches are unacknowledged.
  std::size_t WriteNext();
  // Syncs the mark behind everything written, then calls back; returns how many commands it
  // answered.
  std::size_t AcknowledgeWritten();

  // Block until there is something to do; false after Close, or once the ledger has stopped, and
  // everything written is answered.
  [[nodiscard]] bool WaitToWrite();
  [[nodiscard]] bool WaitToAcknowledge();
  // Takes no more commands, answers those not yet written with ledger_stopped, ends the waits.
  void Close();

  // The last entry written.
  [[nodiscard]] Mark head() const;
  // Commands that are not decided yet.
  [[nodiscard]] std::size_t waiting() const;
  // OK while the ledger works; then what stopped it. The process should end and start again.
  [[nodiscard]] absl::Status status() const;

 private:
  struct Waiting {
    PreparedCommand command;
    Callback callback;
  };
  struct Answered {
    Callback callback;
    absl::StatusOr<Committed> answer;
  };
  struct Written {
    Mark head;
    std::vector<Answered> answers;
  };

  Ledger(storage::Store& store, HighWaterMark& mark, StateMachine& machine, const Clock& clock,
         const LedgerLimits& limits, const Mark& head);

  [[nodiscard]] absl::Status WhyNotTaken(const PreparedCommand& command) const;
  [[nodiscard]] bool MayWrite() const;
  [[nodiscard]] std::optional<Waiting> TakeNext();
  [[nodiscard]] Written Decide(Decider& decider);
  [[nodiscard]] absl::Status WriteBatch(Decider& decider) const;
  void Stop(const absl::Status& why, const std::vector<Answered>& unknown);

  storage::Store& store_;
  HighWaterMark& mark_;
  StateMachine& machine_;
  const Clock& clock_;
  const LedgerLimits limits_;

  mutable std::mutex mutex_;  // Guards what follows; never held while deciding, writing, calling.
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::deque<Written> written_;
  Mark head_;    // Of the last batch written.
  Mark marked_;  // Of the last mark synced.
  absl::Status status_;
  bool writing_ = false;  // WriteNext is under way, and may leave something to acknowledge.
  bool closed_ = false;
};

// Sets the mark to the store's head, forgetting what the mark knew. Only for an administrator who
// has decided that what is missing will come back from the parent, or is given up.
[[nodiscard]] absl::Status AcceptHead(const storage::Reader& store, HighWaterMark& mark);

}  // namespace par::ledger
