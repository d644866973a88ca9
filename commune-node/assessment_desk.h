// The unit's own assessment: its answers, its leader's approval, what it hands up and what comes
// down about it. Decides nothing itself: common/domain/dossier.h does, here and again above.
//
// Apply functions run on the committer's thread; the rest is safe from many threads.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/act_router.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/item_router.h"
#include "commune-node/own_dossiers.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/dossier/v1/dossier.pb.h"

namespace par::commune {

class AssessmentDesk {
 public:
  AssessmentDesk(const services::Units& units, const OwnDossiers& dossiers,
                 const services::Courier& courier)
      : units_(units), dossiers_(dossiers), courier_(courier) {}

  // Kind::kFillAnswers, Kind::kTakeSalvaged, the unit's side of Kind::kAct, and ItemType::kDossier.
  void Register(services::CommandRouter& commands, services::ActRouter& acts,
                services::ItemRouter& items);

  // For a program without the superior's side: the unit's own items that come back.
  void RegisterOwnItems(services::ItemRouter& items);

  // The unit's own submission that comes back to a database that does not know it (a new machine,
  // or one restored from a backup): the answers stand again as handed in, unless the unit has
  // handed in something newer. A rejected one changes nothing.
  [[nodiscard]] absl::Status TakeBackSubmission(const exchange::Arrival& arrival,
                                                const assessment::v1::Submission& submission,
                                                ledger::Transaction& transaction) const;

 private:
  // Replaces the draft. INVALID_ARGUMENT answers_unit_differs and the reasons of
  // common/codec/answers_codec.h; FAILED_PRECONDITION unit_not_hosted and the refusals of
  // domain::Decide for kSave. The sheet in the answer has neither titles nor working.
  absl::StatusOr<assessment::v1::FillAnswersResponse> Fill(
      const ledger::Entry& entry, const assessment::v1::FillAnswersRequest& request,
      ledger::Transaction& transaction) const;
  // Approve, send back, submit, withdraw, answer, appeal. What concerns the unit above goes up.
  absl::StatusOr<dossier::v1::ActResponse> Act(const ledger::Entry& entry,
                                               const dossier::v1::ActRequest& request,
                                               ledger::Transaction& transaction) const;
  // An item that waited on a lost machine, as it was saved there. FAILED_PRECONDITION
  // salvage_superseded: the unit has gone on without it; unit_not_hosted; INVALID_ARGUMENT
  // salvage_type_unknown, item_body_invalid, dossier_of_another_unit; the refusals of
  // domain::Decide and TakeDocuments.
  absl::StatusOr<assessment::v1::TakeSalvagedResponse> TakeSalvaged(
      const ledger::Entry& entry, const assessment::v1::TakeSalvagedRequest& request,
      ledger::Transaction& transaction) const;
  absl::StatusOr<OwnWork> TakeSalvagedSubmission(const ledger::Entry& entry,
                                                 const assessment::v1::TakeSalvagedRequest& request,
                                                 ledger::Transaction& transaction) const;
  absl::StatusOr<OwnWork> TakeSalvagedAction(const ledger::Entry& entry,
                                             const assessment::v1::TakeSalvagedRequest& request,
                                             ledger::Transaction& transaction) const;
  absl::Status SendSubmission(const ledger::Entry& entry, OwnWork& work,
                              ledger::Transaction& transaction) const;
  absl::Status SendAction(const ledger::Entry& entry, const domain::Action& action,
                          ledger::Transaction& transaction) const;
  absl::Status ReceiveNotice(const exchange::Arrival& arrival,
                             const dossier::v1::DossierNotice& notice,
                             ledger::Transaction& transaction) const;
  // Puts the answers back as they were handed in with that submission.
  absl::Status PutBackAnswers(const storage::Reader& state, const exchange::ItemStanding& handed_in,
                              OwnWork& work) const;

  const services::Units& units_;
  const OwnDossiers& dossiers_;
  const services::Courier& courier_;
  const exchange::LedgerPayloads payloads_;
};

}  // namespace par::commune
