// NodeService.VerifyLedger: however long the ledger is, the node works on it in pieces of a
// quarter of a second, each asked for by the person who waits, and on one ledger check at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/domain/catalogue.h"
#include "common/ledger/state_machine.h"
#include "common/node/inspection.h"
#include "common/storage/store.h"
#include "par/node/v1/node.pb.h"

namespace par::node {

// Safe from many threads.
class LedgerChecks {
 public:
  // A state machine of its own, that no ledger works with.
  using NewMachine = std::function<absl::StatusOr<std::shared_ptr<ledger::StateMachine>>()>;
  struct Ports {
    const storage::Store& store;
    const Clock& clock;
    Random& random;
    NewMachine new_machine;
    domain::Language language;  // Of the fault's text.
  };
  // A check that nobody asked to go on for so long is forgotten, with the memory that it holds.
  static constexpr std::int64_t kForgottenAfterMicros = 120'000'000;

  explicit LedgerChecks(Ports ports) : ports_(std::move(ports)) {}

  // Begins a check, goes on with one or ends it; `caller` may do so (view_audit).
  // RESOURCE_EXHAUSTED ledger_check_under_way: somebody else's is not finished; ask again later.
  // NOT_FOUND ledger_check_gone: forgotten, or begun anew by the same account since: begin anew.
  // And what the new machine refuses.
  [[nodiscard]] absl::StatusOr<v1::VerifyLedgerResponse> Ask(const std::string& caller,
                                                             const v1::VerifyLedgerRequest& asked);

  // Every second.
  void Tick();

 private:
  struct Run {
    std::string id;
    std::string caller;
    std::int64_t asked_at = 0;
    std::shared_ptr<ledger::StateMachine> machine;  // Null: the chain only.
    std::unique_ptr<storage::Snapshot> state;
    std::unique_ptr<LedgerChecking> checking;
  };
  [[nodiscard]] absl::Status Begin(const std::string& caller, bool rebuild);
  void GoOn(std::size_t most);
  [[nodiscard]] bool Forgotten() const;
  [[nodiscard]] v1::VerifyLedgerResponse Answer() const;

  const Ports ports_;
  std::mutex mutex_;  // Guards what follows; held while a piece is worked on.
  std::unique_ptr<Run> run_;
};

}  // namespace par::node
