// Decisions of publication as kept on this node: those its units made, those that came down from
// above and the copies that came up from below. A decision is taken only if its numbers agree, its
// signature holds, this node's authority certified the signing key for the unit that issued it, and
// that unit may publish.
//
// Reading is safe from many threads on a snapshot each; the rest belongs to the committer's thread.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/decision.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/courier.h"
#include "common/services/criteria_sets.h"
#include "common/services/item_router.h"
#include "common/services/units.h"
#include "par/decision/v1/decision.pb.h"
#include "par/record/v1/service_record.pb.h"

namespace par::services {

class DecisionBox {
 public:
  DecisionBox(const Units& units, const CriteriaSets& sets, const Courier& courier)
      : units_(units), sets_(sets), courier_(courier) {}
  // Takes decisions that come down, and copies that come up, packed or not.
  void Register(ItemRouter& items);

  // Keeps it, and tells the decision it supersedes. Returns its id: the SHA-256 of the canonical
  // bytes of the whole, in hexadecimal. INVALID_ARGUMENT decision_file_malformed;
  // FAILED_PRECONDITION decision_signature_wrong, signer_certificate_... (CheckSigner),
  // decision_supersedes_wrong: what it supersedes is another unit's decision, or on another cycle.
  [[nodiscard]] absl::StatusOr<std::string> Keep(const decision::v1::SignedDecision& decision,
                                                 ledger::Transaction& transaction) const;

  // To a unit newly known below `unit`: the unit's decisions that have a line for it.
  [[nodiscard]] absl::Status SendTo(const ledger::Entry& entry, const std::string& unit,
                                    const std::string& child,
                                    ledger::Transaction& transaction) const;

  // By id, or by number where only one decision has it. NOT_FOUND decision_unknown;
  // FAILED_PRECONDITION decision_number_repeated.
  [[nodiscard]] absl::StatusOr<record::v1::DecisionRow> Find(const storage::Reader& state,
                                                             std::string_view id) const;
  // The issuer's decision on its cycle that nothing supersedes: only the two together name a cycle,
  // since the units below have cycles of their own and send copies. NOT_FOUND decision_unknown.
  [[nodiscard]] absl::StatusOr<record::v1::DecisionRow> InForce(const storage::Reader& state,
                                                                std::string_view cycle,
                                                                std::string_view issuer) const;
  // Published decisions are for everyone to read.
  [[nodiscard]] absl::StatusOr<decision::v1::ListDecisionsResponse> List(
      const storage::Reader& state) const;
  [[nodiscard]] absl::StatusOr<decision::v1::GetDecisionResponse> Get(
      const storage::Reader& state, const decision::v1::GetDecisionRequest& request) const;

  [[nodiscard]] static std::string IdOf(const domain::Decision& decision);
  [[nodiscard]] static std::string IdOf(const record::v1::DecisionRow& row);
  // As it came, packed or not.
  [[nodiscard]] static decision::v1::SignedDecision SignedOf(const record::v1::DecisionRow& row);

 private:
  // A decision that this node's unit had published, from a unit that received it or, as its copy,
  // from the node above: kept, and sent to the units again, of which some may not have received it.
  absl::Status TakeBack(const ledger::Entry& entry, const exchange::Arrival& arrival,
                        const decision::v1::SignedDecision& signed_decision,
                        ledger::Transaction& transaction) const;
  absl::Status ReceiveDown(const ledger::Entry& entry, const exchange::Arrival& arrival,
                           const decision::v1::SignedDecision& decision,
                           ledger::Transaction& transaction) const;
  absl::Status ReceiveCopy(const exchange::Arrival& arrival,
                           const decision::v1::SignedDecision& decision,
                           ledger::Transaction& transaction) const;
  // Whatever the numbers of the decision say against it, by this node's own criteria set.
  absl::Status Verify(const domain::Decision& decision, const storage::Reader& state) const;

  const Units& units_;
  const CriteriaSets& sets_;
  const Courier& courier_;
};

}  // namespace par::services
