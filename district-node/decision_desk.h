// The decision that publishes a cycle's results (quyết định công bố): reconciled, previewed, signed
// and published, and a published one superseded.
//
// A signature is made before the command becomes an entry, over the decision drafted from a
// snapshot; the entry drafts it again from its own state and publishes only if the signature holds
// over exactly those bytes. So replaying needs no key.
//
// Queries and Sign are safe from many threads on a snapshot each; the rest belongs to the
// committer's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/decision.h"
#include "common/identity/signing_key.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/cycle_desk.h"
#include "common/services/decision_box.h"
#include "district-node/cycle_results.h"
#include "district-node/review_desk.h"
#include "par/decision/v1/decision.pb.h"

namespace par::district {

// What a decision is drafted with besides the results.
struct DecisionHead {
  std::string cycle;
  std::string number;
  std::string date;        // 2023-12-28
  std::string supersedes;  // Id or number of the decision in force; empty: the first.
};

// Who signs, and when.
struct Signing {
  const identity::Signer& key;
  std::string node;
  std::string certificate;      // DER, over the key (common/identity/signer_certificate.h).
  std::int64_t now_micros = 0;  // UTC.
};

struct DraftedDecision {
  CycleResults results;
  domain::Decision decision;
  std::optional<domain::PublishedDecision> superseded;
  std::string in_force;  // Id of the decision in force on the cycle; empty: none yet.
};

class DecisionDesk {
 public:
  DecisionDesk(const services::Units& units, const HeldDossiers& dossiers, const ReviewDesk& review,
               const services::CycleDesk& cycles, const services::DecisionBox& box,
               const services::Courier& courier)
      : units_(units),
        dossiers_(dossiers),
        review_(review),
        cycles_(cycles),
        box_(box),
        courier_(courier) {}
  void Register(services::CommandRouter& commands);

  // Every sum of the cycle's results that does not hold. PERMISSION_DENIED not_permitted.
  [[nodiscard]] absl::StatusOr<decision::v1::ReconcileResponse> ReconcileCycle(
      const storage::Reader& state, const identity::Caller& caller,
      const decision::v1::ReconcileCycleRequest& request) const;
  // The table given, YAML or (by the file's name) CSV. INVALID_ARGUMENT: the first thing wrong in
  // the file.
  [[nodiscard]] static absl::StatusOr<decision::v1::ReconcileResponse> ReconcileStated(
      const decision::v1::ReconcileStatedRequest& request);
  [[nodiscard]] absl::StatusOr<decision::v1::PreviewDecisionResponse> Preview(
      const storage::Reader& state, const identity::Caller& caller,
      const decision::v1::PreviewDecisionRequest& request) const;

  // The request with this node's signature in it, ready to become a command. Refuses what
  // publication would refuse.
  [[nodiscard]] absl::StatusOr<decision::v1::PublishDecisionRequest> Sign(
      const storage::Reader& state, decision::v1::PublishDecisionRequest request,
      const Signing& signing) const;

  // The decision that the results make now. INVALID_ARGUMENT yaml_not_date; NOT_FOUND
  // decision_unknown.
  [[nodiscard]] absl::StatusOr<DraftedDecision> Draft(const storage::Reader& state,
                                                      const DecisionHead& head) const;

 private:
  // PERMISSION_DENIED not_permitted; FAILED_PRECONDITION decision_in_force (supersede that one, or
  // publish it again as it is), cycle_state_forbids, dossier_not_final, decision_refused,
  // signer_certificate_...; ABORTED decision_changed_meanwhile.
  absl::StatusOr<decision::v1::PublishDecisionResponse> Publish(
      const ledger::Entry& entry, const decision::v1::PublishDecisionRequest& request,
      ledger::Transaction& transaction) const;
  // On one cycle one decision is in force at a time: a second supersedes it, and that only once. A
  // cycle may have one before it is published: it came back after this node was lost.
  absl::Status CheckInForce(const storage::Reader& state, const DraftedDecision& draft) const;
  absl::Status MarkPublished(const ledger::Entry& entry, const CycleFrame& frame,
                             const decision::v1::PublishDecisionRequest& request, Held held,
                             ledger::Transaction& transaction) const;
  absl::Status SendOut(const ledger::Entry& entry, const CycleFrame& frame,
                       const decision::v1::SignedDecision& decision,
                       ledger::Transaction& transaction) const;
  absl::StatusOr<domain::PublishedDecision> LoadPublished(const storage::Reader& state,
                                                          std::string_view id) const;

  const services::Units& units_;
  const HeldDossiers& dossiers_;
  const ReviewDesk& review_;
  const services::CycleDesk& cycles_;
  const services::DecisionBox& box_;
  const services::Courier& courier_;
};

}  // namespace par::district
