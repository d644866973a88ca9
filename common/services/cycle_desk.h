// Assessment cycles: opened by the unit that runs them, moved on, deadlines extended with a reason.
// Every change goes down to the units that take part.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/cycle.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/criteria_sets.h"
#include "common/services/item_router.h"
#include "common/services/units.h"
#include "par/cycle/v1/cycle.pb.h"

namespace par::services {

class CycleDesk {
 public:
  CycleDesk(const Units& units, const CriteriaSets& sets, const Courier& courier)
      : units_(units), sets_(sets), courier_(courier) {}
  void Register(CommandRouter& commands, ItemRouter& items);

  // Asked before a person moves a cycle of this node's on; what it refuses stays where it is. Not
  // asked of what a decision moves on. To be set before the first entry.
  using MayBecome = std::function<absl::Status(const storage::Reader& state,
                                               const domain::Cycle& cycle, domain::CycleState to)>;
  void BeforeAdvance(MayBecome may_become);

  [[nodiscard]] absl::StatusOr<cycle::v1::ListCyclesResponse> List(const storage::Reader& state,
                                                                   const identity::Caller& caller,
                                                                   std::int64_t time) const;

  // INVALID_ARGUMENT cycle_year; NOT_FOUND cycle_unknown.
  [[nodiscard]] static absl::StatusOr<cycle::v1::ProposeDeadlinesResponse> Propose(
      const storage::Reader& state, const cycle::v1::ProposeDeadlinesRequest& request,
      std::int64_t time);

  // Moves a cycle of this node's on and tells the units; also used by publication.
  // FAILED_PRECONDITION cycle_state_order.
  [[nodiscard]] absl::StatusOr<cycle::v1::Cycle> MoveOn(const ledger::Entry& entry,
                                                        std::string_view id, domain::CycleState to,
                                                        ledger::Transaction& transaction) const;

 private:
  // INVALID_ARGUMENT: the first thing wrong in the file or with the cycle against the unit tree;
  // ALREADY_EXISTS cycle_exists; NOT_FOUND criteria_set_unknown; FAILED_PRECONDITION
  // criteria_set_state: the set is still a draft; INVALID_ARGUMENT cycle_set_level.
  absl::StatusOr<cycle::v1::OpenCycleResponse> Open(const ledger::Entry& entry,
                                                    const cycle::v1::OpenCycleRequest& request,
                                                    ledger::Transaction& transaction) const;
  // INVALID_ARGUMENT cycle_state_unknown; FAILED_PRECONDITION cycle_state_order, and what
  // BeforeAdvance refuses.
  absl::StatusOr<cycle::v1::AdvanceCycleResponse> Advance(
      const ledger::Entry& entry, const cycle::v1::AdvanceCycleRequest& request,
      ledger::Transaction& transaction) const;
  // INVALID_ARGUMENT deadline_unknown, yaml_not_date, cycle_deadline_order; FAILED_PRECONDITION
  // deadline_not_later: a deadline is never drawn forward.
  absl::StatusOr<cycle::v1::ExtendDeadlineResponse> Extend(
      const ledger::Entry& entry, const cycle::v1::ExtendDeadlineRequest& request,
      ledger::Transaction& transaction) const;
  // ALREADY_EXISTS cycle_exists: another unit holds a cycle of this id.
  absl::Status Receive(const cycle::v1::Cycle& cycle, ledger::Transaction& transaction) const;
  // A cycle of a unit here, from a unit that had been told of it: the newest version holds, and the
  // cycle's other units are told (again).
  absl::Status TakeBack(const ledger::Entry& entry, const exchange::Arrival& arrival,
                        const cycle::v1::Cycle& row, ledger::Transaction& transaction) const;

  absl::Status MayRun(const ledger::Entry& entry, std::string_view owner,
                      domain::Permission permission, const storage::Reader& state) const;
  // Writes the cycle and sends it to the units that take part.
  absl::StatusOr<cycle::v1::Cycle> Put(const ledger::Entry& entry, const domain::Cycle& cycle,
                                       std::uint64_t version,
                                       ledger::Transaction& transaction) const;

  const Units& units_;
  const CriteriaSets& sets_;
  const Courier& courier_;
  MayBecome may_become_;
};

}  // namespace par::services
