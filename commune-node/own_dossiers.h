// The dossiers of the units that live on this node, as each unit knows its own: the draft answers,
// the state, the last submission and what came down about it.
//
// Safe from many threads, each on a reader of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/answers.h"
#include "common/domain/cycle.h"
#include "common/domain/dossier.h"
#include "common/domain/dossier_ways.h"
#include "common/exchange/queries.h"
#include "common/identity/accounts.h"
#include "common/ledger/state_machine.h"
#include "common/services/criteria_sets.h"
#include "common/services/units.h"
#include "par/record/v1/service_record.pb.h"

namespace par::commune {

// One unit's dossier with what it is judged by.
struct OwnWork {
  domain::Cycle cycle;
  services::LoadedSet set;
  record::v1::OwnDossier row;
  domain::Dossier dossier;  // As in the row, see Load.
  exchange::ItemStanding submission;
};

[[nodiscard]] std::string OwnDossierKey(std::string_view cycle, std::string_view unit);

class OwnDossiers {
 public:
  OwnDossiers(const services::Units& units, const services::CriteriaSets& sets)
      : units_(units), sets_(sets) {}

  // The dossier, opened from the cycle if there is none yet. A submission that the unit above did
  // not take puts the dossier back into the unit's hands (self_assessing or returned).
  // NOT_FOUND cycle_unknown, criteria_set_unknown; FAILED_PRECONDITION unit_not_in_cycle.
  [[nodiscard]] absl::StatusOr<OwnWork> Load(const storage::Reader& state, std::string_view cycle,
                                             std::string_view unit) const;
  // Writes the row with `work.dossier` in it.
  static void Write(ledger::Transaction& transaction, OwnWork& work);

  // Decides the action on the dossier as the entry's actor, who is to be of the unit itself.
  // FAILED_PRECONDITION unit_not_hosted; PERMISSION_DENIED role_unknown; the refusals of
  // domain::Decide.
  [[nodiscard]] absl::StatusOr<domain::Dossier> Decide(const ledger::Entry& entry,
                                                       const OwnWork& work,
                                                       const domain::Action& action,
                                                       const storage::Reader& state) const;

  // What the caller may do with it now, if he is of the unit itself; otherwise nothing. `time`: UTC
  // microseconds.
  [[nodiscard]] static std::vector<domain::Way> WaysFor(const identity::Caller& caller,
                                                        const OwnWork& work, std::int64_t time);
  // The name of the step that waits for him; empty: none.
  [[nodiscard]] static std::string NextFor(const identity::Caller& caller, const OwnWork& work,
                                           std::int64_t time);

  // Empty where nothing was declared yet.
  [[nodiscard]] static absl::StatusOr<domain::Answers> AnswersOf(const OwnWork& work);

 private:
  const services::Units& units_;
  const services::CriteriaSets& sets_;
};

// True if the unit above rejected the last submission.
[[nodiscard]] bool Rejected(const OwnWork& work);

}  // namespace par::commune
